/*
 * abhelp.c - address book entries opened in the context of an account: the address book's own methods do it
 */
#include "harness.h"
#include "abhelp.h"
#include "mapiutil.h"

/* An address book and a support object that write down how they were called */
struct call {
    const char *method;
    ULONG cb, cb2, flags;
    const void *eid, *eid2, *iid;
    void *context;
};
static struct call last;
static ENTRYID *const one = (ENTRYID *)0x1111, *const two = (ENTRYID *)0x2222;
static IUnknown *const opened = (IUnknown *)0x3333;

static HRESULT STDMETHODCALLTYPE book_OpenEntry(IAddrBook *book, ULONG cb, ENTRYID *eid, LPCIID iid, ULONG flags,
                                                ULONG *type, IUnknown **out)
{
    (void)book;
    last = (struct call){.method = "OpenEntry", .cb = cb, .eid = eid, .iid = iid, .flags = flags};
    *type = MAPI_MAILUSER;
    *out = opened;
    return MAPI_W_POSITION_CHANGED; /* whatever it answers is handed on */
}

static HRESULT STDMETHODCALLTYPE book_CompareEntryIDs(IAddrBook *book, ULONG cb, ENTRYID *eid, ULONG cb2, ENTRYID *eid2,
                                                      ULONG flags, ULONG *same)
{
    (void)book;
    last = (struct call){.method = "CompareEntryIDs", .cb = cb, .eid = eid, .cb2 = cb2, .eid2 = eid2, .flags = flags};
    *same = 1;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE book_Details(IAddrBook *book, ULONG_PTR *window, LPFNDISMISS dismiss, void *dismiss_context,
                                              ULONG cb, ENTRYID *eid, LPFNBUTTON button, void *button_context, LPTSTR text,
                                              ULONG flags)
{
    (void)book, (void)dismiss, (void)button, (void)text;
    last = (struct call){.method = "Details", .cb = cb, .eid = eid, .eid2 = dismiss_context, .flags = flags,
                         .context = button_context};
    *window = 77;
    return MAPI_E_USER_CANCEL;
}

static HRESULT STDMETHODCALLTYPE support_OpenEntry(IMAPISupport *support, ULONG cb, ENTRYID *eid, LPCIID iid, ULONG flags,
                                                   ULONG *type, IUnknown **out)
{
    (void)support;
    last = (struct call){.method = "support", .cb = cb, .eid = eid, .iid = iid, .flags = flags};
    *type = MAPI_DISTLIST;
    *out = opened;
    return S_OK;
}

static IAddrBookVtbl book_vtbl = {
    .OpenEntry = book_OpenEntry, .CompareEntryIDs = book_CompareEntryIDs, .Details = book_Details};
static IMAPISupportVtbl support_vtbl = {.OpenEntry = support_OpenEntry};
static IAddrBook book = {&book_vtbl};
static IMAPISupport support = {&support_vtbl};
static IMAPISession *const session = (IMAPISession *)0x4444; /* only has to be there */
static const MAPIUID uid = {{1}};
static const IID iid = {1, 2, 3, {4}};

static void expect_open(const char *method, HRESULT hr, HRESULT wanted, ULONG type, IUnknown *out)
{
    ok(hr == wanted, "got %#lx\n", hr);
    ok(last.method && !strcmp(last.method, method), "called %s\n", last.method ? last.method : "nothing");
    ok(last.cb == 5 && last.eid == one && last.iid == &iid && last.flags == MAPI_BEST_ACCESS, "other arguments\n");
    ok(type == (strcmp(method, "support") ? MAPI_MAILUSER : MAPI_DISTLIST) && out == opened, "%lu, %p\n", type, out);
    memset(&last, 0, sizeof(last));
}

/* 11.14-01, 11.14-03 */
static void entries_are_opened_by_the_address_book(void)
{
    SRow row = {0};
    ULONG type = 0;
    IUnknown *out = NULL;
    HRESULT hr = HrOpenABEntryWithExchangeContext(session, NULL, &book, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);

    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryWithExchangeContext(session, &uid, &book, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryUsingDefaultContext(session, &book, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryWithProviderUID(&uid, &book, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryWithResolvedRow(&row, &book, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryWithProviderUIDSupport(&uid, &support, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("support", hr, S_OK, type, out);
    hr = HrOpenABEntryWithSupport(&support, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("support", hr, S_OK, type, out);
}

/* 11.14-02, 11.14-03 */
static void entries_are_compared_and_shown_by_it(void)
{
    ULONG same = 0;
    ULONG_PTR window = 0;
    HRESULT hr = HrCompareABEntryIDsWithExchangeContext(session, &uid, &book, 5, one, 6, two, 0, &same);

    ok(hr == S_OK && same == 1, "got %#lx\n", hr);
    ok(last.cb == 5 && last.eid == one && last.cb2 == 6 && last.eid2 == two, "other arguments\n");
    hr = HrDoABDetailsWithExchangeContext(session, &uid, &book, &window, NULL, (void *)8, 5, one, NULL, (void *)9, NULL,
                                          DIALOG_MODAL);
    ok(hr == MAPI_E_USER_CANCEL && window == 77, "got %#lx\n", hr);
    ok(last.cb == 5 && last.eid == one && last.eid2 == (void *)8 && last.context == (void *)9 && last.flags == DIALOG_MODAL,
       "other arguments\n");
    memset(&last, 0, sizeof(last));
    hr = HrDoABDetailsWithProviderUID(NULL, &book, &window, NULL, NULL, 6, two, NULL, (void *)9, NULL, DIALOG_SDI);
    ok(hr == MAPI_E_USER_CANCEL && last.cb == 6 && last.eid == two && last.flags == DIALOG_SDI, "got %#lx\n", hr);
}

static void what_must_be_there_is_asked_for(void)
{
    ULONG type = 0;
    ULONG_PTR window = 0;
    IUnknown *out = opened;

    ok(HrOpenABEntryWithExchangeContext(NULL, NULL, &book, 5, one, NULL, 0, &type, &out) == MAPI_E_INVALID_PARAMETER, "opened\n");
    ok(!out, "got %p\n", out);
    ok(HrOpenABEntryUsingDefaultContext(session, NULL, 5, one, NULL, 0, &type, &out) == MAPI_E_INVALID_PARAMETER, "opened\n");
    ok(HrOpenABEntryWithProviderUID(NULL, NULL, 5, one, NULL, 0, &type, &out) == MAPI_E_INVALID_PARAMETER, "opened\n");
    ok(HrOpenABEntryWithSupport(NULL, 5, one, NULL, 0, &type, &out) == MAPI_E_INVALID_PARAMETER, "opened\n");
    ok(HrCompareABEntryIDsWithExchangeContext(session, NULL, NULL, 5, one, 5, one, 0, &type) == MAPI_E_INVALID_PARAMETER, "done\n");
    ok(HrDoABDetailsWithProviderUID(NULL, NULL, &window, NULL, NULL, 5, one, NULL, NULL, NULL, 0) == MAPI_E_INVALID_PARAMETER,
       "done\n");
}

START_TEST(abhelp)
{
    RUN(entries_are_opened_by_the_address_book);
    RUN(entries_are_compared_and_shown_by_it);
    RUN(what_must_be_there_is_asked_for);
}

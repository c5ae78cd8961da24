/*
 * abhelp.c - address book entries opened in the context of an account: the address book's own
 * methods do it
 */
#include "harness.h"
#include "abhelp.h"
#include "mapiaux.h"
#include "mapitags.h"
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

static HRESULT STDMETHODCALLTYPE book_OpenEntry(IAddrBook *book, ULONG cb, ENTRYID *eid, LPCIID iid,
                                                ULONG flags, ULONG *type, IUnknown **out)
{
    (void)book;
    last = (struct call){.method = "OpenEntry", .cb = cb, .eid = eid, .iid = iid, .flags = flags};
    *type = MAPI_MAILUSER;
    *out = opened;
    return MAPI_W_POSITION_CHANGED; /* whatever it answers is handed on */
}

static HRESULT STDMETHODCALLTYPE book_CompareEntryIDs(IAddrBook *book, ULONG cb, ENTRYID *eid,
                                                      ULONG cb2, ENTRYID *eid2, ULONG flags,
                                                      ULONG *same)
{
    (void)book;
    last = (struct call){.method = "CompareEntryIDs",
                         .cb = cb,
                         .eid = eid,
                         .cb2 = cb2,
                         .eid2 = eid2,
                         .flags = flags};
    *same = 1;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE book_Details(IAddrBook *book, ULONG_PTR *window,
                                              LPFNDISMISS dismiss, void *dismiss_context, ULONG cb,
                                              ENTRYID *eid, LPFNBUTTON button, void *button_context,
                                              LPTSTR text, ULONG flags)
{
    (void)book, (void)dismiss, (void)button, (void)text;
    last = (struct call){.method = "Details",
                         .cb = cb,
                         .eid = eid,
                         .eid2 = dismiss_context,
                         .flags = flags,
                         .context = button_context};
    *window = 77;
    return MAPI_E_USER_CANCEL;
}

static HRESULT STDMETHODCALLTYPE support_OpenEntry(IMAPISupport *support, ULONG cb, ENTRYID *eid,
                                                   LPCIID iid, ULONG flags, ULONG *type,
                                                   IUnknown **out)
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
    ok(last.method && !strcmp(last.method, method), "called %s\n",
       last.method ? last.method : "nothing");
    ok(last.cb == 5 && last.eid == one && last.iid == &iid && last.flags == MAPI_BEST_ACCESS,
       "other arguments\n");
    ok(type == (strcmp(method, "support") ? MAPI_MAILUSER : MAPI_DISTLIST) && out == opened,
       "%lu, %p\n", type, out);
    memset(&last, 0, sizeof(last));
}

/* 11.14-01, 11.14-03 */
static void entries_are_opened_by_the_address_book(void)
{
    SRow row = {0};
    ULONG type = 0;
    IUnknown *out = NULL;
    HRESULT hr = HrOpenABEntryWithExchangeContext(session, NULL, &book, 5, one, &iid,
                                                  MAPI_BEST_ACCESS, &type, &out);

    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryWithExchangeContext(session, &uid, &book, 5, one, &iid, MAPI_BEST_ACCESS,
                                          &type, &out);
    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryUsingDefaultContext(session, &book, 5, one, &iid, MAPI_BEST_ACCESS, &type,
                                          &out);
    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryWithProviderUID(&uid, &book, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryWithResolvedRow(&row, &book, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("OpenEntry", hr, MAPI_W_POSITION_CHANGED, type, out);
    hr = HrOpenABEntryWithProviderUIDSupport(&uid, &support, 5, one, &iid, MAPI_BEST_ACCESS, &type,
                                             &out);
    expect_open("support", hr, S_OK, type, out);
    hr = HrOpenABEntryWithSupport(&support, 5, one, &iid, MAPI_BEST_ACCESS, &type, &out);
    expect_open("support", hr, S_OK, type, out);
}

/* 11.14-02, 11.14-03 */
static void entries_are_compared_and_shown_by_it(void)
{
    ULONG same = 0;
    ULONG_PTR window = 0;
    HRESULT hr =
        HrCompareABEntryIDsWithExchangeContext(session, &uid, &book, 5, one, 6, two, 0, &same);

    ok(hr == S_OK && same == 1, "got %#lx\n", hr);
    ok(last.cb == 5 && last.eid == one && last.cb2 == 6 && last.eid2 == two, "other arguments\n");
    hr = HrDoABDetailsWithExchangeContext(session, &uid, &book, &window, NULL, (void *)8, 5, one,
                                          NULL, (void *)9, NULL, DIALOG_MODAL);
    ok(hr == MAPI_E_USER_CANCEL && window == 77, "got %#lx\n", hr);
    ok(last.cb == 5 && last.eid == one && last.eid2 == (void *)8 && last.context == (void *)9 &&
           last.flags == DIALOG_MODAL,
       "other arguments\n");
    memset(&last, 0, sizeof(last));
    hr = HrDoABDetailsWithProviderUID(NULL, &book, &window, NULL, NULL, 6, two, NULL, (void *)9,
                                      NULL, DIALOG_SDI);
    ok(hr == MAPI_E_USER_CANCEL && last.cb == 6 && last.eid == two && last.flags == DIALOG_SDI,
       "got %#lx\n", hr);
}

static IMAPITable *hierarchy; /* what the root gives */

static ULONG STDMETHODCALLTYPE root_count(IABContainer *root)
{
    (void)root;
    return 1;
}

static HRESULT STDMETHODCALLTYPE root_GetHierarchyTable(IABContainer *root, ULONG flags,
                                                        IMAPITable **out)
{
    (void)root;
    ok(flags & CONVENIENT_DEPTH, "flags %#lx\n", flags);
    *out = hierarchy;
    hierarchy->lpVtbl->AddRef(hierarchy);
    return S_OK;
}

static IABContainerVtbl root_vtbl = {
    .AddRef = root_count, .Release = root_count, .GetHierarchyTable = root_GetHierarchyTable};
static IABContainer root = {&root_vtbl};

static HRESULT STDMETHODCALLTYPE rooted_OpenEntry(IAddrBook *book_, ULONG cb, ENTRYID *eid,
                                                  LPCIID iid_, ULONG flags, ULONG *type,
                                                  IUnknown **out)
{
    (void)book_, (void)iid_, (void)flags;
    ok(!cb && !eid, "not the root\n");
    *type = MAPI_ABCONT;
    *out = (IUnknown *)&root;
    return S_OK;
}

/* 11.14-04 */
static void the_global_list_is_found(void)
{
    static const SizedSPropTagArray(5, columns) = {
        5, {PR_ROWID, PR_ENTRYID, PR_DISPLAY_TYPE, PR_AB_PROVIDER_ID, PR_EMSMDB_SECTION_UID}};
    static BYTE exchange[] = {0xdc, 0xa7, 0x40, 0xc8, 0xc0, 0x42, 0x10, 0x1a,
                              0xb4, 0xb9, 0x08, 0,    0x2b, 0x2f, 0xe1, 0x82};
    static const MAPIUID account = {{1, 2, 3}}, other = {{9}}, zero = {{0}};
    IAddrBookVtbl rooted_vtbl = {.OpenEntry = rooted_OpenEntry};
    IAddrBook rooted = {&rooted_vtbl};
    SPropValue row[] = {
        {.ulPropTag = PR_ROWID, .Value.l = 1},
        {.ulPropTag = PR_ENTRYID, .Value.bin = {5, (BYTE *)"list1"}},
        {.ulPropTag = PR_DISPLAY_TYPE, .Value.l = DT_LOCAL},
        {.ulPropTag = PR_AB_PROVIDER_ID, .Value.bin = {16, exchange}},
        {.ulPropTag = PR_EMSMDB_SECTION_UID, .Value.bin = {16, (BYTE *)&account}},
    };
    SRow whole = {0, 5, row};
    ITableData *data = NULL;
    ENTRYID *eid = NULL;
    ULONG cb = 0;
    HRESULT hr;

    CreateTable(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL, TBLTYPE_DYNAMIC,
                PR_ROWID, (SPropTagArray *)&columns, &data);
    ok(data != NULL, "no table\n");
    if (!data) return;
    data->lpVtbl->HrModifyRow(data, &whole);
    data->lpVtbl->HrGetView(data, NULL, NULL, 0, &hierarchy);
    hr = HrGetGALFromEmsmdbUID(session, &rooted, NULL, &cb, &eid);
    ok(hr == MAPI_E_NOT_FOUND && !eid && !cb, "got %#lx\n", hr);
    row[0].Value.l = 2;
    row[1].Value.bin.lpb = (BYTE *)"list2";
    row[2].Value.l = DT_GLOBAL;
    data->lpVtbl->HrModifyRow(data, &whole);
    for (int i = 0; i < 3; i++) {
        hr = HrGetGALFromEmsmdbUID(session, &rooted,
                                   i == 0   ? NULL
                                   : i == 1 ? &zero
                                            : &account,
                                   &cb, &eid);
        ok(hr == S_OK && cb == 5 && eid && !memcmp(eid, "list2", 5), "%d: got %#lx\n", i, hr);
        MAPIFreeBuffer(eid);
    }
    hr = HrGetGALFromEmsmdbUID(session, &rooted, &other, &cb, &eid);
    ok(hr == MAPI_E_NOT_FOUND && !eid, "got %#lx\n", hr);
    hr = HrGetGALFromEmsmdbUID(NULL, &rooted, NULL, &cb, &eid);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hierarchy->lpVtbl->Release(hierarchy);
    data->lpVtbl->Release(data);
}

static void what_must_be_there_is_asked_for(void)
{
    ULONG type = 0;
    ULONG_PTR window = 0;
    IUnknown *out = opened;

    ok(HrOpenABEntryWithExchangeContext(NULL, NULL, &book, 5, one, NULL, 0, &type, &out) ==
           MAPI_E_INVALID_PARAMETER,
       "opened\n");
    ok(!out, "got %p\n", out);
    ok(HrOpenABEntryUsingDefaultContext(session, NULL, 5, one, NULL, 0, &type, &out) ==
           MAPI_E_INVALID_PARAMETER,
       "opened\n");
    ok(HrOpenABEntryWithProviderUID(NULL, NULL, 5, one, NULL, 0, &type, &out) ==
           MAPI_E_INVALID_PARAMETER,
       "opened\n");
    ok(HrOpenABEntryWithSupport(NULL, 5, one, NULL, 0, &type, &out) == MAPI_E_INVALID_PARAMETER,
       "opened\n");
    ok(HrCompareABEntryIDsWithExchangeContext(session, NULL, NULL, 5, one, 5, one, 0, &type) ==
           MAPI_E_INVALID_PARAMETER,
       "done\n");
    ok(HrDoABDetailsWithProviderUID(NULL, NULL, &window, NULL, NULL, 5, one, NULL, NULL, NULL, 0) ==
           MAPI_E_INVALID_PARAMETER,
       "done\n");
}

START_TEST(abhelp)
{
    RUN(entries_are_opened_by_the_address_book);
    RUN(entries_are_compared_and_shown_by_it);
    RUN(the_global_list_is_found);
    RUN(what_must_be_there_is_asked_for);
}

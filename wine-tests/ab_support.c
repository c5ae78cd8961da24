/*
 * ab_support.c - the support object as an address book provider has it: templates of one-offs, and
 * what would show a dialog
 *
 * The provider of ombook32.dll lends the support object of each of its two logons.
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include <wchar.h>
#include "ombook_fixture.h"

static IMAPISupport *support_of(int number)
{
    IMAPISupport *support = om->books[number].support;

    ok(support != NULL, "there is no support object\n");
    if (!support) ExitProcess(1);
    return support;
}

static IMAPITable *templates(ULONG flags)
{
    IMAPISupport *support = support_of(0);
    IMAPITable *table = NULL;

    ok_hr(support->lpVtbl->GetOneOffTable(support, flags, &table), S_OK);
    return table;
}

static SRowSet *all_rows(IMAPITable *table)
{
    SRowSet *rows = NULL;

    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    return rows;
}

static const SPropValue *column(const SRowSet *rows, ULONG row, ULONG tag)
{
    const SPropValue *value = NULL;

    if (rows && row < rows->cRows)
        value = PpropFindProp(rows->aRow[row].lpProps, rows->aRow[row].cValues, tag);
    ok(value != NULL, "row %lu has no %#lx\n", row, tag);
    return value;
}

/* 5.12-05, 7.9-18, 7.9-19, 7.9-20: both providers', MAPI's own last; the first has none */
static void all_templates_are_in_one_table(void)
{
    static const ULONG required[] = {PR_ADDRTYPE_A,   PR_DEPTH,   PR_DISPLAY_NAME_A,
                                     PR_DISPLAY_TYPE, PR_ENTRYID, PR_INSTANCE_KEY,
                                     PR_SELECTABLE};
    IMAPISupport *support;
    IMAPITable *table;
    const SPropValue *value;
    SRowSet *rows;

    begin();
    om->books[1].templates = true;
    table = templates(0);
    rows = all_rows(table);
    ok(rows && rows->cRows == 2, "%lu rows\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; i < 2; i++)
        for (int k = 0; k < 7; k++)
            column(rows, i, required[k]);
    value = column(rows, 0, PR_DISPLAY_NAME_A);
    ok(value && !strcmp(value->Value.lpszA, "Template"), "another row\n");
    value = column(rows, 1, PR_SELECTABLE);
    ok(value && value->Value.b, "MAPI's own can't be chosen\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    ok(!strcmp(om->books[0].calls, "templates*(80000000) "), "got %s\n", om->books[0].calls);
    table = templates(MAPI_UNICODE);
    rows = all_rows(table);
    value = column(rows, 0, PR_DISPLAY_NAME_W);
    ok(value && !wcscmp(value->Value.lpszW, L"Template"), "another row\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    support = support_of(1);
    ok_hr(support->lpVtbl->GetOneOffTable(support, 1, &table), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(support->lpVtbl->GetOneOffTable(support, 0, NULL), MAPI_E_INVALID_PARAMETER);
    end();
}

static LONG WINAPI count(void *context, ULONG n, NOTIFICATION *batch)
{
    (void)batch;
    *(ULONG *)context += n;
    return S_OK;
}

/* 5.3-08, 5.12-05: what one provider adds, another hears of; 7.9-18: a heading can't be chosen */
static void news_of_templates_reach_everybody(void)
{
    IMAPIAdviseSink *sink = NULL;
    const SPropValue *value;
    ULONG_PTR connection = 0;
    IMAPITable *table;
    SRowSet *rows;
    ULONG told = 0;

    begin();
    om->books[1].templates = true;
    table = templates(0);
    ok_hr(HrAllocAdviseSink(count, &told, &sink), S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);
    ok_hr(om->tell_template(&om->books[1], 'h', L"Heading", true), S_OK);
    HrDispatchNotifications(0); /* the provider's news is read; */
    HrDispatchNotifications(0); /* ours is told */
    ok(told == 1, "told %lu times\n", told);
    rows = all_rows(table);
    ok(rows && rows->cRows == 3, "%lu rows\n", rows ? rows->cRows : 0);
    value = column(rows, 1, PR_SELECTABLE);
    ok(value && !value->Value.b, "a heading can be chosen\n");
    FreeProws(rows);
    ok(!strcmp(om->books[1].calls, "templates*(80000000) "), "got %s\n", om->books[1].calls);
    table->lpVtbl->Unadvise(table, connection);
    sink->lpVtbl->Release(sink);
    table->lpVtbl->Release(table);
    end();
}

/* MAPI's own template: its entry ID, freed by the caller. */
static ENTRYID *own_template(ULONG *cb)
{
    IMAPITable *table = templates(0);
    SRowSet *rows = all_rows(table);
    const SPropValue *value = column(rows, rows->cRows - 1, PR_ENTRYID);
    ENTRYID *eid = NULL;

    *cb = value->Value.bin.cb;
    ok_hr(MAPIAllocateBuffer(*cb, (void **)&eid), S_OK);
    memcpy(eid, value->Value.bin.lpb, *cb);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return eid;
}

/* 7.2-06: by the address book, the session, and the support object */
static void mapis_template_is_opened_to_be_filled_in(void)
{
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Ann"};
    SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_W, PR_TEMPLATEID}};
    IMAPISupport *support;
    ULONG cb, type, n;
    ENTRYID *eid;

    begin();
    support = support_of(0);
    eid = own_template(&cb);
    for (int i = 0; i < 3; i++) {
        SPropValue *values = NULL;
        IMailUser *user = NULL;
        IMAPITable *page = NULL;
        SRowSet *rows;
        HRESULT hr;

        type = 0;
        if (!i)
            hr = book->lpVtbl->OpenEntry(book, cb, eid, NULL, MAPI_MODIFY, &type,
                                         (IUnknown **)&user);
        else if (i == 1)
            hr = session->lpVtbl->OpenEntry(session, cb, eid, NULL, MAPI_MODIFY, &type,
                                            (IUnknown **)&user);
        else
            hr = support->lpVtbl->OpenEntry(support, cb, eid, &IID_IMailUser, 0, &type,
                                            (IUnknown **)&user);
        ok_hr(hr, S_OK);
        if (!user) continue;
        ok(type == MAPI_MAILUSER, "type %lu\n", type);
        ok_hr(user->lpVtbl->SetProps(user, 1, &name, NULL), S_OK);
        ok_hr(user->lpVtbl->GetProps(user, (SPropTagArray *)&tags, 0, &n, &values), S_OK);
        ok(values && !wcscmp(values[0].Value.lpszW, L"Ann"), "another name\n");
        ok(values && values[1].Value.bin.cb == cb, "another template ID\n");
        MAPIFreeBuffer(values);
        ok_hr(user->lpVtbl->OpenProperty(user, PR_DETAILS_TABLE, &IID_IMAPITable, 0, 0,
                                         (IUnknown **)&page),
              S_OK);
        rows = page ? all_rows(page) : NULL;
        ok(rows && rows->cRows == 8, "%lu controls\n", rows ? rows->cRows : 0);
        FreeProws(rows);
        if (page) page->lpVtbl->Release(page);
        user->lpVtbl->Release(user);
    }
    MAPIFreeBuffer(eid);
    end();
}

/* 5.12-06 */
static void template_ids_go_to_their_provider(void)
{
    BYTE theirs[BOOK_EID_BYTES], nobodys[BOOK_EID_BYTES] = {0, 0, 0, 0, 9};
    IMAPIProp *bound = NULL;
    IMailUser *host = NULL;
    IMAPISupport *support;
    ENTRYID *eid;
    ULONG cb, type;

    begin();
    support = support_of(0);
    memset(theirs, 0, 4);
    memcpy(theirs + 4, "test book\0\0\0\0\0", 15);
    theirs[19] = 2;
    theirs[20] = theirs[21] = 't';
    eid = own_template(&cb);
    ok_hr(support->lpVtbl->OpenEntry(support, cb, eid, NULL, MAPI_MODIFY, &type,
                                     (IUnknown **)&host),
          S_OK);
    om->books[1].calls[0] = 0;
    ok_hr(support->lpVtbl->OpenTemplateID(support, sizeof(theirs), (ENTRYID *)theirs, FILL_ENTRY,
                                          (IMAPIProp *)host, NULL, &bound, NULL),
          S_OK);
    ok(bound == (IMAPIProp *)host, "another object\n");
    if (bound) bound->lpVtbl->Release(bound);
    ok(!strcmp(om->books[1].calls, "bindt(1) "), "got %s\n", om->books[1].calls);
    ok_hr(support->lpVtbl->OpenTemplateID(support, cb, eid, 0, (IMAPIProp *)host, NULL, &bound,
                                          NULL),
          S_OK);
    if (bound) bound->lpVtbl->Release(bound);
    ok_hr(support->lpVtbl->OpenTemplateID(support, sizeof(nobodys), (ENTRYID *)nobodys, 0,
                                          (IMAPIProp *)host, NULL, &bound, NULL),
          MAPI_E_UNKNOWN_ENTRYID);
    ok(!bound, "there is an object\n");
    ok_hr(support->lpVtbl->OpenTemplateID(support, 5, (ENTRYID *)theirs, 0, (IMAPIProp *)host, NULL,
                                          &bound, NULL),
          MAPI_E_INVALID_ENTRYID);
    ok_hr(support->lpVtbl->OpenTemplateID(support, cb, eid, 8, (IMAPIProp *)host, NULL, &bound,
                                          NULL),
          MAPI_E_UNKNOWN_FLAGS);
    host->lpVtbl->Release(host);
    MAPIFreeBuffer(eid);
    end();
}

/* 5.10-06 */
static void a_one_off_is_the_address_books(void)
{
    ENTRYID *eids[2] = {NULL, NULL};
    IMAPISupport *support;
    ULONG cb[2] = {0, 0};

    begin();
    support = support_of(1);
    ok_hr(support->lpVtbl->CreateOneOff(support, NULL, (LPTSTR)L"SMTP", (LPTSTR)L"ann@example.org",
                                        MAPI_UNICODE | MAPI_SEND_NO_RICH_INFO, &cb[0], &eids[0]),
          S_OK);
    ok_hr(book->lpVtbl->CreateOneOff(book, NULL, (LPTSTR)L"SMTP", (LPTSTR)L"ann@example.org",
                                     MAPI_UNICODE | MAPI_SEND_NO_RICH_INFO, &cb[1], &eids[1]),
          S_OK);
    ok(cb[0] && cb[0] == cb[1] && !memcmp(eids[0], eids[1], cb[0]), "they differ\n");
    MAPIFreeBuffer(eids[0]);
    MAPIFreeBuffer(eids[1]);
    ok_hr(support->lpVtbl->CreateOneOff(support, NULL, NULL, (LPTSTR)L"a", MAPI_UNICODE, &cb[0],
                                        &eids[0]),
          MAPI_E_INVALID_PARAMETER);
    end();
}

static HRESULT details(ULONG flags)
{
    IMAPISupport *support = support_of(0);
    BYTE eid[BOOK_EID_BYTES];
    ULONG_PTR ui = 0;

    memset(eid, 0, 4);
    memcpy(eid + 4, "test book\0\0\0\0\0", 15);
    eid[19] = 1;
    eid[20] = 'e';
    eid[21] = 'a';
    return support->lpVtbl->Details(support, &ui, NULL, NULL, sizeof(eid), (ENTRYID *)eid, NULL,
                                    NULL, NULL, flags);
}

static HRESULT address(ULONG flags)
{
    IMAPISupport *support = support_of(0);
    ADRPARM parm = {.ulFlags = flags, .cDestFields = 1};
    ADRLIST *list = NULL;
    ULONG_PTR ui = 0;

    return support->lpVtbl->Address(support, &ui, &parm, &list);
}

/* The details page of a one-off as if it were a provider's own sheet. */
static HRESULT configure(ULONG flags, bool whole)
{
    IMAPISupport *support = support_of(0);
    IMAPITable *page = NULL;
    IMailUser *user = NULL;
    ENTRYID *eid;
    ULONG cb;
    HRESULT hr;

    eid = own_template(&cb);
    ok_hr(support->lpVtbl->OpenEntry(support, cb, eid, NULL, MAPI_MODIFY, NULL,
                                     (IUnknown **)&user),
          S_OK);
    MAPIFreeBuffer(eid);
    ok_hr(user->lpVtbl->OpenProperty(user, PR_DETAILS_TABLE, &IID_IMAPITable, 0, 0,
                                     (IUnknown **)&page),
          S_OK);
    hr = support->lpVtbl->DoConfigPropsheet(support, 0, flags, (LPTSTR) "Title",
                                            whole ? page : NULL, (IMAPIProp *)user, 0);
    page->lpVtbl->Release(page);
    user->lpVtbl->Release(user);
    return hr;
}

/* 5.12-01 to 5.12-04, 5.10-11: no dialog is drawn; arguments are looked at first */
static void what_would_show_a_dialog_is_checked(void)
{
    IMAPISupport *support;
    ENTRYID *made = (ENTRYID *)&made, *template;
    ULONG cb = 7, cb_template;

    begin();
    support = support_of(0);
    template = own_template(&cb_template);
    ok_hr(support->lpVtbl->NewEntry(support, 0, 0, 0, NULL, cb_template, template, &cb, &made),
          MAPI_E_NO_SUPPORT);
    ok(!cb && !made, "something was made\n");
    ok_hr(support->lpVtbl->NewEntry(support, 0, MAPI_UNICODE, 0, NULL, 0, NULL, NULL, NULL),
          MAPI_E_UNKNOWN_FLAGS);
    ok_hr(support->lpVtbl->NewEntry(support, 0, 0, 5, NULL, 0, NULL, NULL, NULL),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(details(DIALOG_MODAL), MAPI_E_NO_SUPPORT);
    ok_hr(details(DIALOG_MODAL | DIALOG_SDI), MAPI_E_INVALID_PARAMETER);
    ok_hr(address(DIALOG_MODAL), MAPI_E_NO_SUPPORT);
    ok_hr(address(DIALOG_MODAL | DIALOG_SDI), MAPI_E_INVALID_PARAMETER);
    ok_hr(configure(0, true), MAPI_E_NO_SUPPORT);
    ok_hr(configure(1, true), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(configure(0, false), MAPI_E_INVALID_PARAMETER);
    MAPIFreeBuffer(template);
    end();
}

/* 7.8-14: nothing blocks where nobody could answer */
static void a_service_is_shown_nothing(void)
{
    ULONG_PTR ui = 0;
    ADRPARM parm = {.ulFlags = DIALOG_MODAL, .cDestFields = 1};
    ADRLIST *list = NULL;

    begin();
    close_book();
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL | MAPI_NT_SERVICE);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    ok_hr(details(DIALOG_MODAL), MAPI_E_NO_SUPPORT);
    ok_hr(book->lpVtbl->NewEntry(book, 0, 0, 0, NULL, 0, NULL, NULL, NULL), MAPI_E_NO_SUPPORT);
    ok_hr(book->lpVtbl->Address(book, &ui, &parm, &list), MAPI_E_NO_SUPPORT);
    end();
}

START_TEST(ab_support)
{
    load_books();
    RUN(all_templates_are_in_one_table);
    RUN(news_of_templates_reach_everybody);
    RUN(mapis_template_is_opened_to_be_filled_in);
    RUN(template_ids_go_to_their_provider);
    RUN(a_one_off_is_the_address_books);
    RUN(what_would_show_a_dialog_is_checked);
    RUN(a_service_is_shown_nothing);
}

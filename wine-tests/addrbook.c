/*
 * addrbook.c - the integrated address book over two address books of a provider that a profile
 * names: who is called, in which order and with what, and what clients see of it
 */
#include "ombook_fixture.h"
#include <wchar.h>
#include "typed_name.h"

/* 5.3-01, 5.3-03, 5.3-06, 5.3-07, 5.1-11, 4.5-06, 7.2-01 */
static void calls_come_in_the_documented_order(void)
{
    IABContainer *root = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type = 0;

    begin();
    ok(!strcmp(om->calls, "init logon1(1) logon2(1) "), "got %s\n", om->calls);
    ok(!strcmp(om->books[0].calls, ""), "got %s\n", om->books[0].calls);
    ok_hr(book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
    ok(type == MAPI_ABCONT, "type %lu\n", type);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, CONVENIENT_DEPTH, &table), S_OK);
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    ok(!strcmp(letters(rows), "PDEG"), "got %s\n", letters(rows));
    ok(!strcmp(om->books[1].calls, "root*(0) hier*(80000001) "), "got %s\n", om->books[1].calls);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
    om->calls[0] = om->books[0].calls[0] = 0;
    end();
    ok(!strcmp(om->books[0].calls, "logoff "), "got %s\n", om->books[0].calls);
    ok(!strcmp(om->calls, "shutdown release "), "got %s\n", om->calls);
}

static LONG n_told;

static LONG WINAPI told(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context, (void)batch;
    n_told += (LONG)count;
    return S_OK;
}

/* 7.2-01: the table follows the providers' */
static void the_hierarchy_is_alive(void)
{
    struct book_container more = {.id = 'Q', .name = L"Quarters", .flags = AB_RECIPIENTS};
    IABContainer *root = NULL;
    IMAPIAdviseSink *sink = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG_PTR connection = 0;

    begin();
    ok_hr(book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, NULL, (IUnknown **)&root), S_OK);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, MAPI_UNICODE, &table), S_OK);
    ok_hr(HrAllocAdviseSink(told, NULL, &sink), S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);
    ok_hr(om->tell(&om->books[0], &more), S_OK);
    HrDispatchNotifications(0); /* the provider's news is read; */
    HrDispatchNotifications(0); /* ours is told */
    ok(n_told == 1, "told %ld times\n", n_told);
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    ok(!strcmp(letters(rows), "PDQG"), "got %s\n", letters(rows));
    FreeProws(rows);
    ok_hr(om->tell_gone(&om->books[0], 'P'), S_OK);
    HrDispatchNotifications(0);
    rows = NULL;
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    ok(!strcmp(letters(rows), "DQG"), "got %s\n", letters(rows));
    FreeProws(rows);
    table->lpVtbl->Unadvise(table, connection);
    sink->lpVtbl->Release(sink);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
    end();
}

/* ---- ResolveName ---- */

/* 7.5-04, 7.5-06, 7.5-11, 7.5-12, 7.5-14: Latin, Cyrillic, CJK, right to left, emoji */
static void names_of_all_scripts_are_found(void)
{
    static const struct {
        const WCHAR *typed;
        char id;
    } cases[] = {{L"Ann", 'a'},
                 {L"\x0410\x043d", 'c'},
                 {L"\x592a\x90ce", 'd'},
                 {L"\x05db\x05d4\x05df", 'e'},
                 {L"\xd83d\xde00", 'f'}};

    begin();
    for (int i = 0; i < 5; i++) {
        ADRLIST *list = list_of(cases[i].typed, NULL);
        const SPropValue *name;

        om->books[0].calls[0] = 0;
        ok_hr(book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list), S_OK);
        ok(list->cEntries == 1, "%lu entries\n", list->cEntries);
        ok(is_eid(value_of(list, PR_ENTRYID), 0, 'e', cases[i].id), "%d: another entry\n", i);
        name = value_of(list, PR_DISPLAY_NAME_W);
        ok(name && !wcscmp(name->Value.lpszW, book_one.entries[i ? i + 1 : 0].name),
           "%d: another name\n", i);
        name = value_of(list, PR_RECIPIENT_TYPE);
        ok(name && name->Value.l == MAPI_BCC, "%d: another type\n", i);
        ok(value_of(list, PR_ADDRTYPE_W) && value_of(list, PR_EMAIL_ADDRESS_W) &&
               value_of(list, PR_OBJECT_TYPE) && value_of(list, PR_SEARCH_KEY) &&
               value_of(list, PR_TRANSMITABLE_DISPLAY_NAME_W),
           "%d: something is missing\n", i);
        ok(strstr(om->books[0].calls, "openP(0) resolveP(80000000) ") != NULL, "got %s\n",
           om->books[0].calls);
        ok(!strstr(om->books[1].calls, "resolve"), "%d: the other was asked as well\n", i);
        FreePadrlist(list);
    }
    end();
}

/* 7.5-12: the other width */
static void names_are_found_in_the_ansi_code_page(void)
{
    ADRLIST *list;
    const SPropValue *value;

    begin();
    list = list_of(NULL, "Ann");
    ok_hr(book->lpVtbl->ResolveName(book, 0, 0, NULL, list), S_OK);
    value = value_of(list, PR_DISPLAY_NAME_A);
    ok(value && !strcmp(value->Value.lpszA, "Ann Lee"), "another name\n");
    value = value_of(list, PR_EMAIL_ADDRESS_A);
    ok(value && !strcmp(value->Value.lpszA, "ann@example.org"), "another address\n");
    value = value_of(list, PR_SEARCH_KEY);
    ok(value && !strcmp((char *)value->Value.bin.lpb, "SMTP:ANN@EXAMPLE.ORG"), "another key\n");
    ok(!value_of(list, PR_DISPLAY_NAME_W), "of both widths\n");
    FreePadrlist(list);
    end();
}

/* 7.5-05, 7.5-07, 7.5-08, 7.5-10 */
static void what_isnt_found_says_why(void)
{
    static const struct {
        const WCHAR *typed;
        HRESULT hr;
    } cases[] = {{L"Cid", MAPI_E_AMBIGUOUS_RECIP},
                 {L"Nobody", MAPI_E_NOT_FOUND},
                 {L"Cid", MAPI_E_AMBIGUOUS_RECIP}, /* by contents tables, from here on */
                 {L"Nobody", MAPI_E_NOT_FOUND},
                 {L"Ann", S_OK}};

    begin();
    for (int i = 0; i < 5; i++) {
        ADRLIST *list = list_of(cases[i].typed, NULL);

        om->books[0].containers[0].resolve = i > 1 ? MAPI_E_NO_SUPPORT : S_OK;
        om->books[1].containers[0].resolve = i > 1 ? MAPI_E_NO_SUPPORT : S_OK;
        ok_hr(book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE | (i & 1 ? MAPI_DIALOG : 0), NULL,
                                        list),
              cases[i].hr);
        ok(list->aEntries[0].cValues == 2 || cases[i].hr == S_OK, "%d: it was changed\n", i);
        FreePadrlist(list);
    }
    ok(strstr(om->books[1].calls, "contentsG(80000000)") != NULL, "got %s\n", om->books[1].calls);
    /* a container that fails: the next one is asked */
    om->books[0].containers[0].resolve = MAPI_E_NETWORK_ERROR;
    om->books[1].containers[0].resolve = S_OK;
    {
        ADRLIST *list = list_of(L"Ann", NULL);

        ok_hr(book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list), S_OK);
        ok(is_eid(value_of(list, PR_ENTRYID), 1, 'e', 'x'), "another entry\n");
        FreePadrlist(list);
    }
    end();
}

/* 7.7-01, 7.7-02, 7.7-05, 7.7-06 */
static void recipients_are_prepared(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_EMAIL_ADDRESS_W, PR_TITLE_W}};
    ADRLIST *list;
    SPropValue *eid;

    begin();
    list = list_of(L"Ann", NULL);
    ok_hr(book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list), S_OK);
    eid = (SPropValue *)value_of(list, PR_ENTRYID);
    eid->Value.bin.lpb[0] = MAPI_SHORTTERM;
    om->books[0].calls[0] = 0;
    ok_hr(book->lpVtbl->PrepareRecips(book, 0, (SPropTagArray *)&tags, list), S_OK);
    ok(list->aEntries[0].rgPropVals[0].ulPropTag == PR_EMAIL_ADDRESS_W, "%#lx is first\n",
       list->aEntries[0].rgPropVals[0].ulPropTag);
    ok(list->aEntries[0].rgPropVals[1].ulPropTag == CHANGE_PROP_TYPE(PR_TITLE_W, PT_ERROR) &&
           list->aEntries[0].rgPropVals[1].Value.err == MAPI_E_NOT_FOUND,
       "%#lx is second\n", list->aEntries[0].rgPropVals[1].ulPropTag);
    eid = (SPropValue *)value_of(list, PR_ENTRYID);
    ok(eid && !eid->Value.bin.lpb[0], "it isn't long-term\n");
    ok(!strcmp(om->books[0].calls, "prepare*(0) opena(0) "), "got %s\n", om->books[0].calls);
    FreePadrlist(list);
    end();
}

/* ---- the profile's settings ---- */

static void ok_path(const char *wanted)
{
    SRowSet *path = NULL;

    ok_hr(book->lpVtbl->GetSearchPath(book, 0, &path), S_OK);
    ok(!strcmp(letters(path), wanted), "the path is %s, not %s\n", letters(path), wanted);
    FreeProws(path);
}

static void set_path(const char *path)
{
    BYTE eids[4][BOOK_EID_BYTES];
    SPropValue values[4];
    SizedSRowSet(4, rows) = {0};

    for (; path[rows.cRows]; rows.cRows++) {
        ULONG n = rows.cRows;

        memset(eids[n], 0, 4);
        memcpy(eids[n] + 4, "test book\0\0\0\0\0", 15);
        eids[n][19] = path[n] == 'G' ? 2 : 1;
        eids[n][20] = 'c';
        eids[n][21] = (BYTE)path[n];
        values[n].ulPropTag = PR_ENTRYID;
        values[n].Value.bin.cb = BOOK_EID_BYTES;
        values[n].Value.bin.lpb = eids[n];
        rows.aRow[n].cValues = 1;
        rows.aRow[n].lpProps = &values[n];
    }
    ok_hr(book->lpVtbl->SetSearchPath(book, 0, (SRowSet *)&rows), S_OK);
}

/* 7.6-01, 7.6-02, 7.6-04, 7.6-05, 7.1-03: in the next session, and in another process at once */
static void a_search_path_is_the_profiles(void)
{
    PROCESS_INFORMATION child;

    begin();
    ok_path("PG");
    set_path("GED");
    ok_path("GED");
    close_book();
    open_book();
    ok_path("GED");
    if (harness_spawn("path", &child)) harness_wait(&child, 60000);
    ok_path("DG"); /* what the child has set meanwhile */
    set_path("");
    ok_path("");
    end();
}

static void child(void)
{
    harness_is_child();
    ok_hr(MAPIInitialize(NULL), S_OK);
    load_books();
    open_book();
    ok_path("GED");
    set_path("DG");
    close_book();
    MAPIUninitialize();
}

/* 7.6-06 to 7.6-10 */
static void defaults_are_chosen_or_found(void)
{
    SPropValue value = {.ulPropTag = PR_ENTRYID};
    SRowSet *path = NULL;

    begin();
    ok_hr(book->lpVtbl->GetPAB(book, &value.Value.bin.cb, (ENTRYID **)&value.Value.bin.lpb), S_OK);
    ok(is_eid(&value, 0, 'c', 'P'), "another personal address book\n");
    MAPIFreeBuffer(value.Value.bin.lpb);
    ok_hr(book->lpVtbl->GetDefaultDir(book, &value.Value.bin.cb, (ENTRYID **)&value.Value.bin.lpb),
          S_OK);
    ok(is_eid(&value, 0, 'c', 'D'), "another directory\n");
    ok_hr(book->lpVtbl->GetSearchPath(book, MAPI_UNICODE, &path), S_OK);
    ok_hr(book->lpVtbl->SetDefaultDir(book, path->aRow[1].lpProps[0].Value.bin.cb,
                                      (ENTRYID *)path->aRow[1].lpProps[0].Value.bin.lpb),
          S_OK);
    FreeProws(path);
    ok_hr(book->lpVtbl->SetPAB(book, 0, NULL), MAPI_E_INVALID_PARAMETER);
    value.Value.bin.lpb[21] = '?';
    ok_hr(book->lpVtbl->SetPAB(book, value.Value.bin.cb, (ENTRYID *)value.Value.bin.lpb),
          MAPI_E_NOT_FOUND);
    MAPIFreeBuffer(value.Value.bin.lpb);
    close_book();
    open_book();
    ok_hr(book->lpVtbl->GetDefaultDir(book, &value.Value.bin.cb, (ENTRYID **)&value.Value.bin.lpb),
          S_OK);
    ok(is_eid(&value, 1, 'c', 'G'), "another directory than was set\n");
    MAPIFreeBuffer(value.Value.bin.lpb);
    end();
}

START_TEST(addrbook)
{
    if (harness_argc > 1) {
        child();
        return;
    }
    load_books();
    RUN(calls_come_in_the_documented_order);
    RUN(the_hierarchy_is_alive);
    RUN(names_of_all_scripts_are_found);
    RUN(names_are_found_in_the_ansi_code_page);
    RUN(what_isnt_found_says_why);
    RUN(recipients_are_prepared);
    RUN(a_search_path_is_the_profiles);
    RUN(defaults_are_chosen_or_found);
}

/*
 * test_session.c - from MAPILogonEx to the last Release, with a provider that writes down what it
 * is called
 */
#include "walks/session_fixture.h"
#include "sys/lock.h"
#include "sys/thread.h"

/* 5.4-01, 5.4-02, 5.6-04, 5.6-07, 4.13-14 */
static void calls_come_in_the_documented_order(void **state)
{
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    session = logon();
    assert_string_equal(
        calls(),
        "init logon(5,0) store-gone logoff logon-release logon-gone shutdown provider-gone ");
    forget();
    store = open_store(session, MDB_WRITE | MDB_NO_MAIL, S_OK);
    assert_string_equal(calls(), "init logon(84,21) ");
    forget();
    store->lpVtbl->Release(store);
    assert_string_equal(calls(),
                        "store-gone logoff logon-release shutdown logon-gone provider-gone ");
    forget();
    log_off(session);
    assert_string_equal(calls(), "");
}

/* 4.13-12, 4.13-13, 5.6-01, 5.6-05 */
static void logoff_ends_the_stores_that_are_open(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);

    (void)state;
    forget();
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_string_equal(calls(), "logoff logon-release shutdown ");
    forget();
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
    assert_string_equal(calls(), "store-gone logon-gone provider-gone ");
}

/* 4.13-10, 4.13-16, 4.13-17 */
static void after_logoff_a_session_only_releases(void **state)
{
    IMAPISession *session = logon(), *again;
    IMAPITable *table;

    (void)state;
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), MAPI_E_INVALID_OBJECT);
    assert_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), MAPI_E_INVALID_OBJECT);
    assert_hr(session->lpVtbl->QueryInterface(session, &IID_IMAPISession, (void **)&again), S_OK);
    again->lpVtbl->Release(again);
    assert_int_equal(session->lpVtbl->Release(session), 0);

    session = logon();
    session->lpVtbl->Release(session); /* logs off */
}

/* 4.13-01, 4.13-02 */
static void logoff_checks_its_arguments(void **state)
{
    IMAPISession *session = logon();

    (void)state;
    assert_hr(session->lpVtbl->Logoff(session, 0, 4, 0), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 1), MAPI_E_INVALID_PARAMETER);
    log_off(session);
}

/* 4.4-16, 5.4-06 */
static void an_open_store_is_opened_again(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store, *again;

    (void)state;
    store = open_store(session, MDB_NO_MAIL, S_OK);
    forget();
    again = open_store(session, MDB_NO_MAIL, S_OK);
    assert_ptr_equal(store, again);
    assert_string_equal(calls(), "logon(80,21) ");
    again->lpVtbl->Release(again);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 5.6-08 */
static void a_store_logged_off_is_not_touched_by_the_session(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    ULONG how = LOGOFF_NO_WAIT;

    (void)state;
    forget();
    assert_hr(store->lpVtbl->StoreLogoff(store, &how), S_OK);
    assert_int_equal(how, LOGOFF_COMPLETE);
    assert_string_equal(calls(), "store-logoff logoff logon-release shutdown ");
    forget();
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_string_equal(calls(), "");
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
}

/* 3.2-02, 3.1-03, 3.2-05, 3.2-06, 3.2-14, 3.2-15, 3.2-16, 3.2-21, 3.1-04 */
static void logon_answers_as_documented(void **state)
{
    char longer[70];
    IMAPISession *session;
    static const struct {
        const char *name;
        ULONG flags;
        HRESULT answer;
    } cases[] = {
        {"Ann", 0x00400000, MAPI_E_UNKNOWN_FLAGS},
        {"Bob", 0, MAPI_E_LOGON_FAILED},
        {NULL, 0, MAPI_E_LOGON_FAILED},
        {"", MAPI_EXTENDED, MAPI_E_LOGON_FAILED},
        {NULL, MAPI_USE_DEFAULT, MAPI_E_LOGON_FAILED},
        {"Ann", MAPI_LOGON_UI | MAPI_PASSWORD_UI, MAPI_E_LOGON_FAILED},
        {"Ann", 0, S_OK},
        {"Ann", MAPI_NEW_SESSION | MAPI_BG_SESSION | MAPI_NO_MAIL | MAPI_APP_PROFILE, S_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_hr(logon_flags(cases[i].name, cases[i].flags, &session), cases[i].answer);
        if (cases[i].answer == S_OK) log_off(session);
        else assert_null(session);
    }
    memset(longer, 'a', sizeof(longer));
    longer[65] = 0;
    assert_hr(logon_flags(longer, 0, &session), MAPI_E_LOGON_FAILED);
    assert_hr(MAPILogonEx(0, (LPTSTR) "Ann", NULL, 0, NULL), MAPI_E_INVALID_PARAMETER);

    assert_hr(profile_set_default(L"Ann"), S_OK);
    assert_hr(logon_flags(NULL, MAPI_USE_DEFAULT, &session), S_OK);
    log_off(session);
    assert_hr(logon_flags(NULL, MAPI_LOGON_UI, &session), S_OK);
    log_off(session);
    assert_hr(logon_flags(NULL, MAPI_LOGON_UI | MAPI_EXPLICIT_PROFILE, &session),
              MAPI_E_LOGON_FAILED);
    assert_hr(MAPILogonEx(0, (LPTSTR)L"Ann", (LPTSTR)L"", MAPI_UNICODE, &session), S_OK);
    log_off(session);
}

/* 3.2-01 */
static void logon_needs_initialisation(void **state)
{
    IMAPISession *session = (void *)1;

    (void)state;
    MAPIUninitialize();
    assert_hr(logon_flags("Ann", 0, &session), MAPI_E_NOT_INITIALIZED);
    assert_null(session);
    assert_hr(MAPIInitialize(NULL), S_OK);
}

/* 3.2-08, 3.2-09, 3.2-11, 3.2-28, 4.13-09 */
static void a_session_that_allows_others_is_joined(void **state)
{
    IMAPISession *first, *second, *third;
    IMsgStore *store, *same;

    (void)state;
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &first), S_OK);
    assert_hr(logon_flags(NULL, 0, &second), S_OK);
    assert_hr(logon_flags("Nobody", 0, &third), S_OK); /* the name is ignored */
    assert_ptr_not_equal(first, second);
    store = open_store(first, MDB_NO_MAIL, S_OK);
    same = open_store(second, MDB_NO_MAIL, S_OK);
    assert_ptr_equal(store, same); /* one provider object serves both */
    same->lpVtbl->Release(same);
    store->lpVtbl->Release(store);

    log_off(first);
    forget();
    store = open_store(second, MDB_NO_MAIL, S_OK);
    log_off(third);
    assert_string_equal(calls(), "init logon(80,21) ");
    store->lpVtbl->Release(store);
    log_off(second);
    assert_hr(logon_flags(NULL, 0, &first), MAPI_E_LOGON_FAILED);
}

/* 4.3-01, 4.3-04, 4.3-05, 5.4-11 */
static void the_stores_table_has_its_columns(void **state)
{
    static const ULONG required[] = {PR_DEFAULT_STORE,      PR_DISPLAY_NAME_A, PR_ENTRYID,
                                     PR_INSTANCE_KEY,       PR_MDB_PROVIDER,   PR_OBJECT_TYPE,
                                     PR_PROVIDER_DISPLAY_A, PR_RECORD_KEY,     PR_RESOURCE_FLAGS,
                                     PR_RESOURCE_TYPE};
    IMAPISession *session = logon();
    SRowSet *rows = store_row(session);
    const SPropValue *eid = column(rows, 0, PR_ENTRYID);

    (void)state;
    assert_int_equal(rows->cRows, 1);
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
        assert_non_null(column(rows, 0, required[i]));
    assert_string_equal(column(rows, 0, PR_DISPLAY_NAME_A)->Value.lpszA, "Ann's store");
    assert_int_equal(column(rows, 0, PR_OBJECT_TYPE)->Value.l, MAPI_STORE);
    assert_int_equal(column(rows, 0, PR_RESOURCE_TYPE)->Value.l, MAPI_STORE_PROVIDER);
    assert_true(wrap_is(eid->Value.bin.cb, (ENTRYID *)eid->Value.bin.lpb));
    FreeProws(rows);
    log_off(session);
}

/* 4.4-01, 4.4-04 */
static void bad_store_ids_are_refused(void **state)
{
    static const BYTE foreign[24] = {0};
    IMAPISession *session = logon();
    IMsgStore *store = (void *)1;
    ENTRYID *wrapped;
    ULONG cb;

    (void)state;
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, 0, NULL, NULL, 0, &store),
              MAPI_E_INVALID_PARAMETER);
    assert_null(store);
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, 24, (ENTRYID *)foreign, NULL, 0, &store),
              MAPI_E_UNKNOWN_ENTRYID);
    assert_hr(WrapStoreEntryID(0, (LPTSTR) "nosuch.dll", 24, (ENTRYID *)foreign, &cb, &wrapped),
              S_OK);
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, cb, wrapped, NULL, 0, &store),
              MAPI_E_NOT_FOUND);
    for (ULONG cut = 1; cut < cb - 24; cut++)
        assert_true(
            FAILED(session->lpVtbl->OpenMsgStore(session, 0, cut, wrapped, NULL, 0, &store)));
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, cb, wrapped, NULL, 0x40000000, &store),
              MAPI_E_UNKNOWN_FLAGS);
    MAPIFreeBuffer(wrapped);
    log_off(session);
}

/* 4.8-03, 4.8-05, 4.8-06, 4.9-01, 4.9-02, 4.9-05 */
static void entry_ids_find_their_provider(void **state)
{
    BYTE eid[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                    'n', 'g', 0, 0, 0,   0,   0,   0,   1,   2},
         other[21];
    IMAPISession *session = logon();
    IMsgStore *store;
    IUnknown *object;
    ULONG type, same = 7;

    (void)state;
    assert_hr(session->lpVtbl->OpenEntry(session, 21, (ENTRYID *)eid, NULL, 0, &type, &object),
              MAPI_E_UNKNOWN_ENTRYID);
    store = open_store(session, MDB_NO_MAIL, S_OK);
    assert_hr(session->lpVtbl->OpenEntry(session, 21, (ENTRYID *)eid, NULL, 0, &type, &object),
              MAPI_E_NOT_FOUND);
    eid[20] = 9;
    assert_hr(session->lpVtbl->OpenEntry(session, 21, (ENTRYID *)eid, NULL, 0, &type, &object),
              MAPI_E_UNKNOWN_ENTRYID);
    eid[20] = 1;
    forget();
    assert_hr(session->lpVtbl->OpenEntry(session, 21, (ENTRYID *)eid, NULL,
                                         MAPI_BEST_ACCESS | MAPI_NO_CACHE, NULL, &object),
              S_OK);
    assert_string_equal(calls(), "open(210) "); /* 4.8-10 */
    object->lpVtbl->Release(object);
    assert_hr(session->lpVtbl->OpenEntry(session, 0, NULL, NULL, 0, &type, &object),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(session->lpVtbl->OpenEntry(session, 19, (ENTRYID *)eid, NULL, 0, &type, &object),
              MAPI_E_INVALID_ENTRYID);

    memcpy(other, eid, sizeof(eid));
    assert_hr(session->lpVtbl->CompareEntryIDs(session, 21, (ENTRYID *)eid, 21, (ENTRYID *)other, 0,
                                               &same),
              S_OK);
    assert_true(same);
    other[20] = 2;
    assert_hr(session->lpVtbl->CompareEntryIDs(session, 21, (ENTRYID *)eid, 21, (ENTRYID *)other, 0,
                                               &same),
              S_OK);
    assert_false(same);
    assert_hr(session->lpVtbl->CompareEntryIDs(session, 21, (ENTRYID *)eid, 21, (ENTRYID *)other, 1,
                                               &same),
              MAPI_E_UNKNOWN_FLAGS);
    other[5] = 0;
    assert_hr(session->lpVtbl->CompareEntryIDs(session, 21, (ENTRYID *)eid, 21, (ENTRYID *)other, 0,
                                               &same),
              MAPI_E_UNKNOWN_ENTRYID);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 5.1-08, 5.1-09, 5.1-16, 3.5-06 */
static void a_provider_that_cannot_start_does_not_stop_logon(void **state)
{
    static const struct {
        HRESULT init;
        ULONG version;
    } cases[] = {{MAPI_E_VERSION, 0}, {MAPI_E_NOT_ENOUGH_DISK, 0}, {S_OK, 0x00020000}};
    IMAPISession *session;
    MAPIERROR *error;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        HRESULT expected = cases[i].version ? MAPI_E_VERSION : cases[i].init;

        answer(cases[i].init, cases[i].version);
        session = logon();
        assert_hr(session->lpVtbl->GetLastError(session, expected, 0, &error), S_OK);
        assert_non_null(error);
        MAPIFreeBuffer(error);
        log_off(session);
    }
}

/* 5.5-05, 5.5-06, 5.5-07, 5.4-13, 5.5-03, 1.7-04 */
static void a_failed_logon_is_judged(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store;

    (void)state;
    tell(REC_LOGON_RESULT, MAPI_E_FAILONEPROVIDER);
    tell(REC_LOGON_TIMES, 1);
    open_store(session, MDB_NO_MAIL, MAPI_E_FAILONEPROVIDER);
    store = open_store(session, MDB_NO_MAIL, S_OK); /* may be tried again */
    store->lpVtbl->Release(store);

    tell(REC_LOGON_RESULT, MAPI_E_UNKNOWN_LCID);
    tell(REC_LOGON_TIMES, 1);
    open_store(session, MDB_NO_MAIL, MAPI_E_UNKNOWN_LCID);
    forget();
    open_store(session, MDB_NO_MAIL, MAPI_E_UNKNOWN_LCID); /* its service is out */
    assert_string_equal(calls(), "");
    log_off(session);
}

/* 4.7-01, 4.7-02, 4.7-03, 4.7-05, 4.7-10, 5.10-17, 5.6-04 */
static void the_status_table_has_mapis_rows_and_the_providers(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store;
    IMAPITable *table;
    IMAPIStatus *status;
    SRowSet *rows;
    ULONG count, type;

    (void)state;
    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &count), S_OK);
    assert_int_equal(count, 3);
    store = open_store(session, MDB_NO_MAIL, S_OK);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &count), S_OK);
    assert_int_equal(count, 4);
    assert_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows), S_OK);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *eid = column(rows, i, PR_ENTRYID);

        assert_int_equal(column(rows, i, PR_OBJECT_TYPE)->Value.l, MAPI_STATUS);
        assert_non_null(column(rows, i, PR_ROWID));
        assert_non_null(column(rows, i, PR_INSTANCE_KEY));
        type = column(rows, i, PR_RESOURCE_TYPE)->Value.ul;
        if (type == MAPI_SUBSYSTEM) {
            assert_string_equal(column(rows, i, PR_DISPLAY_NAME_A)->Value.lpszA, "Ann");
            assert_hr(session->lpVtbl->OpenEntry(session, eid->Value.bin.cb,
                                                 (ENTRYID *)eid->Value.bin.lpb, NULL, 0, &type,
                                                 (IUnknown **)&status),
                      S_OK);
            assert_int_equal(type, MAPI_STATUS);
            assert_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI), S_OK);
            /* 4.17-02 */
            assert_hr(status->lpVtbl->SettingsDialog(status, 0, 0), MAPI_E_NO_SUPPORT);
            /* 4.17-03 */
            assert_hr(status->lpVtbl->FlushQueues(status, 0, 0, NULL, 0), MAPI_E_NO_SUPPORT);
            status->lpVtbl->Release(status);
        } else if (type == MAPI_STORE_PROVIDER) {
            assert_string_equal(column(rows, i, PR_DISPLAY_NAME_A)->Value.lpszA, "Recorder");
        }
    }
    FreeProws(rows);
    store->lpVtbl->Release(store);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &count), S_OK);
    assert_int_equal(count, 3);
    table->lpVtbl->Release(table);
    log_off(session);
}

/* 4.14-02, 4.3-06, 4.14-05, 4.14-01 */
static void the_default_store_is_set_and_unset(void **state)
{
    IMAPISession *session = logon();
    SRowSet *rows = store_row(session);
    const SPropValue *eid = column(rows, 0, PR_ENTRYID);
    ULONG cb = eid->Value.bin.cb;
    ENTRYID *id = (ENTRYID *)eid->Value.bin.lpb;
    SRowSet *after;

    (void)state;
    assert_false(column(rows, 0, PR_DEFAULT_STORE)->Value.b);
    assert_hr(session->lpVtbl->SetDefaultStore(session, MAPI_DEFAULT_STORE, cb, id), S_OK);
    after = store_row(session);
    assert_true(column(after, 0, PR_DEFAULT_STORE)->Value.b);
    assert_true(column(after, 0, PR_RESOURCE_FLAGS)->Value.l & STATUS_DEFAULT_STORE);
    FreeProws(after);
    assert_hr(session->lpVtbl->SetDefaultStore(session, MAPI_SIMPLE_STORE_TEMPORARY, cb, id), S_OK);
    after = store_row(session);
    assert_true(column(after, 0, PR_RESOURCE_FLAGS)->Value.l & STATUS_SIMPLE_STORE);
    FreeProws(after);
    assert_hr(session->lpVtbl->SetDefaultStore(session, MAPI_DEFAULT_STORE, 0, NULL), S_OK);
    after = store_row(session);
    assert_false(column(after, 0, PR_DEFAULT_STORE)->Value.b);
    FreeProws(after);
    assert_hr(session->lpVtbl->SetDefaultStore(session, 6, cb, id), MAPI_E_INVALID_PARAMETER);
    assert_hr(session->lpVtbl->SetDefaultStore(session, 0, cb, id), MAPI_E_INVALID_PARAMETER);
    FreeProws(rows);
    log_off(session);
}

/* 4.12-04, 4.12-05, 4.11-02, 4.11-03, 4.11-06, 4.15-02 */
static void what_needs_a_transport_answers_without_one(void **state)
{
    IMAPISession *session = logon();
    IMsgServiceAdmin *admin;
    SPropValue *options;
    ENTRYID *eid;
    IMailUser *user;
    LPTSTR *types;
    ULONG cb, n, type;

    (void)state;
    assert_hr(session->lpVtbl->QueryIdentity(session, &cb, &eid), MAPI_W_NO_SERVICE);
    assert_hr(session->lpVtbl->OpenEntry(session, cb, eid, NULL, 0, &type, (IUnknown **)&user),
              S_OK);
    assert_int_equal(type, MAPI_MAILUSER);
    user->lpVtbl->Release(user);
    MAPIFreeBuffer(eid);
    assert_hr(session->lpVtbl->EnumAdrTypes(session, 0, &n, &types), S_OK);
    assert_int_equal(n, 0);
    MAPIFreeBuffer(types);
    assert_hr(session->lpVtbl->QueryDefaultMessageOpt(session, (LPTSTR) "SMTP", 0, &n, &options),
              MAPI_E_NOT_FOUND);
    assert_hr(session->lpVtbl->AdminServices(session, 1, &admin), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(session->lpVtbl->AdminServices(session, 0, &admin), S_OK);
    admin->lpVtbl->Release(admin);
    log_off(session);
}

/* 4.5-01, 4.5-04, 7.1-04, 7.2-01, 7.5-01, 7.5-03, 7.5-07, 7.5-11, 7.6-03 */
static void the_address_book_resolves_addresses(void **state)
{
    IMAPISession *session = logon();
    IAddrBook *book;
    IABContainer *root;
    IMAPITable *table;
    ADRLIST *list;
    SRowSet *path;
    SPropValue *value;
    ULONG type, n;

    (void)state;
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, &IID_IMAPIProp, 0, &book),
              MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    assert_hr(MAPIAllocateBuffer(CbNewADRLIST(2), (void **)&list), S_OK);
    list->cEntries = 2;
    for (int i = 0; i < 2; i++) {
        assert_hr(MAPIAllocateBuffer(2 * sizeof(*value), (void **)&value), S_OK);
        value[0].ulPropTag = PR_DISPLAY_NAME_A;
        value[0].Value.lpszA = (char *)(i ? "nobody at all" : "Ann Lee <ann@example.org>");
        value[1].ulPropTag = PR_RECIPIENT_TYPE;
        value[1].Value.l = MAPI_TO;
        list->aEntries[i].cValues = 2;
        list->aEntries[i].rgPropVals = value;
    }
    assert_hr(book->lpVtbl->ResolveName(book, 0, 0, NULL, list), MAPI_E_NOT_FOUND);
    value = pval_find(list->aEntries[0].rgPropVals, list->aEntries[0].cValues, PR_EMAIL_ADDRESS_A);
    assert_non_null(value);
    assert_string_equal(value->Value.lpszA, "ann@example.org");
    value = pval_find(list->aEntries[0].rgPropVals, list->aEntries[0].cValues, PR_DISPLAY_NAME_A);
    assert_string_equal(value->Value.lpszA, "Ann Lee");
    value = pval_find(list->aEntries[0].rgPropVals, list->aEntries[0].cValues, PR_SEARCH_KEY);
    assert_string_equal((char *)value->Value.bin.lpb, "SMTP:ANN@EXAMPLE.ORG");
    value = pval_find(list->aEntries[0].rgPropVals, list->aEntries[0].cValues, PR_RECIPIENT_TYPE);
    assert_int_equal(value->Value.l, MAPI_TO);
    assert_int_equal(list->aEntries[1].cValues, 2);
    FreePadrlist(list);

    assert_hr(book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
    assert_int_equal(type, MAPI_ABCONT);
    assert_hr(root->lpVtbl->GetHierarchyTable(root, 0, &table), S_OK);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    assert_int_equal(n, 0);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
    assert_hr(book->lpVtbl->GetSearchPath(book, 0, &path), S_OK);
    assert_int_equal(path->cRows, 0);
    FreeProws(path);

    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_hr(book->lpVtbl->GetSearchPath(book, 0, &path), MAPI_E_INVALID_OBJECT); /* 4.13-12 */
    book->lpVtbl->Release(book);
    session->lpVtbl->Release(session);
}

/* 4.4-15, 5.4-12, 4.3-10, 2.7-04 */
static void an_unknown_store_gets_a_section_for_a_while(void **state)
{
    static const BYTE own[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                               'n', 'g', 0, 0, 0,   0,   0,   0,   1,   77};
    IMAPISession *session = logon();
    AUTO_FREE ENTRYID *wrapped = NULL;
    IMsgStore *store;
    SRowSet *rows;
    ULONG cb;

    (void)state;
    assert_hr(
        WrapStoreEntryID(MAPI_UNICODE, (LPTSTR)dll, sizeof(own), (ENTRYID *)own, &cb, &wrapped),
        S_OK);
    forget();
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, cb, wrapped, NULL, MDB_TEMPORARY, &store),
              S_OK);
    assert_string_equal(calls(), "init compare-stores logon(20,21) ");
    rows = store_row(session);
    assert_int_equal(rows->cRows, 1);
    FreeProws(rows);
    store->lpVtbl->Release(store);
    log_off(session);
}

struct recording_sink {
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LONG refs;
    ULONG events;
};

static HRESULT STDMETHODCALLTYPE sink_QueryInterface(IMAPIAdviseSink *iface, REFIID iid, void **out)
{
    (void)iface, (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}
static ULONG STDMETHODCALLTYPE sink_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)++((struct recording_sink *)iface)->refs;
}
static ULONG STDMETHODCALLTYPE sink_Release(IMAPIAdviseSink *iface)
{
    return (ULONG)--((struct recording_sink *)iface)->refs;
}
static ULONG STDMETHODCALLTYPE sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                             NOTIFICATION *batch)
{
    for (ULONG i = 0; i < count; i++)
        ((struct recording_sink *)iface)->events |= batch[i].ulEventType;
    return 0;
}
static const IMAPIAdviseSinkVtbl sink_vtbl = {sink_QueryInterface, sink_AddRef, sink_Release,
                                              sink_OnNotify};

/* 4.10-01, 4.10-04, 4.10-07, 4.10-10, 4.13-05, 4.13-07, 4.13-08 */
static void the_end_of_a_session_is_told(void **state)
{
    struct recording_sink mine = {{&sink_vtbl}, 1, 0}, theirs = {{&sink_vtbl}, 1, 0};
    IMAPISession *first, *second;
    ULONG_PTR connection, other;

    (void)state;
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &first), S_OK);
    assert_hr(logon_flags(NULL, 0, &second), S_OK);
    assert_hr(first->lpVtbl->Advise(first, 0, NULL, 0, &mine.IMAPIAdviseSink_iface, &connection),
              S_OK);
    assert_int_not_equal(connection, 0);
    assert_hr(second->lpVtbl->Advise(second, 0, NULL, fnevCriticalError,
                                     &theirs.IMAPIAdviseSink_iface, &other),
              S_OK);
    assert_int_equal(theirs.refs, 2);
    assert_hr(first->lpVtbl->Unadvise(first, connection + 12345), MAPI_E_NOT_FOUND);
    assert_hr(first->lpVtbl->Logoff(first, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
    until_over(second);
    assert_int_equal(theirs.events, fnevCriticalError | fnevExtended);
    assert_int_equal(mine.events, fnevExtended);
    first->lpVtbl->Release(first);
    assert_hr(second->lpVtbl->Logoff(second, 0, 0, 0), MAPI_E_INVALID_OBJECT);
    second->lpVtbl->Release(second);
    HrDispatchNotifications(0);
    assert_int_equal(mine.refs, 1);
    assert_int_equal(theirs.refs, 1);
}

/* Every allocation of a logon, an open and a look at the tables fails once; what is left then is
 * what was before. */
static void running_out_of_memory_leaves_nothing(void **state)
{
    IMAPISession *session = logon(); /* the section knows its entry ID from now on */
    SRowSet *rows = store_row(session);
    const SPropValue *eid = column(rows, 0, PR_ENTRYID);
    long roots, objects;

    (void)state;
    log_off(session);
    roots = mem_roots_alive();
    objects = com_objects_alive();
    for (int n = 0;; n++) {
        IMsgStore *store = NULL;
        IAddrBook *book = NULL;
        IMAPITable *table = NULL;
        HRESULT hr;

        session = NULL;
        fault_alloc_after(n);
        hr = logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &session);
        if (SUCCEEDED(hr))
            hr = session->lpVtbl->OpenMsgStore(session, 0, eid->Value.bin.cb,
                                               (ENTRYID *)eid->Value.bin.lpb, NULL, MDB_NO_MAIL,
                                               &store);
        if (SUCCEEDED(hr)) hr = session->lpVtbl->GetStatusTable(session, 0, &table);
        if (SUCCEEDED(hr)) hr = session->lpVtbl->OpenAddressBook(session, 0, NULL, 0, &book);
        fault_alloc_never();
        if (table) table->lpVtbl->Release(table);
        if (book) book->lpVtbl->Release(book);
        if (store) store->lpVtbl->Release(store);
        if (session) log_off(session);
        HrDispatchNotifications(0);
        if (mem_roots_alive() != roots || com_objects_alive() != objects)
            print_error("allocation %d: %ld roots, %ld objects left\n", n,
                        mem_roots_alive() - roots, com_objects_alive() - objects);
        assert_int_equal(mem_roots_alive(), roots);
        assert_int_equal(com_objects_alive(), objects);
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    FreeProws(rows);
}

struct crowd {
    IMAPISession *session;
    SBinary eid;
    LONG failures;
};

/* Joins, opens, closes, leaves, over and over. */
static void come_and_go(void *context)
{
    struct crowd *crowd = context;

    for (int i = 0; i < 50; i++) {
        IMAPISession *session = NULL;
        IMsgStore *store = NULL;

        if (FAILED(logon_flags(NULL, 0, &session)) ||
            FAILED(session->lpVtbl->OpenMsgStore(
                session, 0, crowd->eid.cb, (ENTRYID *)crowd->eid.lpb, NULL, MDB_NO_MAIL, &store)))
            atomic_inc(&crowd->failures);
        if (store) store->lpVtbl->Release(store);
        if (session) session->lpVtbl->Logoff(session, 0, 0, 0);
        if (session) session->lpVtbl->Release(session);
    }
}

/* 1.7-06, 3.5-07, 5.6-06 */
static void many_threads_share_a_session(void **state)
{
    struct sys_thread *threads[4];
    struct crowd crowd = {0};
    SRowSet *rows;

    (void)state;
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &crowd.session), S_OK);
    rows = store_row(crowd.session);
    crowd.eid = column(rows, 0, PR_ENTRYID)->Value.bin;
    for (int i = 0; i < 4; i++)
        assert_hr(sys_thread_start(come_and_go, &crowd, &threads[i]), S_OK);
    for (int i = 0; i < 4; i++)
        sys_thread_join(threads[i]);
    assert_int_equal(crowd.failures, 0);
    FreeProws(rows);
    log_off(crowd.session);
    HrDispatchNotifications(0);
}

/* 3.5-02, 3.5-03, 4.5-06, 5.3-01, 5.3-03, 5.3-04, 5.3-07, 5.7-03 */
static void address_books_start_first_and_end_last(void **state)
{
    IMAPISession *session;
    IMsgStore *store;
    IAddrBook *book;

    (void)state;
    add_address_book();
    session = logon();
    assert_string_equal(
        calls(), "ab-init ab-logon(1) init logon(5,0) store-gone logoff logon-release logon-gone "
                 "shutdown provider-gone ");
    forget();
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, 0, &book), S_OK);
    assert_string_equal(calls(), ""); /* it is there already */
    store = open_store(session, MDB_NO_MAIL, S_OK);
    forget();
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_string_equal(
        calls(), "logoff logon-release shutdown ab-logoff ab-gone ab-shutdown ab-provider-gone ");
    store->lpVtbl->Release(store);
    book->lpVtbl->Release(book);
    session->lpVtbl->Release(session);
}

/* 4.5-01, 4.5-02, 4.2-03, 5.5-05 */
static void an_address_book_that_fails_is_a_warning(void **state)
{
    IMAPISession *session;
    MAPIERROR *error;
    IAddrBook *book;

    (void)state;
    add_address_book();
    tell_to(&book_section, REC_LOGON_RESULT, MAPI_E_FAILONEPROVIDER);
    session = logon();
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book),
              MAPI_W_ERRORS_RETURNED);
    assert_non_null(book);
    assert_hr(session->lpVtbl->GetLastError(session, MAPI_W_ERRORS_RETURNED, MAPI_UNICODE, &error),
              S_OK);
    assert_non_null(error);
    MAPIFreeBuffer(error);
    book->lpVtbl->Release(book);
    log_off(session);
}

/* 4.9-04 */
static void store_ids_are_compared_by_their_provider(void **state)
{
    IMAPISession *session = logon();
    SRowSet *rows = store_row(session);
    const SPropValue *eid = column(rows, 0, PR_ENTRYID);
    ULONG cb = eid->Value.bin.cb, same = 7;
    BYTE *other;

    (void)state;
    assert_hr(MAPIAllocateBuffer(cb, (void **)&other), S_OK);
    memcpy(other, eid->Value.bin.lpb, cb);
    forget();
    assert_hr(session->lpVtbl->CompareEntryIDs(session, cb, (ENTRYID *)other, cb,
                                               (ENTRYID *)eid->Value.bin.lpb, 0, &same),
              S_OK);
    assert_true(same);
    assert_string_equal(calls(), ""); /* the same bytes: nobody is asked */
    other[cb - 21] ^= 0xff; /* the first flag byte of what is wrapped */
    assert_hr(session->lpVtbl->CompareEntryIDs(session, cb, (ENTRYID *)other, cb,
                                               (ENTRYID *)eid->Value.bin.lpb, 0, &same),
              S_OK);
    assert_true(same);
    other[cb - 1] ^= 0xff;
    assert_hr(session->lpVtbl->CompareEntryIDs(session, cb, (ENTRYID *)other, cb,
                                               (ENTRYID *)eid->Value.bin.lpb, 0, &same),
              S_OK);
    assert_false(same);
    assert_string_equal(calls(),
                        "init compare-stores shutdown provider-gone init compare-stores shutdown "
                        "provider-gone ");
    MAPIFreeBuffer(other);
    FreeProws(rows);
    log_off(session);
}

/* 4.14-08, 4.3-09 */
static void a_change_of_the_default_store_is_told(void **state)
{
    struct recording_sink sink = {{&sink_vtbl}, 1, 0};
    IMAPISession *session = logon();
    SRowSet *rows = store_row(session);
    const SPropValue *eid = column(rows, 0, PR_ENTRYID);
    ULONG_PTR connection;
    IMAPITable *table;

    (void)state;
    assert_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    assert_hr(
        table->lpVtbl->Advise(table, fnevTableModified, &sink.IMAPIAdviseSink_iface, &connection),
        S_OK);
    assert_hr(session->lpVtbl->SetDefaultStore(session, MAPI_DEFAULT_STORE, eid->Value.bin.cb,
                                               (ENTRYID *)eid->Value.bin.lpb),
              S_OK);
    assert_int_equal(sink.events, 0); /* not before the call returns */
    HrDispatchNotifications(0);
    assert_int_equal(sink.events, fnevTableModified);
    assert_hr(table->lpVtbl->Unadvise(table, connection), S_OK);
    table->lpVtbl->Release(table);
    FreeProws(rows);
    log_off(session);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(calls_come_in_the_documented_order),
        TEST(logoff_ends_the_stores_that_are_open),
        TEST(after_logoff_a_session_only_releases),
        TEST(logoff_checks_its_arguments),
        TEST(an_open_store_is_opened_again),
        TEST(a_store_logged_off_is_not_touched_by_the_session),
        TEST(logon_answers_as_documented),
        TEST(logon_needs_initialisation),
        TEST(a_session_that_allows_others_is_joined),
        TEST(the_stores_table_has_its_columns),
        TEST(bad_store_ids_are_refused),
        TEST(entry_ids_find_their_provider),
        TEST(a_provider_that_cannot_start_does_not_stop_logon),
        TEST(a_failed_logon_is_judged),
        TEST(the_status_table_has_mapis_rows_and_the_providers),
        TEST(the_default_store_is_set_and_unset),
        TEST(what_needs_a_transport_answers_without_one),
        TEST(the_address_book_resolves_addresses),
        TEST(an_unknown_store_gets_a_section_for_a_while),
        TEST(the_end_of_a_session_is_told),
        TEST(a_change_of_the_default_store_is_told),
        TEST(store_ids_are_compared_by_their_provider),
        TEST(address_books_start_first_and_end_last),
        TEST(an_address_book_that_fails_is_a_warning),
        TEST(many_threads_share_a_session),
        TEST(running_out_of_memory_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

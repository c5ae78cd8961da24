/*
 * test_status.c - the status table, the objects behind its rows, and who the user is
 */
#include "walks/session_fixture.h"
#include "eid/oneoff.h"

/* The rows of the status table, all default columns. */
static SRowSet *status_rows(IMAPISession *session)
{
    IMAPITable *table;
    SRowSet *rows;

    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    assert_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

static int row_of(const SRowSet *rows, ULONG type)
{
    for (ULONG i = 0; i < rows->cRows; i++)
        if (column(rows, i, PR_RESOURCE_TYPE)->Value.ul == type) return (int)i;
    return -1;
}

static IMAPIStatus *open_row(IMAPISession *session, const SRowSet *rows, int row)
{
    const SPropValue *eid = column(rows, (ULONG)row, PR_ENTRYID);
    IMAPIStatus *status = NULL;
    ULONG type;

    assert_hr(session->lpVtbl->OpenEntry(session, eid->Value.bin.cb, (ENTRYID *)eid->Value.bin.lpb,
                                         NULL, 0, &type, (IUnknown **)&status),
              S_OK);
    assert_int_equal(type, MAPI_STATUS);
    return status;
}

/* 4.7-01, 4.7-06, 4.7-07, 4.7-08, 4.7-09, 3.4-03, 3.4-08: at once, since no spooler is waited for
 */
static void mapis_own_rows_are_as_documented(void **state)
{
    static const struct {
        ULONG type, methods;
    } own[] = {{MAPI_SUBSYSTEM, STATUS_VALIDATE_STATE},
               {MAPI_AB, STATUS_VALIDATE_STATE},
               {MAPI_SPOOLER, STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES}};
    static const struct {
        ULONG bit, value;
    } codes[] = {
        {STATUS_AVAILABLE, 1},
        {STATUS_OFFLINE, 2},
        {STATUS_FAILURE, 4},
        {STATUS_INBOUND_ENABLED, 0x10000},
        {STATUS_INBOUND_ACTIVE, 0x20000},
        {STATUS_INBOUND_FLUSH, 0x40000},
        {STATUS_OUTBOUND_ENABLED, 0x100000},
        {STATUS_OUTBOUND_ACTIVE, 0x200000},
        {STATUS_OUTBOUND_FLUSH, 0x400000},
        {STATUS_REMOTE_ACCESS, 0x800000},
    };
    IMAPISession *session;
    SRowSet *rows;

    (void)state;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        assert_int_equal(codes[i].bit, codes[i].value);
    assert_hr(logon_flags("Ann", MAPI_NEW_SESSION | MAPI_NO_MAIL, &session), S_OK);
    rows = status_rows(session);
    assert_int_equal(rows->cRows, 3); /* no transport's */
    for (int i = 0; i < 3; i++) {
        int row = row_of(rows, own[i].type);

        assert_true(row >= 0);
        assert_int_equal(column(rows, (ULONG)row, PR_RESOURCE_METHODS)->Value.l, own[i].methods);
        /* 4.7-11: what a row hasn't is not found */
        for (ULONG c = 0; c < rows->aRow[row].cValues; c++) {
            const SPropValue *value = &rows->aRow[row].lpProps[c];

            if (PROP_TYPE(value->ulPropTag) != PT_ERROR) continue;
            assert_hr(value->Value.err, MAPI_E_NOT_FOUND);
            assert_true(PROP_ID(value->ulPropTag) >= PROP_ID(PR_IDENTITY_DISPLAY));
            assert_true(PROP_ID(value->ulPropTag) <= PROP_ID(PR_IDENTITY_SEARCH_KEY));
        }
    }
    assert_true(column(rows, (ULONG)row_of(rows, MAPI_SPOOLER), PR_STATUS_CODE)->Value.l &
                STATUS_FAILURE);
    assert_int_equal(column(rows, (ULONG)row_of(rows, MAPI_SUBSYSTEM), PR_STATUS_CODE)->Value.l,
                     STATUS_AVAILABLE);
    FreeProws(rows);
    log_off(session);
}

/* 4.7-12 */
static void provider_rows_are_found_by_what_names_them(void **state)
{
    AUTO_FREE char *file = NULL;
    SPropValue by[3] = {
        {.ulPropTag = PR_PROVIDER_DLL_NAME_A},
        {.ulPropTag = PR_PROVIDER_DISPLAY_A, .Value.lpszA = (char *)"Recorder"},
        {.ulPropTag = PR_RESOURCE_TYPE, .Value.l = MAPI_STORE_PROVIDER},
    };
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMAPITable *table;
    SRowSet *rows;

    (void)state;
    assert_hr(text_to_ansi(dll, -1, 0, NULL, &file), S_OK);
    by[0].Value.lpszA = file;
    for (int i = 0; i < 3; i++) {
        SRestriction restriction = {.rt = RES_PROPERTY,
                                    .res.resProperty = {RELOP_EQ, by[i].ulPropTag, &by[i]}};

        assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
        assert_hr(HrQueryAllRows(table, NULL, &restriction, NULL, 0, &rows), S_OK);
        assert_int_equal(rows->cRows, 1);
        assert_int_equal(column(rows, 0, PR_RESOURCE_TYPE)->Value.l, MAPI_STORE_PROVIDER);
        FreeProws(rows);
        table->lpVtbl->Release(table);
    }
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.17-01, 4.17-02, 4.17-03, 4.17-09, 4.8-07: read-only property objects with four methods of their
 * own */
static void mapis_own_status_objects_can_be_asked(void **state)
{
    static const ULONG kinds[] = {MAPI_SUBSYSTEM, MAPI_AB};
    SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_A, PR_OBJECT_TYPE}};
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"x"};
    IMAPISession *session = logon();
    SRowSet *rows = status_rows(session);
    IMAPIStatus *status;
    IUnknown *object;
    SPropValue *values;
    ULONG n, type;

    (void)state;
    for (int i = 0; i < 2; i++) {
        int row = row_of(rows, kinds[i]);
        const SPropValue *eid = column(rows, (ULONG)row, PR_ENTRYID);

        status = open_row(session, rows, row);
        assert_hr(status->lpVtbl->GetProps(status, (SPropTagArray *)&tags, 0, &n, &values), S_OK);
        assert_string_equal(values[0].Value.lpszA,
                            column(rows, (ULONG)row, PR_DISPLAY_NAME_A)->Value.lpszA);
        assert_int_equal(values[1].Value.l, MAPI_STATUS);
        MAPIFreeBuffer(values);
        assert_hr(status->lpVtbl->SetProps(status, 1, &name, NULL), MAPI_E_NO_ACCESS);
        assert_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI), S_OK);
        assert_hr(status->lpVtbl->ValidateState(status, 0, 0x40000000), MAPI_E_UNKNOWN_FLAGS);
        assert_hr(status->lpVtbl->SettingsDialog(status, 0, 0), MAPI_E_NO_SUPPORT);
        assert_hr(status->lpVtbl->ChangePassword(status, NULL, NULL, 0), MAPI_E_NO_SUPPORT);
        assert_hr(status->lpVtbl->FlushQueues(status, 0, 0, NULL, 0), MAPI_E_NO_SUPPORT);
        assert_hr(session->lpVtbl->OpenEntry(session, eid->Value.bin.cb,
                                             (ENTRYID *)eid->Value.bin.lpb, &IID_IMAPIProp, 0,
                                             &type, &object),
                  S_OK);
        object->lpVtbl->Release(object);
        assert_hr(session->lpVtbl->OpenEntry(session, eid->Value.bin.cb,
                                             (ENTRYID *)eid->Value.bin.lpb, NULL, MAPI_MODIFY,
                                             &type, &object),
                  MAPI_E_NO_ACCESS);
        assert_hr(session->lpVtbl->OpenEntry(session, eid->Value.bin.cb,
                                             (ENTRYID *)eid->Value.bin.lpb, NULL, MAPI_BEST_ACCESS,
                                             &type, &object),
                  S_OK); /* 4.8-08 */
        object->lpVtbl->Release(object);
        status->lpVtbl->Release(status);
    }
    status = open_row(session, rows, row_of(rows, MAPI_SUBSYSTEM));
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    assert_hr(status->lpVtbl->ValidateState(status, 0, 0), MAPI_E_INVALID_OBJECT); /* 4.13-12 */
    status->lpVtbl->Release(status);
    session->lpVtbl->Release(session);
    FreeProws(rows);
}

/* 4.17-02, 4.17-04, 4.17-05, 4.17-06, 4.17-08, 4.17-12: a spooler without transports has done all
 * that is asked of it, in either direction, at once; with one in the profile it says that it can't
 * flush it */
static void the_spooler_answers_for_no_transport(void **state)
{
    static const ULONG flags[] = {0,
                                  FLUSH_UPLOAD,
                                  FLUSH_DOWNLOAD,
                                  FLUSH_UPLOAD | FLUSH_FORCE,
                                  FLUSH_DOWNLOAD | FLUSH_NO_UI,
                                  FLUSH_ASYNC_OK};
    static const MAPIUID transport = {{9, 9, 9}};
    static const BYTE foreign[21] = {0, 0, 0, 0, 9};
    IMAPISession *session = logon();
    SRowSet *rows = status_rows(session);
    int row = row_of(rows, MAPI_SPOOLER);
    const SBinary *own = &column(rows, (ULONG)row, PR_ENTRYID)->Value.bin;
    IMAPIStatus *status = open_row(session, rows, row);
    struct profile *profile;
    struct section *section;

    (void)state;
    assert_int_equal(FLUSH_UPLOAD, 2);
    assert_int_equal(FLUSH_DOWNLOAD, 4);
    assert_int_equal(FLUSH_FORCE, 8);
    assert_int_equal(FLUSH_NO_UI, 0x10);
    assert_int_equal(FLUSH_ASYNC_OK, 0x20);
    assert_int_equal(CONFIG_CHANGED, 0x100000);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        assert_hr(status->lpVtbl->FlushQueues(status, 0, 0, NULL, flags[i]), S_OK);
    assert_hr(status->lpVtbl->FlushQueues(status, 0, 0, NULL, 1), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(status->lpVtbl->FlushQueues(status, 0, 21, (ENTRYID *)foreign, FLUSH_UPLOAD),
              MAPI_E_INVALID_ENTRYID);
    assert_hr(status->lpVtbl->FlushQueues(status, 0, 21, NULL, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(status->lpVtbl->FlushQueues(status, 0, own->cb, (ENTRYID *)own->lpb, 0),
              MAPI_E_NOT_FOUND); /* a status row, and no transport's */
    assert_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI), S_OK);
    assert_hr(status->lpVtbl->ValidateState(status, 0, CONFIG_CHANGED), S_OK);
    assert_hr(status->lpVtbl->ValidateState(status, 0, FORCE_XP_CONNECT), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(status->lpVtbl->SettingsDialog(status, 0, 0), MAPI_E_NO_SUPPORT);
    assert_hr(status->lpVtbl->ChangePassword(status, NULL, NULL, 0), MAPI_E_NO_SUPPORT);

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &transport);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_TRANSPORT_PROVIDER), S_OK);
    section_unref(section);
    assert_hr(roster_add_provider(profile, &service_uid, &transport, MAPI_TRANSPORT_PROVIDER),
              S_OK);
    profile_unref(profile);
    /* one that can't be logged on has nothing to flush */
    assert_hr(status->lpVtbl->FlushQueues(status, 0, 0, NULL, FLUSH_UPLOAD), S_OK);
    assert_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI),
              MAPI_W_ERRORS_RETURNED); /* it has no DLL */
    status->lpVtbl->Release(status);
    FreeProws(rows);
    log_off(session);
}

/* 4.17-07, 4.17-10, 4.8-04: the subsystem asks the status objects of all providers; a provider's
 * row opens its own */
static void the_subsystem_validates_its_providers(void **state)
{
    static const HRESULT answers[] = {S_OK, MAPI_E_BUSY};
    IMAPISession *session;
    IMAPIStatus *status;
    IMsgStore *store;
    SRowSet *rows;

    (void)state;
    for (int i = 0; i < 2; i++) {
        tell(REC_STATUS, answers[i]);
        session = logon();
        store = open_store(session, MDB_NO_MAIL, S_OK);
        rows = status_rows(session);
        status = open_row(session, rows, row_of(rows, MAPI_SUBSYSTEM));
        forget();
        assert_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI), answers[i]);
        assert_string_equal(calls(), "status validate(1) ");
        status->lpVtbl->Release(status);
        status = open_row(session, rows, row_of(rows, MAPI_AB)); /* that of no store */
        forget();
        assert_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI), S_OK);
        assert_string_equal(calls(), "");
        status->lpVtbl->Release(status);
        status = open_row(session, rows, row_of(rows, MAPI_STORE_PROVIDER));
        forget();
        assert_hr(status->lpVtbl->ValidateState(status, 0, 0), answers[i]);
        assert_string_equal(calls(), "validate(0) ");
        status->lpVtbl->Release(status);
        FreeProws(rows);
        store->lpVtbl->Release(store);
        log_off(session);
    }
}

static void the_book_says(HRESULT wanted)
{
    IMAPISession *session = logon();
    SRowSet *rows = status_rows(session);
    IMAPIStatus *book = open_row(session, rows, row_of(rows, MAPI_AB));

    assert_hr(book->lpVtbl->ValidateState(book, 0, SUPPRESS_UI), wanted);
    book->lpVtbl->Release(book);
    FreeProws(rows);
    log_off(session);
}

/* 4.17-07: the address book looks what its section of the profile lists, and asks the status
 * objects of its providers alone; the subsystem asks those, too, and a provider's row opens its own
 */
static void the_address_book_reads_its_section_again(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    SRowSet *rows = status_rows(session);
    IMAPIStatus *subsystem = open_row(session, rows, row_of(rows, MAPI_SUBSYSTEM));
    IMAPIStatus *book = open_row(session, rows, row_of(rows, MAPI_AB)), *friends;

    (void)state;
    add_address_book(); /* while the session goes on */
    tell_to(&book_section, REC_STATUS, S_OK);
    forget();
    assert_hr(book->lpVtbl->ValidateState(book, 0, SUPPRESS_UI), S_OK);
    assert_string_equal(calls(), "ab-init ab-logon(1) ab-status ab-validate(1) ");
    forget();
    assert_hr(book->lpVtbl->ValidateState(book, 0, 0), S_OK);
    assert_string_equal(calls(), "ab-status ab-validate(0) ");
    forget();
    assert_hr(subsystem->lpVtbl->ValidateState(subsystem, 0, 0), S_OK);
    assert_string_equal(calls(), "status ab-status ab-validate(0) ");
    FreeProws(rows);
    rows = status_rows(session);
    friends = open_row(session, rows, row_of(rows, MAPI_AB_PROVIDER));
    forget();
    assert_hr(friends->lpVtbl->ValidateState(friends, 0, SUPPRESS_UI), S_OK);
    assert_string_equal(calls(), "ab-validate(1) ");
    friends->lpVtbl->Release(friends);
    book->lpVtbl->Release(book);
    subsystem->lpVtbl->Release(subsystem);
    store->lpVtbl->Release(store);
    FreeProws(rows);
    log_off(session);

    tell_to(&book_section, REC_STATUS, MAPI_E_BUSY);
    the_book_says(MAPI_E_BUSY);
    tell_to(&book_section, REC_LOGON_RESULT, MAPI_E_FAILONEPROVIDER);
    the_book_says(MAPI_W_ERRORS_RETURNED);
}

/* A store whose status row says who the user is; NULL, or empty: that column is missing. */
static void tell_identity(const char *display, const void *eid, ULONG cb, const char *key)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &store_uid);
    if (display) {
        AUTO_FREE WCHAR *wide = NULL;

        assert_hr(text_from_ansi(display, -1, 0, NULL, &wide), S_OK);
        assert_hr(section_set_text(section, PR_IDENTITY_DISPLAY_W, wide), S_OK);
    }
    if (cb) assert_hr(section_set_bytes(section, PR_IDENTITY_ENTRYID, eid, cb), S_OK);
    if (key)
        assert_hr(section_set_bytes(section, PR_IDENTITY_SEARCH_KEY, key, (ULONG)strlen(key) + 1),
                  S_OK);
    section_unref(section);
    profile_unref(profile);
}

static void expect_identity(IMAPISession *session, const void *eid, ULONG cb)
{
    ENTRYID *got;
    ULONG n;

    assert_hr(session->lpVtbl->QueryIdentity(session, &n, &got), S_OK);
    assert_int_equal(n, cb);
    assert_memory_equal(got, eid, cb);
    MAPIFreeBuffer(got);
}

/* 4.12-01, 4.12-03, 4.7-04 */
static void the_identity_is_a_rows(void **state)
{
    static const BYTE me[24] = {0, 0, 0, 0, 1, 2, 3, 4, 5};
    IMAPISession *session;
    IMsgStore *store;
    SRowSet *rows;
    int row;

    (void)state;
    tell_identity("Ann Lee", me, sizeof(me), "SMTP:ANN@EXAMPLE.ORG");
    session = logon();
    store = open_store(session, MDB_NO_MAIL, S_OK);
    expect_identity(session, me, sizeof(me)); /* no row is marked: the first there is */
    rows = status_rows(session);
    row = row_of(rows, MAPI_STORE_PROVIDER);
    assert_string_equal(column(rows, (ULONG)row, PR_IDENTITY_DISPLAY_A)->Value.lpszA, "Ann Lee");
    assert_non_null(column(rows, (ULONG)row, PR_IDENTITY_ENTRYID));
    assert_non_null(column(rows, (ULONG)row, PR_IDENTITY_SEARCH_KEY));
    FreeProws(rows);
    store->lpVtbl->Release(store);
    log_off(session);
    tell(PR_RESOURCE_FLAGS, STATUS_PRIMARY_IDENTITY);
    session = logon();
    store = open_store(session, MDB_NO_MAIL, S_OK);
    expect_identity(session, me, sizeof(me));
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.12-02, 4.12-05 */
static void an_identity_without_entry_id_becomes_a_one_off(void **state)
{
    SizedSPropTagArray(3, tags) = {3, {PR_DISPLAY_NAME_A, PR_ADDRTYPE_A, PR_EMAIL_ADDRESS_A}};
    IMAPISession *session;
    IMsgStore *store;
    IMailUser *user;
    SPropValue *values;
    ENTRYID *eid;
    ULONG cb, type, n;

    (void)state;
    tell_identity("Ann Lee", NULL, 0, "SMTP:ANN@EXAMPLE.ORG");
    tell(PR_RESOURCE_FLAGS, STATUS_PRIMARY_IDENTITY);
    session = logon();
    store = open_store(session, MDB_NO_MAIL, S_OK);
    assert_hr(session->lpVtbl->QueryIdentity(session, &cb, &eid), S_OK);
    assert_hr(session->lpVtbl->OpenEntry(session, cb, eid, NULL, 0, &type, (IUnknown **)&user),
              S_OK);
    assert_int_equal(type, MAPI_MAILUSER);
    assert_hr(user->lpVtbl->GetProps(user, (SPropTagArray *)&tags, 0, &n, &values), S_OK);
    assert_string_equal(values[0].Value.lpszA, "Ann Lee");
    assert_string_equal(values[1].Value.lpszA, "SMTP");
    assert_string_equal(values[2].Value.lpszA, "ANN@EXAMPLE.ORG");
    MAPIFreeBuffer(values);
    user->lpVtbl->Release(user);
    MAPIFreeBuffer(eid);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.12-04, 4.12-06: a success, with an entry ID that can be opened */
static void nobody_has_an_entry_id_too(void **state)
{
    static const char *const keys[] = {NULL, "", "no colon", ":x", "SMTP:"};
    IMAPISession *session;
    IMsgStore *store;
    IMailUser *user;
    ENTRYID *eid;
    ULONG cb, type;

    (void)state;
    tell(PR_RESOURCE_FLAGS, STATUS_PRIMARY_IDENTITY);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        tell_identity("Ann", NULL, 0, keys[i]);
        session = logon();
        store = open_store(session, MDB_NO_MAIL, S_OK);
        assert_hr(session->lpVtbl->QueryIdentity(session, &cb, &eid), MAPI_W_NO_SERVICE);
        assert_hr(session->lpVtbl->OpenEntry(session, cb, eid, NULL, 0, &type, (IUnknown **)&user),
                  S_OK);
        user->lpVtbl->Release(user);
        MAPIFreeBuffer(eid);
        store->lpVtbl->Release(store);
        log_off(session);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(mapis_own_rows_are_as_documented),
        TEST(provider_rows_are_found_by_what_names_them),
        TEST(mapis_own_status_objects_can_be_asked),
        TEST(the_spooler_answers_for_no_transport),
        TEST(the_subsystem_validates_its_providers),
        TEST(the_address_book_reads_its_section_again),
        TEST(the_identity_is_a_rows),
        TEST(an_identity_without_entry_id_becomes_a_one_off),
        TEST(nobody_has_an_entry_id_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

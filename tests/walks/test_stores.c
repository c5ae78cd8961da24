/*
 * test_stores.c - the message store table, OpenMsgStore, and which store is the default one
 */
#include "walks/session_fixture.h"
#include "walks/sink_fixture.h"

static const MAPIUID other_uid = {{4, 4}};

/* One more store of the recording provider in the same service. */
static void add_store(const WCHAR *name, ULONG flags)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &other_uid);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, dll), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, name), S_OK);
    assert_hr(section_set_text(section, PR_PROVIDER_DISPLAY_W, L"Recorder"), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_FLAGS, flags), S_OK);
    assert_hr(section_set_bytes(section, PR_SERVICE_UID, &service_uid, sizeof(service_uid)), S_OK);
    assert_hr(section_set_long(section, REC_STORE, 50), S_OK);
    section_unref(section);
    assert_hr(roster_add_provider(profile, &service_uid, &other_uid, MAPI_STORE_PROVIDER), S_OK);
    profile_unref(profile);
}

static IMAPITable *stores_table(IMAPISession *session, ULONG flags)
{
    IMAPITable *table;

    assert_hr(session->lpVtbl->GetMsgStoresTable(session, flags, &table), S_OK);
    return table;
}

/* How many rows of the stores table pass. */
static ULONG count_of(IMAPISession *session, SRestriction *restriction)
{
    IMAPITable *table = stores_table(session, 0);
    ULONG n;

    assert_hr(table->lpVtbl->Restrict(table, restriction, 0), S_OK);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    table->lpVtbl->Release(table);
    return n;
}

/* PR_RESOURCE_FLAGS of the store with that name, from the stores table; and from the status table,
 * 0: no row. */
static ULONG flags_in(IMAPITable *table, const char *name)
{
    SizedSPropTagArray(3, tags) = {3, {PR_DISPLAY_NAME_A, PR_RESOURCE_FLAGS, PR_RESOURCE_TYPE}};
    ULONG flags = 0;
    SRowSet *rows;

    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; i < rows->cRows; i++)
        if (rows->aRow[i].lpProps[2].Value.l == MAPI_STORE_PROVIDER &&
            !strcmp(rows->aRow[i].lpProps[0].Value.lpszA, name))
            flags = rows->aRow[i].lpProps[1].Value.ul | 0x80000000; /* there is such a row */
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return flags;
}

static ULONG store_flags(IMAPISession *session, const char *name)
{
    return flags_in(stores_table(session, 0), name);
}

static ULONG status_flags(IMAPISession *session, const char *name)
{
    IMAPITable *table;

    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    return flags_in(table, name);
}

static ULONG profile_flags(const MAPIUID *uid)
{
    struct profile *profile;
    struct provider *row;
    ULONG flags;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    assert_hr(roster_provider(profile, uid, &row), S_OK);
    flags = row->flags;
    mem_free(row);
    profile_unref(profile);
    return flags;
}

/* The entry ID of the store whose PR_DISPLAY_NAME is name, on *rows, which the caller frees. */
static const SBinary *eid_of(IMAPISession *session, const char *name, SRowSet **rows)
{
    *rows = store_row(session);
    for (ULONG i = 0; i < (*rows)->cRows; i++)
        if (!strcmp(column(*rows, i, PR_DISPLAY_NAME_A)->Value.lpszA, name))
            return &column(*rows, i, PR_ENTRYID)->Value.bin;
    fail_msg("there is no %s", name);
    return NULL;
}

static HRESULT open_named(IMAPISession *session, const char *name, const IID *iid, ULONG flags,
                          void *out)
{
    SRowSet *rows;
    const SBinary *eid = eid_of(session, name, &rows);
    HRESULT hr;

    hr = session->lpVtbl->OpenMsgStore(session, 0, eid->cb, (ENTRYID *)eid->lpb, (IID *)iid, flags,
                                       (IMsgStore **)out);
    FreeProws(rows);
    return hr;
}

static HRESULT choose(IMAPISession *session, ULONG what, const char *name)
{
    SRowSet *rows;
    const SBinary *eid = eid_of(session, name, &rows);
    HRESULT hr = session->lpVtbl->SetDefaultStore(session, what, eid->cb, (ENTRYID *)eid->lpb);

    FreeProws(rows);
    return hr;
}

/* 4.3-02, 4.3-03, 4.3-08 */
static void every_store_of_the_profile_is_listed(void **state)
{
    IMAPISession *session;
    IMAPITable *table;
    SRowSet *rows;

    (void)state;
    add_store(L"\u03b1 store", 0);
    session = logon();
    table = stores_table(session, MAPI_UNICODE);
    assert_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows), S_OK);
    assert_int_equal(rows->cRows, 2); /* neither is open */
    for (ULONG i = 0; i < 2; i++) {
        assert_non_null(column(rows, i, PR_DISPLAY_NAME_W));
        assert_non_null(column(rows, i, PR_PROVIDER_DISPLAY_W));
        assert_null(column(rows, i, PR_DISPLAY_NAME_A));
        assert_text(column(rows, i, PR_PROVIDER_DISPLAY_W)->Value.lpszW, L"Recorder");
    }
    assert_text(column(rows, 1, PR_DISPLAY_NAME_W)->Value.lpszW, L"\u03b1 store");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    assert_hr(session->lpVtbl->GetMsgStoresTable(session, 1, &table), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(session->lpVtbl->GetMsgStoresTable(session, 0, NULL), MAPI_E_INVALID_PARAMETER);
    log_off(session);
}

/* clients.md "required column that comes back as PT_ERROR": a store that never could log on has its
 * entry ID, too */
static void no_required_column_is_an_error(void **state)
{
    SRowSet *rows;
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    tell(REC_LOGON_RESULT, MAPI_E_FAILONEPROVIDER);
    session = logon();
    rows = store_row(session);
    assert_int_equal(rows->cRows, 1);
    for (ULONG i = 0; i < rows->aRow[0].cValues; i++)
        assert_int_not_equal(PROP_TYPE(rows->aRow[0].lpProps[i].ulPropTag), PT_ERROR);
    FreeProws(rows);
    assert_hr(open_named(session, "Ann's store", NULL, MDB_NO_MAIL, &store),
              MAPI_E_FAILONEPROVIDER);
    tell(REC_LOGON_RESULT, S_OK);
    forget();
    rows = store_row(session);
    /* by the ID that MAPI made */
    assert_hr(open_named(session, "Ann's store", NULL, MDB_NO_MAIL, &store), S_OK);
    assert_string_equal(calls(), "init logon(80,0) "); /* its provider never sees that ID */
    store->lpVtbl->Release(store);
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, column(rows, 0, PR_ENTRYID)->Value.bin.cb,
                                            (ENTRYID *)column(rows, 0, PR_ENTRYID)->Value.bin.lpb,
                                            NULL, MDB_NO_MAIL, &store),
              S_OK); /* still, now that the provider has told its own */
    store->lpVtbl->Release(store);
    ((BYTE *)column(rows, 0, PR_ENTRYID)
         ->Value.bin.lpb)[column(rows, 0, PR_ENTRYID)->Value.bin.cb - 1] ^= 1;
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, column(rows, 0, PR_ENTRYID)->Value.bin.cb,
                                            (ENTRYID *)column(rows, 0, PR_ENTRYID)->Value.bin.lpb,
                                            NULL, MDB_NO_MAIL, &store),
              MAPI_E_NOT_FOUND); /* of a section that isn't there */
    FreeProws(rows);
    log_off(session);
}

/* 4.3-07 */
static void the_documented_restrictions_find_stores(void **state)
{
    SPropValue yes = pval_bool(PR_DEFAULT_STORE, true);
    SPropValue provider = {.ulPropTag = PR_PROVIDER_DISPLAY_A, .Value.lpszA = (char *)"Recorder"};
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Second"};
    SPropValue mdb = pval_binary(PR_MDB_PROVIDER, sizeof(other_uid), &other_uid);
    SRestriction parts[2] = {
        {.rt = RES_EXIST, .res.resExist = {0, PR_DEFAULT_STORE, 0}},
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_DEFAULT_STORE, &yes}},
    };
    SRestriction both = {.rt = RES_AND, .res.resAnd = {2, parts}};
    SRestriction bits = {.rt = RES_BITMASK,
                         .res.resBitMask = {BMR_NEZ, PR_RESOURCE_FLAGS, STATUS_DEFAULT_STORE}};
    SRestriction by_provider = {.rt = RES_PROPERTY,
                                .res.resProperty = {RELOP_EQ, PR_PROVIDER_DISPLAY_A, &provider}};
    SRestriction by_name = {.rt = RES_PROPERTY,
                            .res.resProperty = {RELOP_EQ, PR_DISPLAY_NAME_A, &name}};
    SRestriction by_mdb = {.rt = RES_PROPERTY,
                           .res.resProperty = {RELOP_EQ, PR_MDB_PROVIDER, &mdb}};
    IMAPISession *session;

    (void)state;
    add_store(L"Second", 0);
    session = logon();
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Second"), S_OK);
    assert_int_equal(count_of(session, NULL), 2);
    assert_int_equal(count_of(session, &parts[0]), 2);
    assert_int_equal(count_of(session, &parts[1]), 1);
    assert_int_equal(count_of(session, &both), 1);
    assert_int_equal(count_of(session, &bits), 1);
    assert_int_equal(count_of(session, &by_provider), 2);
    assert_int_equal(count_of(session, &by_name), 1);
    assert_int_equal(count_of(session, &by_mdb), 1);
    log_off(session);
}

/* 4.3-06: whatever the profile says */
static void two_default_stores_are_one(void **state)
{
    IMAPISession *session;
    SRowSet *rows;

    (void)state;
    add_store(L"Second", STATUS_DEFAULT_STORE);
    tell(PR_RESOURCE_FLAGS, STATUS_DEFAULT_STORE);
    session = logon();
    rows = store_row(session);
    assert_int_equal(rows->cRows, 2);
    assert_true(column(rows, 0, PR_DEFAULT_STORE)->Value.b);
    assert_false(column(rows, 1, PR_DEFAULT_STORE)->Value.b);
    FreeProws(rows);
    log_off(session);
}

/* 4.4-02, 4.4-06, 4.4-12, 4.4-13, 4.4-17, 4.4-18 and clients.md "OpenMsgStore with a NULL interface
 * ..." */
static void flags_reach_the_provider(void **state)
{
    static const ULONG flags[] = {0,
                                  MDB_NO_DIALOG,
                                  MDB_WRITE,
                                  MAPI_DEFERRED_ERRORS,
                                  MAPI_BEST_ACCESS,
                                  MDB_TEMPORARY,
                                  MDB_NO_MAIL,
                                  MDB_ONLINE,
                                  MDB_NO_MAIL | MAPI_BEST_ACCESS | MDB_ONLINE};
    IMAPISession *session = logon();
    IMsgStore *store;
    char wanted[40];

    (void)state;
    assert_int_equal(MDB_NO_DIALOG | MDB_WRITE | MAPI_DEFERRED_ERRORS | MAPI_BEST_ACCESS |
                         MDB_TEMPORARY | MDB_NO_MAIL | MDB_ONLINE,
                     0x1bd);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        forget();
        assert_hr(open_named(session, "Ann's store", NULL, flags[i], &store), S_OK);
        snprintf(wanted, sizeof(wanted), "init logon(%x,21) ", flags[i]);
        assert_string_equal(calls(), wanted);
        store->lpVtbl->Release(store);
    }
    assert_hr(open_named(session, "Ann's store", &IID_IMsgStore, 0, &store), S_OK); /* 4.4-03 */
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.4-10, 5.5-07 */
static void a_providers_code_comes_back(void **state)
{
    static const HRESULT codes[] = {MAPI_E_UNKNOWN_CPID, MAPI_E_UNKNOWN_LCID, MAPI_E_NO_ACCESS,
                                    MAPI_E_USER_CANCEL};
    IMsgStore *store = (void *)1;
    IMAPISession *session;

    (void)state;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        session = logon();
        tell(REC_LOGON_RESULT, codes[i]);
        assert_hr(open_named(session, "Ann's store", NULL, 0, &store), codes[i]);
        assert_null(store);
        tell(REC_LOGON_RESULT, S_OK);
        log_off(session);
    }
}

/* 4.2-02, 4.2-04, 4.4-11, 5.4-09, 5.5-02 */
static void a_warning_opens_the_store_and_is_told(void **state)
{
    IMAPISession *session = logon();
    MAPIERROR *error;
    IMsgStore *store;

    (void)state;
    tell(REC_LOGON_RESULT, MAPI_W_ERRORS_RETURNED);
    assert_hr(open_named(session, "Ann's store", NULL, 0, &store), MAPI_W_ERRORS_RETURNED);
    assert_non_null(store);
    assert_hr(session->lpVtbl->GetLastError(session, MAPI_W_ERRORS_RETURNED, 0, &error), S_OK);
    assert_string_equal((char *)error->lpszError, "recorded");
    MAPIFreeBuffer(error);
    assert_hr(session->lpVtbl->GetLastError(session, MAPI_W_ERRORS_RETURNED, MAPI_UNICODE, &error),
              S_OK);
    assert_text((WCHAR *)error->lpszError, L"recorded");
    MAPIFreeBuffer(error);
    assert_hr(session->lpVtbl->GetLastError(session, MAPI_E_NOT_FOUND, 0, &error), S_OK);
    assert_null(error); /* nothing is known of that one */
    assert_hr(session->lpVtbl->GetLastError(session, MAPI_W_ERRORS_RETURNED, 1, &error),
              MAPI_E_UNKNOWN_FLAGS);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 2.6-19: a provider's PR_DISPLAY_NAME is the row's */
static void the_table_has_the_names_that_providers_keep(void **state)
{
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)L"Renamed \u03b1"};
    SPropValue wanted = name;
    SRestriction by_name = {.rt = RES_PROPERTY,
                            .res.resProperty = {RELOP_EQ, PR_DISPLAY_NAME_W, &wanted}};
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK), *again;
    IMAPISupport *support = NULL;
    IProfSect *section;

    (void)state;
    assert_int_equal(count_of(session, &by_name), 0);
    assert_hr(
        store->lpVtbl->OpenProperty(store, PR_NULL, &IID_IMAPISup, 0, 0, (IUnknown **)&support),
        S_OK);
    assert_hr(support->lpVtbl->OpenProfileSection(support, NULL, MAPI_MODIFY, &section), S_OK);
    assert_hr(section->lpVtbl->SetProps(section, 1, &name, NULL), S_OK);
    section->lpVtbl->Release(section);
    support->lpVtbl->Release(support);
    again = open_store(session, MDB_NO_MAIL, S_OK); /* the next time MAPI looks at it */
    again->lpVtbl->Release(again);
    assert_int_equal(count_of(session, &by_name), 1);
    store->lpVtbl->Release(store);
    log_off(session);
    session = logon();
    assert_int_equal(count_of(session, &by_name), 1);
    log_off(session);
}

/* 2.8-21, 11.4-17: the name in a wrapped entry ID is the section's own, path and all, without the
 * 32 that is added for loading */
static void a_wrapped_entry_id_names_the_dll_as_the_profile_does(void **state)
{
    IMAPISession *session = logon();
    SRowSet *rows = store_row(session);
    const SBinary *eid = &column(rows, 0, PR_ENTRYID)->Value.bin;
    AUTO_FREE ENTRYID *wrapped = NULL;
    AUTO_FREE char *name = NULL;
    struct wrapped_eid opened;
    IMsgStore *store;
    ULONG cb;

    (void)state;
    assert_hr(wrap_open(eid->cb, (ENTRYID *)eid->lpb, &opened), S_OK);
    assert_non_null(opened.dll);
    assert_hr(text_to_ansi(dll, -1, 0, NULL, &name), S_OK);
    assert_string_equal(opened.dll, name);
    assert_true(text_len(dll) > 20 && *dll == '/');
    /* what a client makes with that name is the same store */
    assert_hr(WrapStoreEntryID(MAPI_UNICODE, (LPTSTR)dll, opened.cb, (ENTRYID *)opened.eid, &cb,
                               &wrapped),
              S_OK);
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, cb, wrapped, NULL, MDB_NO_MAIL, &store),
              S_OK);
    assert_int_equal(count_of(session, NULL), 1);
    store->lpVtbl->Release(store);
    FreeProws(rows);
    log_off(session);
}

/* 2.7-05: this store has no folders and can't have any, so it goes on to need them */
static void a_tree_that_cannot_be_made_stays_needed(void **state)
{
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    tell(PR_RESOURCE_FLAGS, STATUS_NEED_IPM_TREE);
    for (int i = 0; i < 2; i++) {
        session = logon();
        store = open_store(session, MDB_WRITE, S_OK);
        store->lpVtbl->Release(store);
        assert_int_equal(profile_flags(&store_uid), STATUS_NEED_IPM_TREE);
        log_off(session);
    }
}

/* 4.3-11, 4.3-09, 4.4-15: a store that nobody configured, until its provider asks to keep it */
static void a_constructed_entry_id_brings_a_store(void **state)
{
    static BYTE own[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                         'n', 'g', 0, 0, 0,   0,   0,   0,   1,   77};
    IMAPISession *session = logon();
    AUTO_FREE ENTRYID *wrapped = NULL;
    IMsgStore *store;
    ULONG cb;

    (void)state;
    for (int keep = 0; keep < 2; keep++) {
        own[sizeof(own) - 1] = (BYTE)(77 + keep);
        mem_free(TAKE(wrapped));
        assert_hr(
            WrapStoreEntryID(MAPI_UNICODE, (LPTSTR)dll, sizeof(own), (ENTRYID *)own, &cb, &wrapped),
            S_OK);
        assert_hr(session->lpVtbl->OpenMsgStore(session, 0, cb, wrapped, NULL, MDB_NO_MAIL, &store),
                  S_OK);
        assert_int_equal(count_of(session, NULL), 1 + keep);
        store->lpVtbl->Release(store);
        assert_int_equal(count_of(session, NULL), 1 + keep);
    }
    log_off(session);
    session = logon();
    assert_int_equal(count_of(session, NULL), 2); /* the profile's own by now */
    log_off(session);
}

/* 4.7-13, 4.14-02, 4.14-08 */
static void the_default_store_shows_in_both_tables(void **state)
{
    IMAPISession *session;
    IMsgStore *first, *second;

    (void)state;
    add_store(L"Second", 0);
    session = logon();
    assert_hr(open_named(session, "Ann's store", NULL, MDB_NO_MAIL, &first), S_OK);
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Ann's store"), S_OK);
    assert_true(store_flags(session, "Ann's store") & STATUS_DEFAULT_STORE);
    assert_true(status_flags(session, "Recorder") & STATUS_DEFAULT_STORE);
    assert_true(profile_flags(&store_uid) & STATUS_DEFAULT_STORE);
    first->lpVtbl->Release(first);
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Second"), S_OK);
    assert_false(store_flags(session, "Ann's store") & STATUS_DEFAULT_STORE);
    assert_true(store_flags(session, "Second") & STATUS_DEFAULT_STORE);
    assert_false(profile_flags(&store_uid) & STATUS_DEFAULT_STORE);
    assert_true(profile_flags(&other_uid) & STATUS_DEFAULT_STORE);
    assert_hr(open_named(session, "Second", NULL, MDB_NO_MAIL, &second), S_OK);
    assert_true(status_flags(session, "Recorder") & STATUS_DEFAULT_STORE);
    second->lpVtbl->Release(second);
    log_off(session);
}

/* What a table tells is counted from here on. */
static void look_on(IMAPITable *table, struct counting_sink *sink, ULONG_PTR *connection)
{
    *sink = counting_sink();
    assert_hr(table->lpVtbl->Advise(table, fnevTableModified, &sink->IMAPIAdviseSink_iface,
                                    connection),
              S_OK);
}

/* That many rows were added, deleted and modified since, each told by its own event. */
static void expect_rows(struct counting_sink *sink, LONG added, LONG deleted, LONG modified)
{
    HrDispatchNotifications(0);
    assert_int_equal(sink->rows[TABLE_ROW_ADDED], added);
    assert_int_equal(sink->rows[TABLE_ROW_DELETED], deleted);
    assert_int_equal(sink->rows[TABLE_ROW_MODIFIED], modified);
    assert_int_equal(sink->calls, added + deleted + modified);
    memset(sink->rows, 0, sizeof(sink->rows));
    sink->calls = 0;
}

static void look_away(IMAPITable *table, struct counting_sink *sink, ULONG_PTR connection)
{
    assert_hr(table->lpVtbl->Unadvise(table, connection), S_OK);
    assert_int_equal(sink->refs, 1);
    table->lpVtbl->Release(table);
}

static void remove_store(const MAPIUID *uid)
{
    struct profile *profile;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    assert_hr(roster_remove_provider(profile, uid), S_OK);
    profile_unref(profile);
}

/* 4.3-09: who looks on hears of each store that comes, goes, or becomes the default one */
static void a_live_stores_table_tells_of_each_row(void **state)
{
    static const BYTE own[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                               'n', 'g', 0, 0, 0,   0,   0,   0,   1,   78};
    AUTO_FREE ENTRYID *wrapped = NULL;
    struct counting_sink sink;
    IMAPISession *session;
    ULONG_PTR connection;
    IMAPITable *table;
    IMsgStore *store;
    ULONG cb;

    (void)state;
    add_store(L"Second", 0);
    session = logon();
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Ann's store"), S_OK);
    table = stores_table(session, 0);
    look_on(table, &sink, &connection);
    expect_rows(&sink, 0, 0, 0);
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Second"), S_OK);
    expect_rows(&sink, 0, 0, 2); /* the one that was, and the one that is */
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Second"), S_OK);
    expect_rows(&sink, 0, 0, 0); /* nothing has changed */
    assert_hr(
        WrapStoreEntryID(MAPI_UNICODE, (LPTSTR)dll, sizeof(own), (ENTRYID *)own, &cb, &wrapped),
        S_OK);
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, cb, wrapped, NULL, MDB_NO_MAIL, &store),
              S_OK); /* asks to be kept in the profile */
    expect_rows(&sink, 1, 0, 0);
    store->lpVtbl->Release(store);
    remove_store(&other_uid);
    store = open_store(session, MDB_NO_MAIL, S_OK);
    assert_int_equal(sink.rows[TABLE_ROW_MODIFIED], 0);
    HrDispatchNotifications(0);
    assert_int_equal(sink.rows[TABLE_ROW_DELETED], 1);
    assert_int_equal(sink.rows[TABLE_ROW_ADDED], 0);
    store->lpVtbl->Release(store);
    look_away(table, &sink, connection);
    log_off(session);
}

/* 4.7-10, 4.7-13, 4.14-08: the status table tells of providers that come and go, of what they say of
 * themselves, and of the default store */
static void a_live_status_table_tells_of_each_row(void **state)
{
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Busy Recorder"};
    IMsgStore *first, *second;
    struct counting_sink sink;
    IMAPISupport *support;
    IMAPISession *session;
    ULONG_PTR connection;
    IMAPITable *table;

    (void)state;
    add_store(L"Second", 0);
    session = logon();
    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    look_on(table, &sink, &connection);
    assert_hr(open_named(session, "Ann's store", NULL, MDB_NO_MAIL, &first), S_OK);
    expect_rows(&sink, 1, 0, 0);
    assert_string_equal(sink.name, "Recorder");
    assert_hr(open_named(session, "Second", NULL, MDB_NO_MAIL, &second), S_OK);
    expect_rows(&sink, 1, 0, 0);
    assert_hr(first->lpVtbl->OpenProperty(first, PR_NULL, &IID_IMAPISup, 0, 0,
                                          (IUnknown **)&support),
              S_OK);
    assert_hr(support->lpVtbl->ModifyStatusRow(support, 1, &name, STATUSROW_UPDATE), S_OK);
    expect_rows(&sink, 0, 0, 1);
    assert_string_equal(sink.name, "Busy Recorder");
    support->lpVtbl->Release(support);
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Ann's store"), S_OK);
    expect_rows(&sink, 0, 0, 1); /* the other one wasn't */
    assert_string_equal(sink.name, "Busy Recorder");
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Second"), S_OK);
    expect_rows(&sink, 0, 0, 2);
    first->lpVtbl->Release(first);
    expect_rows(&sink, 0, 1, 0);
    second->lpVtbl->Release(second);
    expect_rows(&sink, 0, 1, 0);
    look_away(table, &sink, connection);
    log_off(session);
}

/* 4.14-03: and the choice for a session ends with the choice for ever */
static void simple_mapis_store_is_chosen_for_a_session_or_for_ever(void **state)
{
    IMAPISession *session;

    (void)state;
    add_store(L"Second", 0);
    session = logon();
    assert_hr(choose(session, MAPI_SIMPLE_STORE_PERMANENT, "Ann's store"), S_OK);
    assert_true(store_flags(session, "Ann's store") & STATUS_SIMPLE_STORE);
    assert_true(profile_flags(&store_uid) & STATUS_SIMPLE_STORE);
    assert_hr(choose(session, MAPI_SIMPLE_STORE_TEMPORARY, "Second"), S_OK);
    assert_false(store_flags(session, "Ann's store") & STATUS_SIMPLE_STORE);
    assert_true(store_flags(session, "Second") & STATUS_SIMPLE_STORE);
    assert_true(profile_flags(&store_uid) & STATUS_SIMPLE_STORE);
    assert_false(profile_flags(&other_uid) & STATUS_SIMPLE_STORE);
    /* 4.14-05 */
    assert_hr(session->lpVtbl->SetDefaultStore(session, MAPI_SIMPLE_STORE_TEMPORARY, 0, NULL),
              S_OK);
    assert_false(store_flags(session, "Ann's store") & STATUS_SIMPLE_STORE);
    assert_false(store_flags(session, "Second") & STATUS_SIMPLE_STORE);
    assert_hr(choose(session, MAPI_SIMPLE_STORE_PERMANENT, "Second"), S_OK);
    assert_false(store_flags(session, "Ann's store") & STATUS_SIMPLE_STORE);
    assert_true(store_flags(session, "Second") & STATUS_SIMPLE_STORE);
    assert_false(profile_flags(&store_uid) & STATUS_SIMPLE_STORE);
    assert_true(profile_flags(&other_uid) & STATUS_SIMPLE_STORE);
    log_off(session);
}

/* 4.14-04 */
static void primary_and_secondary_stores_are_marked_and_no_more(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store;

    (void)state;
    assert_hr(open_named(session, "Ann's store", NULL, MDB_NO_MAIL, &store), S_OK);
    assert_hr(choose(session, MAPI_PRIMARY_STORE, "Ann's store"), S_OK);
    assert_int_equal(STATUS_PRIMARY_STORE, 0x1000);
    assert_int_equal(STATUS_SECONDARY_STORE, 0x2000);
    assert_true(status_flags(session, "Recorder") & STATUS_PRIMARY_STORE);
    assert_false(status_flags(session, "Recorder") & STATUS_DEFAULT_STORE);
    assert_hr(choose(session, MAPI_SECONDARY_STORE, "Ann's store"), S_OK);
    assert_true(status_flags(session, "Recorder") & STATUS_SECONDARY_STORE);
    assert_hr(session->lpVtbl->SetDefaultStore(session, MAPI_PRIMARY_STORE, 0, NULL), S_OK);
    assert_false(status_flags(session, "Recorder") & STATUS_PRIMARY_STORE);
    assert_false(store_flags(session, "Ann's store") & STATUS_DEFAULT_STORE);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.14-06, 4.14-07 */
static void not_every_store_can_be_the_default(void **state)
{
    static const ULONG lacks[] = {STORE_SUBMIT_OK, STORE_CREATE_OK, STORE_MODIFY_OK};
    const ULONG all = STORE_SUBMIT_OK | STORE_CREATE_OK | STORE_MODIFY_OK;
    IMAPISession *session;

    (void)state;
    for (int i = 0; i < 3; i++) {
        tell(REC_SUPPORT_MASK, (LONG)(all & ~lacks[i]));
        session = logon();
        assert_hr(choose(session, MAPI_DEFAULT_STORE, "Ann's store"), MAPI_E_NO_SUPPORT);
        assert_false(store_flags(session, "Ann's store") & STATUS_DEFAULT_STORE);
        assert_false(profile_flags(&store_uid) & STATUS_DEFAULT_STORE);
        log_off(session);
    }
    tell(REC_SUPPORT_MASK, (LONG)all);
    tell(PR_RESOURCE_FLAGS, STATUS_NO_DEFAULT_STORE);
    session = logon();
    assert_hr(choose(session, MAPI_DEFAULT_STORE, "Ann's store"), MAPI_E_NO_SUPPORT);
    assert_false(profile_flags(&store_uid) & STATUS_DEFAULT_STORE);
    log_off(session);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_store_of_the_profile_is_listed),
        TEST(no_required_column_is_an_error),
        TEST(the_documented_restrictions_find_stores),
        TEST(two_default_stores_are_one),
        TEST(flags_reach_the_provider),
        TEST(a_providers_code_comes_back),
        TEST(a_warning_opens_the_store_and_is_told),
        TEST(the_table_has_the_names_that_providers_keep),
        TEST(a_wrapped_entry_id_names_the_dll_as_the_profile_does),
        TEST(a_tree_that_cannot_be_made_stays_needed),
        TEST(a_constructed_entry_id_brings_a_store),
        TEST(the_default_store_shows_in_both_tables),
        TEST(a_live_stores_table_tells_of_each_row),
        TEST(a_live_status_table_tells_of_each_row),
        TEST(simple_mapis_store_is_chosen_for_a_session_or_for_ever),
        TEST(primary_and_secondary_stores_are_marked_and_no_more),
        TEST(not_every_store_can_be_the_default),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

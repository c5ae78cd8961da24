/*
 * test_members.c - what a session gives its client besides stores: events, sections, address book,
 * entries; and its end
 */
#include "walks/session_fixture.h"
#include "sys/lock.h"
#include "sys/thread.h"

static BYTE one[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                       'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
static BYTE two[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                       'n', 'g', 0, 0, 0,   0,   0,   0,   1,   2};

struct sink {
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LONG refs;
    LONG calls;
    ULONG events;
    LONG refs_inside;    /* seen by OnNotify */
    IMAPISession *leave; /* Unadvise in OnNotify, from this session */
    ULONG_PTR connection;
};

static HRESULT STDMETHODCALLTYPE sink_QueryInterface(IMAPIAdviseSink *iface, REFIID iid, void **out)
{
    (void)iface, (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}
static ULONG STDMETHODCALLTYPE sink_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)atomic_inc(&((struct sink *)iface)->refs);
}
static ULONG STDMETHODCALLTYPE sink_Release(IMAPIAdviseSink *iface)
{
    return (ULONG)atomic_dec(&((struct sink *)iface)->refs);
}
static ULONG STDMETHODCALLTYPE sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                             NOTIFICATION *batch)
{
    struct sink *sink = (struct sink *)iface;

    sink->calls++;
    for (ULONG i = 0; i < count; i++)
        sink->events |= batch[i].ulEventType;
    if (sink->leave) sink->leave->lpVtbl->Unadvise(sink->leave, sink->connection);
    sink->refs_inside = atomic_get(&sink->refs);
    return 0;
}
static const IMAPIAdviseSinkVtbl sink_vtbl = {sink_QueryInterface, sink_AddRef, sink_Release,
                                              sink_OnNotify};

static struct sink new_sink(void)
{
    return (struct sink){.IMAPIAdviseSink_iface = {&sink_vtbl}, .refs = 1};
}

static HRESULT advise(IMAPISession *session, ULONG cb, const void *eid, ULONG mask,
                      struct sink *sink)
{
    return session->lpVtbl->Advise(session, cb, (ENTRYID *)eid, mask, &sink->IMAPIAdviseSink_iface,
                                   &sink->connection);
}

/* 4.10-03, 4.10-04, 4.10-05, 4.10-06, 4.10-10 */
static void advises_with_an_entry_id_go_to_its_provider(void **state)
{
    const ULONG all = fnevCriticalError | fnevNewMail | fnevObjectCreated | fnevObjectDeleted |
                      fnevObjectModified | fnevObjectMoved | fnevObjectCopied | fnevSearchComplete |
                      fnevExtended;
    static const BYTE foreign[21] = {0, 0, 0, 0, 9, 9, 9};
    struct sink sink = new_sink();
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    char wanted[40];

    (void)state;
    assert_hr(advise(session, 3, one, all, &sink), MAPI_E_INVALID_ENTRYID);
    assert_hr(advise(session, 21, foreign, all, &sink), MAPI_E_UNKNOWN_ENTRYID);
    assert_hr(advise(session, 21, two, all, &sink), MAPI_E_NO_SUPPORT);
    assert_int_equal(sink.connection, 0);
    forget();
    assert_hr(advise(session, 21, one, all, &sink), S_OK);
    assert_int_not_equal(sink.connection, 0);
    assert_true(sink.connection <= 0xffffffff); /* clients keep it in a ULONG */
    snprintf(wanted, sizeof(wanted), "advise(%x) ", all);
    assert_string_equal(calls(), wanted);
    forget();
    assert_hr(session->lpVtbl->Unadvise(session, sink.connection), S_OK);
    snprintf(wanted, sizeof(wanted), "unadvise(%x) ", all);
    assert_string_equal(calls(), wanted);
    assert_true(FAILED(session->lpVtbl->Unadvise(session, sink.connection))); /* gone */
    assert_hr(advise(session, 21, one, fnevNewMail, &sink), S_OK);
    forget();
    store->lpVtbl->Release(store);
    assert_hr(session->lpVtbl->Unadvise(session, sink.connection), S_OK); /* its provider is, too */
    assert_null(strstr(calls(), "unadvise"));
    assert_hr(
        session->lpVtbl->Advise(session, 21, (ENTRYID *)one, fnevNewMail, NULL, &sink.connection),
        MAPI_E_INVALID_PARAMETER);
    log_off(session);
    assert_int_equal(sink.refs, 1);
}

/* 4.10-01, 4.10-02, 4.13-06: a store's events don't come, and MAPI_LOGOFF_SHARED means nothing to a
 * private session */
static void a_session_tells_of_errors_and_its_end_alone(void **state)
{
    struct sink sink = new_sink();
    IMAPISession *session = logon();
    IMsgStore *store;

    (void)state;
    assert_hr(advise(session, 0, NULL, fnevNewMail | fnevObjectCreated, &sink), S_OK);
    store = open_store(session, MDB_NO_MAIL, S_OK);
    store->lpVtbl->Release(store);
    HrDispatchNotifications(0);
    assert_int_equal(sink.calls, 0);
    assert_hr(session->lpVtbl->Logoff(session, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
    HrDispatchNotifications(0);
    assert_int_equal(sink.events, fnevExtended);
    session->lpVtbl->Release(session);
    assert_int_equal(sink.refs, 1);
}

/* 4.10-08, 4.10-09 */
static void after_unadvise_nothing_comes(void **state)
{
    struct sink sink = new_sink(), inside = new_sink();
    IMAPISession *first, *second;

    (void)state;
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, &first), S_OK);
    assert_hr(logon_flags(NULL, 0, &second), S_OK);
    assert_hr(advise(second, 0, NULL, 0, &sink), S_OK);
    assert_hr(advise(second, 0, NULL, 0, &inside), S_OK);
    inside.leave = second; /* by itself, in the middle of a call */
    assert_int_equal(sink.refs, 2);
    assert_hr(second->lpVtbl->Unadvise(second, sink.connection), S_OK);
    assert_int_equal(sink.refs, 1);
    assert_hr(first->lpVtbl->Logoff(first, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
    until_over(second);
    assert_int_equal(sink.calls, 0);
    assert_int_equal(inside.events, fnevCriticalError);
    assert_true(inside.refs_inside > 1); /* not released while it runs */
    assert_int_equal(inside.refs, 1);
    first->lpVtbl->Release(first);
    assert_hr(second->lpVtbl->Logoff(second, 0, 0, 0), MAPI_E_INVALID_OBJECT); /* it is over */
    second->lpVtbl->Release(second);
    HrDispatchNotifications(0);
    assert_int_equal(inside.calls, 1); /* its end is not told any more */
}

/* 4.6-01, 4.6-02, 4.6-03 */
static void sections_have_many_readers_or_one_writer(void **state)
{
    static const MAPIUID mine = {{0x77, 1, 2, 3}};
    IMAPISession *session = logon();
    IProfSect *section, *more;

    (void)state;
    assert_hr(session->lpVtbl->OpenProfileSection(session, NULL, NULL, 0, &section),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, 0, &section),
              MAPI_E_NOT_FOUND);
    assert_hr(
        session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, MAPI_MODIFY, &section),
        S_OK);
    assert_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, 0, &more),
              MAPI_E_NO_ACCESS);
    assert_hr(
        session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, MAPI_MODIFY, &more),
        MAPI_E_NO_ACCESS);
    section->lpVtbl->Release(section);
    assert_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, 0, &section),
              S_OK);
    assert_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, 0, &more), S_OK);
    more->lpVtbl->Release(more);
    assert_hr(
        session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&mine, NULL, MAPI_MODIFY, &more),
        MAPI_E_NO_ACCESS);
    section->lpVtbl->Release(section);

    assert_hr(
        session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&store_uid, NULL, 0, &section),
        MAPI_E_NO_ACCESS);
    assert_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&store_uid, NULL,
                                                  MAPI_FORCE_ACCESS, &section),
              S_OK);
    section->lpVtbl->Release(section);
    log_off(session);
}

/* 4.8-01, 4.8-02, 4.9-03, 4.9-06, 4.9-02 */
static void entry_ids_are_never_the_root_and_compare_without_errors(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IUnknown *object = (void *)1;
    ULONG type, same = 7;

    (void)state;
    assert_hr(session->lpVtbl->OpenEntry(session, 0, NULL, NULL, 0, &type, &object),
              MAPI_E_INVALID_PARAMETER);
    assert_null(object);
    assert_hr(session->lpVtbl->OpenEntry(session, 0, (ENTRYID *)one, NULL, 0, &type, &object),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(session->lpVtbl->OpenEntry(session, 21, NULL, NULL, 0, &type, &object),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(
        session->lpVtbl->CompareEntryIDs(session, 21, (ENTRYID *)one, 21, (ENTRYID *)two, 0, &same),
        S_OK);
    assert_int_equal(same, FALSE);
    assert_hr(
        session->lpVtbl->CompareEntryIDs(session, 21, (ENTRYID *)one, 21, (ENTRYID *)one, 0, &same),
        S_OK);
    assert_int_equal(same, TRUE);
    for (ULONG flag = 1; flag; flag <<= 1)
        assert_hr(session->lpVtbl->CompareEntryIDs(session, 21, (ENTRYID *)one, 21, (ENTRYID *)two,
                                                   flag, &same),
                  MAPI_E_UNKNOWN_FLAGS);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.9-04: a store's wrapped entry ID, its own one, and what is no store; flags that say short-term
 * are the provider's */
static void wrapped_and_own_entry_ids_are_compared(void **state)
{
    BYTE other_store[21], foreign[21] = {0, 0, 0, 0, 9, 9}, short_term[21];
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    SRowSet *rows = store_row(session);
    const SBinary *wrapped = &column(rows, 0, PR_ENTRYID)->Value.bin;
    ENTRYID *wrapping = (ENTRYID *)wrapped->lpb;
    const BYTE *own = wrapped->lpb + wrapped->cb - 21;
    ULONG same = 7;

    (void)state;
#define COMPARE(cb1, eid1, cb2, eid2)                                                              \
    session->lpVtbl->CompareEntryIDs(session, cb1, (ENTRYID *)(eid1), cb2, (ENTRYID *)(eid2), 0,   \
                                     &same)
    memcpy(other_store, own, 21);
    other_store[20] ^= 0x40;
    forget();
    assert_hr(COMPARE(wrapped->cb, wrapping, 21, own), S_OK);
    assert_int_equal(same, TRUE);
    assert_string_equal(calls(), "compare ");
    assert_hr(COMPARE(21, own, wrapped->cb, wrapping), S_OK);
    assert_int_equal(same, TRUE);
    assert_hr(COMPARE(wrapped->cb, wrapping, 21, other_store), S_OK);
    assert_int_equal(same, FALSE);
    assert_hr(COMPARE(wrapped->cb, wrapping, 21, foreign), MAPI_E_UNKNOWN_ENTRYID);
    assert_int_equal(same, FALSE);
    assert_hr(COMPARE(19, wrapping, 21, own), MAPI_E_INVALID_ENTRYID);
    memcpy(short_term, own, 21);
    short_term[0] = 0xff; /* MAPI_SHORTTERM and its kin */
    forget();
    assert_hr(COMPARE(21, short_term, 21, own), S_OK);
    assert_string_equal(calls(), "compare "); /* two forms of one: not for us to say */
    assert_int_equal(same, TRUE);
#undef COMPARE
    store->lpVtbl->Release(store);
    FreeProws(rows);
    log_off(session);
}

/* What GetLastError says in both widths about the last call, which answered hr. */
static void expect_words(IMAPISession *session, HRESULT hr)
{
    MAPIERROR *wide = NULL, *narrow = NULL, *other = (void *)1;
    size_t i = 0;

    assert_true(FAILED(hr));
    assert_hr(session->lpVtbl->GetLastError(session, hr, MAPI_UNICODE, &wide), S_OK);
    assert_hr(session->lpVtbl->GetLastError(session, hr, 0, &narrow), S_OK);
    assert_non_null(wide);
    assert_non_null(narrow);
    assert_true(strlen((char *)narrow->lpszError) > 10);
    assert_string_equal((char *)narrow->lpszComponent, "MAPI");
    for (; ((char *)narrow->lpszError)[i]; i++)
        assert_int_equal(((WCHAR *)wide->lpszError)[i], ((char *)narrow->lpszError)[i]);
    assert_int_equal(((WCHAR *)wide->lpszError)[i], 0);
    assert_int_equal(((WCHAR *)wide->lpszComponent)[0], 'M');
    MAPIFreeBuffer(wide);
    MAPIFreeBuffer(narrow);
    assert_hr(session->lpVtbl->GetLastError(session, S_OK, 0, &other), S_OK);
    assert_null(other); /* 4.2-01: that wasn't the last one */
}

/* 4.2-02 and IMAPISession::GetLastError: each method that fails says something */
static void each_failure_has_words(void **state)
{
    static const MAPIUID nobody = {{0x12, 0x34}};
    IMAPISession *session = logon();
    IMsgStore *store;
    IMsgServiceAdmin *admin;
    MAPIERROR *error = (void *)1;
    IProfSect *section;
    SPropValue *values;
    IAddrBook *book;
    IMAPITable *table;
    IUnknown *object;
    ENTRYID *eid;
    LPTSTR *types;
    ULONG n, type;
    ULONG_PTR connection;

    (void)state;
#define FAILS(call) expect_words(session, session->lpVtbl->call)
    FAILS(GetMsgStoresTable(session, 1, &table));
    FAILS(GetMsgStoresTable(session, 0, NULL));
    FAILS(GetStatusTable(session, 1, &table));
    FAILS(OpenMsgStore(session, 0, 21, (ENTRYID *)one, NULL, 0, &store));
    FAILS(OpenMsgStore(session, 0, 0, NULL, NULL, 0, &store));
    FAILS(OpenAddressBook(session, 0, &IID_IMessage, 0, &book));
    FAILS(OpenProfileSection(session, (MAPIUID *)&nobody, NULL, 0, &section));
    FAILS(OpenProfileSection(session, (MAPIUID *)&store_uid, NULL, 0, &section));
    FAILS(OpenEntry(session, 21, (ENTRYID *)one, NULL, 0, &type, &object));
    FAILS(OpenEntry(session, 3, (ENTRYID *)one, NULL, 0, &type, &object));
    FAILS(CompareEntryIDs(session, 21, (ENTRYID *)one, 21, (ENTRYID *)two, 0, &n));
    FAILS(CompareEntryIDs(session, 21, (ENTRYID *)one, 21, (ENTRYID *)two, 1, &n));
    FAILS(Advise(session, 0, NULL, 0, NULL, &connection));
    FAILS(Unadvise(session, 4711));
    FAILS(MessageOptions(session, 0, 0, NULL, NULL));
    FAILS(QueryDefaultMessageOpt(session, (LPTSTR) "SMTP", 0, &n, &values));
    FAILS(EnumAdrTypes(session, 2, &n, &types));
    FAILS(QueryIdentity(session, NULL, &eid));
    FAILS(SetDefaultStore(session, 9, 0, NULL));
    FAILS(AdminServices(session, 1, &admin));
    FAILS(Logoff(session, 0, 0, 1));
    FAILS(ShowForm(session, 0, NULL, NULL, NULL, 0, NULL, 0, 0, 0, 0, NULL));
    FAILS(PrepareForm(session, NULL, NULL, &connection));
#undef FAILS
    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    assert_hr(session->lpVtbl->GetLastError(session, MAPI_E_INVALID_PARAMETER, 0, &error), S_OK);
    assert_null(error); /* a success ends what was to say */
    assert_hr(session->lpVtbl->GetLastError(session, S_OK, 4, &error), MAPI_E_UNKNOWN_FLAGS);
    log_off(session);
}

/* 4.2-02: what went wrong inside may have had another code; the client asks by the one it got */
static void words_are_found_by_the_code_that_was_answered(void **state)
{
    static const BYTE own[24] = {0, 0, 0, 0, 1, 2, 3};
    IMAPISession *session = logon();
    ENTRYID *wrapped;
    IMsgStore *store;
    ULONG cb;

    (void)state;
    assert_hr(WrapStoreEntryID(0, (LPTSTR) "nosuch.dll", sizeof(own), (ENTRYID *)own, &cb,
                               &wrapped),
              S_OK);
    assert_hr(session->lpVtbl->OpenMsgStore(session, 0, cb, wrapped, NULL, 0, &store),
              MAPI_E_NOT_FOUND);
    expect_words(session, MAPI_E_NOT_FOUND);
    MAPIFreeBuffer(wrapped);
    tell(REC_LOGON_RESULT, MAPI_E_UNCONFIGURED);
    open_store(session, MDB_NO_MAIL | MDB_NO_DIALOG, MAPI_E_LOGON_FAILED);
    expect_words(session, MAPI_E_LOGON_FAILED);
    log_off(session);
}

/* 3.4-04, 4.11-01, 4.11-02, 4.11-03, 4.11-04, 4.11-05: no transport is there */
static void options_of_no_transport_are_not_found(void **state)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    SPropValue *values = (void *)1;
    LPTSTR *types = (void *)1;
    ULONG n = 9;

    (void)state;
    for (ULONG flags = 0; flags != 1; flags = flags ? 1 : MAPI_UNICODE) { /* 0, then MAPI_UNICODE */
        LPTSTR smtp = (LPTSTR)(flags ? (const void *)L"SMTP" : "SMTP");

        assert_hr(session->lpVtbl->MessageOptions(session, 0, flags, smtp, (IMessage *)store),
                  MAPI_E_NOT_FOUND);
        assert_hr(session->lpVtbl->QueryDefaultMessageOpt(session, smtp, flags, &n, &values),
                  MAPI_E_NOT_FOUND);
        assert_int_equal(n, 0);
        assert_null(values);
        assert_hr(session->lpVtbl->EnumAdrTypes(session, flags, &n, &types), S_OK);
        assert_int_equal(n, 0);
        assert_null(types);
    }
    assert_hr(session->lpVtbl->MessageOptions(session, 0, 0, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(session->lpVtbl->QueryDefaultMessageOpt(session, NULL, 0, &n, &values),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(session->lpVtbl->EnumAdrTypes(session, 1, &n, &types), MAPI_E_UNKNOWN_FLAGS);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.5-03 */
static void address_books_hear_whether_they_may_ask(void **state)
{
    IMAPISession *session;
    IAddrBook *book;

    (void)state;
    session = logon(); /* the store has told its entry ID: from now on logon starts no provider */
    log_off(session);
    add_address_book();
    for (int silent = 0; silent < 2; silent++) {
        session = logon();
        forget();
        assert_hr(
            session->lpVtbl->OpenAddressBook(session, 0, NULL, silent ? AB_NO_DIALOG : 0, &book),
            S_OK);
        assert_string_equal(calls(), silent ? "ab-init ab-logon(1) " : "ab-init ab-logon(0) ");
        assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, 2, &(IAddrBook *){NULL}),
                  MAPI_E_UNKNOWN_FLAGS);
        book->lpVtbl->Release(book);
        log_off(session);
    }
}

/* 4.5-01, 4.5-05 */
static void each_address_book_is_the_callers_own(void **state)
{
    IMAPISession *session = logon();
    IAddrBook *first, *second;

    (void)state;
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, 0, &first), S_OK);
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, &IID_IAddrBook, 0, &second), S_OK);
    first->lpVtbl->Release(first);
    assert_hr(second->lpVtbl->GetLastError(second, S_OK, 0, &(MAPIERROR *){NULL}), S_OK);
    second->lpVtbl->Release(second);
    log_off(session);
}

/* 4.15-01 */
static void changes_of_services_wait_for_the_next_session(void **state)
{
    IMAPISession *session = logon(), *next;
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);
    IMsgServiceAdmin *services;
    IMAPITable *table;
    IUnknown *object;
    ULONG n, type;

    (void)state;
    assert_hr(session->lpVtbl->AdminServices(session, 0, &services), S_OK);
    assert_hr(services->lpVtbl->DeleteMsgService(services, (MAPIUID *)&service_uid), S_OK);
    services->lpVtbl->Release(services);
    forget();
    assert_hr(session->lpVtbl->OpenEntry(session, 21, (ENTRYID *)one, NULL, 0, &type, &object),
              S_OK);
    assert_string_equal(calls(), "open(0) "); /* its store is still open here */
    object->lpVtbl->Release(object);
    next = logon();
    assert_hr(next->lpVtbl->GetMsgStoresTable(next, 0, &table), S_OK);
    assert_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    assert_int_equal(n, 0);
    table->lpVtbl->Release(table);
    log_off(next);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* 4.13-03, 4.13-04, 4.13-11, 4.13-15, 4.13-16: memory that MAPI gave stays, methods answer one
 * code, nobody is asked */
static void after_logoff_only_memory_is_left(void **state)
{
    IMAPISession *session = logon();
    SRowSet *rows = store_row(session);
    IMsgServiceAdmin *admin;
    IProfSect *section;
    MAPIERROR *error;
    IMAPITable *table;
    IAddrBook *book;
    IMsgStore *store;
    SPropValue *values;
    ENTRYID *eid;
    LPTSTR *types;
    IUnknown *object;
    ULONG n, type;
    ULONG_PTR connection;

    (void)state;
    assert_hr(session->lpVtbl->Logoff(session, (ULONG_PTR)0x12345, MAPI_LOGOFF_UI, 0), S_OK);
#define DEAD(call) assert_hr(session->lpVtbl->call, MAPI_E_INVALID_OBJECT)
    DEAD(GetLastError(session, S_OK, 0, &error));
    DEAD(GetMsgStoresTable(session, 0, &table));
    DEAD(OpenMsgStore(session, 0, 21, (ENTRYID *)one, NULL, 0, &store));
    DEAD(OpenAddressBook(session, 0, NULL, 0, &book));
    DEAD(OpenProfileSection(session, (MAPIUID *)&store_uid, NULL, 0, &section));
    DEAD(GetStatusTable(session, 0, &table));
    DEAD(OpenEntry(session, 21, (ENTRYID *)one, NULL, 0, &type, &object));
    DEAD(CompareEntryIDs(session, 21, (ENTRYID *)one, 21, (ENTRYID *)one, 0, &n));
    DEAD(Advise(session, 0, NULL, 0, NULL, &connection));
    DEAD(Unadvise(session, 1));
    DEAD(MessageOptions(session, 0, 0, NULL, NULL));
    DEAD(QueryDefaultMessageOpt(session, NULL, 0, &n, &values));
    DEAD(EnumAdrTypes(session, 0, &n, &types));
    DEAD(QueryIdentity(session, &n, &eid));
    DEAD(Logoff(session, 0, 0, 0));
    DEAD(SetDefaultStore(session, 1, 0, NULL));
    DEAD(AdminServices(session, 0, &admin));
    DEAD(ShowForm(session, 0, NULL, NULL, NULL, 0, NULL, 0, 0, 0, 0, NULL));
    DEAD(PrepareForm(session, NULL, NULL, &connection));
#undef DEAD
    assert_int_equal(session->lpVtbl->AddRef(session), 2);
    session->lpVtbl->Release(session);
    assert_int_equal(session->lpVtbl->Release(session), 0);
    assert_string_equal(column(rows, 0, PR_DISPLAY_NAME_A)->Value.lpszA, "Ann's store");
    FreeProws(rows);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(advises_with_an_entry_id_go_to_its_provider),
        TEST(a_session_tells_of_errors_and_its_end_alone),
        TEST(after_unadvise_nothing_comes),
        TEST(sections_have_many_readers_or_one_writer),
        TEST(entry_ids_are_never_the_root_and_compare_without_errors),
        TEST(wrapped_and_own_entry_ids_are_compared),
        TEST(each_failure_has_words),
        TEST(words_are_found_by_the_code_that_was_answered),
        TEST(options_of_no_transport_are_not_found),
        TEST(address_books_hear_whether_they_may_ask),
        TEST(each_address_book_is_the_callers_own),
        TEST(changes_of_services_wait_for_the_next_session),
        TEST(after_logoff_only_memory_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

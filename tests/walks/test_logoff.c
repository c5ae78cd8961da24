/*
 * test_logoff.c - the end of a session: who hears of it, what answers afterwards, and providers
 * that fail, hang or call back while it happens
 */
#include "walks/session_fixture.h"
#include "walks/sink_fixture.h"
#include "provider/patience.h"
#include "sys/thread.h"

static const BYTE entry[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                               'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
/* ... of the address book */
static const BYTE friend[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                'n', 'g', 0, 0, 0,   0,   0,   0,   2,   1};
static const BYTE stranger[21] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                                  'n', 'g', 0, 0, 0,   0,   0,   0,   2,   2};

static void share(IMAPISession **first, IMAPISession **second)
{
    assert_hr(logon_flags("Ann", MAPI_ALLOW_OTHERS | MAPI_NEW_SESSION, first), S_OK);
    assert_hr(logon_flags(NULL, 0, second), S_OK);
}

/* 4.13-01, 4.13-02: whatever else is wrong, nothing happens */
static void a_bad_argument_ends_nothing(void **state)
{
    IMAPISession *session = logon();

    (void)state;
    for (ULONG flag = 4; flag; flag <<= 1)
        assert_hr(session->lpVtbl->Logoff(session, 0, flag, 0), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(session->lpVtbl->Logoff(session, 0, MAPI_LOGOFF_SHARED, 1), MAPI_E_INVALID_PARAMETER);
    assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0x80000000), MAPI_E_INVALID_PARAMETER);
    assert_hr(look(session), S_OK);
    log_off(session);
}

/* ---- what answers afterwards ---- */

struct opened {
    IMAPITable *stores, *status, *services, *providers, *hierarchy;
    IAddrBook *book;
    IABContainer *root, *same_root;
    IMailUser *user;
    IProfSect *section, *through_admin;
    IMsgServiceAdmin *admin;
    IProviderAdmin *one_service;
    IMAPIStatus *subsystem, *spooler;
    IMAPIClientShutdown *shutdown;
};

static void open_status(IMAPISession *session, ULONG kind, IMAPIStatus **out)
{
    SPropValue wanted = {.ulPropTag = PR_RESOURCE_TYPE, .Value.l = (LONG)kind};
    SRestriction only = {.rt = RES_PROPERTY,
                         .res.resProperty = {RELOP_EQ, PR_RESOURCE_TYPE, &wanted}};
    IMAPITable *table;
    const SBinary *eid;
    SRowSet *rows;
    ULONG type;

    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, NULL, &only, NULL, 0, &rows), S_OK);
    assert_int_equal(rows->cRows, 1);
    eid = &column(rows, 0, PR_ENTRYID)->Value.bin;
    assert_hr(session->lpVtbl->OpenEntry(session, eid->cb, (ENTRYID *)eid->lpb, NULL, 0, &type,
                                         (IUnknown **)out),
              S_OK);
    FreeProws(rows);
    table->lpVtbl->Release(table);
}

static void open_all(IMAPISession *session, BYTE number, struct opened *o)
{
    MAPIUID mine = {{0x55, number}}; /* a section has one writer */
    ENTRYID *eid;
    ULONG cb, type;

    assert_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &o->stores), S_OK);
    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &o->status), S_OK);
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, 0, &o->book), S_OK);
    assert_hr(o->book->lpVtbl->OpenEntry(o->book, 0, NULL, NULL, 0, &type, (IUnknown **)&o->root),
              S_OK);
    assert_hr(
        o->root->lpVtbl->OpenEntry(o->root, 0, NULL, NULL, 0, &type, (IUnknown **)&o->same_root),
        S_OK);
    assert_hr(o->root->lpVtbl->GetHierarchyTable(o->root, 0, &o->hierarchy), S_OK);
    assert_hr(o->book->lpVtbl->CreateOneOff(o->book, NULL, (LPTSTR) "SMTP", (LPTSTR) "a@b.c", 0,
                                            &cb, &eid),
              S_OK);
    assert_hr(session->lpVtbl->OpenEntry(session, cb, eid, NULL, 0, &type, (IUnknown **)&o->user),
              S_OK);
    MAPIFreeBuffer(eid);
    assert_hr(session->lpVtbl->OpenProfileSection(session, &mine, NULL, MAPI_MODIFY, &o->section),
              S_OK);
    assert_hr(session->lpVtbl->AdminServices(session, 0, &o->admin), S_OK);
    assert_hr(o->admin->lpVtbl->GetMsgServiceTable(o->admin, 0, &o->services), S_OK);
    assert_hr(o->admin->lpVtbl->GetProviderTable(o->admin, 0, &o->providers), S_OK);
    assert_hr(
        o->admin->lpVtbl->AdminProviders(o->admin, (MAPIUID *)&service_uid, 0, &o->one_service),
        S_OK);
    assert_hr(o->one_service->lpVtbl->OpenProfileSection(o->one_service, (MAPIUID *)&service_uid,
                                                         NULL, 0, &o->through_admin),
              S_OK);
    open_status(session, MAPI_SUBSYSTEM, &o->subsystem);
    open_status(session, MAPI_SPOOLER, &o->spooler);
    assert_hr(
        session->lpVtbl->QueryInterface(session, &IID_IMAPIClientShutdown, (void **)&o->shutdown),
        S_OK);
}

static HRESULT ask_table(IMAPITable *table)
{
    ULONG n;

    return table->lpVtbl->GetRowCount(table, 0, &n);
}

static HRESULT ask_prop(void *object)
{
    IMAPIProp *prop = object;
    SPropTagArray *tags = NULL;
    HRESULT hr = prop->lpVtbl->GetPropList(prop, 0, &tags);

    MAPIFreeBuffer(tags);
    return hr;
}

/* Each object answers `wanted`. */
static void ask_all(struct opened *o, HRESULT wanted)
{
    IProfSect *section = NULL;
    IMAPITable *table = NULL;

    assert_hr(ask_table(o->stores), wanted);
    assert_hr(ask_table(o->status), wanted);
    assert_hr(ask_table(o->services), wanted);
    assert_hr(ask_table(o->providers), wanted);
    assert_hr(ask_table(o->hierarchy), wanted);
    assert_hr(ask_prop(o->book), wanted);
    assert_hr(ask_prop(o->root), wanted);
    assert_hr(ask_prop(o->same_root), wanted);
    assert_hr(ask_prop(o->user), wanted);
    assert_hr(ask_prop(o->section), wanted);
    assert_hr(ask_prop(o->through_admin), wanted);
    assert_hr(ask_prop(o->subsystem), wanted);
    assert_hr(o->subsystem->lpVtbl->ValidateState(o->subsystem, 0, SUPPRESS_UI), wanted);
    assert_hr(o->spooler->lpVtbl->FlushQueues(o->spooler, 0, 0, NULL, 0), wanted);
    assert_hr(o->admin->lpVtbl->GetMsgServiceTable(o->admin, 0, &table), wanted);
    com_release(&table);
    assert_hr(o->one_service->lpVtbl->OpenProfileSection(o->one_service, (MAPIUID *)&service_uid,
                                                         NULL, 0, &section),
              wanted);
    com_release(&section);
    assert_hr(o->shutdown->lpVtbl->QueryFastShutdown(o->shutdown), wanted);
}

static void release_all(struct opened *o)
{
    for (size_t i = 0; i < sizeof(*o) / sizeof(void *); i++)
        com_release((void **)o + i);
}

/* 4.13-09, 4.13-10, 4.13-12: what a client was given ends with its own log-off; what others were
 * given goes on */
static void all_that_was_given_ends(void **state)
{
    IMAPISession *private = logon(), *first, *second;
    struct opened of_private, of_first, of_second;

    (void)state;
    share(&first, &second);
    open_all(private, 1, &of_private);
    open_all(first, 2, &of_first);
    open_all(second, 3, &of_second);
    ask_all(&of_private, S_OK);
    ask_all(&of_first, S_OK);
    ask_all(&of_second, S_OK);
    assert_hr(second->lpVtbl->Logoff(second, 0, 0, 0), S_OK);
    ask_all(&of_second, MAPI_E_INVALID_OBJECT);
    ask_all(&of_first, S_OK);
    assert_hr(first->lpVtbl->Logoff(first, 0, 0, 0), S_OK);
    ask_all(&of_first, MAPI_E_INVALID_OBJECT);
    ask_all(&of_private, S_OK);
    release_all(&of_first);
    release_all(&of_second);
    first->lpVtbl->Release(first);
    second->lpVtbl->Release(second);
    of_private.shutdown->lpVtbl->Release(of_private.shutdown);
    private->lpVtbl->Release(private); /* 4.13-17: as good as a log-off */
    of_private.shutdown = NULL;
    assert_hr(ask_table(of_private.stores), MAPI_E_INVALID_OBJECT);
    assert_hr(ask_prop(of_private.book), MAPI_E_INVALID_OBJECT);
    release_all(&of_private);
}

/* ---- providers that hang, or call back ---- */

static struct sys_event *arrived, *go_on;
static const char *stop_at;

static void hang(const char *what)
{
    if (strcmp(what, stop_at)) return;
    sys_event_set(arrived);
    sys_event_wait(go_on, 60000);
}

/* A whole word: "ab-logoff " is no "logoff ". */
static bool was_called(const char *call)
{
    const char *all = calls(), *at = all;

    while ((at = strstr(at, call)) && at != all && at[-1] != ' ')
        at++;
    return at != NULL;
}

/* On a thread of MAPI's an assertion can't jump back into the test: what is wrong is counted there,
 * and judged by the test. */
static LONG wrong;
#define CHECK(call, wanted)                                                                        \
    do {                                                                                           \
        HRESULT hr_ = (call);                                                                      \
        if (hr_ == (wanted)) break;                                                                \
        atomic_inc(&wrong);                                                                        \
        print_error("%s: %#x\n", #call, (unsigned)hr_);                                            \
    } while (0)

enum {
    PATIENCE = 2000, /* msec: enough for who is well behaved, whatever else the machine does */
};

/* What hangs goes on, and ends as it should. */
static void let_go_on(void)
{
    sys_event_set(go_on);
    for (int waited = 0; alive() && waited < 60000; waited++)
        sys_event_wait(arrived, 1);
    assert_int_equal(alive(), 0);
}

static void make_events(void)
{
    assert_hr(sys_event_create(false, &arrived), S_OK);
    assert_hr(sys_event_create(false, &go_on), S_OK);
}

static void drop_events(void)
{
    sys_event_destroy(arrived);
    sys_event_destroy(go_on);
}

/* A session with a store, open, and an address book, logged on. */
static IMAPISession *logon_with_book(IMsgStore **store)
{
    IMAPISession *session = logon();
    IAddrBook *book;

    *store = open_store(session, MDB_NO_MAIL, S_OK);
    assert_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    book->lpVtbl->Release(book);
    return session;
}

static void a_next_session_is_well(void)
{
    IMAPISession *session = logon();
    IMsgStore *store = open_store(session, MDB_NO_MAIL, S_OK);

    store->lpVtbl->Release(store);
    log_off(session);
}

/* 5.6-03, 5.6-06: the others, the client and the next session go on, whichever call of a log-off
 * never comes back */
static void one_that_hangs_holds_nobody_up(void **state)
{
    static const char *const where[] = {"unadvise(4)",    "logoff",    "logon-release", "shutdown",
                                        "ab-unadvise(8)", "ab-logoff", "ab-shutdown"};
    struct counting_sink sink = counting_sink();
    IMAPISession *session;
    IMsgStore *store;
    ULONG_PTR connection;

    (void)state;
    add_address_book();
    log_off(logon()); /* the store has told its entry ID */
    make_events();
    for (size_t i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
        session = logon_with_book(&store);
        assert_hr(session->lpVtbl->Advise(session, sizeof(entry), (ENTRYID *)entry,
                                          fnevObjectCreated, &sink.IMAPIAdviseSink_iface,
                                          &connection),
                  S_OK);
        assert_hr(session->lpVtbl->Advise(session, sizeof(friend), (ENTRYID *)friend,
                                          fnevObjectDeleted, &sink.IMAPIAdviseSink_iface,
                                          &connection),
                  S_OK);
        forget();
        stop_at = where[i];
        trouble(REC_HOOKED, REC_EACH, hang);
        patience_set_limit(PATIENCE);
        assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
        patience_set_limit(0);
        store->lpVtbl->Release(store);
        assert_true(sys_event_wait(arrived, 60000)); /* it does hang */
        assert_true(was_called("unadvise(4) "));
        assert_true(was_called("ab-unadvise(8) "));
        assert_true(was_called("logoff "));
        assert_true(was_called("ab-logoff "));
        trouble(REC_WELL, 0, NULL);
        a_next_session_is_well(); /* while it hangs */
        session->lpVtbl->Release(session);
        let_go_on();
    }
    drop_events();
    assert_int_equal(sink.refs, 1);
}

static void end_the_store(void *context)
{
    IMsgStore *store = context;
    ULONG how = LOGOFF_NO_WAIT;

    if (*stop_at == 's') CHECK(store->lpVtbl->StoreLogoff(store, &how), S_OK);
    store->lpVtbl->Release(store);
}

static void hang_in_logoff(const char *what)
{
    if (strcmp(what, "logoff")) return;
    sys_event_set(arrived);
    sys_event_wait(go_on, 60000);
}

/* 5.6-06: a provider that hangs while its store ends by itself, situation (b), keeps who released
 * the store, and nobody else */
static void a_store_that_hangs_holds_up_who_ended_it(void **state)
{
    static const char *const how[] = {"release", "store-logoff"};
    struct sys_thread *thread;
    IMAPISession *session;
    IMsgStore *store;

    (void)state;
    add_address_book();
    log_off(logon());
    make_events();
    atomic_set(&wrong, 0);
    for (int i = 0; i < 2; i++) {
        session = logon_with_book(&store);
        forget();
        stop_at = how[i];
        trouble(REC_HOOKED, REC_EACH, hang_in_logoff);
        assert_hr(sys_thread_start(end_the_store, store, &thread), S_OK);
        assert_true(sys_event_wait(arrived, 60000));
        assert_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
        assert_true(was_called("ab-logoff "));
        assert_false(was_called("logon-release "));
        trouble(REC_WELL, 0, NULL);
        a_next_session_is_well();
        session->lpVtbl->Release(session);
        sys_event_set(go_on);
        sys_thread_join(thread);
        assert_int_equal(alive(), 0);
    }
    drop_events();
    assert_int_equal(wrong, 0);
}

/* ---- log-on while the session ends ---- */

static struct {
    IMAPISession *session;
    SBinary eid;
    bool book;
} late;

static void log_on_late(void *context)
{
    IMAPISession *session = late.session;
    IMsgStore *store = NULL;
    IAddrBook *book = NULL;

    (void)context;
    if (late.book)
        CHECK(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book),
              MAPI_E_INVALID_OBJECT);
    else
        CHECK(session->lpVtbl->OpenMsgStore(session, 0, late.eid.cb, (ENTRYID *)late.eid.lpb, NULL,
                                            MDB_NO_MAIL, &store),
              MAPI_E_INVALID_OBJECT);
    if (store || book) atomic_inc(&wrong);
    session->lpVtbl->Release(session);
}

static void hang_where_it_begins_so(const char *what)
{
    if (!strncmp(what, stop_at, strlen(stop_at))) hang(stop_at);
}

/* 5.6-10, 5.6-01: who logs on while the session ends is logged off */
static void a_late_logon_is_logged_off(void **state)
{
    static const char *const where[] = {"logon(", "ab-logon("};
    static const char *const logoff[] = {"logoff ", "ab-logoff "};
    struct sys_thread *thread;
    SRowSet *rows;

    (void)state;
    add_address_book();
    log_off(logon());
    make_events();
    atomic_set(&wrong, 0);
    for (int i = 0; i < 2; i++) {
        late.session = logon();
        late.book = i;
        rows = store_row(late.session);
        late.eid = column(rows, 0, PR_ENTRYID)->Value.bin;
        forget();
        stop_at = where[i];
        trouble(REC_HOOKED, REC_EACH, hang_where_it_begins_so);
        late.session->lpVtbl->AddRef(late.session);
        assert_hr(sys_thread_start(log_on_late, NULL, &thread), S_OK);
        assert_true(sys_event_wait(arrived, 60000));
        assert_hr(late.session->lpVtbl->Logoff(late.session, 0, 0, 0), S_OK);
        assert_false(was_called(logoff[i]));
        trouble(REC_WELL, 0, NULL);
        sys_event_set(go_on);
        sys_thread_join(thread);
        assert_true(was_called(logoff[i])); /* once: teardown */
        assert_int_equal(alive(), 0);
        assert_int_equal(late.session->lpVtbl->Release(late.session), 0);
        FreeProws(rows);
    }
    drop_events();
    assert_int_equal(wrong, 0);
}

static struct {
    IMAPISession *session;
    IMAPIAdviseSink *sink;
    const BYTE *eid;
    ULONG cb;
    ULONG_PTR connection;
} adviser;

static void advise_late(void *unused)
{
    IMAPISession *session = adviser.session;

    (void)unused;
    CHECK(session->lpVtbl->Advise(session, adviser.cb, (ENTRYID *)adviser.eid, fnevObjectCreated,
                                  adviser.sink, &adviser.connection),
          MAPI_E_INVALID_OBJECT);
    session->lpVtbl->Release(session);
}

/* 4.13-10, 4.13-11: what a provider advises while the session ends isn't the session's any more */
static void a_late_advise_is_refused(void **state)
{
    static const char *const where[] = {"advise(", "ab-advise("};
    struct counting_sink sink = counting_sink();
    struct sys_thread *thread;
    IMsgStore *store;

    (void)state;
    add_address_book();
    log_off(logon());
    make_events();
    atomic_set(&wrong, 0);
    adviser.sink = &sink.IMAPIAdviseSink_iface;
    for (int i = 0; i < 2; i++) {
        adviser.session = logon_with_book(&store);
        adviser.eid = i ? friend : entry;
        adviser.cb = i ? sizeof(friend) : sizeof(entry);
        adviser.connection = 1;
        forget();
        stop_at = where[i];
        trouble(REC_HOOKED, REC_EACH, hang_where_it_begins_so);
        adviser.session->lpVtbl->AddRef(adviser.session);
        assert_hr(sys_thread_start(advise_late, NULL, &thread), S_OK);
        assert_true(sys_event_wait(arrived, 60000));
        assert_hr(adviser.session->lpVtbl->Logoff(adviser.session, 0, 0, 0), S_OK);
        trouble(REC_WELL, 0, NULL);
        sys_event_set(go_on);
        sys_thread_join(thread);
        assert_int_equal(adviser.connection, 0);
        assert_int_equal(sink.refs, 1);
        store->lpVtbl->Release(store);
        assert_int_equal(adviser.session->lpVtbl->Release(adviser.session), 0);
        assert_int_equal(alive(), 0);
    }
    drop_events();
    assert_int_equal(wrong, 0);
}

/* ---- providers that call back ---- */

static struct {
    IMAPISession *same, *other;
    IMAPISupport *support, *book_support; /* the store's; the address book's or NULL */
    IAddrBook *book;                      /* opened in Logoff */
    LONG called;
} back;

/* 5.7-03: what a store has of the address book in its Logoff */
static void use_the_address_book(IMAPISupport *support)
{
    IUnknown *object = NULL;
    ENTRYID *eid;
    ULONG cb, type, same;

    CHECK(support->lpVtbl->OpenAddressBook(support, NULL, 0, &back.book), S_OK);
    if (!back.book) return;
    CHECK(back.book->lpVtbl->OpenEntry(back.book, 0, NULL, NULL, 0, &type, &object), S_OK);
    com_release(&object);
    CHECK(back.book->lpVtbl->CreateOneOff(back.book, NULL, (LPTSTR) "SMTP", (LPTSTR) "a@b.c", 0,
                                          &cb, &eid),
          S_OK);
    CHECK(support->lpVtbl->OpenEntry(support, cb, eid, NULL, 0, &type, &object), S_OK);
    com_release(&object);
    MAPIFreeBuffer(eid);
    CHECK(support->lpVtbl->OpenEntry(support, sizeof(friend), (ENTRYID *)friend, NULL, 0, &type,
                                     &object),
          MAPI_E_NOT_FOUND); /* the address book's own word */
    CHECK(support->lpVtbl->CompareEntryIDs(support, sizeof(friend), (ENTRYID *)friend,
                                           sizeof(friend), (ENTRYID *)stranger, 0, &same),
          S_OK);
    if (same || !was_called("ab-open ") || !was_called("ab-compare ")) atomic_inc(&wrong);
}

/* What is over for a store in its own Logoff. */
static void use_the_session(IMAPISupport *support)
{
    IMAPISession *session = back.same;
    IProfSect *section = NULL;
    IUnknown *object = NULL;
    IMAPITable *table = NULL;
    ULONG type, same;

    CHECK(session->lpVtbl->GetStatusTable(session, 0, &table), MAPI_E_INVALID_OBJECT);
    CHECK(session->lpVtbl->Logoff(session, 0, 0, 0), MAPI_E_INVALID_OBJECT);
    CHECK(look(back.other), S_OK);
    CHECK(support->lpVtbl->OpenEntry(support, sizeof(entry), (ENTRYID *)entry, NULL, 0, &type,
                                     &object),
          MAPI_E_UNKNOWN_ENTRYID); /* its UIDs went before Logoff */
    CHECK(support->lpVtbl->CompareEntryIDs(support, sizeof(entry), (ENTRYID *)entry, sizeof(entry),
                                           (ENTRYID *)entry, 0, &same),
          MAPI_E_UNKNOWN_ENTRYID);
    CHECK(support->lpVtbl->OpenEntry(support, late.eid.cb, (ENTRYID *)late.eid.lpb, NULL, 0, &type,
                                     &object),
          MAPI_E_INVALID_OBJECT); /* nobody logs on to a store any more */
    CHECK(support->lpVtbl->OpenProfileSection(support, NULL, 0, &section), S_OK);
    com_release(&section); /* it may still write down what it wants to keep */
    CHECK(support->lpVtbl->SetProviderUID(support, (MAPIUID *)&store_uid, 0),
          MAPI_E_INVALID_OBJECT);
    CHECK(
        support->lpVtbl->ModifyStatusRow(support, 1, &(SPropValue){.ulPropTag = PR_STATUS_CODE}, 0),
        MAPI_E_INVALID_OBJECT);
}

/* An address book in its own Logoff: the stores have gone. */
static void use_what_is_left(IMAPISupport *support)
{
    IProfSect *section = NULL;
    IUnknown *object = NULL;
    ULONG type;

    CHECK(support->lpVtbl->OpenEntry(support, sizeof(entry), (ENTRYID *)entry, NULL, 0, &type,
                                     &object),
          MAPI_E_UNKNOWN_ENTRYID);
    CHECK(support->lpVtbl->OpenEntry(support, sizeof(friend), (ENTRYID *)friend, NULL, 0, &type,
                                     &object),
          MAPI_E_UNKNOWN_ENTRYID);
    CHECK(support->lpVtbl->OpenProfileSection(support, NULL, 0, &section), S_OK);
    com_release(&section);
}

static void call_back(const char *what)
{
    IMAPISupport *support = back.support;
    IAddrBook *book = NULL;

    /* the store's support object answers still, of what is left */
    if (!strcmp(what, "ab-logoff")) {
        atomic_inc(&back.called);
        CHECK(support->lpVtbl->OpenAddressBook(support, NULL, 0, &book), MAPI_W_ERRORS_RETURNED);
        com_release(&book);
        if (back.book_support) use_what_is_left(back.book_support);
    }
    if (strcmp(what, "logoff")) return;
    atomic_inc(&back.called);
    use_the_session(support);
    use_the_address_book(support);
    back.same->lpVtbl->Release(back.same); /* the client's last reference */
    /* a log-off in a log-off */
    CHECK(back.other->lpVtbl->Logoff(back.other, 0, 0, 0), S_OK);
}

/* 5.6-01, 5.6-06, 5.7-03: a provider may call its support object, the session and other sessions
 * from inside its Logoff, and the address book by it, whether that was used before or not */
static void a_log_off_may_call_back(void **state)
{
    IMsgStore *store;
    IAddrBook *book;
    SRowSet *rows;
    ULONG type;
    IUnknown *object = NULL;

    (void)state;
    add_address_book_to(NULL); /* so that no store brings it along */
    log_off(logon());
    for (int used = 0; used < 2; used++) {
        memset(&back, 0, sizeof(back));
        atomic_set(&wrong, 0);
        back.same = logon();
        back.other = logon();
        rows = store_row(back.same);
        late.eid = column(rows, 0, PR_ENTRYID)->Value.bin;
        store = open_store(back.same, MDB_NO_MAIL, S_OK);
        if (used) {
            assert_hr(back.same->lpVtbl->OpenAddressBook(back.same, 0, NULL, AB_NO_DIALOG, &book),
                      S_OK);
            book->lpVtbl->Release(book);
            assert_hr(back.same->lpVtbl->OpenEntry(back.same, sizeof(friend), (ENTRYID *)friend,
                                                   &IID_IMAPISup, 0, &type,
                                                   (IUnknown **)&back.book_support),
                      S_OK);
        }
        assert_hr(store->lpVtbl->OpenProperty(store, PR_NULL, &IID_IMAPISup, 0, 0,
                                              (IUnknown **)&back.support),
                  S_OK);
        forget();
        trouble(REC_HOOKED, REC_EACH, call_back);
        assert_hr(back.same->lpVtbl->Logoff(back.same, 0, 0, 0), S_OK);
        trouble(REC_WELL, 0, NULL);
        assert_int_equal(back.called, 2);
        assert_int_equal(wrong, 0);
        assert_true(was_called("ab-logoff "));
        /* 4.13-12: all is over now */
        assert_hr(back.book->lpVtbl->OpenEntry(back.book, 0, NULL, NULL, 0, &type, &object),
                  MAPI_E_INVALID_OBJECT);
        assert_hr(back.support->lpVtbl->OpenEntry(back.support, sizeof(friend), (ENTRYID *)friend,
                                                  NULL, 0, &type, &object),
                  MAPI_E_INVALID_OBJECT);
        back.book->lpVtbl->Release(back.book);
        back.support->lpVtbl->Release(back.support);
        com_release(&back.book_support);
        store->lpVtbl->Release(store);
        back.other->lpVtbl->Release(back.other);
        FreeProws(rows);
    }
}

static void look_at_the_session(const char *what)
{
    if (!strcmp(what, "logoff")) CHECK(look(back.same), S_OK);
}

/* 5.6-01, 5.6-05, 5.6-06: situation (b), Release or StoreLogoff of the store; the session, which is
 * there for the provider inside, calls nobody again at its end */
static void a_store_that_ends_itself_is_logged_off_once(void **state)
{
    static const char released[] =
        "store-gone logoff logon-release shutdown logon-gone provider-gone ";
    IMAPISession *session = logon();
    ULONG how = LOGOFF_NO_WAIT;
    IMsgStore *store;

    (void)state;
    store = open_store(session, MDB_NO_MAIL, S_OK);
    back.same = session;
    atomic_set(&wrong, 0);
    trouble(REC_HOOKED, REC_EACH, look_at_the_session);
    forget();
    store->lpVtbl->Release(store);
    assert_string_equal(calls(), released);
    store = open_store(session, MDB_NO_MAIL, S_OK);
    forget();
    assert_hr(store->lpVtbl->StoreLogoff(store, &how), S_OK);
    assert_string_equal(calls(), "store-logoff logoff logon-release shutdown ");
    trouble(REC_WELL, 0, NULL);
    assert_int_equal(wrong, 0);
    forget();
    log_off(session);
    assert_string_equal(calls(), "");
    store->lpVtbl->Release(store);
    assert_string_equal(calls(), "store-gone logon-gone provider-gone ");
}

/* ---- log-off while others are inside ---- */

struct crowd {
    IMAPISession *session;
    SBinary eid;
    LONG wrong, inside;
    struct counting_sink sink; /* what is still advised goes with the session's last Release */
    bool over;                 /* Logoff has begun */
};

static bool fine(HRESULT hr, const struct crowd *crowd)
{
    if (SUCCEEDED(hr)) return true;
    return atomic_get(&crowd->over) &&
           (hr == MAPI_E_INVALID_OBJECT || hr == MAPI_E_UNKNOWN_ENTRYID);
}

#define TRY(call)                                                                                  \
    do {                                                                                           \
        HRESULT hr_ = (call);                                                                      \
        if (!fine(hr_, crowd))                                                                     \
            atomic_inc(&crowd->wrong), print_error("%s: %#x\n", #call, (unsigned)hr_);             \
    } while (0)

static void use_it(void *context)
{
    struct crowd *crowd = context;
    IMAPISession *session = crowd->session;

    atomic_inc(&crowd->inside);
    for (int round = 0; round < 400 && !(atomic_get(&crowd->over) && round % 40 == 39); round++) {
        IMAPITable *table = NULL;
        IMsgStore *store = NULL;
        IAddrBook *book = NULL;
        ULONG_PTR connection = 0;
        ULONG same;

        TRY(session->lpVtbl->GetStatusTable(session, 0, &table));
        if (table) TRY(ask_table(table));
        TRY(session->lpVtbl->OpenMsgStore(session, 0, crowd->eid.cb, (ENTRYID *)crowd->eid.lpb,
                                          NULL, MDB_NO_MAIL, &store));
        TRY(session->lpVtbl->CompareEntryIDs(session, crowd->eid.cb, (ENTRYID *)crowd->eid.lpb,
                                             crowd->eid.cb, (ENTRYID *)crowd->eid.lpb, 0, &same));
        TRY(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book));
        TRY(session->lpVtbl->Advise(session, 0, NULL, 0, &crowd->sink.IMAPIAdviseSink_iface,
                                    &connection));
        if (connection) TRY(session->lpVtbl->Unadvise(session, connection));
        com_release(&book);
        com_release(&store);
        com_release(&table);
    }
    session->lpVtbl->Release(session);
}

/* 4.13-10, 4.13-12, 1.7-06: eight threads are anywhere inside when a ninth logs off */
static void others_may_be_inside(void **state)
{
    enum {
        THREADS = 8,
        TIMES = 25
    };
    struct sys_thread *threads[THREADS];
    SRowSet *rows;

    (void)state;
    log_off(logon());
    assert_hr(sys_event_create(true, &go_on), S_OK);
    for (int i = 0; i < TIMES; i++) {
        struct crowd crowd = {.sink = counting_sink()};

        crowd.session = logon();
        rows = store_row(crowd.session);
        crowd.eid = column(rows, 0, PR_ENTRYID)->Value.bin;
        for (int t = 0; t < THREADS; t++) {
            crowd.session->lpVtbl->AddRef(crowd.session);
            assert_hr(sys_thread_start(use_it, &crowd, &threads[t]), S_OK);
        }
        while (atomic_get(&crowd.inside) < 1 + i % THREADS)
            sys_event_wait(go_on, 1);
        atomic_set(&crowd.over, true);
        assert_hr(crowd.session->lpVtbl->Logoff(crowd.session, 0, 0, 0), S_OK);
        assert_hr(look(crowd.session), MAPI_E_INVALID_OBJECT);
        for (int t = 0; t < THREADS; t++)
            sys_thread_join(threads[t]);
        assert_int_equal(crowd.wrong, 0);
        assert_int_equal(crowd.session->lpVtbl->Release(crowd.session), 0);
        FreeProws(rows);
        HrDispatchNotifications(0);
        assert_int_equal(crowd.sink.refs, 1);
    }
    assert_true(seen()->logons > TIMES); /* each logged off once: teardown */
    sys_event_destroy(go_on);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_bad_argument_ends_nothing),
        TEST(all_that_was_given_ends),
        TEST(one_that_hangs_holds_nobody_up),
        TEST(a_store_that_hangs_holds_up_who_ended_it),
        TEST(a_late_logon_is_logged_off),
        TEST(a_late_advise_is_refused),
        TEST(a_log_off_may_call_back),
        TEST(a_store_that_ends_itself_is_logged_off_once),
        TEST(others_may_be_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

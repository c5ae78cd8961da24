/*
 * notify_threads.c - the thread that calls a sink, in each apartment; what sinks may do meanwhile
 * (contracts 1.3, 4.10, 6.12)
 */
#define INITGUID
#define USES_IID_IMAPIAdviseSink
#define USES_IID_IMAPITableData
#define USES_IID_IMAPIFolder
#define USES_MUID_PROFILE_INSTANCE
#include <objbase.h>
#include "notify_fixture.h"

enum {
    LIMIT_MSEC = 60000,
    MANY = 1000
};

static void run_thread(DWORD(WINAPI *run)(void *), void *context)
{
    HANDLE thread = CreateThread(NULL, 0, run, context, 0, NULL);

    ok(WaitForSingleObject(thread, LIMIT_MSEC) == WAIT_OBJECT_0, "held up\n");
    CloseHandle(thread);
}

static DWORD WINAPI add_row_there(void *context)
{
    add_row((LONG)(LONG_PTR)context);
    return 0;
}

/* ---- the right thread ---- */

enum apartment {
    NONE,
    STA,
    MTA
};
static const char *const apartment_names[] = {"without COM", "in an STA", "in the MTA"};

struct place {
    enum apartment apartment;
    ULONG flags;
};

/* Which apartment the calling thread is in. */
static bool is_in(enum apartment wanted)
{
    APTTYPE type;
    APTTYPEQUALIFIER qualifier;
    HRESULT hr = CoGetApartmentType(&type, &qualifier);

    if (wanted == NONE) return hr == CO_E_NOTINITIALIZED;
    if (FAILED(hr)) return false;
    return wanted == MTA ? type == APTTYPE_MTA : type == APTTYPE_STA || type == APTTYPE_MAINSTA;
}

static DWORD WINAPI hear_there(void *context)
{
    const struct place *place = context;
    const char *name = apartment_names[place->apartment];
    bool own = place->flags & MAPI_MULTITHREAD_NOTIFICATIONS;
    struct sink plain = SINK, bound = SINK;
    IMAPIAdviseSink *sink = NULL;
    DWORD home;

    if (place->apartment != NONE)
        ok_hr(CoInitializeEx(NULL, place->apartment == STA ? COINIT_APARTMENTTHREADED
                                                           : COINIT_MULTITHREADED),
              S_OK);
    ok_hr(initialize(place->flags | MAPI_NO_COINIT), S_OK);
    home = own ? thread_of(own_window()) : GetCurrentThreadId();
    ok(home && own == (home != GetCurrentThreadId()), "%s: the window is of thread %#lx\n", name,
       home);
    ok_hr(HrThisThreadAdviseSink(FACE(&bound), &sink), S_OK);
    open_table();
    plain.home = home;
    bound.home = GetCurrentThreadId();
    advise(FACE(&plain));
    advise(sink);
    sink->lpVtbl->Release(sink);
    for (LONG i = 1; i <= 20; i++) {
        if (i % 2) add_row(i);
        else run_thread(add_row_there, (void *)(LONG_PTR)i);
        ok(!bound.calls, "%s: called before this thread pumps\n", name);
        ok(own || !plain.calls, "%s: called before this thread pumps\n", name);
    }
    pump_until(&bound.events, 20);
    if (own) wait_for(&plain.events, 20);
    for (LONG i = 21; i <= 40; i++)
        add_row(i);
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(plain.events == 40 && bound.events == 40, "%s: %ld and %ld events\n", name, plain.events,
       bound.events);
    for (LONG i = 0; i < 40; i++)
        ok(plain.rows[i] == i + 1 && bound.rows[i] == i + 1, "%s: event %ld is of rows %ld, %ld\n",
           name, i, plain.rows[i], bound.rows[i]);
    ok(is_in(place->apartment), "%s: no more\n", name);
    close_table();
    MAPIUninitialize();
    ok(is_in(place->apartment), "%s: no more\n", name);
    ok(plain.refs == 1 && bound.refs == 1, "%ld and %ld references\n", plain.refs, bound.refs);
    if (place->apartment != NONE) CoUninitialize();
    return 0;
}

/* 1.3-02, 1.3-03, 1.3-07, 1.3-09, 1.3-10, 1.3-11, 6.12-19 */
static void each_is_called_on_its_thread_in_any_apartment(void)
{
    for (int apartment = NONE; apartment <= MTA; apartment++)
        for (int own = 0; own < 2; own++) {
            struct place place = {apartment, own ? MAPI_MULTITHREAD_NOTIFICATIONS : 0};

            run_thread(hear_there, &place);
        }
}

/* A thread that came later: neither the first nor MAPI's. */
static DWORD WINAPI come_later(void *context)
{
    struct sink *plain = context, bound = SINK;
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connections[2];

    ok_hr(initialize(MAPI_NO_COINIT), S_OK);
    bound.home = GetCurrentThreadId();
    ok_hr(HrThisThreadAdviseSink(FACE(&bound), &sink), S_OK);
    connections[0] = advise(FACE(plain));
    connections[1] = advise(sink);
    sink->lpVtbl->Release(sink);
    add_row(1);
    pump();
    ok(bound.events == 1 && !plain->events, "%ld and %ld events\n", bound.events, plain->events);
    ok_hr(view->lpVtbl->Unadvise(view, connections[1]), S_OK);
    plain->context = (void *)connections[0];
    MAPIUninitialize();
    return 0;
}

/* 1.3-04, 1.3-10 */
static void a_later_threads_plain_sink_is_the_first_threads(void)
{
    struct sink plain = SINK;

    ok_hr(initialize(0), S_OK);
    open_table();
    plain.home = GetCurrentThreadId();
    run_thread(come_later, &plain);
    pump_until(&plain.events, 1);
    ok_hr(view->lpVtbl->Unadvise(view, (ULONG_PTR)plain.context), S_OK);
    close_table();
    MAPIUninitialize();
}

static DWORD WINAPI dispatch_there(void *unused)
{
    (void)unused;
    ok_hr(initialize(MAPI_NO_COINIT), S_OK);
    ok_hr(HrDispatchNotifications(0), S_OK);
    MAPIUninitialize();
    return 0;
}

/* "on the calling thread" 1.3-07; a thread sink's news stay its thread's. 1.3-09 */
static void who_dispatches_is_who_calls(void)
{
    struct sink plain = SINK, bound = SINK;
    IMAPIAdviseSink *sink = NULL;

    ok_hr(initialize(0), S_OK);
    open_table();
    bound.home = GetCurrentThreadId();
    ok_hr(HrThisThreadAdviseSink(FACE(&bound), &sink), S_OK);
    advise(FACE(&plain));
    advise(sink);
    sink->lpVtbl->Release(sink);
    add_row(1);
    run_thread(dispatch_there, NULL);
    ok(plain.events == 1 && plain.thread != GetCurrentThreadId(), "%ld events\n", plain.events);
    ok(!bound.events, "%ld events\n", bound.events);
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(plain.events == 1 && bound.events == 1, "%ld and %ld events\n", plain.events, bound.events);
    close_table();
    MAPIUninitialize();
}

/* ---- sinks that go ---- */

struct own_sink { /* frees itself */
    struct sink sink;
    LONG *gone;
    ULONG_PTR connection;
};

static ULONG STDMETHODCALLTYPE own_Release(IMAPIAdviseSink *iface)
{
    struct own_sink *own = (struct own_sink *)iface;
    LONG left = InterlockedDecrement(&own->sink.refs);

    if (left) return (ULONG)left;
    InterlockedIncrement(own->gone);
    memset(own, 0xee, sizeof(*own));
    free(own);
    return 0;
}

static IMAPIAdviseSinkVtbl own_vtbl = {sink_QueryInterface, sink_AddRef, own_Release,
                                       sink_OnNotify};

static void unadvise_and_release_myself(struct sink *sink)
{
    struct own_sink *own = (struct own_sink *)sink;

    sink->heard = NULL;
    if (own->connection) ok_hr(view->lpVtbl->Unadvise(view, own->connection), S_OK);
    FACE(sink)->lpVtbl->Release(FACE(sink)); /* the client's */
    ok(sink->refs == 1, "%ld references while it is called\n", sink->refs);
}

/* 4.10-07, 4.10-08, 6.12-21 */
static void a_sink_may_release_itself(void)
{
    for (int way = 0; way < 8; way++) { /* MAPI's thread, a thread sink, without Unadvise */
        ULONG flags = way & 1 ? MAPI_MULTITHREAD_NOTIFICATIONS : 0;
        struct own_sink *own = calloc(1, sizeof(*own));
        IMAPIAdviseSink *sink = FACE(&own->sink);
        LONG gone = 0;

        own->sink = (struct sink){{&own_vtbl}, 1, .heard = unadvise_and_release_myself};
        own->gone = &gone;
        ok_hr(initialize(flags), S_OK);
        open_table();
        if (way & 2) ok_hr(HrThisThreadAdviseSink(FACE(&own->sink), &sink), S_OK);
        own->connection = advise(sink);
        if (way & 4) own->connection = 0;
        if (way & 2) sink->lpVtbl->Release(sink);
        add_row(1);
        add_row(2);
        ok_hr(HrDispatchNotifications(0), S_OK);
        ok(gone == !(way & 4), "way %d: gone %ld times\n", way, gone);
        close_table();
        ok(gone == 1, "way %d: gone %ld times\n", way, gone);
        MAPIUninitialize();
    }
}

static struct sink crowd[MANY];
static ULONG_PTR crowd_connections[MANY];

static void unadvise_the_next(struct sink *sink)
{
    LONG next = (LONG)(sink - crowd) + 1;

    if (next < MANY) view->lpVtbl->Unadvise(view, crowd_connections[next]);
}

/* 4.10-09 */
static void each_of_a_thousand_unadvises_the_next(void)
{
    for (int own = 0; own < 2; own++) {
        LONG calls = 0;

        ok_hr(initialize(own ? MAPI_MULTITHREAD_NOTIFICATIONS : 0), S_OK);
        open_table();
        for (int i = 0; i < MANY; i++) {
            crowd[i] = (struct sink)SINK;
            crowd[i].heard = unadvise_the_next;
            crowd_connections[i] = advise(FACE(&crowd[i]));
            /* MAPI's thread has nothing to run until then */
        }
        add_row(1);
        add_row(2);
        ok_hr(HrDispatchNotifications(0), S_OK);
        for (int i = 0; i < MANY; i++) {
            calls += crowd[i].calls;
            ok(crowd[i].calls == (i % 2 ? 0 : 2), "sink %d: %ld calls\n", i, crowd[i].calls);
            ok(crowd[i].refs == (i % 2 ? 1 : 2), "sink %d: %ld references\n", i, crowd[i].refs);
        }
        ok(calls == MANY, "%ld calls\n", calls);
        close_table();
        MAPIUninitialize();
    }
}

/* ---- a sink that blocks ---- */

static HANDLE inside, leave;

static void stay_inside(struct sink *sink)
{
    if (sink->calls > 1) return;
    SetEvent(inside);
    ok(!WaitForSingleObject(leave, LIMIT_MSEC), "nobody lets it go\n");
}

static DWORD WINAPI unadvise_there(void *context)
{
    ok_hr(view->lpVtbl->Unadvise(view, *(ULONG_PTR *)context), S_OK);
    return 0;
}

/* MAPI's thread is in a sink that doesn't return: sinks bound to threads go on, and it can be ended
 * from anywhere, at once. 4.10-08, 4.10-09 */
static void a_sink_that_blocks_holds_up_its_thread_alone(void)
{
    struct sink blocker = SINK, behind = SINK, bound = SINK;
    ULONG_PTR connection;
    IMAPIAdviseSink *sink = NULL;

    inside = CreateEventW(NULL, FALSE, FALSE, NULL);
    leave = CreateEventW(NULL, TRUE, FALSE, NULL);
    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), S_OK);
    open_table();
    blocker.heard = stay_inside;
    connection = advise(FACE(&blocker));
    advise(FACE(&behind));
    bound.home = GetCurrentThreadId();
    ok_hr(HrThisThreadAdviseSink(FACE(&bound), &sink), S_OK);
    advise(sink);
    sink->lpVtbl->Release(sink);
    add_row(1);
    ok(!WaitForSingleObject(inside, LIMIT_MSEC), "not called\n");
    for (LONG i = 2; i <= 10; i++)
        add_row(i); /* nobody who changes something waits */
    pump_until(&bound.events, 10);
    ok(!behind.calls, "%ld calls behind it\n", behind.calls);
    run_thread(unadvise_there, &connection);
    ok(blocker.refs == 2, "%ld references while it is called\n", blocker.refs);
    SetEvent(leave);
    wait_for(&behind.events, 10);
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(blocker.calls == 1 && blocker.refs == 1, "%ld calls, %ld references\n", blocker.calls,
       blocker.refs);
    for (LONG i = 0; i < 10; i++)
        ok(behind.rows[i] == i + 1, "event %ld is of row %ld\n", i, behind.rows[i]);
    close_table();
    MAPIUninitialize();
    CloseHandle(inside);
    CloseHandle(leave);
}

/* ---- calls into everything from within a sink ---- */

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *inbox;
static IMAPITable *contents;
static IAddrBook *book;
static LONG visits;

/* Every kind of object that a client has, on another thread than the sink's. */
static DWORD WINAPI visit_everything(void *unused)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IProfAdmin *admin = NULL;
    IProfSect *section = NULL;
    IMAPITable *table = NULL;
    IMessage *message = NULL;
    IAttach *attach = NULL;
    IStream *stream = NULL;
    SRowSet *rows = NULL;
    SPropValue *value = NULL;
    ENTRYID *eid = NULL;
    ULONG_PTR connection = 0;
    struct sink sink = SINK;
    ULONG count = 0, number;

    (void)unused;
    ok_hr(session->lpVtbl->QueryIdentity(session, &count, &eid), MAPI_W_NO_SERVICE);
    MAPIFreeBuffer(eid);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(table->lpVtbl->QueryRows(table, 5, 0, &rows), S_OK);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, FACE(&sink), &connection), S_OK);
    ok_hr(table->lpVtbl->Unadvise(table, connection), S_OK);
    table->lpVtbl->Release(table);
    ok_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&MUID_PROFILE_INSTANCE, NULL, 0,
                                              &section),
          S_OK);
    ok_hr(section->lpVtbl->GetProps(section, NULL, 0, &count, &value), S_OK);
    MAPIFreeBuffer(value);
    section->lpVtbl->Release(section);
    ok_hr(session->lpVtbl->Advise(session, 0, NULL, fnevCriticalError, FACE(&sink), &connection),
          S_OK);
    ok_hr(session->lpVtbl->Unadvise(session, connection), S_OK);

    ok_hr(store->lpVtbl->GetProps(store, (SPropTagArray *)&tags, 0, &count, &value), S_OK);
    MAPIFreeBuffer(value);
    ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, FACE(&sink), &connection), S_OK);
    ok_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    set_text(message, PR_SUBJECT_A, "from within");
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, STGM_READWRITE,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
          S_OK);
    ok_hr(stream->lpVtbl->Write(stream, "x", 1, NULL), S_OK);
    stream->lpVtbl->Release(stream);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
    ok_hr(contents->lpVtbl->SetColumns(contents, (SPropTagArray *)&tags, 0), S_OK);
    ok_hr(contents->lpVtbl->SeekRow(contents, BOOKMARK_BEGINNING, 0, NULL), S_OK);
    ok_hr(contents->lpVtbl->QueryRows(contents, 3, 0, &rows), S_OK);
    FreeProws(rows);
    ok_hr(contents->lpVtbl->Advise(contents, fnevTableModified, FACE(&sink), &connection), S_OK);
    ok_hr(contents->lpVtbl->Unadvise(contents, connection), S_OK);

    ok_hr(book->lpVtbl->GetSearchPath(book, 0, &rows), S_OK);
    FreeProws(rows);
    ok_hr(book->lpVtbl->CreateOneOff(book, (LPTSTR) "A", (LPTSTR) "SMTP", (LPTSTR) "a@b", 0, &count,
                                     &eid),
          S_OK);
    MAPIFreeBuffer(eid);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->GetProfileTable(admin, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    admin->lpVtbl->Release(admin);

    add_row(5);
    ok_hr(view->lpVtbl->QueryRows(view, 1, 0, &rows), S_OK);
    FreeProws(rows);
    ok(sink.refs == 1, "%ld references\n", sink.refs);
    InterlockedIncrement(&visits);
    return 0;
}

static void visit_and_wait(struct sink *sink)
{
    sink->heard = NULL;
    run_thread(visit_everything, NULL);
}

static void open_everything(void)
{
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &contents), S_OK);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    open_table();
    add_row(1);
}

static void release_everything(void)
{
    close_table();
    book->lpVtbl->Release(book);
    contents->lpVtbl->Release(contents);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
    drop_profile();
}

/* Of a table in memory, a store, and a table of that. */
static void no_lock_is_held_while_a_sink_is_called(void)
{
    for (int own = 0; own < 2; own++) {
        struct sink sinks[3] = {SINK, SINK, SINK};
        ULONG_PTR connections[3];

        ok_hr(initialize(own ? MAPI_MULTITHREAD_NOTIFICATIONS : 0), S_OK);
        open_everything();
        for (int i = 0; i < 3; i++)
            sinks[i].heard = visit_and_wait;
        connections[0] = advise(FACE(&sinks[0]));
        ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, FACE(&sinks[1]),
                                    &connections[1]),
              S_OK);
        ok_hr(
            contents->lpVtbl->Advise(contents, fnevTableModified, FACE(&sinks[2]), &connections[2]),
            S_OK);
        visits = 0;
        add_row(2);
        IMessage *message = make_message(inbox, "seen");
        message->lpVtbl->Release(message);
        if (own) wait_for(&visits, 3);
        else pump_until(&visits, 3);
        ok_hr(HrDispatchNotifications(0), S_OK);
        ok_hr(contents->lpVtbl->Unadvise(contents, connections[2]), S_OK);
        ok_hr(store->lpVtbl->Unadvise(store, connections[1]), S_OK);
        ok_hr(view->lpVtbl->Unadvise(view, connections[0]), S_OK);
        ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
        for (int i = 0; i < 3; i++)
            ok(sinks[i].refs == 1, "%ld references\n", sinks[i].refs);
        release_everything();
        MAPIUninitialize();
        remove_store();
    }
}

/* ---- a sink that logs off ---- */

static LONG over;

static void log_off_myself(struct sink *sink)
{
    sink->heard = NULL;
    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    InterlockedIncrement(&over);
}

/* Of the store, of its table, of the session itself; on MAPI's thread, on the first, on its own. */
static void a_sink_may_log_off(void)
{
    for (int way = 0; way < 8; way++) {
        ULONG flags = way & 1 ? MAPI_MULTITHREAD_NOTIFICATIONS : 0;
        struct sink sink = SINK, other = SINK;
        IMAPIAdviseSink *face = FACE(&sink);
        IMessage *message = NULL;
        ULONG_PTR connection;

        over = 0;
        ok_hr(initialize(flags), S_OK);
        open_everything();
        sink.heard = log_off_myself;
        if (way & 4) ok_hr(HrThisThreadAdviseSink(FACE(&sink), &face), S_OK);
        if (way & 2)
            ok_hr(contents->lpVtbl->Advise(contents, fnevTableModified, face, &connection), S_OK);
        else
            ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, face, &connection),
                  S_OK);
        ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, FACE(&other), &connection),
              S_OK);
        if (way & 4) face->lpVtbl->Release(face);
        message = make_message(inbox, "the end");
        message->lpVtbl->Release(message);
        if (way & 1 && !(way & 4)) wait_for(&over, 1);
        else pump_until(&over, 1);
        ok_hr(HrDispatchNotifications(0), S_OK);
        ok(sink.calls == 1, "way %d: %ld calls\n", way, sink.calls);
        ok_hr(session->lpVtbl->GetStatusTable(session, 0, &(IMAPITable *){NULL}),
              MAPI_E_INVALID_OBJECT);
        release_everything();
        ok_hr(HrDispatchNotifications(0), S_OK);
        ok(sink.refs == 1 && other.refs == 1, "way %d: %ld and %ld references\n", way, sink.refs,
           other.refs);
        MAPIUninitialize();
        remove_store();
    }
}

START_TEST(notify_threads)
{
    GetTempPathA(MAX_PATH - 30, path);
    sprintf(path + strlen(path), "omnotifythreads-%lu.oms", GetCurrentProcessId());
    RUN(each_is_called_on_its_thread_in_any_apartment);
    RUN(a_later_threads_plain_sink_is_the_first_threads);
    RUN(who_dispatches_is_who_calls);
    RUN(a_sink_may_release_itself);
    RUN(each_of_a_thousand_unadvises_the_next);
    RUN(a_sink_that_blocks_holds_up_its_thread_alone);
    RUN(no_lock_is_held_while_a_sink_is_called);
    RUN(a_sink_may_log_off);
}

/*
 * notify.c - who is told, when, and on which thread (contracts 1.3, 6.12)
 *
 * Most tests let a small table speak: each change of `data` is one event to the sinks of its view.
 */
#define INITGUID
#define USES_IID_IMAPIAdviseSink
#define USES_IID_IMAPITableData
#include "notify_fixture.h"

/* 1.3-01, 1.3-02, 1.3-04 */
static void the_first_caller_owns_the_window(void)
{
    ok(!plain_window() && !own_window(), "a window is there before\n");
    ok_hr(initialize(0), S_OK);
    ok(thread_of(plain_window()) == GetCurrentThreadId(), "thread %#lx\n",
       thread_of(plain_window()));
    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), S_OK);
    ok(!own_window(), "a second window\n");
    MAPIUninitialize();
    ok(thread_of(plain_window()) == GetCurrentThreadId(), "thread %#lx\n",
       thread_of(plain_window()));
    MAPIUninitialize();
    ok(!plain_window(), "the window stays\n");
}

/* 1.3-03, 1.3-04 */
static void the_notification_thread_owns_the_window(void)
{
    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), S_OK);
    ok(thread_of(own_window()) && thread_of(own_window()) != GetCurrentThreadId(), "thread %#lx\n",
       thread_of(own_window()));
    ok_hr(initialize(0), S_OK);
    ok(!plain_window(), "a second window\n");
    MAPIUninitialize();
    ok(own_window() != NULL, "the window is gone too early\n");
    MAPIUninitialize();
    ok(!own_window(), "the window stays\n");
}

/* ---- when, and on which thread ---- */

static DWORD WINAPI add_row_there(void *context)
{
    add_row((LONG)(LONG_PTR)context);
    return 0;
}

static void add_row_elsewhere(LONG n)
{
    HANDLE thread = CreateThread(NULL, 0, add_row_there, (void *)(LONG_PTR)n, 0, NULL);

    ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "held up\n");
    CloseHandle(thread);
}

/* 1.3-02, 1.3-06, 1.3-07, 1.3-10, 1.3-14, 1.9-17, 6.12-19, 6.12-20 */
static void sinks_are_called_while_the_first_thread_pumps(void)
{
    struct sink sink = SINK, later = SINK;
    ULONG_PTR connection;

    ok_hr(initialize(0), S_OK);
    open_table();
    sink.home = GetCurrentThreadId();
    connection = advise(FACE(&sink));
    ok(sink.refs == 2, "%ld references\n", sink.refs);
    add_row(1);
    add_row_elsewhere(2);
    ok(!sink.calls, "called before\n");
    pump();
    ok(sink.events == 2 && sink.thread == GetCurrentThreadId(), "%ld events on %#lx\n", sink.events,
       sink.thread);

    for (LONG i = 3; i < 30; i++) add_row(i);
    ok(sink.events == 2, "called before\n");
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(sink.events == 29 && sink.thread == GetCurrentThreadId(), "%ld events on %#lx\n",
       sink.events, sink.thread);
    for (LONG i = 0; i < 29; i++)
        ok(sink.rows[i] == i + 1, "event %ld is of row %ld\n", i, sink.rows[i]);

    add_row_elsewhere(30);
    ok(!SendMessageW(plain_window(), RegisterWindowMessageA(szMAPINotificationMsg), 0, 0),
       "not answered\n");
    ok(sink.events == 30, "%ld events\n", sink.events);
    ok(!strcmp(szMAPINotificationMsg, "MAPI Notify window message"), "another message\n");

    add_row(31);
    ok_hr(view->lpVtbl->Unadvise(view, connection), S_OK);
    ok(sink.refs == 1, "%ld references\n", sink.refs);
    connection = advise(FACE(&later)); /* hears of what comes behind row 31 */
    add_row(32);
    pump_until(&later.events, 1);
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(later.events == 1 && later.rows[0] == 32, "%ld events, of row %ld\n", later.events,
       later.rows[0]);
    ok(sink.events == 30, "called after Unadvise\n"); /* 6.12-21 */
    ok_hr(view->lpVtbl->Unadvise(view, connection), S_OK);
    close_table();
    MAPIUninitialize();
}

/* 1.3-03, 1.3-07, 1.3-11 */
static void the_notification_thread_calls_sinks(void)
{
    struct sink sink = SINK;
    ULONG_PTR connection;
    DWORD thread;

    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), S_OK);
    thread = thread_of(own_window());
    open_table();
    connection = advise(FACE(&sink));
    add_row(1);
    wait_for(&sink.calls, 1); /* nobody pumps */
    ok(sink.thread == thread, "called on %#lx, not %#lx\n", sink.thread, thread);
    for (LONG i = 2; i < 20; i++) add_row(i);
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(sink.events == 19 && sink.thread == thread, "%ld events on %#lx\n", sink.events,
       sink.thread);
    for (LONG i = 0; i < 19; i++)
        ok(sink.rows[i] == i + 1, "event %ld is of row %ld\n", i, sink.rows[i]);
    ok_hr(view->lpVtbl->Unadvise(view, connection), S_OK);
    close_table();
    MAPIUninitialize();
}

/* 1.3-08 */
static DWORD WINAPI ask_to_end(void *window)
{
    SendMessageW(window, WM_QUERYENDSESSION, 0, 0);
    return 0;
}

static DWORD WINAPI end_session(void *window)
{
    SendMessageW(window, WM_ENDSESSION, FALSE, 0);
    return 0;
}

static void send_while_pumping(DWORD(WINAPI *send)(void *))
{
    HANDLE thread = CreateThread(NULL, 0, send, plain_window(), 0, NULL);
    MSG message;

    while (MsgWaitForMultipleObjects(1, &thread, FALSE, 10000, QS_SENDMESSAGE) == WAIT_OBJECT_0 + 1)
        PeekMessageW(&message, NULL, WM_APP, WM_APP, PM_NOREMOVE);
    CloseHandle(thread);
}

static void dispatch_tells_of_the_end(void)
{
    struct sink sink = SINK;
    MSG message;

    ok_hr(HrDispatchNotifications(0), MAPI_E_NOT_INITIALIZED);
    ok_hr(initialize(0), S_OK);
    ok_hr(HrDispatchNotifications(1), MAPI_E_UNKNOWN_FLAGS);
    open_table();
    advise(FACE(&sink));
    add_row(1);
    PostQuitMessage(7);
    ok_hr(HrDispatchNotifications(0), MAPI_E_USER_CANCEL);
    ok(sink.calls == 1, "got %ld calls\n", sink.calls); /* delivered all the same */
    ok(!GetMessageW(&message, NULL, 0, 0) && message.wParam == 7, "WM_QUIT is lost\n");
    ok_hr(HrDispatchNotifications(0), S_OK);

    send_while_pumping(ask_to_end);
    ok_hr(HrDispatchNotifications(0), MAPI_E_USER_CANCEL);
    send_while_pumping(end_session); /* another program refused: it goes on */
    ok_hr(HrDispatchNotifications(0), S_OK);
    close_table();
    ok(sink.refs == 1, "%ld references\n", sink.refs);
    MAPIUninitialize();
}

/* 1.3-05 */
static DWORD WINAPI initialize_and_leave(void *unused)
{
    (void)unused;
    ok_hr(initialize(MAPI_NO_COINIT), S_OK);
    ok(thread_of(plain_window()) == GetCurrentThreadId(), "no window of ours\n");
    return 0;
}

static void the_end_of_the_windows_thread_is_survived(void)
{
    HANDLE thread = CreateThread(NULL, 0, initialize_and_leave, NULL, 0, NULL);
    struct sink sink = SINK;

    WaitForSingleObject(thread, 10000);
    CloseHandle(thread);
    ok(!plain_window(), "the window outlives its thread\n");
    open_table();
    advise(FACE(&sink));
    for (LONG i = 0; i < 10; i++) add_row(i);
    pump();
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(!sink.calls, "got %ld calls\n", sink.calls);
    ok_hr(initialize(0), S_OK); /* doesn't bring it back */
    ok(!plain_window(), "another window\n");
    MAPIUninitialize();
    close_table();
    ok(sink.refs == 1, "%ld references\n", sink.refs);
    MAPIUninitialize();
    ok_hr(initialize(0), S_OK);
    ok(plain_window() != NULL, "no window in a new period\n");
    MAPIUninitialize();
}

/* ---- sinks bound to a thread, sinks that call a function ---- */

static DWORD WINAPI notify_from_elsewhere(void *context)
{
    IMAPIAdviseSink *sink = context;
    NOTIFICATION news = {.ulEventType = fnevNewMail};

    ok(sink->lpVtbl->OnNotify(sink, 1, &news) == S_OK, "not taken\n");
    memset(&news, 0xee, sizeof(news));
    return 0;
}

static void this_thread_sink(ULONG flags)
{
    struct sink client = SINK;
    IMAPIAdviseSink *sink = NULL;
    IProfAdmin *admin = NULL;
    ULONG_PTR connection;
    HANDLE thread;

    ok_hr(initialize(flags), S_OK);
    ok_hr(HrThisThreadAdviseSink(NULL, &sink), MAPI_E_INVALID_PARAMETER);
    ok_hr(HrThisThreadAdviseSink(FACE(&client), NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(HrThisThreadAdviseSink(FACE(&client), &sink), S_OK);
    ok(sink && sink != FACE(&client), "expected a wrapper\n");
    client.home = GetCurrentThreadId(); /* never on the provider's */

    for (int way = 0; way < 3; way++) {
        thread = CreateThread(NULL, 0, notify_from_elsewhere, sink, 0, NULL);
        ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0,
           "the provider's thread is held up\n");
        CloseHandle(thread);
        ok(client.calls == way, "called before this thread has time\n");
        if (way == 0) ok_hr(HrDispatchNotifications(0), S_OK);
        if (way == 1) pump();
        if (way == 2) { /* during a call of MAPI */
            ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
            admin->lpVtbl->Release(admin);
        }
        ok(client.calls == way + 1, "got %ld calls\n", client.calls);
    }
    open_table();
    connection = advise(sink);
    ok(sink->lpVtbl->Release(sink) >= 1, "not held\n");
    add_row(1);
    add_row_elsewhere(2);
    ok(client.calls == 3, "called before the call is over\n");
    pump_until(&client.events, 5);
    pump();
    ok(client.events == 5, "%ld events\n", client.events);
    ok_hr(view->lpVtbl->Unadvise(view, connection), S_OK);
    ok(client.refs == 1, "%ld references\n", client.refs);
    close_table();
    MAPIUninitialize();
}

/* 1.3-09 */
static void a_thread_sink_keeps_to_its_thread(void)
{
    this_thread_sink(0);
    this_thread_sink(MAPI_MULTITHREAD_NOTIFICATIONS);
}

static LONG STDAPICALLTYPE count_in(void *context, ULONG count, NOTIFICATION *batch)
{
    ok(batch->ulEventType == fnevTableModified, "event %#lx\n", batch->ulEventType);
    *(LONG *)context += (LONG)count;
    return 0;
}

/* 1.3-12, 1.3-13 */
static void a_function_sink_calls_its_function(void)
{
    IMAPIAdviseSink *sink = NULL;
    LONG count = 0;

    ok_hr(HrAllocAdviseSink(NULL, &count, &sink), MAPI_E_INVALID_PARAMETER);
    ok_hr(HrAllocAdviseSink(count_in, &count, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(initialize(0), S_OK);
    ok_hr(HrAllocAdviseSink(count_in, &count, &sink), S_OK);
    open_table();
    advise(sink);
    ok(sink->lpVtbl->Release(sink) == 1, "the view doesn't hold it\n");
    add_row(1);
    add_row(2);
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok(count == 2, "%ld events\n", count);
    close_table();
    ok_hr(HrAllocAdviseSink(count_in, NULL, &sink), S_OK); /* any context */
    ok(sink->lpVtbl->Release(sink) == 0, "not released\n");
    MAPIUninitialize();
}

/* ---- sinks that change what they hear of ---- */

static ULONG_PTR own_connection;

static void unadvise_myself(struct sink *sink)
{
    ok_hr(view->lpVtbl->Unadvise(view, own_connection), S_OK);
    ok(sink->refs >= 2, "let go while it is called\n");
}

static void release_the_view(struct sink *sink)
{
    (void)sink;
    view->lpVtbl->Release(view);
    view = NULL;
}

static void change_again(struct sink *sink)
{
    if (sink->calls < 5) add_row(100 + sink->calls);
}

/* 6.12-21 */
static void sinks_may_leave_while_they_are_called(void)
{
    for (int own_thread = 0; own_thread < 2; own_thread++) {
        struct sink leaver = SINK, stayer = SINK, releaser = SINK, changer = SINK;

        ok_hr(initialize(own_thread ? MAPI_MULTITHREAD_NOTIFICATIONS : 0), S_OK);
        open_table();
        leaver.heard = unadvise_myself;
        own_connection = advise(FACE(&leaver));
        advise(FACE(&stayer));
        add_row(1);
        add_row(2);
        ok_hr(HrDispatchNotifications(0), S_OK);
        ok(leaver.calls == 1 && leaver.refs == 1, "%ld calls, %ld references\n", leaver.calls,
           leaver.refs);
        ok(stayer.calls == 2, "%ld calls\n", stayer.calls);

        changer.heard = change_again;
        advise(FACE(&changer));
        add_row(3);
        for (int i = 0; i < 200 && changer.calls < 5; i++) ok_hr(HrDispatchNotifications(0), S_OK);
        ok(changer.calls >= 5, "%ld calls\n", changer.calls);
        ok_hr(HrDispatchNotifications(0), S_OK);

        releaser.heard = release_the_view;
        advise(FACE(&releaser));
        add_row(4);
        add_row(5);
        ok_hr(HrDispatchNotifications(0), S_OK);
        ok(releaser.calls == 1, "%ld calls\n", releaser.calls);
        ok(releaser.refs == 1 && stayer.refs == 1 && changer.refs == 1,
           "%ld, %ld, %ld references\n", releaser.refs, stayer.refs, changer.refs);
        data->lpVtbl->Release(data);
        MAPIUninitialize();
    }
}

/* Threads with sinks of their own end while the table changes. */
static LONG stop;

static DWORD WINAPI change_all_the_time(void *unused)
{
    (void)unused;
    for (LONG n = 0; !stop; n++) add_row(n % 50);
    return 0;
}

static DWORD WINAPI listen_for_a_moment(void *context)
{
    struct sink *client = context;
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection;

    ok_hr(HrThisThreadAdviseSink(FACE(client), &sink), S_OK);
    connection = advise(sink);
    sink->lpVtbl->Release(sink);
    pump_until(&client->calls, 1);
    if (client->context) ok_hr(view->lpVtbl->Unadvise(view, connection), S_OK);
    return 0; /* else with what still waits for it */
}

static void threads_end_while_others_notify(void)
{
    struct sink sinks[24];
    HANDLE changer, thread;

    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), S_OK);
    open_table();
    stop = 0;
    changer = CreateThread(NULL, 0, change_all_the_time, NULL, 0, NULL);
    for (unsigned i = 0; i < ARRAYSIZE(sinks); i++) {
        sinks[i] = (struct sink)SINK;
        sinks[i].context = i & 1 ? sinks : NULL;
        thread = CreateThread(NULL, 0, listen_for_a_moment, &sinks[i], 0, NULL);
        ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "thread %u doesn't end\n", i);
        CloseHandle(thread);
    }
    stop = 1;
    ok(WaitForSingleObject(changer, 20000) == WAIT_OBJECT_0, "the changer doesn't end\n");
    CloseHandle(changer);
    add_row(1); /* to threads that are gone */
    ok_hr(HrDispatchNotifications(0), S_OK);
    close_table();
    for (unsigned i = 0; i < ARRAYSIZE(sinks); i++)
        ok(sinks[i].refs == 1, "sink %u has %ld references\n", i, sinks[i].refs);
    MAPIUninitialize();
}

/* ---- sinks that begin and end MAPI ---- */

static HANDLE event;

static void end_mapi(struct sink *sink)
{
    (void)sink;
    MAPIUninitialize(); /* the last, on the notification thread */
    SetEvent(event);
}

static void begin_and_end_mapi(struct sink *sink)
{
    (void)sink;
    SetEvent(event);
    for (int i = 0; i < 20; i++) {
        ok_hr(initialize(MAPI_NO_COINIT), S_OK);
        MAPIUninitialize();
    }
}

/* 1.1-04, 1.3-03 */
static void a_sink_may_end_mapi(void)
{
    struct sink ender = SINK, beginner = SINK;

    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), S_OK);
    open_table();
    ender.heard = end_mapi;
    advise(FACE(&ender));
    add_row(1);
    ok(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0, "not ended\n");
    ok_hr(HrDispatchNotifications(0), MAPI_E_NOT_INITIALIZED);
    close_table();
    wait_for(&ender.refs, 1);

    for (int i = 0; i < 10; i++) { /* the sink's calls meet the last MAPIUninitialize */
        ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), S_OK);
        open_table();
        beginner.heard = begin_and_end_mapi;
        advise(FACE(&beginner));
        add_row(1);
        ok(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0, "not called\n");
        MAPIUninitialize();
        close_table();
    }
    ok(beginner.refs == 1, "%ld references\n", beginner.refs);
    CloseHandle(event);
}

static void ask_the_main_window(struct sink *sink)
{
    SetEvent(event);
    sink->events = (LONG)SendMessageW(sink->context, WM_NULL, 0, 0) + 1000;
}

/* The last MAPIUninitialize waits for a sink that waits for the thread that calls it. */
static void the_end_lets_sinks_send_messages(void)
{
    struct sink sink = SINK;

    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    sink.context = CreateWindowW(L"STATIC", L"", WS_POPUP, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
    ok(sink.context != NULL, "no window\n");
    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), S_OK);
    open_table();
    sink.heard = ask_the_main_window;
    advise(FACE(&sink));
    add_row(1);
    ok(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0, "not called\n");
    MAPIUninitialize();
    ok(sink.events >= 1000, "the sink still waits\n");
    close_table();
    DestroyWindow(sink.context);
    CloseHandle(event);
}

START_TEST(notify)
{
    RUN(the_first_caller_owns_the_window);
    RUN(the_notification_thread_owns_the_window);
    RUN(sinks_are_called_while_the_first_thread_pumps);
    RUN(the_notification_thread_calls_sinks);
    RUN(dispatch_tells_of_the_end);
    RUN(the_end_of_the_windows_thread_is_survived);
    RUN(a_thread_sink_keeps_to_its_thread);
    RUN(a_function_sink_calls_its_function);
    RUN(sinks_may_leave_while_they_are_called);
    RUN(threads_end_while_others_notify);
    RUN(a_sink_may_end_mapi);
    RUN(the_end_lets_sinks_send_messages);
}

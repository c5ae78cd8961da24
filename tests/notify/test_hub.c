/*
 * test_hub.c - IMAPISupport's Subscribe, Unsubscribe and Notify
 */
#include "notify/sinks.h"
#include "notify/hub.h"

static int start(void **state)
{
    remember_alive(state);
    assert_hr(engine_start(false), S_OK);
    return 0;
}

static int stop(void **state)
{
    fault_alloc_never();
    engine_end(engine_take());
    return nothing_is_left(state);
}
#define RUNNING(name) cmocka_unit_test_setup_teardown(name, start, stop)

static HRESULT notify(NOTIFKEY *key, LONG code)
{
    NOTIFICATION news = ERROR_EVENT(code);
    ULONG flags = 0;

    return hub_notify(key, 1, &news, &flags);
}

static ULONG_PTR subscribe(NOTIFKEY *key, ULONG mask, ULONG flags, struct sink *sink)
{
    ULONG_PTR connection = 0;

    assert_hr(hub_subscribe(key, mask, flags, FACE(sink), &connection), S_OK);
    assert_int_not_equal(connection, 0);
    return connection;
}

/* 5.11-01 */
static void what_is_missing_is_refused(void **state)
{
    struct sink sink = SINK;
    ULONG_PTR connection = 7;
    ULONG flags = 0;
    NOTIFICATION news = ERROR_EVENT(1);

    (void)state;
    assert_hr(hub_subscribe(NULL, 1, 0, FACE(&sink), &connection), MAPI_E_INVALID_PARAMETER);
    assert_hr(hub_subscribe(KEY(""), 1, 0, FACE(&sink), &connection), MAPI_E_INVALID_PARAMETER);
    assert_hr(hub_subscribe(KEY("k"), 1, 0, NULL, &connection), MAPI_E_INVALID_PARAMETER);
    assert_hr(hub_subscribe(KEY("k"), 1, 0, FACE(&sink), NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(hub_subscribe(KEY("k"), 1, 1, FACE(&sink), &connection), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(connection, 0);
    assert_hr(hub_notify(NULL, 1, &news, &flags), MAPI_E_INVALID_PARAMETER);
    assert_hr(hub_notify(KEY("k"), 1, NULL, &flags), MAPI_E_INVALID_PARAMETER);
    flags = 4;
    assert_hr(hub_notify(KEY("k"), 1, &news, &flags), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(sink.refs, 1);
}

/* 5.11-02, 5.11-11, 5.11-12 */
static void a_sink_is_held_until_it_is_unsubscribed(void **state)
{
    struct sink sink = SINK;
    ULONG_PTR connection = subscribe(KEY("k"), fnevCriticalError, 0, &sink);

    (void)state;
    assert_int_equal(sink.refs, 2);
    assert_hr(hub_unsubscribe(connection + 1), MAPI_E_NOT_FOUND);
    assert_int_equal(sink.refs, 2);
    assert_hr(hub_unsubscribe(connection), S_OK);
    assert_int_equal(sink.refs, 1);
    assert_hr(hub_unsubscribe(connection), MAPI_E_NOT_FOUND);
    assert_hr(notify(KEY("k"), 1), S_OK);
    engine_dispatch();
    assert_int_equal(sink.calls, 0);
}

/* One process; 5.11-08. */
static void keys_match_by_their_bytes(void **state)
{
    struct sink one = SINK, two = SINK, longer = SINK;
    ULONG_PTR a = subscribe(KEY("key\0a"), fnevCriticalError, 0, &one);
    ULONG_PTR b = subscribe(KEY("key\0b"), fnevCriticalError, 0, &two);
    ULONG_PTR c = subscribe(KEY("key\0a "), fnevCriticalError, 0, &longer);

    (void)state;
    assert_hr(notify(KEY("key\0a"), 1), S_OK);
    assert_hr(notify(KEY("key\0b"), 2), S_OK);
    assert_hr(notify(KEY("key"), 3), S_OK);
    assert_hr(notify(KEY("unheard of"), 4), S_OK);
    engine_dispatch();
    assert_string_equal(one.seen, "1;");
    assert_string_equal(two.seen, "2;");
    assert_string_equal(longer.seen, "");
    hub_unsubscribe(a);
    hub_unsubscribe(b);
    hub_unsubscribe(c);
}

/* 5.11-04, 5.11-05, 6.12-19 */
static void only_synchronous_sinks_hear_before_notify_returns(void **state)
{
    struct sink now = SINK, later = SINK;
    ULONG_PTR a = subscribe(KEY("k"), fnevCriticalError, 0, &later);
    ULONG_PTR b = subscribe(KEY("k"), fnevCriticalError, NOTIFY_SYNC, &now);

    (void)state;
    assert_hr(notify(KEY("k"), 1), S_OK);
    assert_string_equal(heard_by(&now), "1;");
    assert_string_equal(heard_by(&later), "");
    assert_hr(engine_dispatch(), S_OK);
    assert_string_equal(heard_by(&later), "1;");
    assert_string_equal(heard_by(&now), "");
    hub_unsubscribe(a);
    hub_unsubscribe(b);
}

static BYTE ids[4][3] = {{1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {4, 4, 4}};

#define ID_OF(n_) sizeof(ids[n_]), (ENTRYID *)ids[n_]

static void look_at_copies(struct sink *sink)
{
    const NOTIFICATION *n = sink->batch;

    assert_int_equal(sink->count, 5);
    assert_memory_equal(n[0].info.newmail.lpEntryID, "\1\1\1", 3);
    assert_memory_equal(n[0].info.newmail.lpParentID, "\2\2\2", 3);
    assert_string_equal((char *)n[0].info.newmail.lpszMessageClass, "IPM.Note");
    assert_int_equal(n[0].info.newmail.ulFlags, 0);
    assert_int_equal(n[0].info.newmail.ulMessageFlags, 9);

    assert_int_equal(n[1].info.obj.cbEntryID, 3);
    assert_memory_equal(n[1].info.obj.lpEntryID, "\1\1\1", 3);
    assert_int_equal(n[1].info.obj.ulObjType, MAPI_MESSAGE);
    assert_memory_equal(n[1].info.obj.lpParentID, "\2\2\2", 3);
    assert_memory_equal(n[1].info.obj.lpOldID, "\3\3\3", 3);
    assert_memory_equal(n[1].info.obj.lpOldParentID, "\4\4\4", 3);
    assert_int_equal(n[1].info.obj.lpPropTagArray->cValues, 2);
    assert_int_equal(n[1].info.obj.lpPropTagArray->aulPropTag[1], PR_SUBJECT_W);

    assert_int_equal(n[2].info.err.cbEntryID, 0); /* counted, but not there */
    assert_null(n[2].info.err.lpEntryID);
    assert_int_equal(n[2].info.err.scode, MAPI_E_NO_ACCESS);
    assert_string_equal((char *)n[2].info.err.lpMAPIError->lpszError, "no");
    assert_null(n[2].info.err.lpMAPIError->lpszComponent);

    assert_int_equal(n[3].info.ext.ulEvent, 77);
    assert_int_equal(n[3].info.ext.cb, 0);
    assert_null(n[3].info.ext.pbEventParameters);

    assert_int_equal(n[4].info.tab.ulTableEvent, TABLE_ROW_ADDED);
    assert_int_equal(n[4].info.tab.propIndex.Value.l, 5);
    assert_int_equal(n[4].info.tab.propPrior.ulPropTag, PR_NULL);
    assert_int_equal(n[4].info.tab.row.cValues, 1);
    assert_string_equal(n[4].info.tab.row.lpProps[0].Value.lpszA, "row");
}

/* 5.11-06, 6.12-01, 6.12-03, 6.12-04, 6.12-05, 6.12-06, 6.12-07 */
static void the_provider_may_reuse_its_batch(void **state)
{
    char class[] = "IPM.Note", words[] = "no", text[] = "row";
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_SUBJECT_W}};
    MAPIERROR error = {MAPI_ERROR_VERSION, (LPTSTR)words, NULL, 1, 2};
    SPropValue row = STRING8(PR_SUBJECT_A, text);
    NOTIFICATION batch[] = {
        {.ulEventType = fnevNewMail, .info.newmail = {ID_OF(0), ID_OF(1), 0, (LPTSTR) class, 9}},
        {.ulEventType = fnevObjectMoved,
         .info.obj = {ID_OF(0), MAPI_MESSAGE, ID_OF(1), ID_OF(2), ID_OF(3),
                      (SPropTagArray *)&tags}},
        {.ulEventType = fnevCriticalError, .info.err = {4, NULL, MAPI_E_NO_ACCESS, 0, &error}},
        {.ulEventType = (ULONG)fnevExtended, .info.ext = {77, 0, NULL}},
        {.ulEventType = fnevTableModified,
         .info.tab = {TABLE_ROW_ADDED, S_OK, NUMBER(PR_ROWID, 5), {0}, {0, 1, &row}, 0}},
    };
    struct sink sink = SINK;
    ULONG_PTR connection = subscribe(KEY("k"), 0xffffffff, 0, &sink);
    ULONG flags = 0;

    (void)state;
    sink.heard = look_at_copies;
    assert_hr(hub_notify(KEY("k"), COUNT(batch), batch, &flags), S_OK);
    memset(batch, 0xee, sizeof(batch));
    memset(ids, 0xee, sizeof(ids));
    memset(&tags, 0xee, sizeof(tags));
    memset(&error, 0xee, sizeof(error));
    memset(class, 'X', sizeof(class));
    memset(words, 'X', sizeof(words));
    memset(text, 'X', sizeof(text));
    engine_dispatch();
    assert_int_equal(sink.calls, 1);
    assert_string_equal(sink.seen, "x2 x20 2147942405 x80000000 x100;");
    hub_unsubscribe(connection);
}

static void look_at_wide_text(struct sink *sink)
{
    assert_int_equal(sink->batch[0].info.newmail.ulFlags, MAPI_UNICODE);
    assert_text((WCHAR *)sink->batch[0].info.newmail.lpszMessageClass, L"IPM.Wide");
    assert_int_equal(sink->batch[1].info.err.ulFlags, MAPI_UNICODE);
    assert_text((WCHAR *)sink->batch[1].info.err.lpMAPIError->lpszError, L"wide");
}

/* 5.11-09 */
static void text_is_as_wide_as_notify_says(void **state)
{
    MAPIERROR error = {MAPI_ERROR_VERSION, (LPTSTR)L"wide", NULL, 0, 0};
    NOTIFICATION batch[] = {
        {.ulEventType = fnevNewMail, .info.newmail = {.lpszMessageClass = (LPTSTR)L"IPM.Wide"}},
        {.ulEventType = fnevCriticalError, .info.err.lpMAPIError = &error},
    };
    struct sink sink = SINK;
    ULONG_PTR connection = subscribe(KEY("k"), fnevNewMail | fnevCriticalError, 0, &sink);
    ULONG flags = MAPI_UNICODE;

    (void)state;
    sink.heard = look_at_wide_text;
    assert_hr(hub_notify(KEY("k"), 2, batch, &flags), S_OK);
    assert_int_equal(flags, 0);
    engine_dispatch();
    assert_int_equal(sink.calls, 1);
    hub_unsubscribe(connection);
}

/* 5.11-07 */
static void sinks_hear_only_what_they_asked_for(void **state)
{
    NOTIFICATION batch[] = {{.ulEventType = fnevObjectCreated},
                            {.ulEventType = fnevObjectDeleted},
                            {.ulEventType = fnevObjectCreated}};
    struct sink created = SINK, deleted = SINK, moved = SINK;
    ULONG_PTR a = subscribe(KEY("k"), fnevObjectCreated, 0, &created);
    ULONG_PTR b = subscribe(KEY("k"), fnevObjectDeleted | fnevObjectCopied, NOTIFY_SYNC, &deleted);
    ULONG_PTR c = subscribe(KEY("k"), fnevObjectMoved, 0, &moved);
    ULONG flags = 0;

    (void)state;
    assert_hr(hub_notify(KEY("k"), 3, batch, &flags), S_OK);
    engine_dispatch();
    assert_string_equal(created.seen, "x4 x4;");
    assert_string_equal(deleted.seen, "x8;");
    assert_int_equal(moved.calls, 0);
    hub_unsubscribe(a);
    hub_unsubscribe(b);
    hub_unsubscribe(c);
}

/* An event type that nobody knows; somebody who asked for everything is not told. */
static void an_unknown_event_is_refused(void **state)
{
    NOTIFICATION news = {.ulEventType = 0x400};
    struct sink sink = SINK;
    ULONG_PTR connection = subscribe(KEY("k"), 0xffffffff, 0, &sink);
    ULONG flags = 0;

    (void)state;
    assert_hr(hub_notify(KEY("k"), 1, &news, &flags), MAPI_E_INVALID_PARAMETER);
    engine_dispatch();
    assert_int_equal(sink.calls, 0);
    hub_unsubscribe(connection);
}

/* 5.11-10 */
static void a_synchronous_sink_can_stop_the_others(void **state)
{
    struct sink first = SINK, stopper = SINK, never = SINK;
    ULONG_PTR a = subscribe(KEY("k"), fnevCriticalError, 0, &first);
    ULONG_PTR b = subscribe(KEY("k"), fnevCriticalError, NOTIFY_SYNC, &stopper);
    ULONG_PTR c = subscribe(KEY("k"), fnevCriticalError, NOTIFY_SYNC, &never);
    NOTIFICATION news = ERROR_EVENT(1);
    ULONG flags = 0;

    (void)state;
    stopper.answer = CALLBACK_DISCONTINUE;
    assert_hr(hub_notify(KEY("k"), 1, &news, &flags), S_OK);
    assert_int_equal(flags, NOTIFY_CANCELED);
    engine_dispatch();
    assert_int_equal(first.calls, 1); /* it came before */
    assert_int_equal(never.calls, 0);
    stopper.answer = S_OK;
    flags = 0;
    assert_hr(hub_notify(KEY("k"), 1, &news, &flags), S_OK);
    assert_int_equal(flags, 0);
    assert_int_equal(never.calls, 1);
    hub_unsubscribe(a);
    hub_unsubscribe(b);
    hub_unsubscribe(c);
    engine_dispatch();
    assert_int_equal(first.calls, 1); /* what still waited was for a registration that is over */
}

/* 6.12-20 */
static void events_arrive_in_their_order(void **state)
{
    NOTIFICATION three[] = {ERROR_EVENT(2), ERROR_EVENT(3), ERROR_EVENT(4)};
    struct sink sink = SINK;
    ULONG_PTR connection = subscribe(KEY("k"), fnevCriticalError, 0, &sink);
    ULONG flags = 0;

    (void)state;
    notify(KEY("k"), 1);
    assert_hr(hub_notify(KEY("k"), 3, three, &flags), S_OK);
    notify(KEY("k"), 5);
    sys_window_pump(); /* as a thread that pumps messages */
    assert_string_equal(sink.seen, "1;2 3 4;5;");
    hub_unsubscribe(connection);
}

static void unsubscribe_context(struct sink *sink)
{
    assert_hr(hub_unsubscribe(*(ULONG_PTR *)sink->context), S_OK);
    assert_true(sink->refs >= 2); /* alive as long as it is called */
}

/* 5.11-12, 6.12-21 */
static void a_sink_may_unsubscribe_itself(void **state)
{
    struct sink sink = SINK;
    ULONG_PTR connection = subscribe(KEY("k"), fnevCriticalError, 0, &sink);

    (void)state;
    sink.heard = unsubscribe_context;
    sink.context = &connection;
    notify(KEY("k"), 1);
    notify(KEY("k"), 2);
    engine_dispatch();
    assert_string_equal(sink.seen, "1;");
    assert_int_equal(sink.refs, 1);

    connection = subscribe(KEY("k"), fnevCriticalError, NOTIFY_SYNC, &sink);
    notify(KEY("k"), 3);
    assert_int_equal(sink.calls, 2);
    assert_int_equal(sink.refs, 1);
}

static void notify_again(struct sink *sink)
{
    int *left = sink->context;

    if ((*left)-- > 0) notify(KEY("k"), *left);
}

/* A sink that causes what it hears of leaves its thread time for other messages. */
static void what_a_sink_causes_waits_for_the_next_turn(void **state)
{
    struct sink sink = SINK;
    ULONG_PTR connection = subscribe(KEY("k"), fnevCriticalError, 0, &sink);
    int left = 3;

    (void)state;
    sink.heard = notify_again;
    sink.context = &left;
    notify(KEY("k"), 9);
    sys_window_pump();
    assert_string_equal(sink.seen, "9;2;1;0;");
    hub_unsubscribe(connection);
}

struct meeting {
    struct sys_event *inside, *leave;
};

static void stay_inside(struct sink *sink)
{
    struct meeting *meeting = sink->context;

    sys_event_set(meeting->inside);
    sys_event_wait(meeting->leave, SYS_FOREVER);
}

static void notify_now(void *unused)
{
    (void)unused;
    notify(KEY("k"), 1);
}

/* 5.11-12 */
static void a_sink_that_runs_elsewhere_is_released_when_it_returns(void **state)
{
    struct sink sink = SINK;
    struct meeting meeting;
    struct sys_thread *thread;
    ULONG_PTR connection = subscribe(KEY("k"), fnevCriticalError, NOTIFY_SYNC, &sink);

    (void)state;
    sys_event_create(true, &meeting.inside);
    sys_event_create(true, &meeting.leave);
    sink.heard = stay_inside;
    sink.context = &meeting;
    assert_hr(sys_thread_start(notify_now, NULL, &thread), S_OK);
    sys_event_wait(meeting.inside, SYS_FOREVER);
    assert_hr(hub_unsubscribe(connection), S_OK); /* doesn't wait */
    assert_int_equal(atomic_get(&sink.refs), 2);
    sys_event_set(meeting.leave);
    sys_thread_join(thread);
    assert_int_equal(sink.refs, 1);
    sys_event_destroy(meeting.inside);
    sys_event_destroy(meeting.leave);
}

static void running_out_of_memory_leaves_nothing_half_done(void **state)
{
    struct sink sink = SINK;
    NOTIFICATION news = {.ulEventType = fnevNewMail,
                         .info.newmail = {ID_OF(0), ID_OF(1), 0, (LPTSTR) "IPM.Note", 0}};
    ULONG_PTR connection;
    ULONG flags;
    HRESULT hr;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(hr, {
        hr = hub_subscribe(KEY("k"), fnevNewMail, 0, FACE(&sink), &connection);
        if (FAILED(hr)) assert_int_equal(sink.refs, 1);
    });
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(hr, {
        flags = 0;
        hr = hub_notify(KEY("k"), 1, &news, &flags);
    });
    assert_hr(hr, S_OK);
    engine_dispatch();
    assert_int_equal(sink.calls, 1);
    hub_unsubscribe(connection);
    assert_int_equal(sink.refs, 1);
}

/* The utilities alone deliver nothing asynchronously. 1.8-03 */
static void without_an_engine_nothing_is_queued(void **state)
{
    struct sink sink = SINK;
    ULONG_PTR connection = subscribe(KEY("k"), fnevCriticalError, 0, &sink);

    (void)state;
    notify(KEY("k"), 1);
    engine_dispatch();
    assert_int_equal(sink.calls, 0);
    hub_unsubscribe(connection);
}

struct crowd {
    struct sink sinks[4];
    LONG stop;
};

static void come_and_go(void *context)
{
    struct crowd *crowd = context;

    for (int i = 0; i < 2000; i++) {
        ULONG_PTR connections[4];

        for (int k = 0; k < 4; k++)
            connections[k] = subscribe(k & 1 ? KEY("a") : KEY("b"), fnevCriticalError,
                                       k & 2 ? NOTIFY_SYNC : 0, &crowd->sinks[k]);
        notify(KEY("a"), i);
        for (int k = 0; k < 4; k++) assert_hr(hub_unsubscribe(connections[k]), S_OK);
    }
}

static void notify_until_told(void *context)
{
    struct crowd *crowd = context;

    while (!atomic_get(&crowd->stop)) {
        notify(KEY("a"), 1);
        notify(KEY("b"), 2);
        engine_dispatch();
    }
}

/* Four threads subscribe and unsubscribe, two notify and dispatch. */
static void threads_share_a_hub(void **state)
{
    struct crowd crowd = {.sinks = {SINK, SINK, SINK, SINK}};
    struct sys_thread *threads[6];

    (void)state;
    for (int i = 0; i < 4; i++) crowd.sinks[i].quiet = true;
    for (int i = 0; i < 6; i++)
        assert_hr(sys_thread_start(i < 4 ? come_and_go : notify_until_told, &crowd, &threads[i]),
                  S_OK);
    for (int i = 0; i < 4; i++) sys_thread_join(threads[i]);
    atomic_set(&crowd.stop, 1);
    for (int i = 4; i < 6; i++) sys_thread_join(threads[i]);
    engine_dispatch();
    for (int i = 0; i < 4; i++) assert_int_equal(crowd.sinks[i].refs, 1);
    assert_true(crowd.sinks[3].calls > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUNNING(what_is_missing_is_refused),
        RUNNING(a_sink_is_held_until_it_is_unsubscribed),
        RUNNING(keys_match_by_their_bytes),
        RUNNING(only_synchronous_sinks_hear_before_notify_returns),
        RUNNING(running_out_of_memory_leaves_nothing_half_done),
        RUNNING(the_provider_may_reuse_its_batch),
        RUNNING(text_is_as_wide_as_notify_says),
        RUNNING(sinks_hear_only_what_they_asked_for),
        RUNNING(an_unknown_event_is_refused),
        RUNNING(a_synchronous_sink_can_stop_the_others),
        RUNNING(events_arrive_in_their_order),
        RUNNING(a_sink_may_unsubscribe_itself),
        RUNNING(what_a_sink_causes_waits_for_the_next_turn),
        RUNNING(a_sink_that_runs_elsewhere_is_released_when_it_returns),
        TEST(without_an_engine_nothing_is_queued),
        RUNNING(threads_share_a_hub),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

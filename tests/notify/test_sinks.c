/*
 * test_sinks.c - sinks bound to a thread, sinks that call a function, and the engine's own thread
 */
#include "notify/sinks.h"
#include <sched.h>
#include "notify/advise.h"
#include "notify/func_sink.h"
#include "notify/thread_queue.h"
#include "notify/thread_sink.h"

static struct advise_list list;

static int start_with(void **state, bool own_thread)
{
    remember_alive(state);
    assert_hr(engine_start(own_thread), S_OK);
    advise_list_init(&list, RANK_HUB);
    return 0;
}

static int start(void **state)
{
    return start_with(state, false);
}

static int start_own(void **state)
{
    return start_with(state, true);
}

static int stop(void **state)
{
    fault_alloc_never();
    advise_list_destroy(&list);
    engine_end(engine_take());
    return nothing_is_left(state);
}
#define RUNNING(name)     cmocka_unit_test_setup_teardown(name, start, stop)
#define RUNNING_OWN(name) cmocka_unit_test_setup_teardown(name, start_own, stop)

static HRESULT post(LONG code)
{
    NOTIFICATION news = ERROR_EVENT(code);

    return advise_list_post(&list, 1, &news, 0, NULL);
}

static IMAPIAdviseSink *wrap(struct sink *client)
{
    IMAPIAdviseSink *sink = NULL;

    assert_hr(thread_sink_create(FACE(client), &sink), S_OK);
    assert_non_null(sink);
    return sink;
}

static void on_a_thread(void (*run)(void *), void *context)
{
    struct sys_thread *thread;

    assert_hr(sys_thread_start(run, context, &thread), S_OK);
    sys_thread_join(thread);
}

static void notify_directly(void *context)
{
    NOTIFICATION news = ERROR_EVENT(3);
    IMAPIAdviseSink *sink = context;

    assert_int_equal(sink->lpVtbl->OnNotify(sink, 1, &news), S_OK);
    memset(&news, 0xee, sizeof(news));
    assert_int_equal(sink->lpVtbl->OnNotify(sink, 0, &news), (ULONG)MAPI_E_INVALID_PARAMETER);
    assert_int_equal(sink->lpVtbl->OnNotify(sink, 1, NULL), (ULONG)MAPI_E_INVALID_PARAMETER);
}

/* 1.3-09, 1.7-05 */
static void a_thread_sink_is_called_on_its_thread_alone(void **state)
{
    struct sink client = SINK;
    IMAPIAdviseSink *sink = wrap(&client);
    NOTIFICATION own = ERROR_EVENT(4);

    (void)state;
    assert_int_equal(client.refs, 2);
    on_a_thread(notify_directly, sink);
    assert_int_equal(client.calls, 0);
    sys_window_pump();
    assert_string_equal(heard_by(&client), "3;");
    assert_int_equal(client.thread, sys_thread_id());

    on_a_thread(notify_directly, sink);
    /* on its thread: at once, but in order */
    assert_int_equal(sink->lpVtbl->OnNotify(sink, 1, &own), S_OK);
    assert_string_equal(heard_by(&client), "3;4;");

    on_a_thread(notify_directly, sink);
    thread_queue_drain_mine(); /* as every export of ours does */
    assert_string_equal(heard_by(&client), "3;");
    com_release(&sink);
    assert_int_equal(client.refs, 1);
}

/* Each call returns before the next begins, however many wait. */
static void a_long_queue_is_no_deep_stack(void **state)
{
    struct sink client = SINK;
    IMAPIAdviseSink *sink = wrap(&client);
    ULONG_PTR connection;

    (void)state;
    client.quiet = true;
    assert_hr(advise_list_add(&list, fnevCriticalError, sink, 0, &connection), S_OK);
    com_release(&sink);
    for (int i = 0; i < 50000; i++) assert_hr(post(i), S_OK);
    sys_window_pump();
    assert_int_equal(client.calls, 50000);
    assert_hr(advise_list_remove(&list, connection), S_OK);
}

static void out_of_memory(void **state)
{
    struct sink client = SINK;
    struct advise_list *other = &list;
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection;
    HRESULT hr;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(hr, {
        hr = thread_sink_create(FACE(&client), &sink);
        if (FAILED(hr)) assert_int_equal(client.refs, 1);
    });
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(hr, hr = advise_list_add(other, 1, sink, 0, &connection));
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(hr, {
        hr = post(1);
        if (FAILED(hr)) sys_window_pump();
        if (FAILED(hr)) assert_int_equal(client.calls, 0);
    });
    sys_window_pump();
    assert_int_equal(client.calls, 1);
    com_release(&sink);
    assert_int_equal(client.refs, 2); /* the registration's */
    assert_hr(advise_list_remove(other, connection), S_OK);
    assert_int_equal(client.refs, 1);
}

struct guest {
    struct sink client;
    ULONG_PTR connection;
    ULONG thread;
    struct sys_event *ready, *go;
};

static void advise_and_leave(void *context)
{
    struct guest *guest = context;
    IMAPIAdviseSink *sink = wrap(&guest->client);

    guest->thread = sys_thread_id();
    assert_hr(advise_list_add(&list, fnevCriticalError, sink, 0, &guest->connection), S_OK);
    com_release(&sink);
    sys_event_set(guest->ready);
    sys_event_wait(guest->go, SYS_FOREVER);
}

/* The thread of a sink ends before, while or after something waits for it. */
static void a_thread_that_ended_hears_nothing(void **state)
{
    struct guest guest = {.client = SINK};
    struct sys_thread *thread;

    (void)state;
    sys_event_create(true, &guest.ready);
    sys_event_create(true, &guest.go);
    assert_hr(sys_thread_start(advise_and_leave, &guest, &thread), S_OK);
    sys_event_wait(guest.ready, SYS_FOREVER);
    assert_hr(post(1), S_OK);
    sys_event_set(guest.go);
    sys_thread_join(thread);
    assert_hr(post(2), S_OK);
    sys_window_pump();
    assert_hr(engine_dispatch(), S_OK);
    assert_int_equal(guest.client.calls, 0);
    assert_hr(advise_list_remove(&list, guest.connection), S_OK);
    assert_int_equal(guest.client.refs, 1);
    sys_event_destroy(guest.ready);
    sys_event_destroy(guest.go);
}

struct storm {
    LONG stop, gone;
};

static void be_short_lived(void *context)
{
    struct storm *storm = context;

    for (int i = 0; i < 300; i++) {
        struct sink client = SINK;
        IMAPIAdviseSink *sink = wrap(&client);
        ULONG_PTR connection;

        assert_hr(advise_list_add(&list, fnevCriticalError, sink, 0, &connection), S_OK);
        /* the last reference goes with the registration, whoever holds it last */
        if (i % 3) com_release(&sink);
        sys_window_pump();
        assert_hr(advise_list_remove(&list, connection), S_OK);
        com_release(&sink);
        sys_window_pump();
        /* a post under way may still hold it */
        while (atomic_get(&client.refs) > 1) sys_window_pump();
    }
    atomic_inc(&storm->gone);
}

static void post_until_told(void *context)
{
    struct storm *storm = context;

    while (!atomic_get(&storm->stop))
        if (mem_roots_alive() > 10000) sched_yield(); /* those who run them get on */
        else post(5);
}

/* 6.12-21 */
static void sinks_come_and_go_while_others_notify(void **state)
{
    struct storm storm = {0};
    struct sys_thread *threads[5];

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_hr(sys_thread_start(i < 3 ? be_short_lived : post_until_told, &storm, &threads[i]),
                  S_OK);
    for (int i = 0; i < 3; i++) sys_thread_join(threads[i]);
    atomic_set(&storm.stop, 1);
    for (int i = 3; i < 5; i++) sys_thread_join(threads[i]);
    assert_int_equal(storm.gone, 3);
}

static LONG STDAPICALLTYPE count_call(void *context, ULONG count, NOTIFICATION *batch)
{
    assert_int_equal(count, 1);
    assert_int_equal(batch->ulEventType, fnevCriticalError);
    ++*(int *)context;
    return 42;
}

/* 1.3-12, 1.3-13 */
static void a_function_sink_calls_its_function(void **state)
{
    NOTIFICATION news = ERROR_EVENT(1);
    IMAPIAdviseSink *sink;
    void *other = &news;
    int calls = 0;
    HRESULT hr;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(hr, hr = func_sink_create(count_call, &calls, &sink));
    assert_int_equal(sink->lpVtbl->OnNotify(sink, 1, &news), 42);
    assert_int_equal(calls, 1);
    assert_hr(sink->lpVtbl->QueryInterface(sink, &IID_IMAPIProp, &other), E_NOINTERFACE);
    assert_null(other);
    assert_hr(sink->lpVtbl->QueryInterface(sink, &IID_IMAPIAdviseSink, &other), S_OK);
    assert_ptr_equal(other, sink);
    assert_int_equal(sink->lpVtbl->Release(sink), 1);
    assert_int_equal(sink->lpVtbl->Release(sink), 0);
}

/* 1.3-11 */
static void the_engines_thread_calls_unwrapped_sinks(void **state)
{
    struct sink sink = SINK;
    ULONG_PTR connection;

    (void)state;
    assert_hr(advise_list_add(&list, fnevCriticalError, FACE(&sink), 0, &connection), S_OK);
    for (int i = 0; i < 5; i++) assert_hr(post(i), S_OK);
    assert_hr(engine_dispatch(), S_OK); /* waits until all was delivered there */
    assert_string_equal(sink.seen, "0;1;2;3;4;");
    assert_int_not_equal(sink.thread, sys_thread_id());
    assert_hr(advise_list_remove(&list, connection), S_OK);
}

static void end_engine(struct sink *sink)
{
    engine_end(engine_take());
    sys_event_set(sink->context);
}

/* A sink on the engine's thread ends the engine: nobody waits for itself. */
static void a_sink_may_end_the_engine(void **state)
{
    struct sink sink = SINK;
    struct sys_event *ended;
    ULONG_PTR connection;

    (void)state;
    sys_event_create(true, &ended);
    sink.heard = end_engine;
    sink.context = ended;
    assert_hr(advise_list_add(&list, fnevCriticalError, FACE(&sink), 0, &connection), S_OK);
    assert_hr(post(1), S_OK);
    assert_hr(post(2), S_OK);
    assert_true(sys_event_wait(ended, 10000));
    assert_hr(engine_start(true), S_OK); /* at once */
    assert_hr(post(3), S_OK);
    sink.heard = NULL;
    assert_hr(engine_dispatch(), S_OK);
    assert_string_equal(sink.seen, "1;3;");
    assert_hr(advise_list_remove(&list, connection), S_OK);
    engine_end(engine_take());
    /* the first engine's thread leaves its loop */
    while (mem_roots_alive() > roots_before) sched_yield();
    sys_event_destroy(ended);
}

static void be_home(void *unused)
{
    (void)unused;
    assert_hr(engine_start(false), S_OK);
}

/* 1.3-05 */
static void the_end_of_the_home_thread_is_the_end_of_notifications(void **state)
{
    struct sink sink = SINK;
    ULONG_PTR connection;

    (void)state;
    engine_end(engine_take());
    on_a_thread(be_home, NULL);
    assert_hr(advise_list_add(&list, fnevCriticalError, FACE(&sink), 0, &connection), S_OK);
    assert_hr(post(1), S_OK);
    sys_window_pump();
    assert_hr(engine_dispatch(), S_OK);
    assert_int_equal(sink.calls, 0);
    assert_hr(advise_list_remove(&list, connection), S_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUNNING(a_thread_sink_is_called_on_its_thread_alone),
        RUNNING(a_long_queue_is_no_deep_stack),
        RUNNING(out_of_memory),
        RUNNING(a_thread_that_ended_hears_nothing),
        RUNNING(sinks_come_and_go_while_others_notify),
        RUNNING(a_function_sink_calls_its_function),
        RUNNING_OWN(the_engines_thread_calls_unwrapped_sinks),
        RUNNING_OWN(a_sink_may_end_the_engine),
        RUNNING(the_end_of_the_home_thread_is_the_end_of_notifications),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

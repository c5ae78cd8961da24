/*
 * test_fanout.c - one change told to many sinks, which come, go, block and tell of more meanwhile
 */
#include "notify/sinks.h"
#include <sched.h>
#include "notify/advise.h"
#include "notify/delivery.h"
#include "notify/thread_queue.h"
#include "notify/thread_sink.h"
#include "sys/fence.h"

enum {
    MANY = 1000
};

static struct advise_list list;
static struct sink sinks[MANY];
static ULONG_PTR connections[MANY];

static int start_with(void **state, bool own_thread)
{
    remember_alive(state);
    assert_hr(engine_start(own_thread), S_OK);
    advise_list_init(&list, RANK_HUB);
    for (int i = 0; i < MANY; i++)
        sinks[i] = (struct sink)SINK;
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

/* Where the system has no fence for other threads, as under Wine. */
static int start_fenced(void **state)
{
    sys_fence_pretend(0);
    return start(state);
}

static int start_own_fenced(void **state)
{
    sys_fence_pretend(0);
    return start_own(state);
}

/* Every reference has come home. */
static int stop(void **state)
{
    fault_alloc_never();
    advise_list_destroy(&list);
    engine_end(engine_take());
    sys_fence_pretend(-1);
    for (int i = 0; i < MANY; i++)
        if (sinks[i].refs != 1) return -1;
    return nothing_is_left(state);
}
#define RUNNING(name)     cmocka_unit_test_setup_teardown(name, start, stop)
#define RUNNING_OWN(name) cmocka_unit_test_setup_teardown(name, start_own, stop)
#define RUNNING_BOTH_WAYS(name)                                                                    \
    RUNNING(name), cmocka_unit_test_setup_teardown(name, start_fenced, stop)
#define RUNNING_OWN_BOTH_WAYS(name)                                                                \
    RUNNING_OWN(name), cmocka_unit_test_setup_teardown(name, start_own_fenced, stop)

static HRESULT post(LONG code)
{
    NOTIFICATION news = ERROR_EVENT(code);

    return advise_list_post(&list, 1, &news, 0, NULL);
}

static void advise(int i, ULONG mask, ULONG flags)
{
    assert_hr(advise_list_add(&list, mask, FACE(&sinks[i]), flags, &connections[i]), S_OK);
}

static void advise_all(int count)
{
    for (int i = 0; i < count; i++)
        advise(i, fnevCriticalError, 0);
}

static int number_of(const struct sink *sink)
{
    return (int)(sink - sinks);
}

static LONG calls(void)
{
    LONG all = 0;

    for (int i = 0; i < MANY; i++)
        all += sinks[i].calls;
    return all;
}

static void unadvise_the_next(struct sink *sink)
{
    int next = number_of(sink) + 1;

    if (next < MANY) advise_list_remove(&list, connections[next]);
}

/* 4.10-09 */
static void each_unadvises_the_next(void **state)
{
    (void)state;
    advise_all(MANY);
    for (int i = 0; i < MANY; i++)
        sinks[i].heard = unadvise_the_next;
    assert_hr(post(1), S_OK);
    assert_hr(post(2), S_OK);
    assert_hr(engine_dispatch(), S_OK);
    for (int i = 0; i < MANY; i++) {
        assert_string_equal(sinks[i].seen, i % 2 ? "" : "1;2;");
        assert_int_equal(sinks[i].refs, i % 2 ? 1 : 2);
    }
}

static LONG queued;

static void look_what_waits(struct sink *sink)
{
    (void)sink;
    engine_dispatch(); /* who is before is waiting already, who is behind isn't yet */
    queued = calls();
}

/* Whoever is registered before needn't wait for a sink that is called at once. 5.11-10 */
static void who_is_before_does_not_wait(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++)
        advise(i, fnevCriticalError, i == 10 || i == 20 ? NOTIFY_SYNC : 0);
    sinks[10].heard = look_what_waits;
    assert_hr(post(1), S_OK);
    assert_int_equal(queued, 11);
    assert_hr(engine_dispatch(), S_OK);
    assert_int_equal(calls(), 30);
    sinks[20].answer = CALLBACK_DISCONTINUE;
    assert_hr(post(2), S_OK);
    assert_hr(engine_dispatch(), S_OK);
    for (int i = 0; i < 30; i++)
        assert_string_equal(sinks[i].seen, i <= 20 ? "1;2;" : "1;");
}

static void unadvise_everyone(struct sink *sink)
{
    (void)sink;
    for (int i = 0; i < MANY; i++)
        advise_list_remove(&list, connections[i]);
    assert_int_equal(sink->refs, 2); /* alive while it is called */
}

/* At once, and on a thread of ours. */
static void one_unadvises_everyone(void **state)
{
    (void)state;
    for (int i = 0; i < MANY; i++)
        advise(i, fnevCriticalError, i < 10 ? NOTIFY_SYNC : 0);
    sinks[3].heard = unadvise_everyone;
    assert_hr(post(1), S_OK);
    assert_hr(engine_dispatch(), S_OK);
    assert_int_equal(calls(), 4);
    assert_true(advise_list_empty(&list));
}

static void look_whether_shared(struct sink *sink)
{
    static NOTIFICATION *first;

    if (!number_of(sink)) first = sink->batch;
    assert_ptr_equal(sink->batch, first);
}

/* One copy, whoever is told, in the order of the registrations. */
static void all_are_shown_one_batch(void **state)
{
    long before;

    (void)state;
    advise_all(MANY);
    for (int i = 0; i < MANY; i++)
        sinks[i].heard = look_whether_shared;
    assert_hr(post(1), S_OK);
    assert_hr(engine_dispatch(), S_OK);
    before = mem_roots_alive();
    assert_hr(post(2), S_OK);
    assert_in_range(mem_roots_alive() - before, 0, 3); /* the news, its batch, one job */
    assert_hr(engine_dispatch(), S_OK);
    assert_int_equal(calls(), 2 * MANY);
}

/* 5.11-07 */
static void each_hears_what_it_asked_for(void **state)
{
    static const ULONG kinds[] = {fnevObjectCreated, fnevObjectCreated | fnevObjectDeleted,
                                  fnevObjectMoved, 0xffffffff, fnevObjectCopied};
    static const char *const heard[] = {"x4 x4;", "x4 x8 x4;", "x20;", "x4 x8 x4 x20;", ""};
    NOTIFICATION batch[] = {{.ulEventType = fnevObjectCreated},
                            {.ulEventType = fnevObjectDeleted},
                            {.ulEventType = fnevObjectCreated},
                            {.ulEventType = fnevObjectMoved}};

    (void)state;
    for (int i = 0; i < MANY; i++)
        advise(i, kinds[i % 5], i % 7 ? 0 : NOTIFY_SYNC);
    assert_hr(advise_list_post(&list, 4, batch, 0, NULL), S_OK);
    assert_hr(engine_dispatch(), S_OK);
    for (int i = 0; i < MANY; i++)
        assert_string_equal(sinks[i].seen, heard[i % 5]);
}

static bool nested;

static void change_and_pump(struct sink *sink)
{
    if (nested) return;
    nested = true;
    assert_hr(post(2), S_OK);
    sys_window_pump(); /* as a message box does */
    assert_string_equal(sinks[MANY - 1].seen, "1;2;");
    assert_string_equal(sink->seen, "1;2;");
    nested = false;
    sink->heard = NULL;
}

/* Nobody hears of the newer change first. 6.12-20 */
static void a_sink_that_pumps_keeps_the_order(void **state)
{
    (void)state;
    advise_all(MANY);
    sinks[0].heard = change_and_pump;
    assert_hr(post(1), S_OK);
    assert_hr(engine_dispatch(), S_OK);
    assert_hr(engine_dispatch(), S_OK);
    for (int i = 0; i < MANY; i++)
        assert_string_equal(sinks[i].seen, "1;2;");
}

struct meeting {
    struct sys_event *inside, *leave;
};

static void stay_inside(struct sink *sink)
{
    struct meeting *meeting = sink->context;

    sys_event_set(meeting->inside);
    assert_true(sys_event_wait(meeting->leave, 60000));
}

static void dispatch(void *unused)
{
    (void)unused;
    engine_dispatch();
}

/* Who dispatches on another thread goes on behind one that blocks; its end needn't wait for it.
 * 4.10-08 */
static void one_that_blocks_is_passed(void **state)
{
    struct meeting meeting;
    struct sys_thread *thread;

    (void)state;
    sys_event_create(true, &meeting.inside);
    sys_event_create(true, &meeting.leave);
    advise_all(MANY);
    sinks[7].heard = stay_inside;
    sinks[7].context = &meeting;
    assert_hr(post(1), S_OK);
    assert_hr(post(2), S_OK);
    assert_hr(sys_thread_start(dispatch, NULL, &thread), S_OK);
    assert_true(sys_event_wait(meeting.inside, 60000));
    assert_hr(advise_list_remove(&list, connections[7]), S_OK); /* doesn't wait */
    assert_int_equal(atomic_get(&sinks[7].refs), 2);
    assert_hr(engine_dispatch(), S_OK);
    for (int i = 0; i < MANY; i++)
        assert_string_equal(sinks[i].seen, i == 7 ? "1;" : "1;2;");
    sys_event_set(meeting.leave);
    sys_thread_join(thread);
    assert_int_equal(sinks[7].refs, 1);
    assert_string_equal(sinks[7].seen, "1;");
    sys_event_destroy(meeting.inside);
    sys_event_destroy(meeting.leave);
}

/* While one is being called, all others are let go of at once, in front of it and behind it, and
 * the rest of a change that others have begun is left to nobody twice. 4.10-08, 4.10-09 */
static void whoever_is_not_called_is_let_go_at_once(void **state)
{
    struct meeting meeting;
    struct sys_thread *thread;

    (void)state;
    sys_event_create(true, &meeting.inside);
    sys_event_create(true, &meeting.leave);
    advise_all(30);
    sinks[7].heard = stay_inside;
    sinks[7].context = &meeting;
    assert_hr(post(1), S_OK);
    assert_hr(sys_thread_start(dispatch, NULL, &thread), S_OK);
    assert_true(sys_event_wait(meeting.inside, 60000));
    for (int i = 0; i < 30; i++) {
        assert_hr(advise_list_remove(&list, connections[i]), S_OK);
        assert_int_equal(atomic_get(&sinks[i].refs), i == 7 ? 2 : 1);
    }
    sys_event_set(meeting.leave);
    sys_thread_join(thread);
    assert_int_equal(sinks[7].refs, 1);
    assert_int_equal(calls(), 8);
    sys_event_destroy(meeting.inside);
    sys_event_destroy(meeting.leave);
}

static void end_engine(struct sink *sink)
{
    engine_end(engine_take());
    sys_event_set(sink->context);
}

/* The rest of them aren't called after that. */
static void a_sink_may_end_the_engine(void **state)
{
    struct sys_event *ended;

    (void)state;
    sys_event_create(true, &ended);
    advise_all(MANY);
    sinks[2].heard = end_engine;
    sinks[2].context = ended;
    assert_hr(post(1), S_OK);
    assert_true(sys_event_wait(ended, 60000));
    while (mem_roots_alive() > roots_before + MANY + 1)
        sched_yield(); /* the advises, a roster */
    assert_int_equal(calls(), 3);
    sys_event_destroy(ended);
}

static int depth, deepest;

static void call_mapi(struct sink *sink)
{
    (void)sink;
    if (++depth > deepest) deepest = depth;
    thread_queue_catch_up_mine(); /* as every export of ours does */
    depth--;
}

/* Sinks of a thread that call MAPI don't call each other. 1.3-09 */
static void thread_sinks_that_call_mapi_are_no_deep_stack(void **state)
{
    IMAPIAdviseSink *wrapped = NULL;

    (void)state;
    deepest = 0;
    for (int i = 0; i < MANY; i++) {
        sinks[i].heard = call_mapi;
        assert_hr(thread_sink_create(FACE(&sinks[i]), &wrapped), S_OK);
        assert_hr(advise_list_add(&list, fnevCriticalError, wrapped, 0, &connections[i]), S_OK);
        com_release(&wrapped);
    }
    for (int i = 0; i < 3; i++)
        assert_hr(post(i), S_OK);
    thread_queue_catch_up_mine();
    assert_int_equal(calls(), 3 * MANY);
    assert_int_equal(deepest, 1);
}

/* Nobody, or everybody. */
static void out_of_memory(void **state)
{
    NOTIFICATION batch[] = {ERROR_EVENT(1), {.ulEventType = fnevObjectCreated}};
    HRESULT hr;

    (void)state;
    for (int i = 0; i < 20; i++)
        advise(i, i % 2 ? fnevCriticalError : fnevCriticalError | fnevObjectCreated, 0);
    FOR_EACH_LOST_ALLOCATION(hr, {
        hr = advise_list_post(&list, 2, batch, 0, NULL);
        if (FAILED(hr)) assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        if (FAILED(hr)) engine_dispatch();
        if (FAILED(hr)) assert_int_equal(calls(), 0);
        if (FAILED(hr)) { /* the roster is made again each time */
            fault_alloc_never();
            advise_list_remove(&list, connections[0]);
            advise(0, fnevCriticalError | fnevObjectCreated, 0);
        }
    });
    assert_hr(hr, S_OK);
    engine_dispatch();
    assert_int_equal(calls(), 20);
    assert_string_equal(sinks[1].seen, "1;");
    assert_string_equal(sinks[2].seen, "1 x4;");
}

/* ---- deliveries ---- */

struct told {
    struct delivery delivery;
    LONG calls, when; /* calls there had been then */
};

static void all_told(struct delivery *delivery)
{
    struct told *told = (struct told *)delivery;

    told->calls++;
    told->when = calls();
}

/* Who posts is told when the last has been called, or when nobody will be. */
static void the_end_of_a_delivery_is_told(void **state)
{
    struct told told = {.delivery = {1, all_told}}, none = {.delivery = {1, all_told}};
    NOTIFICATION news = ERROR_EVENT(1);
    IMAPIAdviseSink *wrapped = NULL;

    (void)state;
    advise_all(10);
    assert_hr(thread_sink_create(FACE(&sinks[10]), &wrapped), S_OK);
    assert_hr(advise_list_add(&list, fnevCriticalError, wrapped, 0, &connections[10]), S_OK);
    com_release(&wrapped);
    assert_hr(advise_list_deliver(&list, 1, &news, 0, &told.delivery), S_OK);
    delivery_done(&told.delivery);
    assert_int_equal(told.calls, 0);
    advise_list_retire(&list); /* what was posted is delivered all the same */
    assert_true(advise_list_empty(&list));
    assert_hr(advise_list_remove(&list, connections[3]), MAPI_E_NOT_FOUND);
    assert_hr(engine_dispatch(), S_OK);
    assert_int_equal(calls(), 11);
    assert_int_equal(told.calls, 1);
    assert_int_equal(told.when, 11);

    advise_all(10);
    engine_end(engine_take());
    assert_hr(advise_list_deliver(&list, 1, &news, 0, &none.delivery), S_OK);
    delivery_done(&none.delivery);
    assert_int_equal(none.calls, 1);
    assert_int_equal(calls(), 11);
}

struct guest {
    struct sys_event *ready, *go;
    int first;
};

static void advise_and_leave(void *context)
{
    struct guest *guest = context;
    IMAPIAdviseSink *wrapped = NULL;

    for (int i = guest->first; i < guest->first + 5; i++) {
        assert_hr(thread_sink_create(FACE(&sinks[i]), &wrapped), S_OK);
        assert_hr(advise_list_add(&list, fnevCriticalError, wrapped, 0, &connections[i]), S_OK);
        com_release(&wrapped);
    }
    sys_event_set(guest->ready);
    assert_true(sys_event_wait(guest->go, 60000));
}

/* The registrations end before the thread, or after it; what waits there keeps neither. */
static void what_waits_for_a_thread_that_ends_is_let_go(void **state)
{
    struct guest guest;
    struct sys_thread *thread;
    long before;

    (void)state;
    sys_event_create(false, &guest.ready);
    sys_event_create(false, &guest.go);
    before = mem_roots_alive();
    for (int way = 0; way < 3; way++) {
        guest.first = 5 * way;
        assert_hr(sys_thread_start(advise_and_leave, &guest, &thread), S_OK);
        assert_true(sys_event_wait(guest.ready, 60000));
        assert_hr(post(1), S_OK);
        for (int i = 0; way == 0 && i < 5; i++)
            assert_hr(advise_list_remove(&list, connections[i]), S_OK);
        if (way == 2) advise_list_retire(&list);
        sys_event_set(guest.go);
        sys_thread_join(thread);
        for (int i = 5; way == 1 && i < 10; i++)
            assert_hr(advise_list_remove(&list, connections[i]), S_OK);
        if (way == 2) thread_queues_sweep(); /* as when a thread comes to have one */
        assert_int_equal(mem_roots_alive(), before);
    }
    assert_int_equal(calls(), 0);
    sys_event_destroy(guest.ready);
    sys_event_destroy(guest.go);
}

/* ---- all at once ---- */

static LONG over;

static void come_and_go(void *context)
{
    int own = (int)(intptr_t)context * 20;

    for (int i = 0; !atomic_get(&over); i++) {
        int at = own + i % 20;

        if (connections[at]) assert_hr(advise_list_remove(&list, connections[at]), S_OK);
        connections[at] = 0;
        if (i % 3) advise(at, fnevCriticalError, i % 5 ? 0 : NOTIFY_SYNC);
    }
    for (int at = own; at < own + 20; at++)
        if (connections[at]) assert_hr(advise_list_remove(&list, connections[at]), S_OK);
}

static void post_and_dispatch(void *unused)
{
    (void)unused;
    for (int i = 0; i < 1000; i++) {
        post(1);
        engine_dispatch();
    }
}

/* Three threads advise and unadvise, three post and run the same queue. A sink that was called
 * without a reference, or kept one, fails. */
static void threads_share_a_list(void **state)
{
    struct sys_thread *threads[6];

    (void)state;
    memset(connections, 0, sizeof(connections));
    over = 0;
    for (int i = 0; i < MANY; i++)
        sinks[i].quiet = true;
    for (int i = 0; i < 6; i++)
        assert_hr(sys_thread_start(i < 3 ? come_and_go : post_and_dispatch, (void *)(intptr_t)i,
                                   &threads[i]),
                  S_OK);
    for (int i = 3; i < 6; i++)
        sys_thread_join(threads[i]);
    atomic_set(&over, 1);
    for (int i = 0; i < 3; i++)
        sys_thread_join(threads[i]);
    engine_dispatch();
    for (int i = 0; i < MANY; i++)
        assert_int_equal(sinks[i].refs, 1);
}

static void dispatch_often(void *unused)
{
    (void)unused;
    while (!atomic_get(&over))
        engine_dispatch();
}

/* Each is called once of each change, whoever takes turns with it. */
static void threads_share_one_change(void **state)
{
    struct sys_thread *threads[3];

    (void)state;
    over = 0;
    advise_all(100);
    for (int i = 0; i < 100; i++)
        sinks[i].quiet = true;
    for (int i = 0; i < 3; i++)
        assert_hr(sys_thread_start(dispatch_often, NULL, &threads[i]), S_OK);
    for (int i = 0; i < 2000; i++)
        assert_hr(post(1), S_OK);
    engine_dispatch();
    atomic_set(&over, 1);
    for (int i = 0; i < 3; i++)
        sys_thread_join(threads[i]);
    for (int i = 0; i < 100; i++)
        assert_int_equal(sinks[i].calls, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUNNING_BOTH_WAYS(each_unadvises_the_next),
        RUNNING_BOTH_WAYS(one_unadvises_everyone),
        RUNNING(who_is_before_does_not_wait),
        RUNNING(all_are_shown_one_batch),
        RUNNING(each_hears_what_it_asked_for),
        RUNNING_BOTH_WAYS(a_sink_that_pumps_keeps_the_order),
        RUNNING_BOTH_WAYS(one_that_blocks_is_passed),
        RUNNING_BOTH_WAYS(whoever_is_not_called_is_let_go_at_once),
        RUNNING_OWN_BOTH_WAYS(a_sink_may_end_the_engine),
        RUNNING(thread_sinks_that_call_mapi_are_no_deep_stack),
        RUNNING(out_of_memory),
        RUNNING(the_end_of_a_delivery_is_told),
        RUNNING(what_waits_for_a_thread_that_ends_is_let_go),
        RUNNING_BOTH_WAYS(threads_share_one_change),
        RUNNING_BOTH_WAYS(threads_share_a_list),
        RUNNING_OWN_BOTH_WAYS(threads_share_a_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

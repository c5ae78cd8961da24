/*
 * test_idle.c - idle routines: which is called when; the engine that calls them
 */
#include "profile/fixture.h"
#include "notify/idle.h"
#include "notify/idle_queue.h"
#include "sys/clock.h"
#include "sys/thread.h"
#include "sys/window.h"

static BOOL STDAPICALLTYPE nothing(void *context)
{
    (void)context;
    return FALSE;
}

/* A queue and the times it is asked at */
struct scene {
    struct idle_queue queue;
    struct idle_times at;
};

static ULONG add(struct scene *s, short priority, ULONG csec, USHORT options)
{
    return idle_queue_add(&s->queue, s->at.now, nothing, NULL, priority, csec, options);
}

static ULONG take(struct scene *s)
{
    struct idle_routine *routine = idle_queue_take(&s->queue, &s->at);
    ULONG tag = routine ? routine->tag : 0;

    if (routine) idle_routine_unref(routine);
    return tag;
}

static void pass(struct scene *s, uint64_t msec)
{
    s->at.now += msec;
    s->at.quiet += msec;
}

static int set_scene(void **state)
{
    struct scene *s = mem_zero(sizeof(*s));

    *state = s;
    if (!s) return -1;
    idle_queue_init(&s->queue);
    s->at = (struct idle_times){.now = 1000000, .quiet = 500000};
    return 0;
}

static int clear_scene(void **state)
{
    struct scene *s = *state;

    LIST_EACH_SAFE(routine, &s->queue.routines, struct idle_routine, link)
    idle_queue_remove(routine);
    mem_free(s);
    return mem_roots_alive() != 0;
}

/* 11.12-05 */
static void an_interval_passes_before_each_call(void **state)
{
    struct scene *s = *state;
    ULONG tag = add(s, -1, 50, FIROINTERVAL);

    assert_int_equal(take(s), 0);
    assert_int_equal(idle_queue_wait(&s->queue, &s->at), 500);
    pass(s, 499);
    assert_int_equal(take(s), 0);
    assert_int_equal(idle_queue_wait(&s->queue, &s->at), 1);
    pass(s, 1);
    assert_int_equal(idle_queue_wait(&s->queue, &s->at), 0);
    assert_int_equal(take(s), tag);
    assert_int_equal(take(s), 0);
    pass(s, 500);
    s->at.quiet = 0; /* what the user does has nothing to do with it */
    assert_int_equal(take(s), tag);
}

/* 11.12-05 */
static void a_wait_wants_a_user_who_does_nothing(void **state)
{
    struct scene *s = *state;
    ULONG tag = add(s, -1, 100, FIROWAIT);

    assert_int_equal(take(s), 0); /* an idle time that began before doesn't count */
    pass(s, 900);
    s->at.quiet = 300;
    assert_int_equal(idle_queue_wait(&s->queue, &s->at), 700);
    pass(s, 700);
    assert_int_equal(take(s), tag);
    assert_int_equal(take(s), 0);
    pass(s, 10);
    assert_int_equal(take(s), tag); /* then as often as possible */
    s->at.quiet = 0;
    pass(s, 999);
    assert_int_equal(take(s), 0); /* a new block of idle time */
    pass(s, 1);
    assert_int_equal(take(s), tag);
}

/* 11.12-06 */
static void the_highest_priority_goes_first(void **state)
{
    struct scene *s = *state;
    ULONG low = add(s, -5, 0, IRONULL), high = add(s, 7, 0, IRONULL), zero = add(s, 0, 0, IRONULL);

    assert_int_equal(take(s), high);
    assert_int_equal(take(s), zero);
    assert_int_equal(take(s), low);
    assert_int_equal(take(s), 0);
}

/* 11.12-06 */
static void only_those_above_zero_go_before_input(void **state)
{
    struct scene *s = *state;
    ULONG high = add(s, 1, 0, IRONULL), low;

    low = add(s, -1, 0, IRONULL);
    add(s, 0, 0, IRONULL);
    s->at.input_waits = true;
    assert_int_equal(take(s), high);
    assert_int_equal(take(s), 0);
    s->at.input_waits = false;
    assert_int_not_equal(take(s), 0);
    assert_int_equal(take(s), low);
}

/* 11.12-07 */
static void those_of_one_priority_take_turns(void **state)
{
    struct scene *s = *state;
    ULONG a = add(s, 1, 0, IRONULL), b = add(s, 1, 0, IRONULL);

    for (int i = 0; i < 3; i++) {
        assert_int_equal(take(s), a);
        assert_int_equal(take(s), b);
        assert_int_equal(take(s), 0);
        pass(s, 10);
    }
}

/* 11.12-04 */
static void options_are_kept(void **state)
{
    struct scene *s = *state;
    ULONG once, block, off;

    assert_int_equal(add(s, 1, 1, FIROWAIT | FIROINTERVAL), 0);
    assert_int_equal(idle_queue_add(&s->queue, 0, NULL, NULL, 1, 0, 0), 0);
    once = add(s, 1, 0, FIROONCEONLY);
    assert_int_equal(take(s), once);
    pass(s, 100);
    assert_int_equal(take(s), 0);
    assert_null(idle_queue_find(&s->queue, once));

    block = add(s, 1, 0, FIROPERBLOCK | FIROWAIT);
    assert_int_equal(take(s), block);
    pass(s, 1000);
    assert_int_equal(take(s), 0);
    assert_true(idle_queue_wait(&s->queue, &s->at) > 0);
    s->at.quiet = 0;
    pass(s, 20);
    assert_int_equal(take(s), block);
    idle_queue_remove(idle_queue_find(&s->queue, block));

    off = add(s, 1, 0, FIRODISABLED);
    assert_int_equal(take(s), 0);
    assert_true(idle_queue_wait(&s->queue, &s->at) == IDLE_NEVER);
    idle_queue_find(&s->queue, off)->disabled = false;
    assert_int_equal(take(s), off);
}

/* 11.12-10 */
static void only_what_is_selected_changes(void **state)
{
    struct scene *s = *state;
    int there;
    struct idle_routine *r = idle_queue_find(&s->queue, add(s, 1, 10, FIROINTERVAL));

    idle_routine_change(r, s->at.now, NULL, &there, 9, 99, FIROWAIT, IRCNULL);
    assert_true(r->call == nothing && !r->context && r->priority == 1 && r->csec == 10 &&
                r->options == FIROINTERVAL);
    idle_routine_change(r, s->at.now, NULL, &there, 9, 99, FIROWAIT, FIRCPV);
    assert_true(r->context == &there && r->priority == 1);
    idle_routine_change(r, s->at.now, NULL, NULL, 9, 99, FIROWAIT, FIRCPRI | FIRCPFN);
    assert_true(r->priority == 9 && r->call == nothing && r->csec == 10);
    idle_routine_change(r, s->at.now, NULL, NULL, 0, 99, FIROWAIT | FIROINTERVAL, FIRCIRO);
    assert_int_equal(r->options, FIROINTERVAL);
    idle_routine_change(r, s->at.now, NULL, NULL, 0, 99, FIROWAIT | FIRODISABLED,
                        FIRCIRO | FIRCCSEC);
    assert_true(r->options == FIROWAIT && r->disabled && r->csec == 99 && r->priority == 9);
}

/* ---- the engine, whose home is this thread ---- */

static int calls;
static ULONG called_on;

static BOOL STDAPICALLTYPE count(void *context)
{
    calls++;
    called_on = sys_thread_id();
    if (context) idle_remove(*(ULONG *)context);
    return TRUE; /* ignored */
}

/* Pumps until so many calls were seen, or msec are over. */
static void pump(int wanted, ULONG msec)
{
    uint64_t until = sys_ticks_msec() + msec;
    struct sys_event *pause;

    assert_hr(sys_event_create(true, &pause), S_OK);
    while (calls < wanted && sys_ticks_msec() < until) {
        sys_window_pump();
        sys_event_wait(pause, 1);
    }
    sys_event_destroy(pause);
}

/* 11.12-02, 11.12-08 */
static void routines_run_where_messages_are_pumped(void **state)
{
    ULONG tag;

    (void)state;
    calls = 0;
    assert_hr(idle_start(), S_OK);
    tag = idle_add(count, NULL, 1, 2, FIROINTERVAL);
    assert_int_not_equal(tag, 0);
    pump(3, 5000);
    assert_int_equal(calls, 3);
    assert_int_equal(called_on, sys_thread_id());
    idle_enable(tag, false);
    pump(4, 60);
    assert_int_equal(calls, 3);
    idle_enable(tag, true);
    pump(4, 5000);
    assert_int_equal(calls, 4);
    idle_remove(tag);
    pump(5, 60);
    assert_int_equal(calls, 4);
    idle_end();
}

/* 11.12-11 */
static void a_routine_removes_itself(void **state)
{
    static ULONG tag;

    (void)state;
    calls = 0;
    assert_hr(idle_start(), S_OK);
    tag = idle_add(count, &tag, 1, 0, IRONULL);
    pump(2, 100);
    assert_int_equal(calls, 1);
    idle_end();
}

/* 11.12-01, 11.12-12 */
static void the_last_end_ends_it(void **state)
{
    ULONG tag;

    (void)state;
    calls = 0;
    assert_int_equal(idle_add(count, NULL, 1, 0, IRONULL), 0);
    idle_remove(1);
    idle_enable(1, true);
    idle_end();
    assert_hr(idle_start(), S_OK);
    assert_hr(idle_start(), S_OK);
    idle_end();
    tag = idle_add(count, NULL, 1, 0, IRONULL);
    assert_int_not_equal(tag, 0);
    pump(1, 5000);
    assert_int_equal(calls, 1);
    idle_end();
    pump(2, 60);
    assert_int_equal(calls, 1);
    assert_int_equal(mem_roots_alive(), 0);
}

/* 11.12-01 */
static void without_memory_it_does_not_start(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        HRESULT hr;

        fault_alloc_after(n);
        hr = idle_start();
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(mem_roots_alive(), 0);
    }
    fault_alloc_after(0);
    assert_int_equal(idle_add(count, NULL, 1, 0, IRONULL), 0);
    fault_alloc_never();
    idle_end();
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, set_scene, clear_scene)

int main(void)
{
    const struct CMUnitTest all[] = {
        IN_SCENE(an_interval_passes_before_each_call),
        IN_SCENE(a_wait_wants_a_user_who_does_nothing),
        IN_SCENE(the_highest_priority_goes_first),
        IN_SCENE(only_those_above_zero_go_before_input),
        IN_SCENE(those_of_one_priority_take_turns),
        IN_SCENE(options_are_kept),
        IN_SCENE(only_what_is_selected_changes),
        cmocka_unit_test(routines_run_where_messages_are_pumped),
        cmocka_unit_test(a_routine_removes_itself),
        cmocka_unit_test(the_last_end_ends_it),
        cmocka_unit_test(without_memory_it_does_not_start),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}

/*
 * test_patience.c - calls that may never come back: on which thread they are made, and who goes on
 */
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/fault.h"
#include "base/lock.h"
#include "provider/patience.h"
#include "sys/thread.h"

enum {
    CALLS = 4
};

static struct job {
    struct sys_event *arrived, *go_on;
    ULONG asked_by[CALLS + 2], made_by[CALLS]; /* threads */
    LONG refs, asked, made, stops_at;          /* -1: none hangs */
} job;

static struct job *const all = &job;

static void *next(void *context)
{
    LONG n = atomic_inc(&all->asked) - 1;

    if (context != all) return NULL;
    if (n < CALLS + 2) all->asked_by[n] = sys_thread_id();
    return n < CALLS ? &all->made_by[n] : NULL;
}

static void call(void *context, void *item)
{
    ULONG *thread = item;

    (void)context;
    *thread = sys_thread_id();
    atomic_inc(&all->made);
    if (thread - all->made_by == all->stops_at) {
        sys_event_set(all->arrived);
        sys_event_wait(all->go_on, 60000);
    }
}

static void ref(void *context)
{
    atomic_inc(&((struct job *)context)->refs);
}

static void unref(void *context)
{
    struct job *j = context;

    if (!atomic_dec(&j->refs)) sys_event_set(j->arrived);
}

static const struct patience_work work = {next, call, ref, unref};

static int setup(void **state)
{
    (void)state;
    memset(&job, 0, sizeof(job));
    job.stops_at = -1;
    return FAILED(sys_event_create(false, &job.arrived)) ||
           FAILED(sys_event_create(false, &job.go_on));
}

static int teardown(void **state)
{
    (void)state;
    patience_set_limit(0);
    sys_event_destroy(job.arrived);
    sys_event_destroy(job.go_on);
    return job.refs != 0;
}

static void nothing_to_do_needs_no_thread(void **state)
{
    (void)state;
    all->asked = CALLS;
    patience_run(&work, all);
    assert_int_equal(all->asked, CALLS + 1);
    assert_int_equal(all->asked_by[CALLS], sys_thread_id());
    assert_int_equal(all->made, 0);
}

static void all_is_done_in_order_on_one_thread(void **state)
{
    (void)state;
    patience_run(&work, all);
    assert_int_equal(all->made, CALLS);
    assert_int_not_equal(all->made_by[0], sys_thread_id());
    for (int i = 1; i < CALLS; i++)
        assert_int_equal(all->made_by[i], all->made_by[0]);
    assert_int_equal(all->refs, 0);
}

/* ... and when it comes back after all, it does nothing more */
static void one_that_hangs_is_left_behind(void **state)
{
    (void)state;
    for (int at = 0; at < CALLS; at++) {
        all->asked = all->made = 0;
        all->stops_at = at;
        patience_set_limit(2000);
        patience_run(&work, all);
        assert_true(sys_event_wait(all->arrived, 60000));
        assert_int_equal(all->made, CALLS);
        for (int i = 0; i < CALLS; i++) {
            assert_int_not_equal(all->made_by[i], sys_thread_id());
            if (i < at) assert_int_equal(all->made_by[i], all->made_by[at]);
            if (i > at) assert_int_not_equal(all->made_by[i], all->made_by[at]);
        }
        assert_int_equal(all->refs, 1); /* its thread's */
        sys_event_set(all->go_on);
        assert_true(sys_event_wait(all->arrived, 60000));
        assert_int_equal(all->made, CALLS);
    }
}

static void without_memory_the_caller_does_it(void **state)
{
    (void)state;
    fault_alloc_after(0);
    patience_run(&work, all);
    fault_alloc_never();
    assert_int_equal(all->made, CALLS);
    for (int i = 0; i < CALLS; i++)
        assert_int_equal(all->made_by[i], sys_thread_id());
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(nothing_to_do_needs_no_thread),
        TEST(all_is_done_in_order_on_one_thread),
        TEST(one_that_hangs_is_left_behind),
        TEST(without_memory_the_caller_does_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

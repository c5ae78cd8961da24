/*
 * test_claim.c - one thread has it at a time, and nobody waits for it for ever
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <pthread.h>
#include <cmocka.h>
#include "common/event.h"
#include "ldap_ab/claim.h"

#define THREADS   4
#define ROUNDS    500
#define LONG_MSEC 60000

static struct claim shared;
static int inside, done, failures; /* inside: of those who have it; under it */

static void *take_turns(void *context)
{
    (void)context;
    for (int i = 0; i < ROUNDS; i++) {
        if (claim_take(&shared, event_now_msec() + LONG_MSEC) != S_OK) {
            __atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED);
            continue;
        }
        if (__atomic_add_fetch(&inside, 1, __ATOMIC_RELAXED) != 1)
            __atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED);
        done++;
        __atomic_sub_fetch(&inside, 1, __ATOMIC_RELAXED);
        claim_drop(&shared);
    }
    return NULL;
}

static void one_thread_has_it_at_a_time(void **state)
{
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_turns, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(failures, 0);
    assert_int_equal(done, THREADS * ROUNDS);
    assert_null(shared.waiting);
}

static void who_waits_too_long_is_told(void **state)
{
    struct claim claim = {.taken = false};

    (void)state;
    assert_int_equal(claim_take(&claim, 0), S_OK); /* it is free: no deadline counts */
    assert_int_equal(claim_take(&claim, 0), MAPI_E_BUSY);
    assert_int_equal(claim_take(&claim, event_now_msec() + 1), MAPI_E_BUSY);
    assert_null(claim.waiting);
    claim_drop(&claim);
    assert_int_equal(claim_take(&claim, 0), S_OK);
    claim_drop(&claim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_thread_has_it_at_a_time),
        cmocka_unit_test(who_waits_too_long_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

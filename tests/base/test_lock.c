/*
 * test_lock.c - locks exclude, may be taken again, and keep to their ranks
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "mapidefs.h"
#include "base/list.h"
#include "base/lock.h"
#include "sys/thread.h"

static struct lock outer, inner;
static int counted;

static int make_locks(void **state)
{
    (void)state;
    lock_init(&outer, RANK_SESSION);
    lock_init(&inner, RANK_HUB);
    return 0;
}

static int drop_locks(void **state)
{
    (void)state;
    lock_destroy(&outer);
    lock_destroy(&inner);
    return 0;
}

static void count_under_lock(void *context)
{
    (void)context;
    for (int i = 0; i < 20000; i++) {
        LOCKED(&outer);
        counted = counted + 1;
    }
}

static void a_lock_excludes(void **state)
{
    struct sys_thread *threads[4];

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(sys_thread_start(count_under_lock, NULL, &threads[i]), S_OK);
    for (int i = 0; i < 4; i++)
        sys_thread_join(threads[i]);
    assert_int_equal(counted, 80000);
}

static void a_lock_is_held_to_the_end_of_its_block(void **state)
{
    (void)state;
    assert_false(lock_any_held());
    {
        LOCKED(&outer);
        LOCKED(&inner);
        assert_true(lock_any_held());
        lock_take(&outer); /* again */
        lock_drop(&outer);
        assert_true(lock_any_held());
    }
    assert_false(lock_any_held());
}

/* The exit status of a child that does what would be a mistake of ours. */
static int status_of(void (*mistake)(void))
{
    pid_t child = fork();
    int status;

    if (!child) {
        if (!freopen("/dev/null", "w", stderr)) _exit(1);
        mistake();
        _exit(0);
    }
    waitpid(child, &status, 0);
    return status;
}

static void wrong_order(void)
{
    lock_take(&inner);
    lock_take(&outer);
}

static void not_held(void)
{
    lock_drop(&outer);
}

static void mistakes_are_told(void **state)
{
    (void)state;
    assert_true(WIFSIGNALED(status_of(wrong_order)));
    assert_true(WIFSIGNALED(status_of(not_held)));
}

struct item {
    int value;
    struct list link;
};

static void a_ring_keeps_its_order(void **state)
{
    struct list head = LIST_INIT(head);
    struct item items[4] = {{.value = 0}, {.value = 1}, {.value = 2}, {.value = 3}};
    static const int left[] = {0, 1, 3};
    int n = 0;

    (void)state;
    assert_true(list_empty(&head));
    for (int i = 0; i < 4; i++)
        list_append(&head, &items[i].link);
    list_remove(&items[2].link);
    list_remove(&items[2].link);
    LIST_EACH_SAFE(item, &head, struct item, link)
    {
        assert_int_equal(item->value, left[n++]);
        list_remove(&item->link);
    }
    assert_int_equal(n, 3);
    assert_true(list_empty(&head));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_lock_excludes, make_locks, drop_locks),
        cmocka_unit_test_setup_teardown(a_lock_is_held_to_the_end_of_its_block, make_locks,
                                        drop_locks),
        cmocka_unit_test_setup_teardown(mistakes_are_told, make_locks, drop_locks),
        cmocka_unit_test(a_ring_keeps_its_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

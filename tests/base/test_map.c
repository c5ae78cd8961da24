/*
 * test_map.c - the hash map keeps what was put in, whatever else comes and goes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/fault.h"
#include "base/map.h"
#include "base/mem.h"

static long roots;

static int remember(void **state)
{
    (void)state;
    roots = mem_roots_alive();
    return 0;
}

static int came_home(void **state)
{
    (void)state;
    return mem_roots_alive() != roots;
}

static void an_empty_map_has_nothing(void **state)
{
    struct map m = {0};
    size_t cursor = 0;

    (void)state;
    assert_null(map_get(&m, "a", 1));
    assert_null(map_remove(&m, "a", 1));
    assert_null(map_next(&m, &cursor, NULL, NULL));
    map_drop(&m);
}

static void keys_of_any_length_are_told_apart(void **state)
{
    char key[100] = {0};
    struct map m = {0};
    int values[100];

    (void)state;
    for (size_t bytes = 0; bytes < 100; bytes++)
        assert_true(map_put(&m, key, bytes, &values[bytes])); /* all zeros: only lengths differ */
    for (size_t bytes = 0; bytes < 100; bytes++)
        assert_ptr_equal(map_get(&m, key, bytes), &values[bytes]);
    key[60] = 1;
    assert_null(map_get(&m, key, 99));
    assert_true(map_put(&m, key, 50, &values[99])); /* replaces */
    assert_ptr_equal(map_get(&m, key, 50), &values[99]);
    assert_int_equal(m.count, 100);
    map_drop(&m);
    assert_int_equal(m.count, 0);
}

static void what_comes_and_goes_leaves_the_rest(void **state)
{
    enum {
        KEYS = 2000
    };
    static char there[KEYS];
    struct map m = {0};
    unsigned seed = 7;
    char key[32];

    (void)state;
    for (int turn = 0; turn < 40000; turn++) {
        unsigned k = (seed = seed * 1664525 + 1013904223) >> 12;
        int bytes;

        k %= KEYS;
        bytes = snprintf(key, sizeof(key), k % 2 ? "%u" : "a key that is longer %u", k);
        assert_ptr_equal(map_get(&m, key, (size_t)bytes), there[k] ? &there[k] : NULL);
        if (there[k]) assert_ptr_equal(map_remove(&m, key, (size_t)bytes), &there[k]);
        else assert_true(map_put(&m, key, (size_t)bytes, &there[k]));
        there[k] = !there[k];
    }
    for (int k = 0; k < KEYS; k++) {
        int bytes =
            snprintf(key, sizeof(key), k % 2 ? "%u" : "a key that is longer %u", (unsigned)k);

        assert_ptr_equal(map_get(&m, key, (size_t)bytes), there[k] ? &there[k] : NULL);
    }
    map_drop(&m);
}

static void a_walk_meets_each_once(void **state)
{
    int values[300] = {0};
    struct map m = {0};
    size_t cursor = 0, bytes;
    const void *key;
    int *value, n = 0;

    (void)state;
    for (int i = 0; i < 300; i++)
        assert_true(map_put(&m, &i, sizeof(i), &values[i]));
    for (; (value = map_next(&m, &cursor, &key, &bytes)); n++) {
        assert_int_equal(bytes, sizeof(int));
        assert_ptr_equal(value, &values[*(const int *)key]);
        assert_int_equal((*value)++, 0);
    }
    assert_int_equal(n, 300);
    map_drop(&m);
}

static void running_out_of_memory_loses_nothing(void **state)
{
    static const char *keys[] = {"short", "a key that is longer than sixteen bytes"};
    struct map m = {0};
    int values[40];

    (void)state;
    for (int i = 0; i < 40; i++) {
        char key[64];
        int bytes = snprintf(key, sizeof(key), "%s%d", keys[i % 2], i);

        for (int n = 0;; n++) {
            bool put;

            fault_alloc_after(n);
            put = map_put(&m, key, (size_t)bytes, &values[i]);
            fault_alloc_never();
            if (put) break;
            assert_int_equal(m.count, i);
            assert_null(map_get(&m, key, (size_t)bytes));
        }
        assert_ptr_equal(map_get(&m, key, (size_t)bytes), &values[i]);
    }
    map_drop(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_map_has_nothing, remember, came_home),
        cmocka_unit_test_setup_teardown(keys_of_any_length_are_told_apart, remember, came_home),
        cmocka_unit_test_setup_teardown(what_comes_and_goes_leaves_the_rest, remember, came_home),
        cmocka_unit_test_setup_teardown(a_walk_meets_each_once, remember, came_home),
        cmocka_unit_test_setup_teardown(running_out_of_memory_loses_nothing, remember, came_home),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_mem_arena.c - test_mem.c over the arena, and what only the arena promises
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "base/large.h"
#include "base/mem.h"
#include "base/slab.h"
#include "base/slot_cache.h"
#include "sys/thread.h"

static int slabs_in_use(void)
{
    int n = 0;

    for (int i = 0; i < SLAB_PLACES; i++)
        n += slab_map[i] == PLACE_SLAB;
    return n;
}

static void every_size_has_a_class_that_holds_it(void **state)
{
    (void)state;
    for (size_t bytes = 1; bytes <= SLOT_BYTES_MAX; bytes++) {
        unsigned class = slot_class_for(bytes);

        assert_in_range(class, 0, SLOT_CLASSES - 1);
        assert_true(slot_bytes[class] >= bytes);
        assert_true(!class || slot_bytes[class - 1] < bytes);
    }
}

/* A rowset is freed twice, and in between others of its size are made. */
static void a_freed_root_rests_before_it_is_used_again(void **state)
{
    void *root, *others[4];

    (void)state;
    assert_int_equal(mem_root(300, &root), S_OK);
    mem_free(root);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(mem_root(300, &others[i]), S_OK);
        assert_ptr_not_equal(others[i], root);
    }
    mem_free(root);
    for (int i = 0; i < 4; i++) {
        assert_true(mem_is_root(others[i]));
        mem_free(others[i]);
    }
}

static void memory_goes_back_to_the_system(void **state)
{
    enum {
        ROOTS = 20000
    };
    void **roots = malloc(ROOTS * sizeof(*roots));
    int before, most;

    (void)state;
    mem_trim();
    before = slabs_in_use();
    for (int i = 0; i < ROOTS; i++)
        assert_int_equal(mem_root(500, &roots[i]), S_OK);
    most = slabs_in_use();
    assert_true(most > ROOTS / 128);
    for (int i = 0; i < ROOTS; i++)
        mem_free(roots[i]);
    assert_true(slabs_in_use() < before + 5); /* the current one and what the cache holds */
    mem_trim();
    assert_true(slabs_in_use() <= before);
    free(roots);
}

static void use_some(void *context)
{
    void **kept = context, *out;

    for (size_t bytes = 10; bytes < 9000; bytes *= 2) {
        if (mem_root(bytes, &out) != S_OK) abort();
        mem_free(out);
    }
    if (mem_root(100, kept) != S_OK) abort();
}

static void threads_that_end_leave_nothing(void **state)
{
    struct sys_thread *thread;
    void *kept;
    int before = 0;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        assert_int_equal(sys_thread_start(use_some, &kept, &thread), S_OK);
        sys_thread_join(thread);
        mem_free(kept);
        if (i == 100) before = slabs_in_use();
    }
    assert_true(slabs_in_use() <= before + 20);
}

struct crowd {
    struct sys_event *go, *here;
    long waiting;
    long failed;
};

static void be_one_of_many(void *context)
{
    struct crowd *crowd = context;
    void *roots[50];

    if (__atomic_add_fetch(&crowd->waiting, 1, __ATOMIC_ACQ_REL) == SLOT_CACHES + 50)
        sys_event_set(crowd->here);
    sys_event_wait(crowd->go, SYS_FOREVER);
    for (int i = 0; i < 50; i++)
        if (mem_root(100, &roots[i]) != S_OK)
            __atomic_add_fetch(&crowd->failed, 1, __ATOMIC_ACQ_REL);
    for (int i = 0; i < 50; i++)
        mem_free(roots[i]);
}

static void there_may_be_more_threads_than_caches(void **state)
{
    struct sys_thread *threads[SLOT_CACHES + 50];
    struct crowd crowd = {0};

    (void)state;
    assert_int_equal(sys_event_create(true, &crowd.go), S_OK);
    assert_int_equal(sys_event_create(true, &crowd.here), S_OK);
    for (int i = 0; i < SLOT_CACHES + 50; i++)
        assert_int_equal(sys_thread_start(be_one_of_many, &crowd, &threads[i]), S_OK);
    sys_event_wait(crowd.here, SYS_FOREVER); /* all live at once, so no mark is used twice */
    sys_event_set(crowd.go);
    for (int i = 0; i < SLOT_CACHES + 50; i++)
        sys_thread_join(threads[i]);
    assert_int_equal(crowd.failed, 0);
    sys_event_destroy(crowd.go);
    sys_event_destroy(crowd.here);
}

static void the_register_of_large_roots_knows_what_is_in_it(void **state)
{
    enum {
        N = 5000
    };
    char *base = (char *)0x10000;
    long before = large_count();

    (void)state;
    for (int i = 1; i <= N; i++) {
        assert_true(large_add(base + i * 16));
        if (i % 3 == 0) assert_true(large_remove(base + i / 3 * 16));
    }
    for (int i = 1; i <= N; i++)
        assert_int_equal(large_has(base + i * 16), i > N / 3);
    assert_false(large_remove(base + 16));
    for (int i = N / 3 + 1; i <= N; i++)
        assert_true(large_remove(base + i * 16));
    assert_int_equal(large_count(), before);
    assert_false(large_has(NULL));
}

#define OTHER_TESTS                                                                                \
    TEST(every_size_has_a_class_that_holds_it),                                                    \
    TEST(a_freed_root_rests_before_it_is_used_again),                                              \
    TEST(memory_goes_back_to_the_system),                                                          \
    TEST(threads_that_end_leave_nothing),                                                          \
    TEST(there_may_be_more_threads_than_caches),                                                   \
    TEST(the_register_of_large_roots_knows_what_is_in_it),
#include "test_mem.c"

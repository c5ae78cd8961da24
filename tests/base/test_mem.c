/*
 * test_mem.c - roots, what hangs on them, and what may be done wrong with them
 *
 * Built twice: over the heap that the build chose (the plain one under a sanitizer) and, as
 * test_mem_arena.c, over the arena that the DLL has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/fault.h"
#include "base/mem.h"
#include "sys/thread.h"

#define ALIGN (2 * sizeof(void *))

static int remember_roots(void **state)
{
    static long roots;

    roots = mem_roots_alive();
    *state = &roots;
    return 0;
}

static int all_roots_came_home(void **state)
{
    return mem_roots_alive() != *(long *)*state;
}

static void *root_of(size_t bytes)
{
    void *root = (void *)1;

    assert_int_equal(mem_root(bytes, &root), S_OK);
    assert_non_null(root);
    return root;
}

static void *more_of(size_t bytes, void *root)
{
    void *block = (void *)1;

    assert_int_equal(mem_more(bytes, root, &block), S_OK);
    assert_non_null(block);
    return block;
}

/* 1.5-01 1.5-06 */
static void a_root_of_any_size_is_aligned_and_can_be_written(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < 70000; bytes += bytes < 2100 ? 1 : 977) {
        unsigned char *root = root_of(bytes);

        assert_int_equal((uintptr_t)root % ALIGN, 0);
        memset(root, (int)bytes, bytes);
        assert_int_equal(mem_size(root), bytes);
        mem_free(root);
    }
}

/* 1.5-02 1.5-03 1.5-06 */
static void more_of_any_size_is_aligned_and_goes_with_its_root(void **state)
{
    unsigned char *root = root_of(10);

    (void)state;
    for (size_t bytes = 0; bytes < 40000; bytes += bytes < 300 ? 1 : 1501) {
        unsigned char *block = more_of(bytes, root);

        assert_int_equal((uintptr_t)block % ALIGN, 0);
        memset(block, (int)bytes, bytes);
    }
    mem_free(root);
}

/* clients.md, memory: MAPIAllocateBuffer(0) is used as the parent of MAPIAllocateMore */
static void a_root_of_nothing_is_a_parent(void **state)
{
    void *root = root_of(0), *other = root_of(0);

    (void)state;
    assert_ptr_not_equal(root, other);
    memset(more_of(100, root), 1, 100);
    assert_ptr_not_equal(more_of(0, root), more_of(0, root));
    mem_free(root);
    mem_free(other);
}

/* 1.5-04 1.5-10 */
static void null_is_no_root(void **state)
{
    void *out = (void *)1;

    (void)state;
    mem_free(NULL);
    assert_int_equal(mem_more(4, NULL, &out), MAPI_E_INVALID_PARAMETER);
    assert_null(out);
    assert_false(mem_is_root(NULL));
    assert_int_equal(mem_size(NULL), 0);
    assert_int_equal(mem_grow(NULL, 4, &out), MAPI_E_INVALID_PARAMETER);
}

/* 1.5-07 1.5-08 */
static void a_size_that_would_wrap_is_refused(void **state)
{
    static const size_t sizes[] = {0xffffffff, 0xfffffff0,   0xffff0001,
                                   SIZE_MAX,   SIZE_MAX - 7, SIZE_MAX - 48};
    void *root = root_of(8), *out;

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        out = (void *)1;
        assert_int_equal(mem_root(sizes[i], &out), MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(out);
        out = (void *)1;
        assert_int_equal(mem_more(sizes[i], root, &out), MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(out);
    }
    mem_free(root);
    assert_null(mem_array(SIZE_MAX / 2, 4));
    assert_null(mem_array(0x10000, 0x10000));
}

/* 1.5-05 */
static void a_pointer_freed_twice_does_nothing(void **state)
{
    static const size_t sizes[] = {0, 40, 1000, 5000, 20000, 300000};
    void *out;

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        void *root = root_of(sizes[i]);
        long alive;

        more_of(100, root);
        assert_true(mem_is_root(root));
        mem_free(root);
        alive = mem_roots_alive();
        assert_false(mem_is_root(root));
        mem_free(root);
        mem_free(root);
        assert_int_equal(mem_roots_alive(), alive);
        assert_int_equal(mem_more(4, root, &out), MAPI_E_INVALID_PARAMETER);
        assert_null(out);
        assert_int_equal(mem_grow(root, 4, &out), MAPI_E_INVALID_PARAMETER);
    }
}

/* 1.5-05 */
static void what_we_never_gave_is_left_alone(void **state)
{
    unsigned char *root = root_of(200), *more = more_of(200, root), here[64] = {0},
                  *heap = malloc(100);
    void *odd[] = {here,
                   here + 1,
                   here + 48,
                   heap,
                   root + 1,
                   root + 16,
                   root + 48,
                   root - 1,
                   more,
                   more + 16,
                   more + 48,
                   (void *)1,
                   (void *)8,
                   (void *)-1,
                   (void *)-16,
                   (void *)(uintptr_t)0xdeadbeefdeadbeef,
                   (void *)(uintptr_t)0x7fffffffffff};
    void *out;

    (void)state;
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        assert_false(mem_is_root(odd[i]));
        mem_free(odd[i]);
        assert_int_equal(mem_more(4, odd[i], &out), MAPI_E_INVALID_PARAMETER);
    }
    memset(root, 1, 200);
    memset(more, 1, 200);
    mem_free(root);
    free(heap);
}

/* 1.5-11 */
static void grown_memory_holds_what_was_in_it(void **state)
{
    char *root = root_of(5), *bigger, *smaller, *more = more_of(3, root);
    void *out;

    (void)state;
    memcpy(root, "four", 5);
    strcpy(more, "in");
    assert_int_equal(mem_grow(root, 100000, &out), S_OK);
    bigger = out;
    assert_string_equal(bigger, "four");
    bigger[99999] = 1;
    assert_int_equal(mem_grow(bigger, 2, &out), S_OK);
    smaller = out;
    assert_memory_equal(smaller, "fo", 2);
    assert_string_equal(root, "four"); /* still there, with what hangs on it */
    assert_string_equal(more, "in");
    mem_free(smaller);
    mem_free(bigger);
    mem_free(root);
}

static void copies_are_copies(void **state)
{
    WCHAR *text = mem_dup_text(L"text", NULL);
    char *narrow = mem_dup_text8("narrow", text);
    unsigned char *zeroed = mem_zero_more(300, text);

    (void)state;
    assert_memory_equal(text, L"text", 5 * sizeof(WCHAR));
    assert_string_equal(narrow, "narrow");
    for (int i = 0; i < 300; i++)
        assert_int_equal(zeroed[i], 0);
    assert_null(mem_dup_text(NULL, text));
    assert_null(mem_dup_text8(NULL, text));
    assert_non_null(mem_dup(NULL, 0, text));
    mem_free(text);
}

static HRESULT given_away(void **out, bool fail)
{
    AUTO_FREE char *block = mem_zero(10);

    if (!block) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (fail) return MAPI_E_CALL_FAILED;
    *out = TAKE(block);
    return S_OK;
}

static void what_is_taken_outlives_its_scope(void **state)
{
    void *block = NULL;

    (void)state;
    assert_int_equal(given_away(&block, true), MAPI_E_CALL_FAILED);
    assert_int_equal(given_away(&block, false), S_OK);
    assert_true(mem_is_root(block));
    mem_free(block);
}

/* 1.5-07 */
static void memory_can_be_out(void **state)
{
    void *root = NULL, *out = (void *)1;

    (void)state;
    fault_alloc_after(1);
    assert_int_equal(mem_root(4, &root), S_OK);
    assert_int_equal(mem_root(4, &out), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_null(out);
    out = (void *)1;
    assert_int_equal(mem_more(4, root, &out), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_null(out);
    assert_null(mem_zero(4));
    assert_null(mem_dup_text(L"", NULL));
    fault_alloc_never();
    assert_int_equal(mem_more(4, root, &out), S_OK);
    mem_free(root);
}

/* ---- many blocks, each filled with bytes of its own, which must be there at the end ---- */

struct held {
    unsigned char *block;
    size_t bytes;
    unsigned char mark;
};

static unsigned next_random(unsigned *seed)
{
    return *seed = *seed * 1664525 + 1013904223, *seed >> 8;
}

static size_t some_size(unsigned *seed)
{
    unsigned r = next_random(seed);

    return r % 100 < 80   ? next_random(seed) % 300
           : r % 100 < 97 ? next_random(seed) % 5000
                          : next_random(seed) % 60000;
}

static struct held filled(void *block, size_t bytes, unsigned *seed)
{
    struct held held = {block, bytes, (unsigned char)next_random(seed)};

    memset(block, held.mark, bytes);
    return held;
}

static bool is_whole(const struct held *held)
{
    for (size_t i = 0; i < held->bytes; i++)
        if (held->block[i] != held->mark) return false;
    return true;
}

enum {
    FAMILIES = 60,
    MEMBERS = 40
};

struct family {
    struct held members[MEMBERS]; /* the first is the root */
    int count;
};

static bool family_is_whole(const struct family *family)
{
    for (int i = 0; i < family->count; i++)
        if (!is_whole(&family->members[i])) return false;
    return true;
}

/* What a thread does for a while; true when nothing was overwritten. */
static bool live(unsigned seed, int turns)
{
    struct family *families = calloc(FAMILIES, sizeof(*families));
    bool whole = true;
    void *out;

    for (int turn = 0; turn < turns && whole; turn++) {
        struct family *family = &families[next_random(&seed) % FAMILIES];
        size_t bytes = some_size(&seed);

        if (!family->count) {
            whole = mem_root(bytes, &out) == S_OK;
            family->members[family->count++] = filled(out, bytes, &seed);
        } else if (family->count < MEMBERS && next_random(&seed) % 16) {
            whole = mem_more(bytes, family->members[0].block, &out) == S_OK;
            family->members[family->count++] = filled(out, bytes, &seed);
        } else {
            whole = family_is_whole(family);
            mem_free(family->members[0].block);
            family->count = 0;
        }
    }
    for (int i = 0; i < FAMILIES; i++) {
        whole = whole && family_is_whole(&families[i]);
        if (families[i].count) mem_free(families[i].members[0].block);
    }
    free(families);
    return whole;
}

static void no_block_overlaps_another(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed < 6; seed++)
        assert_true(live(seed, 20000));
    mem_trim();
    assert_true(live(6, 2000));
}

/* ---- threads ---- */

struct worker {
    struct sys_thread *thread;
    unsigned seed;
    void *root;
    struct held *held;
    int n;
    bool ok;
};

static void live_for_a_while(void *context)
{
    struct worker *worker = context;

    worker->ok = live(worker->seed, 15000);
}

static void run_all(struct worker *workers, int n, void (*run)(void *))
{
    for (int i = 0; i < n; i++)
        assert_int_equal(sys_thread_start(run, &workers[i], &workers[i].thread), S_OK);
    for (int i = 0; i < n; i++) {
        sys_thread_join(workers[i].thread);
        assert_true(workers[i].ok);
    }
}

/* 1.5-09 */
static void threads_do_not_disturb_each_other(void **state)
{
    struct worker workers[8] = {0};

    (void)state;
    for (int i = 0; i < 8; i++)
        workers[i].seed = 100 + (unsigned)i;
    run_all(workers, 8, live_for_a_while);
}

static void hang_on_shared_root(void *context)
{
    struct worker *worker = context;
    void *out;

    worker->ok = true;
    for (int i = 0; i < worker->n && worker->ok; i++) {
        size_t bytes = next_random(&worker->seed) % 100 ? next_random(&worker->seed) % 200 : 20000;

        worker->ok = mem_more(bytes, worker->root, &out) == S_OK;
        worker->held[i] = filled(out, bytes, &worker->seed);
    }
}

static void several_threads_hang_on_one_root(void **state)
{
    enum {
        HANGERS = 5,
        EACH = 3000
    };
    struct worker workers[HANGERS] = {0};
    size_t sizes[] = {10, 50000};

    (void)state;
    for (int size = 0; size < 2; size++) {
        void *root = root_of(sizes[size]);

        for (int i = 0; i < HANGERS; i++) {
            workers[i] = (struct worker){.seed = (unsigned)i, .root = root, .n = EACH};
            workers[i].held = calloc(EACH, sizeof(struct held));
        }
        hang_on_shared_root(&workers[0]); /* the root's own thread, then others at once */
        run_all(workers + 1, HANGERS - 1, hang_on_shared_root);
        for (int i = 0; i < HANGERS; i++) {
            for (int k = 0; k < EACH; k++)
                assert_true(is_whole(&workers[i].held[k]));
            free(workers[i].held);
        }
        mem_free(root);
    }
}

static void make_roots(void *context)
{
    struct worker *worker = context;
    void *out;

    worker->ok = true;
    for (int i = 0; i < worker->n && worker->ok; i++) {
        size_t bytes = some_size(&worker->seed);

        worker->ok = mem_root(bytes, &out) == S_OK;
        worker->held[i] = filled(out, bytes, &worker->seed);
        if (i % 3 == 0) worker->ok = mem_more(100, out, &out) == S_OK;
    }
}

static void free_roots(void *context)
{
    struct worker *worker = context;

    worker->ok = true;
    for (int i = 0; i < worker->n; i++) {
        worker->ok = worker->ok && is_whole(&worker->held[i]);
        mem_free(worker->held[i].block);
    }
}

/* 1.5-12 */
static void blocks_are_freed_by_another_thread(void **state)
{
    enum {
        ROOTS = 3000
    };
    struct worker makers[3] = {0}, freers[3];
    long alive = mem_roots_alive();

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3; i++)
            makers[i] = (struct worker){
                .seed = (unsigned)i, .held = calloc(ROOTS, sizeof(struct held)), .n = ROOTS};
        run_all(makers, 3, make_roots); /* and these threads are gone */
        assert_int_equal(mem_roots_alive(), alive + 3 * ROOTS);
        memcpy(freers, makers, sizeof(freers));
        run_all(freers, 3, free_roots);
        assert_int_equal(mem_roots_alive(), alive);
        for (int i = 0; i < 3; i++)
            free(makers[i].held);
    }
}

#ifndef OTHER_TESTS
#    define OTHER_TESTS
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, remember_roots, all_roots_came_home)
        TEST(a_root_of_any_size_is_aligned_and_can_be_written),
        TEST(more_of_any_size_is_aligned_and_goes_with_its_root),
        TEST(a_root_of_nothing_is_a_parent),
        TEST(null_is_no_root),
        TEST(a_size_that_would_wrap_is_refused),
        TEST(a_pointer_freed_twice_does_nothing),
        TEST(what_we_never_gave_is_left_alone),
        TEST(grown_memory_holds_what_was_in_it),
        TEST(copies_are_copies),
        TEST(what_is_taken_outlives_its_scope),
        TEST(memory_can_be_out),
        TEST(no_block_overlaps_another),
        TEST(threads_do_not_disturb_each_other),
        TEST(several_threads_hang_on_one_root),
        TEST(blocks_are_freed_by_another_thread),
        OTHER_TESTS
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

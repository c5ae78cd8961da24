/*
 * test_row_pool.c - room for rows: none overlaps another, what comes back is used again, nothing is
 * left
 */
#include "prop/props.h"
#include "table/row_pool.h"

enum {
    SLOTS = 2000,
    TURNS = 60000
};

static struct row_pool pool;
static struct row_slot *slots[SLOTS];
static size_t sizes[SLOTS];
static uint32_t seed;

static ULONG pick(ULONG n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 12) % n;
}

static void open_pool(size_t packed)
{
    memset(&pool, 0, sizeof(pool));
    memset(slots, 0, sizeof(slots));
    row_pool_init(&pool);
    pool.packed = packed; /* whatever this build does by itself */
}

/* All behind the slot's own part says whose it is. */
static void fill(ULONG i)
{
    memset(slots[i] + 1, (int)(i * 7 % 251), sizes[i] - sizeof(struct row_slot));
}

static void expect_filled(ULONG i)
{
    const BYTE *bytes = (const BYTE *)(slots[i] + 1);

    assert_int_equal(slots[i]->bytes, sizes[i]);
    for (size_t k = 0; k < sizes[i] - sizeof(struct row_slot); k++)
        if (bytes[k] != i * 7 % 251) fail_msg("slot %u has been written to", (unsigned)i);
}

static void take(ULONG i, size_t bytes)
{
    slots[i] = row_pool_take(&pool, bytes);
    assert_non_null(slots[i]);
    assert_int_equal((uintptr_t)slots[i] % _Alignof(SPropValue), 0);
    sizes[i] = bytes;
    fill(i);
}

static void give(ULONG i)
{
    expect_filled(i);
    row_pool_give(slots[i]);
    slots[i] = NULL;
}

static void slots_come_and_go(void **state)
{
    long before = mem_roots_alive();

    (void)state;
    seed = 1;
    open_pool(ROW_POOL_MOST);
    for (int turn = 0; turn < TURNS; turn++) {
        ULONG i = pick(turn / 10000 % 2 ? 30 : SLOTS); /* by turns they are many and few */

        if (slots[i]) give(i);
        else take(i, 48 + pick(pick(20) ? 300 : 1200));
    }
    for (ULONG i = 0; i < SLOTS; i++)
        if (slots[i]) give(i);
    assert_true(mem_roots_alive() <= before + 1); /* the open chunk is kept */
    row_pool_drop(&pool);
    assert_int_equal(mem_roots_alive(), before);
}

/* A hundred thousand changes of a thousand rows take no more room than some of them. */
static void what_comes_back_is_used_again(void **state)
{
    long before = mem_roots_alive(), peak;

    (void)state;
    open_pool(ROW_POOL_MOST);
    for (ULONG i = 0; i < 1000; i++)
        take(i, 200 + i % 5 * 16);
    peak = mem_roots_alive();
    for (ULONG turn = 0; turn < 100000; turn++) {
        ULONG i = turn * 7919 % 1000;

        give(i);
        take(i, 200 + turn % 5 * 16);
    }
    assert_true(mem_roots_alive() - before <= 2 * (peak - before) + 2);
    row_pool_drop(&pool); /* with all that is in it */
    assert_int_equal(mem_roots_alive(), before);
}

static void each_may_have_its_own_block(void **state)
{
    long before = mem_roots_alive();

    (void)state;
    open_pool(0);
    for (ULONG i = 0; i < 10; i++)
        take(i, 100 * (i + 1));
    assert_int_equal(mem_roots_alive(), before + 10);
    for (ULONG i = 0; i < 5; i++)
        give(i);
    assert_int_equal(mem_roots_alive(), before + 5);
    row_pool_drop(&pool);
    assert_int_equal(mem_roots_alive(), before);
}

static void a_pool_without_memory_gives_nothing(void **state)
{
    (void)state;
    open_pool(ROW_POOL_MOST);
    fault_alloc_after(0);
    assert_null(row_pool_take(&pool, 100));
    assert_null(row_pool_take(&pool, 5000));
    fault_alloc_never();
    assert_null(row_pool_take(&pool, (size_t)0xffffffff));
    take(0, 100);
    fault_alloc_after(0); /* the chunk has room for some more */
    take(1, 100);
    for (ULONG i = 2; (slots[i] = row_pool_take(&pool, 100)); i++) {
        sizes[i] = 100;
        fill(i);
    }
    give(1); /* and for one in the place of another */
    take(1, 100);
    fault_alloc_never();
    expect_filled(0);
    row_pool_drop(&pool);
}

/* A large row in a small chunk that is empty, and the chunk goes. */
static void a_chunk_too_small_is_no_burden(void **state)
{
    long before = mem_roots_alive();

    (void)state;
    open_pool(ROW_POOL_MOST);
    take(0, 64);
    give(0);
    take(1, ROW_POOL_MOST);
    assert_int_equal(mem_roots_alive(), before + 1);
    take(2, ROW_POOL_MOST + 1);
    assert_int_equal(mem_roots_alive(), before + 2);
    give(2);
    assert_int_equal(mem_roots_alive(), before + 1);
    row_pool_drop(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(slots_come_and_go),
        TEST(what_comes_back_is_used_again),
        TEST(each_may_have_its_own_block),
        TEST(a_pool_without_memory_gives_nothing),
        TEST(a_chunk_too_small_is_no_burden),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

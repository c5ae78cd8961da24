/*
 * row_pool.c - room for the rows of one table, side by side
 *
 *     +-----------------+------+---------+------+- - - - - - -+
 *     | struct row_chunk| slot |  slot   | slot |   room      |
 *     +-----------------+------+---------+------+- - - - - - -+
 *
 * Slots are cut from the open chunk one behind the other. One that comes back waits for the next of
 * its size, wherever it lies; a chunk whose slots have all come back goes.
 */
#include "table/row_pool.h"
#include <stdbool.h>
#include "base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#    define PACKED 0
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer)
#        define PACKED 0
#    endif
#endif
#ifndef PACKED
#    define PACKED ROW_POOL_MOST
#endif

struct row_chunk {
    struct list link;
    struct row_pool *pool;
    uint32_t taken;      /* slots */
    uint32_t used, room; /* units, its head among them; room 0: of one slot alone */
};
#define HEAD ((uint32_t)((sizeof(struct row_chunk) + ROW_POOL_UNIT - 1) / ROW_POOL_UNIT))

struct free_slot {
    struct row_slot slot;
    struct free_slot *next, *prev;
};

/* In bytes: what fills the allocator's blocks of 1, 4 and 16 KiB with its own head, then the
 * heap's.
 */
static const uint16_t chunk_bytes[] = {976, 4048, 16080, 65472};
enum {
    CHUNK_SIZES = sizeof(chunk_bytes) / sizeof(chunk_bytes[0])
};
_Static_assert(ROW_POOL_MOST + HEAD * ROW_POOL_UNIT <= 4048, "the second size has room for any");

static uint32_t units_of(size_t bytes)
{
    if (bytes < sizeof(struct free_slot)) bytes = sizeof(struct free_slot);
    return (uint32_t)((bytes + ROW_POOL_UNIT - 1) / ROW_POOL_UNIT);
}

static struct row_slot *slot_at(struct row_chunk *chunk, uint32_t unit)
{
    return (struct row_slot *)((char *)chunk + (size_t)unit * ROW_POOL_UNIT);
}

static struct row_chunk *chunk_of(struct row_slot *slot)
{
    return (struct row_chunk *)((char *)slot - (size_t)slot->in_chunk * ROW_POOL_UNIT);
}

/* ---- with the latch held ---- */

static struct row_chunk *chunk_make(struct row_pool *pool, size_t bytes)
{
    void *block;
    struct row_chunk *chunk;

    if (mem_root(bytes, &block) != S_OK) return NULL;
    chunk = block;
    *chunk = (struct row_chunk){.pool = pool, .used = HEAD};
    list_append(&pool->chunks, &chunk->link);
    return chunk;
}

static void unlink_free(struct row_pool *pool, struct free_slot *slot)
{
    if (slot->prev) slot->prev->next = slot->next;
    else pool->free[units_of(slot->slot.bytes)] = slot->next;
    if (slot->next) slot->next->prev = slot->prev;
}

/* All its slots have come back: none of them waits any more. */
static void forget_slots(struct row_chunk *chunk)
{
    for (uint32_t at = HEAD; at < chunk->used; at += units_of(slot_at(chunk, at)->bytes))
        unlink_free(chunk->pool, (struct free_slot *)slot_at(chunk, at));
    chunk->used = HEAD;
}

static struct row_slot *take_free(struct row_pool *pool, uint32_t units)
{
    struct free_slot *slot = pool->free[units];

    unlink_free(pool, slot);
    return &slot->slot;
}

/* An open chunk with room for so many units. */
static bool open_chunk(struct row_pool *pool, uint32_t units)
{
    struct row_chunk *old = pool->open, *chunk;

    if (old && old->room - old->used >= units) return true;
    while (pool->next_size + 1 < CHUNK_SIZES &&
           chunk_bytes[pool->next_size] / ROW_POOL_UNIT - HEAD < units)
        pool->next_size++;
    chunk = chunk_make(pool, chunk_bytes[pool->next_size]);
    if (!chunk) return false;
    chunk->room = chunk_bytes[pool->next_size] / ROW_POOL_UNIT;
    if (pool->next_size + 1 < CHUNK_SIZES) pool->next_size++;
    pool->open = chunk;
    if (old && !old->taken) { /* it was too small */
        list_remove(&old->link);
        mem_free(old);
    }
    return true;
}

static struct row_slot *take_fresh(struct row_pool *pool, uint32_t units)
{
    struct row_slot *slot;

    if (!open_chunk(pool, units)) return NULL;
    slot = slot_at(pool->open, pool->open->used);
    slot->in_chunk = pool->open->used;
    pool->open->used += units;
    return slot;
}

static struct row_slot *take_alone(struct row_pool *pool, size_t bytes)
{
    struct row_chunk *chunk = chunk_make(pool, HEAD * ROW_POOL_UNIT + bytes);

    if (!chunk) return NULL;
    slot_at(chunk, HEAD)->in_chunk = HEAD;
    return slot_at(chunk, HEAD);
}

/* ---- for everyone ---- */

void row_pool_init(struct row_pool *pool)
{
    list_init(&pool->chunks);
    pool->packed = PACKED;
}

struct row_slot *row_pool_take(struct row_pool *pool, size_t bytes)
{
    uint32_t units = units_of(bytes);
    struct row_slot *slot;

    if (bytes > 0xfffe0000u) return NULL; /* no block is that large, and its size would be cut */
    sys_latch_take(&pool->latch);
    if (bytes > pool->packed) slot = take_alone(pool, bytes);
    else slot = pool->free[units] ? take_free(pool, units) : take_fresh(pool, units);
    if (slot) {
        slot->bytes = (uint32_t)bytes;
        chunk_of(slot)->taken++;
    }
    sys_latch_drop(&pool->latch);
    return slot;
}

/* Gives the chunk that is to be freed, if any. */
static struct row_chunk *give(struct row_chunk *chunk, struct row_slot *slot)
{
    struct row_pool *pool = chunk->pool;

    chunk->taken--;
    if (chunk->room) {
        struct free_slot *first = (struct free_slot *)slot,
                         **head = &pool->free[units_of(slot->bytes)];

        first->prev = NULL;
        first->next = *head;
        if (*head) (*head)->prev = first;
        *head = first;
    }
    if (chunk->taken) return NULL;
    if (chunk->room) forget_slots(chunk);
    if (chunk == pool->open) return NULL;
    list_remove(&chunk->link);
    return chunk;
}

void row_pool_give(struct row_slot *slot)
{
    struct row_chunk *chunk = chunk_of(slot), *empty;
    struct row_pool *pool = chunk->pool;

    sys_latch_take(&pool->latch);
    empty = give(chunk, slot);
    sys_latch_drop(&pool->latch);
    mem_free(empty);
}

void row_pool_drop(struct row_pool *pool)
{
    LIST_EACH_SAFE (chunk, &pool->chunks, struct row_chunk, link) {
        mem_free(chunk);
    }
    list_init(&pool->chunks);
    pool->open = NULL;
}

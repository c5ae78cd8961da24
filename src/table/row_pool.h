/*
 * row_pool.h - room for the rows of one table, side by side
 *
 * A table of many rows makes and drops them all its life. Blocks of their own would cost each row a
 * head and what its size is rounded up by, and would lie anywhere in memory.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/list.h"
#include "sys/lock.h"

/* What is handed out begins with this, which is the pool's. Aligned as mem_root's blocks are. */
struct row_slot {
    uint32_t in_chunk; /* where in its chunk, in units */
    uint32_t bytes;    /* that were asked for */
};

enum {
    ROW_POOL_UNIT = 16,   /* bytes that sizes are rounded up to */
    ROW_POOL_MOST = 1024, /* bytes of what is packed; what is larger has a block of its own */
    ROW_POOL_SIZES = ROW_POOL_MOST / ROW_POOL_UNIT + 1
};
struct row_pool {
    struct sys_latch latch;
    struct list chunks;                     /* all there are */
    struct row_chunk *open;                 /* slots that never were are cut from it; or NULL */
    struct free_slot *free[ROW_POOL_SIZES]; /* by units */
    size_t packed; /* bytes; ROW_POOL_MOST, or nothing where sanitizers watch each row */
    unsigned next_size;
};

/* pool is zeroed memory. */
void row_pool_init(struct row_pool *pool);
/* bytes (a struct row_slot at least), undefined but for the slot. NULL: memory is out. */
struct row_slot *row_pool_take(struct row_pool *pool, size_t bytes);
/* Gives it back to the pool that it came from. Any thread may take and give. */
void row_pool_give(struct row_slot *slot);
/* All at once: nothing that was taken is there any more. */
void row_pool_drop(struct row_pool *pool);

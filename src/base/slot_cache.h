/*
 * slot_cache.h - a few free slots for each thread, to be had without a lock
 *
 * A cache is known by its thread's mark and touched by that thread alone. It isn't given up when
 * the thread ends: who has the mark next (the system soon reuses it) goes on with it. So there are
 * as many caches as there have been threads at a time, at most SLOT_CACHES, a cache holds some
 * dozen KiB at most, and nothing has to be done when threads come and go. Threads for which there
 * is none go to the slabs each time.
 */
#pragma once
#include <stddef.h>
#include "base/slab.h"

enum {
    SLOT_CACHES = 256,
    CACHED_CLASSES = 15 /* up to 2 KiB */
};

struct slot_queue {
    struct slot *first, *last;
    uint16_t count;
    uint16_t rest;  /* slots of freed roots rest that long before they are taken again */
    uint16_t limit; /* more go back to the slabs */
};

struct slot_cache {
    void *thread; /* the mark; NULL: free to have */
    long roots;   /* made minus freed by its threads; the sum over all caches counts */
    struct slot_queue queues[CACHED_CLASSES];
} __attribute__((aligned(128)));

extern struct slot_cache slot_caches[SLOT_CACHES];
extern uint8_t slot_cache_hints[1 << THREAD_HASH_BITS];
extern long slot_roots_elsewhere; /* of threads without a cache */

struct slot_cache *slot_cache_claim(void *thread, unsigned hash);

/* The cache of the calling thread, whose mark is thread, or NULL. */
static inline struct slot_cache *slot_cache_mine(void *thread)
{
    unsigned hash = thread_hash(thread);
    unsigned hint = __atomic_load_n(&slot_cache_hints[hash], __ATOMIC_RELAXED);
    struct slot_cache *cache = &slot_caches[(hash + hint) % SLOT_CACHES];

    if (__builtin_expect(__atomic_load_n(&cache->thread, __ATOMIC_RELAXED) == thread, 1))
        return cache;
    return slot_cache_claim(thread, hash);
}

struct slot *slot_cache_refill(struct slot_cache *cache, unsigned class);
void slot_cache_flush(struct slot_cache *cache, unsigned class);

/* A slot of class, or NULL: memory is out. cache may be NULL. */
static inline struct slot *slot_take(struct slot_cache *cache, unsigned class)
{
    struct slot_queue *queue = cache && class < CACHED_CLASSES ? &cache->queues[class] : NULL;
    struct slot *slot;

    if (!queue || queue->count <= queue->rest) return slot_cache_refill(cache, class);
    slot = queue->first;
    queue->first = slot->next;
    queue->count--;
    return slot;
}

/* Gives slot back, its state SLOT_FREE from here on; warm: at the front of the queue, to be taken
 * next. */
static inline void slot_give(struct slot_cache *cache, unsigned class, struct slot *slot, bool warm)
{
    struct slot_queue *queue = cache && class < CACHED_CLASSES ? &cache->queues[class] : NULL;

    slot->state = SLOT_FREE;
    if (!queue) {
        slot->next = NULL;
        slab_give(slot);
        return;
    }
    if (!queue->count) {
        queue->first = queue->last = slot;
    } else if (warm) {
        slot->next = queue->first;
        queue->first = slot;
    } else {
        queue->last->next = slot;
        queue->last = slot;
    }
    if (++queue->count > queue->limit) slot_cache_flush(cache, class);
}

long slot_roots(void); /* the sum */
/* Gives what the calling thread's cache holds, and slabs with no slot taken, back. */
void slot_cache_trim(void);
void slot_cache_unload(void); /* all caches, by the last call ever */

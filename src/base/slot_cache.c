/*
 * slot_cache.c - a few free slots for each thread, to be had without a lock
 */
#include "base/slot_cache.h"
#include "sys/lock.h"

struct slot_cache slot_caches[SLOT_CACHES];
uint8_t slot_cache_hints[1 << THREAD_HASH_BITS];
long slot_roots_elsewhere;

static void set_up(struct slot_cache *cache)
{
    for (unsigned c = 0; c < CACHED_CLASSES; c++) {
        struct slot_queue *queue = &cache->queues[c];

        queue->rest = slot_bytes[c] <= 320 ? 8 : slot_bytes[c] <= 1024 ? 4 : 2;
        queue->limit = queue->rest * 3;
    }
}

/* The cache of thread when it isn't where the hint says: its own elsewhere, or one that nobody has
 * yet. */
__attribute__((noinline)) struct slot_cache *slot_cache_claim(void *thread, unsigned hash)
{
    for (unsigned hint = 0; hint < SLOT_CACHES; hint++) {
        struct slot_cache *cache = &slot_caches[(hash + hint) % SLOT_CACHES];
        void *owner = NULL;

        if (__atomic_load_n(&cache->thread, __ATOMIC_RELAXED) != thread) {
            if (!__atomic_compare_exchange_n(&cache->thread, &owner, thread, false,
                                             __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
                continue;
            set_up(cache);
        }
        __atomic_store_n(&slot_cache_hints[hash], (uint8_t)hint, __ATOMIC_RELAXED);
        return cache;
    }
    return NULL;
}

/* Takes some slots at once, hands out the first and keeps the others. */
__attribute__((noinline)) struct slot *slot_cache_refill(struct slot_cache *cache, unsigned class)
{
    struct slot_queue *queue = cache && class < CACHED_CLASSES ? &cache->queues[class] : NULL;
    unsigned n = queue ? queue->rest : 1, taken;
    struct slot *slot = slab_take(class, n, &taken), *last;

    if (!slot || !slot->next) return slot;
    for (last = slot->next; last->next; last = last->next)
        ;
    /* they haven't just been roots, and needn't rest: first of the queue */
    last->next = queue->count ? queue->first : NULL;
    if (!queue->count) queue->last = last;
    queue->first = slot->next;
    queue->count = (uint16_t)(queue->count + taken - 1);
    return slot;
}

/* Gives the slots that have rested longest back to the slabs, so that half of the limit stays. */
__attribute__((noinline)) void slot_cache_flush(struct slot_cache *cache, unsigned class)
{
    struct slot_queue *queue = &cache->queues[class];
    struct slot *list = queue->first, *last = list;

    for (unsigned n = queue->count - queue->limit / 2; n > 1; n--)
        last = last->next;
    queue->count = queue->limit / 2;
    queue->first = last->next;
    last->next = NULL;
    slab_give(list);
}

long slot_roots(void)
{
    long sum = atomic_get(&slot_roots_elsewhere);

    for (int i = 0; i < SLOT_CACHES; i++)
        sum += __atomic_load_n(&slot_caches[i].roots, __ATOMIC_RELAXED);
    return sum;
}

static void give_all(struct slot_cache *cache)
{
    for (unsigned c = 0; c < CACHED_CLASSES; c++) {
        struct slot_queue *queue = &cache->queues[c];

        if (!queue->count) continue;
        queue->last->next = NULL;
        slab_give(queue->first);
        queue->count = 0;
    }
}

void slot_cache_trim(void)
{
    struct slot_cache *cache = slot_cache_mine(sys_thread_mark());

    if (cache) give_all(cache);
    slab_trim();
}

void slot_cache_unload(void)
{
    for (int i = 0; i < SLOT_CACHES; i++)
        give_all(&slot_caches[i]);
    slab_unload();
}

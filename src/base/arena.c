/*
 * arena.c - mem_root, mem_more and mem_free: a root with its own little arena
 *
 *     slot or heap block          chunk                     chunk
 *     +-------------------+      +------------------+      +--------------+
 *     | struct root       |----->| struct chunk     |----->| ...          |
 *     | the block asked   |      | what mem_more    |      |              |
 *     | for, then room    |      | gave, then room  |      |              |
 *     +-------------------+      +------------------+      +--------------+
 *
 * mem_more cuts from the room at hand, and takes a new chunk when that is used up, each larger than
 * the last up to a limit. Only the thread that made the root does so without a lock; others take
 * turns on chunks of their own. Small roots and chunks are slots of slab.c, through the thread's
 * slot_cache.c; what is larger comes from the system's heap, and large roots are registered in
 * large.c. mem_free gives back a few chunks, however many blocks there were.
 */
#include <stdint.h>
#include <string.h>
#include "base/fault.h"
#include "base/large.h"
#include "base/mem.h"
#include "base/slot_cache.h"
#include "sys/lock.h"
#include "sys/memory.h"

#define ALIGN      (2 * sizeof(void *))
#define SIZE_LIMIT 0xffff0000u /* 32 bits of a count that is larger have wrapped: refused */

/* The state of a slot that holds a root depends on its address, so that other bytes hardly look
 * like it. A root of class c has ROOT_STATE + its address + c; one in the heap counts as class
 * ROOT_IN_HEAP. */
#define ROOT_STATE   0x726f6f74u
#define ROOT_IN_HEAP SLOT_CLASSES
#define CHUNK_STATE  0x63686e6bu

struct root {
    uint32_t state;
    uint32_t bytes;       /* asked for */
    void *thread;         /* that made it and cuts from at; others cut from lent */
    char *at, *end;       /* room left, both aligned */
    struct chunk *chunks; /* of that thread */
    struct chunk *lent;   /* of all others; the first has the room. Guarded by a lent_lock. */
} __attribute__((aligned(2 * sizeof(void *))));

struct chunk {
    uint32_t state;
    uint16_t left;     /* room at its end, for others' use */
    uint8_t class;     /* of its slot; ROOT_IN_HEAP */
    uint8_t next_size; /* index into chunk_bytes: how large the one after this should be */
    struct chunk *next;
} __attribute__((aligned(2 * sizeof(void *))));

static const uint16_t chunk_bytes[] = {512, 2048, 7936, SLOT_BYTES_MAX};
#define CHUNK_LAST (sizeof(chunk_bytes) / sizeof(chunk_bytes[0]) - 1)

static uint8_t lent_locks[64]; /* by a hash of the root */

static size_t aligned(size_t bytes)
{
    return (bytes + (ALIGN - 1)) & ~(ALIGN - 1);
}

/* The class of the root whose block pointer is when it lies in a slot and is alive, else
 * SLOT_CLASSES or more. Reads no memory that isn't ours. */
static inline uint32_t root_class(const void *pointer)
{
    const char *root;
    uint32_t state;

    /* NULL lies in none, and no address must be made from it */
    if (!slab_holds(pointer)) return SLOT_CLASSES;
    root = (const char *)pointer - sizeof(struct root);
    memcpy(&state, root, sizeof(state)); /* who knows how it is aligned */
    return state - (ROOT_STATE + (uint32_t)(uintptr_t)root);
}

static struct root *root_of(const void *pointer)
{
    return root_class(pointer) < SLOT_CLASSES || large_has(pointer) ? (struct root *)pointer - 1
                                                                    : NULL;
}

static inline void root_set_up(struct root *root, unsigned class, size_t bytes, size_t all,
                               void *thread)
{
    root->state = ROOT_STATE + (uint32_t)(uintptr_t)root + class;
    root->bytes = (uint32_t)bytes;
    root->thread = thread;
    root->at = (char *)(root + 1) + aligned(bytes);
    root->end = (char *)root + all;
    root->chunks = root->lent = NULL;
}

static __attribute__((noinline)) SCODE large_root(size_t bytes, void **out)
{
    size_t all = sizeof(struct root) + aligned(bytes);
    struct root *root = bytes <= SIZE_LIMIT ? sys_heap_alloc(all) : NULL;

    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    root_set_up(root, ROOT_IN_HEAP, bytes, all, sys_thread_mark());
    if (!large_add(root + 1)) {
        sys_heap_free(root);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = root + 1;
    return S_OK;
}

SCODE mem_root(size_t bytes, void **out)
{
    void *thread = sys_thread_mark();
    struct slot_cache *cache;
    struct root *root;
    unsigned class;

    *out = NULL;
    if (fault_alloc_fails()) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (bytes > SLOT_BYTES_MAX - sizeof(*root)) return large_root(bytes, out);
    class = slot_class_for(sizeof(*root) + bytes);
    cache = slot_cache_mine(thread);
    root = (struct root *)slot_take(cache, class);
    /* the places for slabs may be out, but not the heap */
    if (!root) return large_root(bytes, out);
    root_set_up(root, class, bytes, slot_bytes[class], thread);
    if (cache) cache->roots++;
    else atomic_inc(&slot_roots_elsewhere);
    *out = root + 1;
    return S_OK;
}

/* A new first chunk of *list for a block of bytes (aligned), or NULL: memory is out. What would
 * take more than half of a chunk of the usual size gets one of its own, of which nothing is left.
 */
static struct chunk *add_chunk(size_t bytes, struct chunk **list)
{
    unsigned size = *list ? (*list)->next_size : 0;
    size_t all = sizeof(struct chunk) + bytes;
    bool own = all > chunk_bytes[size] / 2;
    struct chunk *chunk = NULL;
    unsigned class = SLOT_CLASSES;

    if (!own) all = chunk_bytes[size];
    if (all <= SLOT_BYTES_MAX) {
        class = slot_class_for(all);
        chunk = (struct chunk *)slot_take(slot_cache_mine(sys_thread_mark()), class);
    }
    if (!chunk) {
        class = ROOT_IN_HEAP;
        chunk = sys_heap_alloc(all);
    }
    if (!chunk) return NULL;
    chunk->state = CHUNK_STATE;
    chunk->class = class;
    chunk->left = own ? 0 : (uint16_t)(all - sizeof(*chunk) - bytes);
    chunk->next_size = (uint8_t)(own || size == CHUNK_LAST ? size : size + 1);
    chunk->next = *list;
    *list = chunk;
    return chunk;
}

/* For the thread of root, when the room at hand doesn't do. */
static void *more_mine(size_t bytes, struct root *root)
{
    struct chunk *chunk;
    char *block;

    if (bytes <= (size_t)(root->end - root->at)) { /* 0 bytes, which the quick way can't do */
        root->at += bytes;
        return root->at - bytes;
    }
    chunk = add_chunk(bytes, &root->chunks);
    if (!chunk) return NULL;
    block = (char *)(chunk + 1);
    if (chunk->left) {
        root->at = block + bytes;
        root->end = root->at + chunk->left;
    }
    return block;
}

/* For other threads; the root's lent_lock is held. The last bytes of the first chunk's room are
 * given first. */
static void *more_lent(size_t bytes, struct root *root)
{
    struct chunk *first = root->lent, *chunk;

    if (first && bytes <= first->left) {
        first->left = (uint16_t)(first->left - bytes);
        return (char *)(first + 1) + first->left;
    }
    chunk = add_chunk(bytes, &root->lent);
    if (!chunk) return NULL;
    if (first && chunk->left < first->left) { /* the first goes on giving, for its room is larger */
        chunk->next = first->next;
        first->next = chunk;
        root->lent = first;
    }
    return (char *)(chunk + 1) + chunk->left;
}

static __attribute__((noinline)) SCODE more_slowly(size_t bytes, void *pointer, void **out)
{
    struct root *root = root_of(pointer);
    uint8_t *lock = &lent_locks[(uintptr_t)pointer / 64 % sizeof(lent_locks)];

    *out = NULL;
    if (!root) return MAPI_E_INVALID_PARAMETER;
    if (bytes > SIZE_LIMIT) return MAPI_E_NOT_ENOUGH_MEMORY;
    bytes = aligned(bytes + !bytes);
    if (root->thread == sys_thread_mark()) {
        *out = more_mine(bytes, root);
    } else {
        for (unsigned turn = 0; __atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE); turn++)
            sys_spin_wait(turn);
        *out = more_lent(bytes, root);
        __atomic_store_n(lock, 0, __ATOMIC_RELEASE);
    }
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

SCODE mem_more(size_t bytes, void *pointer, void **out)
{
    struct root *root;

    if (fault_alloc_fails()) {
        *out = NULL;
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    if (root_class(pointer) >= SLOT_CLASSES) return more_slowly(bytes, pointer, out);
    root = (struct root *)pointer - 1;
    /* bytes - 1 of 0 bytes is no small number; what is left is aligned, so bytes that fit do so
     * aligned, too */
    if (root->thread != sys_thread_mark() || bytes - 1 >= (size_t)(root->end - root->at))
        return more_slowly(bytes, pointer, out);
    *out = root->at;
    root->at += aligned(bytes);
    return S_OK;
}

static void free_chunks(struct slot_cache *cache, struct chunk *chunk)
{
    while (chunk) {
        struct chunk *next = chunk->next;

        if (chunk->class == ROOT_IN_HEAP) sys_heap_free(chunk);
        else slot_give(cache, chunk->class, (struct slot *)chunk, true);
        chunk = next;
    }
}

static __attribute__((noinline)) void free_large(void *pointer)
{
    struct slot_cache *cache;
    struct root *root;

    if (!large_remove(pointer)) return; /* stale, foreign or NULL */
    cache = slot_cache_mine(sys_thread_mark());
    root = (struct root *)pointer - 1;
    free_chunks(cache, root->chunks);
    free_chunks(cache, root->lent);
    sys_heap_free(root);
}

/* Two threads that free the same root at the very same time aren't told apart; everything else that
 * is stale is. */
void mem_free(void *pointer)
{
    uint32_t class = root_class(pointer);
    struct slot_cache *cache;
    struct root *root;

    if (class >= SLOT_CLASSES) {
        if (pointer) free_large(pointer);
        return;
    }
    root = (struct root *)pointer - 1;
    cache = slot_cache_mine(sys_thread_mark());
    if (root->chunks) free_chunks(cache, root->chunks);
    if (root->lent) free_chunks(cache, root->lent);
    if (cache) cache->roots--;
    else atomic_dec(&slot_roots_elsewhere);
    slot_give(cache, class, (struct slot *)root, false);
}

bool mem_is_root(const void *pointer)
{
    return root_of(pointer);
}

size_t mem_size(const void *pointer)
{
    struct root *root = root_of(pointer);

    return root ? root->bytes : 0;
}

void mem_trim(void)
{
    slot_cache_trim();
}

void mem_unload(void)
{
    slot_cache_unload();
    large_unload();
}

struct watcher {
    void (*seen)(void *context, const void *root, size_t bytes);
    void *context;
};

static void watch_large(void *context, const void *root)
{
    struct watcher *watcher = context;

    watcher->seen(watcher->context, root, mem_size(root));
}

static void watch_slot(void *context, struct slot *slot, unsigned class)
{
    struct root *root = (struct root *)slot;

    (void)class;
    if (root_class(root + 1) < SLOT_CLASSES) watch_large(context, root + 1);
}

void mem_each_root(void (*seen)(void *context, const void *root, size_t bytes), void *context)
{
    struct watcher watcher = {seen, context};

    slab_each(watch_slot, &watcher);
    large_each(watch_large, &watcher);
}

long mem_roots_alive(void)
{
    return slot_roots() + large_count();
}

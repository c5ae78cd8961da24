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
 * mem_more cuts from the room at hand, and takes a new chunk when that is used up, each twice as large as the last up
 * to a limit. Only the thread that made the root does so without a lock; others take turns on chunks of their own.
 * Small roots and chunks are slots of slab.c, what is larger comes from the system's heap; large roots are registered
 * in large.c. mem_free gives back a few chunks, however many blocks there were.
 */
#ifndef OPENMAPI_PLAIN_HEAP
#include <stdint.h>
#include "base/fault.h"
#include "base/large.h"
#include "base/mem.h"
#include "base/slab.h"
#include "sys/memory.h"

#define ALIGN      (2 * sizeof(void *))
#define SIZE_LIMIT 0xffff0000u /* more is refused, whatever the system could give: 32 bits of a count have wrapped */

struct root {
    struct slot slot;     /* slot_root_state, in the heap too */
    uint32_t bytes;       /* asked for */
    void *thread;         /* that made it and cuts from at; others cut from lent */
    char *at, *end;       /* room left, both aligned */
    struct chunk *chunks; /* of that thread */
    struct chunk *lent;   /* of all others; the first has the room. Guarded by lent_lock. */
} __attribute__((aligned(2 * sizeof(void *))));

struct chunk {
    struct slot slot; /* SLOT_CHUNK */
    uint16_t left;    /* room at its end, for others' use */
    bool in_heap;
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

/* The root whose block pointer is when it lies in a slot and is alive. Reads no memory that isn't ours. */
static inline bool is_slot_root(const void *pointer)
{
    const struct root *root;

    if (!slab_holds(pointer)) return false; /* NULL too: there is nothing before it */
    root = (const struct root *)pointer - 1;
    return root->slot.state == slot_root_state(root);
}

static inline struct root *root_of(const void *pointer)
{
    return is_slot_root(pointer) || large_has(pointer) ? (struct root *)pointer - 1 : NULL;
}

static __attribute__((noinline)) SCODE large_root(size_t bytes, void **out)
{
    size_t all = sizeof(struct root) + aligned(bytes);
    struct root *root = bytes <= SIZE_LIMIT ? sys_heap_alloc(all) : NULL;

    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    *root = (struct root){
        .slot = {slot_root_state(root)}, .bytes = (uint32_t)bytes, .thread = sys_thread_mark(),
        .at = (char *)root + all, .end = (char *)root + all,
    };
    if (!large_add(root + 1)) {
        sys_heap_free(root);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = root + 1;
    return S_OK;
}

SCODE mem_root(size_t bytes, void **out)
{
    struct root *root;
    unsigned class;

    *out = NULL;
    if (fault_alloc_fails()) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (bytes > SLOT_BYTES_MAX - sizeof(*root)) return large_root(bytes, out);
    class = slot_class_for(sizeof(*root) + bytes);
    root = slot_take_root(class);
    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    root->bytes = (uint32_t)bytes;
    root->thread = sys_thread_mark();
    root->at = (char *)(root + 1) + aligned(bytes);
    root->end = (char *)root + slot_classes[class].bytes;
    root->chunks = root->lent = NULL;
    *out = root + 1;
    return S_OK;
}

/* A new first chunk of *list for a block of bytes (aligned), or NULL: memory is out. What would take more than half of
 * a chunk of the usual size gets one of its own, of which nothing is left. */
static struct chunk *add_chunk(size_t bytes, struct chunk **list)
{
    unsigned size = *list ? (*list)->next_size : 0;
    size_t all = sizeof(struct chunk) + bytes;
    bool own = all > chunk_bytes[size] / 2, in_heap = all > SLOT_BYTES_MAX;
    struct chunk *chunk;

    if (!own) all = chunk_bytes[size];
    chunk = in_heap ? sys_heap_alloc(all) : slot_take_chunk(slot_class_for(all));
    if (!chunk) return NULL;
    chunk->in_heap = in_heap;
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

/* For other threads; the root's lent_lock is held. The last bytes of the first chunk's room are given first. */
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
    struct root *root = (struct root *)pointer - 1;

    if (fault_alloc_fails()) {
        *out = NULL;
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    /* bytes - 1 of 0 bytes is no small number; what is left is aligned, so bytes that fit do so aligned, too */
    if (!is_slot_root(pointer) || root->thread != sys_thread_mark() ||
        bytes - 1 >= (size_t)(root->end - root->at))
        return more_slowly(bytes, pointer, out);
    *out = root->at;
    root->at += aligned(bytes);
    return S_OK;
}

static void free_chunks(struct chunk *chunk)
{
    while (chunk) {
        struct chunk *next = chunk->next;

        if (chunk->in_heap)
            sys_heap_free(chunk);
        else
            slot_give_chunk(chunk);
        chunk = next;
    }
}

static __attribute__((noinline)) void free_large(void *pointer)
{
    struct root *root;

    if (!pointer || !large_remove(pointer)) return; /* stale, foreign, or another thread was faster */
    root = (struct root *)pointer - 1;
    free_chunks(root->chunks);
    free_chunks(root->lent);
    sys_heap_free(root);
}

void mem_free(void *pointer)
{
    struct root *root;
    struct chunk *chunks, *lent;

    if (!is_slot_root(pointer)) {
        free_large(pointer);
        return;
    }
    root = (struct root *)pointer - 1;
    chunks = root->chunks;
    lent = root->lent;
    if (!slot_give_root(root)) return; /* two threads free it at once: the other was faster */
    if (chunks) free_chunks(chunks);
    if (lent) free_chunks(lent);
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
    slab_trim();
}

long mem_roots_alive(void)
{
    return slot_roots() + large_count();
}
#else
typedef int not_in_this_build; /* plain_heap.c is */
#endif

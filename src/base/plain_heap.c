/*
 * plain_heap.c - roots for sanitizers: every mem_root and mem_more is a block of the system's heap,
 * bare
 *
 * Built in the place of arena.c and what it stands on, where a sanitizer watches. Nothing of ours
 * lies beside a block, so it sees each byte written outside, each read after mem_free, and each
 * root that nobody freed.
 */
#include <stdint.h>
#include "base/fault.h"
#include "base/mem.h"
#include "sys/lock.h"
#include "sys/memory.h"

#define SIZE_LIMIT 0xffff0000u
#define BUCKETS    4096

struct record {
    struct record *next;
    void *root;
    size_t bytes;
    void **hung; /* what mem_more gave, to be freed with root */
    size_t n_hung, room;
};

static struct record *buckets[BUCKETS];
static struct sys_latch latch;
static long alive;

static struct record **find(const void *root)
{
    struct record **at = &buckets[(uintptr_t)root / 16 % BUCKETS];

    while (*at && (*at)->root != root)
        at = &(*at)->next;
    return at;
}

SCODE mem_root(size_t bytes, void **out)
{
    struct record *record;
    struct record **at;

    *out = NULL;
    if (bytes > SIZE_LIMIT || fault_alloc_fails()) return MAPI_E_NOT_ENOUGH_MEMORY;
    record = sys_heap_zero(sizeof(*record));
    if (record) record->root = sys_heap_alloc(bytes);
    if (!record || !record->root) {
        sys_heap_free(record);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    record->bytes = bytes;
    sys_latch_take(&latch);
    at = &buckets[(uintptr_t)record->root / 16 % BUCKETS];
    record->next = *at;
    *at = record;
    alive++;
    sys_latch_drop(&latch);
    *out = record->root;
    return S_OK;
}

/* Notes that block hangs on record. False: memory is out. */
static bool hang(struct record *record, void *block)
{
    if (record->n_hung == record->room) {
        size_t room = record->room ? record->room * 2 : 8;
        void **bigger = sys_heap_alloc(room * sizeof(*bigger));

        if (!bigger) return false;
        for (size_t i = 0; i < record->n_hung; i++)
            bigger[i] = record->hung[i];
        sys_heap_free(record->hung);
        record->hung = bigger;
        record->room = room;
    }
    record->hung[record->n_hung++] = block;
    return true;
}

SCODE mem_more(size_t bytes, void *root, void **out)
{
    struct record *record;
    void *block;
    bool hung;

    *out = NULL;
    if (!mem_is_root(root)) return MAPI_E_INVALID_PARAMETER;
    if (bytes > SIZE_LIMIT || fault_alloc_fails()) return MAPI_E_NOT_ENOUGH_MEMORY;
    block = sys_heap_alloc(bytes);
    if (!block) return MAPI_E_NOT_ENOUGH_MEMORY;
    sys_latch_take(&latch);
    record = *find(root);
    hung = record && hang(record, block);
    sys_latch_drop(&latch);
    if (!hung) {
        sys_heap_free(block);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = block;
    return S_OK;
}

void mem_free(void *root)
{
    struct record **at, *record;

    sys_latch_take(&latch);
    at = find(root);
    record = *at;
    if (record) {
        *at = record->next;
        alive--;
    }
    sys_latch_drop(&latch);
    if (!record) return; /* NULL, stale or foreign */
    for (size_t i = 0; i < record->n_hung; i++)
        sys_heap_free(record->hung[i]);
    sys_heap_free(record->hung);
    sys_heap_free(record->root);
    sys_heap_free(record);
}

bool mem_is_root(const void *pointer)
{
    bool is;

    sys_latch_take(&latch);
    is = pointer && *find(pointer);
    sys_latch_drop(&latch);
    return is;
}

size_t mem_size(const void *root)
{
    struct record *record;
    size_t bytes;

    sys_latch_take(&latch);
    record = *find(root);
    bytes = record ? record->bytes : 0;
    sys_latch_drop(&latch);
    return bytes;
}

void mem_trim(void)
{
}

void mem_unload(void)
{
}

void mem_each_root(void (*seen)(void *context, const void *root, size_t bytes), void *context)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct record *record = buckets[i]; record; record = record->next)
            seen(context, record->root, record->bytes);
}

long mem_roots_alive(void)
{
    return atomic_get(&alive);
}

/*
 * large.c - the register of roots that are too large for a slot: a hash set of their addresses
 *
 * Changes are made under a latch; an address that stands twice for a moment does no harm. Who
 * doesn't find what it looks for may have met a change, and looks again under the latch: that is
 * the rare case of a stale pointer. A table that has become too small may still be read; it stays
 * behind its successor, which is twice as large.
 */
#include "base/large.h"
#include <stddef.h>
#include <stdint.h>
#include "sys/lock.h"
#include "sys/memory.h"

struct table {
    struct table *before;
    size_t room; /* a power of two, at least twice the count */
    const void *slots[];
};

static struct table *current;
static struct sys_latch latch;
static long count;

static size_t first_slot(const struct table *t, const void *root)
{
    return (size_t)((uint32_t)((uintptr_t)root >> 4) * 2654435761u >> 7) & (t->room - 1);
}

/* The slot of root, or the empty one where the search ends. */
static const void **find(struct table *t, const void *root)
{
    for (size_t i = first_slot(t, root);; i = (i + 1) & (t->room - 1)) {
        const void *there = __atomic_load_n(&t->slots[i], __ATOMIC_ACQUIRE);

        if (there == root || !there) return &t->slots[i];
    }
}

static void put(const void **slot, const void *root)
{
    __atomic_store_n(slot, root, __ATOMIC_RELEASE);
}

/* Makes room for one more. */
static bool reserve(void)
{
    struct table *old = current, *t;
    size_t room = old ? old->room * 2 : 64;

    if (old && ((size_t)count + 1) * 2 <= old->room) return true;
    t = sys_heap_zero(sizeof(*t) + room * sizeof(t->slots[0]));
    if (!t) return false;
    t->room = room;
    t->before = old;
    for (size_t i = 0; old && i < old->room; i++)
        if (old->slots[i]) put(find(t, old->slots[i]), old->slots[i]);
    atomic_set(&current, t);
    return true;
}

bool large_add(const void *root)
{
    bool ok;

    sys_latch_take(&latch);
    ok = reserve();
    if (ok) {
        put(find(current, root), root);
        atomic_inc(&count);
    }
    sys_latch_drop(&latch);
    return ok;
}

bool large_has(const void *root)
{
    struct table *t = atomic_get(&current);
    bool has;

    if (!t || !root) return false;
    if (*find(t, root)) return true;
    sys_latch_take(&latch);
    has = *find(current, root);
    sys_latch_drop(&latch);
    return has;
}

/* What could stand in the hole moves there, and leaves the next hole. */
static void close_hole(struct table *t, size_t hole)
{
    for (size_t i = hole;;) {
        i = (i + 1) & (t->room - 1);
        if (!t->slots[i]) break;
        if (((i - first_slot(t, t->slots[i])) & (t->room - 1)) < ((i - hole) & (t->room - 1)))
            continue;
        put(&t->slots[hole], t->slots[i]);
        hole = i;
    }
    put(&t->slots[hole], NULL);
}

bool large_remove(const void *root)
{
    const void **slot;
    bool there;

    if (!large_has(root)) return false;
    sys_latch_take(&latch);
    slot = find(current, root);
    there = *slot;
    if (there) {
        close_hole(current, (size_t)(slot - current->slots));
        atomic_dec(&count);
    }
    sys_latch_drop(&latch);
    return there;
}

long large_count(void)
{
    return atomic_get(&count);
}

void large_each(void (*seen)(void *context, const void *root), void *context)
{
    for (size_t i = 0; current && i < current->room; i++)
        if (current->slots[i]) seen(context, current->slots[i]);
}

void large_unload(void)
{
    while (current) {
        struct table *t = current;

        current = t->before;
        sys_heap_free(t);
    }
}

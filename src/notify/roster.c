/*
 * roster.c - registrations in the order in which they are told
 */
#include "notify/roster.h"
#include <stdlib.h>
#include "base/mem.h"
#include "base/size.h"
#include "com/com.h"
#include "mapispi.h"
#include "notify/thread_queue.h"
#include "notify/thread_sink.h"
#include "sys/lock.h"

void advise_ref(struct advise *advise)
{
    atomic_inc(&advise->refs);
}

void advise_unref(struct advise *advise)
{
    if (atomic_dec(&advise->refs)) return;
    com_release(&advise->sink);
    thread_queue_unref(advise->queue);
    mem_free(advise);
}

static bool is_at_once(const struct advise *advise)
{
    return advise->flags & NOTIFY_SYNC;
}

static struct thread_queue *queue_of(const struct advise *advise)
{
    return is_at_once(advise) ? NULL : advise->queue;
}

static bool run_together(const struct advise *a, const struct advise *b)
{
    return is_at_once(a) == is_at_once(b) && queue_of(a) == queue_of(b);
}

/* Who is called at once before the rest, then queue by queue, each in order. */
static int compare(const void *left, const void *right)
{
    const struct roster_entry *a = left, *b = right;

    if (is_at_once(a->advise) != is_at_once(b->advise)) return is_at_once(a->advise) ? -1 : 1;
    if (queue_of(a->advise) != queue_of(b->advise))
        return (uintptr_t)queue_of(a->advise) < (uintptr_t)queue_of(b->advise) ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* Gives how many runs there are; writes them where there is room for them. */
static uint32_t find_runs(struct roster *roster, struct roster_run *runs)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < roster->count; i++) {
        const struct advise *advise = roster->entries[i].advise;

        if (!i || !run_together(advise, roster->entries[i - 1].advise)) {
            if (runs)
                runs[n] =
                    (struct roster_run){queue_of(advise) != NULL, is_at_once(advise), i, i, 0};
            n++;
        }
        if (runs) runs[n - 1].to = i + 1;
        if (runs) runs[n - 1].masks |= advise->mask;
    }
    return n;
}

struct roster *roster_create(const struct list *advises, LONG count)
{
    size_t bytes = sizeof(struct roster), more;
    struct roster *roster = NULL;
    bool sorted = true;

    if (size_mul((size_t)count, sizeof(struct roster_entry), &more) && size_add(&bytes, more))
        roster = mem_zero(bytes);
    if (!roster) return NULL;
    roster->refs = 1;
    LIST_EACH(advise, advises, struct advise, link)
    {
        struct roster_entry *entry = &roster->entries[roster->count];

        entry->advise = advise;
        /* on its thread, the client's itself */
        entry->sink = is_at_once(advise) ? advise->sink : thread_sink_client(advise->sink);
        entry->mask = advise->mask;
        entry->order = roster->count++;
        roster->masks |= advise->mask;
        advise_ref(advise);
        if (entry != roster->entries) sorted = sorted && compare(entry - 1, entry) < 0;
    }
    if (!sorted) qsort(roster->entries, roster->count, sizeof(roster->entries[0]), compare);
    roster->n_runs = find_runs(roster, NULL);
    roster->runs = mem_zero_more((roster->n_runs + 1) * sizeof(*roster->runs), roster);
    if (roster->runs) {
        find_runs(roster, roster->runs);
        return roster;
    }
    for (uint32_t i = 0; i < roster->count; i++)
        atomic_dec(&roster->entries[i].advise->refs); /* the list has one still */
    mem_free(roster);
    return NULL;
}

void roster_ref(struct roster *roster)
{
    atomic_inc(&roster->refs);
}

void roster_unref(struct roster *roster)
{
    if (!roster || atomic_dec(&roster->refs)) return;
    for (uint32_t i = 0; i < roster->count; i++)
        advise_unref(roster->entries[i].advise);
    mem_free(roster);
}

/*
 * roster.h - registrations in the order in which they are told, as a list that never changes
 *
 * One change that is told to a thousand sinks is one roster, made when a registration came or went
 * since the last change, one batch, and one job for each thread that has sinks to run.
 */
#pragma once
#include <stdint.h>
#include "base/list.h"
#include "sys/lock.h"
#include "mapidefs.h"

struct thread_queue;

/* One registration. */
struct advise {
    struct list link; /* in its list until it is cancelled; under the list's lock */
    LONG refs;
    LONG cancelled;             /* no call begins any more */
    IMAPIAdviseSink *sink;      /* owned; NULL once let go, which fanout.c says when it may be */
    struct thread_queue *queue; /* owned until it is cancelled: of the thread that the sink insists
                                   on; or NULL. Changed under the latch of fanout.c */
    ULONG mask, flags;
    ULONG_PTR connection;
};
void advise_ref(struct advise *advise);
void advise_unref(struct advise *advise);

#define ROSTER_END 0xffffffffu /* the order of nobody */

struct roster_entry {
    struct advise *advise; /* owned */
    IMAPIAdviseSink *sink; /* what is called while the advise has its sink; borrowed from that */
    ULONG mask;            /* the advise's */
    uint32_t order;        /* in which it was registered */
};

/* Neighbours that are told in the same way, in the order of their registration. */
struct roster_run {
    bool bound;   /* to a thread, which fanout_queue tells; or the engine's home, or at once */
    bool at_once; /* NOTIFY_SYNC; no run but the first is */
    uint32_t from, to;
    ULONG masks; /* their union */
};

struct roster {
    LONG refs;
    LONG stale;  /* its list has another by now: some may be cancelled */
    ULONG masks; /* the union of all */
    uint32_t count, n_runs;
    struct roster_run *runs; /* hangs on the roster */
    struct roster_entry entries[];
};

/* Of the advises in a list whose lock is held. NULL: memory is out. */
struct roster *roster_create(const struct list *advises, LONG count);
void roster_ref(struct roster *roster);
/* Its list has another from now on; before a registration is cancelled, under the list's lock. */
static inline void roster_mark_stale(struct roster *roster)
{
    atomic_set(&roster->stale, 1);
}
/* NULL does nothing. No lock may be held: the last reference may let go of a sink. */
void roster_unref(struct roster *roster);

/*
 * aside.h - news that are told on a thread of ours, so that a sink that blocks holds up what comes
 * behind it for the same owner, and nothing else
 *
 * Each owner has its news told one after the other. A thread that has told all stays a moment for
 * the next owner that has some, so that mostly one thread serves them all.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/list.h"
#include "mapidefs.h"

/* What is told to one owner; zeroed memory is one of whom nothing is told. */
struct aside {
    const struct aside_owner *owner;
    struct aside_news *first, **last; /* under the latch of aside.c, as the rest is */
    size_t bytes;                     /* that wait */
    bool runs;                        /* a thread tells them */
    bool lost;                        /* some behind those that wait */
    struct aside *behind;             /* of those that wait for a thread */
};
struct aside_owner {
    /* count 0: something was lost. On a thread of ours, without a lock. */
    void (*tell)(struct aside *aside, ULONG count, NOTIFICATION *batch);
    void (*ref)(struct aside *aside); /* one, while there is something to be told */
    void (*unref)(struct aside *aside);
};

/*
 * To be told by a thread of ours, behind what waits already. Called by one thread at a time.
 * count  0: something was lost
 * batch  a root of its own; moved when the answer is true
 * bytes  what it counts for: an owner of whom much waits loses some
 * False: there is no thread and none can be started; nothing was taken.
 */
bool aside_tell(struct aside *aside, ULONG count, NOTIFICATION **batch, size_t bytes);
/* Something is told on a thread of ours just now, or waits for that. */
bool aside_is_busy(struct aside *aside);
/* Waits, for so long at most, until no thread of ours is left. False: there is one still; on one of
 * them without waiting. */
bool aside_settle(ULONG msec);
/* As our DLL goes, when no thread of ours can be there. */
void aside_unload(void);

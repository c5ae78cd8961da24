/*
 * idle_queue.h - idle routines, and which of them is to be called when
 *
 * Knows no clock and no thread: the times are told. Who uses it holds a lock around every call.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/list.h"
#include "mapiutil.h"

struct idle_routine {
    struct list link;
    LONG refs;
    ULONG tag;
    PFNIDLE call;
    void *context; /* the client's */
    short priority;
    ULONG csec;
    USHORT options;  /* FIRO flags without FIRODISABLED */
    bool disabled, called;
    uint64_t since; /* msec: when it was called last, or registered, by a clock that stands still in
                       sleep */
    uint64_t turn;  /* greater: called later */
};

struct idle_queue {
    struct list routines;
    ULONG last_tag;
    uint64_t turns;
};

struct idle_times {
    uint64_t now;     /* msec, by the same clock */
    uint64_t quiet;   /* msec since the user did something */
    bool input_waits; /* what the user did hasn't been looked at yet */
};

#define IDLE_NEVER UINT64_MAX

void idle_queue_init(struct idle_queue *queue);
/* options as in FtgRegisterIdleRoutine. The tag, or 0: no function, options that exclude each
 * other, no memory. */
ULONG idle_queue_add(struct idle_queue *queue, uint64_t now, PFNIDLE call, void *context,
                     short priority, ULONG csec, USHORT options);
struct idle_routine *idle_queue_find(struct idle_queue *queue,
                                     ULONG tag); /* NULL: gone, or never there */
void idle_queue_remove(struct idle_routine *routine);
void idle_routine_unref(struct idle_routine *routine);
/* What changes selects (FIRC flags) becomes as told. Options that exclude each other change
 * nothing. */
void idle_routine_change(struct idle_routine *routine, uint64_t now, PFNIDLE call, void *context,
                         short priority, ULONG csec, USHORT options, USHORT changes);
/* Who is to be called now: a reference, marked as called (one of FIROONCEONLY is out of the queue).
 * NULL: nobody. */
struct idle_routine *idle_queue_take(struct idle_queue *queue, const struct idle_times *times);
/* Msec until somebody may be to be called; 0: somebody is, or would be but for input that waits.
 * IDLE_NEVER: nobody. */
uint64_t idle_queue_wait(const struct idle_queue *queue, const struct idle_times *times);

/*
 * idle_queue.c - idle routines, and which of them is to be called when
 *
 * Of the pages and the header that contradict each other (contracts 11.12): every priority is
 * accepted; above 0 goes before what the user does, 0 and below only when none of that waits.
 * FIROWAIT wants its time without input in every block of idle time, and then calls as often as it
 * can. Routines of one priority take turns.
 */
#include "notify/idle_queue.h"
#include "base/mem.h"
#include "sys/lock.h"

enum {
    AGAIN = 10, /* msec between calls of one that is called as often as possible: the engine's unit
                   of time */
    NEW_BLOCK = 250, /* how often to look whether the user has begun again */
};

void idle_queue_init(struct idle_queue *queue)
{
    *queue = (struct idle_queue){0};
    list_init(&queue->routines);
}

static bool exclusive(USHORT options)
{
    return (options & FIROWAIT) && (options & FIROINTERVAL);
}

ULONG idle_queue_add(struct idle_queue *queue, uint64_t now, PFNIDLE call, void *context,
                     short priority, ULONG csec, USHORT options)
{
    struct idle_routine *routine;

    if (!call || exclusive(options)) return 0;
    routine = mem_zero(sizeof(*routine));
    if (!routine) return 0;
    routine->refs = 1;
    do routine->tag = ++queue->last_tag; /* not one that is still in use */
    while (!routine->tag || idle_queue_find(queue, routine->tag));
    routine->call = call;
    routine->context = context;
    routine->priority = priority;
    routine->csec = csec;
    routine->options = options & (USHORT)~FIRODISABLED;
    routine->disabled = (options & FIRODISABLED) != 0;
    routine->since = now;
    routine->turn = ++queue->turns;
    list_append(&queue->routines, &routine->link);
    return routine->tag;
}

struct idle_routine *idle_queue_find(struct idle_queue *queue, ULONG tag)
{
    LIST_EACH(routine, &queue->routines, struct idle_routine, link)
        if (routine->tag == tag) return routine;
    return NULL;
}

void idle_queue_remove(struct idle_routine *routine)
{
    list_remove(&routine->link);
    idle_routine_unref(routine);
}

void idle_routine_unref(struct idle_routine *routine)
{
    if (!atomic_dec(&routine->refs)) mem_free(routine);
}

void idle_routine_change(struct idle_routine *routine, uint64_t now, PFNIDLE call, void *context,
                         short priority, ULONG csec, USHORT options, USHORT changes)
{
    if (changes & FIRCPFN && call) routine->call = call;
    if (changes & FIRCPV) routine->context = context;
    if (changes & FIRCPRI) routine->priority = priority;
    if (changes & FIRCCSEC) routine->csec = csec;
    if (changes & FIRCIRO && !exclusive(options)) {
        routine->options = options & (USHORT)~FIRODISABLED;
        routine->disabled = (options & FIRODISABLED) != 0;
    }
    if (changes & (FIRCCSEC | FIRCIRO)) { /* the new time begins now */
        routine->since = now;
        routine->called = false;
    }
}

static uint64_t left(uint64_t wanted, uint64_t passed)
{
    return wanted > passed ? wanted - passed : 0;
}

/* Msec until it is due, if the user does nothing. */
static uint64_t due_in(const struct idle_routine *routine, const struct idle_times *times)
{
    uint64_t wanted = (uint64_t)routine->csec * 10, passed = left(times->now, routine->since);
    uint64_t wait, gap = routine->called ? left(AGAIN, passed) : 0;

    if (routine->options & FIROPERBLOCK && routine->called && passed <= times->quiet)
        return NEW_BLOCK;
    if (routine->options & FIROINTERVAL) return left(wanted, passed);
    if (!(routine->options & FIROWAIT)) return gap;
    wait = left(wanted, times->quiet);
    if (!routine->called && left(wanted, passed) > wait) wait = left(wanted, passed);
    return wait > gap ? wait : gap;
}

static bool goes_before(const struct idle_routine *a, const struct idle_routine *b)
{
    if (!b) return true;
    return a->priority != b->priority ? a->priority > b->priority : a->turn < b->turn;
}

struct idle_routine *idle_queue_take(struct idle_queue *queue, const struct idle_times *times)
{
    struct idle_routine *first = NULL;

    LIST_EACH(routine, &queue->routines, struct idle_routine, link) {
        if (routine->disabled || (times->input_waits && routine->priority <= PRIUSER)) continue;
        if (!due_in(routine, times) && goes_before(routine, first)) first = routine;
    }
    if (!first) return NULL;
    first->called = true;
    first->since = times->now;
    first->turn = ++queue->turns;
    atomic_inc(&first->refs);
    if (first->options & FIROONCEONLY) {
        list_remove(&first->link);
        idle_routine_unref(first);
    }
    return first;
}

uint64_t idle_queue_wait(const struct idle_queue *queue, const struct idle_times *times)
{
    uint64_t soonest = IDLE_NEVER;

    LIST_EACH(routine, &queue->routines, struct idle_routine, link) {
        uint64_t wait = routine->disabled ? IDLE_NEVER : due_in(routine, times);

        if (wait < soonest) soonest = wait;
    }
    return soonest;
}

/*
 * fanout.c - the calls that bring one change to the sinks of one run
 *
 * A thousand sinks are called in a loop, so each step of it is as little as can be: one interlocked
 * instruction. Who calls keeps a note of which entry it calls, where fanout_end looks:
 *
 *     caller: note the entry, claim it (a full barrier), look whether it is cancelled, call
 *     ender:  cancel, (a full barrier), look for a note of it; without one, let go of the sink
 *
 * so either the caller sees the cancellation or the ender the note. (A roster that its list still
 * has names nobody who is cancelled, so that is what a caller looks at first.) A caller that has
 * gone on to its next entry, by the same steps, looks whether the last was cancelled meanwhile and
 * does then what the ender left to it. The sink goes by an exchange: one lets go of it.
 *
 * The claim is on the fan-out, not on the thread: where a sink pumps messages or another thread
 * dispatches, that drain goes on with the entries that are left, so that every sink hears of an
 * older change before a newer one.
 */
#include "notify/fanout.h"
#include <stdint.h>
#include "base/mem.h"
#include "com/com.h"
#include "mapispi.h"
#include "notify/delivery.h"
#include "notify/news.h"
#include "notify/roster.h"
#include "notify/thread_queue.h"
#include "sys/lock.h"

#define NOBODY 0xffffffffu

struct fanout {
    struct thread_job job;
    struct roster *roster;     /* owned, and ... */
    struct news *news;         /* ... owned */
    struct delivery *delivery; /* whose one call this is; may be NULL */
    uint32_t next, end;        /* entries that nobody has claimed */
};

/* Who calls, and whom. */
struct caller {
    struct list link; /* in callers, or among those that are free */
    const struct roster *roster;
    uint32_t at;      /* the entry that is being called, or will be if it can be claimed */
    uint32_t claimed; /* by whomever, up to this entry, as far as the caller knows */
};

static struct sys_latch latch; /* guards callers; nothing is called under it */
static struct list callers = LIST_INIT(callers);
/* Not on the stack of who calls, which goes when the thread is killed in a sink. */
static struct caller seats[64];
static ULONG seats_used; /* from the first on: they have been callers */
static struct list free_seats = LIST_INIT(free_seats);

/* on_stack: for when all seats are taken. */
static struct caller *caller_begin(struct caller *on_stack, const struct roster *roster,
                                   uint32_t claimed)
{
    struct caller *caller = on_stack;

    sys_latch_take(&latch);
    if (!list_empty(&free_seats)) {
        caller = LIST_ENTRY(free_seats.next, struct caller, link);
        list_remove(&caller->link);
    } else if (seats_used < sizeof(seats) / sizeof(seats[0])) {
        caller = &seats[seats_used++];
    }
    caller->claimed = claimed;
    caller->roster = roster;
    caller->at = NOBODY;
    list_append(&callers, &caller->link);
    sys_latch_drop(&latch);
    return caller;
}

static void caller_end(struct caller *caller, const struct caller *on_stack)
{
    sys_latch_take(&latch);
    list_remove(&caller->link);
    if (caller != on_stack) list_append(&free_seats, &caller->link);
    sys_latch_drop(&latch);
}

/* ---- the end of a registration ---- */

static bool is_called(const struct advise *advise)
{
    bool called = false;

    sys_latch_take(&latch);
    LIST_EACH(caller, &callers, struct caller, link)
    {
        uint32_t at = __atomic_load_n(&caller->at, __ATOMIC_SEQ_CST);

        called = called || (at != NOBODY && caller->roster->entries[at].advise == advise);
    }
    sys_latch_drop(&latch);
    return called;
}

/* Unless somebody calls it, who will do this. */
static void let_go(struct advise *advise)
{
    IMAPIAdviseSink *sink = is_called(advise) ? NULL : atomic_swap(&advise->sink, NULL);

    com_release(&sink);
}

/* Of one that we called, or noted to call. */
static void let_go_if_cancelled(struct advise *advise)
{
    if (atomic_get(&advise->cancelled)) let_go(advise);
}

/* What waits in a queue knows its registrations: they mustn't keep it when they are over. */
void fanout_end(struct advise *advise)
{
    struct thread_queue *queue;

    __atomic_exchange_n(&advise->cancelled, 1, __ATOMIC_SEQ_CST);
    sys_latch_take(&latch);
    queue = TAKE(advise->queue);
    sys_latch_drop(&latch);
    let_go(advise);
    thread_queue_unref(queue);
}

struct thread_queue *fanout_queue(const struct roster *roster, const struct roster_run *run)
{
    struct thread_queue *queue = NULL;

    sys_latch_take(&latch);
    for (uint32_t i = run->from; i < run->to && !queue; i++)
        queue = roster->entries[i].advise->queue;
    if (queue) thread_queue_ref(queue);
    sys_latch_drop(&latch);
    return queue;
}

/* ---- the calls ---- */

/* Claims an entry. False: others have claimed it and more; *at is the next that nobody has. */
static inline bool claim(struct caller *caller, uint32_t *next, uint32_t *at)
{
    uint32_t wanted = *at, seen = caller->claimed;

    __atomic_store_n(&caller->at, wanted, __ATOMIC_RELAXED); /* the exchange is the barrier */
    if (__atomic_compare_exchange_n(next, &seen, wanted + 1, false, __ATOMIC_SEQ_CST,
                                    __ATOMIC_RELAXED)) {
#if !defined(__i386__) && !defined(__x86_64__)
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
        caller->claimed = wanted + 1;
        return true;
    }
    caller->claimed = *at = seen;
    __atomic_exchange_n(&caller->at, NOBODY, __ATOMIC_SEQ_CST);
    let_go_if_cancelled(caller->roster->entries[wanted].advise);
    return false;
}

/* Gives the index of the entry that answered CALLBACK_DISCONTINUE, where that is listened to. */
static uint32_t call_all(const struct roster *roster, const struct news *news, uint32_t *next,
                         uint32_t end, bool may_stop)
{
    const ULONG events = news->events;
    const struct roster_entry *last = NULL;
    uint32_t at = atomic_get(next), stopped = NOBODY;
    struct caller on_stack, *caller = caller_begin(&on_stack, roster, at);

    while (at < end && stopped == NOBODY) {
        const struct roster_entry *entry = &roster->entries[at];
        NOTIFICATION *batch = news->batch;
        ULONG count = news->count, answer;

        if (!(entry->mask & events)) {
            at++;
            continue;
        }
        if (!claim(caller, next, &at)) continue;
        at++;
        if (atomic_get(&roster->stale)) {
            if (last) let_go_if_cancelled(last->advise);
            last = entry;
            if (atomic_get(&entry->advise->cancelled)) continue;
        }
        last = entry;
        if (news->parts) batch = news_for(news, entry->mask, &count);
        answer = entry->sink->lpVtbl->OnNotify(entry->sink, count, batch);
        if (answer == CALLBACK_DISCONTINUE && may_stop) stopped = at - 1;
    }
    caller_end(caller, &on_stack);
    if (last) let_go_if_cancelled(last->advise);
    return stopped;
}

uint32_t fanout_at_once(struct roster *roster, const struct roster_run *run,
                        const struct news *news)
{
    uint32_t next = run->from;
    uint32_t stopped = call_all(roster, news, &next, run->to, true);

    return stopped == NOBODY ? ROSTER_END : roster->entries[stopped].order;
}

/* ---- as a thread's job ---- */

static struct fanout *fanout_of(struct thread_job *job)
{
    return (struct fanout *)job;
}

static void fanout_run(struct thread_job *job)
{
    struct fanout *fanout = fanout_of(job);

    call_all(fanout->roster, fanout->news, &fanout->next, fanout->end, false);
}

/* Who is called just now is the last. */
static void fanout_stop(struct thread_job *job)
{
    struct fanout *fanout = fanout_of(job);

    __atomic_exchange_n(&fanout->next, fanout->end, __ATOMIC_SEQ_CST);
}

static void fanout_destroy(struct thread_job *job)
{
    struct fanout *fanout = fanout_of(job);

    roster_unref(fanout->roster);
    news_unref(fanout->news);
    delivery_done(fanout->delivery);
    mem_free(fanout);
}

static const struct thread_job_class fanout_class = {fanout_run, fanout_stop, fanout_destroy};

/* The entries of run from one order up to another. */
static void narrow(const struct roster *roster, const struct roster_run *run, uint32_t from,
                   uint32_t before, uint32_t *first, uint32_t *end)
{
    *first = run->from;
    *end = run->to;
    while (*first < *end && roster->entries[*first].order < from)
        ++*first;
    while (*end > *first && roster->entries[*end - 1].order >= before)
        --*end;
}

bool fanout_has(const struct roster *roster, const struct roster_run *run, uint32_t from,
                uint32_t before)
{
    uint32_t first, end;

    narrow(roster, run, from, before, &first, &end);
    return first < end;
}

struct thread_job *fanout_create(struct roster *roster, const struct roster_run *run, uint32_t from,
                                 uint32_t before, struct news *news, struct delivery *delivery)
{
    struct fanout *fanout = mem_zero(sizeof(*fanout));

    if (!fanout) return NULL;
    thread_job_init(&fanout->job, &fanout_class);
    fanout->roster = roster;
    fanout->news = news;
    fanout->delivery = delivery;
    delivery_due(delivery);
    roster_ref(roster);
    news_ref(news);
    narrow(roster, run, from, before, &fanout->next, &fanout->end);
    return &fanout->job;
}

/*
 * fanout.c - the calls that bring one change to the sinks of one run
 *
 * A thousand sinks are called in a loop, so each step of it is as little as can be: a note of which
 * entry is called, where those look who end a registration, and a look whether anything has changed:
 *
 *     caller: note the entry, look whether the roster is stale and the entry cancelled, call
 *     ender:  mark the roster stale, cancel, look for a note; without one, let go of the sink
 *
 * Between the two steps of each there has to be a full barrier: then either the caller sees the
 * cancellation or the ender the note. The ender pays for both, where the system can make all other
 * threads pass a barrier (sys/fence.h): a caller that was made to pass it before its look sees the
 * cancellation, and one that looked before has its note where the ender finds it. Elsewhere the
 * caller has a barrier of its own in each step. A caller that has gone on to its next entry, by the
 * same steps, looks whether the last was cancelled meanwhile and does then what the ender left to
 * it. The sink goes by an exchange: one lets go of it.
 *
 * Where a sink pumps messages or another thread dispatches, that drain goes on with the entries that
 * are left, so that every sink hears of an older change before a newer one. Who was alone with the
 * fan-out until then claimed an entry by noting it. Who comes tells it so, in the way of an ender,
 * and reads its last note: what is behind that is claimed by an exchange from then on.
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
#include "sys/fence.h"
#include "sys/lock.h"
#include "sys/memory.h"

/* Kept out of the loop of calls, whose registers it would take. */
#define SELDOM __attribute__((cold, noinline))

struct caller;

/* What of a run is still to be called. */
struct claims {
    struct caller *alone; /* who claims by its notes; under the latch */
    bool shared;          /* nobody is alone any more; under the latch */
    uint32_t next, end;   /* entries that nobody has claimed, but for who is alone */
};

struct fanout {
    struct thread_job job;
    struct roster *roster;     /* owned, and ... */
    struct news *news;         /* ... owned */
    struct delivery *delivery; /* whose one call this is; may be NULL */
    struct claims claims;
};

enum {
    FENCED = 1, /* the caller has a barrier of its own behind each note */
    SHARED = 2  /* it isn't alone with its claims */
};

/* Who calls, and whom. */
struct caller {
    struct list link; /* in callers, or among those that are free */
    const struct roster *roster;
    void *thread;                       /* the caller's mark */
    const struct roster_entry *at;      /* is being called, or will be if it can be claimed */
    const struct roster_entry *left_at; /* that, when others came; under the latch */
    LONG care;                          /* written under the latch */
    bool knows;                         /* that it is SHARED; its own */
    uint32_t claimed; /* by whomever, up to this entry, as far as the caller knows */
};

static struct sys_latch latch; /* guards callers and claims; nothing is called under it */
static struct list callers = LIST_INIT(callers);
/* Not on the stack of who calls, which goes when the thread is killed in a sink. */
static struct {
    struct caller caller; /* on a cache line of its own, as each call is noted there */
} __attribute__((aligned(64))) seats[64];
static ULONG seats_used; /* from the first on: they have been callers */
static struct list free_seats = LIST_INIT(free_seats);

/* ---- notes; under the latch ---- */

/* Before its note is read: whether only a fence shows that, and it what we have written. */
static bool needs_fence(const struct caller *caller)
{
    return !(caller->care & FENCED) && caller->thread != sys_thread_mark();
}

static const struct roster_entry *note_of(const struct caller *caller)
{
    return __atomic_load_n(&caller->at, __ATOMIC_SEQ_CST);
}

/* Whoever is alone with the claims isn't any more. */
static void share(struct claims *claims)
{
    struct caller *alone = TAKE(claims->alone);

    claims->shared = true;
    if (!alone) return;
    __atomic_store_n(&alone->care, alone->care | SHARED, __ATOMIC_SEQ_CST);
    if (needs_fence(alone)) sys_fence_others();
    alone->left_at = note_of(alone);
    if (alone->left_at) claims->next = (uint32_t)(alone->left_at - alone->roster->entries) + 1;
}

/* ---- callers ---- */

/* on_stack: for when all seats are taken. */
static struct caller *caller_begin(struct caller *on_stack, const struct roster *roster,
                                   struct claims *claims)
{
    struct caller *caller = on_stack;
    LONG care = sys_fence_is_there() ? 0 : FENCED;

    sys_latch_take(&latch);
    if (!list_empty(&free_seats)) {
        caller = LIST_ENTRY(free_seats.next, struct caller, link);
        list_remove(&caller->link);
    } else if (seats_used < sizeof(seats) / sizeof(seats[0])) {
        caller = &seats[seats_used++].caller;
    }
    if (claims->alone) share(claims);
    if (!claims->shared) claims->alone = caller;
    caller->roster = roster;
    caller->thread = sys_thread_mark();
    caller->at = caller->left_at = NULL;
    caller->care = care | (claims->shared ? SHARED : 0);
    caller->knows = claims->shared;
    caller->claimed = atomic_get(&claims->next);
    list_append(&callers, &caller->link);
    sys_latch_drop(&latch);
    return caller;
}

static void caller_end(struct caller *caller, const struct caller *on_stack, struct claims *claims)
{
    sys_latch_take(&latch);
    if (claims->alone == caller) {
        claims->alone = NULL;
        claims->next = claims->end;
    }
    list_remove(&caller->link);
    if (caller != on_stack) list_append(&free_seats, &caller->link);
    sys_latch_drop(&latch);
}

/* ---- the end of a registration ---- */

static bool is_called(const struct advise *advise)
{
    bool called = false, unseen = false;

    sys_latch_take(&latch);
    LIST_EACH(caller, &callers, struct caller, link)
    {
        unseen = unseen || needs_fence(caller);
    }
    if (unseen) sys_fence_others();
    LIST_EACH(caller, &callers, struct caller, link)
    {
        const struct roster_entry *at = note_of(caller);

        called = called || (at && at->advise == advise);
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
    if (atomic_get(&advise->cancelled) && atomic_get(&advise->sink)) let_go(advise);
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

/* Claims an entry that has been noted, when others do that, too. False: they have claimed it and
 * more; *entry is the next that nobody has. */
static bool claim_shared(struct caller *caller, struct claims *claims,
                         const struct roster_entry **entry)
{
    const struct roster_entry *entries = caller->roster->entries, *wanted = *entry, *left_at;
    uint32_t seen;

    if (!caller->knows) {
        caller->knows = true;
        sys_latch_take(&latch); /* who came reads our note under it */
        left_at = caller->left_at;
        sys_latch_drop(&latch);
        if (left_at == wanted) return true; /* it is left to us */
    }
    seen = caller->claimed;
    if (__atomic_compare_exchange_n(&claims->next, &seen, (uint32_t)(wanted - entries) + 1, false,
                                    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) {
        caller->claimed = (uint32_t)(wanted - entries) + 1;
        return true;
    }
    caller->claimed = seen;
    *entry = &entries[seen];
    __atomic_store_n(&caller->at, NULL, __ATOMIC_SEQ_CST);
    let_go_if_cancelled(wanted->advise);
    return false;
}

/* What else there is to do where not only the note is, which has been made. */
static SELDOM bool claim(struct caller *caller, struct claims *claims,
                         const struct roster_entry **entry)
{
    if (atomic_get(&caller->care) & FENCED) __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return !(atomic_get(&caller->care) & SHARED) || claim_shared(caller, claims, entry);
}

/* Of a roster that is stale, behind the note: whether the entry isn't called. The last was, and is
 * let go of if that was left to us. */
static SELDOM bool is_over(const struct roster_entry *last, const struct roster_entry *entry)
{
    if (last) let_go_if_cancelled(last->advise);
    return atomic_get(&entry->advise->cancelled);
}

static SELDOM ULONG tell_in_part(const struct roster_entry *entry, const struct news *news)
{
    ULONG count;
    NOTIFICATION *batch = news_for(news, entry->mask, &count);

    return entry->sink->lpVtbl->OnNotify(entry->sink, count, batch);
}

/* Gives the entry that answered CALLBACK_DISCONTINUE, where that is listened to. */
static const struct roster_entry *call_all(const struct roster *roster, const struct news *news,
                                           struct claims *claims, bool may_stop)
{
    const ULONG events = news->events;
    const struct roster_entry *end = &roster->entries[claims->end], *last = NULL, *stopped = NULL;
    struct caller on_stack, *caller = caller_begin(&on_stack, roster, claims);
    const struct roster_entry *entry = &roster->entries[caller->claimed];

    while (entry < end && !stopped) {
        bool over = false;
        ULONG answer;

        if (!(entry->mask & events)) {
            entry++;
            continue;
        }
        atomic_set(&caller->at, entry);           /* the call before is over for who sees this */
        __atomic_signal_fence(__ATOMIC_SEQ_CST); /* others see to a barrier, or claim does */
        if (atomic_get(&caller->care) && !claim(caller, claims, &entry)) continue;
        if (atomic_get(&roster->stale)) over = is_over(last, entry);
        last = entry++;
        if (over) continue;
        if (news->parts) answer = tell_in_part(last, news);
        else answer = last->sink->lpVtbl->OnNotify(last->sink, news->count, news->batch);
        if (answer == CALLBACK_DISCONTINUE && may_stop) stopped = last;
    }
    caller_end(caller, &on_stack, claims);
    if (last) let_go_if_cancelled(last->advise);
    return stopped;
}

uint32_t fanout_at_once(struct roster *roster, const struct roster_run *run,
                        const struct news *news)
{
    struct claims claims = {.next = run->from, .end = run->to};
    const struct roster_entry *stopped = call_all(roster, news, &claims, true);

    return stopped ? stopped->order : ROSTER_END;
}

/* ---- as a thread's job ---- */

static struct fanout *fanout_of(struct thread_job *job)
{
    return (struct fanout *)job;
}

static void fanout_run(struct thread_job *job)
{
    struct fanout *fanout = fanout_of(job);

    call_all(fanout->roster, fanout->news, &fanout->claims, false);
}

/* Who is called just now is the last. */
static void fanout_stop(struct thread_job *job)
{
    struct claims *claims = &fanout_of(job)->claims;

    sys_latch_take(&latch);
    share(claims);
    __atomic_exchange_n(&claims->next, claims->end, __ATOMIC_SEQ_CST);
    sys_latch_drop(&latch);
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
    narrow(roster, run, from, before, &fanout->claims.next, &fanout->claims.end);
    return &fanout->job;
}

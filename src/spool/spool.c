/*
 * spool.c - the spooler of a session: what it does next
 */
#include "spool/spool.h"
#include <string.h>
#include "base/mem.h"
#include "base/uid.h"
#include "com/com.h"
#include "spool/spool_own.h"

#define RENEW_GAP   (60 * SECOND) /* stores and transports that weren't there are asked again */
#define FIRST_GAP   (SECOND / 200)
#define LONGEST_GAP (32 * SECOND)

/* ---- the object ---- */

static void spooler_drop(void *context)
{
    struct spooler *spooler = context;

    for (ULONG i = 0; i < spooler->n_carriers; i++)
        collect_end(&spooler->carriers[i]);
    boxes_close(spooler);
    LIST_EACH_SAFE(note, &spooler->notes, struct note, link)
    mem_free(note);
    lock_destroy(&spooler->lock);
    mem_free(spooler);
}

struct spooler *spooler_of(struct router *router)
{
    struct spooler *spooler = router_part(router, ROUTER_SPOOLER);

    if (spooler) return spooler;
    spooler = mem_zero(sizeof(*spooler));
    if (!spooler) return NULL;
    spooler->router = router;
    lock_init(&spooler->lock, RANK_OBJECT);
    list_init(&spooler->notes);
    list_init(&spooler->boxes);
    list_init(&spooler->jobs);
    return router_keep_part(router, ROUTER_SPOOLER, spooler, spooler_drop);
}

void spool_set_collecting(struct spooler *spooler, bool collecting)
{
    spooler->collects = collecting;
}

/* ---- what others say, from any thread ---- */

void spool_ring(struct spooler *spooler)
{
    atomic_set(&spooler->rung, true);
}

void spool_set_offline(struct spooler *spooler, bool offline)
{
    atomic_set(&spooler->offline, offline);
}

/* The last time counts: where nobody hosts they don't pile up. */
static void forget_same(struct spooler *spooler, const struct note *note)
{
    LIST_EACH_SAFE(old, &spooler->notes, struct note, link)
    {
        if (!uid_equal(&old->section, &note->section) || old->flags != note->flags ||
            old->cb != note->cb || memcmp(old->eid, note->eid, note->cb))
            continue;
        list_remove(&old->link);
        mem_free(old);
    }
}

HRESULT spool_note(struct spooler *spooler, const MAPIUID *section, ULONG flags, const SBinary *eid)
{
    ULONG cb = eid && flags & NOTIFY_SENTDEFERRED ? eid->cb : 0;
    struct note *note = mem_zero(sizeof(*note) + cb);

    if (!note) return MAPI_E_NOT_ENOUGH_MEMORY;
    note->section = *section;
    note->flags = flags;
    note->cb = cb;
    if (cb) memcpy(note->eid, eid->lpb, cb);
    LOCKED(&spooler->lock);
    forget_same(spooler, note);
    list_append(&spooler->notes, &note->link);
    return S_OK;
}

void spool_cancel(struct spooler *spooler)
{
    ULONG flags = NOTIFY_CANCEL_MESSAGE;
    void *data = &spooler->ref; /* written by the transport, read by it */
    struct logon *logon, *used;

    lock_take(&spooler->lock);
    logon = spooler->current;
    if (logon) logon_ref(logon);
    lock_drop(&spooler->lock);
    if (!logon) return;
    used = router_use(spooler->router, logon);
    if (used) used->xp->lpVtbl->TransportNotify(used->xp, &flags, &data);
    logon_unuse(used);
    logon_unref(logon);
}

static struct note *next_note(struct spooler *spooler)
{
    struct note *note;

    LOCKED(&spooler->lock);
    if (list_empty(&spooler->notes)) return NULL;
    note = LIST_ENTRY(spooler->notes.next, struct note, link);
    list_remove(&note->link);
    return note;
}

static void wants_again(struct spooler *spooler, ULONG carrier, const struct note *note,
                        uint64_t now)
{
    struct job *job = job_find(spooler, note->cb, note->eid);

    if (!job || !(job->deferred & UINT32_C(1) << carrier)) return;
    job->again |= UINT32_C(1) << carrier;
    job->due = now;
}

static void take_notes(struct spooler *spooler, uint64_t now)
{
    struct note *note;

    while ((note = next_note(spooler))) {
        ULONG i = carriers_find(spooler, &note->section);
        struct carrier *carrier = &spooler->carriers[i];

        if (i < spooler->n_carriers) {
            collect_note(carrier, note->flags);
            if (note->flags & NOTIFY_CRITICAL_ERROR) carrier->broken = true;
            if (note->flags & NOTIFY_READYTOSEND) carrier_ready(spooler, carrier, now);
            if (note->flags & NOTIFY_SENTDEFERRED) wants_again(spooler, i, note, now);
        }
        mem_free(note);
    }
}

/* ---- one unit ---- */

/* What was done is saved, what is sent put away, as far as a step for each goes.
 * NOTIFY_ABORT_DEFERRED alone: we go, and the message stays in its queue (contracts 8.4-20). */
static void leave_jobs(struct spooler *spooler)
{
    LIST_EACH_SAFE(job, &spooler->jobs, struct job, link)
    {
        if (job->unsaved) transmit(spooler, job, 0);
        if (job->sent && !job->unsaved) transmit(spooler, job, 0); /* the job may be gone then */
    }
    LIST_EACH(job, &spooler->jobs, struct job, link)
    {
        SBinary eid = {job->cb, job->eid};

        for (ULONG i = 0; i < spooler->n_carriers; i++)
            if (job->deferred & UINT32_C(1) << i)
                carrier_notify(spooler, &spooler->carriers[i], NOTIFY_ABORT_DEFERRED, &eid);
        job_unlock(job);
    }
}

void spool_rest(struct spooler *spooler)
{
    if (!spooler->begun) return;
    leave_jobs(spooler);
    carriers_rest(spooler);
    boxes_close(spooler);
    spooler->begun = false;
}

static void renew(struct spooler *spooler, uint64_t now)
{
    carriers_renew(spooler);
    take_notes(spooler, now); /* of new mail before it is told to begin nobody hears (8.5-05) */
    if (carriers_begin(spooler)) {
        LIST_EACH(job, &spooler->jobs, struct job, link)
        if (job->stranded && job->due > now) job->due = now; /* who came may take it */
    }
    boxes_renew(spooler);
    spooler->renew_at = now + RENEW_GAP;
}

static void begin(struct spooler *spooler, uint64_t now)
{
    renew(spooler, now);
    spooler->begun = true;
    spooler->look_at = now;
    spooler->look_gap = FIRST_GAP;
}

/* A look reads whole queues: at long ones it is seldom. */
static uint64_t least_gap(const struct spooler *spooler)
{
    uint64_t gap = spooler->n_jobs / 100 * FIRST_GAP;

    return gap < LONGEST_GAP ? gap : LONGEST_GAP;
}

static void look_soon(struct spooler *spooler, uint64_t now)
{
    uint64_t earliest = spooler->looked + least_gap(spooler);

    spooler->look_gap = FIRST_GAP;
    /* a clock that was put back doesn't count */
    spooler->look_at = earliest > now && earliest <= now + LONGEST_GAP ? earliest : now;
}

static void look(struct spooler *spooler, uint64_t now)
{
    uint64_t least;

    if (queue_look(spooler)) spooler->look_gap = FIRST_GAP;
    least = least_gap(spooler);
    if (spooler->look_gap < least) spooler->look_gap = least;
    spooler->looked = now;
    spooler->look_at = now + spooler->look_gap;
    spooler->look_gap *= 2;
    if (spooler->look_gap > LONGEST_GAP) spooler->look_gap = LONGEST_GAP;
}

static uint64_t next_time(struct spooler *spooler)
{
    uint64_t time = spooler->look_at < spooler->renew_at ? spooler->look_at : spooler->renew_at;

    if (collect_time(spooler) < time) time = collect_time(spooler);
    LIST_EACH(job, &spooler->jobs, struct job, link)
    if (job->due < time) time = job->due;
    return time;
}

/* After a clock was set back nothing waits for its old time. */
static void heed_clock(struct spooler *spooler, uint64_t now)
{
    if (spooler->look_at > now + LONGEST_GAP) spooler->look_at = now;
    if (spooler->renew_at > now + RENEW_GAP) spooler->renew_at = now;
}

bool spool_step(struct spooler *spooler, uint64_t now, uint64_t *until)
{
    struct job *job;

    *until = SPOOL_NEVER;
    if (atomic_get(&spooler->offline)) {
        if (!spooler->begun) return false;
        spool_rest(spooler);
        return true;
    }
    if (!spooler->begun) {
        begin(spooler, now);
        return true;
    }
    take_notes(spooler, now);
    heed_clock(spooler, now);
    if (atomic_swap(&spooler->rung, false)) look_soon(spooler, now);
    spooler->turn = !spooler->turn;
    if (spooler->turn && collect(spooler, now)) return true;
    job = job_ready(spooler, now);
    if (job) transmit(spooler, job, now);
    else if (spooler->look_at <= now) look(spooler, now);
    else if (spooler->renew_at <= now) renew(spooler, now);
    else if (!collect(spooler, now) && !collect_idle(spooler, now)) {
        *until = next_time(spooler);
        return false;
    }
    return true;
}

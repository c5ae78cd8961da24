/*
 * offline_delivery.c - calls to sinks, on threads that may be left behind
 */
#include "offline/offline_delivery.h"
#include <string.h>
#include "base/mem.h"
#include "com/com.h"
#include "sys/clock.h"

#define PATIENCE_MSEC 500 /* a call that takes longer is left to its thread */
#define MAX_RUNNERS   32

/* ---- sinks ---- */

HRESULT sink_add(struct node *node, ULONG client_token, IMAPIOfflineNotify *notify,
                 IMAPIOfflineFollow *follow, ULONG *token)
{
    struct house *house = node->house;
    struct sink *sink = mem_zero(sizeof(*sink));

    if (!sink) return MAPI_E_NOT_ENOUGH_MEMORY;
    list_init(&sink->ready);
    sink->refs = 1;
    sink->house = house;
    sink->node = node;
    sink->client_token = client_token;
    sink->notify = notify;
    com_addref(notify);
    sink->follow = follow;
    if (follow) com_addref(follow);
    LOCKED(&house->lock);
    while (!++house->last_token)
        ;
    *token = sink->token = house->last_token;
    list_append(&node->sinks, &sink->link);
    return S_OK;
}

/* Without a lock. */
static void sink_free(struct sink *sink)
{
    com_release(&sink->follow);
    com_release(&sink->notify);
    mem_free(sink);
}

/* With the lock. Nobody waits for it any more, nor for the call that it may be in. */
static void take_out(struct sink *sink)
{
    if (!sink->late) sink->house->pending -= sink->n_jobs;
    sink->late = true;
    sink->n_jobs = sink->running ? 1 : 0;
    sink->removed = true;
    sink->node = NULL;
    list_remove(&sink->link);
    if (!sink->running) list_remove(&sink->ready);
}

static struct sink *find(struct house *house, ULONG token)
{
    LIST_EACH(node, &house->nodes, struct node, link)
    LIST_EACH(sink, &node->sinks, struct sink, link)
    if (sink->token == token) return sink;
    return NULL;
}

/* With the lock: is the calling thread inside a call of ours? */
static bool is_inside(struct house *house)
{
    LIST_EACH(sink, &house->called_sinks, struct sink, ready)
    if (sink->thread == sys_thread_id()) return true;
    return false;
}

/* Is the call still running? With a reference to the sink. */
static bool still_runs(struct sink *sink)
{
    LOCKED(&sink->house->lock);
    return sink->running;
}

static void wait_for_return(struct sink *sink)
{
    struct house *house = sink->house;
    uint64_t start = sys_ticks_msec();

    while (still_runs(sink) && sys_ticks_msec() - start < house->wait_msec)
        sys_event_wait_sent(house->returned, 10); /* which another waiter may have got */
}

static void sink_unref(struct sink *sink)
{
    bool last;

    lock_take(&sink->house->lock);
    last = !--sink->refs;
    lock_drop(&sink->house->lock);
    if (last) sink_free(sink);
}

void sink_remove(struct house *house, ULONG token)
{
    struct sink *sink;
    bool wait = false;

    lock_take(&house->lock);
    sink = token ? find(house, token) : NULL;
    if (sink) {
        take_out(sink);
        wait = sink->running && !is_inside(house);
    }
    lock_drop(&house->lock);
    if (!sink) return;
    sys_event_set(house->wake);
    if (wait) wait_for_return(sink);
    sink_unref(sink); /* else the thread that is calling it now frees it */
}

void sinks_take(struct node *node, struct list *out)
{
    LIST_EACH_SAFE(sink, &node->sinks, struct sink, link)
    {
        take_out(sink);
        if (!--sink->refs) list_append(out, &sink->link);
    }
}

void sinks_let_go(struct list *sinks)
{
    LIST_EACH_SAFE(sink, sinks, struct sink, link)
    sink_free(sink);
}

/* ---- queues ---- */

void sink_tell(struct sink *sink, const struct job *job)
{
    struct house *house = sink->house;

    if (job->phase == PHASE_START) sink->skip_turn = sink->n_jobs > MAX_JOBS - PHASE_DONE;
    if (job->phase == PHASE_FOLLOW && sink->follow && (sink->late || sink->skip_turn)) {
        sink->node->refused = true; /* it hangs in an earlier call, and can't be asked */
        house->refused++;
        return;
    }
    if (sink->skip_turn || sink->n_jobs == MAX_JOBS) return;
    if (job->phase == PHASE_FOLLOW && !sink->follow) return;
    sink->jobs[sink->n_jobs++] = *job;
    if (!sink->late) house->pending++;
    if (!sink->running && list_empty(&sink->ready)) list_append(&house->ready_sinks, &sink->ready);
}

ULONG delivery_give_up(struct house *house)
{
    ULONG late = 0;

    LOCKED(&house->lock);
    LIST_EACH(node, &house->nodes, struct node, link)
    LIST_EACH(sink, &node->sinks, struct sink, link)
    {
        if (!sink->n_jobs || sink->late) continue;
        sink->late = true;
        house->pending -= sink->n_jobs;
        late++;
        if (sink->follow && sink->jobs[sink->n_jobs - 1].phase <= PHASE_FOLLOW)
            node->refused = true;
    }
    return late;
}

/* ---- calls ---- */

static HRESULT call(struct sink *sink, const struct job *job)
{
    MAPIOFFLINE_NOTIFY told = {.ulSize = sizeof(told), .ulClientToken = sink->client_token};

    if (job->phase == PHASE_FOLLOW)
        return sink->follow->lpVtbl->Follow(sink->follow, MAPIOFFLINE_STATE_OFFLINE_MASK,
                                            job->old_state, job->new_state);
    told.NotifyType = job->phase == PHASE_START    ? MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_START
                      : job->phase == PHASE_CHANGE ? MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE
                                                   : MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_DONE;
    told.Info.StateChange.ulMask = MAPIOFFLINE_STATE_OFFLINE_MASK;
    told.Info.StateChange.ulStateOld = job->old_state;
    told.Info.StateChange.ulStateNew = job->new_state;
    sink->notify->lpVtbl->Notify(sink->notify, &told);
    return S_OK;
}

/* With the lock: a call has returned. */
static void job_done(struct sink *sink, const struct job *job, HRESULT hr)
{
    struct house *house = sink->house;

    sink->running = false;
    list_remove(&sink->ready);
    if (FAILED(hr) && !sink->late && job->here == house->here) {
        house->refused++;
        if (sink->node) sink->node->refused = true;
    }
    if (!sink->late) house->pending--;
    memmove(sink->jobs, sink->jobs + 1, --sink->n_jobs * sizeof(sink->jobs[0]));
    if (!sink->n_jobs && !sink->removed) sink->late = false;
    if (!house->pending) sys_event_set(house->wake);
    if (sink->removed) sys_event_set(house->returned);
}

/* With the lock, which is let go of during calls: all that is there to be done for one sink. */
static void serve(struct house *house, struct sink *sink)
{
    sink->refs++;
    while (sink->n_jobs && !sink->removed) {
        struct job job = sink->jobs[0];
        HRESULT hr;

        sink->running = true;
        sink->called = sys_ticks_msec();
        sink->thread = sys_thread_id();
        list_append(&house->called_sinks, &sink->ready);
        house->calling++;
        lock_drop(&house->lock);
        hr = call(sink, &job);
        lock_take(&house->lock);
        house->calling--;
        job_done(sink, &job, hr);
    }
    if (--sink->refs) return;
    house->calling++; /* its Release is foreign, too */
    lock_drop(&house->lock);
    sink_free(sink);
    lock_take(&house->lock);
    house->calling--;
}

/* With the lock. */
static void serve_all(struct house *house)
{
    while (!list_empty(&house->ready_sinks)) {
        struct sink *sink = LIST_ENTRY(house->ready_sinks.next, struct sink, ready);

        list_remove(&sink->ready);
        serve(house, sink);
    }
}

static void runner(void *context)
{
    struct house *house = context;

    lock_take(&house->lock);
    serve_all(house);
    house->runners--;
    lock_drop(&house->lock);
    sys_event_set(house->ended);
    house_unuse(house);
}

/* With the lock: is one more thread wanted? Not while one is at work, or hasn't been for long. */
static bool is_held_up(struct house *house)
{
    uint64_t now = sys_ticks_msec();

    if (list_empty(&house->ready_sinks) || house->runners == MAX_RUNNERS) return false;
    if (house->calling < house->runners) return false;
    LIST_EACH(sink, &house->called_sinks, struct sink, ready)
    if (!sink->late && now - sink->called < PATIENCE_MSEC) return false;
    return true;
}

void delivery_push(struct house *house)
{
    struct sys_thread *thread;
    bool more;

    lock_take(&house->lock);
    more = is_held_up(house);
    if (more) house->runners++;
    lock_drop(&house->lock);
    if (!more) return;
    atomic_inc(&house->users);
    if (SUCCEEDED(sys_thread_start(runner, house, &thread))) {
        sys_thread_detach(thread);
        return;
    }
    atomic_dec(&house->users); /* never the last: we are one */
    lock_take(&house->lock);
    house->runners--;
    if (!house->runners) serve_all(house); /* no thread to be had: better here than never */
    lock_drop(&house->lock);
}

/*
 * advise.c - registrations of sinks with one source of events
 */
#include "notify/advise.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "notify/engine.h"
#include "notify/fanout.h"
#include "notify/news.h"
#include "notify/roster.h"
#include "notify/thread_queue.h"
#include "notify/thread_sink.h"

ULONG_PTR advise_connection(void)
{
    static ULONG_PTR last;
    ULONG_PTR connection;

    do
        connection = atomic_inc(&last) & 0xffffffff;
    while (!connection);
    return connection;
}

void advise_list_init(struct advise_list *list, enum lock_rank rank)
{
    lock_init(&list->lock, rank);
    list_init(&list->advises);
    list->count = 0;
    list->roster = NULL;
    list->ended = false;
}

/* With the list's lock, and before any registration of it is cancelled: who still has the roster is
 * to look at each entry. Gives the list's reference. */
static struct roster *take_roster(struct advise_list *list)
{
    if (list->roster) roster_mark_stale(list->roster);
    return TAKE(list->roster);
}

/* Out of its list already. */
static void cancel(struct advise *advise)
{
    fanout_end(advise);
    advise_unref(advise);
}

void advise_list_destroy(struct advise_list *list)
{
    roster_unref(take_roster(list));
    while (!list_empty(&list->advises)) {
        struct advise *first = LIST_ENTRY(list->advises.next, struct advise, link);

        list_remove(&first->link);
        cancel(first);
    }
    lock_destroy(&list->lock);
}

void advise_list_retire(struct advise_list *list)
{
    struct roster *old;
    struct list ended;

    list_init(&ended);
    {
        LOCKED(&list->lock);
        while (!list_empty(&list->advises)) {
            struct list *link = list->advises.next;

            list_remove(link);
            list_append(&ended, link);
            atomic_dec(&list->count);
        }
        old = take_roster(list);
    }
    roster_unref(old);
    LIST_EACH_SAFE(advise, &ended, struct advise, link)
    {
        list_remove(&advise->link);
        advise_unref(advise); /* those that are under way have theirs */
    }
}

void advise_list_end(struct advise_list *list)
{
    struct roster *old;
    struct list ended;

    list_init(&ended);
    {
        LOCKED(&list->lock);
        list->ended = true;
        while (!list_empty(&list->advises)) {
            struct list *link = list->advises.next;

            list_remove(link);
            list_append(&ended, link);
            atomic_dec(&list->count);
        }
        old = take_roster(list);
    }
    roster_unref(old);
    LIST_EACH_SAFE(advise, &ended, struct advise, link)
    {
        list_remove(&advise->link);
        cancel(advise);
    }
}

bool advise_list_empty(const struct advise_list *list)
{
    return atomic_get(&list->count) == 0;
}

static struct advise *advise_create(ULONG mask, IMAPIAdviseSink *sink, ULONG flags)
{
    struct advise *advise = mem_zero(sizeof(*advise));

    if (!advise) return NULL;
    com_addref(sink);
    advise->sink = sink;
    advise->queue = thread_sink_queue(sink);
    if (advise->queue) thread_queue_ref(advise->queue);
    advise->refs = 1;
    advise->mask = mask;
    advise->flags = flags;
    advise->connection = advise_connection();
    return advise;
}

HRESULT advise_list_add(struct advise_list *list, ULONG mask, IMAPIAdviseSink *sink, ULONG flags,
                        ULONG_PTR *connection)
{
    struct roster *old = NULL;
    struct advise *advise;
    bool ended;

    if (!sink || !connection) return FAIL(MAPI_E_INVALID_PARAMETER);
    *connection = 0;
    advise = advise_create(mask, sink, flags);
    if (!advise) return MAPI_E_NOT_ENOUGH_MEMORY;
    {
        LOCKED(&list->lock);
        ended = list->ended;
        if (!ended) {
            *connection = advise->connection;
            list_append(&list->advises, &advise->link);
            atomic_inc(&list->count);
            old = take_roster(list);
        }
    }
    roster_unref(old);
    if (!ended) return S_OK;
    cancel(advise); /* it may have a thread's queue */
    return FAIL(MAPI_E_INVALID_OBJECT);
}

HRESULT advise_list_remove(struct advise_list *list, ULONG_PTR connection)
{
    struct advise *found = NULL;
    struct roster *old = NULL;

    {
        LOCKED(&list->lock);
        LIST_EACH(advise, &list->advises, struct advise, link)
        {
            if (advise->connection != connection) continue;
            found = advise;
            list_remove(&advise->link);
            atomic_dec(&list->count);
            old = take_roster(list);
            break;
        }
    }
    if (!found) return FAIL(MAPI_E_NOT_FOUND);
    roster_unref(old);
    cancel(found);
    return S_OK;
}

/* With a reference, or NULL: memory is out. */
static struct roster *roster_of(struct advise_list *list)
{
    LOCKED(&list->lock);
    if (!list->roster) list->roster = roster_create(&list->advises, list->count);
    if (list->roster) roster_ref(list->roster);
    return list->roster;
}

/* Queues the news for those that were registered as number `from` up to `before`. */
static HRESULT queue(struct roster *roster, struct news *news, uint32_t from, uint32_t before,
                     struct delivery *delivery)
{
    HRESULT hr = S_OK;

    for (uint32_t i = 0; i < roster->n_runs; i++) {
        const struct roster_run *run = &roster->runs[i];
        struct thread_queue *bound = NULL;
        struct thread_job *job;

        if (run->at_once || !(run->masks & news->events)) continue;
        if (!fanout_has(roster, run, from, before)) continue;
        if (run->bound && !(bound = fanout_queue(roster, run))) continue;
        job = fanout_create(roster, run, from, before, news, delivery);
        if (job) engine_post(bound, job);
        else hr = MAPI_E_NOT_ENOUGH_MEMORY;
        thread_queue_unref(bound);
    }
    return hr;
}

/* One that is called at once may stop those behind it; who is before them all needn't wait. */
static HRESULT tell(struct roster *roster, struct news *news, struct delivery *delivery,
                    bool *stopped)
{
    const struct roster_run *first = roster->runs;
    uint32_t at_once, before;
    HRESULT hr, later;

    if (!first->at_once || !(first->masks & news->events))
        return queue(roster, news, 0, ROSTER_END, delivery);
    at_once = roster->entries[first->from].order;
    hr = queue(roster, news, 0, at_once, delivery);
    before = fanout_at_once(roster, first, news);
    *stopped = before != ROSTER_END;
    later = queue(roster, news, at_once, before, delivery);
    return FAILED(hr) ? hr : later;
}

static HRESULT post(struct advise_list *list, ULONG count, const NOTIFICATION *batch, ULONG flags,
                    bool *canceled, struct delivery *delivery)
{
    struct roster *roster;
    struct news *news;
    bool stopped = false;
    HRESULT hr;

    if (canceled) *canceled = false;
    if (advise_list_empty(list)) return S_OK;
    roster = roster_of(list);
    if (!roster) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = news_create(roster, count, batch, flags, &news);
    if (news) hr = tell(roster, news, delivery, &stopped);
    if (canceled) *canceled = stopped;
    news_unref(news);
    roster_unref(roster);
    return hr;
}

HRESULT advise_list_post(struct advise_list *list, ULONG count, const NOTIFICATION *batch,
                         ULONG flags, bool *canceled)
{
    return post(list, count, batch, flags, canceled, NULL);
}

HRESULT advise_list_deliver(struct advise_list *list, ULONG count, const NOTIFICATION *batch,
                            ULONG flags, struct delivery *delivery)
{
    return post(list, count, batch, flags, NULL, delivery);
}

/*
 * advise.c - registrations of sinks with one source of events
 */
#include "notify/advise.h"
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "mapispi.h"
#include "notify/batch.h"
#include "notify/engine.h"
#include "notify/thread_queue.h"
#include "notify/thread_sink.h"

struct advise {
    struct list link; /* in its list until cancelled */
    LONG refs;
    ULONG_PTR connection;
    ULONG mask, flags;
    struct sys_latch latch; /* guards the rest */
    IMAPIAdviseSink *sink;  /* owned; NULL once let go */
    bool cancelled;
    LONG running; /* OnNotify calls under way */
};

ULONG_PTR advise_connection(void)
{
    static ULONG_PTR last;
    ULONG_PTR connection;

    do connection = atomic_inc(&last) & 0xffffffff;
    while (!connection);
    return connection;
}

void advise_ref(struct advise *advise)
{
    atomic_inc(&advise->refs);
}

void advise_unref(struct advise *advise)
{
    if (atomic_dec(&advise->refs)) return;
    com_release(&advise->sink);
    mem_free(advise);
}

void advise_list_init(struct advise_list *list, enum lock_rank rank)
{
    lock_init(&list->lock, rank);
    list_init(&list->advises);
    list->count = 0;
}

/* Out of its list already. The sink goes now, or with the call that is running. */
static void cancel(struct advise *advise)
{
    IMAPIAdviseSink *sink = NULL;

    sys_latch_take(&advise->latch);
    advise->cancelled = true;
    if (!advise->running) sink = TAKE(advise->sink);
    sys_latch_drop(&advise->latch);
    com_release(&sink);
    advise_unref(advise);
}

void advise_list_destroy(struct advise_list *list)
{
    while (!list_empty(&list->advises)) {
        struct advise *first = LIST_ENTRY(list->advises.next, struct advise, link);

        list_remove(&first->link);
        cancel(first);
    }
    lock_destroy(&list->lock);
}

void advise_list_retire(struct advise_list *list)
{
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
    }
    LIST_EACH_SAFE(advise, &ended, struct advise, link) {
        list_remove(&advise->link);
        advise_unref(advise);
    }
}

bool advise_list_empty(const struct advise_list *list)
{
    return atomic_get(&list->count) == 0;
}

HRESULT advise_list_add(struct advise_list *list, ULONG mask, IMAPIAdviseSink *sink, ULONG flags,
                        ULONG_PTR *connection)
{
    struct advise *advise;

    if (!sink || !connection) return FAIL(MAPI_E_INVALID_PARAMETER);
    advise = mem_zero(sizeof(*advise));
    if (!advise) return MAPI_E_NOT_ENOUGH_MEMORY;
    com_addref(sink);
    advise->sink = sink;
    advise->refs = 1;
    advise->mask = mask;
    advise->flags = flags;
    advise->connection = advise_connection();
    *connection = advise->connection;

    LOCKED(&list->lock);
    list_append(&list->advises, &advise->link);
    atomic_inc(&list->count);
    return S_OK;
}

HRESULT advise_list_remove(struct advise_list *list, ULONG_PTR connection)
{
    struct advise *found = NULL;

    {
        LOCKED(&list->lock);
        LIST_EACH(advise, &list->advises, struct advise, link) {
            if (advise->connection != connection) continue;
            found = advise;
            list_remove(&advise->link);
            atomic_dec(&list->count);
            break;
        }
    }
    if (!found) return FAIL(MAPI_E_NOT_FOUND);
    cancel(found);
    return S_OK;
}

ULONG advise_call(struct advise *advise, ULONG count, NOTIFICATION *batch)
{
    IMAPIAdviseSink *sink, *let_go = NULL;
    ULONG answer;

    sys_latch_take(&advise->latch);
    sink = advise->cancelled ? NULL : advise->sink;
    if (sink) advise->running++;
    sys_latch_drop(&advise->latch);
    if (!sink) return S_OK;

    answer = sink->lpVtbl->OnNotify(sink, count, batch);

    sys_latch_take(&advise->latch);
    if (!--advise->running && advise->cancelled) let_go = TAKE(advise->sink);
    sys_latch_drop(&advise->latch);
    com_release(&let_go);
    return answer;
}

struct targets {
    struct advise **data;
    size_t count, room;
};

static HRESULT match(struct advise_list *list, ULONG events, struct targets *out)
{
    LOCKED(&list->lock);

    LIST_EACH(advise, &list->advises, struct advise, link) {
        struct advise **slot;

        if (!(advise->mask & events)) continue;
        slot = ARRAY_PUSH(out);
        if (!slot) return MAPI_E_NOT_ENOUGH_MEMORY;
        atomic_inc(&advise->refs);
        *slot = advise;
    }
    return S_OK;
}

/* One reference on the queue that the sink insists on, or NULL: Unadvise may let go of the sink at
 * any moment. */
static struct thread_queue *queue_of(struct advise *advise)
{
    struct thread_queue *queue;

    sys_latch_take(&advise->latch);
    queue = thread_sink_queue(advise->sink);
    if (queue) thread_queue_ref(queue);
    sys_latch_drop(&advise->latch);
    return queue;
}

/* Tells one registration, now or through the queue of the thread that must run it. */
static HRESULT tell(struct advise *advise, ULONG count, const NOTIFICATION *batch, ULONG flags,
                    bool *stop, struct delivery *delivery)
{
    AUTO_FREE NOTIFICATION *copy = NULL;
    struct thread_queue *queue;
    ULONG kept;
    HRESULT hr = batch_copy(count, batch, advise->mask, flags, &kept, &copy);

    if (FAILED(hr) || !kept) return hr;
    if (advise->flags & NOTIFY_SYNC) {
        *stop = advise_call(advise, kept, copy) == CALLBACK_DISCONTINUE;
        return S_OK;
    }
    queue = queue_of(advise);
    hr = engine_post(queue, advise, kept, &copy, delivery);
    thread_queue_unref(queue);
    return hr;
}

static HRESULT post(struct advise_list *list, ULONG count, const NOTIFICATION *batch, ULONG flags,
                    bool *canceled, struct delivery *delivery)
{
    struct targets targets = {0};
    ULONG events = 0;
    bool stop = false;
    HRESULT hr;

    if (canceled) *canceled = false;
    if (advise_list_empty(list)) return S_OK;
    for (ULONG i = 0; i < count; i++) events |= batch[i].ulEventType;
    hr = match(list, events, &targets);
    for (size_t i = 0; i < targets.count; i++) {
        HRESULT told = stop ? S_OK : tell(targets.data[i], count, batch, flags, &stop, delivery);

        if (FAILED(told)) hr = told;
        advise_unref(targets.data[i]);
    }
    if (canceled) *canceled = stop;
    ARRAY_DROP(&targets);
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

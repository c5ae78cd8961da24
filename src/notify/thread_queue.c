/*
 * thread_queue.c - notifications that wait for one thread to run them
 */
#include "notify/thread_queue.h"
#include "base/list.h"
#include "base/lock.h"
#include "base/mem.h"
#include "com/com.h"
#include "notify/advise.h"
#include "notify/delivery.h"
#include "sys/thread.h"
#include "sys/window.h"

struct thread_queue {
    struct list link; /* in queues, for those of thread sinks */
    LONG refs;
    ULONG thread;
    struct sys_window *window; /* owned; closed when nothing is delivered any more */
    struct lock lock;
    struct list items;
    uint64_t posted; /* items ever */
    LONG draining;   /* drains under way */
};

struct item {
    struct list link;
    uint64_t number;       /* in its queue */
    struct advise *advise; /* owned, or ... */
    IMAPIAdviseSink *sink; /* ... owned */
    ULONG count;
    NOTIFICATION *batch; /* owned */
    struct delivery *delivery; /* NULL, or one more is due there */
};

static struct sys_latch queues_latch;
static struct list queues = LIST_INIT(queues); /* those that serve thread sinks; borrowed */
static LONG waiting;                           /* items in all queues */

static void item_drop(struct item *item)
{
    if (item->advise) advise_unref(item->advise);
    com_release(&item->sink);
    delivery_done(item->delivery);
    mem_free(item->batch);
    mem_free(item);
}

/* The first item, up to number `last`. */
static struct item *next_item(struct thread_queue *queue, uint64_t last)
{
    struct item *item;

    LOCKED(&queue->lock);
    if (list_empty(&queue->items)) return NULL;
    item = LIST_ENTRY(queue->items.next, struct item, link);
    if (item->number > last) return NULL;
    list_remove(&item->link);
    atomic_dec(&waiting);
    return item;
}

static uint64_t last_number(struct thread_queue *queue)
{
    LOCKED(&queue->lock);
    return queue->posted;
}

/* What sinks add while they are called waits for the next wake, so that the thread gets to its
 * other messages. */
void thread_queue_drain(struct thread_queue *queue)
{
    uint64_t last = last_number(queue);
    struct item *item;

    thread_queue_ref(queue);
    atomic_inc(&queue->draining);
    while ((item = next_item(queue, last))) {
        if (item->advise)
            advise_call(item->advise, item->count, item->batch);
        else
            item->sink->lpVtbl->OnNotify(item->sink, item->count, item->batch);
        item_drop(item);
    }
    atomic_dec(&queue->draining);
    thread_queue_unref(queue);
}

void thread_queue_catch_up(struct thread_queue *queue)
{
    if (!atomic_get(&queue->draining)) thread_queue_drain(queue);
}

static bool hold(void *context)
{
    struct thread_queue *queue = context;
    LONG refs = atomic_get(&queue->refs);

    while (refs)
        if (__atomic_compare_exchange_n(&queue->refs, &refs, refs + 1, true, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
            return true;
    return false;
}

static void wake(void *context)
{
    struct thread_queue *queue = context;

    thread_queue_drain(queue);
    thread_queue_unref(queue);
}

static const struct sys_window_owner window_owner = {hold, wake};

HRESULT thread_queue_create(const WCHAR *class_name, const WCHAR *title, struct thread_queue **out)
{
    struct thread_queue *queue = mem_zero(sizeof(*queue));
    HRESULT hr;

    *out = NULL;
    if (!queue) return MAPI_E_NOT_ENOUGH_MEMORY;
    queue->refs = 1;
    queue->thread = sys_thread_id();
    list_init(&queue->link);
    list_init(&queue->items);
    lock_init(&queue->lock, RANK_QUEUE);
    hr = sys_window_create(class_name, title, &window_owner, queue, &queue->window);
    if (FAILED(hr)) {
        thread_queue_unref(queue);
        return hr;
    }
    *out = queue;
    return S_OK;
}

/* Takes a reference on the calling thread's live queue, if there is one. */
static struct thread_queue *find_mine(void)
{
    ULONG me = sys_thread_id();
    struct thread_queue *found = NULL;

    sys_latch_take(&queues_latch);
    LIST_EACH(queue, &queues, struct thread_queue, link) {
        if (queue->thread != me || !sys_window_alive(queue->window) || !hold(queue)) continue;
        found = queue;
        break;
    }
    sys_latch_drop(&queues_latch);
    return found;
}

HRESULT thread_queue_mine(struct thread_queue **out)
{
    HRESULT hr;

    *out = find_mine();
    if (*out) return S_OK;
    hr = thread_queue_create(L"OpenMAPI thread sink", L"OpenMAPI thread sink", out);
    if (FAILED(hr)) return hr;
    sys_latch_take(&queues_latch);
    list_append(&queues, &(*out)->link);
    sys_latch_drop(&queues_latch);
    return S_OK;
}

void thread_queue_ref(struct thread_queue *queue)
{
    atomic_inc(&queue->refs);
}

void thread_queue_unref(struct thread_queue *queue)
{
    if (!queue || atomic_dec(&queue->refs)) return;
    sys_latch_take(&queues_latch);
    list_remove(&queue->link); /* whoever still meets it there can't hold it */
    sys_latch_drop(&queues_latch);
    if (queue->window) thread_queue_close(queue);
    sys_window_destroy(queue->window);
    lock_destroy(&queue->lock);
    mem_free(queue);
}

static HRESULT post(struct thread_queue *queue, struct advise *advise, IMAPIAdviseSink *sink,
                    ULONG count, NOTIFICATION **batch, struct delivery *delivery)
{
    struct item *item = mem_zero(sizeof(*item));
    bool alive;

    if (!item) return MAPI_E_NOT_ENOUGH_MEMORY;
    item->advise = advise;
    item->sink = sink;
    item->count = count;
    item->batch = TAKE(*batch);
    item->delivery = delivery;
    delivery_due(delivery);
    {
        LOCKED(&queue->lock);
        alive = sys_window_alive(queue->window);
        item->number = ++queue->posted;
        if (alive) {
            list_append(&queue->items, &item->link);
            atomic_inc(&waiting);
            sys_window_wake(queue->window);
        }
    }
    if (alive) return S_OK;
    item_drop(item);
    thread_queue_close(queue); /* what its thread never came to run */
    return S_OK;
}

HRESULT thread_queue_post(struct thread_queue *queue, struct advise *advise, ULONG count,
                          NOTIFICATION **batch, struct delivery *delivery)
{
    HRESULT hr;

    advise_ref(advise);
    hr = post(queue, advise, NULL, count, batch, delivery);
    if (FAILED(hr)) advise_unref(advise);
    return hr;
}

HRESULT thread_queue_post_sink(struct thread_queue *queue, IMAPIAdviseSink *sink, ULONG count,
                               NOTIFICATION **batch)
{
    HRESULT hr;

    com_addref(sink);
    hr = post(queue, NULL, sink, count, batch, NULL);
    if (FAILED(hr)) com_release(&sink);
    return hr;
}

void thread_queue_drain_at_home(struct thread_queue *queue)
{
    sys_window_wake_now(queue->window);
}

/* Another thread may have the number of one that is gone. */
BOOL thread_queue_is_home(const struct thread_queue *queue)
{
    return queue->thread == sys_thread_id() && sys_window_alive(queue->window);
}

void thread_queue_loop(struct thread_queue *queue)
{
    sys_window_loop(queue->window);
}

void thread_queue_end(struct thread_queue *queue)
{
    sys_window_end_loop(queue->window);
}

void thread_queue_close(struct thread_queue *queue)
{
    struct list items;

    list_init(&items);
    sys_window_close(queue->window); /* who posts looks at it under the lock */
    {
        LOCKED(&queue->lock);
        while (!list_empty(&queue->items)) {
            struct list *link = queue->items.next;

            list_remove(link);
            list_append(&items, link);
            atomic_dec(&waiting);
        }
    }
    LIST_EACH_SAFE(item, &items, struct item, link) item_drop(item);
}

void thread_queue_drain_mine(void)
{
    struct thread_queue *queue;

    if (!atomic_get(&waiting)) return;
    queue = find_mine();
    if (!queue) return;
    thread_queue_drain(queue);
    thread_queue_unref(queue);
}

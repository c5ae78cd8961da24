/*
 * thread_queue.c - jobs that wait for one thread to run them
 *
 * A job that runs stays the queue's first until it has been done, so that who drains the queue from
 * within it, or on another thread, does what is left of it before anything newer.
 */
#include "notify/thread_queue.h"
#include "base/lock.h"
#include "base/mem.h"
#include "sys/thread.h"
#include "sys/window.h"

struct thread_queue {
    struct list link; /* in queues, for those of thread sinks */
    LONG refs;
    ULONG thread;
    struct sys_window *window; /* owned; closed when nothing is delivered any more */
    struct lock lock;
    struct list jobs;
    uint64_t posted; /* jobs ever */
    LONG draining;   /* drains under way */
    bool swept;      /* it was closed as its thread had ended; under queues_latch */
};

static struct sys_latch queues_latch;
static struct list queues = LIST_INIT(queues); /* those that serve thread sinks; borrowed */
static LONG waiting;                           /* jobs in all queues */

void thread_job_init(struct thread_job *job, const struct thread_job_class *class)
{
    list_init(&job->link);
    job->refs = 1;
    job->class = class;
}

void thread_job_unref(struct thread_job *job)
{
    if (job && !atomic_dec(&job->refs)) job->class->destroy(job);
}

/* The first job, up to number `last`, with a reference. */
static struct thread_job *first_job(struct thread_queue *queue, uint64_t last)
{
    struct thread_job *job;

    LOCKED(&queue->lock);
    if (list_empty(&queue->jobs)) return NULL;
    job = LIST_ENTRY(queue->jobs.next, struct thread_job, link);
    if (job->number > last) return NULL;
    atomic_inc(&job->refs);
    return job;
}

/* True: it was queued, and its reference is the caller's now. */
static bool take_off(struct thread_queue *queue, struct thread_job *job)
{
    LOCKED(&queue->lock);
    if (list_empty(&job->link)) return false;
    list_remove(&job->link);
    atomic_dec(&waiting);
    return true;
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
    struct thread_job *job;

    thread_queue_ref(queue);
    atomic_inc(&queue->draining);
    while ((job = first_job(queue, last))) {
        job->class->run(job);
        if (take_off(queue, job)) thread_job_unref(job);
        thread_job_unref(job);
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
    list_init(&queue->jobs);
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
    LIST_EACH(queue, &queues, struct thread_queue, link)
    {
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
    thread_queues_sweep();
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

BOOL thread_queue_post(struct thread_queue *queue, struct thread_job *job)
{
    bool alive;

    {
        LOCKED(&queue->lock);
        alive = sys_window_alive(queue->window);
        job->number = ++queue->posted;
        if (alive) {
            list_append(&queue->jobs, &job->link);
            atomic_inc(&waiting);
            sys_window_wake(queue->window);
        }
    }
    if (alive) return true;
    thread_job_unref(job);
    thread_queue_close(queue); /* what its thread never came to run */
    return false;
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

/* The first job, off the queue. */
static struct thread_job *next_job(struct thread_queue *queue)
{
    struct thread_job *job = first_job(queue, UINT64_MAX);

    if (job && take_off(queue, job)) thread_job_unref(job);
    return job;
}

void thread_queue_close(struct thread_queue *queue)
{
    struct thread_job *job;

    sys_window_close(queue->window); /* who posts looks at it under the lock */
    while ((job = next_job(queue))) {
        job->class->stop(job);
        thread_job_unref(job);
    }
}

/* One whose thread ended, for the first time, with a reference; or NULL. */
static struct thread_queue *find_dead(void)
{
    struct thread_queue *found = NULL;

    sys_latch_take(&queues_latch);
    LIST_EACH(queue, &queues, struct thread_queue, link)
    {
        if (queue->swept || sys_window_alive(queue->window) || !hold(queue)) continue;
        queue->swept = true;
        found = queue;
        break;
    }
    sys_latch_drop(&queues_latch);
    return found;
}

void thread_queues_sweep(void)
{
    struct thread_queue *queue;

    while ((queue = find_dead())) {
        thread_queue_close(queue);
        thread_queue_unref(queue);
    }
}

static void mine(void (*drain)(struct thread_queue *queue))
{
    struct thread_queue *queue;

    if (!atomic_get(&waiting)) return;
    queue = find_mine();
    if (!queue) return;
    drain(queue);
    thread_queue_unref(queue);
}

void thread_queue_drain_mine(void)
{
    mine(thread_queue_drain);
}

void thread_queue_catch_up_mine(void)
{
    mine(thread_queue_catch_up);
}

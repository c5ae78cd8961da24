/*
 * thread.c - threads, events and thread identity
 */
#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "mapicode.h"
#include "sys/lock.h"
#include "sys/memory.h"
#include "sys/thread.h"

struct sys_thread {
    pthread_t handle;
    void (*run)(void *);
    void *context;
    long users; /* the thread, and whoever may join it */
};

struct sys_event {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool manual_reset, set;
};

ULONG sys_thread_id(void)
{
    return (ULONG)syscall(SYS_gettid);
}

static void unref(struct sys_thread *thread)
{
    if (!atomic_dec(&thread->users)) sys_heap_free(thread);
}

static void *thread_main(void *context)
{
    struct sys_thread *thread = context;

    thread->run(thread->context);
    unref(thread);
    return NULL;
}

HRESULT sys_thread_start(void (*run)(void *), void *context, struct sys_thread **out)
{
    struct sys_thread *thread = sys_heap_zero(sizeof(*thread));

    *out = NULL;
    if (!thread) return MAPI_E_NOT_ENOUGH_MEMORY;
    thread->run = run;
    thread->context = context;
    thread->users = 2;
    if (pthread_create(&thread->handle, NULL, thread_main, thread)) {
        sys_heap_free(thread);
        return MAPI_E_NOT_ENOUGH_RESOURCES;
    }
    *out = thread;
    return S_OK;
}

/* Natively no thread is above another. */
void sys_thread_be_idle(void)
{
}

void sys_thread_join(struct sys_thread *thread)
{
    if (!thread) return;
    pthread_join(thread->handle, NULL);
    unref(thread);
}

/* Natively none is ended by anybody: who waits for it hears of its end. */
bool sys_thread_is_over(struct sys_thread *thread)
{
    return atomic_get(&thread->users) == 1;
}

void sys_thread_detach(struct sys_thread *thread)
{
    if (!thread) return;
    pthread_detach(thread->handle);
    unref(thread);
}

HRESULT sys_event_create(bool manual_reset, struct sys_event **out)
{
    struct sys_event *event = sys_heap_zero(sizeof(*event));
    pthread_condattr_t monotonic;

    *out = event;
    if (!event) return MAPI_E_NOT_ENOUGH_MEMORY;
    pthread_mutex_init(&event->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&event->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    event->manual_reset = manual_reset;
    return S_OK;
}

void sys_event_destroy(struct sys_event *event)
{
    if (!event) return;
    pthread_cond_destroy(&event->changed);
    pthread_mutex_destroy(&event->mutex);
    sys_heap_free(event);
}

void sys_event_set(struct sys_event *event)
{
    pthread_mutex_lock(&event->mutex);
    event->set = true;
    pthread_cond_broadcast(&event->changed);
    pthread_mutex_unlock(&event->mutex);
}

void sys_event_reset(struct sys_event *event)
{
    pthread_mutex_lock(&event->mutex);
    event->set = false;
    pthread_mutex_unlock(&event->mutex);
}

bool sys_event_wait(struct sys_event *event, ULONG msec)
{
    struct timespec until;
    bool set;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += msec / 1000;
    until.tv_nsec += (long)(msec % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&event->mutex);
    while (!event->set) {
        if (msec == SYS_FOREVER) pthread_cond_wait(&event->changed, &event->mutex);
        else if (pthread_cond_timedwait(&event->changed, &event->mutex, &until) == ETIMEDOUT) break;
    }
    set = event->set;
    if (!event->manual_reset) event->set = false;
    pthread_mutex_unlock(&event->mutex);
    return set;
}

bool sys_event_wait_sent(struct sys_event *event, ULONG msec)
{
    return sys_event_wait(event, msec);
}

/*
 * event.c - something that happens once, and who waits for it no longer than so long
 */
#ifdef _WIN32
#    include <windows.h>
#else
#    include <pthread.h>
#    include <time.h>
#endif
#include <stdlib.h>
#include "event.h"

#ifdef _WIN32
struct event {
    HANDLE handle;
};

struct event *event_create(void)
{
    struct event *event = calloc(1, sizeof(*event));

    if (event) event->handle = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (event && event->handle) return event;
    free(event);
    return NULL;
}

void event_free(struct event *event)
{
    if (event) CloseHandle(event->handle);
    free(event);
}

void event_set(struct event *event)
{
    SetEvent(event->handle);
}

bool event_wait(struct event *event, uint64_t msec)
{
    uint64_t end = event_now_msec() + msec;
    MSG message;

    for (;;) {
        uint64_t now = event_now_msec();
        DWORD left = now >= end ? 0 : end - now > 0x7fffffff ? 0x7fffffff : (DWORD)(end - now);
        DWORD got = MsgWaitForMultipleObjects(1, &event->handle, FALSE, left, QS_SENDMESSAGE);

        if (got == WAIT_FAILED) got = WaitForSingleObject(event->handle, left); /* no queue */
        if (got != WAIT_OBJECT_0 + 1) return got == WAIT_OBJECT_0;
        PeekMessageW(&message, NULL, 0, 0, PM_NOREMOVE | PM_QS_SENDMESSAGE);
    }
}

uint64_t event_now_msec(void)
{
    return GetTickCount64();
}

#else
struct event {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool happened;
};

struct event *event_create(void)
{
    struct event *event = calloc(1, sizeof(*event));
    pthread_condattr_t monotonic;

    if (!event) return NULL;
    pthread_mutex_init(&event->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&event->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return event;
}

void event_free(struct event *event)
{
    if (!event) return;
    pthread_cond_destroy(&event->changed);
    pthread_mutex_destroy(&event->mutex);
    free(event);
}

void event_set(struct event *event)
{
    pthread_mutex_lock(&event->mutex);
    event->happened = true;
    pthread_cond_broadcast(&event->changed);
    pthread_mutex_unlock(&event->mutex);
}

bool event_wait(struct event *event, uint64_t msec)
{
    struct timespec until;
    bool happened;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(msec / 1000);
    until.tv_nsec += (long)(msec % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&event->mutex);
    while (!event->happened && !pthread_cond_timedwait(&event->changed, &event->mutex, &until))
        ;
    happened = event->happened;
    pthread_mutex_unlock(&event->mutex);
    return happened;
}

uint64_t event_now_msec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
#endif

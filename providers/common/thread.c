/*
 * thread.c - a thread of a provider's own, and how it is told to stop
 */
#ifdef _WIN32
#    include <windows.h>
#    include <process.h>
#else
#    include <pthread.h>
#    include <time.h>
#endif
#include <stdlib.h>
#include "mapicode.h"
#include "thread.h"

#ifdef _WIN32
void thread_pause(ULONG msec)
{
    Sleep(msec);
}

/*
 * A thread begins and ends under the loader lock, and whoever stops it may hold that (a client's
 * DLL that releases its store in DllMain). So its end is an event of ours; and one that is stopped
 * before it has begun is not waited for: it frees itself.
 */
struct thread {
    HANDLE handle, stop, wake, ended;
    HMODULE own;
    LONG begun; /* or told not to */
    LONG over;  /* run has returned, or nobody waits for that: the second to say so frees */
    void (*run)(struct thread *thread, void *context);
    void *context;
};

static void thread_free(struct thread *thread)
{
    if (thread->handle) CloseHandle(thread->handle);
    if (thread->stop) CloseHandle(thread->stop);
    if (thread->wake) CloseHandle(thread->wake);
    if (thread->ended) CloseHandle(thread->ended);
    free(thread);
}

static unsigned __stdcall thread_main(void *context)
{
    struct thread *thread = context;
    HMODULE own = thread->own;

    if (InterlockedExchange(&thread->begun, TRUE)) {
        thread_free(thread);
    } else {
        thread->run(thread, thread->context);
        if (InterlockedExchange(&thread->over, TRUE)) thread_free(thread); /* it was left */
        else SetEvent(thread->ended); /* with that it is freed */
    }
    FreeLibraryAndExitThread(own, 0);
}

HRESULT thread_start(void (*run)(struct thread *thread, void *context), void *context,
                     struct thread **out)
{
    struct thread *thread = calloc(1, sizeof(*thread));

    *out = NULL;
    if (!thread) return MAPI_E_NOT_ENOUGH_MEMORY;
    thread->run = run;
    thread->context = context;
    thread->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    thread->wake = CreateEventW(NULL, FALSE, FALSE, NULL);
    thread->ended = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (thread->stop && thread->wake && thread->ended &&
        GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                           (const WCHAR *)(void *)thread_main, &thread->own)) {
        thread->handle = (HANDLE)_beginthreadex(NULL, 0, thread_main, thread, 0, NULL);
        if (!thread->handle) FreeLibrary(thread->own);
    }
    if (!thread->handle) {
        thread_free(thread);
        return MAPI_E_NOT_ENOUGH_RESOURCES;
    }
    *out = thread;
    return S_OK;
}

bool thread_is_stopped(struct thread *thread, ULONG msec)
{
    return WaitForSingleObject(thread->stop, msec) == WAIT_OBJECT_0;
}

bool thread_sleep(struct thread *thread, ULONG msec)
{
    HANDLE ends[] = {thread->stop, thread->wake};

    return WaitForMultipleObjects(2, ends, FALSE, msec) == WAIT_OBJECT_0;
}

void thread_wake(struct thread *thread)
{
    SetEvent(thread->wake);
}

static void wait_and_free(struct thread *thread)
{
    HANDLE ends[2];
    MSG message;
    DWORD got;

    ends[0] = thread->ended;
    /* one that was killed, as all are when the process ends, has set nothing */
    ends[1] = thread->handle;
    while ((got = MsgWaitForMultipleObjects(2, ends, FALSE, INFINITE, QS_SENDMESSAGE)) ==
           WAIT_OBJECT_0 + 2)
        PeekMessageW(&message, NULL, 0, 0, PM_NOREMOVE | PM_QS_SENDMESSAGE);
    /* no message queue to be had */
    if (got == WAIT_FAILED) WaitForMultipleObjects(2, ends, FALSE, INFINITE);
    thread_free(thread);
}

void thread_stop(struct thread *thread)
{
    if (!thread) return;
    SetEvent(thread->stop);
    if (InterlockedExchange(&thread->begun, TRUE)) wait_and_free(thread);
}

bool thread_leave(struct thread *thread)
{
    if (!thread) return false;
    SetEvent(thread->stop);
    if (!InterlockedExchange(&thread->begun, TRUE)) return false;
    if (InterlockedExchange(&thread->over, TRUE)) wait_and_free(thread); /* it is at its end */
    return true;
}

#else
void thread_pause(ULONG msec)
{
    struct timespec pause = {msec / 1000, msec % 1000 * 1000000};

    nanosleep(&pause, NULL);
}
struct thread {
    pthread_t handle;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool stop, woken;
    bool over, left; /* run has returned; nobody waits for that */
    void (*run)(struct thread *thread, void *context);
    void *context;
};

static void thread_free(struct thread *thread)
{
    pthread_cond_destroy(&thread->changed);
    pthread_mutex_destroy(&thread->mutex);
    free(thread);
}

static void *thread_main(void *context)
{
    struct thread *thread = context;
    bool left;

    thread->run(thread, thread->context);
    pthread_mutex_lock(&thread->mutex);
    thread->over = true;
    left = thread->left;
    pthread_mutex_unlock(&thread->mutex);
    if (left) thread_free(thread);
    return NULL;
}

HRESULT thread_start(void (*run)(struct thread *thread, void *context), void *context,
                     struct thread **out)
{
    struct thread *thread = calloc(1, sizeof(*thread));
    pthread_condattr_t monotonic;

    *out = NULL;
    if (!thread) return MAPI_E_NOT_ENOUGH_MEMORY;
    thread->run = run;
    thread->context = context;
    pthread_mutex_init(&thread->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&thread->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&thread->handle, NULL, thread_main, thread)) {
        thread_free(thread);
        return MAPI_E_NOT_ENOUGH_RESOURCES;
    }
    *out = thread;
    return S_OK;
}

static bool wait(struct thread *thread, ULONG msec, bool lightly)
{
    struct timespec until;
    bool stop;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += msec / 1000;
    until.tv_nsec += (long)(msec % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&thread->mutex);
    while (!thread->stop && !(lightly && thread->woken) &&
           !pthread_cond_timedwait(&thread->changed, &thread->mutex, &until))
        ;
    if (lightly) thread->woken = false;
    stop = thread->stop;
    pthread_mutex_unlock(&thread->mutex);
    return stop;
}

bool thread_is_stopped(struct thread *thread, ULONG msec)
{
    return wait(thread, msec, false);
}

bool thread_sleep(struct thread *thread, ULONG msec)
{
    return wait(thread, msec, true);
}

void thread_wake(struct thread *thread)
{
    pthread_mutex_lock(&thread->mutex);
    thread->woken = true;
    pthread_cond_signal(&thread->changed);
    pthread_mutex_unlock(&thread->mutex);
}

static void tell_to_stop(struct thread *thread)
{
    thread->stop = true;
    pthread_cond_signal(&thread->changed);
}

void thread_stop(struct thread *thread)
{
    if (!thread) return;
    pthread_mutex_lock(&thread->mutex);
    tell_to_stop(thread);
    pthread_mutex_unlock(&thread->mutex);
    pthread_join(thread->handle, NULL);
    thread_free(thread);
}

bool thread_leave(struct thread *thread)
{
    pthread_t handle;
    bool over;

    if (!thread) return false;
    pthread_mutex_lock(&thread->mutex);
    tell_to_stop(thread);
    handle = thread->handle;
    over = thread->over;
    thread->left = !over;
    if (thread->left) pthread_detach(handle);
    pthread_mutex_unlock(&thread->mutex);
    if (!over) return true;
    pthread_join(handle, NULL);
    thread_free(thread);
    return true;
}
#endif

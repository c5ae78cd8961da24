/*
 * process.c - what this process is, and named mutexes, which here are known within the process only
 */
#include "sys/process.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "mapicode.h"
#include "sys/memory.h"
#include "sys/module.h"

struct sys_mutex {
    struct sys_mutex *next;
    int refs;
    pthread_t owner;
    int depth; /* how often its owner has taken it; 0: free */
    WCHAR name[128];
};

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct sys_mutex *all;

ULONG sys_process_id(void)
{
    return (ULONG)getpid();
}

HRESULT sys_process_exe(WCHAR **out)
{
    HRESULT hr = sys_module_file(NULL, out);
    WCHAR *text = *out, *last = text;
    size_t n = 0;

    if (FAILED(hr)) return hr;
    for (; text[n]; n++)
        if (text[n] == '/') last = text + n + 1;
    memmove(text, last, (size_t)(text + n + 1 - last) * sizeof(WCHAR));
    return S_OK;
}

static size_t length(const WCHAR *name)
{
    size_t n = 0;

    while (name[n])
        n++;
    return n;
}

HRESULT sys_mutex_open(const WCHAR *name, struct sys_mutex **out)
{
    size_t bytes = (length(name) + 1) * sizeof(WCHAR);
    struct sys_mutex *mutex;

    *out = NULL;
    if (bytes > sizeof(mutex->name)) return MAPI_E_INVALID_PARAMETER;
    pthread_mutex_lock(&guard);
    for (mutex = all; mutex; mutex = mutex->next)
        if (!memcmp(mutex->name, name, bytes)) break;
    if (!mutex && (mutex = sys_heap_zero(sizeof(*mutex)))) {
        memcpy(mutex->name, name, bytes);
        mutex->next = all;
        all = mutex;
    }
    if (mutex) mutex->refs++;
    pthread_mutex_unlock(&guard);
    *out = mutex;
    return mutex ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

bool sys_mutex_take(struct sys_mutex *mutex, ULONG msec)
{
    struct timespec until;
    bool mine;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += msec / 1000;
    until.tv_nsec += (long)(msec % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&guard);
    while (mutex->depth && !pthread_equal(mutex->owner, pthread_self())) {
        if (msec == 0xffffffffu) pthread_cond_wait(&changed, &guard);
        else if (pthread_cond_timedwait(&changed, &guard, &until) == ETIMEDOUT) break;
    }
    mine = !mutex->depth || pthread_equal(mutex->owner, pthread_self());
    if (mine) {
        mutex->owner = pthread_self();
        mutex->depth++;
    }
    pthread_mutex_unlock(&guard);
    return mine;
}

void sys_mutex_drop(struct sys_mutex *mutex)
{
    pthread_mutex_lock(&guard);
    if (mutex->depth && pthread_equal(mutex->owner, pthread_self()) && !--mutex->depth)
        pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&guard);
}

void sys_mutex_close(struct sys_mutex *mutex)
{
    struct sys_mutex **at;

    if (!mutex) return;
    pthread_mutex_lock(&guard);
    if (!--mutex->refs) {
        for (at = &all; *at != mutex; at = &(*at)->next)
            ;
        *at = mutex->next;
        sys_heap_free(mutex);
    }
    pthread_mutex_unlock(&guard);
}

/*
 * shared.c - what processes share by name, here within one process: each opening stands for one
 */
#include "sys/shared.h"
#include <pthread.h>
#include <string.h>
#include <time.h>
#include "mapicode.h"
#include "sys/memory.h"

struct named {
    struct named *next;
    int refs;
    WCHAR name[SYS_SHARED_NAME];
    pthread_mutex_t mutex;
    struct sys_event *event; /* of a bell */
    uint64_t memory[];       /* of a section */
};

struct sys_shared {
    struct named *named;
};

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static struct named *sections, *bells;

static size_t name_bytes(const WCHAR *name)
{
    size_t n = 0;

    while (name[n])
        n++;
    return (n + 1) * sizeof(*name);
}

/* Under guard: there, or made, with one reference more. NULL: memory is out, or the name too long.
 */
static struct named *named_get(struct named **all, const WCHAR *name, size_t bytes)
{
    size_t n = name_bytes(name);
    struct named *at;

    if (n > sizeof(at->name)) return NULL;
    for (at = *all; at; at = at->next)
        if (!memcmp(at->name, name, n)) break;
    if (!at && (at = sys_heap_zero(sizeof(*at) + bytes))) {
        memcpy(at->name, name, n);
        pthread_mutex_init(&at->mutex, NULL);
        at->next = *all;
        *all = at;
    }
    if (at) at->refs++;
    return at;
}

/* Under guard. */
static void named_drop(struct named **all, struct named *named)
{
    if (--named->refs) return;
    while (*all != named)
        all = &(*all)->next;
    *all = named->next;
    pthread_mutex_destroy(&named->mutex);
    sys_event_destroy(named->event);
    sys_heap_free(named);
}

HRESULT sys_shared_open(const WCHAR *name, size_t bytes, struct sys_shared **out)
{
    struct sys_shared *shared = sys_heap_zero(sizeof(*shared));

    *out = NULL;
    if (!shared) return MAPI_E_NOT_ENOUGH_MEMORY;
    pthread_mutex_lock(&guard);
    shared->named = named_get(&sections, name, bytes);
    pthread_mutex_unlock(&guard);
    if (!shared->named) {
        sys_heap_free(shared);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = shared;
    return S_OK;
}

void *sys_shared_memory(struct sys_shared *shared)
{
    return shared->named->memory;
}

bool sys_shared_take(struct sys_shared *shared, ULONG msec)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += msec / 1000;
    until.tv_nsec += (long)(msec % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_mutex_timedlock(&shared->named->mutex, &until) == 0;
}

void sys_shared_drop(struct sys_shared *shared)
{
    pthread_mutex_unlock(&shared->named->mutex);
}

void sys_shared_close(struct sys_shared *shared)
{
    if (!shared) return;
    pthread_mutex_lock(&guard);
    named_drop(&sections, shared->named);
    pthread_mutex_unlock(&guard);
    sys_heap_free(shared);
}

HRESULT sys_bell_hang(const WCHAR *name, struct sys_event **out)
{
    struct named *bell;
    HRESULT hr = S_OK;

    *out = NULL;
    pthread_mutex_lock(&guard);
    bell = named_get(&bells, name, 0);
    if (!bell) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    else if (bell->event) hr = MAPI_E_COLLISION;
    else hr = sys_event_create(false, &bell->event);
    if (SUCCEEDED(hr)) *out = bell->event;
    else if (bell) named_drop(&bells, bell);
    pthread_mutex_unlock(&guard);
    return hr;
}

void sys_bell_take_down(struct sys_event *event)
{
    struct named *bell;

    if (!event) return;
    pthread_mutex_lock(&guard);
    for (bell = bells; bell->event != event; bell = bell->next)
        ;
    named_drop(&bells, bell);
    pthread_mutex_unlock(&guard);
}

static bool find_bell(const WCHAR *name, bool ring)
{
    size_t n = name_bytes(name);
    struct named *bell;

    pthread_mutex_lock(&guard);
    for (bell = n > sizeof(bell->name) ? NULL : bells; bell; bell = bell->next)
        if (!memcmp(bell->name, name, n)) break;
    if (bell && ring) sys_event_set(bell->event);
    pthread_mutex_unlock(&guard);
    return bell != NULL;
}

bool sys_bell_ring(const WCHAR *name)
{
    return find_bell(name, true);
}

bool sys_bell_hangs(const WCHAR *name)
{
    return find_bell(name, false);
}

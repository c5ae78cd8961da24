/*
 * thread.c - threads, events and thread identity
 */
#include <windows.h>
#include <process.h>
#include "mapicode.h"
#include "sys/memory.h"
#include "sys/thread.h"

struct sys_thread {
    HANDLE handle;
    void (*run)(void *);
    void *context;
};

/* An event is its handle; struct sys_event is never defined. */
static HANDLE handle_of(struct sys_event *event)
{
    return (HANDLE)event;
}

ULONG sys_thread_id(void)
{
    return GetCurrentThreadId();
}

static unsigned __stdcall thread_main(void *context)
{
    struct sys_thread *thread = context;

    thread->run(thread->context);
    return 0;
}

HRESULT sys_thread_start(void (*run)(void *), void *context, struct sys_thread **out)
{
    struct sys_thread *thread = sys_heap_zero(sizeof(*thread));

    *out = NULL;
    if (!thread) return MAPI_E_NOT_ENOUGH_MEMORY;
    thread->run = run;
    thread->context = context;
    thread->handle = (HANDLE)_beginthreadex(NULL, 0, thread_main, thread, 0, NULL);
    if (!thread->handle) {
        sys_heap_free(thread);
        return MAPI_E_NOT_ENOUGH_RESOURCES;
    }
    *out = thread;
    return S_OK;
}

void sys_thread_join(struct sys_thread *thread)
{
    if (!thread) return;
    WaitForSingleObject(thread->handle, INFINITE);
    CloseHandle(thread->handle);
    sys_heap_free(thread);
}

HRESULT sys_event_create(bool manual_reset, struct sys_event **out)
{
    *out = (struct sys_event *)CreateEventW(NULL, manual_reset, FALSE, NULL);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_RESOURCES;
}

void sys_event_destroy(struct sys_event *event)
{
    if (event) CloseHandle(handle_of(event));
}

void sys_event_set(struct sys_event *event)
{
    SetEvent(handle_of(event));
}

void sys_event_reset(struct sys_event *event)
{
    ResetEvent(handle_of(event));
}

bool sys_event_wait(struct sys_event *event, ULONG msec)
{
    return WaitForSingleObject(handle_of(event), msec) == WAIT_OBJECT_0;
}

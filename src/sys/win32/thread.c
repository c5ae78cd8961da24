/*
 * thread.c - threads, events and thread identity
 */
#include <windows.h>
#include <objbase.h>
#include <process.h>
#include "mapicode.h"
#include "sys/lock.h"
#include "sys/memory.h"
#include "sys/thread.h"

struct sys_thread {
    HANDLE handle;
    HMODULE own; /* our DLL stays as long as the thread runs */
    void (*run)(void *);
    void *context;
    LONG users; /* the thread, and whoever may join it */
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

static void unref(struct sys_thread *thread)
{
    if (atomic_dec(&thread->users)) return;
    CloseHandle(thread->handle);
    sys_heap_free(thread);
}

static unsigned __stdcall thread_main(void *context)
{
    struct sys_thread *thread = context;
    HMODULE own = thread->own;

    thread->run(thread->context);
    unref(thread);
    FreeLibraryAndExitThread(own, 0); /* msvcrt's own part of the thread goes in its DllMain */
}

HRESULT sys_thread_start(void (*run)(void *), void *context, struct sys_thread **out)
{
    struct sys_thread *thread = sys_heap_zero(sizeof(*thread));

    *out = NULL;
    if (!thread) return MAPI_E_NOT_ENOUGH_MEMORY;
    thread->run = run;
    thread->context = context;
    thread->users = 2;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const WCHAR *)(void *)thread_main,
                       &thread->own);
    /* it waits for the handle to be there: it may be the last to need it */
    thread->handle = (HANDLE)_beginthreadex(NULL, 0, thread_main, thread, CREATE_SUSPENDED, NULL);
    if (!thread->handle) {
        FreeLibrary(thread->own);
        sys_heap_free(thread);
        return MAPI_E_NOT_ENOUGH_RESOURCES;
    }
    *out = thread;
    ResumeThread(thread->handle);
    return S_OK;
}

void sys_thread_be_idle(void)
{
    SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_IDLE);
}

/* What other threads send to our windows goes on: the one we wait for may be sending. */
void sys_thread_join(struct sys_thread *thread)
{
    MSG message;
    DWORD what;

    if (!thread) return;
    while ((what = MsgWaitForMultipleObjects(1, &thread->handle, FALSE, INFINITE,
                                             QS_SENDMESSAGE)) == WAIT_OBJECT_0 + 1)
        PeekMessageW(&message, NULL, 0, 0, PM_NOREMOVE | PM_QS_SENDMESSAGE);
    /* no message queue to be had: nobody sends here either */
    if (what == WAIT_FAILED) WaitForSingleObject(thread->handle, INFINITE);
    unref(thread);
}

bool sys_thread_is_over(struct sys_thread *thread)
{
    return WaitForSingleObject(thread->handle, 0) == WAIT_OBJECT_0;
}

void sys_thread_detach(struct sys_thread *thread)
{
    if (thread) unref(thread);
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

/* Is the calling thread a single-threaded apartment? Where nobody can tell (before Windows 7): no. */
static bool is_apartment(void)
{
    typedef HRESULT WINAPI get_apartment_type(APTTYPE *, APTTYPEQUALIFIER *);
    get_apartment_type *get = (get_apartment_type *)(void *)GetProcAddress(
        GetModuleHandleW(L"ole32.dll"), "CoGetApartmentType");
    APTTYPEQUALIFIER qualifier;
    APTTYPE type;

    return get && SUCCEEDED(get(&type, &qualifier)) &&
           (type == APTTYPE_STA || type == APTTYPE_MAINSTA);
}

static bool wait_sent(HANDLE handle, ULONG msec)
{
    DWORD begun = GetTickCount(), left = msec, spent;
    DWORD what;
    MSG message;

    for (;;) {
        what = MsgWaitForMultipleObjects(1, &handle, FALSE, left, QS_SENDMESSAGE);
        if (what == WAIT_FAILED) return WaitForSingleObject(handle, left) == WAIT_OBJECT_0;
        if (what != WAIT_OBJECT_0 + 1) return what == WAIT_OBJECT_0;
        PeekMessageW(&message, NULL, 0, 0, PM_NOREMOVE | PM_QS_SENDMESSAGE);
        if (msec == SYS_FOREVER) continue;
        spent = GetTickCount() - begun;
        left = spent < msec ? msec - spent : 0;
    }
}

/* COM's own wait takes what is sent to windows, too. */
bool sys_event_wait_sent(struct sys_event *event, ULONG msec)
{
    HANDLE handle = handle_of(event);
    DWORD index;
    HRESULT hr;

    if (!is_apartment()) return wait_sent(handle, msec);
    hr = CoWaitForMultipleHandles(0, msec, 1, &handle, &index);
    if (hr == S_OK || hr == RPC_S_CALLPENDING) return hr == S_OK;
    return wait_sent(handle, msec);
}

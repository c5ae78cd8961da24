/*
 * notify_fixture.h - a sink that writes down its calls, a table to hear of, and the window that
 * calls sinks
 *
 * The program defines INITGUID, USES_IID_IMAPIAdviseSink and USES_IID_IMAPITableData.
 */
#pragma once
#include "store_fixture.h"
#include <wchar.h>

__attribute__((unused)) static HRESULT initialize(ULONG flags)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, flags};

    return MAPIInitialize(&init);
}

/* ---- a sink that writes down its calls ---- */

struct sink {
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LONG refs, calls, events;
    DWORD thread; /* of the last call */
    DWORD home;   /* the only thread that may call; 0: any may */
    void (*heard)(struct sink *sink);
    void *context;
    LONG rows[64]; /* PR_ROWID of the rows heard of */
};

__attribute__((unused)) static HRESULT STDMETHODCALLTYPE sink_QueryInterface(IMAPIAdviseSink *iface,
                                                                             REFIID iid, void **out)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMAPIAdviseSink)) {
        *out = NULL;
        return E_NOINTERFACE;
    }
    iface->lpVtbl->AddRef(iface);
    *out = iface;
    return S_OK;
}

__attribute__((unused)) static ULONG STDMETHODCALLTYPE sink_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)InterlockedIncrement(&((struct sink *)iface)->refs);
}

__attribute__((unused)) static ULONG STDMETHODCALLTYPE sink_Release(IMAPIAdviseSink *iface)
{
    return (ULONG)InterlockedDecrement(&((struct sink *)iface)->refs);
}

__attribute__((unused)) static ULONG STDMETHODCALLTYPE sink_OnNotify(IMAPIAdviseSink *iface,
                                                                     ULONG count,
                                                                     NOTIFICATION *batch)
{
    struct sink *sink = (struct sink *)iface;

    for (ULONG i = 0; i < count; i++) {
        const SRow *row = &batch[i].info.tab.row;

        if (batch[i].ulEventType == fnevTableModified && row->cValues &&
            sink->events < (LONG)ARRAYSIZE(sink->rows))
            sink->rows[sink->events] = row->lpProps[0].Value.l;
        sink->events++;
    }
    sink->thread = GetCurrentThreadId();
    ok(!sink->home || sink->thread == sink->home, "called on thread %#lx\n", sink->thread);
    InterlockedIncrement(&sink->calls);
    if (sink->heard) sink->heard(sink);
    return S_OK;
}

static IMAPIAdviseSinkVtbl sink_vtbl = {sink_QueryInterface, sink_AddRef, sink_Release,
                                        sink_OnNotify};

#define SINK        {.IMAPIAdviseSink_iface = {&sink_vtbl}, .refs = 1}
#define FACE(sink_) (&(sink_)->IMAPIAdviseSink_iface)

/* ---- what it hears of ---- */

static ITableData *data;
static IMAPITable *view;

__attribute__((unused)) static void open_table(void)
{
    static SizedSPropTagArray(1, columns) = {1, {PR_ROWID}};

    ok_hr(CreateTable(&IID_IMAPITableData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                      NULL, TBLTYPE_DYNAMIC, PR_ROWID, (SPropTagArray *)&columns, &data),
          S_OK);
    ok_hr(data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view), S_OK);
}

__attribute__((unused)) static void close_table(void)
{
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

__attribute__((unused)) static void add_row(LONG n)
{
    SPropValue id = {.ulPropTag = PR_ROWID, .Value.l = n};
    SRow row = {0, 1, &id};

    ok_hr(data->lpVtbl->HrModifyRow(data, &row), S_OK);
}

__attribute__((unused)) static ULONG_PTR advise(IMAPIAdviseSink *sink)
{
    ULONG_PTR connection = 0;

    ok_hr(view->lpVtbl->Advise(view, fnevTableModified, sink, &connection), S_OK);
    ok(connection != 0, "no connection\n");
    return connection;
}

/* The main loop of a console program or service, until *value is wanted. */
__attribute__((unused)) static void pump_until(const volatile LONG *value, LONG wanted)
{
    DWORD began = GetTickCount();
    MSG message;

    while (*value < wanted && GetTickCount() - began < 10000) {
        MsgWaitForMultipleObjects(0, NULL, FALSE, 100, QS_ALLINPUT);
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
    ok(*value >= wanted, "got %ld, expected %ld\n", *value, wanted);
}

/* ... until all that was posted to this thread before has come: a message of our own comes behind
 * it. */
__attribute__((unused)) static void pump(void)
{
    const UINT marker = WM_APP + 0x77;
    MSG message;

    ok(PostThreadMessageW(GetCurrentThreadId(), marker, 0, 0), "no message\n");
    while (GetMessageW(&message, NULL, 0, 0) > 0 && (message.hwnd || message.message != marker)) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

__attribute__((unused)) static void wait_for(const volatile LONG *value, LONG wanted)
{
    for (int i = 0; i < 500 && *value != wanted; i++) Sleep(10);
    ok(*value == wanted, "got %ld, expected %ld\n", *value, wanted);
}

/* ---- the hidden window ---- */

__attribute__((unused)) static DWORD thread_of(HWND window)
{
    DWORD process = 0, thread = GetWindowThreadProcessId(window, &process);

    return process == GetCurrentProcessId() ? thread : 0;
}

__attribute__((unused)) static HWND plain_window(void)
{
    return FindWindowW(L"WMS ST Notif Class", NULL);
}

__attribute__((unused)) static HWND own_window(void)
{
    return FindWindowW(L"WMS notif engine", NULL);
}

/*
 * notify.c - exports that make advise sinks and deliver what waits for them
 */
#include "api/gate.h"
#include "base/error.h"
#include "mapiutil.h"
#include "notify/engine.h"
#include "notify/func_sink.h"
#include "notify/thread_sink.h"

/*
 * HrAllocAdviseSink - a sink that calls a function
 *
 * context  handed to callback as it is; never counted or freed
 * out      one reference
 * Errors   MAPI_E_INVALID_PARAMETER (callback or out is NULL), MAPI_E_NOT_ENOUGH_MEMORY
 * Source   HrAllocAdviseSink
 */
HRESULT STDMETHODCALLTYPE HrAllocAdviseSink(LPNOTIFCALLBACK callback, LPVOID context, LPMAPIADVISESINK *out)
{
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!callback) return FAIL(MAPI_E_INVALID_PARAMETER);
    return func_sink_create(callback, context, out);
}

/*
 * HrThisThreadAdviseSink - a sink whose OnNotify always runs on the calling thread
 *
 * It runs while that thread pumps messages, or is inside an export of ours.
 * client  gets a reference until *out is destroyed
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED (the thread can have no window)
 * Source  HrThisThreadAdviseSink
 */
HRESULT STDMETHODCALLTYPE HrThisThreadAdviseSink(LPMAPIADVISESINK client, LPMAPIADVISESINK *out)
{
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!client) return FAIL(MAPI_E_INVALID_PARAMETER);
    return thread_sink_create(client, out);
}

/*
 * HrDispatchNotifications - delivers all that waits, without waiting for messages
 *
 * flags   0
 * Errors  MAPI_E_NOT_INITIALIZED, MAPI_E_UNKNOWN_FLAGS
 *         MAPI_E_USER_CANCEL  WM_QUIT waits, or the session is ending; what waited has been delivered
 * Source  HrDispatchNotifications
 */
HRESULT STDMETHODCALLTYPE HrDispatchNotifications(ULONG flags)
{
    HRESULT hr = gate_enter();

    if (FAILED(hr)) return hr;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return engine_dispatch();
}

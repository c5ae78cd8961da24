/*
 * notify.c - exports that make advise sinks and deliver what waits for them; notifications in one
 * block
 */
#include "api/gate.h"
#include "base/error.h"
#include "mapiutil.h"
#include "notify/batch.h"
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
HRESULT STDMETHODCALLTYPE HrAllocAdviseSink(LPNOTIFCALLBACK callback, LPVOID context,
                                            LPMAPIADVISESINK *out)
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
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED (the thread can
 *         have no window)
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
 *         MAPI_E_USER_CANCEL  WM_QUIT waits, or the session is ending; what waited has been
 *                             delivered
 * Source  HrDispatchNotifications
 */
HRESULT STDMETHODCALLTYPE HrDispatchNotifications(ULONG flags)
{
    HRESULT hr = gate_enter();

    if (FAILED(hr)) return hr;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return engine_dispatch();
}

/* Bytes as an ULONG tells them, or MAPI_E_INVALID_PARAMETER. out may be NULL. */
static SCODE give_bytes(SCODE sc, size_t bytes, ULONG *out)
{
    if (SUCCEEDED(sc) && bytes > 0xffffffff) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (SUCCEEDED(sc) && out) *out = (ULONG)bytes;
    return sc;
}

/*
 * ScCountNotifications - bytes that ScCopyNotifications will need
 *
 * bytes   may be NULL: only looks whether they can be copied
 * Errors  MAPI_E_INVALID_PARAMETER (an event nobody knows, a value that ScCountProps refuses, a
 *         pointer missing)
 * Source  ScCountNotifications; contracts 11.1-24
 */
SCODE STDMETHODCALLTYPE ScCountNotifications(int count, LPNOTIFICATION batch, ULONG *bytes)
{
    size_t sum = 0;
    SCODE sc;

    if (count < 0 || !batch) return FAIL(MAPI_E_INVALID_PARAMETER);
    sc = batch_block_bytes((ULONG)count, batch, &sum);
    return give_bytes(sc, sum, bytes);
}

/*
 * ScCopyNotifications - notifications and all they point at into one block, whose size is
 * ScCountNotifications's
 *
 * bytes   may be NULL: how many were written. The page would copy nothing then; it does (contracts
 *         11.1-25)
 * Errors  MAPI_E_INVALID_PARAMETER (the page's E_INVALIDARG is the same number)
 * Source  ScCopyNotifications; contracts 11.1-24
 */
SCODE STDMETHODCALLTYPE ScCopyNotifications(int count, LPNOTIFICATION batch, LPVOID block,
                                            ULONG *bytes)
{
    size_t sum = 0;
    SCODE sc;

    if (count < 0 || !batch || !block) return FAIL(MAPI_E_INVALID_PARAMETER);
    sc = batch_block_copy((ULONG)count, batch, block, &sum);
    return give_bytes(sc, sum, bytes);
}

/*
 * ScRelocNotifications - pointers in a block of ScCopyNotifications's made right for another place
 *
 * batch     where the array is now; its pointers are relative to base_old
 * base_new  where it will be when they are followed; may be NULL, as base_old
 * bytes     may be NULL: size of the block
 * Errors    MAPI_E_INVALID_PARAMETER (nothing has changed)
 * Source    ScRelocNotifications; contracts 11.1-24
 */
SCODE STDMETHODCALLTYPE ScRelocNotifications(int count, LPNOTIFICATION batch, LPVOID base_old,
                                             LPVOID base_new, ULONG *bytes)
{
    size_t sum = 0;
    SCODE sc;

    if (count < 0 || !batch) return FAIL(MAPI_E_INVALID_PARAMETER);
    sc = batch_block_move((ULONG)count, batch, base_old, base_new, &sum);
    return give_bytes(sc, sum, bytes);
}

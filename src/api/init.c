/*
 * init.c - exports that start and stop MAPI in a process
 */
#include "api/gate.h"
#include "api/init_monitor.h"
#include "base/error.h"
#include "base/trace.h"
#include "mapiutil.h"
#include "sys/probe.h"

#define INIT_FLAGS (MAPI_MULTITHREAD_NOTIFICATIONS | MAPI_NO_COINIT | MAPI_NT_SERVICE)

/*
 * MAPIInitialize - one more user of MAPI in this process
 *
 * init    NULL (version 0, flags 0) or a MAPIINIT_0: ulVersion MAPI_INIT_VERSION; ulFlags any of
 *         MAPI_MULTITHREAD_NOTIFICATIONS, MAPI_NO_COINIT, MAPI_NT_SERVICE. Only the first call's
 *         MAPI_MULTITHREAD_NOTIFICATIONS counts.
 * Errors  MAPI_E_INVALID_PARAMETER  unknown version, or no memory there
 *         MAPI_E_UNKNOWN_FLAGS      an unknown flag
 *         MAPI_E_TOO_COMPLEX        MAPI_NT_SERVICE, and the registry keys can't be made
 *         MAPI_E_VERSION            an OLE that isn't ours
 *         MAPI_E_SESSION_LIMIT      the process has no room for its own state
 *         MAPI_E_INVALID_OBJECT     no notification window or thread can be made
 *         MAPI_E_NOT_INITIALIZED    the profiles' registry key can't be read CoInitialize's own
 *         failures, unchanged (RPC_E_CHANGED_MODE in a multithreaded
 *         apartment: such callers set
 *         MAPI_NO_COINIT) A call that fails counts for nothing.
 * Source  MAPIInitialize, MAPIINIT_0 (MAPI reference)
 */
HRESULT STDMETHODCALLTYPE MAPIInitialize(LPVOID init)
{
    const MAPIINIT_0 *asked = init;

    if (!asked) return gate_open(0);
    if (!sys_readable(asked, sizeof(*asked))) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (asked->ulVersion != MAPI_INIT_VERSION) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (asked->ulFlags & ~(ULONG)INIT_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return gate_open(asked->ulFlags);
}

/* MAPIUninitialize - undoes one MAPIInitialize; one too many does nothing. Source: MAPIUninitialize
 */
void STDMETHODCALLTYPE MAPIUninitialize(void)
{
    gate_close();
}

/*
 * ScInitMapiUtil - the utilities alone, without sessions
 *
 * flags   0
 * Errors  MAPI_E_UNKNOWN_FLAGS
 * Source  ScInitMapiUtil. The utilities here need no start, so there is nothing to undo either.
 */
SCODE STDMETHODCALLTYPE ScInitMapiUtil(ULONG flags)
{
    return flags ? FAIL(MAPI_E_UNKNOWN_FLAGS) : S_OK;
}

/* DeinitMapiUtil - the end of what ScInitMapiUtil began. Source: DeinitMapiUtil */
void STDMETHODCALLTYPE DeinitMapiUtil(void)
{
    TRACE("DeinitMapiUtil");
}

/*
 * CreateMapiInitializationMonitor - an object that tells whether MAPI is initialised in this
 * process
 *
 * out     one reference; valid as long as the DLL is loaded, on any thread
 * Errors  E_INVALIDARG (out is NULL), E_OUTOFMEMORY
 * Source  CreateMAPIInitializationMonitor (MAPI reference; the export is spelled as here)
 */
HRESULT STDMETHODCALLTYPE CreateMapiInitializationMonitor(IMAPIInitMonitor **out)
{
    return out ? init_monitor_create(out) : E_INVALIDARG;
}

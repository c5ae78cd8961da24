/*
 * simple.c - sessions of Simple MAPI, the exports that make and end them
 */
#include "api/simple.h"
#include "api/gate.h"
#include "api/memory.h"
#include "base/error.h"
#include "mapi.h"
#include "mapicode.h"
#include "mapiguid.h"
#include "simple/simple_code.h"
#include "simple/simple_session.h"

/* The session of a handle, with a reference, or NULL. It holds the gate open. */
static struct simple_session *enter(LHANDLE handle)
{
    struct simple_session *session = simple_session_take(handle);

    if (session) gate_enter();
    return session;
}

/* A session for one call. */
static HRESULT log_on_for_call(ULONG_PTR window, FLAGS flags, struct simple_session **out)
{
    struct simple_hold hold = {.let_go = gate_let_go};
    HRESULT hr = gate_hold(&hold.apartment);

    if (FAILED(hr)) return hr;
    gate_enter();
    hr = simple_logon_for_call(window, flags, api_memory(), &hold, out);
    if (FAILED(hr)) gate_let_go(hold.apartment);
    return hr;
}

HRESULT simple_enter(LHANDLE handle, struct simple_session **out)
{
    *out = enter(handle);
    return *out ? S_OK : SIMPLE_FAIL(MAPI_E_INVALID_SESSION);
}

HRESULT simple_enter_any(LHANDLE handle, ULONG_PTR window, FLAGS flags, struct simple_session **out)
{
    *out = NULL;
    return handle ? simple_enter(handle, out) : log_on_for_call(window, flags, out);
}

/*
 * MAPILogon - a session of Simple MAPI; the caller needs no MAPIInitialize, nor CoInitialize
 *
 * window    parent of dialogs; there are none yet
 * profile   8-bit; NULL or "": the default profile. But with no password, no dialog and no
 *           MAPI_NEW_SESSION either, the call only looks for a shared session to join
 * password  never needed
 * flags     MAPI_LOGON_UI, MAPI_NEW_SESSION, MAPI_FORCE_DOWNLOAD, MAPI_PASSWORD_UI; others, such as
 *           MAPI_EXTENDED, are ignored. Without MAPI_NEW_SESSION a shared session is joined,
 *           whatever profile is named, or made
 * reserved  ignored
 * session   never 0; logged off by MAPILogoff, each one
 * Errors    MAPI_E_FAILURE              session is NULL; MAPI_LOGON_UI with MAPI_PASSWORD_UI; MAPI
 *           can't be initialised
 *           MAPI_E_INSUFFICIENT_MEMORY
 *           MAPI_E_LOGIN_FAILURE        no such profile, or none to be had without a dialog
 *           MAPI_E_TOO_MANY_SESSIONS, MAPI_E_USER_ABORT
 * Source    MAPILogon (Simple MAPI reference); contracts 3.6, 12.2
 */
ULONG WINAPI MAPILogon(ULONG_PTR window, LPSTR profile, LPSTR password, FLAGS flags, ULONG reserved,
                       LPLHANDLE session)
{
    struct simple_hold hold = {.let_go = gate_let_go};
    HRESULT hr;

    (void)reserved; /* contracts 12.1-08 */
    if (!session) return MAPI_E_FAILURE;
    *session = lhSessionNull;
    hr = gate_hold(&hold.apartment);
    if (FAILED(hr)) return simple_code(hr);
    gate_enter();
    hr = simple_logon(window, profile, password, flags, api_memory(), &hold, session);
    if (FAILED(hr)) gate_let_go(hold.apartment);
    return simple_code(hr);
}

/*
 * MAPILogoff - the handle means nothing any more, and its session ends
 *
 * Of a shared session this member alone ends. A call that another thread makes with the handle just
 * now is undisturbed: the session ends with it. What ScMAPIXFromSMAPI gave ends, too.
 * window    not used: there is nothing to ask
 * flags     0
 * reserved  ignored
 * Errors    MAPI_E_INVALID_SESSION  0, no handle, or logged off already
 *           MAPI_E_FAILURE          flags; the session goes on
 * Source    MAPILogoff (Simple MAPI reference); contracts 12.2-15, 12.2-16
 */
ULONG WINAPI MAPILogoff(LHANDLE handle, ULONG_PTR window, FLAGS flags, ULONG reserved)
{
    struct simple_session *session = enter(handle);
    ULONG code = SUCCESS_SUCCESS;

    (void)window, (void)reserved;
    if (!session) return MAPI_E_INVALID_SESSION;
    if (flags) code = MAPI_E_FAILURE;
    else if (!simple_session_retire(session)) code = MAPI_E_INVALID_SESSION;
    simple_session_drop(session);
    return code;
}

/*
 * ScMAPIXFromSMAPI - the session behind a handle of Simple MAPI; the handle stays as it is
 *
 * flags   0
 * iid     NULL: IID_IMAPISession
 * out     one reference; the session ends with MAPILogoff
 * Errors  MAPI_E_INVALID_PARAMETER (no session's handle; out is NULL), MAPI_E_UNKNOWN_FLAGS,
 *         E_NOINTERFACE
 * Source  ScMAPIXFromSMAPI (MAPI reference); contracts 11.14-08, 11.14-09
 */
SCODE WINAPI ScMAPIXFromSMAPI(LHANDLE handle, ULONG flags, const IID *iid,
                              struct IMAPISession **out)
{
    struct simple_session *session;
    IMAPISession *extended;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    session = enter(handle);
    if (!session) return FAIL(MAPI_E_INVALID_PARAMETER);
    extended = simple_session_extended(session);
    hr = extended->lpVtbl->QueryInterface(extended, iid ? iid : &IID_IMAPISession, (void **)out);
    simple_session_drop(session);
    return hr;
}

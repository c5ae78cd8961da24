/*
 * logon.c - the export that starts a session
 */
#include "api/gate.h"
#include "api/memory.h"
#include "base/error.h"
#include "session/session.h"

/*
 * MAPILogonEx - logs a client on to a profile, or joins a session that allows others
 *
 * ui        parent of dialogs; there are none yet
 * profile   NULL or "": the default profile, with MAPI_USE_DEFAULT or with MAPI_LOGON_UI alone; at
 *           most 64 characters
 * password  never needed
 * flags     MAPI_LOGON_UI, MAPI_NEW_SESSION, MAPI_APP_PROFILE, MAPI_ALLOW_OTHERS,
 *           MAPI_EXPLICIT_PROFILE, MAPI_EXTENDED, MAPI_USE_DEFAULT, MAPI_FORCE_DOWNLOAD,
 *           MAPI_SERVICE_UI_ALWAYS, MAPI_NO_MAIL, MAPI_NT_SERVICE, MAPI_PASSWORD_UI,
 *           MAPI_TIMEOUT_SHORT, MAPI_BG_SESSION, MAPI_UNICODE
 * session   one reference; ends with Logoff, or with its last Release
 * Errors    MAPI_E_NOT_INITIALIZED    no MAPIInitialize
 *           MAPI_E_INVALID_PARAMETER  session is NULL
 *           MAPI_E_UNKNOWN_FLAGS
 *           MAPI_E_LOGON_FAILED       no such profile, or none meant and none to join; a dialog
 *           would have to ask
 *           MAPI_E_TIMEOUT            MAPI_TIMEOUT_SHORT, and another logon took longer than 5
 *           seconds
 *           MAPI_E_NOT_ENOUGH_MEMORY A provider that fails is left out of the session, which begins
 *           all the same.
 * Source    MAPILogonEx (MAPI reference); contracts 3
 */
HRESULT STDMETHODCALLTYPE MAPILogonEx(ULONG_PTR ui, LPTSTR profile, LPTSTR password, ULONG flags,
                                      LPMAPISESSION *session)
{
    HRESULT hr;

    if (session) *session = NULL;
    hr = gate_enter();
    if (FAILED(hr)) return hr;
    if (!session) return FAIL(MAPI_E_INVALID_PARAMETER);
    return session_logon(ui, profile, password, flags, api_memory(), session);
}

/*
 * simple.h - the session that a call of Simple MAPI works in
 */
#pragma once
#include "mapi.h"
#include "simple/simple_session.h"

/*
 * The session of a handle, with a reference that simple_session_drop gives back; what waits for
 * this thread's sinks has been delivered.
 * Errors   MAPI_E_INVALID_SESSION as simple_code.h has it
 */
HRESULT simple_enter(LHANDLE handle, struct simple_session **out);
/*
 * The same, where handle 0 means a session for this call alone (contracts 12.1-11).
 * flags    the function's; MAPI_LOGON_UI and MAPI_NEW_SESSION are looked at
 */
HRESULT simple_enter_any(LHANDLE handle, ULONG_PTR window, FLAGS flags,
                         struct simple_session **out);

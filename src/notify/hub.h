/*
 * hub.h - IMAPISupport's Subscribe, Unsubscribe and Notify: sinks found by key, in all processes of
 * the user's session
 */
#pragma once
#include <stdbool.h>
#include "mapispi.h"

/*
 * Registers sink under the bytes of key. Source: IMAPISupport::Subscribe
 * flags       NOTIFY_SYNC or 0; others MAPI_E_UNKNOWN_FLAGS
 * connection  never 0
 * Errors      MAPI_E_INVALID_PARAMETER (no key, empty key, no sink, no place for the connection),
 *             MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT hub_subscribe(const NOTIFKEY *key, ULONG mask, ULONG flags, IMAPIAdviseSink *sink,
                      ULONG_PTR *connection);
/* MAPI_E_NOT_FOUND: no such connection. The sink is released now, or when a call on another thread
 * returns. */
HRESULT hub_unsubscribe(ULONG_PTR connection);
/*
 * Tells all sinks under key. flags in: MAPI_UNICODE; out: NOTIFY_CANCELED when a synchronous sink
 * stopped it.
 * Sinks of other processes hear of it, too, without being waited for, and nothing they answer stops
 * anything here: the synchronous ones at once, on a thread of ours there (one that blocks holds up
 * what else is told under its key, no more), the rest on the thread that must run them. What is too
 * much for them (one notification of more than 256 KB, a megabyte in a time in which their process
 * reads nothing, or a sink of theirs under the key blocks), tables are told as TABLE_CHANGED, and
 * other sinks don't hear of.
 * A key that nobody uses: S_OK. Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT hub_notify(const NOTIFKEY *key, ULONG count, const NOTIFICATION *batch, ULONG *flags);
/* Waits, for some seconds at most, until nothing of other processes is being delivered. False: it is
 * still; by a sink that calls us, say. */
bool hub_settle(void);
/* As our DLL goes. */
void hub_unload(void);

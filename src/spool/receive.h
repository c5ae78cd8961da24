/*
 * receive.h - messages out of a transport, one at a time, into a store
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "provider/router.h"

struct receive;

/*
 * Where a transport's messages go: the store of its own (PR_OWN_STORE_ENTRYID under
 * STATUS_OWN_STORE), else the profile's default store; its default receive folder.
 *
 * logon   of a transport
 * Errors  MAPI_E_NOT_FOUND (no such store, or it receives nothing), router_open_store's
 * Source  contracts 8.6-05, 8.6-06
 */
HRESULT receive_open(struct router *router, struct logon *logon, struct receive **out);
void receive_close(struct receive *receive); /* NULL does nothing */

/*
 * One IXPLogon::StartMessage. What the transport saved is delivered: it lies in the receive folder
 * of its class, and clients have heard of it.
 *
 * logon   as receive_open had it; in use
 * ref     of the message, the transport's to set while it is called; TransportNotify's for
 *         NOTIFY_CANCEL_MESSAGE
 * got     false with S_OK: the transport had none
 * Errors  the transport's: what it saved was deleted again; the store's (then a new receive_open
 *         may help), with nothing asked of the transport
 * Source  IXPLogon::StartMessage, "Message reception model"; contracts 8.6-03 to 8.6-07
 */
HRESULT receive_message(struct receive *receive, struct logon *logon, ULONG_PTR *ref, bool *got);

/*
 * spool.h - the spooler of a session: takes submitted messages from the stores' outgoing queues to
 * the transports, and theirs to the stores
 *
 * An engine without a thread: who hosts it calls spool_step, one unit of work at a time, from one
 * thread at a time. Whatever happens to that thread, all that counts lies in the stores: a message
 * stays in its queue until it is sent, with what has been sent of it.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapispi.h"
#include "provider/router.h"

struct spooler;
#define SPOOL_NEVER UINT64_MAX
/* In a transport's profile section: seconds between two Polls; without it, 60. */
#define PR_SPOOL_POLL_SECONDS PROP_TAG(PT_LONG, 0x3DFD)

/* The session's, made at first use; it lives as long as the router. NULL: memory is out. */
struct spooler *spooler_of(struct router *router);
/* Does it fetch mail, too? Before its first step; not, unless this is called. */
void spool_set_collecting(struct spooler *spooler, bool collecting);
/*
 * One unit: the stores and transports made ready, the queues looked at, a message given to one
 * transport, a message finished, a transport asked for mail, or a message taken from it.
 *
 * now     as a FILETIME's number (base/filetime.h)
 * until   when there is something to do again, unless it is rung for; SPOOL_NEVER
 * False: there was nothing to do.
 */
bool spool_step(struct spooler *spooler, uint64_t now, uint64_t *until);
/* Hosts no longer: the transports are told (NOTIFY_END_OUTBOUND, NOTIFY_END_INBOUND,
 * NOTIFY_ABORT_DEFERRED), the stores closed. A step begins anew. */
void spool_rest(struct spooler *spooler);
/* The transport that has a message just now is to let go of it (NOTIFY_CANCEL_MESSAGE); from any
 * thread. */
void spool_cancel(struct spooler *spooler);
/* A message may have been submitted; from any thread. The queues are looked at now, and again and
 * again for a while: a store rings before its queue has the message. */
void spool_ring(struct spooler *spooler);
/*
 * Has transports send and fetch all that there is, one after the other, as far as they say by
 * STATUS_OUTBOUND_FLUSH in their status rows that they do. Hosts only, as a step.
 *
 * section  of one transport; NULL: all
 * flags    FLUSH_UPLOAD, FLUSH_DOWNLOAD, FLUSH_FORCE, FLUSH_NO_UI
 * stop     asked between messages; true: the flush ends now
 *
 * Errors  MAPI_E_NOT_FOUND (no such transport is logged on), the first that a transport answers but
 *         MAPI_E_NO_SUPPORT
 * Source  Implementing the FlushQueues method, IXPLogon::FlushQueues; contracts 8.7-01 to 8.7-04
 */
HRESULT spool_flush(struct spooler *spooler, const MAPIUID *section, ULONG flags, uint64_t now,
                    const LONG *stop);
/* Nothing is sent or fetched as long as that is so (NOTIFY_END_OUTBOUND, NOTIFY_END_INBOUND); from
 * any thread. */
void spool_set_offline(struct spooler *spooler, bool offline);
/*
 * What a transport says of itself, from any thread: NOTIFY_NEWMAIL, NOTIFY_READYTOSEND,
 * NOTIFY_SENTDEFERRED (eid), NOTIFY_CRITSEC, NOTIFY_NONCRIT, NOTIFY_CRITICAL_ERROR. Heeded
 * with the next step.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPISupport::SpoolerNotify; contracts 5.14-04 to 5.14-07
 */
HRESULT spool_note(struct spooler *spooler, const MAPIUID *section, ULONG flags,
                   const SBinary *eid);

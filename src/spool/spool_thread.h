/*
 * spool_thread.h - the thread of a session's spooler: it hosts the spooler of the profile, or waits
 * until the process that does is gone
 *
 * Host is who has the profile's mutex; with it goes a bell, rung for new mail. When the host logs
 * off or dies, another one's thread has the mutex within a second, and begins with what lies in the
 * outgoing queues.
 */
#pragma once
#include <stdbool.h>
#include "spool/spool.h"

/*
 * The session's thread, begun once; without a transport in the profile, or mail in the session,
 * there is nothing to host, and none begins.
 * Errors  what a thread can't be had for
 */
HRESULT spool_thread_start(struct router *router);
/* Before the providers are logged off: the thread ends, without waiting for mail to be sent
 * (contracts 4.13-18). One that a transport keeps is left behind after a while; for ever it holds
 * what it needs. No lock may be held. */
void spool_thread_stop(struct router *router);
/* New mail may be there, or a transport has said something; whichever process hosts. */
void spool_thread_ring(struct router *router);
/*
 * Has the profile's host flush, whichever process that is, and waits for it unless FLUSH_ASYNC_OK.
 * Errors  MAPI_E_BUSY (a flush runs), MAPI_E_NO_SUPPORT (nobody hosts, for us), MAPI_E_CALL_FAILED
 *         (the session ended meanwhile), spool_flush's
 */
HRESULT spool_thread_flush(struct router *router, const MAPIUID *section, ULONG flags);
/* A transport that has a message is to let go of it (SpoolerYield; contracts 5.14-03). */
bool spool_thread_cancels(struct router *router);
/* For tests that step the engine themselves: no thread begins from now on. */
void spool_thread_hold(bool hold);
/* For tests: does this session's thread host? */
bool spool_thread_hosts(struct router *router);

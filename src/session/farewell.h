/*
 * farewell.h - the end of a member that somebody else forces off, on a thread of ours
 *
 * The thread waits until all sinks of the member have been told, or can't be, so that its client
 * has its chance to log off by itself; or until a limit, where a sink doesn't come back or its
 * thread takes no messages. Then it ends the member. Neither the notification thread nor the one
 * that hears other processes does, unless no thread can be had (session.c).
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct delivery;
struct farewell; /* counted */
struct session;

/*
 * Starts the thread; the session isn't counted: farewell_forget.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES (no thread can be had)
 */
HRESULT farewell_begin(struct session *session, struct farewell **out);
/* What is to be due as long as a sink is to be told; the caller's own one is farewell_is_told's. */
struct delivery *farewell_delivery(struct farewell *farewell);
/* Whoever is to be told has been posted to. True: all have been told already. */
bool farewell_is_told(struct farewell *farewell);
/* The session is over, or about to be freed: nothing is left to do. */
void farewell_forget(struct farewell *farewell);
/* Waits until the member is over, no longer than the limit. False: no thread begins here, as in a
 * DllMain. Windows of the calling thread go on hearing what is sent. */
bool farewell_wait(struct farewell *farewell);
void farewell_ref(struct farewell *farewell);
void farewell_unref(struct farewell *farewell); /* NULL does nothing */

/* Nobody is told any more (the last MAPIUninitialize): those that wait end now, and are waited for,
 * for some seconds at most. */
void farewell_settle(void);
/* The limit, in milliseconds; for tests. */
void farewell_set_limit(ULONG msec);

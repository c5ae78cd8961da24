/*
 * ending.h - the log-off of all providers of a session, with patience for each that is limited
 */
#pragma once
#include "provider/router.h"

/*
 * Logs every provider off, one after the other: transports, then stores, then address books. The
 * calls are made on a thread of ours. One that hasn't come back after the limit is left behind on
 * that thread, and the others follow on a new one: its objects, its DLL and its section of the
 * profile stay as long as it does.
 */
void ending_run(struct router *router);
/* The limit, in milliseconds; for tests. */
void ending_set_limit(ULONG msec);

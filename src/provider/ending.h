/*
 * ending.h - the log-off of all providers of a session, with patience for each (patience.h)
 */
#pragma once
#include "provider/router.h"

/* Logs every provider off, one after the other: transports, then stores, then address books. One
 * that doesn't come back keeps its objects, its DLL and its section of the profile. */
void ending_run(struct router *router);
/* The same for one that was logged on meanwhile: active, and not in the router's list. */
void ending_run_late(struct logon *logon);

/*
 * watch.h - other processes' changes, told as our own are
 */
#pragma once
#include "store.h"

/*
 * From its return on, as long as there are sinks or listeners, what other connections commit is
 * told to them, once: at once when they call us (watch_call), else within a second. Errors
 * MAPI_E_INVALID_OBJECT (logged off), MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES (no
 * thread), those of reading the file
 */
HRESULT watch_start(struct store *store);
/* The logon ends: its thread has ended then, another logon's goes on with it. Without any lock. */
void watch_stop(struct store *store);
/* After a commit, without any lock: others are to look at the log. note: new mail, or NULL. */
void watch_call(struct store *store, IMAPISupport *support, const NOTIFICATION *note);

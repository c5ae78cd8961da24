/*
 * idle.h - the idle engine: routines that one thread runs while it has nothing better to do
 *
 * The thread that starts it first runs them all, one at a time, while it pumps messages; a thread
 * of ours, of the lowest priority, only keeps the time. All functions may be called on any thread.
 * Where the engine isn't running, idle_add gives 0 and the others do nothing.
 */
#pragma once
#include <stdbool.h>
#include "mapiutil.h"

/* Counted. Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED (no window),
 * MAPI_E_NOT_ENOUGH_RESOURCES (no thread) */
HRESULT idle_start(void);
void idle_end(void); /* the last forgets all routines */
/* The tag; 0: it can't be registered. */
ULONG idle_add(PFNIDLE call, void *context, short priority, ULONG csec, USHORT options);
/* No call begins after this, but for one that another thread is beginning right now. */
void idle_remove(ULONG tag);
void idle_enable(ULONG tag, bool enable);
void idle_change(ULONG tag, PFNIDLE call, void *context, short priority, ULONG csec, USHORT options,
                 USHORT changes);

/*
 * sys/apartment.h - COM on the calling thread, counted per thread (natively: counts only)
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/*
 * One more use of MAPI by this thread; com: CoInitialize for it.
 * S_FALSE of CoInitialize is S_OK here. Errors: MAPI_E_VERSION (no OLE that we know), what
 * CoInitialize says, unchanged, MAPI_E_SESSION_LIMIT (the process has no room for the counts)
 */
HRESULT sys_apartment_enter(bool com);
/* Undoes one enter of this thread, one without com first: so COM never ends too early. Does nothing
 * when it has none. */
void sys_apartment_leave(void);
/*
 * COM on the calling thread for as long as it is held, whatever sys_apartment_leave undoes; where
 * the thread is in an apartment that CoInitialize refuses, that one serves.
 * held    what to let go of; 0: nothing was begun
 * Errors  as sys_apartment_enter's
 */
HRESULT sys_apartment_hold(ULONG *held);
/* Once for each hold. On another thread nothing ends: COM goes with the thread that held it. */
void sys_apartment_let_go(ULONG held);
/* Our DLL is unloaded: gives back what the counts lie in. */
void sys_apartment_unload(void);

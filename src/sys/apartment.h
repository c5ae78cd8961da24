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
/* Our DLL is unloaded: gives back what the counts lie in. */
void sys_apartment_unload(void);

/*
 * sys/apartment.h - COM on the calling thread, counted per thread (natively: counts only)
 */
#pragma once
#include "mapidefs.h"

/* CoInitialize for this thread; S_FALSE is S_OK here. Failures of CoInitialize come back unchanged. */
HRESULT sys_apartment_enter(void);
/* Undoes one enter of this thread; does nothing when it has none. */
void sys_apartment_leave(void);

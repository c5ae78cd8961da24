/*
 * progress_box.h - MAPI's own progress object, and the window that shows it
 */
#pragma once
#include "mapidefs.h"

/*
 * A progress object whose window comes up when the work takes a moment, and goes with the object.
 * Where no window can be made, nobody looks; natively that is so always.
 *
 * parent  the window it stands over, which is asked for nothing; 0, or none that exists: none
 * flags   progress_create's
 * Gives *out one reference. Errors  MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT progress_box_open(ULONG_PTR parent, ULONG flags, IMAPIProgress **out);

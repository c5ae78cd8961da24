/*
 * batch.h - notifications copied out of somebody else's memory
 */
#pragma once
#include "mapidefs.h"

/*
 * Copies those of count notifications whose event is in mask into one linked allocation.
 * flags   MAPI_UNICODE: strings are wide even where a structure's own flags don't say so
 * kept    how many were copied; 0 leaves *out NULL and gives S_OK
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY; MAPI_E_INVALID_PARAMETER for an event type nobody knows
 */
HRESULT batch_copy(ULONG count, const NOTIFICATION *batch, ULONG mask, ULONG flags, ULONG *kept,
                   NOTIFICATION **out);

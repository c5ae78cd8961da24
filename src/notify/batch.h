/*
 * batch.h - notifications and all they point at: copied, laid out in one block, moved
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

/*
 * Copies those of count notifications whose event is in mask into one linked allocation.
 * flags   MAPI_UNICODE: strings are wide even where a structure's own flags don't say so
 * kept    how many were copied; 0 leaves *out NULL and gives S_OK
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY; MAPI_E_INVALID_PARAMETER for an event type nobody knows
 */
HRESULT batch_copy(ULONG count, const NOTIFICATION *batch, ULONG mask, ULONG flags, ULONG *kept,
                   NOTIFICATION **out);

/* ScCountNotifications and kin: one block, the array first. Strings are as wide as a structure's
 * own flags say.
 * Errors  MAPI_E_INVALID_PARAMETER (an event nobody knows, a bad value, a pointer missing where a
 *         count tells of one) */
HRESULT batch_block_bytes(ULONG count, const NOTIFICATION *batch, size_t *bytes);
HRESULT batch_block_copy(ULONG count, const NOTIFICATION *batch, void *into, size_t *bytes);
/* batch is where the array is now; its pointers are relative to old_base and become so to new_base.
 * Nothing has changed on failure. */
HRESULT batch_block_move(ULONG count, NOTIFICATION *batch, const void *old_base,
                         const void *new_base, size_t *bytes);

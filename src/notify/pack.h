/*
 * pack.h - notifications as bytes that programs of either bitness read
 */
#pragma once
#include <stddef.h>
#include "base/bytes.h"
#include "mapidefs.h"

/*
 * Appends count notifications as batch_copy gives them. A value that no other process can use
 * (PT_OBJECT, PT_SRESTRICTION, PT_ACTIONS) becomes PT_ERROR, MAPI_E_NO_SUPPORT. Errors
 * MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_INVALID_PARAMETER (an event nobody knows, a bad value)
 */
HRESULT pack_write(ULONG count, const NOTIFICATION *batch, struct writer *out);
/*
 * The notifications that bytes are, as one linked allocation; whatever the bytes are.
 * Errors  MAPI_E_CORRUPT_DATA, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT pack_read(const void *bytes, size_t n, ULONG *count, NOTIFICATION **out);

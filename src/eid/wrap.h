/*
 * wrap.h - store entry IDs as clients see them: the provider's own, behind the name of its DLL
 *
 *     offset  bytes
 *     0       4      flags, 0
 *     4       16     muidStoreWrap
 *     20      1      version, 0
 *     21      1      flag, 0
 *     22      n      base name of the provider's DLL, ANSI, as in the profile, NUL, then zeros up
 * to an offset that 4 divides 22+n           the entry ID the provider made
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/* A wrapped store entry ID, taken apart in place. */
struct wrapped_eid {
    const char *dll; /* in the wrapped ID, NUL-terminated */
    ULONG cb;        /* of eid, 0 allowed */
    const ENTRYID *eid; /* the provider's own; NULL when cb is 0 */
};

extern const MAPIUID wrap_uid; /* muidStoreWrap */

bool wrap_is(ULONG cb, const ENTRYID *eid);
/*
 * Errors: MAPI_E_UNKNOWN_ENTRYID    not wrapped at all
 *         MAPI_E_INVALID_ENTRYID    wrapped, but cut or without a name
 */
HRESULT wrap_open(ULONG cb, const ENTRYID *eid, struct wrapped_eid *out);
/*
 * A wrapped entry ID for the client, one root.
 * dll     a file name; a folder before it stays (contracts 5.1: a full path in the profile is
 *         allowed)
 * Errors: MAPI_E_INVALID_PARAMETER  dll is empty or longer than 259 characters
 *         MAPI_E_TOO_BIG            cb near 4 GiB
 */
HRESULT wrap_make(const WCHAR *dll, ULONG cb, const ENTRYID *eid, ULONG *cb_out, ENTRYID **out);
/* The same, with the name in ANSI already. */
HRESULT wrap_make8(const char *dll, ULONG cb, const ENTRYID *eid, ULONG *cb_out, ENTRYID **out);
/* Do two names in entry IDs or profiles mean the same DLL? ASCII case does not matter; a folder
 * does only where both have one. */
bool wrap_same_dll(const char *a, const char *b);

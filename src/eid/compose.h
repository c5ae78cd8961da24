/*
 * compose.h - an entry ID that also names the store it lies in; entry IDs as text
 *
 *     offset  bytes
 *     0       4      0
 *     4       16     compose_uid
 *     20      4      bytes of the store's record key, little-endian, not 0
 *     24             the record key, then the message's own entry ID, not empty
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct composed_eid { /* borrows from the entry ID */
    ULONG cb_key, cb;
    const BYTE *key;
    const ENTRYID *eid;
};

/* out: a new root. cb_key 0: a plain copy. MAPI_E_INVALID_PARAMETER (no entry ID), MAPI_E_TOO_BIG,
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT compose_make(ULONG cb_key, const BYTE *key, ULONG cb, const ENTRYID *eid, ULONG *cb_out,
                     ENTRYID **out);
/* Is it such an entry ID, by its UID? */
bool compose_is(ULONG cb, const ENTRYID *eid);
/* MAPI_E_INVALID_ENTRYID: none, or torn. */
HRESULT compose_read(ULONG cb, const ENTRYID *eid, struct composed_eid *out);

/* Two upper-case hex digits a byte; out: a new root. MAPI_E_TOO_BIG, MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT compose_to_text(ULONG cb, const ENTRYID *eid, char **out);
/* Digits of either case. MAPI_E_INVALID_ENTRYID: another character, an odd number of digits, or
 * none */
HRESULT compose_from_text(const char *text, ULONG *cb, ENTRYID **out);

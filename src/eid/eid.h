/*
 * eid.h - what every entry ID starts with: four flag bytes, a MAPIUID
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

#define EID_HEAD 20u /* flags and UID */

/* The UID in an entry ID of cb bytes, in place; NULL when it is too short to have one. */
const MAPIUID *eid_uid(ULONG cb, const ENTRYID *eid);
bool eid_has_uid(ULONG cb, const ENTRYID *eid, const MAPIUID *uid);
bool eid_equal(ULONG cb1, const ENTRYID *eid1, ULONG cb2, const ENTRYID *eid2);
/* The flags of an OpenEntry that the subsystem serves itself: MAPI_E_UNKNOWN_FLAGS when one of them
 * is none. */
HRESULT eid_open_flags(ULONG flags);

/*
 * Entry IDs the subsystem makes for what is its own: flags, UID, then a number.
 *
 *     offset  bytes
 *     0       4      0 (status rows: short-term, 0xf0 0 0 0; the template: 0xc0 0 0 0)
 *     4       16     eid_own_uid
 *     20      4      enum eid_own, little-endian
 *     24      4      number, little-endian (which status row)
 *     28      16     of which session (status rows), which section (stores), else zeros
 */
enum eid_own {
    EID_STATUS = 1,    /* number: the status row's */
    EID_AB_ROOT = 2,   /* the integrated address book's root container */
    EID_STORE = 3, /* in a wrapped ID: the store of that profile section, which has told no entry ID
                      of its own */
    EID_ONE_OFF_TEMPLATE = 4, /* what a one-off of any type is made from; short-term */
};
#define EID_OWN_BYTES 44u
extern const MAPIUID eid_own_uid;

/* Writes EID_OWN_BYTES to out. of: session or section, or NULL. */
void eid_own_make(enum eid_own kind, ULONG number, const MAPIUID *of, BYTE *out);
/* False when it isn't one of ours, well formed. */
bool eid_own_read(ULONG cb, const ENTRYID *eid, enum eid_own *kind, ULONG *number, MAPIUID *of);

/*
 * eid.c - the head of an entry ID, and the entry IDs of the subsystem's own objects
 */
#include "eid/eid.h"
#include <string.h>
#include "edkmdb.h"
#include "mapiaux.h"
#include "base/bytes.h"
#include "base/error.h"

const MAPIUID eid_own_uid = {{0x6d, 0x1f, 0x84, 0x5e, 0x2b, 0x90, 0x4c, 0xd7, 0xa3, 0x0e, 0x77,
                              0x51, 0xc8, 0x3a, 0xf2, 0x19}};

const MAPIUID *eid_uid(ULONG cb, const ENTRYID *eid)
{
    return eid && cb >= EID_HEAD ? (const MAPIUID *)((const BYTE *)eid + 4) : NULL;
}

bool eid_has_uid(ULONG cb, const ENTRYID *eid, const MAPIUID *uid)
{
    const MAPIUID *own = eid_uid(cb, eid);

    return own && !memcmp(own, uid, sizeof(*uid));
}

bool eid_equal(ULONG cb1, const ENTRYID *eid1, ULONG cb2, const ENTRYID *eid2)
{
    return cb1 == cb2 && (!cb1 || !memcmp(eid1, eid2, cb1));
}

static void put_u32(BYTE *at, ULONG v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (BYTE)(v >> (8 * i));
}

HRESULT eid_open_flags(ULONG flags)
{
    const ULONG known = MAPI_MODIFY | MAPI_DEFERRED_ERRORS | MAPI_BEST_ACCESS | MAPI_NO_CACHE |
                        MAPI_CACHE_ONLY | MAPI_GAL_ONLY | SHOW_SOFT_DELETES;

    return flags & ~known ? FAIL(MAPI_E_UNKNOWN_FLAGS) : S_OK;
}

void eid_own_make(enum eid_own kind, ULONG number, const MAPIUID *of, BYTE *out)
{
    memset(out, 0, EID_OWN_BYTES);
    if (kind == EID_STATUS) out[0] = MAPI_SHORTTERM | MAPI_NOTRECIP | MAPI_THISSESSION | MAPI_NOW;
    if (kind == EID_ONE_OFF_TEMPLATE) out[0] = MAPI_SHORTTERM | MAPI_NOTRECIP;
    memcpy(out + 4, &eid_own_uid, sizeof(eid_own_uid));
    put_u32(out + 20, kind);
    put_u32(out + 24, number);
    if (of) memcpy(out + 28, of, sizeof(*of));
}

bool eid_own_read(ULONG cb, const ENTRYID *eid, enum eid_own *kind, ULONG *number, MAPIUID *of)
{
    struct reader r = reader_over(eid, cb);
    ULONG kind_read;

    if (cb != EID_OWN_BYTES || !eid_has_uid(cb, eid, &eid_own_uid)) return false;
    read_skip(&r, EID_HEAD);
    kind_read = read_u32(&r);
    *number = read_u32(&r);
    memcpy(of, (const BYTE *)eid + 28, sizeof(*of));
    if (kind_read < EID_STATUS || kind_read > EID_ONE_OFF_TEMPLATE) return false;
    *kind = (enum eid_own)kind_read;
    return true;
}

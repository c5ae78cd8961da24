/*
 * compose.c - an entry ID that also names the store it lies in; entry IDs as text
 */
#include "eid/compose.h"
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/hex.h"
#include "base/mem.h"
#include "eid/eid.h"

enum { KEY_AT = EID_HEAD + 4, MOST = 0x7fffffff };

static const MAPIUID compose_uid = {{0xb2, 0x47, 0x10, 0x9e, 0x55, 0x3d, 0x48, 0x0c, 0x91, 0x6a,
                                     0xe8, 0x23, 0x0f, 0xd4, 0x7c, 0x36}};

HRESULT compose_make(ULONG cb_key, const BYTE *key, ULONG cb, const ENTRYID *eid, ULONG *cb_out,
                     ENTRYID **out)
{
    BYTE *bytes;

    if (!cb || !eid || (cb_key && !key)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (cb > MOST || cb_key > MOST - KEY_AT) return FAIL(MAPI_E_TOO_BIG);
    if (!cb_key) {
        bytes = mem_dup(eid, cb, NULL);
        if (!bytes) return MAPI_E_NOT_ENOUGH_MEMORY;
        *cb_out = cb;
        *out = (ENTRYID *)bytes;
        return S_OK;
    }
    bytes = mem_zero((size_t)KEY_AT + cb_key + cb);
    if (!bytes) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(bytes + 4, &compose_uid, sizeof(compose_uid));
    for (int i = 0; i < 4; i++)
        bytes[EID_HEAD + i] = (BYTE)(cb_key >> (8 * i));
    memcpy(bytes + KEY_AT, key, cb_key);
    memcpy(bytes + KEY_AT + cb_key, eid, cb);
    *cb_out = KEY_AT + cb_key + cb;
    *out = (ENTRYID *)bytes;
    return S_OK;
}

bool compose_is(ULONG cb, const ENTRYID *eid)
{
    return eid_has_uid(cb, eid, &compose_uid);
}

HRESULT compose_read(ULONG cb, const ENTRYID *eid, struct composed_eid *out)
{
    struct reader r = reader_over(eid, cb);

    if (!compose_is(cb, eid)) return FAIL(MAPI_E_INVALID_ENTRYID);
    read_skip(&r, EID_HEAD);
    out->cb_key = read_u32(&r);
    out->key = read_bytes(&r, out->cb_key);
    out->cb = (ULONG)read_left(&r);
    out->eid = (const ENTRYID *)r.at;
    return r.bad || !out->cb_key || !out->cb ? FAIL(MAPI_E_INVALID_ENTRYID) : S_OK;
}

HRESULT compose_to_text(ULONG cb, const ENTRYID *eid, char **out)
{
    char *text;

    if (cb > MOST) return FAIL(MAPI_E_TOO_BIG);
    text = mem_zero((size_t)cb * 2 + 1);
    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    hex_write((const BYTE *)eid, cb, text);
    *out = text;
    return S_OK;
}

HRESULT compose_from_text(const char *text, ULONG *cb, ENTRYID **out)
{
    size_t chars = strlen(text);
    AUTO_FREE BYTE *bytes = NULL;

    if (!chars || chars % 2 || chars / 2 > MOST) return FAIL(MAPI_E_INVALID_ENTRYID);
    bytes = mem_zero(chars / 2);
    if (!bytes) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (!hex_read(text, bytes, chars / 2, NULL)) return FAIL(MAPI_E_INVALID_ENTRYID);
    *cb = (ULONG)(chars / 2);
    *out = (ENTRYID *)TAKE(bytes);
    return S_OK;
}

/*
 * simple_id.c - identifiers of messages as Simple MAPI knows them: text
 */
#include "simple/simple_id.h"
#include <stdbool.h>
#include <string.h>
#include "eid/encode.h"
#include "mapi.h"
#include "simple/simple_code.h"

enum {
    EID_FLAGS = 4
};

HRESULT simple_id_write(const SBinary *eid, ULONG room, char *out)
{
    static const BYTE zeros[EID_FLAGS];
    bool shorter = eid->cb > EID_FLAGS && !memcmp(eid->lpb, zeros, EID_FLAGS);
    ULONG left_out = shorter ? EID_FLAGS : 0, chars = encode_chars(eid->cb - left_out);

    if (!eid->cb || !chars || chars >= room) return FAIL(MAPI_E_TOO_BIG);
    out[0] = shorter ? 'b' : 'a';
    encode_write(eid->lpb + left_out, eid->cb - left_out, out + 1);
    return S_OK;
}

HRESULT simple_id_read(const char *id, BYTE *bytes, SBinary *eid)
{
    size_t chars = strnlen(id, SIMPLE_ID_LONG);
    ULONG left_out = id[0] == 'b' ? EID_FLAGS : 0, cb = 0;

    if ((id[0] != 'a' && id[0] != 'b') || chars < 2 || chars == SIMPLE_ID_LONG ||
        encode_room(chars - 1) > SIMPLE_ID_BYTES - EID_FLAGS)
        return SIMPLE_FAIL(MAPI_E_INVALID_MESSAGE);
    memset(bytes, 0, EID_FLAGS);
    if (!encode_read(id + 1, bytes + left_out, &cb) || !cb)
        return SIMPLE_FAIL(MAPI_E_INVALID_MESSAGE);
    *eid = (SBinary){cb + left_out, bytes};
    return S_OK;
}

/*
 * entry_id.c - entry IDs, record keys and instance keys of a store's objects
 */
#include "entry_id.h"

#define ENTRY_ID_VERSION 1

static void put_le(BYTE *to, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (BYTE)(v >> 8 * i);
}

static uint64_t get_le(const BYTE *from, size_t n)
{
    uint64_t v = 0;

    for (size_t i = 0; i < n; i++)
        v |= (uint64_t)from[i] << 8 * i;
    return v;
}

void entry_id_write(const GUID *store, const struct identity *object, BYTE out[ENTRY_ID_BYTES])
{
    memset(out, 0, 4);
    memcpy(out + 4, store, 16);
    put_le(out + 20, ENTRY_ID_VERSION, 2);
    put_le(out + 22, object->type, 2);
    put_le(out + 24, (uint64_t)object->id, 8);
    memcpy(out + 32, &object->guid, 16);
}

HRESULT entry_id_read(const GUID *store, ULONG count, const void *bytes, struct identity *out)
{
    const BYTE *id = bytes;

    memset(out, 0, sizeof(*out));
    if (!id || count < 20) return MAPI_E_INVALID_ENTRYID;
    if (memcmp(id + 4, store, 16)) return MAPI_E_UNKNOWN_ENTRYID;
    if (count != ENTRY_ID_BYTES || get_le(id, 4) || get_le(id + 20, 2) != ENTRY_ID_VERSION)
        return MAPI_E_UNKNOWN_ENTRYID;
    out->type = (USHORT)get_le(id + 22, 2);
    out->id = (int64_t)get_le(id + 24, 8);
    memcpy(&out->guid, id + 32, 16);
    if ((out->type != MAPI_STORE && out->type != MAPI_FOLDER && out->type != MAPI_MESSAGE) ||
        out->id <= 0)
        return MAPI_E_UNKNOWN_ENTRYID;
    return S_OK;
}

void record_key_write(const struct identity *object, BYTE out[RECORD_KEY_BYTES])
{
    put_le(out, (uint64_t)object->id, 8);
    memcpy(out + 8, &object->guid, 16);
}

void instance_key_write(int64_t id, BYTE out[8])
{
    put_le(out, (uint64_t)id, 8);
}

int64_t instance_key_read(const void *bytes, size_t count)
{
    return bytes && count >= 8 ? (int64_t)get_le(bytes, 8) : 0;
}

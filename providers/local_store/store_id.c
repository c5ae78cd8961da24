/*
 * store_id.c - the store's own entry ID
 */
#include "store_id.h"
#include <stdlib.h>
#include "store.h"

#define HEAD_BYTES 40

HRESULT store_id_write(const struct store_file *file, void **out, ULONG *bytes)
{
    size_t path = strlen(file->path) + 1;
    BYTE *id = calloc(1, HEAD_BYTES + path);

    *out = id;
    if (!id) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(id + 4, &store_provider_uid, 16);
    id[20] = 1;
    memcpy(id + 24, &file->uid, 16);
    memcpy(id + HEAD_BYTES, file->path, path);
    *bytes = (ULONG)(HEAD_BYTES + path);
    return S_OK;
}

HRESULT store_id_read(ULONG count, const void *bytes, GUID *record_key, const char **path)
{
    const BYTE *id = bytes;

    if (!id || count < 20) return MAPI_E_INVALID_ENTRYID;
    if (memcmp(id + 4, &store_provider_uid, 16)) return MAPI_E_UNKNOWN_ENTRYID;
    if (count <= HEAD_BYTES || id[count - 1]) return MAPI_E_INVALID_ENTRYID;
    if (id[20] != 1 || id[21] || id[22] || id[23]) return MAPI_E_UNKNOWN_ENTRYID;
    memcpy(record_key, id + 24, 16);
    *path = (const char *)id + HEAD_BYTES;
    return S_OK;
}

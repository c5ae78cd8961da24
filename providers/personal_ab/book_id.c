/*
 * book_id.c - entry IDs of a personal address book's objects
 */
#include "book_id.h"
#include <string.h>

#define BOOK_ID_VERSION 1

const GUID book_root_guid = {0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};
const GUID book_container_guid = {0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 2}};

void book_id_write(const GUID *book, const struct book_id *object, BYTE out[BOOK_ID_BYTES])
{
    memset(out, 0, BOOK_ID_BYTES);
    memcpy(out + 4, book, 16);
    out[20] = BOOK_ID_VERSION;
    out[22] = (BYTE)object->type;
    memcpy(out + 24, &object->guid, 16);
}

bool book_id_is_ours(const GUID *book, ULONG count, const void *bytes)
{
    return bytes && count >= 20 && !memcmp((const BYTE *)bytes + 4, book, 16);
}

HRESULT book_id_read(const GUID *book, ULONG count, const void *bytes, struct book_id *out)
{
    static const BYTE permanent[4];
    const BYTE *id = bytes;

    memset(out, 0, sizeof(*out));
    if (!id || count < 20) return MAPI_E_INVALID_ENTRYID;
    if (memcmp(id + 4, book, 16) || count != BOOK_ID_BYTES || memcmp(id, permanent, 4) ||
        id[20] != BOOK_ID_VERSION || id[21] || id[23])
        return MAPI_E_UNKNOWN_ENTRYID;
    if (id[22] != MAPI_ABCONT && id[22] != MAPI_MAILUSER && id[22] != MAPI_DISTLIST &&
        id[22] != MAPI_ADDRBOOK)
        return MAPI_E_UNKNOWN_ENTRYID;
    out->type = id[22];
    memcpy(&out->guid, id + 24, 16);
    return S_OK;
}

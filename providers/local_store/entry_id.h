/*
 * entry_id.h - entry IDs, record keys and instance keys of a store's objects
 *
 * 4 flag bytes (0: permanent), 16 the store's MAPIUID, 2 version (1), 2 type (MAPI_STORE,
 * MAPI_FOLDER, MAPI_MESSAGE), 8 id, 16 guid; little-endian: 48 bytes. A record key is id and guid
 * (24). An instance key is the id (8), in tables with multi-valued instances followed by the index
 * (4).
 */
#pragma once
#include <stdint.h>
#include "common/sql/value.h"

#define ENTRY_ID_BYTES   48
#define RECORD_KEY_BYTES 24

struct identity {
    USHORT type;
    int64_t id;
    GUID guid;
};

void entry_id_write(const GUID *store, const struct identity *object, BYTE out[ENTRY_ID_BYTES]);
/*
 * Errors  MAPI_E_INVALID_ENTRYID  NULL, shorter than flags and uid
 *         MAPI_E_UNKNOWN_ENTRYID  another store's, or of ours with a wrong length, version or type
 */
HRESULT entry_id_read(const GUID *store, ULONG count, const void *bytes, struct identity *out);
void record_key_write(const struct identity *object, BYTE out[RECORD_KEY_BYTES]);
void instance_key_write(int64_t id, BYTE out[8]);
/* The id in an instance key of 8 bytes or more, or 0. */
int64_t instance_key_read(const void *bytes, size_t count);

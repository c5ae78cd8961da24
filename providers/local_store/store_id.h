/*
 * store_id.h - the store's own entry ID, which MAPI wraps: enough to open the store without a
 * profile
 *
 * 4 flag bytes (0), 16 store_provider_uid, 2 version (1), 2 zeros, 16 record key, then the file's
 * path in WTF-8 with its NUL.
 */
#pragma once
#include "store_file.h"

/* Made by malloc. */
HRESULT store_id_write(const struct store_file *file, void **out, ULONG *bytes);
/* path points into id. Errors: MAPI_E_INVALID_ENTRYID (NULL, cut), MAPI_E_UNKNOWN_ENTRYID */
HRESULT store_id_read(ULONG count, const void *id, GUID *record_key, const char **path);

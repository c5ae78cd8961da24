/*
 * backup.h - a store's file as a whole: copied while it is used, and made smaller
 */
#pragma once
#include "progress.h"
#include "store_file.h"

/* The store as it is now, in a new file. path: WTF-8, absolute; file: a connection of the caller's
 * own. MAPI_E_COLLISION: it is there */
HRESULT backup_write(struct store_file *file, const char *path, IMAPIProgress *progress);
/* MAPI_E_BUSY: others use it. Bytes before and after. */
HRESULT backup_compact(struct store_file *file, int64_t *before, int64_t *after);

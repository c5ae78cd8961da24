/*
 * retention.h - how long what is deleted is kept for SHOW_SOFT_DELETES
 *
 * PR_RETENTION_AGE_LIMIT, in seconds: a folder's own, else the store's. None, or 0: nothing is
 * kept, deleting is for good. So it is until a client sets it: who never asked for it finds what he
 * deleted gone.
 */
#pragma once
#include "folder_erase.h"
#include "store.h"

/* What a deletion in this folder is, by DELETE_HARD_DELETE in flags. Takes the lock. */
HRESULT retention_deletion(struct store_file *file, int64_t folder, ULONG flags,
                           enum deletion *out);
/*
 * What was kept long enough goes for good, in the whole store, in batches of a transaction each;
 * once an hour at most. A failure ends it and is nobody's error: the rest goes next time. Without
 * the lock.
 */
void retention_purge(struct store *store);

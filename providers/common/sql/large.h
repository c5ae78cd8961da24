/*
 * large.h - long content: in the database (written once, read by chunk) or staged until SaveChanges
 *
 * Staged content is in memory up to one chunk, beyond that in the connection's private temporary
 * database. It may be changed while it has one reference; a shared one must be copied (large_own).
 */
#pragma once
#include "common/sql/db.h"

#define CHUNK_BYTES  65536
#define INLINE_BYTES 4096 /* content up to this is packed with the other properties */

struct large;

/* Content that is in large_values already. */
HRESULT large_in_db(struct db *db, int64_t id, uint64_t bytes, struct large **out);
HRESULT large_stage(struct db *db, struct large **out); /* empty */
struct large *large_ref(struct large *large);
void large_unref(struct large *large);

uint64_t large_bytes(const struct large *large);
/* The id in large_values, or 0 while staged. */
int64_t large_id(const struct large *large);
/* All take the connection's lock. Reads less than asked only at the end. MAPI_E_OBJECT_DELETED: the
 * content is gone. */
HRESULT large_read(struct large *large, uint64_t at, void *out, size_t bytes, size_t *got);
HRESULT large_write(struct large *large, uint64_t at, const void *data,
                    size_t bytes); /* staged, unshared; gaps are zeros */
HRESULT large_resize(struct large *large, uint64_t bytes);
/* *large becomes one that is staged and has no other holder. */
HRESULT large_own(struct large **large);

/* In a transaction: the content under a new id of owner; *out is the one that is in the database.
 * Copies when it was there already. */
HRESULT large_save(struct db *db, struct large *large, int64_t owner, ULONG tag,
                   struct large **out);
/* The same for content in memory. */
HRESULT large_save_bytes(struct db *db, const void *data, size_t bytes, int64_t owner, ULONG tag,
                         struct large **out);
HRESULT large_is_there(
    struct db *db,
    const struct large *large); /* S_OK, or MAPI_E_NOT_FOUND: another handle has replaced it */
/* In a transaction: drops what owner has, except the ids in keep. */
HRESULT large_drop(struct db *db, int64_t owner, const int64_t *keep, size_t n_keep);

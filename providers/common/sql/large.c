/*
 * large.c - long content: in the database (written once, read by chunk) or staged until SaveChanges
 *
 * Chunk n of content v is the row v << 24 | n, in main.chunks or, staged, in temp.staged. Staged
 * content has one chunk in memory, written back when another is wanted; as long as only chunk 0 was
 * touched nothing leaves memory. A chunk that has no row, or less than asked, is zeros. Staged
 * content is changed outside transactions only: temp is rolled back with main.
 */
#include "common/sql/large.h"
#include <stdlib.h>

#define CHUNK_BITS 24
#define MAX_BYTES  ((uint64_t)CHUNK_BYTES << CHUNK_BITS)

struct large {
    LONG refs;
    struct db *db;   /* borrowed: the store file outlives its values */
    uint64_t bytes;
    int64_t id;      /* in large_values, or 0 */
    int64_t stage;   /* in temp.staged, or 0: never written there */
    uint8_t *buffer; /* staged: chunk number `at`, CHUNK_BYTES long; NULL before the first write */
    int64_t at;
    bool dirty;
};

static int64_t chunk_id(int64_t value, int64_t n)
{
    return (int64_t)((uint64_t)value << CHUNK_BITS | (uint64_t)n);
}

static HRESULT large_new(struct db *db, struct large **out)
{
    struct large *large = calloc(1, sizeof(*large));

    *out = large;
    if (!large) return MAPI_E_NOT_ENOUGH_MEMORY;
    large->refs = 1;
    large->db = db;
    return S_OK;
}

HRESULT large_in_db(struct db *db, int64_t id, uint64_t bytes, struct large **out)
{
    HRESULT hr = large_new(db, out);

    if (FAILED(hr)) return hr;
    (*out)->id = id;
    (*out)->bytes = bytes;
    return S_OK;
}

HRESULT large_stage(struct db *db, struct large **out)
{
    return large_new(db, out);
}

struct large *large_ref(struct large *large)
{
    if (large) __atomic_add_fetch(&large->refs, 1, __ATOMIC_RELAXED);
    return large;
}

void large_unref(struct large *large)
{
    if (!large || __atomic_sub_fetch(&large->refs, 1, __ATOMIC_ACQ_REL)) return;
    if (large->stage) {
        db_lock(large->db);
        db_exec(large->db, "DELETE FROM temp.staged WHERE id BETWEEN ?1 AND ?2", "ii",
                chunk_id(large->stage, 0), chunk_id(large->stage + 1, 0) - 1);
        db_unlock(large->db);
    }
    free(large->buffer);
    free(large);
}

uint64_t large_bytes(const struct large *large)
{
    return large->bytes;
}

int64_t large_id(const struct large *large)
{
    return large->id;
}

/* Reads part of a row; beyond its end there is nothing. *got 0 with S_FALSE: no such row. */
static HRESULT read_row(struct db *db, const char *text, int64_t id, size_t from, void *out,
                        size_t bytes, size_t *got)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    *got = 0;
    hr = db_prepare(db, text, &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    hr = db_step(db, stmt);
    if (hr == S_OK) {
        const uint8_t *data = sqlite3_column_blob(stmt, 0);
        size_t there = (size_t)sqlite3_column_bytes(stmt, 0);

        if (from < there) {
            *got = there - from < bytes ? there - from : bytes;
            memcpy(out, data + from, *got);
        }
    }
    db_done(db, stmt);
    return hr;
}

static HRESULT flush(struct large *large)
{
    HRESULT hr;

    if (!large->dirty) return S_OK;
    if (!large->stage) large->stage = ++large->db->last_stage;
    hr = db_exec(large->db, "INSERT OR REPLACE INTO temp.staged(id, data) VALUES(?1, ?2)", "ib",
                 chunk_id(large->stage, large->at), large->buffer, CHUNK_BYTES);
    if (SUCCEEDED(hr)) large->dirty = false;
    return hr;
}

/* Brings chunk n of staged content into the buffer. */
static HRESULT bring(struct large *large, int64_t n)
{
    size_t got = 0;
    HRESULT hr;

    if (!large->buffer) {
        large->buffer = calloc(1, CHUNK_BYTES);
        if (!large->buffer) return MAPI_E_NOT_ENOUGH_MEMORY;
        large->at = n;
        if (!large->stage) return S_OK;
    } else if (large->at == n) {
        return S_OK;
    } else {
        hr = flush(large);
        if (FAILED(hr)) return hr;
    }
    memset(large->buffer, 0, CHUNK_BYTES);
    large->at = n;
    if (!large->stage) return S_OK;
    hr = read_row(large->db, "SELECT data FROM temp.staged WHERE id=?1", chunk_id(large->stage, n),
                  0, large->buffer, CHUNK_BYTES, &got);
    if (FAILED(hr)) large->at = -1;
    return FAILED(hr) ? hr : S_OK;
}

/* All of the pieces of [at, at + bytes) chunk by chunk; in out, or data is what goes in. */
static HRESULT read_part(struct large *large, uint64_t at, uint8_t *out, size_t bytes)
{
    int64_t n = (int64_t)(at / CHUNK_BYTES);
    size_t from = (size_t)(at % CHUNK_BYTES), got;
    HRESULT hr;

    if (large->id) {
        hr = read_row(large->db, "SELECT data FROM chunks WHERE id=?1", chunk_id(large->id, n),
                      from, out, bytes, &got);
        if (FAILED(hr)) return hr;
        return got == bytes ? S_OK : MAPI_E_OBJECT_DELETED;
    }
    /* a rollback would take back what is flushed now: the buffer stays as it is */
    if (large->db->depth && large->at != n) {
        memset(out, 0, bytes);
        if (!large->stage) return S_OK;
        hr = read_row(large->db, "SELECT data FROM temp.staged WHERE id=?1",
                      chunk_id(large->stage, n), from, out, bytes, &got);
        return FAILED(hr) ? hr : S_OK;
    }
    hr = bring(large, n);
    if (SUCCEEDED(hr)) memcpy(out, large->buffer + from, bytes);
    return hr;
}

static HRESULT write_part(struct large *large, uint64_t at, const uint8_t *data, size_t bytes)
{
    HRESULT hr = bring(large, (int64_t)(at / CHUNK_BYTES));

    if (FAILED(hr)) return hr;
    memcpy(large->buffer + at % CHUNK_BYTES, data, bytes);
    large->dirty = true;
    return S_OK;
}

static size_t part_bytes(uint64_t at, uint64_t left)
{
    uint64_t room = CHUNK_BYTES - at % CHUNK_BYTES;

    return (size_t)(left < room ? left : room);
}

HRESULT large_read(struct large *large, uint64_t at, void *out, size_t bytes, size_t *got)
{
    HRESULT hr = S_OK;

    *got = 0;
    if (at >= large->bytes) return S_OK;
    if (bytes > large->bytes - at) bytes = (size_t)(large->bytes - at);
    db_lock(large->db);
    while (*got < bytes && SUCCEEDED(hr)) {
        size_t n = part_bytes(at + *got, bytes - *got);

        hr = read_part(large, at + *got, (uint8_t *)out + *got, n);
        if (SUCCEEDED(hr)) *got += n;
    }
    db_unlock(large->db);
    return hr;
}

HRESULT large_write(struct large *large, uint64_t at, const void *data, size_t bytes)
{
    size_t done = 0;
    HRESULT hr = S_OK;

    if (at > MAX_BYTES || bytes > MAX_BYTES - at) return MAPI_E_TOO_BIG;
    db_lock(large->db);
    while (done < bytes && SUCCEEDED(hr)) {
        size_t n = part_bytes(at + done, bytes - done);

        hr = write_part(large, at + done, (const uint8_t *)data + done, n);
        if (SUCCEEDED(hr)) done += n;
    }
    if (at + done > large->bytes && done) large->bytes = at + done;
    db_unlock(large->db);
    return hr;
}

HRESULT large_resize(struct large *large, uint64_t bytes)
{
    HRESULT hr = S_OK;

    if (bytes > MAX_BYTES) return MAPI_E_TOO_BIG;
    db_lock(large->db);
    /* what is cut off must read as zeros when the content grows again */
    if (bytes < large->bytes) {
        int64_t last = (int64_t)(bytes / CHUNK_BYTES);

        hr = bring(large, last);
        if (SUCCEEDED(hr)) {
            memset(large->buffer + bytes % CHUNK_BYTES, 0, CHUNK_BYTES - bytes % CHUNK_BYTES);
            large->dirty = true;
        }
        if (SUCCEEDED(hr) && large->stage)
            hr = db_exec(large->db, "DELETE FROM temp.staged WHERE id BETWEEN ?1 AND ?2", "ii",
                         chunk_id(large->stage, last) + 1, chunk_id(large->stage + 1, 0) - 1);
    }
    if (SUCCEEDED(hr)) large->bytes = bytes;
    db_unlock(large->db);
    return hr;
}

HRESULT large_own(struct large **large)
{
    struct large *old = *large, *new;
    uint8_t *piece;
    HRESULT hr;

    if (!old->id && __atomic_load_n(&old->refs, __ATOMIC_ACQUIRE) == 1) return S_OK;
    hr = large_stage(old->db, &new);
    if (FAILED(hr)) return hr;
    piece = malloc(CHUNK_BYTES);
    if (!piece) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    for (uint64_t at = 0; SUCCEEDED(hr) && at < old->bytes; at += CHUNK_BYTES) {
        size_t got;

        hr = large_read(old, at, piece, CHUNK_BYTES, &got);
        if (SUCCEEDED(hr)) hr = large_write(new, at, piece, got);
    }
    free(piece);
    if (FAILED(hr)) {
        large_unref(new);
        return hr;
    }
    large_unref(old);
    *large = new;
    return S_OK;
}

static HRESULT new_row(struct db *db, int64_t owner, ULONG tag, uint64_t bytes, int64_t *id)
{
    HRESULT hr = db_int(db, id, "UPDATE store SET next_id=next_id+1 RETURNING next_id-1", "");

    if (FAILED(hr)) return hr;
    return db_exec(db, "INSERT INTO large_values(id, owner, tag, bytes) VALUES(?1, ?2, ?3, ?4)",
                   "iiii", *id, owner, (int64_t)tag, (int64_t)bytes);
}

static HRESULT put_chunk(struct db *db, int64_t id, uint64_t at, const void *data, size_t bytes)
{
    return db_exec(db, "INSERT INTO chunks(id, data) VALUES(?1, ?2)", "ib",
                   chunk_id(id, (int64_t)(at / CHUNK_BYTES)), data, (int)bytes);
}

HRESULT large_save(struct db *db, struct large *large, int64_t owner, ULONG tag, struct large **out)
{
    uint8_t *piece;
    int64_t id;
    HRESULT hr;

    *out = NULL;
    hr = new_row(db, owner, tag, large->bytes, &id);
    piece = malloc(CHUNK_BYTES);
    if (!piece) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    for (uint64_t at = 0; SUCCEEDED(hr) && at < large->bytes; at += CHUNK_BYTES) {
        size_t got;

        hr = large_read(large, at, piece, CHUNK_BYTES, &got);
        if (SUCCEEDED(hr)) hr = put_chunk(db, id, at, piece, got);
    }
    free(piece);
    return FAILED(hr) ? hr : large_in_db(db, id, large->bytes, out);
}

HRESULT large_save_bytes(struct db *db, const void *data, size_t bytes, int64_t owner, ULONG tag,
                         struct large **out)
{
    int64_t id;
    HRESULT hr;

    *out = NULL;
    hr = new_row(db, owner, tag, bytes, &id);
    for (size_t at = 0; SUCCEEDED(hr) && at < bytes; at += CHUNK_BYTES)
        hr = put_chunk(db, id, at, (const uint8_t *)data + at, part_bytes(at, bytes - at));
    return FAILED(hr) ? hr : large_in_db(db, id, bytes, out);
}

HRESULT large_is_there(struct db *db, const struct large *large)
{
    int64_t id;

    return db_int(db, &id, "SELECT id FROM large_values WHERE id=?1", "i", large->id);
}

static HRESULT drop_one(struct db *db, int64_t id)
{
    HRESULT hr = db_exec(db, "DELETE FROM chunks WHERE id BETWEEN ?1 AND ?2", "ii", chunk_id(id, 0),
                         chunk_id(id + 1, 0) - 1);

    return FAILED(hr) ? hr : db_exec(db, "DELETE FROM large_values WHERE id=?1", "i", id);
}

HRESULT large_drop(struct db *db, int64_t owner, const int64_t *keep, size_t n_keep)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(db, "SELECT id FROM large_values WHERE owner=?1 AND id>?2 ORDER BY id", &stmt);
    if (FAILED(hr)) return hr;
    for (int64_t id = 0;;) { /* one at a time: rows must not be deleted below a running statement */
        bool kept = false;

        sqlite3_reset(stmt);
        sqlite3_bind_int64(stmt, 1, owner);
        sqlite3_bind_int64(stmt, 2, id);
        hr = db_step(db, stmt);
        if (hr != S_OK) break;
        id = sqlite3_column_int64(stmt, 0);
        for (size_t i = 0; i < n_keep; i++)
            kept = kept || keep[i] == id;
        if (kept) continue;
        sqlite3_reset(stmt);
        hr = drop_one(db, id);
        if (FAILED(hr)) break;
    }
    db_done(db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

/*
 * change_log.c - the table of changes: written with each transaction, read by other processes
 *
 * Beside numbers a row has a blob: the guids of the object, its parent and the parent before; of
 * what was copied, then the original's guid and id (8 bytes, little-endian). Zeros at its end are
 * cut off.
 */
#include "change_log.h"
#include <string.h>
#include "common/clock.h"

#define KEEP_CHANGES 65536
#define TRIM_EVERY   4096
#define STEP         2048 /* rows read under one lock */

/* in kind, beside the type */
#define KIND_ASSOCIATED 0x100
#define KIND_UNSEEN     0x200
#define KIND_RESULT     0x400
#define KIND_OUTGOING   0x800
#define KIND_QUIET      0x1000

struct guids {
    GUID object, parent, old_parent, original;
    BYTE original_id[8];
};

static int guids_make(const struct change *change, struct guids *out)
{
    const BYTE *bytes = (const BYTE *)out;
    int n = sizeof(*out);

    memset(out, 0, sizeof(*out));
    out->object = change->object.guid;
    if (change->parent.type) out->parent = change->parent.guid;
    if (change->old_parent.type) out->old_parent = change->old_parent.guid;
    if (change->what == CHANGE_COPIED) {
        out->original = change->old.guid;
        for (int i = 0; i < 8; i++)
            out->original_id[i] = (BYTE)((uint64_t)change->old.id >> (8 * i));
    }
    while (n > (int)sizeof(GUID) && !bytes[n - 1])
        n--;
    return n;
}

HRESULT change_log_write(struct db *db, bool quiet, struct change *change)
{
    int64_t kind = change->object.type | (change->associated ? KIND_ASSOCIATED : 0) |
                   (change->unseen ? KIND_UNSEEN : 0) | (change->result ? KIND_RESULT : 0) |
                   (change->outgoing ? KIND_OUTGOING : 0) | (quiet ? KIND_QUIET : 0);
    struct guids guids;
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr =
        db_prepare(db,
                   "INSERT INTO changes(time, origin, what, kind, object, guid, parent, old_parent)"
                   " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, clock_now());
    sqlite3_bind_int64(stmt, 2, db->origin);
    sqlite3_bind_int64(stmt, 3, change->what);
    sqlite3_bind_int64(stmt, 4, kind);
    sqlite3_bind_int64(stmt, 5, change->object.id);
    sqlite3_bind_blob(stmt, 6, &guids, guids_make(change, &guids), SQLITE_STATIC);
    if (change->parent.type) sqlite3_bind_int64(stmt, 7, change->parent.id);
    if (change->old_parent.type) sqlite3_bind_int64(stmt, 8, change->old_parent.id);
    hr = db_run(db, stmt);
    if (FAILED(hr)) return hr;
    change->seq = sqlite3_last_insert_rowid(db->sql);
    if (change->seq % TRIM_EVERY) return S_OK;
    return db_exec(db, "DELETE FROM changes WHERE seq<=?1", "i", change->seq - KEEP_CHANGES);
}

/* ---- reading ---- */

HRESULT change_log_newest(struct db *db, int64_t *seq)
{
    return db_int(db, seq,
                  "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name='changes'), 0)", "");
}

static void read_parent(struct store_file *file, sqlite3_stmt *stmt, int column, const GUID *guid,
                        struct identity *out)
{
    static const GUID none;

    if (sqlite3_column_type(stmt, column) == SQLITE_NULL) return;
    *out = (struct identity){MAPI_FOLDER, sqlite3_column_int64(stmt, column), *guid};
    if (!IsEqualGUID(guid, &none)) return; /* of a program that didn't write it */
    if (FAILED(folder_identity_any(file, out->id, out))) memset(out, 0, sizeof(*out));
}

/* False: not one of ours, or not to be told. */
static bool read_change(struct store_file *file, sqlite3_stmt *stmt, struct change *out)
{
    int64_t what = sqlite3_column_int64(stmt, 1), kind = sqlite3_column_int64(stmt, 2);
    int bytes = sqlite3_column_bytes(stmt, 4);
    USHORT type = kind & 0xff;
    struct guids guids = {0};
    uint64_t original = 0;

    if (bytes > 0 && bytes <= (int)sizeof(guids))
        memcpy(&guids, sqlite3_column_blob(stmt, 4), (size_t)bytes);
    if (kind & KIND_QUIET || what < CHANGE_CREATED || what >= CHANGE_ANY) return false;
    if (type != MAPI_FOLDER && type != MAPI_MESSAGE && type != MAPI_STORE) return false;
    *out = (struct change){
        .what = (enum change_what)what,
        .associated = kind & KIND_ASSOCIATED,
        .unseen = kind & KIND_UNSEEN,
        .result = kind & KIND_RESULT,
        .outgoing = kind & KIND_OUTGOING,
        .object = {type, sqlite3_column_int64(stmt, 3), guids.object},
        .seq = sqlite3_column_int64(stmt, 0),
    };
    read_parent(file, stmt, 5, &guids.parent, &out->parent);
    read_parent(file, stmt, 6, &guids.old_parent, &out->old_parent);
    for (int i = 7; i >= 0; i--)
        original = original << 8 | guids.original_id[i];
    if (out->what == CHANGE_MOVED) out->old = out->object;
    if (out->what == CHANGE_COPIED && original)
        out->old = (struct identity){type, (int64_t)original, guids.original};
    if (out->what == CHANGE_COPIED && !original) out->what = CHANGE_CREATED; /* nor this */
    return true;
}

static HRESULT add_all_folders(struct store_file *file, struct change_list *list)
{
    struct change change = {.what = CHANGE_ANY};
    HRESULT hr = change_list_put(list, &change);
    sqlite3_stmt *stmt;

    if (SUCCEEDED(hr))
        hr = db_prepare(file->db, "SELECT id, guid, parent FROM folders WHERE deleted IS NULL",
                        &stmt);
    if (FAILED(hr)) return hr;
    while ((hr = db_step(file->db, stmt)) == S_OK) {
        struct identity folder = {MAPI_FOLDER, sqlite3_column_int64(stmt, 0), {0}};

        if (sqlite3_column_bytes(stmt, 1) != sizeof(GUID)) continue;
        memcpy(&folder.guid, sqlite3_column_blob(stmt, 1), sizeof(GUID));
        change = (struct change){.what = CHANGE_MODIFIED, .object = folder};
        read_parent(file, stmt, 2, &change.parent.guid, &change.parent);
        hr = change_list_put(list, &change);
        if (FAILED(hr)) break;
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

/* In a transaction. *seq becomes the last one looked at; S_FALSE: that is all. */
static HRESULT follow_step(struct store_file *file, int64_t *seq, struct change_list *list)
{
    int64_t newest, oldest = 0, last = *seq;
    struct change change;
    sqlite3_stmt *stmt;
    int n = 0;
    HRESULT hr;

    hr = change_log_newest(file->db, &newest);
    if (SUCCEEDED(hr) && newest <= *seq) return S_FALSE;
    if (SUCCEEDED(hr))
        hr = db_int(file->db, &oldest, "SELECT ifnull(min(seq), 0) FROM changes", "");
    if (FAILED(hr)) return hr;
    if (!oldest || oldest > *seq + 1) {
        hr = add_all_folders(file, list);
        *seq = newest;
        return FAILED(hr) ? hr : S_FALSE;
    }
    hr = db_prepare(file->db,
                    "SELECT seq, what, kind, object, guid, parent, old_parent FROM changes"
                    " WHERE seq>?1 AND origin<>?2 ORDER BY seq LIMIT ?3",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, *seq);
    sqlite3_bind_int64(stmt, 2, file->db->origin);
    sqlite3_bind_int64(stmt, 3, STEP);
    while ((hr = db_step(file->db, stmt)) == S_OK) {
        last = sqlite3_column_int64(stmt, 0);
        n++;
        hr = read_change(file, stmt, &change) ? change_list_put(list, &change) : S_OK;
        if (FAILED(hr)) break;
    }
    db_done(file->db, stmt);
    if (FAILED(hr)) return hr;
    *seq = n < STEP ? newest : last;
    return n < STEP ? S_FALSE : S_OK;
}

HRESULT change_log_follow(struct store_file *file, int64_t *seq, struct change_list *list)
{
    int64_t at = *seq;
    HRESULT hr;

    do {
        hr = db_begin_read(file->db);
        if (SUCCEEDED(hr)) {
            hr = follow_step(file, &at, list);
            if (FAILED(db_end(file->db, FAILED(hr) ? hr : S_OK)) && SUCCEEDED(hr))
                hr = MAPI_E_CALL_FAILED;
        }
    } while (hr == S_OK);
    if (SUCCEEDED(hr)) *seq = at;
    return FAILED(hr) ? hr : S_OK;
}

/*
 * retention.c - how long what is deleted is kept for SHOW_SOFT_DELETES
 */
#include "retention.h"
#include "common/clock.h"
#include "common/sql/pack.h"
#include "edktags.h"
#include "store_props.h"

#define SECOND 10000000LL
#define HOUR   (3600 * SECOND)
#define BATCH  128

/* MAPI_E_NOT_FOUND: it says nothing. */
static HRESULT limit_of_folder(struct store_file *file, int64_t id, int64_t *seconds)
{
    AUTO_VALUE struct value *value = NULL;
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(file->db, "SELECT props FROM folders WHERE id=?1", &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    hr = db_step(file->db, stmt);
    if (hr == S_OK)
        hr = unpack_one(file->db, sqlite3_column_blob(stmt, 0),
                        (size_t)sqlite3_column_bytes(stmt, 0), PR_RETENTION_AGE_LIMIT, &value);
    db_done(file->db, stmt);
    if (FAILED(hr)) return hr;
    if (!value || value->prop.ulPropTag != PR_RETENTION_AGE_LIMIT) return MAPI_E_NOT_FOUND;
    *seconds = (int64_t)(ULONG)value->prop.Value.l;
    return S_OK;
}

/* Under the lock. *seconds 0: none. */
static HRESULT retention_of(struct store_file *file, int64_t folder, int64_t *seconds)
{
    HRESULT hr = limit_of_folder(file, folder, seconds);

    if (hr == MAPI_E_NOT_FOUND) {
        ULONG limit;

        hr = store_props_long(file, PR_RETENTION_AGE_LIMIT, &limit);
        *seconds = limit;
    }
    if (hr != MAPI_E_NOT_FOUND) return hr;
    *seconds = 0;
    return S_OK;
}

HRESULT retention_deletion(struct store_file *file, int64_t folder, ULONG flags, enum deletion *out)
{
    int64_t seconds = 0;
    HRESULT hr = S_OK;

    *out = DELETE_FOR_GOOD;
    if (flags & DELETE_HARD_DELETE) return S_OK;
    db_lock(file->db);
    hr = retention_of(file, folder, &seconds);
    db_unlock(file->db);
    *out = seconds ? DELETE_KEEP : DELETE_LIVING;
    return hr;
}

/* ---- purging ---- */

/* The next folder after *id that holds soft-deleted messages, or is soft-deleted in one that lives.
 * S_FALSE: none. */
static HRESULT next_folder(struct store_file *file, int64_t *id, struct identity *folder,
                           int64_t *parent, int64_t *deleted)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(
        file->db,
        "SELECT f.id, f.guid, f.parent, ifnull(f.deleted, 0) FROM folders f LEFT JOIN folders p ON p.id=f.parent"
        " WHERE f.id>?1 AND (f.deleted IS NOT NULL AND p.deleted IS NULL OR f.deleted IS NULL AND"
        " EXISTS(SELECT 1 FROM messages m WHERE m.folder=f.id AND m.part IN (2, 3))) ORDER BY f.id LIMIT 1",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, *id);
    hr = db_step(file->db, stmt);
    if (hr == S_OK) {
        memset(folder, 0, sizeof(*folder));
        folder->type = MAPI_FOLDER;
        folder->id = *id = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_bytes(stmt, 1) == 16)
            memcpy(&folder->guid, sqlite3_column_blob(stmt, 1), 16);
        *parent = sqlite3_column_int64(stmt, 2);
        *deleted = sqlite3_column_int64(stmt, 3);
    }
    db_done(file->db, stmt);
    return hr;
}

/* One batch of a folder's messages that were deleted before a time. S_FALSE: there are no more. */
static HRESULT purge_messages(struct store_file *file, const struct identity *folder,
                              int64_t before, struct change_list *list)
{
    struct identity batch[BATCH];
    sqlite3_stmt *stmt;
    size_t n = 0;
    HRESULT hr;

    hr = db_prepare(
        file->db,
        "SELECT id, guid FROM messages WHERE folder=?1 AND part IN (2, 3) AND deleted<=?2 LIMIT ?3",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, folder->id);
    sqlite3_bind_int64(stmt, 2, before);
    sqlite3_bind_int64(stmt, 3, BATCH);
    while (n < BATCH && (hr = db_step(file->db, stmt)) == S_OK) {
        batch[n] = (struct identity){.type = MAPI_MESSAGE, .id = sqlite3_column_int64(stmt, 0)};
        if (sqlite3_column_bytes(stmt, 1) == 16)
            memcpy(&batch[n].guid, sqlite3_column_blob(stmt, 1), 16);
        n++;
    }
    db_done(file->db, stmt);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = message_delete(file, &batch[i], folder->id, DELETE_FOR_GOOD, list);
    if (SUCCEEDED(hr) && n) hr = folder_counted(file, folder, list);
    return FAILED(hr) ? hr : n < BATCH ? S_FALSE : S_OK;
}

/* A transaction: S_FALSE when this folder has no more that is due. */
static HRESULT purge_some(struct store *store, const struct identity *folder, int64_t parent,
                          int64_t deleted, int64_t now)
{
    struct store_file *file = store->file;
    struct change_list list = {0};
    int64_t seconds;
    HRESULT hr;

    hr = db_begin(file->db);
    if (FAILED(hr)) return hr;
    hr = retention_of(file, deleted ? parent : folder->id, &seconds);
    if (SUCCEEDED(hr) && !deleted) {
        hr = purge_messages(file, folder, now - seconds * SECOND, &list);
    } else if (SUCCEEDED(hr)) {
        if (deleted <= now - seconds * SECOND)
            hr = folder_delete(file, folder, true, true, DELETE_FOR_GOOD, &list);
        if (SUCCEEDED(hr)) hr = S_FALSE;
    }
    hr = db_end(file->db, hr);
    if (SUCCEEDED(hr))
        store_tell(store, &list);
    else
        change_list_clear(&list);
    return hr;
}

void retention_purge(struct store *store)
{
    struct store_file *file = store->file;
    int64_t now = clock_now(), id = 0, parent = 0, deleted = 0;
    struct identity folder;
    HRESULT hr;
    bool due;

    db_lock(file->db);
    due = now - file->purged >= HOUR || now < file->purged;
    if (due) file->purged = now;
    db_unlock(file->db);
    while (due) {
        db_lock(file->db);
        hr = next_folder(file, &id, &folder, &parent, &deleted);
        db_unlock(file->db);
        due = hr == S_OK;
        while (hr == S_OK)
            hr = purge_some(store, &folder, parent, deleted, now);
        due = due && SUCCEEDED(hr);
    }
}

/*
 * change_log.c - the table of changes: written with each transaction, read by whoever has sinks
 */
#include "change_log.h"
#include <string.h>
#include "common/thread.h"

#define KEEP_CHANGES 16384
#define TRIM_EVERY   1024

HRESULT change_log_write(struct book_file *file, enum entry_change what, int64_t id,
                         const struct book_id *object)
{
    int64_t seq;
    HRESULT hr;

    hr = db_exec(
        file->db, "INSERT INTO changes(origin, what, kind, entry, guid) VALUES(?1, ?2, ?3, ?4, ?5)",
        "iiiib", file->db->origin, (int64_t)what, (int64_t)object->type, id, &object->guid, 16);
    if (FAILED(hr)) return hr;
    if (file->watch) thread_wake(file->watch);
    seq = sqlite3_last_insert_rowid(file->db->sql);
    if (seq % TRIM_EVERY) return S_OK;
    return db_exec(file->db, "DELETE FROM changes WHERE seq<=?1", "i", seq - KEEP_CHANGES);
}

HRESULT change_log_newest(struct book_file *file, int64_t *seq)
{
    return db_int(file->db, seq, "SELECT ifnull(max(seq), 0) FROM changes", "");
}

HRESULT change_log_read(struct book_file *file, int64_t seq, struct change *changes, size_t room,
                        size_t *n)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    *n = 0;
    hr = db_prepare(file->db,
                    "SELECT seq, what, kind, guid FROM changes WHERE seq>?1 ORDER BY seq LIMIT ?2",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, seq);
    sqlite3_bind_int64(stmt, 2, (int64_t)room);
    while (*n < room && (hr = db_step(file->db, stmt)) == S_OK) {
        struct change *change = &changes[(*n)++];

        change->seq = sqlite3_column_int64(stmt, 0);
        change->what = (enum entry_change)sqlite3_column_int(stmt, 1);
        change->object.type = (USHORT)sqlite3_column_int(stmt, 2);
        memset(&change->object.guid, 0, sizeof(GUID));
        if (sqlite3_column_bytes(stmt, 3) == sizeof(GUID))
            memcpy(&change->object.guid, sqlite3_column_blob(stmt, 3), sizeof(GUID));
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

/*
 * outgoing.c - the outgoing queue: which messages wait to be sent, in what order, and which the
 * spooler works on
 */
#include "outgoing.h"
#include "common/clock.h"
#include "message_mark.h"
#include "message_state.h"

HRESULT queue_find(struct store_file *file, int64_t id, const GUID *guid, struct queued *out)
{
    sqlite3_stmt *stmt;
    int64_t folder = 0;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    hr = db_prepare(
        file->db,
        "SELECT guid, folder, submit_flags FROM messages WHERE id=?1 AND submit_flags IS NOT NULL",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    hr = db_step(file->db, stmt);
    if (hr == S_OK && sqlite3_column_bytes(stmt, 0) != 16) hr = MAPI_E_CORRUPT_STORE;
    if (hr == S_OK) {
        out->message.type = MAPI_MESSAGE;
        out->message.id = id;
        memcpy(&out->message.guid, sqlite3_column_blob(stmt, 0), 16);
        folder = sqlite3_column_int64(stmt, 1);
        out->submit_flags = (ULONG)sqlite3_column_int64(stmt, 2);
    }
    db_done(file->db, stmt);
    if (hr == S_FALSE || (hr == S_OK && guid && !IsEqualGUID(guid, &out->message.guid)))
        return MAPI_E_NOT_IN_QUEUE;
    return FAILED(hr) ? hr : folder_identity_any(file, folder, &out->folder);
}

HRESULT queue_has(struct store_file *file, int64_t id, bool *out)
{
    int64_t n = 0;
    HRESULT hr = db_int(
        file->db, &n,
        "SELECT EXISTS(SELECT 1 FROM messages WHERE id=?1 AND submit_flags IS NOT NULL)", "i", id);

    *out = n != 0;
    return hr;
}

HRESULT queue_flags(struct store_file *file, int64_t id, struct bag *bag)
{
    int64_t flags;
    HRESULT hr = db_int(
        file->db, &flags,
        "SELECT submit_flags FROM messages WHERE id=?1 AND submit_flags IS NOT NULL", "i", id);

    if (SUCCEEDED(hr)) return bag_put(bag, PR_SUBMIT_FLAGS, flags);
    if (hr != MAPI_E_NOT_FOUND) return hr;
    bag_remove(bag, PR_SUBMIT_FLAGS);
    return S_OK;
}

HRESULT queue_time(struct store_file *file, int64_t *out)
{
    int64_t last = 0, now = clock_now();
    HRESULT hr;

    hr =
        db_int(file->db, &last,
               "SELECT ifnull(max(submitted), 0) FROM messages WHERE submit_flags IS NOT NULL", "");
    *out = now > last ? now : last + 1;
    return hr;
}

static HRESULT log_change(struct store_file *file, const struct identity *message,
                          const struct identity *folder, struct change_list *list)
{
    struct change change = {
        .what = CHANGE_FLAGS, .outgoing = true, .object = *message, .parent = *folder};

    return change_add(file->db, list, &change);
}

HRESULT queue_put(struct store_file *file, const struct identity *message,
                  const struct identity *folder, ULONG submit_flags, struct change_list *list)
{
    HRESULT hr = log_change(file, message, folder, list);

    if (FAILED(hr)) return hr;
    return db_exec(file->db,
                   "UPDATE messages SET flags=flags|?2, submit_flags=?3, change=?4 WHERE id=?1",
                   "iiii", message->id, (int64_t)(MSGFLAG_SUBMIT | MSGFLAG_UNSENT),
                   (int64_t)submit_flags, list->items[list->n - 1].seq);
}

HRESULT queue_take(struct store_file *file, const struct queued *queued, bool sent,
                   struct change_list *list)
{
    ULONG clear = MSGFLAG_SUBMIT | (sent ? MSGFLAG_UNSENT : 0);
    HRESULT hr = log_change(file, &queued->message, &queued->folder, list);

    if (FAILED(hr)) return hr;
    return db_exec(file->db,
                   "UPDATE messages SET flags=flags&~?2, submit_flags=NULL, change=?3 WHERE id=?1",
                   "iii", queued->message.id, (int64_t)clear, list->items[list->n - 1].seq);
}

bool queue_is_locked(struct store_file *file, int64_t id, ULONG submit_flags)
{
    return submit_flags & SUBMITFLAG_LOCKED && message_mark_is_set(&file->uid, id);
}

/* The next message after an id that has the flag, whoever set it; S_FALSE: none. */
static HRESULT next_locked(struct store_file *file, int64_t after, int64_t *id)
{
    HRESULT hr = db_int(
        file->db, id,
        "SELECT id FROM messages INDEXED BY messages_outgoing WHERE submit_flags IS NOT NULL AND submit_flags & ?1"
        " AND id>?2 ORDER BY id LIMIT 1",
        "ii", (int64_t)SUBMITFLAG_LOCKED, after);

    return hr == MAPI_E_NOT_FOUND ? S_FALSE : hr;
}

HRESULT queue_unlock_dead(struct store_file *file)
{
    struct db *db = file->db;
    struct change_list quiet = {0};
    struct queued queued;
    int64_t id = 0;
    HRESULT hr;

    if (db->read_only) return S_OK;
    hr = db_begin(db);
    if (FAILED(hr)) return hr;
    while ((hr = next_locked(file, id, &id)) == S_OK) {
        if (message_mark_is_set(&file->uid, id)) continue;
        hr = queue_find(file, id, NULL, &queued);
        if (SUCCEEDED(hr))
            hr = queue_put(file, &queued.message, &queued.folder,
                           queued.submit_flags & ~(ULONG)SUBMITFLAG_LOCKED, &quiet);
        if (FAILED(hr)) break;
    }
    hr = db_end(db, FAILED(hr) ? hr : S_OK);
    if (SUCCEEDED(hr)) store_file_tell(file, &quiet);
    change_list_clear(&quiet);
    return hr;
}

/*
 * read_flag.c - read flags and message status
 */
#include "read_flag.h"
#include "edkmdb.h"
#include <stdlib.h>
#include "common/sql/pack.h"
#include "message_write.h"

#define PENDING_ONLY (CLEAR_RN_PENDING | CLEAR_NRN_PENDING)

HRESULT read_flags_check(ULONG flags)
{
    const ULONG known = SUPPRESS_RECEIPT | CLEAR_READ_FLAG | GENERATE_RECEIPT_ONLY | PENDING_ONLY |
                        MAPI_DEFERRED_ERRORS | MESSAGE_DIALOG;

    if (flags & ~(ULONG)known) return MAPI_E_UNKNOWN_FLAGS;
    if (flags & CLEAR_READ_FLAG && flags & (SUPPRESS_RECEIPT | GENERATE_RECEIPT_ONLY))
        return MAPI_E_INVALID_PARAMETER;
    return S_OK;
}

ULONG read_flag_apply(ULONG message_flags, ULONG flags)
{
    if (flags & CLEAR_READ_FLAG)
        message_flags &= ~(ULONG)MSGFLAG_READ;
    else if (flags &
             GENERATE_RECEIPT_ONLY) /* with SUPPRESS_RECEIPT: the request is only cancelled */
        message_flags &= ~(ULONG)MSGFLAG_RN_PENDING;
    else if (!(message_flags & MSGFLAG_READ) &&
             (!(flags & PENDING_ONLY) || flags & SUPPRESS_RECEIPT))
        message_flags =
            (message_flags | MSGFLAG_READ) & ~(ULONG)(MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING);
    if (flags & CLEAR_RN_PENDING) message_flags &= ~(ULONG)MSGFLAG_RN_PENDING;
    if (flags & CLEAR_NRN_PENDING) message_flags &= ~(ULONG)MSGFLAG_NRN_PENDING;
    return message_flags;
}

HRESULT read_flag_ask(struct message_state *state)
{
    const struct value *asked = bag_find(&state->props, PR_READ_RECEIPT_REQUESTED);
    ULONG flags = bag_long(&state->props, PR_MESSAGE_FLAGS, 0);

    if (!asked || asked->prop.ulPropTag != PR_READ_RECEIPT_REQUESTED || !asked->prop.Value.b)
        return S_OK;
    if (state->part != PART_CONTENTS || flags & (MSGFLAG_READ | MSGFLAG_UNSENT)) return S_OK;
    return bag_put(&state->props, PR_MESSAGE_FLAGS,
                   flags | MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING);
}

HRESULT read_flag_cancel(struct bag *props, ULONG flags)
{
    const ULONG cancel = SUPPRESS_RECEIPT | GENERATE_RECEIPT_ONLY;
    const struct value *asked = bag_find(props, PR_READ_RECEIPT_REQUESTED);

    if ((flags & cancel) != cancel || !asked ||
        asked->prop.ulPropTag != PR_READ_RECEIPT_REQUESTED || !asked->prop.Value.b)
        return S_FALSE;
    return bag_put(props, PR_READ_RECEIPT_REQUESTED, FALSE);
}

/* The same in the message's packed properties. */
static HRESULT cancel_request(struct store_file *file, int64_t id, ULONG flags)
{
    struct bag props = {0};
    sqlite3_stmt *stmt;
    void *data = NULL;
    size_t bytes = 0;
    HRESULT hr;

    if (!(flags & SUPPRESS_RECEIPT) || !(flags & GENERATE_RECEIPT_ONLY)) return S_OK;
    hr = db_prepare(file->db, "SELECT data FROM message_props WHERE id=?1", &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    hr = db_step(file->db, stmt);
    if (hr == S_OK)
        hr = unpack_bag(file->db, sqlite3_column_blob(stmt, 0),
                        (size_t)sqlite3_column_bytes(stmt, 0), &props);
    db_done(file->db, stmt);
    if (hr == S_OK) hr = read_flag_cancel(&props, flags);
    if (hr == S_OK) hr = pack_bag(&props, &data, &bytes);
    if (hr == S_OK)
        hr = db_exec(file->db, "UPDATE message_props SET data=?2 WHERE id=?1", "ib", id, data,
                     (int)bytes);
    free(data);
    bag_clear(&props);
    return FAILED(hr) ? hr : S_OK;
}

/* Where a message is, and what it is there. */
static HRESULT read_row(struct store_file *file, int64_t id, struct change *change, ULONG *flags,
                        ULONG *status)
{
    sqlite3_stmt *stmt;
    int64_t folder = 0;
    HRESULT hr;

    hr = db_prepare(
        file->db,
        "SELECT guid, folder, part, flags, status FROM messages WHERE id=?1 AND folder IS NOT NULL"
        " AND deleted IS NULL",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, id);
    hr = db_step(file->db, stmt);
    if (hr == S_OK) {
        if (sqlite3_column_bytes(stmt, 0) == 16)
            memcpy(&change->object.guid, sqlite3_column_blob(stmt, 0), 16);
        change->object.type = MAPI_MESSAGE;
        change->object.id = id;
        folder = sqlite3_column_int64(stmt, 1);
        change->associated = sqlite3_column_int(stmt, 2) & PART_ASSOCIATED;
        *flags = (ULONG)sqlite3_column_int64(stmt, 3);
        *status = (ULONG)sqlite3_column_int64(stmt, 4);
    }
    db_done(file->db, stmt);
    if (hr != S_OK) return FAILED(hr) ? hr : MAPI_E_NOT_FOUND;
    return folder_identity(file, folder, &change->parent);
}

/* The report that was asked for, now or never (8.9-10). */
static bool is_due(ULONG old, ULONG now, ULONG flags)
{
    return old & ~now & MSGFLAG_RN_PENDING &&
           !(flags & (SUPPRESS_RECEIPT | CLEAR_RN_PENDING | CLEAR_READ_FLAG));
}

HRESULT read_flag_set(struct store_file *file, int64_t id, ULONG flags, struct change_list *list)
{
    struct change change = {.what = CHANGE_FLAGS};
    ULONG old, now, status;
    HRESULT hr;

    hr = read_row(file, id, &change, &old, &status);
    if (SUCCEEDED(hr)) hr = cancel_request(file, id, flags);
    if (FAILED(hr)) return hr;
    now = read_flag_apply(old, flags);
    if (now == old) return S_OK;
    hr = change_add(file->db, list, &change);
    if (SUCCEEDED(hr) && is_due(old, now, flags))
        hr = message_state_load(file, id, NULL, &list->items[list->n - 1].report);
    if (SUCCEEDED(hr))
        hr = db_exec(file->db, "UPDATE messages SET flags=?2, change=?3 WHERE id=?1", "iii", id,
                     (int64_t)now, list->items[list->n - 1].seq);
    if (SUCCEEDED(hr) && (now ^ old) & MSGFLAG_READ && !change.associated)
        hr = folder_counted(file, &change.parent, list);
    return hr;
}

HRESULT status_set(struct store_file *file, const struct identity *message, int64_t folder,
                   ULONG status, ULONG mask, ULONG *old, struct change_list *list)
{
    struct change change = {.what = CHANGE_FLAGS};
    ULONG flags;
    HRESULT hr;

    hr = read_row(file, message->id, &change, &flags, old);
    if (FAILED(hr)) return hr;
    if (change.parent.id != folder || !IsEqualGUID(&change.object.guid, &message->guid))
        return MAPI_E_NOT_FOUND;
    status = (*old & ~mask) | (status & mask);
    if (status == *old) return S_OK;
    hr = change_add(file->db, list, &change);
    if (FAILED(hr)) return hr;
    return db_exec(file->db, "UPDATE messages SET status=?2, change=?3 WHERE id=?1", "iii",
                   message->id, (int64_t)status, list->items[list->n - 1].seq);
}

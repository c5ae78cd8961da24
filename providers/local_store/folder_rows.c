/*
 * folder_rows.c - folders and the messages in them, as transactions on rows
 */
#include "folder_rows.h"
#include <stdlib.h>
#include "common/clock.h"
#include "common/sql/pack.h"
#include "common/text/text8.h"
#include "edktags.h"
#include "folder_erase.h"
#include "search.h"

#define BATCH 256

static int64_t last_seq(const struct change_list *list)
{
    return list->items[list->n - 1].seq;
}

static HRESULT bind_wide(sqlite3_stmt *stmt, int i, const WCHAR *text)
{
    char *wtf8;
    size_t n;
    HRESULT hr;

    if (!text) return S_OK;
    hr = wtf8_from_wide(text, wide_len(text), &wtf8, &n);
    if (FAILED(hr)) return hr;
    return sqlite3_bind_text64(stmt, i, wtf8, n, free, SQLITE_UTF8) == SQLITE_OK
               ? S_OK
               : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* ---- one folder ---- */

static HRESULT load_folder(struct store_file *file, const struct identity *folder, bool deleted,
                           struct bag *bag, struct folder_place *place)
{
    enum { FIXED = 8 };
    struct folder_place found = {0};
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(
        file->db,
        "SELECT f.guid, f.parent, f.change, f.subfolders, f.type, f.props, f.deleted,"
        " (SELECT guid FROM folders WHERE id=f.parent)" FOLDER_COLUMNS(
            COLUMN_NAME_OF_F) " FROM folders f WHERE f.id=?1 AND (f.deleted IS NULL OR ?2)",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, folder->id);
    sqlite3_bind_int64(stmt, 2, deleted);
    hr = db_step(file->db, stmt);
    if (hr == S_FALSE || (hr == S_OK && (sqlite3_column_bytes(stmt, 0) != 16 ||
                                         memcmp(sqlite3_column_blob(stmt, 0), &folder->guid, 16))))
        hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) {
        if (sqlite3_column_bytes(stmt, 7) == sizeof(GUID)) {
            found.parent.type = MAPI_FOLDER;
            found.parent.id = sqlite3_column_int64(stmt, 1);
            memcpy(&found.parent.guid, sqlite3_column_blob(stmt, 7), sizeof(GUID));
        } else if (sqlite3_column_type(stmt, 1) != SQLITE_NULL) {
            hr = MAPI_E_CORRUPT_STORE;
        }
        found.change = sqlite3_column_int64(stmt, 2);
        found.subfolders = sqlite3_column_int64(stmt, 3);
        found.type = sqlite3_column_int(stmt, 4);
        found.deleted = sqlite3_column_int64(stmt, 6);
    }
    for (size_t i = 0; i < n_folder_columns && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *value = NULL;

        hr = column_value(stmt, FIXED + (int)i, folder_columns[i].tag, &value);
        if (hr == S_OK) hr = bag_set(bag, value);
    }
    if (SUCCEEDED(hr))
        hr = unpack_bag(file->db, sqlite3_column_blob(stmt, 5),
                        (size_t)sqlite3_column_bytes(stmt, 5), bag);
    db_done(file->db, stmt);
    if (SUCCEEDED(hr) && place) *place = found;
    return FAILED(hr) ? hr : S_OK;
}

HRESULT folder_load(struct store_file *file, const struct identity *folder, struct bag *bag,
                    struct folder_place *place)
{
    return load_folder(file, folder, false, bag, place);
}

HRESULT folder_load_any(struct store_file *file, const struct identity *folder, struct bag *bag,
                        struct folder_place *place)
{
    return load_folder(file, folder, true, bag, place);
}

static HRESULT folder_changed(struct store_file *file, const struct identity *folder,
                              enum change_what what, struct change_list *list)
{
    struct change change = {.what = what, .object = *folder};
    int64_t parent;
    HRESULT hr;

    hr = db_int(file->db, &parent, "SELECT ifnull(parent, 0) FROM folders WHERE id=?1", "i",
                folder->id);
    if (SUCCEEDED(hr) && parent) hr = folder_identity(file, parent, &change.parent);
    return FAILED(hr) ? hr : change_add(file->db, list, &change);
}

static HRESULT store_folder(struct store_file *file, const struct identity *folder,
                            const struct bag *bag, bool fresh, struct change_list *list)
{
    static const ULONG own[] = {PR_DISPLAY_NAME_W, PR_COMMENT_W, PR_CONTAINER_CLASS_W};
    AUTO_VALUE struct value *text = NULL;
    const WCHAR *name;
    struct identity other;
    struct bag columns = {0};
    sqlite3_stmt *stmt = NULL;
    void *data = NULL;
    size_t bytes = 0;
    int64_t parent;
    HRESULT hr;

    hr = bag_text(bag, PR_DISPLAY_NAME_W, &text);
    if (FAILED(hr)) return hr;
    name = value_wide(text);
    hr = db_int(file->db, &parent,
                "SELECT ifnull(parent, 0) FROM folders WHERE id=?1 AND deleted IS NULL", "i",
                folder->id);
    if (hr == MAPI_E_NOT_FOUND) return MAPI_E_OBJECT_DELETED;
    if (SUCCEEDED(hr) && parent && (!name || !*name)) return MAPI_E_INVALID_PARAMETER;
    if (SUCCEEDED(hr) && parent && folder_by_name(file, parent, name, &other) == S_OK &&
        other.id != folder->id)
        return MAPI_E_COLLISION;
    if (SUCCEEDED(hr)) hr = folder_changed(file, folder, CHANGE_MODIFIED, list);
    if (SUCCEEDED(hr))
        hr = pack_props(file->db, bag, folder_columns, n_folder_columns, folder->id, fresh,
                        &columns, &data, &bytes);
    if (SUCCEEDED(hr))
        hr = db_prepare(
            file->db,
            "UPDATE folders SET name=ifnull(?4, ''), comment=?5, class=?6, modified=?2, change=?3, props=?7,"
            " revision=revision+1 WHERE id=?1",
            &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, folder->id);
        sqlite3_bind_int64(stmt, 2, clock_now());
        sqlite3_bind_int64(stmt, 3, last_seq(list));
        for (int i = 0; i < 3 && SUCCEEDED(hr); i++)
            hr = column_bind(stmt, 4 + i, own[i], bag_find(&columns, own[i]));
        if (bytes && SUCCEEDED(hr))
            hr = db_error(file->db, sqlite3_bind_blob64(stmt, 7, data, bytes, SQLITE_STATIC));
        if (SUCCEEDED(hr))
            hr = db_run(file->db, stmt);
        else
            db_done(file->db, stmt);
    }
    bag_clear(&columns);
    free(data);
    return hr;
}

HRESULT folder_store(struct store_file *file, const struct identity *folder, const struct bag *bag,
                     struct change_list *list)
{
    return store_folder(file, folder, bag, false, list);
}

HRESULT folder_by_name(struct store_file *file, int64_t parent, const WCHAR *name,
                       struct identity *out)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    hr = db_prepare(file->db,
                    "SELECT id, guid FROM folders WHERE parent=?1 AND name=?2 AND deleted IS NULL",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, parent);
    hr = bind_wide(stmt, 2, name);
    if (SUCCEEDED(hr)) hr = db_step(file->db, stmt);
    if (hr == S_OK && sqlite3_column_bytes(stmt, 1) == 16) {
        out->type = MAPI_FOLDER;
        out->id = sqlite3_column_int64(stmt, 0);
        memcpy(&out->guid, sqlite3_column_blob(stmt, 1), 16);
    }
    db_done(file->db, stmt);
    return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
}

HRESULT folder_insert(struct store_file *file, const struct identity *parent, const WCHAR *name,
                      const WCHAR *comment, struct identity *out, struct change_list *list)
{
    struct change change = {.what = CHANGE_CREATED, .parent = *parent};
    struct identity there;
    sqlite3_stmt *stmt;
    bool search;
    HRESULT hr;

    hr = folder_identity(file, parent->id, &there);
    if (FAILED(hr)) return hr == MAPI_E_NOT_FOUND ? MAPI_E_OBJECT_DELETED : hr;
    hr = folder_is_search(file, parent->id, &search);
    if (FAILED(hr) || search) return FAILED(hr) ? hr : MAPI_E_NO_SUPPORT; /* 6.5-05 */
    hr = folder_by_name(file, parent->id, name, out);
    if (hr != MAPI_E_NOT_FOUND) return FAILED(hr) ? hr : MAPI_E_COLLISION;
    out->type = MAPI_FOLDER;
    guid_new(&out->guid);
    hr = store_file_new_id(file, &out->id);
    change.object = *out;
    if (SUCCEEDED(hr)) hr = change_add(file->db, list, &change);
    if (SUCCEEDED(hr))
        hr = db_prepare(
            file->db,
            "INSERT INTO folders(id, parent, guid, type, name, comment, created, modified, change)"
            " VALUES(?1, ?2, ?3, 1, ?4, ?5, ?6, ?6, ?7)",
            &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, out->id);
    sqlite3_bind_int64(stmt, 2, parent->id);
    sqlite3_bind_blob(stmt, 3, &out->guid, 16, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 6, clock_now());
    sqlite3_bind_int64(stmt, 7, last_seq(list));
    hr = bind_wide(stmt, 4, name);
    if (SUCCEEDED(hr)) hr = bind_wide(stmt, 5, comment);
    if (SUCCEEDED(hr))
        hr = db_run(file->db, stmt);
    else
        db_done(file->db, stmt);
    return FAILED(hr) ? hr : folder_counted(file, parent, list);
}

/* ---- messages ---- */

HRESULT folder_messages(struct store_file *file, int64_t folder, int part, int64_t after,
                        struct identity *out, size_t room, size_t *n)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    *n = 0;
    hr = db_prepare(
        file->db, "SELECT id, guid FROM messages WHERE folder=?1 AND part=?2 AND id>?3 ORDER BY id",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, folder);
    sqlite3_bind_int64(stmt, 2, part);
    sqlite3_bind_int64(stmt, 3, after);
    return message_identities(file, stmt, out, room, n);
}

HRESULT message_place(struct store_file *file, const struct identity *message, int64_t folder,
                      int *part, ULONG *flags)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(
        file->db,
        "SELECT guid, folder, part, flags FROM messages WHERE id=?1 AND folder IS NOT NULL", &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, message->id);
    hr = db_step(file->db, stmt);
    if (hr == S_OK) {
        bool same = sqlite3_column_bytes(stmt, 0) == 16 &&
                    !memcmp(sqlite3_column_blob(stmt, 0), &message->guid, 16);

        if (!same || sqlite3_column_int64(stmt, 1) != folder) hr = S_FALSE;
        *part = sqlite3_column_int(stmt, 2);
        *flags = (ULONG)sqlite3_column_int64(stmt, 3);
    }
    db_done(file->db, stmt);
    return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
}

/* Out of the soft-deleted ones, into either folder, a message comes as if it were new: to all who
 * don't see those it was gone. */
static HRESULT restore(struct store_file *file, const struct identity *message, int part,
                       const struct identity *from, const struct identity *to,
                       struct change_list *list)
{
    struct change change = {
        .what = CHANGE_CREATED,
        .associated = part & PART_ASSOCIATED,
        .object = *message,
        .parent = *to,
        .old_parent = *from,
    };
    HRESULT hr = change_add(file->db, list, &change);

    if (FAILED(hr)) return hr;
    return db_exec(file->db,
                   "UPDATE messages SET folder=?2, change=?3, part=?4, deleted=NULL WHERE id=?1",
                   "iiii", message->id, to->id, last_seq(list), (int64_t)(part & ~PART_DELETED));
}

static HRESULT log_message(struct store_file *file, enum change_what what, int part,
                           const struct identity *message, const struct identity *parent,
                           const struct identity *old, const struct identity *old_parent,
                           struct change_list *list)
{
    const struct identity none = {0};
    struct change change = {
        .what = what,
        .associated = part & PART_ASSOCIATED,
        .object = *message,
        .parent = *parent,
        .old = old ? *old : none,
        .old_parent = old_parent ? *old_parent : none,
    };

    return change_add(file->db, list, &change);
}

HRESULT message_move(struct store_file *file, const struct identity *message,
                     const struct identity *from, const struct identity *to,
                     struct change_list *list)
{
    ULONG flags = 0;
    int part = 0;
    HRESULT hr;

    hr = message_place(file, message, from->id, &part, &flags);
    if (FAILED(hr)) return hr;
    if (part & PART_DELETED) return restore(file, message, part, from, to, list);
    if (flags & MSGFLAG_SUBMIT) return S_FALSE;
    if (from->id == to->id) return S_OK;
    hr = log_message(file, CHANGE_MOVED, part, message, to, message, from, list);
    if (FAILED(hr)) return hr;
    return db_exec(file->db, "UPDATE messages SET folder=?2, change=?3, status=0 WHERE id=?1",
                   "iii", message->id, to->id, last_seq(list));
}

HRESULT message_copy(struct store_file *file, const struct identity *message,
                     const struct identity *from, const struct identity *to,
                     struct change_list *list)
{
    struct message_state *state = NULL;
    ULONG flags = 0;
    int part = 0;
    HRESULT hr;

    hr = message_place(file, message, from->id, &part, &flags);
    if (FAILED(hr)) return hr;
    hr = message_state_load(file, message->id, &message->guid, &state);
    if (SUCCEEDED(hr)) hr = message_state_detach(file, state, 0);
    if (SUCCEEDED(hr)) {
        state->parent = *to;
        state->part &= ~PART_DELETED;
        bag_remove(&state->props, PR_MSG_STATUS);
        bag_remove(&state->props, PR_DELETED_ON);
        hr = bag_put(&state->props, PR_MESSAGE_FLAGS,
                     flags & ~(ULONG)(MSGFLAG_SUBMIT | MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING));
    }
    if (SUCCEEDED(hr)) hr = message_write_copy(file, state, message, from, list);
    message_state_unref(state);
    return hr;
}

/* ---- folders with all that is in them ---- */

HRESULT folder_children(struct store_file *file, int64_t folder, bool deleted,
                        struct identity **out, size_t *n)
{
    size_t room = 0;
    sqlite3_stmt *stmt;
    HRESULT hr;

    *out = NULL;
    *n = 0;
    hr = db_prepare(
        file->db,
        "SELECT id, guid FROM folders WHERE parent=?1 AND (deleted IS NULL OR ?2) ORDER BY id",
        &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, folder);
    sqlite3_bind_int64(stmt, 2, deleted);
    while ((hr = db_step(file->db, stmt)) == S_OK) {
        if (*n == room) {
            struct identity *grown = realloc(*out, (room = room * 2 + 8) * sizeof(*grown));

            if (!grown) {
                hr = MAPI_E_NOT_ENOUGH_MEMORY;
                break;
            }
            *out = grown;
        }
        memset(&(*out)[*n], 0, sizeof(**out));
        (*out)[*n].type = MAPI_FOLDER;
        (*out)[*n].id = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_bytes(stmt, 1) == 16)
            memcpy(&(*out)[*n].guid, sqlite3_column_blob(stmt, 1), 16);
        ++*n;
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

/* Whether below lies in, or is, folder. */
static HRESULT is_below(struct store_file *file, int64_t below, int64_t folder, bool *out)
{
    int64_t found;
    HRESULT hr = db_int(
        file->db, &found,
        "WITH RECURSIVE up(id) AS (VALUES(?1) UNION SELECT f.parent FROM up JOIN folders f ON f.id=up.id)"
        " SELECT count(*) FROM up WHERE id=?2",
        "ii", below, folder);

    *out = SUCCEEDED(hr) && found;
    return hr;
}

static HRESULT check_target(struct store_file *file, const struct identity *folder,
                            const struct identity *parent, bool deleted, struct folder_place *place,
                            struct bag *bag)
{
    struct identity there;
    bool cycle, search;
    HRESULT hr;

    hr = load_folder(file, folder, deleted, bag, place);
    if (SUCCEEDED(hr) && !place->parent.type) return MAPI_E_NO_ACCESS;
    if (SUCCEEDED(hr)) hr = folder_identity(file, parent->id, &there);
    if (SUCCEEDED(hr)) hr = folder_is_search(file, parent->id, &search);
    if (SUCCEEDED(hr) && search) return MAPI_E_NO_SUPPORT; /* 6.5-05 */
    if (SUCCEEDED(hr)) hr = is_below(file, parent->id, folder->id, &cycle);
    return SUCCEEDED(hr) && cycle ? MAPI_E_FOLDER_CYCLE : hr;
}

HRESULT folder_move(struct store_file *file, const struct identity *folder,
                    const struct identity *parent, const WCHAR *name, struct change_list *list)
{
    struct change change = {
        .what = CHANGE_MOVED, .object = *folder, .parent = *parent, .old = *folder};
    struct folder_place place;
    struct identity other;
    struct bag bag = {0};
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = check_target(file, folder, parent, true, &place, &bag);
    if (SUCCEEDED(hr)) {
        if (!name) name = value_wide(bag_find(&bag, PR_DISPLAY_NAME_W));
        if (folder_by_name(file, parent->id, name, &other) == S_OK && other.id != folder->id)
            hr = MAPI_E_COLLISION;
    }
    if (SUCCEEDED(hr)) {
        change.old_parent = place.parent;
        if (place.deleted) { /* to all who don't see what is deleted it comes anew */
            change.what = CHANGE_CREATED;
            memset(&change.old, 0, sizeof(change.old));
        }
        hr = change_add(file->db, list, &change);
    }
    if (SUCCEEDED(hr))
        hr = db_prepare(
            file->db,
            "UPDATE folders SET parent=?2, name=?3, modified=?4, change=?5, deleted=NULL WHERE id=?1",
            &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, folder->id);
        sqlite3_bind_int64(stmt, 2, parent->id);
        sqlite3_bind_int64(stmt, 4, clock_now());
        sqlite3_bind_int64(stmt, 5, last_seq(list));
        hr = bind_wide(stmt, 3, name);
        if (SUCCEEDED(hr))
            hr = db_run(file->db, stmt);
        else
            db_done(file->db, stmt);
    }
    bag_clear(&bag);
    if (SUCCEEDED(hr) && place.deleted)
        hr = folder_restore_below(file, folder, place.deleted, list);
    if (SUCCEEDED(hr) && folder_identity(file, place.parent.id, &other) == S_OK)
        hr = folder_counted(file, &place.parent, list);
    if (SUCCEEDED(hr) && place.parent.id != parent->id) hr = folder_counted(file, parent, list);
    return hr;
}

static HRESULT copy_messages(struct store_file *file, const struct identity *from,
                             const struct identity *to, int part)
{
    struct identity batch[BATCH];
    struct change_list quiet = {.quiet = true}; /* the copied folder is told, its messages need not be */
    int64_t after = 0;
    size_t n;
    HRESULT hr;

    while (SUCCEEDED(hr = folder_messages(file, from->id, part, after, batch, BATCH, &n)) && n) {
        for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
            hr = message_copy(file, &batch[i], from, to, &quiet);
        change_list_clear(&quiet);
        if (FAILED(hr)) break;
        after = batch[n - 1].id;
    }
    return hr;
}

static HRESULT copy_tree(struct store_file *file, const struct identity *folder,
                         const struct identity *parent, const WCHAR *name, bool subfolders,
                         int depth, struct change_list *list)
{
    struct change change = {.what = CHANGE_COPIED, .parent = *parent, .old = *folder};
    struct change_list made = {.quiet = true}, props = {.quiet = true};
    struct identity *below = NULL, copy;
    struct folder_place place;
    struct bag bag = {0};
    size_t n = 0;
    HRESULT hr;

    if (depth > MAX_FOLDER_DEPTH) return MAPI_E_TOO_COMPLEX;
    hr = folder_load(file, folder, &bag, &place);
    /* before the copy, which may be one */
    if (SUCCEEDED(hr) && subfolders) hr = folder_children(file, folder->id, false, &below, &n);
    if (SUCCEEDED(hr) && !name) name = value_wide(bag_find(&bag, PR_DISPLAY_NAME_W));
    if (SUCCEEDED(hr))
        hr = folder_insert(file, parent, name, value_wide(bag_find(&bag, PR_COMMENT_W)), &copy,
                           &made);
    if (SUCCEEDED(hr)) {
        AUTO_VALUE struct value *own = NULL;

        hr = value_text(PR_DISPLAY_NAME_W, name, wide_len(name), &own);
        if (SUCCEEDED(hr)) hr = bag_set(&bag, own);
        if (SUCCEEDED(hr)) hr = store_folder(file, &copy, &bag, true, &props);
    }
    if (SUCCEEDED(hr) && place.type == FOLDER_SEARCH) hr = search_copy(file, folder->id, copy.id);
    if (SUCCEEDED(hr)) hr = copy_messages(file, folder, &copy, PART_CONTENTS);
    if (SUCCEEDED(hr)) hr = copy_messages(file, folder, &copy, PART_ASSOCIATED);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = copy_tree(file, &below[i], &copy, NULL, true, depth + 1, list);
    if (SUCCEEDED(hr)) {
        change.object = copy;
        change.old_parent = place.parent;
        hr = change_add(file->db, list, &change);
    }
    change_list_clear(&made);
    change_list_clear(&props);
    bag_clear(&bag);
    free(below);
    return hr;
}

HRESULT folder_copy(struct store_file *file, const struct identity *folder,
                    const struct identity *parent, const WCHAR *name, bool subfolders,
                    struct change_list *list)
{
    struct folder_place place;
    struct bag bag = {0};
    HRESULT hr;

    hr = check_target(file, folder, parent, false, &place, &bag);
    bag_clear(&bag);
    if (SUCCEEDED(hr)) hr = copy_tree(file, folder, parent, name, subfolders, 0, list);
    return FAILED(hr) ? hr : folder_counted(file, parent, list);
}

/*
 * folder_erase.c - deleting messages and folders: for good, or softly, so that they can come back
 */
#include "folder_erase.h"
#include <stdlib.h>
#include "common/clock.h"
#include "common/sql/large.h"
#include "search.h"

#define BATCH 256

static HRESULT log_message(struct store_file *file, enum change_what what, int part, bool unseen,
                           const struct identity *message, const struct identity *folder,
                           struct change_list *list)
{
    struct change change = {
        .what = what,
        .associated = part & PART_ASSOCIATED,
        .unseen = unseen || part & PART_DELETED,
        .object = *message,
        .parent = *folder,
    };

    return change_add(file->db, list, &change);
}

/* 8.9-10: who asked hears that it went unread. The change that was logged last is its end. */
static HRESULT report_unread(struct store_file *file, int64_t id, struct change_list *list)
{
    int64_t flags;
    HRESULT hr = db_int(file->db, &flags,
                        "SELECT flags FROM messages WHERE id=?1 AND flags & ?2 AND NOT flags & ?3",
                        "iii", id, (int64_t)MSGFLAG_NRN_PENDING, (int64_t)MSGFLAG_READ);

    if (FAILED(hr)) return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
    hr = message_state_load(file, id, NULL, &list->items[list->n - 1].report);
    if (FAILED(hr)) return hr;
    return db_exec(file->db, "UPDATE messages SET flags=flags & ~?2 WHERE id=?1", "ii", id,
                   (int64_t)(MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING));
}

static HRESULT keep_message(struct store_file *file, int64_t id, int part, int64_t change)
{
    return db_exec(file->db, "UPDATE messages SET part=?2, deleted=?3, change=?4 WHERE id=?1",
                   "iiii", id, (int64_t)(part | PART_DELETED), clock_now(), change);
}

HRESULT message_delete(struct store_file *file, const struct identity *message, int64_t folder,
                       enum deletion how, struct change_list *list)
{
    struct identity parent;
    bool unseen = false;
    ULONG flags = 0;
    int part = 0;
    HRESULT hr;

    hr = message_place(file, message, folder, &part, &flags);
    if (FAILED(hr)) return hr;
    if (part & PART_DELETED && how != DELETE_FOR_GOOD) return MAPI_E_NOT_FOUND;
    if (flags & MSGFLAG_SUBMIT) return S_FALSE;
    hr = folder_identity(file, folder, &parent);
    if (hr == MAPI_E_NOT_FOUND) {
        unseen = true;
        hr = folder_identity_any(file, folder, &parent);
    }
    if (SUCCEEDED(hr)) hr = log_message(file, CHANGE_DELETED, part, unseen, message, &parent, list);
    if (SUCCEEDED(hr)) hr = report_unread(file, message->id, list);
    if (SUCCEEDED(hr) && how != DELETE_KEEP) hr = search_leave(file, message);
    if (FAILED(hr)) return hr;
    return how == DELETE_KEEP ? keep_message(file, message->id, part, list->items[list->n - 1].seq)
                              : message_erase(file, message->id);
}

/* ---- each message of a part ---- */

typedef HRESULT (*message_verb)(struct store_file *file, const struct identity *message,
                                const struct identity *folder, int part, enum deletion how,
                                struct change_list *list);

static HRESULT each_message(struct store_file *file, const struct identity *folder, int part,
                            message_verb verb, enum deletion how, struct change_list *list)
{
    struct identity batch[BATCH];
    int64_t after = 0;
    bool left = false;
    size_t n;
    HRESULT hr;

    while (SUCCEEDED(hr = folder_messages(file, folder->id, part, after, batch, BATCH, &n)) && n) {
        for (size_t i = 0; i < n; i++) {
            hr = verb(file, &batch[i], folder, part, how, list);
            if (FAILED(hr)) return hr;
            left = left || hr == S_FALSE;
        }
        after = batch[n - 1].id;
    }
    return FAILED(hr) ? hr : left ? S_FALSE : S_OK;
}

static HRESULT delete_each(struct store_file *file, const struct identity *message,
                           const struct identity *folder, int part, enum deletion how,
                           struct change_list *list)
{
    (void)part;
    return message_delete(file, message, folder->id, how, list);
}

static HRESULT tell_deleted(struct store_file *file, const struct identity *message,
                            const struct identity *folder, int part, enum deletion how,
                            struct change_list *list)
{
    HRESULT hr = log_message(file, CHANGE_DELETED, part, false, message, folder, list);

    (void)how;
    return FAILED(hr) ? hr : report_unread(file, message->id, list);
}

static HRESULT tell_created(struct store_file *file, const struct identity *message,
                            const struct identity *folder, int part, enum deletion how,
                            struct change_list *list)
{
    (void)how;
    return log_message(file, CHANGE_CREATED, part, false, message, folder, list);
}

/* ---- a folder ---- */

static HRESULT log_folder(struct store_file *file, enum change_what what,
                          const struct identity *folder, bool unseen, struct change_list *list)
{
    struct change change = {.what = what, .unseen = unseen, .object = *folder};
    int64_t parent;
    HRESULT hr;

    hr = db_int(file->db, &parent, "SELECT ifnull(parent, 0) FROM folders WHERE id=?1", "i",
                folder->id);
    if (SUCCEEDED(hr) && parent) hr = folder_identity_any(file, parent, &change.parent);
    return FAILED(hr) ? hr : change_add(file->db, list, &change);
}

static HRESULT erase_folder(struct store_file *file, const struct identity *folder,
                            struct change_list *list)
{
    int64_t deleted;
    bool left = false;
    HRESULT hr;

    for (int part = 0; part < 4; part++) {
        hr = each_message(file, folder, part, delete_each, DELETE_FOR_GOOD, list);
        if (FAILED(hr)) return hr;
        left = left || hr == S_FALSE;
    }
    if (left) return S_FALSE;
    hr = db_int(file->db, &deleted, "SELECT deleted IS NOT NULL FROM folders WHERE id=?1", "i",
                folder->id);
    if (SUCCEEDED(hr)) hr = log_folder(file, CHANGE_DELETED, folder, deleted, list);
    if (SUCCEEDED(hr)) hr = large_drop(file->db, folder->id, NULL, 0);
    return FAILED(hr) ? hr : db_exec(file->db, "DELETE FROM folders WHERE id=?1", "i", folder->id);
}

/* kept_below: all that is below is soft-deleted now. A folder that stays for what is being sent
 * loses its other messages. */
static HRESULT keep_folder(struct store_file *file, const struct identity *folder, bool kept_below,
                           int64_t now, struct change_list *list)
{
    int64_t sending;
    HRESULT hr;

    hr = db_int(
        file->db, &sending,
        "SELECT EXISTS(SELECT 1 FROM messages WHERE folder=?1 AND part IN (0, 1) AND flags & ?2)",
        "ii", folder->id, (int64_t)MSGFLAG_SUBMIT);
    if (FAILED(hr)) return hr;
    if (sending || !kept_below) {
        for (int part = PART_CONTENTS; part <= PART_ASSOCIATED && SUCCEEDED(hr); part++)
            hr = each_message(file, folder, part, delete_each, DELETE_KEEP, list);
        return FAILED(hr) ? hr : S_FALSE;
    }
    for (int part = PART_CONTENTS; part <= PART_ASSOCIATED && SUCCEEDED(hr); part++)
        hr = each_message(file, folder, part, tell_deleted, DELETE_KEEP, list);
    if (SUCCEEDED(hr)) hr = log_folder(file, CHANGE_DELETED, folder, false, list);
    if (SUCCEEDED(hr))
        hr = db_exec(file->db, "DELETE FROM receive_folders WHERE folder=?1", "i", folder->id);
    if (FAILED(hr)) return hr;
    return db_exec(file->db, "UPDATE folders SET deleted=?2, change=?3 WHERE id=?1", "iii",
                   folder->id, now, list->items[list->n - 1].seq);
}

/* now is 0 when it is for good. */
static HRESULT delete_tree(struct store_file *file, const struct identity *folder, int64_t now,
                           int depth, struct change_list *list)
{
    struct identity *below;
    bool left = false;
    size_t n;
    HRESULT hr;

    if (depth > MAX_FOLDER_DEPTH) return MAPI_E_TOO_COMPLEX;
    hr = folder_children(file, folder->id, !now, &below, &n);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        hr = delete_tree(file, &below[i], now, depth + 1, list);
        left = left || hr == S_FALSE;
    }
    free(below);
    if (FAILED(hr)) return hr;
    if (now) return keep_folder(file, folder, !left, now, list);
    if (!left) return erase_folder(file, folder, list);
    for (int part = 0; part < 4 && SUCCEEDED(hr); part++)
        hr = each_message(file, folder, part, delete_each, DELETE_FOR_GOOD, list);
    return FAILED(hr) ? hr : S_FALSE;
}

/* No two soft deletions have the same time, so that each comes back with what went with it. */
static HRESULT deletion_time(struct store_file *file, int64_t *now)
{
    int64_t last;
    HRESULT hr = db_int(file->db, &last, "SELECT ifnull(max(deleted), 0) FROM folders", "");

    *now = clock_now();
    if (SUCCEEDED(hr) && *now <= last) *now = last + 1;
    return hr;
}

HRESULT folder_delete(struct store_file *file, const struct identity *folder, bool messages,
                      bool subfolders, enum deletion how, struct change_list *list)
{
    struct folder_place place;
    struct bag bag = {0};
    int64_t n_messages, now = 0;
    HRESULT hr;

    hr = how == DELETE_FOR_GOOD ? folder_load_any(file, folder, &bag, &place)
                                : folder_load(file, folder, &bag, &place);
    n_messages = (int64_t)bag_long(&bag, PR_CONTENT_COUNT, 0);
    bag_clear(&bag);
    if (FAILED(hr)) return hr;
    if (!place.parent.type) return MAPI_E_NO_ACCESS;
    if (place.subfolders && !subfolders) return MAPI_E_HAS_FOLDERS;
    /* 6.5-08: they lie elsewhere */
    if (n_messages && !messages && place.type != FOLDER_SEARCH) return MAPI_E_HAS_MESSAGES;
    if (how == DELETE_KEEP) hr = deletion_time(file, &now);
    if (SUCCEEDED(hr)) hr = delete_tree(file, folder, now, 0, list);
    if (hr == S_OK) {
        HRESULT counted = folder_counted(file, &place.parent, list);

        if (FAILED(counted)) hr = counted;
    }
    return hr;
}

/* ---- coming back ---- */

/* The folders below that went at that time; malloc. */
static HRESULT gone_with(struct store_file *file, int64_t folder, int64_t deleted,
                         struct identity **out, size_t *n)
{
    size_t kept = 0;
    int64_t at;
    HRESULT hr;

    hr = folder_children(file, folder, true, out, n);
    for (size_t i = 0; i < *n && SUCCEEDED(hr); i++) {
        hr = db_int(file->db, &at, "SELECT ifnull(deleted, 0) FROM folders WHERE id=?1", "i",
                    (*out)[i].id);
        if (SUCCEEDED(hr) && at == deleted) (*out)[kept++] = (*out)[i];
    }
    *n = kept;
    return hr;
}

static HRESULT restore_below(struct store_file *file, const struct identity *folder,
                             int64_t deleted, int depth, struct change_list *list)
{
    struct identity *below;
    size_t n;
    HRESULT hr;

    if (depth > MAX_FOLDER_DEPTH) return MAPI_E_TOO_COMPLEX;
    hr = gone_with(file, folder->id, deleted, &below, &n);
    for (int part = PART_CONTENTS; part <= PART_ASSOCIATED && SUCCEEDED(hr); part++)
        hr = each_message(file, folder, part, tell_created, DELETE_KEEP, list);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        hr = log_folder(file, CHANGE_CREATED, &below[i], false, list);
        if (SUCCEEDED(hr))
            hr = db_exec(file->db, "UPDATE folders SET deleted=NULL, change=?2 WHERE id=?1", "ii",
                         below[i].id, list->items[list->n - 1].seq);
        if (SUCCEEDED(hr)) hr = restore_below(file, &below[i], deleted, depth + 1, list);
    }
    free(below);
    return hr;
}

HRESULT folder_restore_below(struct store_file *file, const struct identity *folder,
                             int64_t deleted, struct change_list *list)
{
    return restore_below(file, folder, deleted, 0, list);
}

/*
 * folder_messages.c - what a folder does with its messages: copy, move, delete, flags, status
 *
 * Long lists go in batches, each one transaction; what one batch did stays when a later one fails.
 */
#include <stdlib.h>
#include "common/clock.h"
#include "folder.h"
#include "progress.h"
#include "read_flag.h"
#include "retention.h"

/* Messages of one transaction: many, since each is written to the disk; not for so long that others
 * wait for it. */
#define BATCH         1024
#define BATCH_WATCHED 128     /* when someone looks at its progress, and may end it */
#define BATCH_TIME    10000000 /* a second, in FILETIME's units */

/* One message of a call: S_OK, S_FALSE (passed over), MAPI_E_NOT_FOUND (passed over), or an error
 * that ends it all. */
typedef HRESULT (*message_verb)(struct folder *folder, const struct identity *message, void *how,
                                struct change_list *list);

struct work {
    message_verb verb;
    void *how;
    const struct identity *other; /* a second folder whose counts change, or NULL */
    bool counts;
    IMAPIProgress *dialog;        /* borrowed; NULL: nobody looks */
};

/* Where the message lies: in this folder, or in any other when this one only found it. */
static HRESULT place_of(struct folder *folder, const struct identity *message, struct identity *out)
{
    bool search;
    HRESULT hr = folder_is_search(folder->store->file, folder->id.id, &search);

    *out = folder->id;
    return SUCCEEDED(hr) && search
               ? search_result_folder(folder->store->file, folder->id.id, message, out)
               : hr;
}

/* The counts of the folder that a search folder's message was in. */
static HRESULT count_elsewhere(struct folder *folder, const struct identity *from,
                               struct change_list *list)
{
    return from->id == folder->id.id ? S_OK : folder_counted(folder->store->file, from, list);
}

/* As many of n messages as time allows, one or more, as one transaction. */
static HRESULT run_batch(struct folder *folder, const struct work *work,
                         const struct identity *messages, size_t n, size_t *taken, bool *left)
{
    struct store_file *file = folder->store->file;
    struct change_list list = {0};
    int64_t end = clock_now() + BATCH_TIME;
    bool passed = false;
    size_t done = 0, i;
    HRESULT hr;

    hr = db_begin(file->db);
    if (FAILED(hr)) return hr;
    for (i = 0; i < n && SUCCEEDED(hr) && (!i || clock_now() < end); i++) {
        hr = work->verb(folder, &messages[i], work->how, &list);
        if (hr == S_OK) done++;
        if (hr == S_FALSE || hr == MAPI_E_NOT_FOUND) {
            passed = true;
            hr = S_OK;
        }
    }
    if (SUCCEEDED(hr) && done && work->counts) hr = folder_counted(file, &folder->id, &list);
    if (SUCCEEDED(hr) && done && work->other && work->other->id != folder->id.id)
        hr = folder_counted(file, work->other, &list);
    hr = db_end(file->db, hr);
    if (SUCCEEDED(hr))
        store_tell(folder->store, &list);
    else
        change_list_clear(&list);
    *taken = i;
    *left = *left || passed;
    return hr;
}

/* All n messages; *done of the progress goes on. */
static HRESULT run_all(struct folder *folder, const struct work *work,
                       const struct identity *messages, size_t n, const struct progress *progress,
                       size_t *done, bool *left)
{
    HRESULT hr = S_OK;
    size_t taken;

    for (; n && SUCCEEDED(hr); messages += taken, n -= taken) {
        hr = run_batch(folder, work, messages,
                       work->dialog && n > BATCH_WATCHED ? BATCH_WATCHED : n, &taken, left);
        if (FAILED(hr)) break;
        *done += taken;
        hr = progress_show(progress, (ULONG)*done);
    }
    return hr;
}

/* The messages of a caller's list; foreign or bad IDs are passed over like missing ones. */
static HRESULT run_list(struct folder *folder, const struct work *work, const ENTRYLIST *entries)
{
    struct identity batch[BATCH];
    struct progress progress;
    bool left = false;
    size_t n = 0, done = 0;
    HRESULT hr = S_OK;

    if (!entries->cValues) return S_OK;
    if (!entries->lpbin) return MAPI_E_INVALID_PARAMETER;
    progress_start(&progress, work->dialog, entries->cValues);
    for (ULONG i = 0; i < entries->cValues && SUCCEEDED(hr); i++) {
        if (SUCCEEDED(store_entry(folder->store, entries->lpbin[i].cb, entries->lpbin[i].lpb,
                                  MAPI_MESSAGE, &batch[n]))) {
            n++;
        } else {
            left = true;
            done++;
        }
        if (n && (n == BATCH || i + 1 == entries->cValues)) {
            hr = run_all(folder, work, batch, n, &progress, &done, &left);
            n = 0;
        }
    }
    return FAILED(hr) ? hr : left ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}

static HRESULT count_part(struct folder *folder, int part, bool search, int64_t *out)
{
    struct db *db = store_db(folder->store);
    HRESULT hr;

    db_lock(db);
    if (search)
        hr = db_int(db, out, "SELECT count(*) FROM search_results WHERE search=?1", "i",
                    folder->id.id);
    else
        hr = db_int(db, out, "SELECT count(*) FROM messages WHERE folder=?1 AND part=?2", "ii",
                    folder->id.id, (int64_t)part);
    db_unlock(db);
    return hr;
}

/* All messages of a part of the folder. */
static HRESULT run_part(struct folder *folder, const struct work *work, int part)
{
    struct identity batch[BATCH];
    struct progress progress;
    int64_t after = 0, total = 0;
    bool left = false, search;
    size_t n, done = 0;
    HRESULT hr = folder_searches(folder, &search);

    if (FAILED(hr)) return hr;
    search = search && part == PART_CONTENTS;
    if (work->dialog) hr = count_part(folder, part, search, &total);
    if (FAILED(hr)) return hr;
    progress_start(&progress, work->dialog, (ULONG)total);
    for (;;) {
        db_lock(store_db(folder->store));
        if (search)
            hr = search_results(folder->store->file, folder->id.id, after, batch, BATCH, &n);
        else
            hr = folder_messages(folder->store->file, folder->id.id, part, after, batch, BATCH, &n);
        db_unlock(store_db(folder->store));
        if (FAILED(hr) || !n) break;
        after = batch[n - 1].id;
        hr = run_all(folder, work, batch, n, &progress, &done, &left);
        if (FAILED(hr) || n < BATCH) break;
    }
    return FAILED(hr) ? hr : left ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}

static HRESULT folder_there(struct folder *folder)
{
    struct identity there;
    HRESULT hr;

    db_lock(store_db(folder->store));
    hr = folder_identity(folder->store->file, folder->id.id, &there);
    db_unlock(store_db(folder->store));
    return hr == MAPI_E_NOT_FOUND ? MAPI_E_OBJECT_DELETED : hr;
}

/* Nothing lies in a search folder. */
static HRESULT holds_messages(struct folder *folder)
{
    bool search;
    HRESULT hr = folder_searches(folder, &search);

    return SUCCEEDED(hr) && search ? MAPI_E_NO_SUPPORT : hr;
}

/* ---- copy, move ---- */

static HRESULT copy_one(struct folder *folder, const struct identity *message, void *how,
                        struct change_list *list)
{
    struct identity from;
    HRESULT hr = place_of(folder, message, &from);

    return FAILED(hr) ? hr : message_copy(folder->store->file, message, &from, how, list);
}

static HRESULT move_one(struct folder *folder, const struct identity *message, void *how,
                        struct change_list *list)
{
    struct identity from;
    HRESULT hr = place_of(folder, message, &from), counted;

    if (SUCCEEDED(hr)) hr = message_move(folder->store->file, message, &from, how, list);
    if (hr != S_OK) return hr;
    counted = count_elsewhere(folder, &from, list);
    return FAILED(counted) ? counted : S_OK;
}

/*
 * CopyMessages - into a folder of this store as rows; into any other folder through the subsystem
 *
 * Errors  MAPI_W_PARTIAL_COMPLETION (some were not there, or are being sent),
 * MAPI_E_INVALID_PARAMETER, MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_DECLINE_COPY
 * (MAPI_DECLINE_OK and not a folder of this store), MAPI_E_NO_SUPPORT (into a search folder),
 * MAPI_E_STORE_FULL (a quota), MAPI_E_NOT_ENOUGH_DISK, MAPI_E_OBJECT_DELETED (either folder),
 *         MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_USER_CANCEL; those of IMAPISupport::CopyMessages
 * Source  IMAPIFolder::CopyMessages
 */
HRESULT STDMETHODCALLTYPE folder_CopyMessages(IMAPIFolder *iface, ENTRYLIST *list, const IID *iid,
                                              void *dest, ULONG_PTR window, IMAPIProgress *progress,
                                              ULONG flags)
{
    struct folder *folder = folder_from_iface(iface), *target;
    struct work work = {.counts = flags & MESSAGE_MOVE};
    AUTO_RELEASE IMAPIProgress *shown = NULL;
    IMAPISupport *support;
    HRESULT hr;

    if (!list || !dest) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MESSAGE_MOVE | MESSAGE_DIALOG | MAPI_DECLINE_OK | MAPI_UNICODE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (iid && !iid_is(iid, &IID_IMAPIFolder, &IID_IMAPIContainer) &&
        !iid_is(iid, &IID_IMAPIProp, &IID_IUnknown))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (flags & MESSAGE_MOVE && !folder->store->can_modify) return MAPI_E_NO_ACCESS;
    target = folder_of_ours(folder->store, iid, dest);
    if (!target) {
        if (flags & MAPI_DECLINE_OK) return MAPI_E_DECLINE_COPY;
        support = store_support(folder->store);
        if (!support) return MAPI_E_INVALID_OBJECT;
        hr = support->lpVtbl->CopyMessages(support, &IID_IMAPIFolder, iface, list,
                                           iid ? iid : &IID_IMAPIFolder, dest, window, progress,
                                           flags);
        support->lpVtbl->Release(support);
        return hr;
    }
    work.verb = flags & MESSAGE_MOVE ? move_one : copy_one;
    work.how = &target->id;
    work.other = &target->id;
    hr = target->store->can_modify ? folder_there(folder) : MAPI_E_NO_ACCESS;
    if (SUCCEEDED(hr)) hr = folder_there(target);
    if (SUCCEEDED(hr)) hr = holds_messages(target); /* 6.5-15 */
    if (SUCCEEDED(hr))
        work.dialog = shown =
            progress_object(folder->store, flags & MESSAGE_DIALOG, window, progress);
    if (SUCCEEDED(hr)) hr = run_list(folder, &work, list);
    com_unref(target);
    return hr;
}

/* ---- delete ---- */

static HRESULT delete_one(struct folder *folder, const struct identity *message, void *how,
                          struct change_list *list)
{
    struct identity from;
    HRESULT hr = place_of(folder, message, &from), counted;

    if (SUCCEEDED(hr) && store_file_holds(folder->store->file, message->id)) return S_FALSE;
    if (SUCCEEDED(hr))
        hr = message_delete(folder->store->file, message, from.id, *(enum deletion *)how, list);
    if (hr != S_OK) return hr;
    counted = count_elsewhere(folder, &from, list);
    return FAILED(counted) ? counted : S_OK;
}

/*
 * DeleteMessages - 6.5-10: what is missing, moved, open for writing or being sent stays
 *
 * Where there is a retention time (retention.h) messages are kept for SHOW_SOFT_DELETES, and
 * CopyMessages with MESSAGE_MOVE brings them back; with DELETE_HARD_DELETE they go for good, and
 * those that were kept.
 * Errors  MAPI_W_PARTIAL_COMPLETION, MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED
 * Source  IMAPIFolder::DeleteMessages, IMAPIContainer::GetContentsTable (SHOW_SOFT_DELETES)
 */
HRESULT STDMETHODCALLTYPE folder_DeleteMessages(IMAPIFolder *iface, ENTRYLIST *list,
                                                ULONG_PTR window, IMAPIProgress *progress,
                                                ULONG flags)
{
    struct folder *folder = folder_from_iface(iface);
    enum deletion how;
    struct work work = {.verb = delete_one, .how = &how, .counts = true};
    AUTO_RELEASE IMAPIProgress *shown = NULL;
    HRESULT hr;

    if (!list) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MESSAGE_DIALOG | DELETE_HARD_DELETE)) return MAPI_E_UNKNOWN_FLAGS;
    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = folder_there(folder);
    if (SUCCEEDED(hr)) hr = retention_deletion(folder->store->file, folder->id.id, flags, &how);
    if (SUCCEEDED(hr))
        work.dialog = shown =
            progress_object(folder->store, flags & MESSAGE_DIALOG, window, progress);
    if (SUCCEEDED(hr)) hr = run_list(folder, &work, list);
    if (SUCCEEDED(hr) && how == DELETE_KEEP) retention_purge(folder->store);
    return hr;
}

/* EmptyFolder keeps the folder. */
static HRESULT empty_below(struct folder *folder, enum deletion how, bool *left)
{
    struct store_file *file = folder->store->file;
    struct change_list list = {0};
    struct identity *below;
    size_t n;
    HRESULT hr;

    hr = db_begin(file->db);
    if (FAILED(hr)) return hr;
    hr = folder_children(file, folder->id.id, how == DELETE_FOR_GOOD, &below, &n);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        hr = folder_delete(file, &below[i], true, true, how, &list);
        *left = *left || hr == S_FALSE;
    }
    free(below);
    hr = db_end(file->db, FAILED(hr) ? hr : S_OK);
    if (SUCCEEDED(hr))
        store_tell(folder->store, &list);
    else
        change_list_clear(&list);
    return hr;
}

/*
 * EmptyFolder - as DeleteMessages and DeleteFolder for all that is in it; the folder stays, 6.5-09
 *
 * The folders go in one transaction, then the messages, then those deleted softly before, in
 * batches: cut off, the later ones stay.
 * flags   FOLDER_DIALOG, DEL_ASSOCIATED (associated contents too), DELETE_HARD_DELETE
 * Errors  MAPI_W_PARTIAL_COMPLETION (messages that are open for writing or being sent stay),
 *         MAPI_E_NO_SUPPORT (a search folder), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS,
 *         MAPI_E_OBJECT_DELETED, MAPI_E_USER_CANCEL
 * Source  IMAPIFolder::EmptyFolder
 */
HRESULT STDMETHODCALLTYPE folder_EmptyFolder(IMAPIFolder *iface, ULONG_PTR window,
                                             IMAPIProgress *progress, ULONG flags)
{
    struct folder *folder = folder_from_iface(iface);
    enum deletion how;
    struct work work = {.verb = delete_one, .how = &how, .counts = true};
    AUTO_RELEASE IMAPIProgress *shown = NULL;
    bool left = false;
    HRESULT hr;

    if (flags & ~(ULONG)(FOLDER_DIALOG | DEL_ASSOCIATED | DELETE_HARD_DELETE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = folder_there(folder);
    if (SUCCEEDED(hr)) hr = holds_messages(folder);
    if (SUCCEEDED(hr)) hr = retention_deletion(folder->store->file, folder->id.id, flags, &how);
    if (SUCCEEDED(hr))
        work.dialog = shown =
            progress_object(folder->store, flags & FOLDER_DIALOG, window, progress);
    if (SUCCEEDED(hr)) hr = empty_below(folder, how, &left);
    for (int part = PART_CONTENTS; part <= (PART_DELETED | PART_ASSOCIATED) && SUCCEEDED(hr);
         part++) {
        if (part & PART_ASSOCIATED && !(flags & DEL_ASSOCIATED)) continue;
        if (part & PART_DELETED && how != DELETE_FOR_GOOD) continue;
        hr = run_part(folder, &work, part);
        left = left || hr == MAPI_W_PARTIAL_COMPLETION;
    }
    if (SUCCEEDED(hr) && how == DELETE_KEEP) retention_purge(folder->store);
    return FAILED(hr) ? hr : left ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}

/* ---- read flags, status ---- */

static HRESULT read_one(struct folder *folder, const struct identity *message, void *how,
                        struct change_list *list)
{
    struct store_file *file = folder->store->file;
    struct identity from;
    int64_t flags;
    HRESULT hr = place_of(folder, message, &from);

    if (FAILED(hr)) return hr;
    hr = db_int(
        file->db, &flags,
        "SELECT flags FROM messages WHERE id=?1 AND guid=?2 AND folder=?3 AND deleted IS NULL",
        "ibi", message->id, &message->guid, 16, from.id);
    if (FAILED(hr)) return hr;
    if (flags & MSGFLAG_SUBMIT || store_file_holds(file, message->id)) return S_FALSE;
    return read_flag_set(file, message->id, *(ULONG *)how, list);
}

/*
 * SetReadFlags - 6.5-16 to -19: of the messages in list, or of all that the folder has or has found
 *
 * list    NULL: all. What is gone, open for writing or being sent is passed over
 * flags   as read_flags_check has them; 0: read, and the report that was asked for is sent
 * Errors  MAPI_W_PARTIAL_COMPLETION (some were passed over), MAPI_E_INVALID_PARAMETER (flags that
 *         contradict), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED,
 *         MAPI_E_USER_CANCEL, MAPI_E_NOT_ENOUGH_DISK
 * Source  IMAPIFolder::SetReadFlags
 */
HRESULT STDMETHODCALLTYPE folder_SetReadFlags(IMAPIFolder *iface, ENTRYLIST *list, ULONG_PTR window,
                                              IMAPIProgress *progress, ULONG flags)
{
    struct folder *folder = folder_from_iface(iface);
    struct work work = {.verb = read_one, .how = &flags};
    AUTO_RELEASE IMAPIProgress *shown = NULL;
    HRESULT hr;

    hr = read_flags_check(flags);
    if (FAILED(hr)) return hr;
    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = folder_there(folder);
    if (FAILED(hr)) return hr;
    work.dialog = shown = progress_object(folder->store, flags & MESSAGE_DIALOG, window, progress);
    return list ? run_list(folder, &work, list) : run_part(folder, &work, PART_CONTENTS);
}

static HRESULT status(struct folder *folder, ULONG count, const ENTRYID *id, ULONG new, ULONG mask,
                      ULONG *old)
{
    struct change_list list = {0};
    struct identity message, from;
    struct db *db = store_db(folder->store);
    HRESULT hr;

    hr = store_entry(folder->store, count, id, MAPI_MESSAGE, &message);
    if (FAILED(hr)) return hr;
    hr = mask ? db_begin(db) : db_begin_read(db);
    if (FAILED(hr)) return hr;
    hr = place_of(folder, &message, &from);
    if (SUCCEEDED(hr))
        hr = status_set(folder->store->file, &message, from.id, new, mask, old, &list);
    hr = db_end(db, hr);
    if (SUCCEEDED(hr))
        store_tell(folder->store, &list);
    else
        change_list_clear(&list);
    return hr;
}

/*
 * GetMessageStatus - MSGSTATUS_... of a message of this folder
 *
 * flags   none is known
 * Errors  MAPI_E_NOT_FOUND (no such message, or neither in this folder nor found by it),
 * MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID
 * Source  IMAPIFolder::GetMessageStatus
 */
HRESULT STDMETHODCALLTYPE folder_GetMessageStatus(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                                  ULONG flags, ULONG *out)
{
    if (!out) return MAPI_E_INVALID_PARAMETER;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    return status(folder_from_iface(iface), count, id, 0, 0, out);
}

/*
 * SetMessageStatus - the bits of mask become those of new
 *
 * mask    0 changes nothing: the status is only read
 * old     what it was; may be NULL
 * Errors  MAPI_E_NOT_FOUND (no such message, or neither in this folder nor found by it),
 *         MAPI_E_NO_ACCESS, MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID, MAPI_E_NOT_ENOUGH_DISK
 * Source  IMAPIFolder::SetMessageStatus
 */
HRESULT STDMETHODCALLTYPE folder_SetMessageStatus(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                                  ULONG new, ULONG mask, ULONG *old)
{
    struct folder *folder = folder_from_iface(iface);
    ULONG unwanted;

    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    return status(folder, count, id, new, mask, old ? old : &unwanted);
}

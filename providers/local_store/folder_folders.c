/*
 * folder_folders.c - what a folder does with the folders in it: create, copy, move, delete
 */
#include <stdlib.h>
#include "common/text/text8.h"
#include "folder.h"
#include "progress.h"
#include "retention.h"

static HRESULT tell(struct folder *folder, struct change_list *list, HRESULT hr)
{
    if (SUCCEEDED(hr))
        store_tell(folder->store, list);
    else
        change_list_clear(list);
    return hr;
}

/* The folder of this name; one of another type is in the way. */
static HRESULT existing(struct store_file *file, int64_t parent, const WCHAR *name, ULONG type,
                        struct identity *out)
{
    bool search;
    HRESULT hr = folder_by_name(file, parent, name, out);

    if (SUCCEEDED(hr)) hr = folder_is_search(file, out->id, &search);
    return SUCCEEDED(hr) && search != (type == FOLDER_SEARCH) ? MAPI_E_COLLISION : hr;
}

/*
 * CreateFolder
 *
 * Errors  MAPI_E_COLLISION (the name is taken, without OPEN_IF_EXISTS), MAPI_E_NO_SUPPORT (in a
 *         search folder), MAPI_E_INVALID_PARAMETER, MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_OBJECT_DELETED
 * Source  IMAPIFolder::CreateFolder
 */
HRESULT STDMETHODCALLTYPE folder_CreateFolder(IMAPIFolder *iface, ULONG type, LPTSTR name,
                                              LPTSTR comment, const IID *iid, ULONG flags,
                                              IMAPIFolder **out)
{
    struct folder *folder = folder_from_iface(iface);
    struct store_file *file = folder->store->file;
    struct change_list list = {0};
    WCHAR *wide = NULL, *wide_comment = NULL;
    struct identity made;
    IMAPIFolder *object = NULL;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_UNICODE | OPEN_IF_EXISTS | MAPI_DEFERRED_ERRORS))
        return MAPI_E_UNKNOWN_FLAGS;
    if (type != FOLDER_GENERIC && type != FOLDER_SEARCH) return MAPI_E_INVALID_PARAMETER;
    if (iid && !iid_is(iid, &IID_IMAPIFolder, &IID_IMAPIContainer) &&
        !iid_is(iid, &IID_IMAPIProp, &IID_IUnknown))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = text_from_caller(name, flags, false, &wide);
    if (SUCCEEDED(hr)) hr = text_from_caller(comment, flags, true, &wide_comment);
    if (SUCCEEDED(hr)) {
        hr = db_begin(file->db);
        if (SUCCEEDED(hr)) {
            hr = folder_insert(file, &folder->id, wide, wide_comment, &made, &list);
            if (SUCCEEDED(hr) && type == FOLDER_SEARCH) hr = search_make(file, made.id);
            if (hr == MAPI_E_COLLISION && flags & OPEN_IF_EXISTS)
                hr = existing(file, folder->id.id, wide, type, &made);
            /* made is what can be given */
            if (SUCCEEDED(hr)) hr = folder_create(folder->store, &made, true, &object);
            hr = db_end(file->db, hr);
        }
    }
    free(wide);
    free(wide_comment);
    hr = tell(folder, &list, hr);
    if (SUCCEEDED(hr))
        *out = object;
    else if (object)
        object->lpVtbl->Release(object);
    return hr;
}

static HRESULT copy_within(struct folder *folder, const struct identity *what,
                           struct folder *target, const WCHAR *name, ULONG flags)
{
    struct store_file *file = folder->store->file;
    struct change_list list = {0};
    HRESULT hr;

    hr = db_begin(file->db);
    if (FAILED(hr)) return hr;
    if (flags & FOLDER_MOVE)
        hr = folder_move(file, what, &target->id, name, &list);
    else
        hr = folder_copy(file, what, &target->id, name, flags & COPY_SUBFOLDERS, &list);
    hr = db_end(file->db, hr);
    return tell(folder, &list, hr);
}

static HRESULT copy_elsewhere(struct folder *folder, ULONG count, ENTRYID *id, const IID *iid,
                              void *dest, LPTSTR name, ULONG_PTR window, IMAPIProgress *progress,
                              ULONG flags)
{
    IMAPISupport *support;
    HRESULT hr;

    if (flags & MAPI_DECLINE_OK) return MAPI_E_DECLINE_COPY;
    support = store_support(folder->store);
    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = support->lpVtbl->CopyFolder(support, &IID_IMAPIFolder, &folder->IMAPIFolder_iface, count,
                                     id, iid ? iid : &IID_IMAPIFolder, dest, name, window, progress,
                                     flags);
    support->lpVtbl->Release(support);
    return hr;
}

/*
 * CopyFolder - within this store in one transaction; into another one through the subsystem
 *
 * Errors  MAPI_E_COLLISION, MAPI_E_FOLDER_CYCLE, MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (the root),
 *         MAPI_E_INVALID_PARAMETER, MAPI_E_DECLINE_COPY, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_SUPPORT
 *         (into a search folder), MAPI_E_STORE_FULL (a quota), MAPI_E_NOT_ENOUGH_DISK; those of
 *         IMAPISupport::CopyFolder
 * Source  IMAPIFolder::CopyFolder
 */
HRESULT STDMETHODCALLTYPE folder_CopyFolder(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                            const IID *iid, void *dest, LPTSTR name,
                                            ULONG_PTR window, IMAPIProgress *progress, ULONG flags)
{
    struct folder *folder = folder_from_iface(iface), *target;
    AUTO_RELEASE IMAPIProgress *shown = NULL;
    struct progress dialog;
    struct identity what;
    WCHAR *wide = NULL;
    HRESULT hr;

    if (!dest) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(FOLDER_MOVE | FOLDER_DIALOG | COPY_SUBFOLDERS | MAPI_DECLINE_OK |
                         MAPI_UNICODE | MAPI_DEFERRED_ERRORS))
        return MAPI_E_UNKNOWN_FLAGS;
    if (flags & FOLDER_MOVE && !folder->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = store_entry(folder->store, count, id, MAPI_FOLDER, &what);
    if (FAILED(hr)) return hr;
    target = folder_of_ours(folder->store, iid, dest);
    if (!target) return copy_elsewhere(folder, count, id, iid, dest, name, window, progress, flags);
    hr = target->store->can_modify ? text_from_caller(name, flags, true, &wide) : MAPI_E_NO_ACCESS;
    if (SUCCEEDED(hr))
        shown = progress_object(folder->store, flags & FOLDER_DIALOG, window, progress);
    progress_start(&dialog, shown, 1);
    if (SUCCEEDED(hr)) hr = copy_within(folder, &what, target, wide, flags);
    if (SUCCEEDED(hr)) progress_show(&dialog, 1); /* one transaction: nothing to stop any more */
    free(wide);
    com_unref(target);
    return hr;
}

/*
 * DeleteFolder - a folder of this one; where there is a retention time (retention.h) softly, and
 * CopyFolder brings it back
 *
 * Errors  MAPI_E_HAS_FOLDERS, MAPI_E_HAS_MESSAGES (without DEL_FOLDERS, DEL_MESSAGES),
 *         MAPI_W_PARTIAL_COMPLETION (messages that are being sent stay), MAPI_E_NOT_FOUND,
 *         MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS
 * Source  IMAPIFolder::DeleteFolder
 */
HRESULT STDMETHODCALLTYPE folder_DeleteFolder(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                              ULONG_PTR window, IMAPIProgress *progress,
                                              ULONG flags)
{
    struct folder *folder = folder_from_iface(iface);
    struct store_file *file = folder->store->file;
    struct change_list list = {0};
    AUTO_RELEASE IMAPIProgress *shown = NULL;
    struct folder_place place;
    struct progress dialog;
    struct identity what;
    struct bag bag = {0};
    enum deletion how;
    HRESULT hr;

    if (flags & ~(ULONG)(DEL_MESSAGES | FOLDER_DIALOG | DEL_FOLDERS | DELETE_HARD_DELETE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = store_entry(folder->store, count, id, MAPI_FOLDER, &what);
    if (SUCCEEDED(hr)) hr = retention_deletion(file, folder->id.id, flags, &how);
    if (FAILED(hr)) return hr;
    shown = progress_object(folder->store, flags & FOLDER_DIALOG, window, progress);
    progress_start(&dialog, shown, 1);
    hr = db_begin(file->db);
    if (FAILED(hr)) return hr;
    hr = how == DELETE_FOR_GOOD ? folder_load_any(file, &what, &bag, &place)
                                : folder_load(file, &what, &bag, &place);
    bag_clear(&bag);
    if (SUCCEEDED(hr) && !place.parent.type) hr = MAPI_E_NO_ACCESS;
    if (SUCCEEDED(hr) && place.parent.id != folder->id.id) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr))
        hr = folder_delete(file, &what, flags & DEL_MESSAGES, flags & DEL_FOLDERS, how, &list);
    hr = db_end(file->db, hr);
    hr = tell(folder, &list, hr);
    if (SUCCEEDED(hr) && how == DELETE_KEEP) retention_purge(folder->store);
    if (SUCCEEDED(hr)) progress_show(&dialog, 1);
    return hr == S_FALSE ? MAPI_W_PARTIAL_COMPLETION : hr;
}

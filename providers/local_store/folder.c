/*
 * folder.c - IMAPIFolder: properties, tables, opening, new messages
 */
#include "folder.h"
#include <stdlib.h>
#include "edktags.h"
#include "folder_sort.h"
#include "row.h"
#include "tables.h"

/* Answered to our own code only: the object is a struct folder of this DLL. */
static const GUID IID_local_folder = {
    0x3a9d17c4, 0x52fe, 0x4b6a, {0x8e, 0x10, 0x6c, 0x77, 0x02, 0xb9, 0xd4, 0x1f}};

static void folder_destroy(void *self)
{
    struct folder *folder = self;

    bag_clear(&folder->bag);
    change_list_clear(&folder->changes);
    if (folder->store) store_leave(folder->store);
}

COM_UNKNOWN(folder, IMAPIFolder)
COM_DEAD(folder, IMAPIFolder, IMAPIFOLDER_DEAD_SLOTS);

static const struct com_face folder_faces[] = {
    COM_MORTAL(folder, IMAPIFolder),
    COM_MORTAL_AS(folder, IMAPIFolder, IMAPIContainer),
    COM_MORTAL_AS(folder, IMAPIFolder, IMAPIProp),
    COM_MORTAL_IID(folder, IMAPIFolder, IID_local_folder),
};
COM_CLASS(folder);

struct folder *folder_of_ours(struct store *store, const IID *iid, void *iface)
{
    IUnknown *unknown = iface;
    IMAPIFolder *face = NULL;
    struct folder *folder;

    (void)iid;
    if (FAILED(unknown->lpVtbl->QueryInterface(unknown, &IID_local_folder, (void **)&face)))
        return NULL;
    folder = folder_from(face);
    if (face->lpVtbl->QueryInterface == folder_QueryInterface && folder->store->file == store->file)
        return folder;
    face->lpVtbl->Release(face);
    return NULL;
}

/* ---- properties ---- */

static struct folder *folder_of(struct props *props)
{
    return props->object;
}

static HRESULT folder_bag(struct props *props, struct bag **out)
{
    struct folder *folder = folder_of(props);
    HRESULT hr;

    *out = &folder->bag;
    if (props->gathered) return S_OK;
    bag_clear(&folder->bag);
    hr = folder_load_any(folder->store->file, &folder->id, &folder->bag, &folder->place);
    props->gathered = props->gathering && SUCCEEDED(hr);
    return hr == MAPI_E_NOT_FOUND ? MAPI_E_OBJECT_DELETED : hr;
}

static const ULONG folder_computed_tags[] = {
    PR_ENTRYID,
    PR_RECORD_KEY,
    PR_INSTANCE_KEY,
    PR_PARENT_ENTRYID,
    PR_STORE_ENTRYID,
    PR_STORE_RECORD_KEY,
    PR_MAPPING_SIGNATURE,
    PR_OBJECT_TYPE,
    PR_ACCESS,
    PR_ACCESS_LEVEL,
    PR_MDB_PROVIDER,
    PR_SUBFOLDERS,
    PR_DISPLAY_TYPE,
    PR_STATUS,
    PR_DELETED_FOLDER_COUNT,
    PR_DELETED_ASSOC_MSG_COUNT,
    0,
};
static const ULONG folder_object_tags[] = {PR_CONTAINER_CONTENTS, PR_CONTAINER_HIERARCHY,
                                           PR_FOLDER_ASSOCIATED_CONTENTS, 0};

/* What is soft-deleted in it, as far as no column counts it. NULL: not one of these. */
static const char *count_text(ULONG tag)
{
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_DELETED_FOLDER_COUNT):
        return "SELECT count(*) FROM folders WHERE parent=?1 AND deleted IS NOT NULL";
    case PROP_ID(PR_DELETED_ASSOC_MSG_COUNT):
        return "SELECT count(*) FROM messages WHERE folder=?1 AND part=3";
    }
    return NULL;
}

static HRESULT folder_computed(struct props *props, ULONG tag, struct value **out)
{
    struct folder *folder = folder_of(props);
    struct row row = {
        .store = folder->store, .object = folder->id, .can_modify = props->can_modify};
    int64_t n = 0;
    struct bag *bag;
    HRESULT hr;

    if (count_text(tag)) {
        hr = db_int(store_db(folder->store), &n, count_text(tag), "i", folder->id.id);
        return FAILED(hr) ? hr : value_long(PROP_TAG(PT_LONG, PROP_ID(tag)), (LONG)n, out);
    }
    if (!row_is_computed(MAPI_FOLDER, tag)) return S_FALSE;
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_PARENT_ENTRYID):
    case PROP_ID(PR_SUBFOLDERS):
    case PROP_ID(PR_ACCESS):
    case 0x65E2: /* PR_CHANGE_KEY */
        hr = folder_bag(props, &bag);
        if (FAILED(hr)) return hr;
        row.flags = bag_long(bag, PR_FOLDER_TYPE, FOLDER_GENERIC);
        row.parent = folder->place.parent;
        row.change = folder->place.change;
        row.subfolders = (ULONG)folder->place.subfolders;
    }
    return row_computed(&row, tag, out);
}

static HRESULT folder_check(struct props *props, ULONG tag, const struct value *value)
{
    const struct column *column = column_of(folder_columns, n_folder_columns, tag);

    if (row_is_computed(MAPI_FOLDER, tag) || count_text(tag) || (column && column->computed))
        return MAPI_E_COMPUTED;
    if (PROP_ID(tag) == PROP_ID(PR_DISPLAY_NAME)) {
        if (folder_of(props)->id.id == STORE_ROOT) return MAPI_E_NO_ACCESS;
        if (!value || !value->bytes ||
            (value_type(value) != PT_UNICODE && value_type(value) != PT_STRING8))
            return MAPI_E_INVALID_PARAMETER;
    }
    return S_OK;
}

static HRESULT folder_changed(struct props *props)
{
    struct folder *folder = folder_of(props);

    return folder_store(folder->store->file, &folder->id, &folder->bag, &folder->changes);
}

static void folder_tell(struct props *props, bool stored)
{
    struct folder *folder = folder_of(props);
    struct change_list list;

    db_lock(store_db(folder->store));
    list = folder->changes;
    memset(&folder->changes, 0, sizeof(folder->changes));
    db_unlock(store_db(folder->store));
    if (stored)
        store_tell(folder->store, &list);
    else
        change_list_clear(&list);
}

static HRESULT STDMETHODCALLTYPE folder_GetContentsTable(IMAPIFolder *iface, ULONG flags,
                                                         IMAPITable **out);
static HRESULT STDMETHODCALLTYPE folder_GetHierarchyTable(IMAPIFolder *iface, ULONG flags,
                                                          IMAPITable **out);

static HRESULT folder_open(struct props *props, ULONG tag, const IID *iid, ULONG options,
                           ULONG flags, IUnknown **out)
{
    IMAPIFolder *face = &folder_of(props)->IMAPIFolder_iface;

    (void)flags;
    if (PROP_TYPE(tag) != PT_OBJECT) return S_FALSE;
    if (tag != PR_CONTAINER_CONTENTS && tag != PR_CONTAINER_HIERARCHY &&
        tag != PR_FOLDER_ASSOCIATED_CONTENTS)
        return S_FALSE;
    if (!IsEqualGUID(iid, &IID_IMAPITable)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    options &= MAPI_UNICODE;
    if (tag == PR_CONTAINER_HIERARCHY)
        return folder_GetHierarchyTable(face, options, (IMAPITable **)out);
    if (tag == PR_FOLDER_ASSOCIATED_CONTENTS) options |= MAPI_ASSOCIATED;
    return folder_GetContentsTable(face, options, (IMAPITable **)out);
}

static const struct props_ops folder_ops = {
    .house = &store_house,
    .bag = folder_bag,
    .computed = folder_computed,
    .check = folder_check,
    .changed = folder_changed,
    .computed_tags = folder_computed_tags,
    .object_tags = folder_object_tags,
    .open = folder_open,
    .tell = folder_tell,
};

/* ---- IMAPIContainer ---- */

static HRESULT STDMETHODCALLTYPE folder_GetContentsTable(IMAPIFolder *iface, ULONG flags,
                                                         IMAPITable **out)
{
    struct folder *folder = folder_from(iface);
    int part = flags & MAPI_ASSOCIATED ? PART_ASSOCIATED : PART_CONTENTS;
    IMAPITable *table = NULL;
    HRESULT hr = S_OK;
    bool search = false;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_ASSOCIATED | MAPI_UNICODE | MAPI_DEFERRED_ERRORS | SHOW_SOFT_DELETES))
        return MAPI_E_UNKNOWN_FLAGS;
    if (flags & SHOW_SOFT_DELETES) part += PART_DELETED;
    if (part == PART_CONTENTS) hr = folder_searches(folder, &search);
    /* whoever began the pass may have died at it */
    if (SUCCEEDED(hr) && search) folder_search_on(folder);
    if (SUCCEEDED(hr))
        hr = contents_table_create(folder->store, folder->id.id, part, search, flags & MAPI_UNICODE,
                                   &table);
    if (SUCCEEDED(hr) && part == PART_CONTENTS) hr = folder_sort_apply(folder, table);
    if (SUCCEEDED(hr))
        *out = table;
    else if (table)
        table->lpVtbl->Release(table);
    return hr;
}

/*
 * GetHierarchyTable - the folders in this one; of a search folder: none
 *
 * flags   CONVENIENT_DEPTH (all below it, PR_DEPTH tells how far), MAPI_UNICODE, SHOW_SOFT_DELETES
 *         (those deleted softly)
 * out     one reference
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIContainer::GetHierarchyTable
 */
static HRESULT STDMETHODCALLTYPE folder_GetHierarchyTable(IMAPIFolder *iface, ULONG flags,
                                                          IMAPITable **out)
{
    struct folder *folder = folder_from(iface);

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags &
        ~(ULONG)(CONVENIENT_DEPTH | MAPI_UNICODE | MAPI_DEFERRED_ERRORS | SHOW_SOFT_DELETES))
        return MAPI_E_UNKNOWN_FLAGS;
    return hierarchy_table_create(folder->store, folder->id.id,
                                  flags & ~(ULONG)MAPI_DEFERRED_ERRORS, out);
}

static HRESULT STDMETHODCALLTYPE folder_OpenEntry(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                                  LPCIID iid, ULONG flags, ULONG *type,
                                                  IUnknown **out)
{
    return store_open_entry(folder_from(iface)->store, count, id, iid, flags, type, out);
}

/* ---- IMAPIFolder ---- */

/*
 * CreateMessage - a message that nobody sees before its SaveChanges
 *
 * Errors  MAPI_E_NO_ACCESS (read-only), MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_OBJECT_DELETED
 */
static HRESULT STDMETHODCALLTYPE folder_CreateMessage(IMAPIFolder *iface, LPCIID iid, ULONG flags,
                                                      IMessage **out)
{
    struct folder *folder = folder_from(iface);
    struct message_state *state;
    struct identity there;
    bool search = false;
    HRESULT hr = S_OK;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_ASSOCIATED | MAPI_DEFERRED_ERRORS | ITEMPROC_FORCE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (iid && !iid_is(iid, &IID_IMessage, &IID_IMAPIProp) && !iid_is(iid, &IID_IUnknown, NULL))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    if (!(flags & MAPI_ASSOCIATED)) hr = folder_searches(folder, &search);
    if (FAILED(hr)) return hr;
    if (search) return MAPI_E_NO_SUPPORT; /* its messages lie elsewhere */
    db_lock(store_db(folder->store));
    hr = folder_identity(folder->store->file, folder->id.id, &there);
    if (hr == MAPI_E_NOT_FOUND) hr = MAPI_E_OBJECT_DELETED;
    if (SUCCEEDED(hr))
        hr = message_state_new(folder->store->file, &folder->id,
                               flags & MAPI_ASSOCIATED ? PART_ASSOCIATED : PART_CONTENTS, &state);
    db_unlock(store_db(folder->store));
    return FAILED(hr) ? hr : message_create(folder->store, state, NULL, true, out);
}

IMAPIPROP_FORWARD(folder, IMAPIFolder, props, props)

static const IMAPIFolderVtbl folder_vtbl = {
    COM_UNKNOWN_METHODS(folder),
    IMAPIPROP_SLOTS(folder),
    .GetContentsTable = folder_GetContentsTable,
    .GetHierarchyTable = folder_GetHierarchyTable,
    .OpenEntry = folder_OpenEntry,
    .SetSearchCriteria = folder_SetSearchCriteria,
    .GetSearchCriteria = folder_GetSearchCriteria,
    .CreateMessage = folder_CreateMessage,
    .CopyMessages = folder_CopyMessages,
    .DeleteMessages = folder_DeleteMessages,
    .CreateFolder = folder_CreateFolder,
    .CopyFolder = folder_CopyFolder,
    .DeleteFolder = folder_DeleteFolder,
    .SetReadFlags = folder_SetReadFlags,
    .GetMessageStatus = folder_GetMessageStatus,
    .SetMessageStatus = folder_SetMessageStatus,
    .SaveContentsSort = folder_SaveContentsSort,
    .EmptyFolder = folder_EmptyFolder,
};

HRESULT folder_create(struct store *store, const struct identity *id, bool can_modify,
                      IMAPIFolder **out)
{
    struct folder *folder = com_alloc(&folder_class, sizeof(*folder));

    *out = NULL;
    if (!folder) return MAPI_E_NOT_ENOUGH_MEMORY;
    folder->IMAPIFolder_iface.lpVtbl = (IMAPIFolderVtbl *)&folder_vtbl;
    folder->store = store;
    store_enter(store, folder);
    folder->id = *id;
    folder->props = (struct props){
        .ops = &folder_ops,
        .object = folder,
        .iface = (IMAPIProp *)&folder->IMAPIFolder_iface,
        .iid = &IID_IMAPIFolder,
        .store = store,
        .can_modify = can_modify,
    };
    *out = &folder->IMAPIFolder_iface;
    return S_OK;
}

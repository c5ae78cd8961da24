/*
 * container.c - IABContainer: the root, in which the one folder is, and that folder
 *
 * Contacts are made, changed and deleted in their folder, by the store's own methods: what would do
 * so here is refused.
 */
#include <string.h>
#include "book.h"
#include "common/text/text8.h"
#include "common/values.h"
#include "mapitags.h"

struct container {
    struct com_object com;
    IABContainer IABContainer_iface;
    struct values props;
    struct book *book; /* owned */
    bool root;
};

static void container_destroy(void *self)
{
    struct container *container = self;

    values_drop(&container->props);
    if (container->book) book_leave(container->book);
}

COM_UNKNOWN(container, IABContainer)
COM_DEAD(container, IABContainer, IABCONTAINER_DEAD_SLOTS);

static const struct com_face container_faces[] = {
    COM_MORTAL(container, IABContainer),
    COM_MORTAL_AS(container, IABContainer, IMAPIContainer),
    COM_MORTAL_AS(container, IABContainer, IMAPIProp),
};
COM_CLASS(container);

/* ---- properties ---- */

enum {
    N_VALUES = 11
};

static SPropValue long_value(ULONG tag, ULONG number)
{
    return (SPropValue){.ulPropTag = tag, .Value.l = (LONG)number};
}

static SPropValue bytes_value(ULONG tag, const void *bytes, ULONG count)
{
    return (SPropValue){.ulPropTag = tag, .Value.bin = {count, (BYTE *)bytes}};
}

/* Also the row of the hierarchy. What id and above have is borrowed, as is the name. */
static void fill_values(struct book *book, bool root, BYTE id[CONTACT_DIR_BYTES],
                        BYTE above[CONTACT_DIR_BYTES], SPropValue values[N_VALUES])
{
    ULONG n = 0;

    contact_dir_write(root ? CONTAB_ROOT : CONTAB_CONTAINER, &book->folder_guid, id);
    contact_dir_write(CONTAB_ROOT, &book->folder_guid, above);
    values[n++] = bytes_value(PR_INSTANCE_KEY, id, CONTACT_DIR_BYTES);
    values[n++] = bytes_value(PR_ENTRYID, id, CONTACT_DIR_BYTES);
    values[n++] = bytes_value(PR_RECORD_KEY, id, CONTACT_DIR_BYTES);
    values[n++] = bytes_value(PR_SEARCH_KEY, id, CONTACT_DIR_BYTES);
    values[n++] = bytes_value(PR_PARENT_ENTRYID, above, CONTACT_DIR_BYTES);
    values[n++] = bytes_value(PR_AB_PROVIDER_ID, &contact_uid, sizeof(contact_uid));
    values[n++] = long_value(PR_OBJECT_TYPE, MAPI_ABCONT);
    values[n++] = long_value(PR_DISPLAY_TYPE, root ? DT_NOT_SPECIFIC : DT_LOCAL);
    values[n++] =
        long_value(PR_CONTAINER_FLAGS, (root ? AB_SUBCONTAINERS : AB_RECIPIENTS) | AB_UNMODIFIABLE);
    values[n++] = long_value(PR_DEPTH, 0);
    values[n++] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = book->name};
}

/* ---- IMAPIContainer ---- */

#define TABLE_FLAGS (MAPI_UNICODE | MAPI_DEFERRED_ERRORS | MAPI_CACHE_ONLY | MAPI_NO_CACHE)

/*
 * GetContentsTable - the addresses of all contacts, a row each; they follow the folder
 *
 * Errors  MAPI_E_NO_SUPPORT (the root, and MAPI_ASSOCIATED), MAPI_E_NOT_FOUND (there is no such
 *         folder), MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, the store's
 * Source  IMAPIContainer::GetContentsTable
 */
static HRESULT STDMETHODCALLTYPE container_GetContentsTable(IABContainer *iface, ULONG flags,
                                                            IMAPITable **out)
{
    struct container *container = container_from(iface);

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(TABLE_FLAGS | MAPI_ASSOCIATED)) return MAPI_E_UNKNOWN_FLAGS;
    if (container->root || flags & MAPI_ASSOCIATED) return MAPI_E_NO_SUPPORT;
    return contents_table_create(container->book, flags & MAPI_UNICODE, out);
}

static HRESULT narrow_name(struct book *book, SPropTagArray *columns, ULONG flags, IMAPITable *view)
{
    (void)book;
    if (flags & MAPI_UNICODE) return S_OK;
    for (ULONG i = 0; i < columns->cValues; i++)
        if (columns->aulPropTag[i] == PR_DISPLAY_NAME_W) columns->aulPropTag[i] = PR_DISPLAY_NAME_A;
    return view->lpVtbl->SetColumns(view, columns, TBL_BATCH);
}

/*
 * GetHierarchyTable - of the root: the one folder
 *
 * Errors  MAPI_E_NO_SUPPORT (nothing is below the folder), MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIContainer::GetHierarchyTable, "Hierarchy Tables"
 */
static HRESULT STDMETHODCALLTYPE container_GetHierarchyTable(IABContainer *iface, ULONG flags,
                                                             IMAPITable **out)
{
    struct container *container = container_from(iface);
    SizedSPropTagArray(N_VALUES, columns) = {.cValues = N_VALUES};
    BYTE id[CONTACT_DIR_BYTES], above[CONTACT_DIR_BYTES];
    struct book *book = container->book;
    AUTO_RELEASE ITableData *data = NULL;
    AUTO_RELEASE IMAPITable *view = NULL;
    SPropValue values[N_VALUES];
    SRow row = {0, N_VALUES, values};
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(TABLE_FLAGS | CONVENIENT_DEPTH)) return MAPI_E_UNKNOWN_FLAGS;
    if (!container->root) return MAPI_E_NO_SUPPORT;
    fill_values(book, false, id, above, values);
    for (int i = 0; i < N_VALUES; i++)
        columns.aulPropTag[i] = values[i].ulPropTag;
    hr = CreateTable((LPCIID)&IID_IMAPITableData, book->alloc.buffer, book->alloc.more,
                     book->alloc.free, NULL, TBLTYPE_DYNAMIC, PR_INSTANCE_KEY,
                     (SPropTagArray *)&columns, &data);
    if (SUCCEEDED(hr)) hr = data->lpVtbl->HrModifyRow(data, &row);
    if (SUCCEEDED(hr)) hr = data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
    if (SUCCEEDED(hr)) hr = narrow_name(book, (SPropTagArray *)&columns, flags, view);
    if (FAILED(hr)) return hr;
    *out = view;
    view = NULL;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE container_OpenEntry(IABContainer *iface, ULONG count, ENTRYID *id,
                                                     LPCIID iid, ULONG flags, ULONG *type,
                                                     IUnknown **out)
{
    return book_open_entry(container_from(iface)->book, count, id, iid, flags, type, out);
}

static HRESULT STDMETHODCALLTYPE container_ResolveNames(IABContainer *iface, SPropTagArray *tags,
                                                        ULONG flags, ADRLIST *list,
                                                        FlagList *answers)
{
    struct container *container = container_from(iface);

    if (container->root) return MAPI_E_NO_SUPPORT;
    return resolve_names(container->book, tags, flags, list, answers);
}

/* ---- IMAPIProp ---- */

IMAPIPROP_FORWARD(container, IABContainer, values, props)

/* PR_CONTAINER_CONTENTS and PR_CONTAINER_HIERARCHY are the two tables. */
static HRESULT STDMETHODCALLTYPE container_open_table(IABContainer *iface, ULONG tag, LPCIID iid,
                                                      ULONG options, ULONG flags, IUnknown **out)
{
    if (tag != PR_CONTAINER_CONTENTS && tag != PR_CONTAINER_HIERARCHY)
        return container_OpenProperty(iface, tag, iid, options, flags, out);
    if (!out || !iid) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IMAPITable) && !IsEqualGUID(iid, &IID_IUnknown))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    return tag == PR_CONTAINER_CONTENTS
               ? container_GetContentsTable(iface, options, (IMAPITable **)out)
               : container_GetHierarchyTable(iface, options, (IMAPITable **)out);
}

static const IABContainerVtbl container_vtbl = {
    COM_UNKNOWN_METHODS(container),
    .GetLastError = container_GetLastError,
    .SaveChanges = container_SaveChanges,
    .GetProps = container_GetProps,
    .GetPropList = container_GetPropList,
    .OpenProperty = container_open_table,
    .SetProps = container_SetProps,
    .DeleteProps = container_DeleteProps,
    .CopyTo = container_CopyTo,
    .CopyProps = container_CopyProps,
    .GetNamesFromIDs = container_GetNamesFromIDs,
    .GetIDsFromNames = container_GetIDsFromNames,
    .GetContentsTable = container_GetContentsTable,
    .GetHierarchyTable = container_GetHierarchyTable,
    .OpenEntry = container_OpenEntry,
    .SetSearchCriteria = refuse_IABContainer_SetSearchCriteria,
    .GetSearchCriteria = refuse_IABContainer_GetSearchCriteria,
    .CreateEntry = refuse_IABContainer_CreateEntry,
    .CopyEntries = refuse_IABContainer_CopyEntries,
    .DeleteEntries = refuse_IABContainer_DeleteEntries,
    .ResolveNames = container_ResolveNames,
};

HRESULT container_create(struct book *book, bool root, IABContainer **out)
{
    struct container *container = com_alloc(&container_class, sizeof(*container));
    BYTE id[CONTACT_DIR_BYTES], above[CONTACT_DIR_BYTES];
    SPropValue values[N_VALUES];
    HRESULT hr;

    *out = NULL;
    if (!container) return MAPI_E_NOT_ENOUGH_MEMORY;
    container->IABContainer_iface.lpVtbl = (IABContainerVtbl *)&container_vtbl;
    container->root = root;
    fill_values(book, root, id, above, values);
    hr = values_set(&container->props, &book->alloc, N_VALUES, values);
    if (FAILED(hr)) {
        com_unref(container);
        return hr;
    }
    container->book = book;
    book_enter(book, container);
    *out = &container->IABContainer_iface;
    return S_OK;
}

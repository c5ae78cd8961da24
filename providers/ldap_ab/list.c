/*
 * list.c - a distribution list in the directory: IDistList, whose contents are its members
 */
#include "details.h"
#include <stdlib.h>
#include <string.h>
#include "entry_props.h"
#include "table.h"

struct list {
    struct com_object com;
    IDistList IDistList_iface;
    struct entry_props props;
    struct book *book; /* owned */
    char *dn;
};

static void list_destroy(void *self)
{
    struct list *list = self;

    entry_props_clear(&list->props);
    free(list->dn);
    if (list->book) book_leave(list->book);
}

COM_UNKNOWN(list, IDistList)
COM_DEAD(list, IDistList, IDISTLIST_DEAD_SLOTS);

static const struct com_face list_faces[] = {
    COM_MORTAL(list, IDistList),
    COM_MORTAL_AS(list, IDistList, IMAPIContainer),
    COM_MORTAL_AS(list, IDistList, IMAPIProp),
};
COM_CLASS(list);

static HRESULT STDMETHODCALLTYPE list_GetContentsTable(IDistList *iface, ULONG flags,
                                                       IMAPITable **out)
{
    struct list *list = list_from(iface);

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)TABLE_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    return table_create(list->book, TABLE_OF_MEMBERS, list->dn, flags, out);
}

static HRESULT STDMETHODCALLTYPE list_OpenEntry(IDistList *iface, ULONG count, ENTRYID *id,
                                                LPCIID iid, ULONG flags, ULONG *type,
                                                IUnknown **out)
{
    return book_open_entry(list_from(iface)->book, count, id, iid, flags, type, out);
}

static HRESULT open_table(void *object, ULONG tag, ULONG flags, IMAPITable **out)
{
    struct list *list = object;

    if (tag == PR_CONTAINER_CONTENTS)
        return list_GetContentsTable(&list->IDistList_iface, flags, out);
    if (tag != PR_DETAILS_TABLE) return MAPI_E_NOT_FOUND;
    return details_open(list->book, MAPI_DISTLIST, flags, out);
}

IMAPIPROP_FORWARD(list, IDistList, entry_props, props)

static const IDistListVtbl list_vtbl = {
    COM_UNKNOWN_METHODS(list),
    IMAPIPROP_SLOTS(list),
    .GetContentsTable = list_GetContentsTable,
    .GetHierarchyTable = refuse_IDistList_GetHierarchyTable, /* nothing is below a list */
    .OpenEntry = list_OpenEntry,
    .SetSearchCriteria = refuse_IDistList_SetSearchCriteria,
    .GetSearchCriteria = refuse_IDistList_GetSearchCriteria,
    .CreateEntry = refuse_IDistList_CreateEntry,
    .CopyEntries = refuse_IDistList_CopyEntries,
    .DeleteEntries = refuse_IDistList_DeleteEntries,
    .ResolveNames = refuse_IDistList_ResolveNames,
};

HRESULT list_create(struct book *book, const char *dn, ULONG count, SPropValue *values,
                    IDistList **out)
{
    static const ULONG objects[] = {PR_CONTAINER_CONTENTS, PR_DETAILS_TABLE, 0};
    struct list *list = com_alloc(&list_class, sizeof(*list));
    HRESULT hr;

    *out = NULL;
    if (!list) return MAPI_E_NOT_ENOUGH_MEMORY;
    list->IDistList_iface.lpVtbl = (IDistListVtbl *)&list_vtbl;
    list->dn = strdup(dn);
    hr = list->dn ? entry_props_init(&list->props, book, list, count, values, objects, open_table)
                  : MAPI_E_NOT_ENOUGH_MEMORY;
    if (FAILED(hr)) {
        com_unref(list);
        return hr;
    }
    list->book = book;
    book_enter(book, list);
    *out = &list->IDistList_iface;
    return S_OK;
}

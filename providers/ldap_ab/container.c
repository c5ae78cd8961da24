/*
 * container.c - IABContainer: the root, the directory in it, and the containers below
 */
#include <stdlib.h>
#include <string.h>
#include "book.h"
#include "entry_props.h"
#include "resolve.h"
#include "table.h"

struct container {
    struct com_object com;
    IABContainer IABContainer_iface;
    struct entry_props props;
    struct book *book; /* owned */
    char *dn;          /* malloc; NULL: the root */
};

static void container_destroy(void *self)
{
    struct container *container = self;

    entry_props_clear(&container->props);
    free(container->dn);
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

/* GetContentsTable - of the root MAPI_E_NO_SUPPORT; the server is asked when rows are. */
static HRESULT STDMETHODCALLTYPE container_GetContentsTable(IABContainer *iface, ULONG flags,
                                                            IMAPITable **out)
{
    struct container *container = container_from(iface);

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(TABLE_FLAGS | MAPI_ASSOCIATED)) return MAPI_E_UNKNOWN_FLAGS;
    if (!container->dn || flags & MAPI_ASSOCIATED) return MAPI_E_NO_SUPPORT;
    return table_create(container->book, TABLE_OF_CONTENTS, container->dn, flags, out);
}

static HRESULT STDMETHODCALLTYPE container_GetHierarchyTable(IABContainer *iface, ULONG flags,
                                                             IMAPITable **out)
{
    struct container *container = container_from(iface);

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(TABLE_FLAGS | CONVENIENT_DEPTH)) return MAPI_E_UNKNOWN_FLAGS;
    return table_create(container->book,
                        flags & CONVENIENT_DEPTH ? TABLE_OF_ALL_CONTAINERS : TABLE_OF_CONTAINERS,
                        container->dn, flags, out);
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

    if (!container->dn) return MAPI_E_NO_SUPPORT;
    return resolve_names(container->book, container->dn, tags, flags, list, answers);
}

static HRESULT open_table(void *object, ULONG tag, ULONG flags, IMAPITable **out)
{
    IABContainer *iface = &((struct container *)object)->IABContainer_iface;

    if (tag == PR_CONTAINER_CONTENTS) return container_GetContentsTable(iface, flags, out);
    if (tag == PR_CONTAINER_HIERARCHY) return container_GetHierarchyTable(iface, flags, out);
    return MAPI_E_NOT_FOUND;
}

IMAPIPROP_FORWARD(container, IABContainer, entry_props, props)

static const IABContainerVtbl container_vtbl = {
    COM_UNKNOWN_METHODS(container),
    IMAPIPROP_SLOTS(container),
    .GetContentsTable = container_GetContentsTable,
    .GetHierarchyTable = container_GetHierarchyTable,
    .OpenEntry = container_OpenEntry,
    .SetSearchCriteria = refuse_IABContainer_SetSearchCriteria,
    .GetSearchCriteria = refuse_IABContainer_GetSearchCriteria,
    .CreateEntry = refuse_IABContainer_CreateEntry, /* a directory is read */
    .CopyEntries = refuse_IABContainer_CopyEntries,
    .DeleteEntries = refuse_IABContainer_DeleteEntries,
    .ResolveNames = container_ResolveNames,
};

static HRESULT fill(struct container *container, struct book *book, const char *dn)
{
    static const ULONG objects[] = {PR_CONTAINER_CONTENTS, PR_CONTAINER_HIERARCHY, 0};
    SPropValue *values;
    ULONG count;
    HRESULT hr;

    if (dn) {
        container->dn = strdup(dn);
        if (!container->dn) return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    hr = container_values(book, dn, 0, &count, &values);
    if (FAILED(hr)) return hr;
    hr = entry_props_init(&container->props, book, container, count, values,
                          dn ? objects : objects + 1, open_table);
    book->alloc.free(values);
    return hr;
}

HRESULT container_create(struct book *book, const char *dn, IABContainer **out)
{
    struct container *container = com_alloc(&container_class, sizeof(*container));
    HRESULT hr;

    *out = NULL;
    if (!container) return MAPI_E_NOT_ENOUGH_MEMORY;
    container->IABContainer_iface.lpVtbl = (IABContainerVtbl *)&container_vtbl;
    hr = fill(container, book, dn);
    if (FAILED(hr)) {
        com_unref(container);
        return hr;
    }
    container->book = book;
    book_enter(book, container);
    *out = &container->IABContainer_iface;
    return S_OK;
}

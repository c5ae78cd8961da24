/*
 * container.c - IABContainer: the root, in which the one container of the book is, and that one
 */
#include <stdlib.h>
#include <string.h>
#include "book.h"
#include "common/sql/props.h"
#include "common/sql/view_table.h"
#include "common/text/text8.h"
#include "contents_table.h"
#include "host.h"
#include "notify.h"
#include "resolve.h"
#include "template.h"

struct container {
    struct com_object com;
    IABContainer IABContainer_iface;
    struct props props;
    struct book *book; /* owned */
    struct bag bag;    /* always empty: all a container has is computed */
    bool root;
};

static void container_destroy(void *self)
{
    struct container *container = self;

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

static struct book_id id_of(bool root)
{
    return (struct book_id){MAPI_ABCONT, root ? book_root_guid : book_container_guid};
}

/* S_FALSE: not one of a container's. */
static HRESULT container_value(struct book *book, bool root, ULONG tag, struct value **out)
{
    struct book_id id = id_of(root), above = id_of(true);
    const WCHAR *name = root ? BOOK_NAME : book->name;
    ULONG flags = root                    ? AB_SUBCONTAINERS | AB_UNMODIFIABLE
                  : book_can_modify(book) ? AB_RECIPIENTS | AB_MODIFIABLE
                                          : AB_RECIPIENTS | AB_UNMODIFIABLE;

    *out = NULL;
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_ENTRYID):
        return book_id_value(book, PR_ENTRYID, &id, out);
    case PROP_ID(PR_PARENT_ENTRYID):
        return book_id_value(book, PR_PARENT_ENTRYID, &above, out);
    case PROP_ID(PR_RECORD_KEY):
    case PROP_ID(PR_INSTANCE_KEY):
    case PROP_ID(PR_SEARCH_KEY): /* of this book, not of all books' containers */
        return book_id_value(book, tag, &id, out);
    case PROP_ID(PR_OBJECT_TYPE):
        return value_long(PR_OBJECT_TYPE, MAPI_ABCONT, out);
    case PROP_ID(PR_DISPLAY_TYPE):
        return value_long(PR_DISPLAY_TYPE, root ? DT_NOT_SPECIFIC : DT_MODIFIABLE, out);
    case PROP_ID(PR_CONTAINER_FLAGS):
        return value_long(PR_CONTAINER_FLAGS, (LONG)flags, out);
    case PROP_ID(PR_DISPLAY_NAME):
        return value_text(PR_DISPLAY_NAME_W, name, wide_len(name), out);
    case PROP_ID(PR_AB_PROVIDER_ID):
        return value_binary(PR_AB_PROVIDER_ID, &book->file->uid, 16, out);
    case PROP_ID(PR_ACCESS_LEVEL):
        return value_long(PR_ACCESS_LEVEL, 0, out);
    case PROP_ID(PR_DEPTH):
        return value_long(PR_DEPTH, 0, out);
    case PROP_ID(PR_DEF_CREATE_MAILUSER):
        return root ? MAPI_E_NOT_FOUND
                    : template_value(book, PR_DEF_CREATE_MAILUSER, TEMPLATE_INTERNET, out);
    case PROP_ID(PR_DEF_CREATE_DL):
        return root ? MAPI_E_NOT_FOUND : template_value(book, PR_DEF_CREATE_DL, TEMPLATE_LIST, out);
    }
    return S_FALSE;
}

static struct container *of_props(struct props *props)
{
    return props->object;
}

static HRESULT container_bag(struct props *props, struct bag **out)
{
    *out = &of_props(props)->bag;
    return S_OK;
}

static HRESULT computed(struct props *props, ULONG tag, struct value **out)
{
    return container_value(of_props(props)->book, of_props(props)->root, tag, out);
}

static HRESULT check(struct props *props, ULONG tag, const struct value *value)
{
    (void)props;
    (void)tag;
    (void)value;
    return MAPI_E_COMPUTED;
}

static HRESULT changed(struct props *props)
{
    (void)props;
    return S_OK;
}

static const ULONG computed_tags[] = {
    PR_ENTRYID,
    PR_PARENT_ENTRYID,
    PR_RECORD_KEY,
    PR_SEARCH_KEY,
    PR_OBJECT_TYPE,
    PR_DISPLAY_TYPE,
    PR_CONTAINER_FLAGS,
    PR_DISPLAY_NAME_W,
    PR_AB_PROVIDER_ID,
    PR_ACCESS_LEVEL,
    PR_DEF_CREATE_MAILUSER,
    PR_DEF_CREATE_DL,
    0,
};
static const ULONG object_tags[] = {PR_CONTAINER_CONTENTS, PR_CONTAINER_HIERARCHY,
                                    PR_CREATE_TEMPLATES, 0};

static HRESULT open_table(struct props *props, ULONG tag, const IID *iid, ULONG options,
                          ULONG flags, IUnknown **out);

static const struct props_ops container_ops = {
    .house = &book_house,
    .bag = container_bag,
    .computed = computed,
    .check = check,
    .changed = changed,
    .computed_tags = computed_tags,
    .object_tags = object_tags,
    .open = open_table,
};

/* ---- IMAPIContainer ---- */

#define TABLE_FLAGS (MAPI_UNICODE | MAPI_DEFERRED_ERRORS | MAPI_CACHE_ONLY | MAPI_NO_CACHE)

static HRESULT STDMETHODCALLTYPE container_GetContentsTable(IABContainer *iface, ULONG flags,
                                                            IMAPITable **out)
{
    struct container *container = container_from(iface);

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(TABLE_FLAGS | MAPI_ASSOCIATED)) return MAPI_E_UNKNOWN_FLAGS;
    if (container->root || flags & MAPI_ASSOCIATED) return MAPI_E_NO_SUPPORT; /* has none */
    return contents_table_create(container->book, flags & MAPI_UNICODE, out);
}

#define N_COLUMNS 9
static const SizedSPropTagArray(N_COLUMNS, hierarchy_columns) = {
    N_COLUMNS,
    {PR_INSTANCE_KEY, PR_ENTRYID, PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE, PR_OBJECT_TYPE,
     PR_CONTAINER_FLAGS, PR_DEPTH, PR_RECORD_KEY, PR_AB_PROVIDER_ID}};

static HRESULT hierarchy_row(struct book *book, struct bag *row)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < N_COLUMNS && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *value = NULL;

        hr = container_value(book, false, hierarchy_columns.aulPropTag[i], &value);
        if (SUCCEEDED(hr)) hr = bag_set(row, value);
    }
    return hr;
}

/*
 * GetHierarchyTable - of the root: the one container
 *
 * Errors  MAPI_E_NO_SUPPORT (there are none below the container), MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIContainer::GetHierarchyTable, "Hierarchy Tables"
 */
static HRESULT STDMETHODCALLTYPE container_GetHierarchyTable(IABContainer *iface, ULONG flags,
                                                             IMAPITable **out)
{
    struct container *container = container_from(iface);
    struct bag row = {0};
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(TABLE_FLAGS | CONVENIENT_DEPTH)) return MAPI_E_UNKNOWN_FLAGS;
    if (!container->root) return MAPI_E_NO_SUPPORT;
    hr = hierarchy_row(container->book, &row);
    if (SUCCEEDED(hr))
        hr = view_table_of_rows(&book_house, container->book,
                                (const SPropTagArray *)&hierarchy_columns, &row, 1, flags, out);
    bag_clear(&row);
    return hr;
}

static HRESULT open_table(struct props *props, ULONG tag, const IID *iid, ULONG options,
                          ULONG flags, IUnknown **out)
{
    IABContainer *iface = &of_props(props)->IABContainer_iface;

    (void)flags;
    if (tag != PR_CONTAINER_CONTENTS && tag != PR_CONTAINER_HIERARCHY && tag != PR_CREATE_TEMPLATES)
        return S_FALSE;
    if (!iid_is(iid, &IID_IMAPITable, &IID_IUnknown)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (tag == PR_CREATE_TEMPLATES) {
        if (of_props(props)->root) return MAPI_E_NO_SUPPORT; /* nothing is made there */
        if (options & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
        return template_table(of_props(props)->book, false, options, (IMAPITable **)out);
    }
    return tag == PR_CONTAINER_CONTENTS
               ? container_GetContentsTable(iface, options, (IMAPITable **)out)
               : container_GetHierarchyTable(iface, options, (IMAPITable **)out);
}

static HRESULT STDMETHODCALLTYPE container_OpenEntry(IABContainer *iface, ULONG count, ENTRYID *id,
                                                     LPCIID iid, ULONG flags, ULONG *type,
                                                     IUnknown **out)
{
    return book_open_entry(container_from(iface)->book, count, id, iid, flags, type, out);
}

/* ---- IABContainer ---- */

#define CREATE_FLAGS (CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE)

/*
 * CreateEntry - an entry that is in the book with its first SaveChanges
 *
 * id      a template of this book, of its PR_CREATE_TEMPLATES, or one of any provider's, which then
 *         looks after the entry (7.9-09)
 * flags   CREATE_CHECK_DUP_STRICT (same name, type and address), CREATE_CHECK_DUP_LOOSE (same
 *         name), CREATE_REPLACE; a duplicate is SaveChanges' business: MAPI_E_COLLISION (7.9-07)
 * Errors  MAPI_E_NO_ACCESS (the root, or a file that can't be written), MAPI_E_INVALID_ENTRYID,
 *         MAPI_E_UNKNOWN_ENTRYID, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER
 * Source  IABContainer::CreateEntry
 */
static HRESULT STDMETHODCALLTYPE container_CreateEntry(IABContainer *iface, ULONG count,
                                                       ENTRYID *id, ULONG flags, IMAPIProp **out)
{
    struct container *container = container_from(iface);

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)CREATE_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    if (container->root || !book_can_modify(container->book)) return MAPI_E_NO_ACCESS;
    return template_create(container->book, count, id, flags, NULL, out);
}

/*
 * CopyEntries - entries of any provider's become entries of this book
 *
 * Errors  MAPI_W_PARTIAL_COMPLETION (some couldn't be copied; a duplicate isn't counted),
 *         MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER
 * Source  IABContainer::CopyEntries
 */
static HRESULT STDMETHODCALLTYPE container_CopyEntries(IABContainer *iface, ENTRYLIST *list,
                                                       ULONG_PTR window, IMAPIProgress *progress,
                                                       ULONG flags)
{
    struct container *container = container_from(iface);
    ULONG failed = 0;

    (void)progress; /* each entry is at once */
    if (!list || (list->cValues && !list->lpbin)) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(CREATE_FLAGS | AB_NO_DIALOG)) return MAPI_E_UNKNOWN_FLAGS;
    if (flags & AB_NO_DIALOG && window) return MAPI_E_INVALID_PARAMETER;
    if (container->root || !book_can_modify(container->book)) return MAPI_E_NO_ACCESS;
    for (ULONG i = 0; i < list->cValues; i++) {
        HRESULT hr = host_copy(container->book, &list->lpbin[i], flags & ~(ULONG)AB_NO_DIALOG);

        if (hr != S_OK && hr != MAPI_E_COLLISION) failed++;
    }
    return failed ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}

/*
 * DeleteEntries - all that are there, in one transaction
 *
 * Errors  MAPI_W_PARTIAL_COMPLETION (some were not there), MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_INVALID_PARAMETER
 * Source  IABContainer::DeleteEntries
 */
static HRESULT STDMETHODCALLTYPE container_DeleteEntries(IABContainer *iface, ENTRYLIST *list,
                                                         ULONG flags)
{
    struct container *container = container_from(iface);
    struct book *book = container->book;
    ULONG missing = 0;
    HRESULT hr;

    if (!list || (list->cValues && !list->lpbin)) return MAPI_E_INVALID_PARAMETER;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (container->root) return MAPI_E_NO_ACCESS;
    hr = db_begin(book_db(book));
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < list->cValues && SUCCEEDED(hr); i++) {
        struct book_id object;

        hr = book_id_read(&book->file->uid, list->lpbin[i].cb, list->lpbin[i].lpb, &object);
        if (SUCCEEDED(hr)) hr = entries_delete(book->file, &object);
        if (hr != MAPI_E_NOT_FOUND && hr != MAPI_E_UNKNOWN_ENTRYID && hr != MAPI_E_INVALID_ENTRYID)
            continue;
        missing++;
        hr = S_OK;
    }
    hr = db_end(book_db(book), hr);
    if (SUCCEEDED(hr)) book_ring(book);
    return FAILED(hr) ? hr : missing ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}

static HRESULT STDMETHODCALLTYPE container_ResolveNames(IABContainer *iface, SPropTagArray *tags,
                                                        ULONG flags, ADRLIST *list,
                                                        FlagList *answers)
{
    struct container *container = container_from(iface);

    if (container->root) return MAPI_E_NO_SUPPORT;
    return resolve_names(container->book, tags, flags, list, answers);
}

IMAPIPROP_FORWARD(container, IABContainer, props, props)

static const IABContainerVtbl container_vtbl = {
    COM_UNKNOWN_METHODS(container),
    IMAPIPROP_SLOTS(container),
    .GetContentsTable = container_GetContentsTable,
    .GetHierarchyTable = container_GetHierarchyTable,
    .OpenEntry = container_OpenEntry,
    .SetSearchCriteria = refuse_IABContainer_SetSearchCriteria,
    .GetSearchCriteria = refuse_IABContainer_GetSearchCriteria,
    .CreateEntry = container_CreateEntry,
    .CopyEntries = container_CopyEntries,
    .DeleteEntries = container_DeleteEntries,
    .ResolveNames = container_ResolveNames,
};

HRESULT container_create(struct book *book, bool root, IABContainer **out)
{
    struct container *container = com_alloc(&container_class, sizeof(*container));

    *out = NULL;
    if (!container) return MAPI_E_NOT_ENOUGH_MEMORY;
    container->IABContainer_iface.lpVtbl = (IABContainerVtbl *)&container_vtbl;
    container->book = book;
    container->root = root;
    book_enter(book, container);
    container->props = (struct props){
        .ops = &container_ops,
        .object = container,
        .iface = (IMAPIProp *)&container->IABContainer_iface,
        .iid = &IID_IABContainer,
        .store = book,
    };
    *out = &container->IABContainer_iface;
    return S_OK;
}

/*
 * personal_list.c - a personal distribution list: IDistList
 *
 * Its properties are transacted like a person's; members are added (CopyEntries) and taken away
 * (DeleteEntries) at once, as entries of containers are. CreateEntry makes an entry of the book
 * that becomes a member with its first SaveChanges.
 */
#include "personal_list.h"
#include "common/sql/view_table.h"
#include "host.h"
#include "kept_entry.h"
#include "members.h"
#include "members_control.h"
#include "notify.h"
#include "person.h"
#include "resolve.h"
#include "template.h"

struct personal_list {
    struct com_object com;
    IDistList IDistList_iface;
    struct kept_entry entry;
};

static void personal_list_destroy(void *self)
{
    kept_entry_clear(&((struct personal_list *)self)->entry);
}

COM_UNKNOWN(personal_list, IDistList)
COM_DEAD(personal_list, IDistList, IDISTLIST_DEAD_SLOTS);

static const struct com_face personal_list_faces[] = {
    COM_MORTAL(personal_list, IDistList),
    COM_MORTAL_AS(personal_list, IDistList, IMAPIContainer),
    COM_MORTAL_AS(personal_list, IDistList, IMAPIProp),
};
COM_CLASS(personal_list);

/* Of a list that is in the book already. Under the lock. */
static HRESULT row_of(struct personal_list *list, int64_t *row)
{
    *row = list->entry.row.id;
    return *row ? S_OK : MAPI_E_NOT_FOUND;
}

/* ---- IMAPIContainer ---- */

#define N_COLUMNS 10
static const SizedSPropTagArray(N_COLUMNS, member_columns) = {
    N_COLUMNS,
    {PR_INSTANCE_KEY, PR_ADDRTYPE_W, PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE, PR_ENTRYID, PR_OBJECT_TYPE,
     PR_RECORD_KEY, PR_EMAIL_ADDRESS_W, PR_SEARCH_KEY, PR_SEND_RICH_INFO}};
#define COLUMNS ((const SPropTagArray *)&member_columns)

static HRESULT open_members(struct personal_list *list, ULONG flags, IMAPITable **out)
{
    struct book *book = list->entry.book;
    struct bag *rows = NULL;
    size_t n = 0;
    int64_t row;
    HRESULT hr;

    db_lock(book_db(book));
    hr = row_of(list, &row);
    if (SUCCEEDED(hr)) hr = members_rows(book, row, COLUMNS, &rows, &n);
    else if (hr == MAPI_E_NOT_FOUND) hr = S_OK; /* new: without members */
    db_unlock(book_db(book));
    if (SUCCEEDED(hr)) hr = view_table_of_rows(&book_house, book, COLUMNS, rows, n, flags, out);
    members_free(rows, n);
    return hr;
}

/*
 * GetContentsTable - the members, as they are when it is opened
 *
 * Errors  MAPI_E_NO_SUPPORT (MAPI_ASSOCIATED), MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER,
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIContainer::GetContentsTable
 */
static HRESULT STDMETHODCALLTYPE personal_list_GetContentsTable(IDistList *iface, ULONG flags,
                                                                IMAPITable **out)
{
    struct personal_list *list = personal_list_from(iface);
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_DEFERRED_ERRORS | MAPI_ASSOCIATED | MAPI_CACHE_ONLY |
                         MAPI_NO_CACHE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (flags & MAPI_ASSOCIATED) return MAPI_E_NO_SUPPORT;
    return open_members(list, flags, out);
}

/* What is on a list's page beside its properties. */
static HRESULT open_object(void *object, ULONG tag, const IID *iid, ULONG options, IUnknown **out)
{
    struct personal_list *list = object;
    bool enabled;

    if (tag == PR_CONTAINER_CONTENTS) {
        if (!iid_is(iid, &IID_IMAPITable, &IID_IUnknown)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
        return personal_list_GetContentsTable(&list->IDistList_iface, options, (IMAPITable **)out);
    }
    if (tag != PR_CHOOSE_MEMBERS) return S_FALSE;
    if (!iid_is(iid, &IID_IMAPIControl, &IID_IUnknown)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    db_lock(book_db(list->entry.book));
    enabled = list->entry.props.can_modify && list->entry.row.id;
    db_unlock(book_db(list->entry.book));
    return members_control_create(list->entry.book, &list->IDistList_iface, enabled,
                                  (IMAPIControl **)out);
}

/* A member may be of any provider's. */
static HRESULT STDMETHODCALLTYPE personal_list_OpenEntry(IDistList *iface, ULONG count, ENTRYID *id,
                                                         LPCIID iid, ULONG flags, ULONG *type,
                                                         IUnknown **out)
{
    struct book *book = personal_list_from(iface)->entry.book;
    IMAPISupport *support;
    HRESULT hr = book_open_entry(book, count, id, iid, flags, type, out);

    if (hr != MAPI_E_UNKNOWN_ENTRYID) return hr;
    support = book_support(book);
    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = support->lpVtbl->OpenEntry(support, count, id, iid, flags, type, out);
    support->lpVtbl->Release(support);
    return hr;
}

/* ---- members ---- */

/* What is kept of a member: as its provider has it now. */
static HRESULT look_at(struct book *book, IMAPISupport *support, const SBinary *id, struct bag *bag)
{
    AUTO_RELEASE IMAPIProp *from = NULL;
    SPropValue *values = NULL;
    ULONG type, n = 0;
    HRESULT hr;

    hr = support->lpVtbl->OpenEntry(support, id->cb, (ENTRYID *)id->lpb, NULL, 0, &type,
                                    (IUnknown **)&from);
    if (SUCCEEDED(hr) && type != MAPI_MAILUSER && type != MAPI_DISTLIST) hr = MAPI_E_NO_SUPPORT;
    if (SUCCEEDED(hr))
        hr = from->lpVtbl->GetProps(from, (SPropTagArray *)&member_columns, MAPI_UNICODE, &n,
                                    &values);
    if (SUCCEEDED(hr) && (n != member_columns.cValues || !values))
        hr = MAPI_E_CALL_FAILED; /* its provider's fault */
    for (ULONG i = 0; i < n && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *value = NULL;

        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR) continue;
        hr = value_from_prop(&values[i], &value);
        if (SUCCEEDED(hr)) hr = bag_set(bag, value);
    }
    if (values) book->alloc.free(values);
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT add_member(struct personal_list *list, IMAPISupport *support, const SBinary *id)
{
    struct book *book = list->entry.book;
    struct bag bag = {0};
    struct book_id object;
    int64_t row;
    HRESULT hr;

    hr = book_id_read(&book->file->uid, id->cb, id->lpb, &object);
    if (hr == MAPI_E_INVALID_ENTRYID) return hr;
    if (SUCCEEDED(hr) && IsEqualGUID(&object.guid, &list->entry.row.object.guid))
        return MAPI_E_FOLDER_CYCLE; /* itself */
    hr = look_at(book, support, id, &bag);
    if (SUCCEEDED(hr)) {
        hr = db_begin(book_db(book));
        if (SUCCEEDED(hr)) {
            hr = row_of(list, &row);
            if (SUCCEEDED(hr)) hr = members_add(book->file, row, id, &bag);
            if (SUCCEEDED(hr))
                hr = change_log_write(book->file, ENTRY_MODIFIED, row, &list->entry.row.object);
            hr = db_end(book_db(book), hr);
            if (SUCCEEDED(hr)) book_ring(book);
        }
    }
    bag_clear(&bag);
    return hr;
}

/*
 * CopyEntries - entries of any provider's become members; what is one already stays
 *
 * Errors  MAPI_W_PARTIAL_COMPLETION (some are not there, or the list itself), MAPI_E_NO_ACCESS,
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER
 * Source  IDistList::CopyEntries
 */
static HRESULT STDMETHODCALLTYPE personal_list_CopyEntries(IDistList *iface, ENTRYLIST *ids,
                                                           ULONG_PTR window,
                                                           IMAPIProgress *progress, ULONG flags)
{
    struct personal_list *list = personal_list_from(iface);
    IMAPISupport *support;
    ULONG failed = 0;

    (void)progress; /* each is at once */
    if (!ids || (ids->cValues && !ids->lpbin)) return MAPI_E_INVALID_PARAMETER;
    if (flags &
        ~(ULONG)(AB_NO_DIALOG | CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (flags & AB_NO_DIALOG && window) return MAPI_E_INVALID_PARAMETER;
    if (!list->entry.props.can_modify) return MAPI_E_NO_ACCESS;
    support = book_support(list->entry.book);
    if (!support) return MAPI_E_INVALID_OBJECT;
    for (ULONG i = 0; i < ids->cValues; i++)
        if (FAILED(add_member(list, support, &ids->lpbin[i]))) failed++;
    support->lpVtbl->Release(support);
    return failed ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}

/*
 * DeleteEntries - members go; their entries stay where they are
 *
 * Errors  MAPI_W_PARTIAL_COMPLETION (some were none), MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_INVALID_PARAMETER
 * Source  IDistList::DeleteEntries
 */
static HRESULT STDMETHODCALLTYPE personal_list_DeleteEntries(IDistList *iface, ENTRYLIST *ids,
                                                             ULONG flags)
{
    struct personal_list *list = personal_list_from(iface);
    struct book *book = list->entry.book;
    ULONG missing = 0;
    int64_t row;
    HRESULT hr;

    if (!ids || (ids->cValues && !ids->lpbin)) return MAPI_E_INVALID_PARAMETER;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (!list->entry.props.can_modify) return MAPI_E_NO_ACCESS;
    hr = db_begin(book_db(book));
    if (FAILED(hr)) return hr;
    hr = row_of(list, &row);
    for (ULONG i = 0; i < ids->cValues && SUCCEEDED(hr); i++) {
        hr = members_remove(book->file, row, &ids->lpbin[i]);
        if (hr != MAPI_E_NOT_FOUND) continue;
        missing++;
        hr = S_OK;
    }
    if (SUCCEEDED(hr) && missing < ids->cValues)
        hr = change_log_write(book->file, ENTRY_MODIFIED, row, &list->entry.row.object);
    hr = db_end(book_db(book), hr);
    if (SUCCEEDED(hr)) book_ring(book);
    return FAILED(hr) ? hr : missing ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}

#define CREATE_FLAGS (CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE)

/*
 * CreateEntry - an entry of the book, and a member of the list, with its first SaveChanges
 *
 * id      a template of this book's or of any provider's
 * Errors  MAPI_E_NOT_FOUND (the list isn't in the book yet), MAPI_E_NO_ACCESS, those of
 *         IABContainer::CreateEntry; of SaveChanges MAPI_E_OBJECT_DELETED (the list is gone)
 * Source  IDistList::CreateEntry
 */
static HRESULT STDMETHODCALLTYPE personal_list_CreateEntry(IDistList *iface, ULONG count,
                                                           ENTRYID *id, ULONG flags,
                                                           IMAPIProp **out)
{
    struct personal_list *list = personal_list_from(iface);
    struct book_id object;
    int64_t row;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)CREATE_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    if (!list->entry.props.can_modify) return MAPI_E_NO_ACCESS;
    db_lock(book_db(list->entry.book));
    hr = row_of(list, &row);
    object = list->entry.row.object;
    db_unlock(book_db(list->entry.book));
    return FAILED(hr) ? hr : template_create(list->entry.book, count, id, flags, &object, out);
}

/* Among the members only. */
static HRESULT STDMETHODCALLTYPE personal_list_ResolveNames(IDistList *iface, SPropTagArray *tags,
                                                            ULONG flags, ADRLIST *names,
                                                            FlagList *answers)
{
    struct personal_list *list = personal_list_from(iface);
    int64_t row;
    HRESULT hr;

    db_lock(book_db(list->entry.book));
    hr = row_of(list, &row);
    db_unlock(book_db(list->entry.book));
    return FAILED(hr) ? hr : resolve_members(list->entry.book, row, tags, flags, names, answers);
}

IMAPIPROP_FORWARD(personal_list, IDistList, props, entry.props)

static const IDistListVtbl personal_list_vtbl = {
    COM_UNKNOWN_METHODS(personal_list),
    IMAPIPROP_SLOTS(personal_list),
    .GetContentsTable = personal_list_GetContentsTable,
    .GetHierarchyTable = refuse_IDistList_GetHierarchyTable, /* nothing is below a list */
    .OpenEntry = personal_list_OpenEntry,
    .SetSearchCriteria = refuse_IDistList_SetSearchCriteria,
    .GetSearchCriteria = refuse_IDistList_GetSearchCriteria,
    .CreateEntry = personal_list_CreateEntry,
    .CopyEntries = personal_list_CopyEntries,
    .DeleteEntries = personal_list_DeleteEntries,
    .ResolveNames = personal_list_ResolveNames,
};

static HRESULT create(struct book *book, const struct book_id *object, bool can_modify,
                      struct personal_list **out)
{
    struct personal_list *list = com_alloc(&personal_list_class, sizeof(*list));
    struct entry_row row = {.object = *object};

    *out = list;
    if (!list) return MAPI_E_NOT_ENOUGH_MEMORY;
    list->IDistList_iface.lpVtbl = (IDistListVtbl *)&personal_list_vtbl;
    kept_entry_init(&list->entry, list, &list->IDistList_iface, &IID_IDistList, book, &row,
                    can_modify);
    list->entry.open = open_object;
    return S_OK;
}

HRESULT personal_list_new(struct book *book, ULONG flags, const struct book_id *joins,
                          IMAPIProp **out)
{
    struct book_id object = {.type = MAPI_DISTLIST};
    struct personal_list *list;
    HRESULT hr = create(book, &object, true, &list);

    *out = NULL;
    if (FAILED(hr)) return hr;
    list->entry.create_flags = flags;
    if (joins) list->entry.joins = *joins;
    *out = (IMAPIProp *)&list->IDistList_iface;
    return S_OK;
}

static bool is_face(const IID *iid)
{
    return !iid || iid_is(iid, &IID_IDistList, &IID_IMAPIContainer) ||
           iid_is(iid, &IID_IMAPIProp, &IID_IUnknown);
}

HRESULT personal_list_to_fill_in(struct book *book, const struct book_id *template, const IID *iid,
                                 IUnknown **out)
{
    struct book_id object = {.type = MAPI_DISTLIST};
    struct personal_list *list;
    HRESULT hr;

    *out = NULL;
    if (!is_face(iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = create(book, &object, true, &list);
    if (FAILED(hr)) return hr;
    hr = kept_entry_fill_in(&list->entry, template, PAGES_LIST);
    if (SUCCEEDED(hr)) *out = (IUnknown *)&list->IDistList_iface;
    else com_unref(list);
    return hr;
}

HRESULT personal_list_open(struct book *book, const struct book_id *object, const IID *iid,
                           bool can_modify, ULONG *type, IUnknown **out)
{
    struct personal_list *list;
    HRESULT hr;

    if (!is_face(iid)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = create(book, object, can_modify, &list);
    if (FAILED(hr)) return hr;
    hr = kept_entry_load(&list->entry);
    if (FAILED(hr)) {
        com_unref(list);
        return hr;
    }
    *type = object->type;
    *out = (IUnknown *)&list->IDistList_iface;
    return S_OK;
}

/*
 * root.c - the root container of the integrated address book: all providers' top-level containers
 * side by side
 */
#include <string.h>
#include "mapitags.h"
#include "ab/addrbook.h"
#include "base/error.h"
#include "com/home.h"
#include "eid/eid.h"
#include "prop/prop_bag.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "provider/logon.h"
#include "table/query.h"
#include "table/rows.h"
#include "table/table_view.h"

struct ab_root {
    struct com_object com;
    IABContainer IABContainer_iface;
    struct router *router; /* counted */
    struct prop_bag props;
};

static void ab_root_destroy(void *self)
{
    struct ab_root *root = self;

    prop_bag_destroy(&root->props);
    router_unref(root->router);
}

COM_UNKNOWN(ab_root, IABContainer)
COM_DEAD(ab_root, IABContainer, IABCONTAINER_DEAD_SLOTS);

static const struct com_face ab_root_faces[] = {
    COM_MORTAL(ab_root, IABContainer),
    COM_MORTAL_AS(ab_root, IABContainer, IMAPIContainer),
    COM_MORTAL_AS(ab_root, IABContainer, IMAPIProp),
};
COM_CLASS(ab_root);
IMAPIPROP_FORWARD(ab_root, IABContainer, prop_bag, props)

/* One container of a provider, under an instance key that no other provider can give. */
static HRESULT add_row(struct rows *rows, const MAPIUID *section, const SRow *row)
{
    const SPropValue *key = pval_find_const(row->lpProps, row->cValues, PR_INSTANCE_KEY);
    const SPropValue *eid = pval_find_const(row->lpProps, row->cValues, PR_ENTRYID);
    const SBinary *own = key ? &key->Value.bin : eid ? &eid->Value.bin : NULL;
    AUTO_FREE BYTE *unique = NULL;
    AUTO_FREE SPropValue *values = NULL;
    ULONG n = 0;

    if (!own) return S_OK; /* can't be opened or told apart */
    unique = mem_zero(sizeof(*section) + own->cb);
    values = mem_array((size_t)row->cValues + 1, sizeof(*values));
    if (!unique || !values) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(unique, section, sizeof(*section));
    memcpy(unique + sizeof(*section), own->lpb, own->cb);
    for (ULONG i = 0; i < row->cValues; i++)
        if (PROP_ID(row->lpProps[i].ulPropTag) != PROP_ID(PR_INSTANCE_KEY) &&
            PROP_TYPE(row->lpProps[i].ulPropTag) != PT_ERROR)
            values[n++] = row->lpProps[i];
    values[n++] = pval_binary(PR_INSTANCE_KEY, (ULONG)sizeof(*section) + own->cb, unique);
    return rows_put(rows, n, values);
}

static HRESULT add_provider(struct rows *rows, struct logon *logon, ULONG flags)
{
    AUTO_RELEASE IABContainer *root = NULL;
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *set = NULL;
    ULONG type;
    HRESULT hr;

    hr = logon->ab->lpVtbl->OpenEntry(logon->ab, 0, NULL, NULL, 0, &type, (IUnknown **)&root);
    hr = com_given(hr, &root);
    if (SUCCEEDED(hr)) hr = com_given(root->lpVtbl->GetHierarchyTable(root, flags, &table), &table);
    if (SUCCEEDED(hr)) hr = query_all_rows(table, NULL, NULL, NULL, 0, &set);
    for (ULONG i = 0; SUCCEEDED(hr) && i < set->cRows; i++)
        hr = add_row(rows, &logon->section, &set->aRow[i]);
    return hr;
}

/* Source  IMAPIContainer::GetHierarchyTable. A provider that can't answer is left out. */
static HRESULT STDMETHODCALLTYPE ab_root_GetHierarchyTable(IABContainer *iface, ULONG flags,
                                                           IMAPITable **out)
{
    SizedSPropTagArray(5, columns) = {5, {PR_DISPLAY_NAME_W, PR_ENTRYID, PR_DEPTH, PR_OBJECT_TYPE,
                                          PR_CONTAINER_FLAGS}};
    struct ab_root *root = ab_root_from(iface);
    AUTO_FREE struct logon **logons = NULL;
    struct rows *rows;
    ULONG count = 0;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~(MAPI_UNICODE | MAPI_DEFERRED_ERRORS | CONVENIENT_DEPTH))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = rows_create(PR_INSTANCE_KEY, &rows);
    if (FAILED(hr)) return hr;
    hr = router_logons(root->router, MAPI_AB_PROVIDER, &count, &logons);
    for (ULONG i = 0; i < count; i++) {
        if (SUCCEEDED(hr) && add_provider(rows, logons[i], flags) == MAPI_E_NOT_ENOUGH_MEMORY)
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
        logon_unuse(logons[i]);
    }
    for (ULONG i = 0; i < columns.cValues; i++)
        columns.aulPropTag[i] = ptag_in_width(columns.aulPropTag[i], flags);
    if (SUCCEEDED(hr)) {
        struct table_view_config config = {.columns = (SPropTagArray *)&columns,
                                           .flags = flags & MAPI_UNICODE};

        hr = table_view_open(rows, &config, out);
    }
    rows_unref(rows);
    return SUCCEEDED(hr) ? com_home_follow(root, out) : hr;
}

/* Source  IMAPIContainer::OpenEntry; 0 and NULL are this container again */
static HRESULT STDMETHODCALLTYPE ab_root_OpenEntry(IABContainer *iface, ULONG cb, ENTRYID *eid,
                                                   LPCIID iid, ULONG flags, ULONG *type,
                                                   IUnknown **out)
{
    struct ab_root *root = ab_root_from(iface);
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!cb || !eid) {
        if (type) *type = MAPI_ABCONT;
        hr = ab_root_create(root->router, iid, flags, out);
        return SUCCEEDED(hr) ? com_home_follow(root, out) : hr;
    }
    return addrbook_open_entry(root, root->router, cb, eid, iid, flags, type, out);
}

static const IABContainerVtbl ab_root_vtbl = {
    COM_UNKNOWN_METHODS(ab_root),
    IMAPIPROP_SLOTS(ab_root),
    .GetContentsTable = refuse_IABContainer_GetContentsTable,
    .GetHierarchyTable = ab_root_GetHierarchyTable,
    .OpenEntry = ab_root_OpenEntry,
    .SetSearchCriteria = refuse_IABContainer_SetSearchCriteria,
    .GetSearchCriteria = refuse_IABContainer_GetSearchCriteria,
    .CreateEntry = refuse_IABContainer_CreateEntry,
    .CopyEntries = refuse_IABContainer_CopyEntries,
    .DeleteEntries = refuse_IABContainer_DeleteEntries,
    .ResolveNames = refuse_IABContainer_ResolveNames,
};

HRESULT ab_root_create(struct router *router, const IID *iid, ULONG flags, IUnknown **out)
{
    struct ab_root *root;
    BYTE eid[EID_OWN_BYTES];
    HRESULT hr;

    hr = eid_open_flags(flags);
    if (FAILED(hr)) return hr;
    root = com_alloc(&ab_root_class, sizeof(*root));
    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    root->IABContainer_iface.lpVtbl = &ab_root_vtbl;
    root->router = router;
    router_ref(router);
    prop_bag_init(&root->props, (IUnknown *)&root->IABContainer_iface, NULL, root, NULL);
    eid_own_make(EID_AB_ROOT, 0, NULL, eid);
    hr = prop_bag_set_binary(&root->props, PR_ENTRYID, sizeof(eid), eid);
    if (SUCCEEDED(hr)) hr = prop_bag_set_text(&root->props, PR_DISPLAY_NAME_W, L"Address Book");
    if (SUCCEEDED(hr)) hr = prop_bag_set_long(&root->props, PR_OBJECT_TYPE, MAPI_ABCONT);
    if (SUCCEEDED(hr)) hr = prop_bag_set_long(&root->props, PR_DISPLAY_TYPE, DT_NOT_SPECIFIC);
    if (SUCCEEDED(hr))
        hr =
            prop_bag_set_long(&root->props, PR_CONTAINER_FLAGS, AB_SUBCONTAINERS | AB_UNMODIFIABLE);
    root->props.read_only = true;
    if (SUCCEEDED(hr)) hr = com_query(root, iid ? iid : &IID_IABContainer, (void **)out);
    com_unref(root);
    return hr;
}

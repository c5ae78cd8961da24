/*
 * root.c - the root container of the integrated address book: all providers' top-level containers
 * side by side
 */
#include "mapitags.h"
#include "ab/addrbook.h"
#include "ab/merged_table.h"
#include "base/error.h"
#include "com/home.h"
#include "eid/eid.h"
#include "prop/prop_bag.h"

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

/*
 * GetHierarchyTable - the containers of all providers, in the order of their logon
 *
 * flags   CONVENIENT_DEPTH: those below them as well, at the PR_DEPTH their provider tells;
 *         MAPI_UNICODE, MAPI_DEFERRED_ERRORS
 * Source  IMAPIContainer::GetHierarchyTable. A provider that can't answer is left out.
 */
static HRESULT STDMETHODCALLTYPE ab_root_GetHierarchyTable(IABContainer *iface, ULONG flags,
                                                           IMAPITable **out)
{
    struct ab_root *root = ab_root_from(iface);
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~(MAPI_UNICODE | MAPI_DEFERRED_ERRORS | CONVENIENT_DEPTH))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = merged_table_open(root->router, flags & CONVENIENT_DEPTH ? MERGED_DEEP : MERGED_TOP, flags,
                           out);
    return SUCCEEDED(hr) ? com_home_follow(root, out) : hr;
}

/* The same table as a property. Source  Hierarchy tables (MAPI reference) */
static HRESULT open_property(void *owner, ULONG tag, const IID *iid, ULONG options, ULONG flags,
                             IUnknown **out)
{
    struct ab_root *root = owner;

    if (PROP_ID(tag) != PROP_ID(PR_CONTAINER_HIERARCHY) || !IsEqualGUID(iid, &IID_IMAPITable))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (flags & (MAPI_MODIFY | MAPI_CREATE)) return FAIL(MAPI_E_NO_ACCESS);
    return ab_root_GetHierarchyTable(&root->IABContainer_iface, options, (IMAPITable **)out);
}

static const struct prop_bag_ops ab_root_ops = {.open_property = open_property};

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
    prop_bag_init(&root->props, (IUnknown *)&root->IABContainer_iface, &ab_root_ops, root, NULL);
    eid_own_make(EID_AB_ROOT, 0, NULL, eid);
    hr = prop_bag_set_binary(&root->props, PR_ENTRYID, sizeof(eid), eid);
    if (SUCCEEDED(hr)) hr = prop_bag_set_text(&root->props, PR_DISPLAY_NAME_W, L"Address Book");
    if (SUCCEEDED(hr)) hr = prop_bag_set_long(&root->props, PR_OBJECT_TYPE, MAPI_ABCONT);
    if (SUCCEEDED(hr)) hr = prop_bag_set_long(&root->props, PR_DISPLAY_TYPE, DT_NOT_SPECIFIC);
    if (SUCCEEDED(hr))
        hr =
            prop_bag_set_long(&root->props, PR_CONTAINER_FLAGS, AB_SUBCONTAINERS | AB_UNMODIFIABLE);
    if (SUCCEEDED(hr))
        hr = prop_bag_set(&root->props, &(SPropValue){.ulPropTag = PR_CONTAINER_HIERARCHY});
    if (SUCCEEDED(hr)) hr = prop_bag_set_binary(&root->props, PR_RECORD_KEY, sizeof(eid), eid);
    root->props.read_only = true;
    if (SUCCEEDED(hr)) hr = com_query(root, iid ? iid : &IID_IABContainer, (void **)out);
    com_unref(root);
    return hr;
}

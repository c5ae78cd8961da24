/*
 * prop_data.c - IPropData over prop_bag (CreateIProp)
 *
 * What a property's access is shows in the bag's marks: PROP_LOCKED is IPROP_READONLY, PROP_DIRTY
 * is IPROP_DIRTY. What was deleted stays known until it is declared clean.
 */
#include "prop/prop_data.h"
#include "base/mem.h"
#include "com/com.h"
#include "mapiguid.h"
#include "prop/problems.h"
#include "prop/prop_bag.h"
#include "prop/ptag.h"

struct prop_data {
    struct com_object com;
    IPropData IPropData_iface;
    struct prop_bag props;
};

static void prop_data_destroy(void *self)
{
    struct prop_data *data = self;

    prop_bag_destroy(&data->props);
}

static const struct com_face prop_data_faces[] = {
    COM_FACE_IID(prop_data, IPropData, IID_IMAPIPropData),
    COM_FACE_AS(prop_data, IPropData, IMAPIProp),
};
COM_CLASS(prop_data);
COM_UNKNOWN(prop_data, IPropData)
IMAPIPROP_FORWARD(prop_data, IPropData, prop_bag, props)

/*
 * HrSetObjAccess - may the whole be changed
 *
 * access  IPROP_READONLY or IPROP_READWRITE, with IPROP_CLEAN or IPROP_DIRTY or neither
 * Errors  MAPI_E_INVALID_PARAMETER
 */
static HRESULT STDMETHODCALLTYPE prop_data_HrSetObjAccess(IPropData *iface, ULONG access)
{
    struct prop_data *data = prop_data_from(iface);
    ULONG level = access & (IPROP_READONLY | IPROP_READWRITE);

    if (access & ~(IPROP_READONLY | IPROP_READWRITE | IPROP_CLEAN | IPROP_DIRTY))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (level != IPROP_READONLY && level != IPROP_READWRITE) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(data->props.lock);
    data->props.read_only = level == IPROP_READONLY;
    return S_OK;
}

/* One of each pair. */
static bool access_valid(ULONG access)
{
    ULONG level = access & (IPROP_READONLY | IPROP_READWRITE),
          status = access & (IPROP_CLEAN | IPROP_DIRTY);

    return access == (level | status) && (level == IPROP_READONLY || level == IPROP_READWRITE) &&
           (status == IPROP_CLEAN || status == IPROP_DIRTY);
}

static ULONG marks_after(ULONG marks, ULONG access)
{
    if (access & IPROP_READONLY) marks |= PROP_LOCKED;
    if (access & IPROP_READWRITE) marks &= ~(ULONG)PROP_LOCKED;
    if (access & IPROP_DIRTY) marks |= PROP_DIRTY;
    if (access & IPROP_CLEAN) marks &= ~(ULONG)PROP_DIRTY;
    return marks;
}

/*
 * HrSetPropAccess - may these be changed, and have they been
 *
 * tags     ids that the object hasn't are passed over
 * access   one for each, with one of each pair
 * Errors   MAPI_E_INVALID_PARAMETER (no tags, none or both of a pair); nothing is changed then. The
 *          page says that a read-only object refuses; Microsoft's doesn't.
 * Source   IPropData::HrSetPropAccess
 */
static HRESULT STDMETHODCALLTYPE prop_data_HrSetPropAccess(IPropData *iface, LPSPropTagArray tags,
                                                           ULONG *access)
{
    struct prop_data *data = prop_data_from(iface);

    if (!tags || !tags->cValues || !access) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < tags->cValues; i++)
        if (!access_valid(access[i])) return FAIL(MAPI_E_INVALID_PARAMETER);

    LOCKED(data->props.lock);
    for (ULONG i = 0; i < tags->cValues; i++) {
        struct prop_bag_slot *slot = prop_bag_slot(&data->props, tags->aulPropTag[i]);

        if (!slot) continue;
        slot->marks = marks_after(slot->marks, access[i]);
        if (slot->marks & PROP_DELETED && access[i] & IPROP_CLEAN)
            prop_bag_remove(&data->props, slot->tag);
    }
    return S_OK;
}

/* A changed one is dirty, and nothing more is said of it (11.3-08). */
static ULONG slot_access(const struct prop_bag_slot *slot)
{
    if (slot->marks & PROP_DIRTY) return IPROP_DIRTY;
    return slot->marks & PROP_LOCKED ? IPROP_READONLY : IPROP_READWRITE;
}

/* All there are, and all there were. */
static void all_access(const struct prop_bag *bag, SPropTagArray *tags, ULONG *access)
{
    for (size_t i = 0; i < bag->count; i++) {
        tags->aulPropTag[i] = bag->slots[i].tag;
        access[i] = slot_access(&bag->slots[i]);
    }
}

/*
 * HrGetPropAccess - which may be changed, and which have been
 *
 * tags    *tags NULL: all, deleted ones too; a new array is given. Else: the entries of those that
 *         were deleted, or never were, become 0
 * access  one for each; a new root
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IPropData::HrGetPropAccess
 */
static HRESULT STDMETHODCALLTYPE prop_data_HrGetPropAccess(IPropData *iface, LPSPropTagArray *tags,
                                                           ULONG **access)
{
    struct prop_data *data = prop_data_from(iface);
    struct prop_bag *bag = &data->props;
    AUTO_FREE SPropTagArray *all = NULL;
    AUTO_FREE ULONG *levels = NULL;

    if (access) *access = NULL;
    if (!tags || !access || (*tags && !(*tags)->cValues)) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(bag->lock);
    levels = mem_array((*tags ? (*tags)->cValues : bag->count) + 1, sizeof(*levels));
    if (!levels) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (!*tags) {
        all = ptag_new_array((ULONG)bag->count, NULL);
        if (!all) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        all_access(bag, all, levels);
        *tags = TAKE(all);
    } else {
        for (ULONG i = 0; i < (*tags)->cValues; i++) {
            struct prop_bag_slot *slot = prop_bag_slot(bag, (*tags)->aulPropTag[i]);

            if (slot && !(slot->marks & PROP_DELETED)) levels[i] = slot_access(slot);
            else (*tags)->aulPropTag[i] = 0;
        }
    }
    *access = TAKE(levels);
    return S_OK;
}

/*
 * HrAddObjProps - list PT_OBJECT properties, which SetProps can't make
 *
 * One that is listed already stays as it is, with its access.
 * Gives   MAPI_W_PARTIAL_COMPLETION, with problems (may be NULL), when some could not be: memory
 *         was out, or what has this id is read-only (MAPI_E_NO_ACCESS)
 * Errors  MAPI_E_INVALID_PARAMETER (no tags), MAPI_E_INVALID_TYPE (one isn't PT_OBJECT; nothing is
 *         added), MAPI_E_NO_ACCESS (the object is read-only)
 * Source  IPropData::HrAddObjProps
 */
static HRESULT STDMETHODCALLTYPE prop_data_HrAddObjProps(IPropData *iface, LPSPropTagArray tags,
                                                         LPSPropProblemArray *problems)
{
    struct prop_data *data = prop_data_from(iface);
    AUTO_PROBLEMS struct problems found = {0};
    ULONG lost = 0;

    if (problems) *problems = NULL;
    if (!tags || !tags->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < tags->cValues; i++)
        if (PROP_TYPE(tags->aulPropTag[i]) != PT_OBJECT) return FAIL(MAPI_E_INVALID_TYPE);

    LOCKED(data->props.lock);
    if (data->props.read_only) return FAIL(MAPI_E_NO_ACCESS);
    for (ULONG i = 0; i < tags->cValues; i++) {
        HRESULT added = prop_bag_list_object(&data->props, tags->aulPropTag[i]);

        if (SUCCEEDED(added)) continue;
        if (++lost == tags->cValues && added == MAPI_E_NOT_ENOUGH_MEMORY) return FAIL(added);
        /* for want of memory there may be no place to say so */
        problems_add(&found, i, tags->aulPropTag[i], added);
    }
    problems_give(&found, problems);
    return lost ? MAPI_W_PARTIAL_COMPLETION : S_OK;
}

static const IPropDataVtbl prop_data_vtbl = {
    COM_UNKNOWN_METHODS(prop_data),
    IMAPIPROP_SLOTS(prop_data),
    .HrSetObjAccess = prop_data_HrSetObjAccess,
    .HrSetPropAccess = prop_data_HrSetPropAccess,
    .HrGetPropAccess = prop_data_HrGetPropAccess,
    .HrAddObjProps = prop_data_HrAddObjProps,
};

HRESULT prop_data_create(IPropData **out)
{
    struct prop_data *data = com_alloc(&prop_data_class, sizeof(*data));

    *out = NULL;
    if (!data) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    data->IPropData_iface.lpVtbl = &prop_data_vtbl;
    prop_bag_init(&data->props, (IUnknown *)&data->IPropData_iface, NULL, data, NULL);
    data->props.keep_deleted = true;
    data->props.any_id = true;
    *out = &data->IPropData_iface;
    return S_OK;
}

struct prop_bag *prop_data_bag(IPropData *data)
{
    return &prop_data_from(data)->props;
}

/*
 * imsg_attr.c - attributes of the properties of a message or an attachment in a storage
 */
#include "msg/imsg_own.h"
#include "prop/problems.h"
#include "prop/ptag.h"

static HRESULT props_of(void *object, struct imsg_props **out)
{
    *out = object ? imsg_props_of_message(object) : NULL;
    if (object && !*out) *out = imsg_props_of_attach(object);
    if (!object) return FAIL(MAPI_E_INVALID_PARAMETER);
    return *out ? S_OK : FAIL(MAPI_E_NO_SUPPORT);
}

static ULONG attributes_of(const struct prop_bag_slot *slot)
{
    if (!slot || slot->marks & PROP_DELETED) return PROPATTR_NOT_PRESENT;
    if (slot->marks & PROP_COMPUTED) return PROPATTR_READABLE;
    if (slot->marks & IMSG_ATTR_KNOWN) return slot->marks >> IMSG_ATTR_SHIFT & 7;
    return PROPATTR_READABLE | PROPATTR_WRITEABLE;
}

HRESULT imsg_get_attributes(void *object, const SPropTagArray *tags, SPropAttrArray **out)
{
    struct imsg_props *props;
    SPropAttrArray *answer;
    bool missing = false;
    HRESULT hr = props_of(object, &props);

    *out = NULL;
    if (FAILED(hr)) return hr;
    answer = mem_zero(CbNewSPropAttrArray((size_t)tags->cValues));
    if (!answer) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    answer->cValues = tags->cValues;
    LOCKED(props->bag.lock);
    for (ULONG i = 0; i < tags->cValues; i++) {
        answer->aPropAttr[i] = attributes_of(prop_bag_slot(&props->bag, tags->aulPropTag[i]));
        missing = missing || answer->aPropAttr[i] & PROPATTR_NOT_PRESENT;
    }
    *out = answer;
    return missing ? MAPI_W_ERRORS_RETURNED : S_OK;
}

/* What can be said of a property: S_OK, or why not. */
static SCODE set_one(struct imsg_props *props, ULONG tag, ULONG attributes)
{
    struct prop_bag_slot *slot = prop_bag_slot(&props->bag, tag);

    if (attributes &
        ~(PROPATTR_MANDATORY | PROPATTR_READABLE | PROPATTR_WRITEABLE | PROPATTR_NOT_PRESENT))
        return MAPI_E_INVALID_PARAMETER;
    if (!slot || slot->marks & PROP_DELETED)
        return attributes & PROPATTR_NOT_PRESENT ? S_OK : MAPI_E_NOT_FOUND;
    if (attributes & PROPATTR_NOT_PRESENT) return MAPI_E_INVALID_PARAMETER; /* it is */
    if (slot->marks & PROP_COMPUTED) return MAPI_E_COMPUTED;
    slot->marks &= ~(7u << IMSG_ATTR_SHIFT | PROP_LOCKED);
    slot->marks |= attributes << IMSG_ATTR_SHIFT | IMSG_ATTR_KNOWN |
                   (attributes & PROPATTR_WRITEABLE ? 0 : PROP_LOCKED);
    return S_OK;
}

HRESULT imsg_set_attributes(void *object, const SPropTagArray *tags,
                            const SPropAttrArray *attributes, SPropProblemArray **problems)
{
    AUTO_PROBLEMS struct problems found = {0};
    struct imsg_props *props;
    bool any = false;
    HRESULT hr = props_of(object, &props);

    if (SUCCEEDED(hr) && props->bag.read_only) hr = FAIL(MAPI_E_NO_ACCESS);
    if (FAILED(hr)) return hr;
    LOCKED(props->bag.lock);
    for (ULONG i = 0; SUCCEEDED(hr) && i < tags->cValues; i++) {
        SCODE problem = set_one(props, tags->aulPropTag[i], attributes->aPropAttr[i]);

        if (SUCCEEDED(problem)) continue;
        any = true;
        hr = problems_add(&found, i, tags->aulPropTag[i], problem);
    }
    if (FAILED(hr)) return hr;
    problems_give(&found, problems);
    return any ? MAPI_W_ERRORS_RETURNED : S_OK;
}

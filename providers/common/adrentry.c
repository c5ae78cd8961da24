/*
 * adrentry.c - recipients of an ADRLIST: what they have, and what a provider puts in
 */
#include "common/adrentry.h"
#include "mapicode.h"
#include "mapitags.h"
#include "mapix.h"
#include "mapiutil.h"

const SPropValue *adrentry_find(const ADRENTRY *entry, ULONG tag)
{
    for (ULONG i = 0; i < entry->cValues; i++)
        if (PROP_ID(entry->rgPropVals[i].ulPropTag) == PROP_ID(tag) &&
            PROP_TYPE(entry->rgPropVals[i].ulPropTag) != PT_ERROR)
            return &entry->rgPropVals[i];
    return NULL;
}

const SPropTagArray *adrentry_usual(ULONG flags)
{
    static const SizedSPropTagArray(10, wide) = {
        10,
        {PR_ENTRYID, PR_ADDRTYPE_W, PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_OBJECT_TYPE,
         PR_DISPLAY_TYPE, PR_SEARCH_KEY, PR_RECORD_KEY, PR_TRANSMITABLE_DISPLAY_NAME_W,
         PR_SEND_RICH_INFO}};
    static const SizedSPropTagArray(10, small) = {
        10,
        {PR_ENTRYID, PR_ADDRTYPE_A, PR_DISPLAY_NAME_A, PR_EMAIL_ADDRESS_A, PR_OBJECT_TYPE,
         PR_DISPLAY_TYPE, PR_SEARCH_KEY, PR_RECORD_KEY, PR_TRANSMITABLE_DISPLAY_NAME_A,
         PR_SEND_RICH_INFO}};

    return flags & MAPI_UNICODE ? (const SPropTagArray *)&wide : (const SPropTagArray *)&small;
}

static bool is_among(ULONG count, const SPropValue *values, ULONG tag)
{
    for (ULONG i = 0; i < count; i++)
        if (PROP_ID(values[i].ulPropTag) == PROP_ID(tag)) return true;
    return false;
}

static HRESULT copy(SPropValue *to, const SPropValue *from, SPropValue *root,
                    const struct allocators *alloc)
{
    if (PROP_TYPE(from->ulPropTag) != PT_ERROR)
        return PropCopyMore(to, (SPropValue *)from, alloc->more, root);
    *to = *from;
    return S_OK;
}

HRESULT adrentry_fill(ADRENTRY *entry, ULONG count, const SPropValue *values, bool keep,
                      const struct allocators *alloc)
{
    SPropValue *all;
    ULONG n = 0;
    HRESULT hr;

    hr = alloc->buffer((ULONG)((count + entry->cValues + 1) * sizeof(*all)), (void **)&all);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        const SPropValue *had = keep ? adrentry_find(entry, values[i].ulPropTag) : NULL;

        hr = copy(&all[n++], had ? had : &values[i], all, alloc);
    }
    for (ULONG i = 0; i < entry->cValues && SUCCEEDED(hr); i++) {
        const SPropValue *had = &entry->rgPropVals[i];

        if (PROP_TYPE(had->ulPropTag) == PT_ERROR || PROP_TYPE(had->ulPropTag) == PT_NULL ||
            is_among(count, values, had->ulPropTag))
            continue;
        hr = copy(&all[n++], had, all, alloc);
    }
    if (FAILED(hr)) {
        alloc->free(all);
        return hr;
    }
    alloc->free(entry->rgPropVals);
    entry->rgPropVals = all;
    entry->cValues = n;
    return S_OK;
}

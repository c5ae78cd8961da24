/*
 * resolve.c - recipients' names turned into entry IDs: addresses on sight, without asking anybody
 */
#include "mapitags.h"
#include "ab/addrbook.h"
#include "ab/recipient.h"
#include "ab/typed.h"
#include "base/mem.h"
#include "prop/pval.h"

/* S_OK: resolved now or before, or nothing to do; MAPI_E_NOT_FOUND: nobody knows the name. */
static HRESULT resolve_entry(ADRENTRY *entry, ULONG flags)
{
    const SPropValue *name = pval_find_const(entry->rgPropVals, entry->cValues, PR_DISPLAY_NAME_W);
    const SPropValue *eid = pval_find_const(entry->rgPropVals, entry->cValues, PR_ENTRYID);
    AUTO_FREE void *root = NULL;
    AUTO_FREE struct one_off *address = NULL;
    SPropValue wide;
    HRESULT hr;

    if (!entry->cValues || (eid && eid->Value.bin.cb)) return S_OK;
    if (!name) return MAPI_E_NOT_FOUND;
    root = mem_zero(1);
    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = pval_as(name, PT_UNICODE, root, &wide);
    if (SUCCEEDED(hr)) hr = typed_read(wide.Value.lpszW, &address);
    if (FAILED(hr)) return hr;
    return address ? recipient_put_one_off(entry, address, flags) : MAPI_E_NOT_FOUND;
}

HRESULT ab_resolve(ADRLIST *list, ULONG flags)
{
    HRESULT result = S_OK;

    for (ULONG i = 0; i < list->cEntries; i++) {
        HRESULT hr = resolve_entry(&list->aEntries[i], flags);

        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (FAILED(hr)) result = hr; /* the others are resolved all the same */
    }
    return result;
}

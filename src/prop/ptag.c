/*
 * ptag.c - property tags and arrays of them
 */
#include "prop/ptag.h"
#include "base/error.h"
#include "base/mem.h"
#include "prop/ptype.h"
#include <string.h>

SPropTagArray *ptag_new_array(ULONG count, void *root)
{
    size_t bytes = CbNewSPropTagArray((size_t)count);
    void *tags = NULL;

    if (count > 0x0fffffff) return NULL;
    if (FAILED(root ? mem_more(bytes, root, &tags) : mem_root(bytes, &tags))) return NULL;
    ((SPropTagArray *)tags)->cValues = count;
    return tags;
}

HRESULT ptag_copy_array(const SPropTagArray *tags, void *root, SPropTagArray **out)
{
    *out = NULL;
    if (!tags) return S_OK;
    if (tags->cValues > 0x0fffffff) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = ptag_new_array(tags->cValues, root);
    if (!*out) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    memcpy((*out)->aulPropTag, tags->aulPropTag, tags->cValues * sizeof(ULONG));
    return S_OK;
}

bool ptag_has_id(const SPropTagArray *tags, ULONG tag)
{
    for (ULONG i = 0; tags && i < tags->cValues; i++)
        if (PROP_ID(tags->aulPropTag[i]) == PROP_ID(tag)) return true;
    return false;
}

ULONG ptag_in_width(ULONG tag, ULONG flags)
{
    ULONG many = PROP_TYPE(tag) & MVI_FLAG;

    if (!ptype_is_text(tag)) return tag;
    return CHANGE_PROP_TYPE(tag, (flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8) | many);
}

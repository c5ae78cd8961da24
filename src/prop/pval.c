/*
 * pval.c - property values: copied, counted, moved, checked
 */
#include "prop/pval.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"
#include "prop/block.h"
#include "prop/pieces.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include <string.h>

HRESULT pval_copy_by(SPropValue *dst, const SPropValue *src, ALLOCATEMORE *more, void *root)
{
    struct pieces_hanger h = PIECES_HANG(more, root);
    SPropValue copy = *src;
    HRESULT hr = pieces_of_values(&h.walk, 1, &copy);

    if (FAILED(hr)) return hr;
    *dst = copy;
    return S_OK;
}

HRESULT pval_copy(SPropValue *dst, const SPropValue *src, void *root)
{
    return pval_copy_by(dst, src, NULL, root);
}

/* ---- copies in one block ---- */

/* Sizes by alignment class, and their sum with the array's; any shape of values that can be walked. */
static HRESULT block_measure(struct block *block, ULONG count, const SPropValue *props,
                             size_t *bytes)
{
    HRESULT hr;

    *block = (struct block)BLOCK_COUNTING;
    hr = pieces_of_values(&block->walk, count,
                          (SPropValue *)props); /* counting changes nothing */
    if (FAILED(hr)) return hr;
    if (!size_mul(count, sizeof(SPropValue), bytes) || !block_total(block, *bytes, bytes))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return S_OK;
}

/* into has the room block_measure asked for. */
static HRESULT block_fill(struct block *block, ULONG count, const SPropValue *props, void *into)
{
    memmove(into, props, count * sizeof(SPropValue));
    block_fill_from(block, into, count * sizeof(SPropValue));
    return pieces_of_values(&block->walk, count, into);
}

HRESULT pval_copy_array(ULONG count, const SPropValue *src, void *root, SPropValue **out)
{
    struct block block;
    void *copy = NULL;
    size_t bytes;
    HRESULT hr;

    *out = NULL;
    if (!count) return S_OK;
    if (!src) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = block_measure(&block, count, src, &bytes);
    if (FAILED(hr)) return hr;
    hr = root ? mem_more(bytes, root, &copy) : mem_root(bytes, &copy);
    if (FAILED(hr)) return hr;
    hr = block_fill(&block, count, src, copy);
    if (FAILED(hr)) {
        if (!root) mem_free(copy);
        return hr;
    }
    *out = copy;
    return S_OK;
}

/* What ScCountProps refuses beyond what can't be walked. */
static bool countable(ULONG count, const SPropValue *props)
{
    for (ULONG i = 0; i < count; i++) {
        ULONG id = PROP_ID(props[i].ulPropTag);

        if (id == PROP_ID_NULL || id == PROP_ID_INVALID || PROP_TYPE(props[i].ulPropTag) == PT_UNSPECIFIED) return false;
        if (ptype_is_many(props[i].ulPropTag) && !props[i].Value.MVl.cValues) return false;
    }
    return true;
}

HRESULT pval_block_bytes(ULONG count, const SPropValue *props, size_t *bytes)
{
    struct block block;

    *bytes = 0;
    if (count && !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!countable(count, props)) return FAIL(MAPI_E_INVALID_PARAMETER);
    return block_measure(&block, count, props, bytes);
}

HRESULT pval_block_copy(ULONG count, const SPropValue *props, void *into, size_t *bytes)
{
    struct block block;
    HRESULT hr;

    *bytes = 0;
    if (!into || (count && !props)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = block_measure(&block, count, props, bytes);
    return FAILED(hr) ? hr : block_fill(&block, count, props, into);
}

HRESULT pval_block_move(ULONG count, SPropValue *props, const void *old_base, const void *new_base,
                        size_t *bytes)
{
    struct block_move m = BLOCK_MOVE(old_base, props, new_base);
    HRESULT hr;

    *bytes = 0;
    if (count && !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < count; i++) /* nothing is touched when something is unknown */
        if (!ptype_of(props[i].ulPropTag)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = pieces_of_values(&m.walk, count, props);
    *bytes = count * sizeof(SPropValue) + m.bytes;
    return hr;
}

/* ---- questions ---- */

ULONG pval_bytes(const SPropValue *value)
{
    const struct ptype *type = ptype_of(value->ulPropTag);
    struct block block;
    size_t bytes = 0;

    if (!type) return 0;
    if (type->shape == PTYPE_INLINE || type->shape == PTYPE_FIXED) { /* known without looking at what it points at */
        bytes = ptype_is_many(value->ulPropTag) ? value->Value.MVl.cValues * type->bytes : type->bytes;
    } else if (type->shape == PTYPE_COUNTED) {
        for (ULONG i = 0; i < pval_elements(value); i++)
            bytes += pval_element(value, i).Value.bin.cb;
    } else if (SUCCEEDED(block_measure(&block, 1, value, &bytes))) {
        bytes -= sizeof(SPropValue);
        if (ptype_is_many(value->ulPropTag)) bytes -= value->Value.MVl.cValues * type->bytes; /* the pointers are not data */
    }
    return bytes > 0xffffffff ? 0xffffffff : (ULONG)bytes;
}

bool pval_valid(const SPropValue *value)
{
    struct block block;
    size_t bytes;

    if (value->ulPropTag == PR_NULL) return true;
    if (!countable(1, value)) return false;
    if (PROP_TYPE(value->ulPropTag) == PT_BOOLEAN && value->Value.b > 1 && value->Value.b != 0xffff)
        return false;
    return SUCCEEDED(block_measure(&block, 1, value, &bytes));
}

HRESULT pval_given(HRESULT hr, ULONG wanted, ULONG count, SPropValue **values)
{
    if (FAILED(hr)) {
        *values = NULL;
        return hr;
    }
    if (!*values || count != wanted) {
        mem_free(TAKE(*values));
        return FAIL(MAPI_E_CALL_FAILED);
    }
    for (ULONG i = 0; i < count; i++) {
        SPropValue *value = &(*values)[i];

        if (PROP_TYPE(value->ulPropTag) != PT_ERROR && PROP_TYPE(value->ulPropTag) != PT_OBJECT && !pval_valid(value))
            *value = pval_error(value->ulPropTag, MAPI_E_CORRUPT_DATA);
    }
    return S_OK;
}

SPropValue *pval_find(SPropValue *props, ULONG count, ULONG tag)
{
    return (SPropValue *)pval_find_const(props, count, tag);
}

const SPropValue *pval_find_const(const SPropValue *props, ULONG count, ULONG tag)
{
    if (!props) return NULL;
    for (ULONG i = 0; i < count; i++)
        if (ptag_fits(tag, props[i].ulPropTag)) return &props[i];
    return NULL;
}

ULONG pval_elements(const SPropValue *value)
{
    return ptype_is_many(value->ulPropTag) ? value->Value.MVl.cValues : 1;
}

SPropValue pval_element(const SPropValue *many, ULONG index)
{
    const struct ptype *type = ptype_of(many->ulPropTag);
    SPropValue one = {.ulPropTag = many->ulPropTag & ~(ULONG)MVI_FLAG};
    char *element;

    if (!ptype_is_many(many->ulPropTag)) return *many;
    element = (char *)many->Value.MVl.lpl + index * type->bytes;
    if (type->shape == PTYPE_FIXED) one.Value.lpguid = (GUID *)element;
    else memcpy(&one.Value, element, type->bytes);
    return one;
}

/*
 * pval.c - property values: copied one by one, checked, found
 */
#include "prop/pval.h"
#include "base/error.h"
#include "base/length.h"
#include "base/mem.h"
#include "prop/pieces.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include <string.h>

/* Values that point at one piece, as most do that point at all; false: at none or at more, or
 * something is wrong. */
static bool one_piece(SPropValue *value, void ***slot, size_t *bytes)
{
    static const unsigned char element[] = {[PIECE_MANY_2] = 2,
                                            [PIECE_MANY_4] = 4,
                                            [PIECE_MANY_8] = 8,
                                            [PIECE_MANY_GUIDS] = sizeof(GUID)};
    enum ptype_piece kind = ptype_piece(value->ulPropTag);

    *slot = (void **)&value->Value.lpszA;
    switch (kind) {
    case PIECE_TEXT8:
        *bytes = value->Value.lpszA ? length8(value->Value.lpszA) + 1 : 0;
        break;
    case PIECE_TEXT16:
        *bytes = value->Value.lpszW ? (length16(value->Value.lpszW) + 1) * sizeof(WCHAR) : 0;
        break;
    case PIECE_GUID:
        *bytes = sizeof(GUID);
        break;
    case PIECE_BYTES:
        *slot = (void **)&value->Value.bin.lpb;
        *bytes = value->Value.bin.cb;
        break;
    case PIECE_MANY_2:
    case PIECE_MANY_4:
    case PIECE_MANY_8:
    case PIECE_MANY_GUIDS:
        *slot = (void **)&value->Value.MVl.lpl;
        *bytes =
            value->Value.MVl.cValues <= 0x00ffffff ? value->Value.MVl.cValues * element[kind] : 0;
        break;
    default:
        return false;
    }
    return *bytes && **slot;
}

HRESULT pval_copy_by(SPropValue *dst, const SPropValue *src, ALLOCATEMORE *more, void *root)
{
    SPropValue copy = *src;
    size_t bytes;
    void **slot;

    if (ptype_piece(src->ulPropTag) != PIECE_NONE) {
        struct pieces_hanger h = PIECES_HANG(more, root);
        HRESULT hr = S_OK;

        if (!one_piece(&copy, &slot, &bytes)) hr = pieces_of_values(&h.walk, 1, &copy);
        else if (!pieces_hang(&h.walk, slot, *slot, bytes, 1)) hr = h.walk.error;
        if (FAILED(hr)) return hr;
    }
    *dst = copy;
    return S_OK;
}

HRESULT pval_copy(SPropValue *dst, const SPropValue *src, void *root)
{
    return pval_copy_by(dst, src, NULL, root);
}

/* ---- questions ---- */

bool pval_valid(const SPropValue *value)
{
    size_t bytes;

    if (value->ulPropTag == PR_NULL) return true;
    if (PROP_TYPE(value->ulPropTag) == PT_BOOLEAN && value->Value.b > 1 && value->Value.b != 0xffff)
        return false;
    return SUCCEEDED(pval_block_bytes(1, value, &bytes));
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

        if (PROP_TYPE(value->ulPropTag) != PT_ERROR && PROP_TYPE(value->ulPropTag) != PT_OBJECT &&
            !pval_valid(value))
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

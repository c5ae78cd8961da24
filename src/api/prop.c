/*
 * prop.c - exports about properties: values copied, counted, found, compared, and one at a time
 */
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "mapiguid.h"
#include "mapiutil.h"
#include "prop/pname.h"
#include "prop/prop_data.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "prop/restrict.h"

/*
 * PropCopyMore - one value, copied with what it points at, which hangs on root
 *
 * more    the caller's MAPIAllocateMore; not called for values that point at nothing, and may be
 *         NULL for these
 * Errors  MAPI_E_NO_SUPPORT (an unknown type), MAPI_E_INVALID_PARAMETER, what more says
 */
SCODE STDMETHODCALLTYPE PropCopyMore(LPSPropValue dst, LPSPropValue src, ALLOCATEMORE *more,
                                     LPVOID root)
{
    if (!dst || !src || (!more && ptype_piece(src->ulPropTag) != PIECE_NONE))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (ptype_piece(src->ulPropTag) == PIECE_UNKNOWN && !ptype_of(src->ulPropTag))
        return FAIL(MAPI_E_NO_SUPPORT);
    return pval_copy_by(dst, src, more, root);
}

/* UlPropSize: bytes of the value without its SPropValue; 0 for an unknown type. */
ULONG STDMETHODCALLTYPE UlPropSize(LPSPropValue value)
{
    return value ? pval_bytes(value) : 0;
}

/* FEqualNames: the same property set, kind and number or text (case matters). */
BOOL STDMETHODCALLTYPE FEqualNames(LPMAPINAMEID a, LPMAPINAMEID b)
{
    return pname_equal(a, b);
}

/* FPropContainsProp: dst contains, begins with or is src; text of one width, or binary. Others:
 * FALSE */
BOOL STDMETHODCALLTYPE FPropContainsProp(LPSPropValue dst, LPSPropValue src, ULONG fuzzy)
{
    return dst && src && PROP_TYPE(dst->ulPropTag) == PROP_TYPE(src->ulPropTag) &&
           !(PROP_TYPE(dst->ulPropTag) & MVI_FLAG) && restrict_contains(dst, src, fuzzy);
}

/* FPropCompareProp: a relop b. FALSE for other types, text of another width among them, and unknown
 * relations. */
BOOL STDMETHODCALLTYPE FPropCompareProp(LPSPropValue a, ULONG relop, LPSPropValue b)
{
    return a && b && PROP_TYPE(a->ulPropTag) == PROP_TYPE(b->ulPropTag) &&
           restrict_compare(a, relop, b);
}

/* LPropCompareProp: <0, 0, >0. Types without an order are 1 when they differ. */
LONG STDMETHODCALLTYPE LPropCompareProp(LPSPropValue a, LPSPropValue b)
{
    return a && b ? pval_compare(a, b) : !!a - !!b;
}

/* LpValFindProp: the first with this id, whatever its type. The page says the whole tag;
 * Microsoft's looks at the id alone. */
LPSPropValue STDMETHODCALLTYPE LpValFindProp(ULONG tag, ULONG count, LPSPropValue props)
{
    if (!props) return NULL;
#pragma GCC unroll 4
    for (ULONG i = 0; i < count; i++)
        if (PROP_ID(props[i].ulPropTag ^ tag) == 0) return &props[i];
    return NULL;
}

/* PpropFindProp: the first with this whole tag, or with this id for PT_UNSPECIFIED. */
LPSPropValue STDMETHODCALLTYPE PpropFindProp(LPSPropValue props, ULONG count, ULONG tag)
{
    if (PROP_TYPE(tag) == PT_UNSPECIFIED) return LpValFindProp(tag, count, props);
    if (!props) return NULL;
#pragma GCC unroll 4
    for (ULONG i = 0; i < count; i++)
        if (props[i].ulPropTag == tag) return &props[i];
    return NULL;
}

/* A length into the caller's ULONG, which may be absent. */
static SCODE give_bytes(SCODE sc, size_t bytes, ULONG *out)
{
    if (SUCCEEDED(sc) && bytes > 0xffffffff) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (SUCCEEDED(sc) && out) *out = (ULONG)bytes;
    return sc;
}

/*
 * ScCountProps - bytes that ScCopyProps will need for these values
 *
 * bytes   may be NULL: only looks whether they can be copied
 * Errors  MAPI_E_INVALID_PARAMETER (PROP_ID_NULL, PROP_ID_INVALID, a multivalue of nothing,
 * PT_NULL, a type that is unknown or came with servers)
 */
SCODE STDMETHODCALLTYPE ScCountProps(int count, LPSPropValue props, ULONG *bytes)
{
    size_t sum = 0;
    SCODE sc;

    if (count < 0 || !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (int i = 0; i < count; i++) /* as Microsoft's */
        if (PROP_TYPE(props[i].ulPropTag) == PT_NULL || !ptype_is_early(props[i].ulPropTag))
            return FAIL(MAPI_E_INVALID_PARAMETER);
    sc = pval_block_bytes((ULONG)count, props, &sum);
    return give_bytes(sc, sum, bytes);
}

/*
 * ScCopyProps - values and all they point at into one block, whose size is ScCountProps's
 *
 * bytes   may be NULL: how many were written
 * Errors  MAPI_E_INVALID_PARAMETER
 */
SCODE STDMETHODCALLTYPE ScCopyProps(int count, LPSPropValue props, LPVOID block, ULONG *bytes)
{
    size_t sum = 0;
    SCODE sc;

    if (count < 0 || !props || !block) return FAIL(MAPI_E_INVALID_PARAMETER);
    sc = pval_block_copy((ULONG)count, props, block, &sum);
    return give_bytes(sc, sum, bytes);
}

/*
 * ScRelocProps - pointers in a block of ScCopyProps's made right for another place
 *
 * props     where the array is now; its pointers are relative to base_old
 * base_new  where the array will be when the pointers are followed; may be NULL, as base_old
 * bytes     may be NULL: size of the block
 * Errors    MAPI_E_INVALID_PARAMETER (an unknown type; nothing has changed)
 */
SCODE STDMETHODCALLTYPE ScRelocProps(int count, LPSPropValue props, LPVOID base_old,
                                     LPVOID base_new, ULONG *bytes)
{
    size_t sum = 0;
    SCODE sc;

    if (count < 0 || !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    sc = pval_block_move((ULONG)count, props, base_old, base_new, &sum);
    return give_bytes(sc, sum, bytes);
}

/*
 * ScDupPropset - ScCountProps, one allocation by the caller's allocator, ScCopyProps
 *
 * out     one block; freed by one call of the caller's free. NULL on failure.
 * Errors  MAPI_E_INVALID_PARAMETER, what allocate says
 */
SCODE STDMETHODCALLTYPE ScDupPropset(int count, LPSPropValue props, ALLOCATEBUFFER *allocate,
                                     LPSPropValue *out)
{
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (count < 0 || !props || !allocate) return FAIL(MAPI_E_INVALID_PARAMETER);
    return pval_block_dup((ULONG)count, props, allocate, out);
}

/*
 * HrGetOneProp - one value of any object
 *
 * out     one MAPIFreeBuffer; NULL on failure
 * Errors  MAPI_E_NOT_FOUND and whatever code stands in place of the value, the object's,
 * MAPI_E_INVALID_PARAMETER. Never a warning.
 */
HRESULT STDMETHODCALLTYPE HrGetOneProp(LPMAPIPROP object, ULONG tag, LPSPropValue *out)
{
    SPropTagArray tags = {1, {tag}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG count = 0;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!object) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = com_given(object->lpVtbl->GetProps(object, &tags, 0, &count, &value), &value);
    if (FAILED(hr)) return hr;
    if (!count) return FAIL(MAPI_E_NOT_FOUND);
    if (PROP_TYPE(value->ulPropTag) == PT_ERROR)
        return FAILED(value->Value.err) ? value->Value.err : FAIL(MAPI_E_NOT_FOUND);
    *out = TAKE(value);
    return S_OK;
}

/* HrSetOneProp: one value of any object; a problem with it is the error. */
HRESULT STDMETHODCALLTYPE HrSetOneProp(LPMAPIPROP object, LPSPropValue value)
{
    AUTO_FREE SPropProblemArray *problems = NULL;
    HRESULT hr;

    if (!object || !value) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = object->lpVtbl->SetProps(object, 1, value, &problems);
    if (FAILED(hr)) {
        problems = NULL; /* whatever is there */
        return hr;
    }
    return problems && problems->cProblem ? problems->aProblem[0].scode : S_OK;
}

/* FPropExists: is it in the object's list, by the whole tag, or by id for PT_UNSPECIFIED? FALSE
 * when there is none. */
BOOL STDMETHODCALLTYPE FPropExists(LPMAPIPROP object, ULONG tag)
{
    AUTO_FREE SPropTagArray *tags = NULL;
    bool wide = ptype_is_text(tag) && (PROP_TYPE(tag) & ~(ULONG)MVI_FLAG) == PT_UNICODE;

    if (!object || FAILED(object->lpVtbl->GetPropList(object, wide ? MAPI_UNICODE : 0, &tags)) ||
        !tags)
        return FALSE;
    for (ULONG i = 0; i < tags->cValues; i++)
        if (tags->aulPropTag[i] == tag ||
            (PROP_TYPE(tag) == PT_UNSPECIFIED && PROP_ID(tags->aulPropTag[i]) == PROP_ID(tag)))
            return TRUE;
    return FALSE;
}

/*
 * CreateIProp - a property object in memory
 *
 * iid       NULL or IID_IMAPIPropData
 * reserved  NULL
 * out       one reference
 * Errors    MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 */
SCODE STDMETHODCALLTYPE CreateIProp(LPCIID iid, ALLOCATEBUFFER *allocate, ALLOCATEMORE *more,
                                    FREEBUFFER *free, LPVOID reserved, LPPROPDATA *out)
{
    (void)allocate, (void)more,
        (void)free; /* MAPI's own, in one of their guises: what they give is ours to free */
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (reserved) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (iid && !IsEqualGUID(iid, &IID_IMAPIPropData)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    return prop_data_create(out);
}

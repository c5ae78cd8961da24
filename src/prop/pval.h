/*
 * pval.h - property values: copied, counted, moved, compared, checked, converted between string
 * widths
 *
 * Everything here walks by ptype.h's table. Values from outside may be anything pval_valid refuses;
 * the other functions answer MAPI_E_INVALID_PARAMETER for what they can tell is wrong (no pointer
 * where a count says there is one, an unknown type) and trust readable memory.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "prop/ptype.h"

/*
 * Deep copy; what the value points at hangs on root (which must not be NULL unless the value points
 * at nothing). PT_OBJECT values are copied as they are, without a reference.
 * Errors  MAPI_E_INVALID_PARAMETER  unknown type, or a hole in the value; MAPI_E_NOT_ENOUGH_MEMORY
 * On failure *dst is untouched; pieces may already hang on root.
 */
HRESULT pval_copy(SPropValue *dst, const SPropValue *src, void *root);
/* The same through a foreign MAPIAllocateMore. */
HRESULT pval_copy_by(SPropValue *dst, const SPropValue *src, ALLOCATEMORE *more, void *root);
/* count values in one block, everything they point at inside it; root NULL: the block is a root of
 * its own. count 0 gives *out = NULL. */
HRESULT pval_copy_array(ULONG count, const SPropValue *src, void *root, SPropValue **out);
/* The same of values that are such a block of so many bytes (count is not 0), so that there is
 * little to look at. */
HRESULT pval_copy_block(ULONG count, const SPropValue *block, size_t bytes, SPropValue **out);

/* The block forms behind ScCountProps, ScCopyProps and ScRelocProps: no padding, every piece
 * naturally aligned. */
HRESULT pval_block_bytes(ULONG count, const SPropValue *props, size_t *bytes);
HRESULT pval_block_copy(ULONG count, const SPropValue *props, void *block, size_t *bytes);
/* ... in a block of the caller's allocator (ScDupPropset). */
HRESULT pval_block_dup(ULONG count, const SPropValue *props, ALLOCATEBUFFER *allocate,
                       SPropValue **out);
HRESULT pval_block_move(ULONG count, SPropValue *props, const void *old_base, const void *new_base,
                        size_t *bytes);

/* Bytes of the value alone, out-of-line data included, SPropValue excluded (UlPropSize); 0: unknown
 * type. */
ULONG pval_bytes(const SPropValue *value);

/* <0, 0, >0. Types that have no order give 0 or a fixed nonzero value; other types differ by type.
 * Text of either width compares alike (ordinal); flags as in FL_IGNORECASE and kin are restrict.h's
 * business. */
int pval_compare_others(const SPropValue *a, const SPropValue *b);
static inline int pval_compare(const SPropValue *a, const SPropValue *b)
{
    ULONG type = PROP_TYPE(a->ulPropTag);
    const struct ptype *row;

    if (type == PT_LONG && PROP_TYPE(b->ulPropTag) == PT_LONG)
        return (a->Value.l > b->Value.l) - (a->Value.l < b->Value.l);
    if (type != PROP_TYPE(b->ulPropTag) || type > PTYPE_HIGHEST) return pval_compare_others(a, b);
    row = &ptypes[ptype_rows[type]]; /* single and alike, as most are */
    return row->compare && row->shape != PTYPE_FIXED ? row->compare(&a->Value, &b->Value)
                                                     : pval_compare_others(a, b);
}
static inline bool pval_equal(const SPropValue *a, const SPropValue *b)
{
    return pval_compare(a, b) == 0;
}
/* One element of a multivalued value as a value of its own (borrows), tag type without MV_FLAG and
 * MV_INSTANCE. */
SPropValue pval_element(const SPropValue *many, ULONG index);
/* Elements of a multivalued value; 1 for any other. */
ULONG pval_elements(const SPropValue *value);

/* Structure only, memory trusted: known type, PROP_ID not 0 or 0xFFFF (PR_NULL itself is fine),
 * boolean 0, 1 or 0xFFFF, no pointer missing, no multivalue of nothing. */
bool pval_valid(const SPropValue *value);

/*
 * src as text of the other width (type PT_STRING8 or PT_UNICODE; many become many); not text, or
 * already so: a plain deep copy. PT_UNSPECIFIED keeps the width. dst's tag carries the type given;
 * what hangs, hangs on root.
 */
HRESULT pval_as(const SPropValue *src, ULONG type, void *root, SPropValue *dst);

/* The first value whose PROP_ID is tag's and whose type fits: equal, PT_UNSPECIFIED asked, or
 * either string width. A PT_ERROR value never fits. NULL: none. */
SPropValue *pval_find(SPropValue *props, ULONG count, ULONG tag);
const SPropValue *pval_find_const(const SPropValue *props, ULONG count, ULONG tag);

/*
 * What somebody else's GetProps gave for wanted tags: hr, *values NULL when that is a failure;
 * MAPI_E_CALL_FAILED when it says success without a value for each tag. A value that lacks what it
 * should point at becomes PT_ERROR, MAPI_E_CORRUPT_DATA. A warning is S_OK.
 */
HRESULT pval_given(HRESULT hr, ULONG wanted, ULONG count, SPropValue **values);

/* Makers for tables of our own; text and bytes are borrowed. */
static inline SPropValue pval_long(ULONG tag, LONG v)
{
    return (SPropValue){.ulPropTag = tag, .Value.l = v};
}
static inline SPropValue pval_bool(ULONG tag, bool v)
{
    return (SPropValue){.ulPropTag = tag, .Value.b = v};
}
static inline SPropValue pval_text(ULONG tag, const WCHAR *v)
{
    return (SPropValue){.ulPropTag = CHANGE_PROP_TYPE(tag, PT_UNICODE), .Value.lpszW = (WCHAR *)v};
}
static inline SPropValue pval_binary(ULONG tag, ULONG bytes, const void *v)
{
    return (SPropValue){.ulPropTag = tag, .Value.bin = {bytes, (BYTE *)v}};
}
static inline SPropValue pval_error(ULONG tag, SCODE code)
{
    return (SPropValue){.ulPropTag = CHANGE_PROP_TYPE(tag, PT_ERROR), .Value.err = code};
}

/*
 * restrict.c - does this row match this SRestriction
 *
 * One recursion serves both questions: with a row it evaluates, without one it only says whether it
 * could.
 */
#include "prop/restrict.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "prop/pieces.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "prop/text_order.h"
#include <string.h>

/* ---- one value against another ---- */

static bool order_satisfies(int order, ULONG relop)
{
    /* clang-format off */
    switch (relop) {
    case RELOP_LT: return order < 0;
    case RELOP_LE: return order <= 0;
    case RELOP_GT: return order > 0;
    case RELOP_GE: return order >= 0;
    case RELOP_EQ: return order == 0;
    case RELOP_NE: return order != 0;
    default:       return false;
    }
    /* clang-format on */
}

bool restrict_compare(const SPropValue *value, ULONG relop, const SPropValue *other)
{
    const struct ptype *type = ptype_of(value->ulPropTag);

    if (!type || !type->compare || !ptype_alike(value->ulPropTag, other->ulPropTag)) return false;
    if (!type->ordered && relop != RELOP_EQ && relop != RELOP_NE) return false;
    return order_satisfies(pval_compare(value, other), relop);
}

static bool bytes_contain(const SBinary *target, const SBinary *pattern, ULONG fuzzy)
{
    ULONG last;

    if (pattern->cb > target->cb) return false;
    if (!pattern->cb)
        return (fuzzy & 0xffff) == FL_PREFIX || (fuzzy & 0xffff) == FL_SUBSTRING || !target->cb;
    switch (fuzzy & 0xffff) {
    case FL_PREFIX:
        return !memcmp(target->lpb, pattern->lpb, pattern->cb);
    case FL_SUBSTRING:
        last = target->cb - pattern->cb;
        for (ULONG i = 0; i <= last; i++)
            if (target->lpb[i] == pattern->lpb[0] &&
                !memcmp(target->lpb + i, pattern->lpb, pattern->cb))
                return true;
        return false;
    default:
        return target->cb == pattern->cb && !memcmp(target->lpb, pattern->lpb, pattern->cb);
    }
}

/* The text of a single value as UTF-16: borrowed, or converted into *made. NULL: memory is out. */
static const WCHAR *wide_text(const SPropValue *value, WCHAR **made)
{
    if (PROP_TYPE(value->ulPropTag) == PT_UNICODE) return value->Value.lpszW;
    return FAILED(text_from_ansi(value->Value.lpszA, -1, 0, NULL, made)) ? NULL : *made;
}

static bool single_contains(const SPropValue *target, const SPropValue *pattern, ULONG fuzzy)
{
    AUTO_FREE WCHAR *made_text = NULL, *made_part = NULL;
    const WCHAR *text, *part;

    if (PROP_TYPE(target->ulPropTag) == PT_BINARY)
        return bytes_contain(&target->Value.bin, &pattern->Value.bin, fuzzy);
    if (!target->Value.lpszA || !pattern->Value.lpszA) return false;
    if (PROP_TYPE(target->ulPropTag) == PT_STRING8 && PROP_TYPE(pattern->ulPropTag) == PT_STRING8)
        return text_contains8(target->Value.lpszA, pattern->Value.lpszA, fuzzy);
    text = wide_text(target, &made_text);
    part = wide_text(pattern, &made_part);
    return text && part && text_contains(text, part, fuzzy);
}

static bool can_contain(ULONG tag)
{
    return ptype_is_text(tag) || (PROP_TYPE(tag) & ~(ULONG)MVI_FLAG) == PT_BINARY;
}

bool restrict_contains(const SPropValue *target, const SPropValue *pattern, ULONG fuzzy)
{
    ULONG element = target->ulPropTag & ~(ULONG)MVI_FLAG;

    if (!can_contain(target->ulPropTag) || !ptype_alike(element, pattern->ulPropTag)) return false;
    if (!ptype_is_many(target->ulPropTag)) return single_contains(target, pattern, fuzzy);
    for (ULONG i = 0; i < pval_elements(target); i++) {
        SPropValue one = pval_element(target, i);

        if (single_contains(&one, pattern, fuzzy)) return true;
    }
    return false;
}

/* ---- restrictions ---- */

struct question {
    const struct restrict_row *row; /* NULL: check only */
    ULONG nodes;
};

static HRESULT ask(struct question *q, const SRestriction *r, unsigned depth, bool *match);

/* An MVI column is the row's own value where there are such columns, else all values. */
static const SPropValue *find(struct question *q, ULONG tag)
{
    const SPropValue *value = q->row ? q->row->find(q->row->ctx, tag) : NULL;

    if (value || !q->row || !(PROP_TYPE(tag) & MV_INSTANCE)) return value;
    return q->row->find(q->row->ctx, tag & ~(ULONG)MV_INSTANCE);
}

static HRESULT ask_all(struct question *q, ULONG count, const SRestriction *each, bool stop_at,
                       unsigned depth, bool *match)
{
    if (count && !each) return FAIL(MAPI_E_INVALID_PARAMETER);
    *match = !stop_at;
    for (ULONG i = 0; i < count; i++) {
        HRESULT hr = ask(q, &each[i], depth + 1, match);

        if (FAILED(hr)) return hr;
        if (q->row && *match == stop_at) return S_OK;
    }
    return S_OK;
}

/* A relation over a type: can it be asked? */
static HRESULT check_relation(ULONG relop, ULONG tag)
{
    const struct ptype *type = ptype_of(tag);

    if (relop > RELOP_RE) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!type || !type->compare || relop == RELOP_RE) return FAIL(MAPI_E_TOO_COMPLEX);
    if (!type->ordered && relop != RELOP_EQ && relop != RELOP_NE) return FAIL(MAPI_E_TOO_COMPLEX);
    return S_OK;
}

/* The tag that a RES_PROPERTY or RES_CONTENT looks up: both types must agree, and the constant be
 * single (6.11-04). */
static HRESULT check_constant(ULONG tag, const SPropValue *constant, ULONG *wanted)
{
    if (!constant) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (PROP_TYPE(constant->ulPropTag) & MVI_FLAG) return FAIL(MAPI_E_TOO_COMPLEX);
    *wanted = tag;
    if (PROP_TYPE(tag) == PT_UNSPECIFIED)
        *wanted = CHANGE_PROP_TYPE(tag, PROP_TYPE(constant->ulPropTag));
    if (!ptype_alike(*wanted & ~(ULONG)MVI_FLAG, constant->ulPropTag))
        return FAIL(MAPI_E_TOO_COMPLEX);
    return S_OK;
}

static HRESULT ask_property(struct question *q, const SPropertyRestriction *r, bool *match)
{
    const SPropValue *value;
    ULONG wanted;
    HRESULT hr = check_constant(r->ulPropTag, r->lpProp, &wanted);

    if (SUCCEEDED(hr)) hr = check_relation(r->relop, r->lpProp->ulPropTag);
    if (FAILED(hr)) return hr;
    value = find(q, wanted);
    for (ULONG i = 0; value && !*match && i < pval_elements(value); i++) {
        SPropValue one = pval_element(value, i);

        *match = restrict_compare(&one, r->relop, r->lpProp);
    }
    return S_OK;
}

static HRESULT ask_content(struct question *q, const SContentRestriction *r, bool *match)
{
    const SPropValue *value;
    ULONG wanted;
    HRESULT hr = check_constant(r->ulPropTag, r->lpProp, &wanted);

    if (FAILED(hr)) return hr;
    if (!can_contain(r->lpProp->ulPropTag)) return FAIL(MAPI_E_TOO_COMPLEX);
    value = find(q, wanted);
    *match = value && restrict_contains(value, r->lpProp, r->ulFuzzyLevel);
    return S_OK;
}

static HRESULT ask_compare(struct question *q, const SComparePropsRestriction *r, bool *match)
{
    const SPropValue *a, *b;
    HRESULT hr = check_relation(r->relop, r->ulPropTag1);

    if (FAILED(hr)) return hr;
    if (!ptype_alike(r->ulPropTag1, r->ulPropTag2)) return FAIL(MAPI_E_TOO_COMPLEX);
    a = find(q, r->ulPropTag1);
    b = find(q, r->ulPropTag2);
    *match = a && b && restrict_compare(a, r->relop, b);
    return S_OK;
}

static HRESULT ask_bitmask(struct question *q, const SBitMaskRestriction *r, bool *match)
{
    const SPropValue *value;

    if (r->relBMR > BMR_NEZ) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (PROP_TYPE(r->ulPropTag) != PT_LONG) return FAIL(MAPI_E_TOO_COMPLEX);
    value = find(q, r->ulPropTag);
    *match = value && !(value->Value.ul & r->ulMask) == (r->relBMR == BMR_EQZ);
    return S_OK;
}

static HRESULT ask_size(struct question *q, const SSizeRestriction *r, bool *match)
{
    const SPropValue *value;
    ULONG bytes;

    if (r->relop > RELOP_RE) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (r->relop == RELOP_RE) return FAIL(MAPI_E_TOO_COMPLEX);
    value = find(q, r->ulPropTag);
    if (!value) return S_OK;
    bytes = pval_bytes(value);
    *match = order_satisfies(bytes < r->cb ? -1 : bytes > r->cb, r->relop);
    return S_OK;
}

/* *match is false on entry. */
static HRESULT ask(struct question *q, const SRestriction *r, unsigned depth, bool *match)
{
    bool inner;
    HRESULT hr;

    *match = false;
    if (depth > RESTRICT_MAX_DEPTH || ++q->nodes > RESTRICT_MAX_NODES)
        return FAIL(MAPI_E_TOO_COMPLEX);
    if (!r) return FAIL(MAPI_E_INVALID_PARAMETER);
    switch (r->rt) {
    case RES_AND:
        return ask_all(q, r->res.resAnd.cRes, r->res.resAnd.lpRes, false, depth, match);
    case RES_OR:
        return ask_all(q, r->res.resOr.cRes, r->res.resOr.lpRes, true, depth, match);
    case RES_NOT:
        hr = ask(q, r->res.resNot.lpRes, depth + 1, &inner);
        *match = SUCCEEDED(hr) && !inner;
        return hr;
    case RES_COMMENT:
    case RES_ANNOTATION: /* the inner one is what counts; without it nothing is asked (6.11-14) */
        *match = true;
        return r->res.resComment.lpRes ? ask(q, r->res.resComment.lpRes, depth + 1, match) : S_OK;
    case RES_PROPERTY:
        return ask_property(q, &r->res.resProperty, match);
    case RES_CONTENT:
        return ask_content(q, &r->res.resContent, match);
    case RES_COMPAREPROPS:
        return ask_compare(q, &r->res.resCompareProps, match);
    case RES_BITMASK:
        return ask_bitmask(q, &r->res.resBitMask, match);
    case RES_SIZE:
        return ask_size(q, &r->res.resSize, match);
    case RES_EXIST:
        *match = find(q, r->res.resExist.ulPropTag) != NULL;
        return S_OK;
    case RES_SUBRESTRICTION:
        if (!q->row || !q->row->sub) return FAIL(MAPI_E_TOO_COMPLEX);
        return q->row->sub(q->row->ctx, r->res.resSub.ulSubObject, r->res.resSub.lpRes, match);
    case RES_COUNT:
        return FAIL(MAPI_E_TOO_COMPLEX);
    default:
        return FAIL(MAPI_E_INVALID_PARAMETER);
    }
}

HRESULT restrict_match_row(const SRestriction *restriction, const struct restrict_row *row,
                           bool *match)
{
    struct question q = {row, 0};

    *match = true;
    return restriction ? ask(&q, restriction, 0, match) : S_OK;
}

struct values {
    ULONG count;
    const SPropValue *props;
};

static const SPropValue *find_in_values(void *ctx, ULONG tag)
{
    const struct values *values = ctx;

    return pval_find_const(values->props, values->count, tag);
}

HRESULT restrict_match(const SRestriction *restriction, ULONG count, const SPropValue *props,
                       bool *match)
{
    struct values values = {count, props};
    struct restrict_row row = {.find = find_in_values, .ctx = &values};

    return restrict_match_row(restriction, &row, match);
}

HRESULT restrict_check(const SRestriction *restriction)
{
    struct question q = {NULL, 0};
    bool match;

    return restriction ? ask(&q, restriction, 0, &match) : S_OK;
}

/*
 * pieces.c - every out-of-line piece of values and restrictions, one by one
 */
#include "prop/pieces.h"
#include "edkmdb.h"
#include "base/copy.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"
#include "prop/ptype.h"
#include "prop/restrict.h"
#include <string.h>

static HRESULT walk_values(struct pieces *walk, size_t count, SPropValue *values, unsigned depth);
static HRESULT walk_restriction(struct pieces *walk, SRestriction *restriction, unsigned depth);

static size_t text_bytes(struct pieces *walk, const void *from, size_t unit)
{
    if (walk->measure) return walk->measure(walk, from, unit);
    return unit == 1 ? strlen(from) + 1 : (text_len(from) + 1) * sizeof(WCHAR);
}

/* count things of each bytes at *slot; *inner is where they are to be walked (NULL when there are
 * none). */
static HRESULT walk_piece(struct pieces *walk, void **slot, size_t count, size_t each, size_t align,
                          void **inner)
{
    void *from = *slot;
    size_t bytes;

    *inner = NULL;
    if (!size_mul(count, each, &bytes)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (bytes && !from) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (bytes && walk->locate) from = walk->locate(walk, from);
    if (bytes && !from) return FAIL(MAPI_E_INVALID_PARAMETER);
    from = walk->visit(walk, slot, from, bytes, align);
    if (!from) return walk->error;
    if (bytes) *inner = from;
    return S_OK;
}

static HRESULT walk_text(struct pieces *walk, void **slot, size_t unit)
{
    void *from = *slot, *inner;
    size_t bytes;

    if (from && walk->locate) from = walk->locate(walk, from);
    if (!from) return FAIL(MAPI_E_INVALID_PARAMETER);
    bytes = text_bytes(walk, from, unit);
    if (!bytes) return FAIL(MAPI_E_INVALID_PARAMETER);
    return walk_piece(walk, slot, bytes, 1, unit, &inner);
}

static HRESULT walk_bytes(struct pieces *walk, void *slot, ULONG bytes)
{
    void *inner;

    return walk_piece(walk, slot, bytes, 1, 1, &inner);
}

static HRESULT walk_one_restriction(struct pieces *walk, SRestriction **slot, unsigned depth)
{
    void *inner;
    HRESULT hr =
        walk_piece(walk, (void **)slot, 1, sizeof(SRestriction), _Alignof(SRestriction), &inner);

    return FAILED(hr) ? hr : walk_restriction(walk, inner, depth);
}

static HRESULT walk_value_array(struct pieces *walk, SPropValue **slot, size_t count,
                                unsigned depth)
{
    void *inner;
    HRESULT hr =
        walk_piece(walk, (void **)slot, count, sizeof(SPropValue), _Alignof(SPropValue), &inner);

    return FAILED(hr) || !inner ? hr : walk_values(walk, count, inner, depth);
}

static HRESULT walk_adrlist(struct pieces *walk, ADRLIST **slot, unsigned depth)
{
    const ADRLIST *there = *slot;
    ADRLIST *list;
    void *inner;
    HRESULT hr;

    if (there && walk->locate) there = walk->locate(walk, *slot);
    if (!there) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (walk->measure && !walk->measure(walk, there, 0)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (there->cEntries > (0x7fffffff - sizeof(ADRLIST)) / sizeof(ADRENTRY))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = walk_piece(walk, (void **)slot, CbNewADRLIST(there->cEntries), 1, _Alignof(ADRLIST),
                    &inner);
    if (FAILED(hr)) return hr;
    list = inner;
    for (ULONG i = 0; i < list->cEntries; i++) {
        hr =
            walk_value_array(walk, &list->aEntries[i].rgPropVals, list->aEntries[i].cValues, depth);
        if (FAILED(hr)) return hr;
    }
    return S_OK;
}

static HRESULT walk_action(struct pieces *walk, ACTION *action, unsigned depth)
{
    HRESULT hr;

    if (action->lpRes || action->lpPropTagArray)
        return FAIL(MAPI_E_INVALID_PARAMETER); /* "must be null" */
    switch (action->acttype) {
    case OP_MOVE:
    case OP_COPY:
        hr = walk_bytes(walk, &action->actMoveCopy.lpStoreEntryId,
                        action->actMoveCopy.cbStoreEntryId);
        if (FAILED(hr)) return hr;
        return walk_bytes(walk, &action->actMoveCopy.lpFldEntryId,
                          action->actMoveCopy.cbFldEntryId);
    case OP_REPLY:
    case OP_OOF_REPLY:
        return walk_bytes(walk, &action->actReply.lpEntryId, action->actReply.cbEntryId);
    case OP_DEFER_ACTION:
        return walk_bytes(walk, &action->actDeferAction.pbData, action->actDeferAction.cbData);
    case OP_FORWARD:
    case OP_DELEGATE:
        return walk_adrlist(walk, &action->lpadrlist, depth);
    case OP_TAG:
        return walk_values(walk, 1, &action->propTag, depth);
    case OP_BOUNCE:
    case OP_DELETE:
    case OP_MARK_AS_READ:
        return S_OK;
    default:
        return FAIL(MAPI_E_INVALID_PARAMETER);
    }
}

static HRESULT walk_actions(struct pieces *walk, ACTIONS **slot, unsigned depth)
{
    void *inner;
    HRESULT hr = walk_piece(walk, (void **)slot, 1, sizeof(ACTIONS), _Alignof(ACTIONS), &inner);
    ACTIONS *actions = inner;

    if (FAILED(hr)) return hr;
    hr = walk_piece(walk, (void **)&actions->lpAction, actions->cActions, sizeof(ACTION),
                    _Alignof(ACTION), &inner);
    for (UINT i = 0; SUCCEEDED(hr) && inner && i < actions->cActions; i++)
        hr = walk_action(walk, (ACTION *)inner + i, depth);
    return hr;
}

/* element lies in the union (many false) or in an array of a multivalued value. */
static HRESULT walk_element(struct pieces *walk, const struct ptype *type, void *element, bool many,
                            unsigned depth)
{
    void *inner;

    switch (type->shape) {
    case PTYPE_INLINE:
    case PTYPE_OBJECT:
        return S_OK;
    case PTYPE_FIXED:
        return many ? S_OK : walk_piece(walk, element, 1, type->bytes, type->align, &inner);
    case PTYPE_TEXT8:
        return walk_text(walk, element, 1);
    case PTYPE_TEXT16:
        return walk_text(walk, element, sizeof(WCHAR));
    case PTYPE_COUNTED: {
        SBinary *bin = element;

        return walk_bytes(walk, &bin->lpb, bin->cb);
    }
    case PTYPE_RESTRICTION:
        return walk_one_restriction(walk, element, depth + 1);
    case PTYPE_ACTIONS:
        return walk_actions(walk, element, depth + 1);
    }
    return FAIL(MAPI_E_INVALID_PARAMETER);
}

static HRESULT walk_value(struct pieces *walk, SPropValue *value, unsigned depth)
{
    const struct ptype *type = ptype_of(value->ulPropTag);
    ULONG count =
        value->Value.MVl
            .cValues; /* all multivalues begin with it, the pointer stands in the same place */
    void *inner;
    HRESULT hr;

    if (!type || value->ulPropTag & MV_INSTANCE) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!ptype_is_many(value->ulPropTag))
        return walk_element(walk, type, &value->Value, false, depth);
    hr = walk_piece(walk, (void **)&value->Value.MVl.lpl, count, type->bytes, type->align, &inner);
    if (FAILED(hr) || !inner || type->shape == PTYPE_INLINE || type->shape == PTYPE_FIXED)
        return hr;
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        hr = walk_element(walk, type, (char *)inner + i * type->bytes, true, depth);
    return hr;
}

static HRESULT walk_values(struct pieces *walk, size_t count, SPropValue *values, unsigned depth)
{
    HRESULT hr = S_OK;

    if (depth > RESTRICT_MAX_DEPTH) return FAIL(MAPI_E_TOO_COMPLEX);
    for (size_t i = 0; SUCCEEDED(hr) && i < count; i++)
        hr = walk_value(walk, &values[i], depth);
    return hr;
}

static HRESULT walk_restriction(struct pieces *walk, SRestriction *r, unsigned depth)
{
    HRESULT hr;
    void *inner;

    if (depth > RESTRICT_MAX_DEPTH || ++walk->nodes > RESTRICT_MAX_NODES)
        return FAIL(MAPI_E_TOO_COMPLEX);
    switch (r->rt) {
    case RES_AND:
    case RES_OR:
        hr = walk_piece(walk, (void **)&r->res.resAnd.lpRes, r->res.resAnd.cRes,
                        sizeof(SRestriction), _Alignof(SRestriction), &inner);
        for (ULONG i = 0; SUCCEEDED(hr) && inner && i < r->res.resAnd.cRes; i++)
            hr = walk_restriction(walk, (SRestriction *)inner + i, depth + 1);
        return hr;
    case RES_NOT:
        return walk_one_restriction(walk, &r->res.resNot.lpRes, depth + 1);
    case RES_SUBRESTRICTION:
        return walk_one_restriction(walk, &r->res.resSub.lpRes, depth + 1);
    case RES_COUNT:
        return walk_one_restriction(walk, &r->res.resCount.lpRes, depth + 1);
    case RES_CONTENT:
        return walk_value_array(walk, &r->res.resContent.lpProp, 1, depth + 1);
    case RES_PROPERTY:
        return walk_value_array(walk, &r->res.resProperty.lpProp, 1, depth + 1);
    case RES_COMMENT:
    case RES_ANNOTATION:
        hr =
            walk_value_array(walk, &r->res.resComment.lpProp, r->res.resComment.cValues, depth + 1);
        if (FAILED(hr) || !r->res.resComment.lpRes) return hr;
        return walk_one_restriction(walk, &r->res.resComment.lpRes, depth + 1);
    case RES_COMPAREPROPS:
    case RES_BITMASK:
    case RES_SIZE:
    case RES_EXIST:
        return S_OK;
    default:
        return FAIL(MAPI_E_INVALID_PARAMETER);
    }
}

HRESULT pieces_of_values(struct pieces *walk, size_t count, SPropValue *values)
{
    return walk_values(walk, count, values, 0);
}

HRESULT pieces_of_restriction(struct pieces *walk, SRestriction *restriction)
{
    return walk_restriction(walk, restriction, 0);
}

HRESULT pieces_of_array(struct pieces *walk, void *slot, size_t count, size_t each, size_t align,
                        void **inner)
{
    return walk_piece(walk, slot, count, each, align, inner);
}

HRESULT pieces_of_text(struct pieces *walk, void *slot, size_t unit)
{
    return walk_text(walk, slot, unit);
}

void *pieces_hang(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align)
{
    struct pieces_hanger *h = (struct pieces_hanger *)walk;
    void *copy = NULL;
    SCODE sc;

    (void)align;
    if (!bytes) {
        *slot = NULL;
        return PIECES_NOTHING;
    }
    if (bytes > 0xffffffff || (!h->root && !h->more)) {
        walk->error = FAIL(MAPI_E_INVALID_PARAMETER);
        return NULL;
    }
    sc = h->more ? h->more((ULONG)bytes, h->root, &copy) : mem_more(bytes, h->root, &copy);
    if (FAILED(sc)) {
        walk->error = sc;
        return NULL;
    }
    copy_few(copy, from, bytes);
    *slot = copy;
    return copy;
}

/*
 * restriction.c - a restriction of a table: checked, copied, freed
 */
#include "restriction.h"
#include <stdlib.h>
#include "restriction_node.h"

#define PT_SVREID_ 0x00FB /* a server's identifier, bytes in all but name */

/* ---- types ---- */

static const struct {
    ULONG type;
    bool many;    /* PT_MV_ of it exists */
    bool ordered; /* has < and > */
    bool kept;    /* a store may have such values */
} types[] = {
    {PT_NULL, false, true, false},   {PT_SHORT, true, true, true},
    {PT_LONG, true, true, true},     {PT_R4, true, true, true},
    {PT_DOUBLE, true, true, true},   {PT_CURRENCY, true, true, true},
    {PT_APPTIME, true, true, true},  {PT_ERROR, false, false, false},
    {PT_BOOLEAN, false, true, true}, {PT_LONGLONG, true, true, true},
    {PT_STRING8, true, true, true},  {PT_UNICODE, true, true, true},
    {PT_SYSTIME, true, true, true},  {PT_CLSID, true, true, true},
    {PT_BINARY, true, true, true},   {PT_SVREID_, false, true, false},
};

/* The row of types for a type, MV_FLAG and MV_INSTANCE set aside, or -1: not comparable. */
static int type_row(ULONG type)
{
    bool many = type & (MV_FLAG | MV_INSTANCE);

    if (many && !(type & MV_FLAG)) return -1;
    type &= ~(ULONG)(MV_FLAG | MV_INSTANCE);
    for (int i = 0; i < (int)(sizeof(types) / sizeof(types[0])); i++)
        if (types[i].type == type) return many && !types[i].many ? -1 : i;
    return -1;
}

bool type_is_kept(ULONG type)
{
    int row = type_row(type);

    return row >= 0 && types[row].kept;
}

static bool is_text(ULONG type)
{
    type &= ~(ULONG)MV_FLAG;
    return type == PT_STRING8 || type == PT_UNICODE;
}

static bool alike(ULONG a, ULONG b)
{
    return a == b || (is_text(a) && is_text(b) && !((a ^ b) & MV_FLAG));
}

/* ---- nodes ---- */

static void node_clear(struct node *node)
{
    switch (node->kind) {
    case RES_AND:
    case RES_OR:
    case RES_NOT:
    case RES_SUBRESTRICTION:
        for (size_t i = 0; i < node->n; i++)
            node_clear(&node->items[i]);
        free(node->items);
        return;
    }
    value_unref(node->constant);
    text_search_free(node->search);
}

/* Nothing has the property: no row matches. */
static void node_never(struct node *node)
{
    memset(node, 0, sizeof(*node));
    node->kind = RES_OR;
}

static HRESULT check_relation(ULONG relop, ULONG type)
{
    int row = type_row(type);

    if (relop > RELOP_RE) return MAPI_E_INVALID_PARAMETER;
    if (row < 0 || relop == RELOP_RE) return MAPI_E_TOO_COMPLEX;
    return types[row].ordered || relop == RELOP_EQ || relop == RELOP_NE ? S_OK : MAPI_E_TOO_COMPLEX;
}

/* The type that a RES_PROPERTY or RES_CONTENT looks for: both must agree, and the constant be
 * single (6.11-03, 6.11-04). */
static HRESULT check_constant(ULONG tag, const SPropValue *constant, ULONG *wanted)
{
    ULONG type;

    if (!constant) return MAPI_E_INVALID_PARAMETER;
    type = PROP_TYPE(constant->ulPropTag);
    if (type & (MV_FLAG | MV_INSTANCE)) return MAPI_E_TOO_COMPLEX;
    *wanted = tag;
    if (PROP_TYPE(tag) == PT_UNSPECIFIED) *wanted = CHANGE_PROP_TYPE(tag, type);
    return alike(PROP_TYPE(*wanted) & ~(ULONG)MVI_FLAG, type) ? S_OK : MAPI_E_TOO_COMPLEX;
}

/* A copy of the constant with tag's id, text as PT_UNICODE; a missing text is "". */
static HRESULT copy_constant(ULONG tag, const SPropValue *constant, struct value **out)
{
    ULONG type = PROP_TYPE(constant->ulPropTag);
    SPropValue copy = *constant;
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr;

    if (type == PT_UNICODE && !copy.Value.lpszW) return value_text(tag, NULL, 0, out);
    if (type == PT_STRING8 && !copy.Value.lpszA) return value_text(tag, NULL, 0, out);
    copy.ulPropTag = CHANGE_PROP_TYPE(tag, type);
    hr = value_copy(&copy, 0, &value);
    return FAILED(hr) ? hr : value_as(value, type == PT_STRING8 ? PT_UNICODE : type, out);
}

static HRESULT make_property(const SPropertyRestriction *r, struct node *node)
{
    HRESULT hr = check_constant(r->ulPropTag, r->lpProp, &node->tag);

    if (SUCCEEDED(hr)) hr = check_relation(r->relop, PROP_TYPE(r->lpProp->ulPropTag));
    if (FAILED(hr)) return hr;
    if (!type_is_kept(PROP_TYPE(r->lpProp->ulPropTag))) {
        node_never(node);
        return S_OK;
    }
    node->relop = r->relop;
    return copy_constant(node->tag, r->lpProp, &node->constant);
}

static HRESULT make_content(const SContentRestriction *r, struct node *node)
{
    HRESULT hr = check_constant(r->ulPropTag, r->lpProp, &node->tag);
    ULONG type;

    if (FAILED(hr)) return hr;
    type = PROP_TYPE(r->lpProp->ulPropTag);
    if (!is_text(type) && type != PT_BINARY) return MAPI_E_TOO_COMPLEX;
    node->relop = r->ulFuzzyLevel;
    hr = copy_constant(node->tag, r->lpProp, &node->constant);
    if (FAILED(hr)) return hr;
    if (type == PT_BINARY)
        return text_search_create_bytes(value_content(node->constant), node->constant->bytes,
                                        node->relop, &node->search);
    return text_search_create(value_wide(node->constant), node->constant->bytes / sizeof(WCHAR),
                              node->relop, &node->search);
}

static HRESULT make_compare(const SComparePropsRestriction *r, struct node *node)
{
    HRESULT hr = check_relation(r->relop, PROP_TYPE(r->ulPropTag1));

    if (FAILED(hr)) return hr;
    if (!alike(PROP_TYPE(r->ulPropTag1), PROP_TYPE(r->ulPropTag2))) return MAPI_E_TOO_COMPLEX;
    node->tag = r->ulPropTag1;
    node->tag2 = r->ulPropTag2;
    node->relop = r->relop;
    return S_OK;
}

static HRESULT make_bitmask(const SBitMaskRestriction *r, struct node *node)
{
    if (r->relBMR > BMR_NEZ) return MAPI_E_INVALID_PARAMETER;
    if (PROP_TYPE(r->ulPropTag) != PT_LONG) return MAPI_E_TOO_COMPLEX;
    node->tag = r->ulPropTag;
    node->relop = r->relBMR;
    node->number = r->ulMask;
    return S_OK;
}

static HRESULT make_size(const SSizeRestriction *r, struct node *node)
{
    if (r->relop > RELOP_RE) return MAPI_E_INVALID_PARAMETER;
    if (r->relop == RELOP_RE) return MAPI_E_TOO_COMPLEX;
    node->tag = r->ulPropTag;
    node->relop = r->relop;
    node->number = r->cb;
    return S_OK;
}

static HRESULT make_node(struct restriction *whole, enum scope scope, const SRestriction *r,
                         unsigned depth, struct node *node);

static HRESULT make_items(struct restriction *whole, enum scope scope, size_t n,
                          const SRestriction *each, unsigned depth, struct node *node)
{
    HRESULT hr = S_OK;

    if (!n) return S_OK;
    if (!each) return MAPI_E_INVALID_PARAMETER;
    /* before memory for them is asked */
    if (n > RESTRICTION_MAX_NODES - whole->n_nodes) return MAPI_E_TOO_COMPLEX;
    node->items = calloc(n, sizeof(*node->items));
    if (!node->items) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (; node->n < n && SUCCEEDED(hr); node->n++)
        hr = make_node(whole, scope, &each[node->n], depth + 1, &node->items[node->n]);
    return hr;
}

static HRESULT make_sub(struct restriction *whole, enum scope scope, const SSubRestriction *r,
                        unsigned depth, struct node *node)
{
    ULONG id = PROP_ID(r->ulSubObject);

    if (scope != SCOPE_MESSAGES ||
        (id != PROP_ID(PR_MESSAGE_RECIPIENTS) && id != PROP_ID(PR_MESSAGE_ATTACHMENTS)))
        return MAPI_E_TOO_COMPLEX;
    node->scope = id == PROP_ID(PR_MESSAGE_RECIPIENTS) ? SCOPE_RECIPIENTS : SCOPE_ATTACHMENTS;
    return make_items(whole, node->scope, 1, r->lpRes, depth, node);
}

/* node is empty; what it has when this fails, node_clear frees. */
static HRESULT make_node(struct restriction *whole, enum scope scope, const SRestriction *r,
                         unsigned depth, struct node *node)
{
    node->kind = RES_AND; /* of nothing: true */
    if (depth > RESTRICTION_MAX_DEPTH || ++whole->n_nodes > RESTRICTION_MAX_NODES)
        return MAPI_E_TOO_COMPLEX;
    if (!r) return MAPI_E_INVALID_PARAMETER;
    switch (r->rt) {
    case RES_COMMENT:
    case RES_ANNOTATION: /* the inner one is what counts (6.11-14) */
        return r->res.resComment.lpRes
                   ? make_node(whole, scope, r->res.resComment.lpRes, depth + 1, node)
                   : S_OK;
    case RES_COUNT:
        return MAPI_E_TOO_COMPLEX;
    }
    if (r->rt > RES_COUNT) return MAPI_E_INVALID_PARAMETER;
    node->kind = r->rt;
    switch (r->rt) {
    case RES_AND:
        return make_items(whole, scope, r->res.resAnd.cRes, r->res.resAnd.lpRes, depth, node);
    case RES_OR:
        return make_items(whole, scope, r->res.resOr.cRes, r->res.resOr.lpRes, depth, node);
    case RES_NOT:
        return make_items(whole, scope, 1, r->res.resNot.lpRes, depth, node);
    case RES_PROPERTY:
        return make_property(&r->res.resProperty, node);
    case RES_CONTENT:
        return make_content(&r->res.resContent, node);
    case RES_COMPAREPROPS:
        return make_compare(&r->res.resCompareProps, node);
    case RES_BITMASK:
        return make_bitmask(&r->res.resBitMask, node);
    case RES_SIZE:
        return make_size(&r->res.resSize, node);
    case RES_EXIST:
        node->tag = r->res.resExist.ulPropTag;
        return S_OK;
    }
    return make_sub(whole, scope, &r->res.resSub, depth, node);
}

HRESULT restriction_create(struct store *store, bool folders, const SRestriction *res,
                           struct restriction **out)
{
    struct restriction *restriction;
    HRESULT hr;

    *out = NULL;
    restriction = calloc(1, sizeof(*restriction));
    if (!restriction) return MAPI_E_NOT_ENOUGH_MEMORY;
    restriction->store = store;
    restriction->scope = folders ? SCOPE_FOLDERS : SCOPE_MESSAGES;
    hr = make_node(restriction, restriction->scope, res, 0, &restriction->root);
    if (SUCCEEDED(hr)) hr = restriction_translate(restriction);
    if (FAILED(hr)) {
        restriction_free(restriction);
        return hr;
    }
    *out = restriction;
    return S_OK;
}

void restriction_free(struct restriction *restriction)
{
    if (!restriction) return;
    node_clear(&restriction->root);
    sql_text_clear(&restriction->sql);
    sql_text_clear(&restriction->quick);
    free(restriction);
}

HRESULT restriction_matches(const struct restriction *restriction, restriction_get_fn *get,
                            void *context, bool *matches)
{
    return node_matches(restriction->store, &restriction->root, get, context, matches);
}

/*
 * restriction_pack.c - a restriction as bytes, as search folders keep it
 *
 *   byte 1, then a node: kind (4, little-endian like all numbers), then
 *   and, or:        n (4), nodes            not:      node
 *   content:        level, tag, value       property: relation, tag, value
 *   compareprops:   relation, tag, tag      bitmask:  relation, tag, mask
 *   size:           relation, tag, bytes    exist:    tag
 *   subrestriction: tag, node               comment:  n, values, whether there is a node, node
 *   value: tag, bytes, packed properties of this one
 */
#include "restriction_pack.h"
#include <stdlib.h>
#include "common/sql/pack.h"
#include "restriction_node.h"

#define PACK_FORMAT 1

/* ---- memory ---- */

struct plain_block {
    struct plain_block *next;
    union {
        int64_t number;
        void *pointer;
        double real;
    } content[];
};

static SCODE STDMETHODCALLTYPE plain_buffer(ULONG bytes, void **out)
{
    struct plain_block *block = malloc(sizeof(*block) + bytes);

    *out = NULL;
    if (!block) return MAPI_E_NOT_ENOUGH_MEMORY;
    block->next = NULL;
    *out = block->content;
    return S_OK;
}

static struct plain_block *plain_block_of(void *content)
{
    return (struct plain_block *)((char *)content - offsetof(struct plain_block, content));
}

static SCODE STDMETHODCALLTYPE plain_more(ULONG bytes, void *root, void **out)
{
    struct plain_block *first = plain_block_of(root), *block;
    SCODE code = plain_buffer(bytes, out);

    if (FAILED(code)) return code;
    block = plain_block_of(*out);
    block->next = first->next;
    first->next = block;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE plain_free(void *root)
{
    for (struct plain_block *block = root ? plain_block_of(root) : NULL, *next; block;
         block = next) {
        next = block->next;
        free(block);
    }
    return 0;
}

const struct allocators plain_allocators = {plain_buffer, plain_more, plain_free};

/* ---- writing ---- */

struct writer {
    sqlite3_str *text;
    unsigned nodes;
};

static void put(struct writer *w, ULONG number)
{
    BYTE bytes[4] = {(BYTE)number, (BYTE)(number >> 8), (BYTE)(number >> 16), (BYTE)(number >> 24)};

    sqlite3_str_append(w->text, (const char *)bytes, 4);
}

static bool is_text(ULONG type)
{
    type &= ~(ULONG)(MV_FLAG | MV_INSTANCE);
    return type == PT_STRING8 || type == PT_UNICODE;
}

/* Another message may get or lose these without being touched itself, or they differ between those
 * who look. */
static HRESULT put_tag(struct writer *w, ULONG tag)
{
    static const ULONG others[] = {PR_PARENT_DISPLAY, PR_STORE_ENTRYID, PR_ACCESS, PR_ACCESS_LEVEL};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (PROP_ID(tag) == PROP_ID(others[i])) return MAPI_E_TOO_COMPLEX;
    put(w, tag);
    return S_OK;
}

static HRESULT put_value(struct writer *w, const SPropValue *prop)
{
    AUTO_VALUE struct value *value = NULL;
    struct bag bag = {0};
    void *data = NULL;
    size_t bytes = 0;
    HRESULT hr;

    if (!prop) return MAPI_E_INVALID_PARAMETER;
    if (!type_is_kept(PROP_TYPE(prop->ulPropTag))) return MAPI_E_TOO_COMPLEX;
    if (is_text(PROP_TYPE(prop->ulPropTag)) && !(PROP_TYPE(prop->ulPropTag) & MV_FLAG) &&
        !prop->Value.lpszA)
        hr = value_text(prop->ulPropTag, NULL, 0, &value); /* a missing text is "" */
    else
        hr = value_from_prop(prop, &value);
    if (SUCCEEDED(hr)) hr = bag_set(&bag, value);
    if (SUCCEEDED(hr)) hr = pack_bag(&bag, &data, &bytes);
    bag_clear(&bag);
    if (SUCCEEDED(hr) && bytes > INT32_MAX) hr = MAPI_E_TOO_BIG;
    if (SUCCEEDED(hr)) {
        put(w, prop->ulPropTag);
        put(w, (ULONG)bytes);
        sqlite3_str_append(w->text, data, (int)bytes);
    }
    free(data);
    return hr;
}

static HRESULT put_node(struct writer *w, const SRestriction *r, unsigned depth);

static HRESULT put_nodes(struct writer *w, ULONG n, const SRestriction *each, unsigned depth)
{
    HRESULT hr = S_OK;

    if (n && !each) return MAPI_E_INVALID_PARAMETER;
    put(w, n);
    for (ULONG i = 0; i < n && SUCCEEDED(hr); i++)
        hr = put_node(w, &each[i], depth);
    return hr;
}

static HRESULT put_comment(struct writer *w, const SCommentRestriction *r, unsigned depth)
{
    HRESULT hr = S_OK;

    if (r->cValues && !r->lpProp) return MAPI_E_INVALID_PARAMETER;
    put(w, r->cValues);
    for (ULONG i = 0; i < r->cValues && SUCCEEDED(hr); i++)
        hr = put_value(w, &r->lpProp[i]);
    put(w, r->lpRes != NULL);
    return SUCCEEDED(hr) && r->lpRes ? put_node(w, r->lpRes, depth) : hr;
}

/* Three numbers, the middle one a tag. */
static HRESULT put_three(struct writer *w, ULONG first, ULONG tag, ULONG last)
{
    HRESULT hr;

    put(w, first);
    hr = put_tag(w, tag);
    put(w, last);
    return hr;
}

static HRESULT put_tested(struct writer *w, ULONG relation, ULONG tag, const SPropValue *constant)
{
    HRESULT hr;

    put(w, relation);
    hr = put_tag(w, tag);
    return FAILED(hr) ? hr : put_value(w, constant);
}

static HRESULT put_node(struct writer *w, const SRestriction *r, unsigned depth)
{
    HRESULT hr;

    if (!r) return MAPI_E_INVALID_PARAMETER;
    if (depth > RESTRICTION_MAX_DEPTH || ++w->nodes > RESTRICTION_MAX_NODES)
        return MAPI_E_TOO_COMPLEX;
    put(w, r->rt);
    switch (r->rt) {
    case RES_AND:
        return put_nodes(w, r->res.resAnd.cRes, r->res.resAnd.lpRes, depth + 1);
    case RES_OR:
        return put_nodes(w, r->res.resOr.cRes, r->res.resOr.lpRes, depth + 1);
    case RES_NOT:
        return put_node(w, r->res.resNot.lpRes, depth + 1);
    case RES_CONTENT:
        return put_tested(w, r->res.resContent.ulFuzzyLevel, r->res.resContent.ulPropTag,
                          r->res.resContent.lpProp);
    case RES_PROPERTY:
        return put_tested(w, r->res.resProperty.relop, r->res.resProperty.ulPropTag,
                          r->res.resProperty.lpProp);
    case RES_COMPAREPROPS:
        put(w, r->res.resCompareProps.relop);
        hr = put_tag(w, r->res.resCompareProps.ulPropTag1);
        return FAILED(hr) ? hr : put_tag(w, r->res.resCompareProps.ulPropTag2);
    case RES_BITMASK:
        return put_three(w, r->res.resBitMask.relBMR, r->res.resBitMask.ulPropTag,
                         r->res.resBitMask.ulMask);
    case RES_SIZE:
        return put_three(w, r->res.resSize.relop, r->res.resSize.ulPropTag, r->res.resSize.cb);
    case RES_EXIST:
        return put_tag(w, r->res.resExist.ulPropTag);
    case RES_SUBRESTRICTION:
        put(w, r->res.resSub.ulSubObject);
        return put_node(w, r->res.resSub.lpRes, depth + 1);
    case RES_COMMENT:
    case RES_ANNOTATION:
        return put_comment(w, &r->res.resComment, depth + 1);
    }
    return MAPI_E_TOO_COMPLEX;
}

HRESULT restriction_pack(const SRestriction *res, void **out, size_t *bytes)
{
    struct writer w = {sqlite3_str_new(NULL), 0};
    HRESULT hr;
    char *text;

    *out = NULL;
    sqlite3_str_appendchar(w.text, 1, PACK_FORMAT);
    hr = put_node(&w, res, 0);
    if (SUCCEEDED(hr) && sqlite3_str_errcode(w.text))
        hr = sqlite3_str_errcode(w.text) == SQLITE_TOOBIG ? MAPI_E_TOO_BIG
                                                          : MAPI_E_NOT_ENOUGH_MEMORY;
    *bytes = (size_t)sqlite3_str_length(w.text);
    text = sqlite3_str_finish(w.text);
    if (SUCCEEDED(hr)) {
        *out = malloc(*bytes);
        if (*out)
            memcpy(*out, text, *bytes);
        else
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    sqlite3_free(text);
    return hr;
}

/* ---- reading ---- */

struct reader {
    const BYTE *at;
    size_t left;
    size_t nodes; /* that there can be */
    ULONG flags;
    const struct allocators *alloc;
    void *root;
};

static HRESULT get(struct reader *r, ULONG *out)
{
    *out = 0;
    if (r->left < 4) return MAPI_E_CORRUPT_STORE;
    *out = r->at[0] | (ULONG)r->at[1] << 8 | (ULONG)r->at[2] << 16 | (ULONG)r->at[3] << 24;
    r->at += 4;
    r->left -= 4;
    return S_OK;
}

/* Text in the width that was asked for. */
static ULONG in_width(const struct reader *r, ULONG tag)
{
    ULONG type = PROP_TYPE(tag);

    if (!is_text(type)) return tag;
    return CHANGE_PROP_TYPE(tag, (type & (MV_FLAG | MV_INSTANCE)) |
                                     (r->flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8));
}

static HRESULT get_tag(struct reader *r, ULONG *out)
{
    HRESULT hr = get(r, out);

    *out = in_width(r, *out);
    return hr;
}

static HRESULT get_value(struct reader *r, SPropValue *out)
{
    struct bag bag = {0};
    ULONG tag, bytes;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    hr = get_tag(r, &tag);
    if (SUCCEEDED(hr)) hr = get(r, &bytes);
    if (FAILED(hr) || bytes > r->left) return MAPI_E_CORRUPT_STORE;
    hr = unpack_bag(NULL, r->at, bytes, &bag);
    if (SUCCEEDED(hr) && (bag.n != 1 || bag.values[0]->large)) hr = MAPI_E_CORRUPT_STORE;
    if (SUCCEEDED(hr))
        hr = value_to_prop(bag.values[0], tag, r->flags, r->alloc, r->root, 0, 0, out);
    if (SUCCEEDED(hr) && PROP_TYPE(out->ulPropTag) == PT_ERROR) hr = MAPI_E_CORRUPT_STORE;
    bag_clear(&bag);
    r->at += bytes;
    r->left -= bytes;
    return hr;
}

/* n items of a kind that takes `least` bytes or more each. */
static HRESULT room_for(struct reader *r, ULONG n, size_t least, size_t each, void *out)
{
    void *block = NULL;
    HRESULT hr;

    *(void **)out = NULL;
    if (n > r->left / least) return MAPI_E_CORRUPT_STORE;
    if (!n) return S_OK;
    hr = r->alloc->more((ULONG)(n * each), r->root, &block);
    if (SUCCEEDED(hr)) memset(block, 0, n * each);
    *(void **)out = block;
    return hr;
}

static HRESULT get_node(struct reader *r, SRestriction *out, unsigned depth);

static HRESULT get_nodes(struct reader *r, ULONG n, SRestriction **out, unsigned depth)
{
    HRESULT hr = n > r->nodes ? MAPI_E_CORRUPT_STORE : room_for(r, n, 4, sizeof(**out), out);

    if (SUCCEEDED(hr)) r->nodes -= n;
    for (ULONG i = 0; i < n && SUCCEEDED(hr); i++)
        hr = get_node(r, &(*out)[i], depth);
    return hr;
}

static HRESULT get_tested(struct reader *r, ULONG *relation, ULONG *tag, SPropValue **constant)
{
    HRESULT hr = get(r, relation);

    if (SUCCEEDED(hr)) hr = get_tag(r, tag);
    if (SUCCEEDED(hr)) hr = room_for(r, 1, 8, sizeof(**constant), constant);
    return FAILED(hr) ? hr : get_value(r, *constant);
}

static HRESULT get_comment(struct reader *r, SCommentRestriction *out, unsigned depth)
{
    ULONG more = 0;
    HRESULT hr = get(r, &out->cValues);

    if (SUCCEEDED(hr)) hr = room_for(r, out->cValues, 8, sizeof(*out->lpProp), &out->lpProp);
    for (ULONG i = 0; i < out->cValues && SUCCEEDED(hr); i++)
        hr = get_value(r, &out->lpProp[i]);
    if (SUCCEEDED(hr)) hr = get(r, &more);
    return SUCCEEDED(hr) && more ? get_nodes(r, 1, &out->lpRes, depth) : hr;
}

/* The tag as it was: a text's size is that of its width. */
static HRESULT get_three(struct reader *r, ULONG *first, ULONG *tag, ULONG *last)
{
    HRESULT hr = get(r, first);

    if (SUCCEEDED(hr)) hr = get(r, tag);
    return FAILED(hr) ? hr : get(r, last);
}

static HRESULT get_node(struct reader *r, SRestriction *out, unsigned depth)
{
    ULONG kind;
    HRESULT hr;

    hr = get(r, &kind);
    if (FAILED(hr) || depth > RESTRICTION_MAX_DEPTH) return MAPI_E_CORRUPT_STORE;
    out->rt = kind;
    switch (kind) {
    case RES_AND:
        hr = get(r, &out->res.resAnd.cRes);
        return FAILED(hr) ? hr
                          : get_nodes(r, out->res.resAnd.cRes, &out->res.resAnd.lpRes, depth + 1);
    case RES_OR:
        hr = get(r, &out->res.resOr.cRes);
        return FAILED(hr) ? hr
                          : get_nodes(r, out->res.resOr.cRes, &out->res.resOr.lpRes, depth + 1);
    case RES_NOT:
        return get_nodes(r, 1, &out->res.resNot.lpRes, depth + 1);
    case RES_CONTENT:
        return get_tested(r, &out->res.resContent.ulFuzzyLevel, &out->res.resContent.ulPropTag,
                          &out->res.resContent.lpProp);
    case RES_PROPERTY:
        return get_tested(r, &out->res.resProperty.relop, &out->res.resProperty.ulPropTag,
                          &out->res.resProperty.lpProp);
    case RES_COMPAREPROPS:
        hr = get_three(r, &out->res.resCompareProps.relop, &out->res.resCompareProps.ulPropTag1,
                       &out->res.resCompareProps.ulPropTag2);
        out->res.resCompareProps.ulPropTag1 = in_width(r, out->res.resCompareProps.ulPropTag1);
        out->res.resCompareProps.ulPropTag2 = in_width(r, out->res.resCompareProps.ulPropTag2);
        return hr;
    case RES_BITMASK:
        return get_three(r, &out->res.resBitMask.relBMR, &out->res.resBitMask.ulPropTag,
                         &out->res.resBitMask.ulMask);
    case RES_SIZE:
        return get_three(r, &out->res.resSize.relop, &out->res.resSize.ulPropTag,
                         &out->res.resSize.cb);
    case RES_EXIST:
        return get_tag(r, &out->res.resExist.ulPropTag);
    case RES_SUBRESTRICTION:
        hr = get(r, &out->res.resSub.ulSubObject);
        return FAILED(hr) ? hr : get_nodes(r, 1, &out->res.resSub.lpRes, depth + 1);
    case RES_COMMENT:
    case RES_ANNOTATION:
        return get_comment(r, &out->res.resComment, depth + 1);
    }
    return MAPI_E_CORRUPT_STORE;
}

HRESULT restriction_unpack(const void *bytes, size_t count, ULONG flags,
                           const struct allocators *alloc, SRestriction **out)
{
    struct reader r = {
        .at = bytes, .left = count, .nodes = count / 4, .flags = flags, .alloc = alloc};
    HRESULT hr;

    *out = NULL;
    if (!count || r.at[0] != PACK_FORMAT) return MAPI_E_CORRUPT_STORE;
    r.at++;
    r.left--;
    hr = alloc->buffer(sizeof(SRestriction), &r.root);
    if (FAILED(hr)) return hr;
    memset(r.root, 0, sizeof(SRestriction));
    hr = get_node(&r, r.root, 0);
    if (SUCCEEDED(hr) && r.left) hr = MAPI_E_CORRUPT_STORE;
    if (FAILED(hr)) {
        alloc->free(r.root);
        return hr;
    }
    *out = r.root;
    return S_OK;
}

/*
 * restriction_match.c - whether a row matches a restriction, asked property by property
 */
#include <stdlib.h>
#include "common/sql/large.h"
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "entry_id.h"
#include "restriction_node.h"

#define ORDER(x, y) ((x) < (y) ? -1 : (x) > (y))

struct match {
    struct store *store;
    restriction_get_fn *get;
    void *context;
};

static bool is_text(ULONG type)
{
    type &= ~(ULONG)MV_FLAG;
    return type == PT_STRING8 || type == PT_UNICODE;
}

/* S_OK: *out is of the type that tag asks for (text in either width); S_FALSE: the row hasn't it.
 */
static HRESULT find(const struct match *match, ULONG tag, struct value **out)
{
    ULONG wanted = PROP_TYPE(tag), type;
    HRESULT hr = match->get(match->context, tag, out);

    if (hr == MAPI_E_NOT_FOUND) hr = S_FALSE;
    if (hr != S_OK || !*out) return FAILED(hr) ? hr : S_FALSE;
    type = value_type(*out);
    if (type == PT_ERROR || PROP_ID((*out)->prop.ulPropTag) != PROP_ID(tag)) return S_FALSE;
    /* one of many, or them all */
    if (wanted & MV_INSTANCE) wanted = (wanted & ~(ULONG)MVI_FLAG) | (type & MV_FLAG);
    if (wanted == PT_UNSPECIFIED || wanted == type) return S_OK;
    return is_text(wanted) && is_text(type) && !((wanted ^ type) & MV_FLAG) ? S_OK : S_FALSE;
}

/* ---- one element against another ---- */

struct element {
    ULONG type;         /* single; text is PT_UNICODE */
    const void *at;     /* number, GUID, bytes or text */
    size_t bytes;       /* of bytes and text */
    void *owned;        /* text that was converted */
};

static void element_done(struct element *element)
{
    free(element->owned);
}
#define AUTO_ELEMENT __attribute__((cleanup(element_done)))

static ULONG count_of(const struct value *value)
{
    return value_type(value) & MV_FLAG ? value->prop.Value.MVl.cValues : 1;
}

/* Element i of a value in memory. S_FALSE: bytes of a code page that nobody knows. */
static HRESULT element_of(const struct value *value, ULONG i, struct element *out)
{
    const SPropValue *prop = &value->prop;
    bool many = value_type(value) & MV_FLAG;
    ULONG type = value_type(value) & ~(ULONG)MV_FLAG;
    const char *ansi;
    size_t chars;
    HRESULT hr;

    *out = (struct element){.type = type};
    switch (type) {
    case PT_BINARY:
        out->at = many ? prop->Value.MVbin.lpbin[i].lpb : prop->Value.bin.lpb;
        out->bytes = many ? prop->Value.MVbin.lpbin[i].cb : prop->Value.bin.cb;
        return S_OK;
    case PT_UNICODE:
        out->at = many ? prop->Value.MVszW.lppszW[i] : prop->Value.lpszW;
        out->bytes = many ? wide_len(out->at) * sizeof(WCHAR) : value->bytes;
        return S_OK;
    case PT_STRING8:
        ansi = many ? prop->Value.MVszA.lppszA[i] : prop->Value.lpszA;
        hr = wide_from_ansi(ansi, many ? strlen(ansi) : value->bytes, value->code_page,
                            (WCHAR **)&out->owned, &chars, NULL);
        if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_FALSE;
        out->type = PT_UNICODE;
        out->at = out->owned;
        out->bytes = chars * sizeof(WCHAR);
        return S_OK;
    case PT_CLSID:
        out->at = many ? &prop->Value.MVguid.lpguid[i] : prop->Value.lpguid;
        return S_OK;
    }
    out->at = many ? (const uint8_t *)prop->Value.MVl.lpl + i * value_type_bytes(type)
                   : (const uint8_t *)&prop->Value;
    return S_OK;
}

/* Times are signed, as in SQL: those before 1601 don't exist, those beyond the year 30,000 Windows
 * refuses. */
static int element_order(const struct element *a, const struct element *b)
{
    size_t common = a->bytes < b->bytes ? a->bytes : b->bytes;
    int differ;
    int64_t x, y;

    switch (a->type) {
    case PT_SHORT:
        return ORDER(*(const short *)a->at, *(const short *)b->at);
    case PT_LONG:
        return ORDER(*(const LONG *)a->at, *(const LONG *)b->at);
    case PT_BOOLEAN:
        return !!*(const USHORT *)a->at - !!*(const USHORT *)b->at;
    case PT_R4:
        return ORDER(*(const float *)a->at, *(const float *)b->at);
    case PT_DOUBLE:
    case PT_APPTIME:
        return ORDER(*(const double *)a->at, *(const double *)b->at);
    case PT_UNICODE:
        return fold_order(a->at, a->bytes / sizeof(WCHAR), b->at, b->bytes / sizeof(WCHAR));
    case PT_BINARY:
        differ = common ? memcmp(a->at, b->at, common) : 0;
        return differ ? differ : ORDER(a->bytes, b->bytes);
    case PT_CLSID:
        return memcmp(a->at, b->at, sizeof(GUID));
    }
    memcpy(&x, a->at, sizeof(x));
    memcpy(&y, b->at, sizeof(y));
    return ORDER(x, y);
}

/* ---- leaves ---- */

/* As much of a large value as can decide its order against the constant. */
static HRESULT enough_of(struct value *value, const struct value *constant, struct value **out)
{
    size_t bytes = constant->bytes * 2 + 16, got;
    void *memory;
    HRESULT hr;

    if (!value->large || value->bytes <= bytes || value_type(value) == PT_STRING8)
        return value_in_memory(value, out);
    bytes &= ~(size_t)1;
    memory = malloc(bytes);
    if (!memory) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = large_read(value->large, 0, memory, bytes, &got);
    if (SUCCEEDED(hr))
        hr = value_from_content(value->prop.ulPropTag, memory, got, value->code_page, out);
    free(memory);
    return hr;
}

static HRESULT match_property(const struct match *match, const struct node *node, bool *matches)
{
    AUTO_VALUE struct value *value = NULL;
    AUTO_VALUE struct value *memory = NULL;
    struct element constant;
    HRESULT hr = find(match, node->tag, &value);

    if (hr != S_OK) return hr;
    hr = enough_of(value, node->constant, &memory);
    if (SUCCEEDED(hr)) hr = element_of(node->constant, 0, &constant);
    for (ULONG i = 0; SUCCEEDED(hr) && !*matches && i < count_of(memory); i++) {
        AUTO_ELEMENT struct element one = {0};

        hr = element_of(memory, i, &one);
        if (hr == S_OK) *matches = relop_satisfied(element_order(&one, &constant), node->relop);
    }
    return hr;
}

/* A large value is read chunk by chunk, as far as it takes. */
static HRESULT scan_large(const struct value *value, const struct text_search *search,
                          bool *matches)
{
    struct text_scan scan;
    bool decided = false;
    uint64_t at = 0;
    uint8_t *chunk = malloc(CHUNK_BYTES);
    size_t got;
    HRESULT hr = S_OK;

    if (!chunk) return MAPI_E_NOT_ENOUGH_MEMORY;
    text_scan_start(&scan, search);
    while (!decided && SUCCEEDED(hr)) {
        hr = large_read(value->large, at, chunk, CHUNK_BYTES, &got);
        if (FAILED(hr) || !got) break;
        at += got;
        decided = value_type(value) == PT_BINARY
                      ? text_scan_bytes(&scan, chunk, got)
                      : text_scan_wide(&scan, (const WCHAR *)chunk, got / sizeof(WCHAR));
    }
    free(chunk);
    *matches = text_scan_end(&scan);
    return hr;
}

static HRESULT match_content(const struct match *match, const struct node *node, bool *matches)
{
    AUTO_VALUE struct value *value = NULL;
    AUTO_VALUE struct value *memory = NULL;
    HRESULT hr = find(match, node->tag, &value);

    if (hr != S_OK) return hr;
    if (value->large && value_type(value) != PT_STRING8)
        return scan_large(value, node->search, matches);
    hr = value_in_memory(value, &memory);
    for (ULONG i = 0; SUCCEEDED(hr) && !*matches && i < count_of(memory); i++) {
        AUTO_ELEMENT struct element one = {0};
        struct text_scan scan;

        hr = element_of(memory, i, &one);
        if (hr != S_OK) continue;
        text_scan_start(&scan, node->search);
        if (one.type == PT_BINARY)
            text_scan_bytes(&scan, one.at, one.bytes);
        else
            text_scan_wide(&scan, one.at, one.bytes / sizeof(WCHAR));
        *matches = text_scan_end(&scan);
    }
    return hr;
}

static HRESULT match_compare(const struct match *match, const struct node *node, bool *matches)
{
    AUTO_VALUE struct value *first = NULL;
    AUTO_VALUE struct value *second = NULL;
    AUTO_VALUE struct value *a = NULL;
    AUTO_VALUE struct value *b = NULL;
    int order = 0;
    HRESULT hr = find(match, node->tag, &first);

    if (hr == S_OK) hr = find(match, node->tag2, &second);
    if (hr != S_OK) return hr;
    hr = value_in_memory(first, &a);
    if (SUCCEEDED(hr)) hr = value_in_memory(second, &b);
    if (FAILED(hr)) return hr;
    if ((value_type(a) != value_type(b) && !(is_text(value_type(a)) && is_text(value_type(b)))) ||
        !type_is_kept(value_type(a)))
        return S_OK;
    for (ULONG i = 0; !order && i < count_of(a) && i < count_of(b); i++) {
        AUTO_ELEMENT struct element x = {0};
        AUTO_ELEMENT struct element y = {0};

        hr = element_of(a, i, &x);
        if (hr == S_OK) hr = element_of(b, i, &y);
        if (hr != S_OK) return hr;
        order = element_order(&x, &y);
    }
    if (!order) order = ORDER(count_of(a), count_of(b));
    *matches = relop_satisfied(order, node->relop);
    return S_OK;
}

static HRESULT match_bitmask(const struct match *match, const struct node *node, bool *matches)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr = find(match, node->tag, &value);

    if (hr == S_OK)
        *matches = !((ULONG)value->prop.Value.l & node->number) == (node->relop == BMR_EQZ);
    return hr;
}

/* The size of the value as the tag asks for it, texts with their terminators. */
static HRESULT match_size(const struct match *match, const struct node *node, bool *matches)
{
    AUTO_VALUE struct value *value = NULL;
    AUTO_VALUE struct value *as = NULL;
    ULONG type;
    size_t bytes;
    HRESULT hr = find(match, node->tag, &value);

    if (hr != S_OK) return hr;
    type = PROP_TYPE(node->tag) == PT_UNSPECIFIED ? value_type(value) : PROP_TYPE(node->tag);
    if (type & MV_INSTANCE) type = value_type(value);
    hr = value_as(value, type, &as);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
    bytes = as->bytes;
    if (is_text(type))
        bytes += count_of(as) * ((type & ~(ULONG)MV_FLAG) == PT_UNICODE ? sizeof(WCHAR) : 1);
    *matches = relop_satisfied(ORDER(bytes, node->number), node->relop);
    return S_OK;
}

static HRESULT match_exist(const struct match *match, const struct node *node, bool *matches)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr = find(match, node->tag, &value);

    *matches = hr == S_OK;
    return hr;
}

static HRESULT match_sub(const struct match *match, const struct node *node, bool *matches)
{
    AUTO_VALUE struct value *key = NULL;
    int64_t id;
    HRESULT hr = find(match, PR_INSTANCE_KEY, &key);

    if (hr != S_OK) return hr;
    id = instance_key_read(key->prop.Value.bin.lpb, key->prop.Value.bin.cb);
    return id ? restriction_sub_matches(match->store, node, id, matches) : S_OK;
}

/* ---- trees ---- */

static HRESULT match_node(const struct match *match, const struct node *node, bool *matches);

static HRESULT match_items(const struct match *match, const struct node *node, bool *matches)
{
    bool stop_at = node->kind == RES_OR;
    HRESULT hr = S_OK;

    *matches = !stop_at;
    for (size_t i = 0; i < node->n && SUCCEEDED(hr); i++) {
        hr = match_node(match, &node->items[i], matches);
        if (*matches == stop_at) break;
    }
    return hr;
}

static HRESULT match_node(const struct match *match, const struct node *node, bool *matches)
{
    HRESULT hr;

    *matches = false;
    switch (node->kind) {
    case RES_AND:
    case RES_OR:
        return match_items(match, node, matches);
    case RES_NOT:
        hr = match_node(match, node->items, matches);
        *matches = !*matches;
        return hr;
    case RES_PROPERTY:
        return match_property(match, node, matches);
    case RES_CONTENT:
        return match_content(match, node, matches);
    case RES_COMPAREPROPS:
        return match_compare(match, node, matches);
    case RES_BITMASK:
        return match_bitmask(match, node, matches);
    case RES_SIZE:
        return match_size(match, node, matches);
    case RES_EXIST:
        return match_exist(match, node, matches);
    case RES_SUBRESTRICTION:
        return match_sub(match, node, matches);
    }
    return MAPI_E_CALL_FAILED;
}

HRESULT node_matches(struct store *store, const struct node *node, restriction_get_fn *get,
                     void *context, bool *matches)
{
    struct match match = {store, get, context};
    HRESULT hr = match_node(&match, node, matches);

    if (FAILED(hr)) *matches = false;
    return FAILED(hr) ? hr : S_OK;
}

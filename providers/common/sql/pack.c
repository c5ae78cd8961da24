/*
 * pack.c - packed properties: the bytes of the props columns
 *
 *   byte 1, then entries in ascending property id:
 *   tag (4, little-endian)  varint (bytes of content * 2 + large)  content
 *   large:   id (8), bytes (8), for PT_STRING8 code page (4)
 *   else     by type, see put_content
 */
#include "common/sql/pack.h"
#include <stdlib.h>
#include "common/sql/large.h"
#include "common/text/text8.h"

#define PACK_FORMAT 1

struct out {
    uint8_t *data;
    size_t n, room;
    bool bad; /* out of memory */
};

static void put(struct out *out, const void *bytes, size_t n)
{
    if (out->bad) return;
    if (n > SIZE_MAX / 4 - out->room) {
        out->bad = true;
        return;
    }
    if (out->room - out->n < n) {
        size_t room = (out->room + n) * 2 + 64;
        uint8_t *grown = realloc(out->data, room);

        if (!grown) {
            out->bad = true;
            return;
        }
        out->data = grown;
        out->room = room;
    }
    if (n) memcpy(out->data + out->n, bytes, n);
    out->n += n;
}

static void put_le(struct out *out, uint64_t v, size_t n)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(v >> 8 * i);
    put(out, bytes, n);
}

static void put_varint(struct out *out, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        put_le(out, (v & 0x7f) | 0x80, 1);
    put_le(out, v, 1);
}

/* Text as WTF-8, without its length. */
static void put_wide(struct out *out, const WCHAR *text, size_t chars)
{
    size_t n = 0;
    char *wtf8 = NULL;

    if (FAILED(wtf8_from_wide(text, chars, &wtf8, &n)))
        out->bad = true;
    else
        put(out, wtf8, n);
    free(wtf8);
}

/* Number i of the array, with its length. */
static void put_element(struct out *out, ULONG type, const SPropValue *prop, ULONG i)
{
    struct out part = {0};

    if (type == PT_BINARY)
        put(&part, prop->Value.MVbin.lpbin[i].lpb, prop->Value.MVbin.lpbin[i].cb);
    else if (type == PT_UNICODE)
        put_wide(&part, prop->Value.MVszW.lppszW[i], wide_len(prop->Value.MVszW.lppszW[i]));
    else
        put(&part, prop->Value.MVszA.lppszA[i], strlen(prop->Value.MVszA.lppszA[i]));
    put_varint(out, part.n);
    put(out, part.data, part.n);
    if (part.bad) out->bad = true;
    free(part.data);
}

static void put_content(struct out *out, const struct value *value)
{
    const SPropValue *prop = &value->prop;
    ULONG type = PROP_TYPE(prop->ulPropTag) & ~(ULONG)MV_FLAG;
    size_t fixed = value_type_bytes(type);

    if (PROP_TYPE(prop->ulPropTag) & MV_FLAG) {
        if (type == PT_STRING8) put_le(out, value->code_page, 4);
        put_varint(out, prop->Value.MVl.cValues);
        if (fixed) put(out, prop->Value.MVl.lpl, prop->Value.MVl.cValues * fixed);
        for (ULONG i = 0; !fixed && i < prop->Value.MVl.cValues; i++)
            put_element(out, type, prop, i);
        return;
    }
    if (type == PT_STRING8) put_le(out, value->code_page, 4);
    if (type == PT_UNICODE)
        put_wide(out, prop->Value.lpszW, value->bytes / sizeof(WCHAR));
    else
        put(out, value_content(value), value->bytes);
}

HRESULT pack_bag(const struct bag *bag, void **out, size_t *bytes)
{
    struct out all = {0};

    *out = NULL;
    *bytes = 0;
    if (!bag->n) return S_OK;
    put_le(&all, PACK_FORMAT, 1);
    for (size_t i = 0; i < bag->n && !all.bad; i++) {
        const struct value *value = bag->values[i];
        struct out one = {0};

        if (value->large) {
            put_le(&one, (uint64_t)large_id(value->large), 8);
            put_le(&one, large_bytes(value->large), 8);
            if (value_type(value) == PT_STRING8) put_le(&one, value->code_page, 4);
        } else {
            put_content(&one, value);
        }
        put_le(&all, value->prop.ulPropTag, 4);
        put_varint(&all, (uint64_t)one.n << 1 | (value->large != NULL));
        put(&all, one.data, one.n);
        if (one.bad) all.bad = true;
        free(one.data);
    }
    if (all.bad) {
        free(all.data);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = all.data;
    *bytes = all.n;
    return S_OK;
}

struct in {
    const uint8_t *at, *end;
    bool bad; /* not ours: MAPI_E_CORRUPT_STORE */
};

static const uint8_t *take(struct in *in, uint64_t n)
{
    const uint8_t *at = in->at;

    if (in->bad || (uint64_t)(in->end - in->at) < n) {
        in->bad = true;
        return NULL;
    }
    in->at += n;
    return at;
}

static uint64_t take_le(struct in *in, size_t n)
{
    const uint8_t *p = take(in, n);
    uint64_t v = 0;

    for (size_t i = 0; p && i < n; i++)
        v |= (uint64_t)p[i] << 8 * i;
    return v;
}

static uint64_t take_varint(struct in *in)
{
    uint64_t v = 0;

    for (int shift = 0; shift < 63; shift += 7) {
        uint64_t b = take_le(in, 1);

        v |= (b & 0x7f) << shift;
        if (!(b & 0x80)) return v;
    }
    in->bad = true;
    return 0;
}

static size_t left(const struct in *in)
{
    return (size_t)(in->end - in->at);
}

/* An array of text or binary. */
static HRESULT take_many(struct in *in, ULONG tag, uint64_t count, UINT code_page,
                         struct value **out)
{
    ULONG type = PROP_TYPE(tag) & ~(ULONG)MV_FLAG;
    size_t each = type == PT_BINARY ? sizeof(SBinary) : sizeof(void *);
    SPropValue prop = {.ulPropTag = tag};
    HRESULT hr = S_OK;
    void **texts;

    if (count > left(in)) return MAPI_E_CORRUPT_STORE; /* each takes a byte at least */
    prop.Value.MVl.lpl = calloc(count, each);
    if (!prop.Value.MVl.lpl) return MAPI_E_NOT_ENOUGH_MEMORY;
    prop.Value.MVl.cValues = (ULONG)count;
    texts = (void **)prop.Value.MVszA.lppszA;
    for (uint64_t i = 0; i < count && SUCCEEDED(hr); i++) {
        uint64_t n = take_varint(in);
        const uint8_t *bytes = take(in, n);
        size_t chars;

        if (!bytes) {
            hr = MAPI_E_CORRUPT_STORE;
        } else if (type == PT_BINARY) {
            prop.Value.MVbin.lpbin[i].cb = (ULONG)n;
            prop.Value.MVbin.lpbin[i].lpb = (BYTE *)bytes;
        } else if (type == PT_UNICODE) {
            hr = wtf8_to_wide((const char *)bytes, (size_t)n, (WCHAR **)&texts[i], &chars);
        } else {
            texts[i] = calloc((size_t)n + 1, 1);
            if (texts[i])
                memcpy(texts[i], bytes, (size_t)n);
            else
                hr = MAPI_E_NOT_ENOUGH_MEMORY;
        }
    }
    if (SUCCEEDED(hr)) hr = value_copy(&prop, code_page, out);
    for (uint64_t i = 0; type != PT_BINARY && i < count; i++)
        free(texts[i]);
    free(prop.Value.MVl.lpl);
    return hr;
}

/* in holds one entry's content, all of which must be used. */
static HRESULT take_content(struct in *in, ULONG tag, struct value **out)
{
    ULONG type = PROP_TYPE(tag) & ~(ULONG)MV_FLAG;
    size_t fixed = value_type_bytes(type);
    UINT code_page = type == PT_STRING8 ? (UINT)take_le(in, 4) : 0;
    SPropValue prop = {.ulPropTag = tag};
    uint64_t count;

    if (in->bad) return MAPI_E_CORRUPT_STORE;
    if (PROP_TYPE(tag) & MV_FLAG) {
        union {
            uint8_t bytes[8];
            int64_t align;
        } *copy;
        HRESULT hr;

        count = take_varint(in);
        if (!count || in->bad) return MAPI_E_CORRUPT_STORE;
        if (!fixed) return take_many(in, tag, count, code_page, out);
        if (count > left(in) / fixed) return MAPI_E_CORRUPT_STORE;
        copy = malloc(left(in) + 8); /* aligned */
        if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
        memcpy(copy, take(in, count * fixed), (size_t)count * fixed);
        prop.Value.MVl.cValues = (ULONG)count;
        prop.Value.MVl.lpl = (LONG *)copy;
        hr = value_copy(&prop, 0, out);
        free(copy);
        return hr == MAPI_E_INVALID_PARAMETER ? MAPI_E_CORRUPT_STORE : hr;
    }
    count = left(in);
    if (type == PT_UNICODE)
        return value_text8(tag, (const char *)take(in, count), (size_t)count, out);
    if (type == PT_STRING8)
        return value_ansi(tag, (const char *)take(in, count), (size_t)count, code_page, out);
    if (type == PT_BINARY) return value_binary(tag, take(in, count), (size_t)count, out);
    if (!fixed || count != fixed) return MAPI_E_CORRUPT_STORE;
    if (type == PT_CLSID) return value_binary(tag, take(in, count), (size_t)count, out);
    memcpy(&prop.Value, take(in, count), (size_t)count);
    return value_copy(&prop, 0, out);
}

static HRESULT take_large(struct db *db, struct in *in, ULONG tag, struct value **out)
{
    int64_t id = (int64_t)take_le(in, 8);
    uint64_t bytes = take_le(in, 8);
    UINT code_page = PROP_TYPE(tag) == PT_STRING8 ? (UINT)take_le(in, 4) : 0;
    struct large *large;
    HRESULT hr;

    if (in->bad || id <= 0 || bytes > (uint64_t)INT64_MAX ||
        (PROP_TYPE(tag) != PT_BINARY && PROP_TYPE(tag) != PT_UNICODE &&
         PROP_TYPE(tag) != PT_STRING8))
        return MAPI_E_CORRUPT_STORE;
    hr = large_in_db(db, id, bytes, &large);
    if (FAILED(hr)) return hr;
    hr = value_large(tag, large, code_page, out);
    large_unref(large);
    return hr;
}

/* Moves over one entry: its tag, and its content in *content. False at the end. */
static bool next_entry(struct in *in, ULONG *tag, struct in *content, bool *large)
{
    uint64_t n;

    if (in->at == in->end || in->bad) return false;
    *tag = (ULONG)take_le(in, 4);
    n = take_varint(in);
    *large = n & 1;
    content->bad = false;
    content->at = take(in, n >> 1);
    content->end = content->at ? content->at + (n >> 1) : NULL;
    return !in->bad;
}

static HRESULT take_entry(struct db *db, struct in *content, ULONG tag, bool large,
                          struct value **out)
{
    HRESULT hr = large ? take_large(db, content, tag, out) : take_content(content, tag, out);

    if (FAILED(hr)) return hr == MAPI_E_INVALID_PARAMETER ? MAPI_E_CORRUPT_STORE : hr;
    if (content->bad || content->at != content->end) {
        value_unref(*out);
        *out = NULL;
        return MAPI_E_CORRUPT_STORE;
    }
    return S_OK;
}

HRESULT unpack_bag(struct db *db, const void *bytes, size_t count, struct bag *bag)
{
    struct in in, content;
    bool large;
    ULONG tag;

    if (!count) return S_OK;
    in = (struct in){bytes, (const uint8_t *)bytes + count, false};
    if (take_le(&in, 1) != PACK_FORMAT) return MAPI_E_CORRUPT_STORE;
    while (next_entry(&in, &tag, &content, &large)) {
        AUTO_VALUE struct value *value = NULL;
        HRESULT hr = take_entry(db, &content, tag, large, &value);

        if (SUCCEEDED(hr)) hr = bag_set(bag, value);
        if (FAILED(hr)) return hr;
    }
    return in.bad ? MAPI_E_CORRUPT_STORE : S_OK;
}

HRESULT unpack_one(struct db *db, const void *bytes, size_t count, ULONG tag, struct value **out)
{
    struct in in, content;
    ULONG found;
    bool large;

    *out = NULL;
    if (!count) return S_FALSE;
    in = (struct in){bytes, (const uint8_t *)bytes + count, false};
    if (take_le(&in, 1) != PACK_FORMAT) return MAPI_E_CORRUPT_STORE;
    while (next_entry(&in, &found, &content, &large)) {
        if (PROP_ID(found) == PROP_ID(tag)) return take_entry(db, &content, found, large, out);
        if (PROP_ID(found) > PROP_ID(tag)) return S_FALSE;
    }
    return in.bad ? MAPI_E_CORRUPT_STORE : S_FALSE;
}

HRESULT pack_next(const void *bytes, size_t count, size_t *at, struct packed_prop *out)
{
    struct in in = {(const uint8_t *)bytes + *at, (const uint8_t *)bytes + count, false}, content;

    if (!*at && count && take_le(&in, 1) != PACK_FORMAT) return MAPI_E_CORRUPT_STORE;
    if (!next_entry(&in, &out->tag, &content, &out->large))
        return in.bad ? MAPI_E_CORRUPT_STORE : S_FALSE;
    out->content = content.at;
    out->bytes = left(&content);
    *at = (size_t)(in.at - (const uint8_t *)bytes);
    return S_OK;
}

/*
 * read.c - TNEF taken apart: attributes, and properties in them, from memory or from a stream, in
 * one pass
 */
#include "codec/tnef/read.h"
#include <string.h>
#include "mapitags.h"
#include "tnef.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "codec/tnef/sum.h"

enum { BUFFER = 65536, MOST_TAKEN = 4096 };

/* ---- bytes ---- */

void tnef_reader_over(struct tnef_reader *r, const void *bytes, size_t count)
{
    *r = (struct tnef_reader){
        .at = bytes, .end = (const uint8_t *)bytes + count, .limit = count, .total = count};
    r->summed = r->at;
}

HRESULT tnef_reader_from(struct tnef_reader *r, const struct tnef_input *input)
{
    void *buffer;

    *r = (struct tnef_reader){.limit = input->bytes, .total = input->bytes, .input = *input};
    /* small streams are common */
    r->room = input->bytes < BUFFER - MOST_TAKEN ? (size_t)input->bytes + MOST_TAKEN : BUFFER;
    if (mem_root(r->room, &buffer) != S_OK) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    r->buffer = buffer;
    r->at = r->end = r->summed = buffer;
    return S_OK;
}

void tnef_reader_drop(struct tnef_reader *r)
{
    mem_free(r->buffer);
    *r = (struct tnef_reader){0};
}

static void sum_up(struct tnef_reader *r)
{
    if (r->at > r->summed) r->sum += tnef_sum(r->summed, (size_t)(r->at - r->summed));
    r->summed = r->at;
}

/* More behind what is here, at the buffer's beginning; false: there is no more, or the input
 * failed. */
static bool fill(struct tnef_reader *r)
{
    size_t here = (size_t)(r->end - r->at), got = 0;
    HRESULT hr;

    if (!r->buffer || FAILED(r->failed)) return false;
    sum_up(r);
    memmove(r->buffer, r->at, here);
    r->at = r->summed = r->buffer;
    r->end = r->buffer + here;
    hr = r->input.read(r->input.context, r->buffer + here, r->room - here, &got);
    if (FAILED(hr)) {
        r->failed = hr;
        return false;
    }
    r->end += got <= r->room - here ? got : r->room - here;
    return got > 0;
}

static void cut(struct tnef_reader *r)
{
    if (!FAILED(r->failed)) r->failed = FAIL(MAPI_E_CORRUPT_DATA);
}

/* count bytes, which limit allows, are here; false: they never come. */
static bool here(struct tnef_reader *r, size_t count)
{
    while ((size_t)(r->end - r->at) < count)
        if (!fill(r)) {
            cut(r);
            return false;
        }
    return true;
}

/* Nearly always: all of it is here. NULL: look closer. */
static inline const uint8_t *ready(struct tnef_reader *r, uint64_t count)
{
    const uint8_t *at = r->at;

    if ((size_t)(r->end - at) < count || count > tnef_left(r) || !tnef_fine(r)) return NULL;
    r->at += count;
    r->place += count;
    return at;
}

static inline const uint8_t *take(struct tnef_reader *r, size_t count)
{
    const uint8_t *at = ready(r, count);

    return at ? at : tnef_take(r, count);
}

const uint8_t *tnef_take(struct tnef_reader *r, size_t count)
{
    const uint8_t *at;

    if (!tnef_fine(r)) return NULL;
    if (count > MOST_TAKEN || count > tnef_left(r)) {
        r->over = true;
        return NULL;
    }
    if (!here(r, count)) return NULL;
    at = r->at;
    r->at += count;
    r->place += count;
    return at;
}

const uint8_t *tnef_peek(struct tnef_reader *r, size_t count)
{
    if (!tnef_fine(r) || count > MOST_TAKEN || count > tnef_left(r) || !here(r, count)) return NULL;
    return r->at;
}

uint16_t tnef_u16(struct tnef_reader *r)
{
    const uint8_t *b = take(r, 2);

    return b ? (uint16_t)(b[0] | b[1] << 8) : 0;
}

uint32_t tnef_u32(struct tnef_reader *r)
{
    const uint8_t *b = take(r, 4);

    return b ? b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24 : 0;
}

uint64_t tnef_u64(struct tnef_reader *r)
{
    uint64_t low = tnef_u32(r);

    return low | (uint64_t)tnef_u32(r) << 32;
}

size_t tnef_piece(struct tnef_reader *r, uint64_t want, const uint8_t **at)
{
    size_t n;

    if (!want || !tnef_fine(r)) return 0;
    if (want > tnef_left(r)) {
        r->over = true;
        return 0;
    }
    if (!here(r, 1)) return 0;
    n = (size_t)(r->end - r->at);
    if (n > want) n = (size_t)want;
    *at = r->at;
    r->at += n;
    r->place += n;
    return n;
}

void tnef_skip(struct tnef_reader *r, uint64_t count)
{
    const uint8_t *at;

    if (ready(r, count)) return;
    for (size_t n; count && (n = tnef_piece(r, count, &at)) != 0;)
        count -= n;
}

/* As many as the input says there are can be had at once; else memory grows with what comes. */
static HRESULT load(struct tnef_reader *r, uint64_t count, struct writer *w)
{
    const uint8_t *at;
    size_t n;

    while (count && (n = tnef_piece(r, count, &at)) != 0) {
        write_bytes(w, at, n);
        count -= n;
    }
    write_u16(w, 0);
    if (FAILED(r->failed)) return r->failed;
    if (r->over) return FAIL(MAPI_E_CORRUPT_DATA);
    return w->bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : S_OK;
}

HRESULT tnef_load(struct tnef_reader *r, uint64_t count, uint64_t most, void *root, uint8_t **out)
{
    const uint8_t *at;
    uint8_t *to;
    HRESULT hr;

    *out = NULL;
    if (count > tnef_left(r)) r->over = true;
    if (!tnef_fine(r)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (count > most) {
        tnef_skip(r, count);
        return FAILED(r->failed) ? r->failed : FAIL(MAPI_E_TOO_BIG);
    }
    if (count > (size_t)(r->end - r->at) && r->total == UINT64_MAX) {
        struct writer w = {0};

        hr = load(r, count, &w);
        if (SUCCEEDED(hr) && root) {
            *out = mem_dup(w.data, w.count, root);
            if (!*out) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        } else if (SUCCEEDED(hr)) {
            *out = TAKE(w.data);
        }
        writer_drop(&w);
        return hr;
    }
    if ((root ? mem_more((size_t)count + 2, root, (void **)&to)
              : mem_root((size_t)count + 2, (void **)&to)) != S_OK)
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if ((at = ready(r, count)) != NULL) {
        memcpy(to, at, (size_t)count);
        memset(to + count, 0, 2);
        *out = to;
        return S_OK;
    }
    for (size_t done = 0, n; done < count; done += n) {
        n = tnef_piece(r, count - done, &at);
        if (!n) {
            if (!root) mem_free(to);
            return FAILED(r->failed) ? r->failed : FAIL(MAPI_E_CORRUPT_DATA);
        }
        memcpy(to + done, at, n);
    }
    memset(to + count, 0, 2);
    *out = to;
    return S_OK;
}

/* ---- attributes ---- */

HRESULT tnef_begin(struct tnef_reader *r, uint16_t *key)
{
    uint32_t signature = tnef_u32(r);

    *key = tnef_u16(r);
    if (FAILED(r->failed)) return r->failed;
    return r->over || signature != TNEF_SIGNATURE ? FAIL(MAPI_E_CORRUPT_DATA) : S_OK;
}

/* Nothing but what mail systems leave behind a file? Passes over it. */
static bool only_filler(struct tnef_reader *r)
{
    const uint8_t *at;

    while (tnef_left(r) && (r->at < r->end || fill(r))) {
        size_t n = tnef_piece(r, tnef_left(r), &at);

        for (size_t i = 0; i < n; i++)
            if (at[i] && at[i] != '\r' && at[i] != '\n' && at[i] != ' ' && at[i] != 0x1a)
                return false;
    }
    return !FAILED(r->failed);
}

HRESULT tnef_attr_next(struct tnef_reader *r, struct tnef_attr *attr)
{
    if (FAILED(r->failed)) return r->failed;
    if (!tnef_left(r) || (r->at == r->end && !fill(r)))
        return FAILED(r->failed) ? r->failed : S_FALSE;
    if (*r->at != LVL_MESSAGE && *r->at != LVL_ATTACHMENT) {
        return only_filler(r) ? S_FALSE : FAILED(r->failed) ? r->failed : FAIL(MAPI_E_CORRUPT_DATA);
    }
    attr->level = *tnef_take(r, 1);
    attr->id = tnef_u32(r);
    attr->bytes = tnef_u32(r);
    if (FAILED(r->failed)) return r->failed;
    if (r->over || tnef_left(r) < 2 || attr->bytes > tnef_left(r) - 2)
        return FAIL(MAPI_E_CORRUPT_DATA);
    sum_up(r);
    attr->sum = r->sum;
    attr->outer = r->limit;
    r->limit = r->place + attr->bytes;
    return S_OK;
}

HRESULT tnef_attr_end(struct tnef_reader *r, const struct tnef_attr *attr, bool *sum_fits)
{
    uint16_t sum;

    r->over = false;
    tnef_skip(r, tnef_left(r));
    sum_up(r);
    sum = (uint16_t)(r->sum - attr->sum);
    r->limit = attr->outer;
    if (sum_fits) *sum_fits = true;
    if (tnef_u16(r) != sum && sum_fits) *sum_fits = false;
    return r->failed;
}

/* ---- properties ---- */

/* Bytes of one value, padding included; SIZED: each value tells; 0: no type. */
enum { SIZED = 1, N_TYPES = 0x103 };
static const uint8_t type_bytes[N_TYPES] = {
    [PT_NULL] = 4,        [PT_I2] = 4,          [PT_LONG] = 4,       [PT_R4] = 4,
    [PT_DOUBLE] = 8,      [PT_CURRENCY] = 8,    [PT_APPTIME] = 8,    [PT_ERROR] = 4,
    [PT_BOOLEAN] = 4,     [PT_I8] = 8,          [PT_SYSTIME] = 8,    [PT_CLSID] = 16,
    [PT_STRING8] = SIZED, [PT_UNICODE] = SIZED, [PT_BINARY] = SIZED, [PT_OBJECT] = SIZED,
};

uint32_t tnef_prop_count(struct tnef_reader *r)
{
    uint32_t count = tnef_u32(r);

    if (count <= tnef_left(r) / 4) return count; /* a tag has 4 bytes */
    r->over = true;
    return 0;
}

static void skip_padding(struct tnef_reader *r, uint32_t bytes)
{
    uint32_t pad = -bytes & 3;

    if (!pad) return;
    /* Some writers leave it away at the very end. */
    tnef_skip(r, pad < tnef_left(r) ? pad : tnef_left(r));
}

static HRESULT read_name(struct tnef_reader *r, void *root, struct tnef_prop *prop)
{
    const uint8_t *set = tnef_take(r, 16);
    struct reader fields;
    uint8_t *name;
    HRESULT hr;

    if (!set) return FAIL(MAPI_E_CORRUPT_DATA);
    fields = reader_over(set, 16);
    read_guid(&fields, &prop->set);
    prop->kind = tnef_u32(r);
    prop->id = tnef_u32(r);
    if (!tnef_fine(r)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (prop->kind == MNID_ID) return S_OK;
    if (prop->kind != MNID_STRING || prop->id > TNEF_MAX_NAME) return FAIL(MAPI_E_CORRUPT_DATA);
    hr = tnef_load(r, prop->id, TNEF_MAX_NAME, root, &name);
    if (FAILED(hr)) return hr;
    skip_padding(r, prop->id);
    /* the machines this runs on are little-endian; an odd byte at the end stays alone */
    prop->name = (WCHAR *)name;
    if (prop->id & 1) name[prop->id - 1] = 0;
    return S_OK;
}

HRESULT tnef_prop_next(struct tnef_reader *r, void *root, struct tnef_prop *prop)
{
    bool many;
    HRESULT hr;
    uint32_t type;

    *prop = (struct tnef_prop){.tag = tnef_u32(r), .count = 1};
    many = (prop->tag & MV_FLAG) != 0;
    type = PROP_TYPE(prop->tag) & ~(ULONG)MV_FLAG;
    if (!tnef_fine(r) || type >= N_TYPES || !type_bytes[type] || (many && type == PT_NULL))
        return FAIL(MAPI_E_CORRUPT_DATA);
    prop->sized = type_bytes[type] == SIZED;
    prop->fixed = prop->sized ? 0 : type_bytes[type];
    if (PROP_ID(prop->tag) >= 0x8000) {
        prop->named = true;
        hr = read_name(r, root, prop);
        if (FAILED(hr)) return hr;
    }
    if (many || prop->sized) {
        prop->count = tnef_u32(r);
        if (prop->count > tnef_left(r) / (prop->sized ? 4 : prop->fixed) ||
            (!many && prop->count > 1))
            r->over = true;
    }
    return tnef_fine(r) ? S_OK : FAIL(MAPI_E_CORRUPT_DATA);
}

bool tnef_value_begin(struct tnef_reader *r, const struct tnef_prop *prop, uint32_t *bytes)
{
    *bytes = prop->sized ? tnef_u32(r) : prop->fixed;
    if (*bytes > tnef_left(r)) r->over = true;
    return tnef_fine(r);
}

void tnef_value_end(struct tnef_reader *r, uint32_t bytes)
{
    skip_padding(r, bytes);
}

void tnef_prop_skip(struct tnef_reader *r, const struct tnef_prop *prop, uint32_t values)
{
    uint32_t bytes;

    for (; values < prop->count && tnef_value_begin(r, prop, &bytes); values++) {
        tnef_skip(r, bytes);
        tnef_value_end(r, bytes);
    }
}

/*
 * dn.c - distinguished names (RFC 4514), read in any spelling and written in one
 */
#include "dn.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "filter.h"

/* ---- reading ---- */

/* A type or a value, without what was only there to write it down. */
struct part {
    uint8_t *text; /* room for the whole name */
    size_t n;
    bool hexadecimal; /* #...: what the '#' begins is no text */
    uint8_t end;      /* the separator after it, ';' as ',', or 0 */
};

static int hex_digit(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* After a backslash: two digits are a byte, anything else is itself, also what needn't be escaped.
 */
static uint8_t read_escaped(const uint8_t **at, const uint8_t *end)
{
    const uint8_t *p = *at;

    if (p == end) return '\\';
    if (end - p >= 2 && hex_digit(p[0]) >= 0 && hex_digit(p[1]) >= 0) {
        *at += 2;
        return (uint8_t)(hex_digit(p[0]) << 4 | hex_digit(p[1]));
    }
    *at += 1;
    return *p;
}

/* in_type: before the first '=' of an RDN's part; the others are the value's. */
static uint8_t separator_of(uint8_t c, bool in_type)
{
    if (c == ',' || c == ';') return ',';
    return c == '+' || (c == '=' && in_type) ? c : 0;
}

static void read_part(const uint8_t **at, const uint8_t *end, bool in_type, struct part *out)
{
    const uint8_t *p = *at;
    size_t kept = 0; /* what comes after it are spaces that may mean nothing */
    bool quoted;

    while (p < end && *p == ' ')
        p++;
    out->n = 0;
    out->end = 0;
    out->hexadecimal = p < end && *p == '#';
    quoted = p < end && *p == '"';
    if (quoted) p++;
    while (p < end && !out->end) {
        uint8_t c = *p++;

        if (c == '\\') {
            out->text[out->n++] = read_escaped(&p, end);
            kept = out->n;
        } else if (quoted && c == '"') {
            quoted = false;
        } else if (quoted || !(out->end = separator_of(c, in_type))) {
            out->text[out->n++] = c;
            if (quoted || c != ' ') kept = out->n;
        }
    }
    out->n = kept;
    *at = p;
}

/* ---- writing ---- */

static void put_hex(uint8_t **at, uint8_t c)
{
    static const char digits[] = "0123456789abcdef";

    *(*at)++ = '\\';
    *(*at)++ = (uint8_t)digits[c >> 4];
    *(*at)++ = (uint8_t)digits[c & 15];
}

static void put_utf8(uint8_t **at, uint32_t c)
{
    if (c >= 0x10000) {
        *(*at)++ = (uint8_t)(0xf0 | c >> 18);
        *(*at)++ = (uint8_t)(0x80 | (c >> 12 & 0x3f));
    } else if (c >= 0x800) {
        *(*at)++ = (uint8_t)(0xe0 | c >> 12);
    }
    if (c >= 0x800) *(*at)++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
    else if (c >= 0x80) *(*at)++ = (uint8_t)(0xc0 | c >> 6);
    *(*at)++ = (uint8_t)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
}

/* Whether wtf8_next read c from bytes that are UTF-8. */
static bool is_utf8(uint32_t c, size_t bytes)
{
    return (c < 0xd800 || c >= 0xe000) && (c != 0xfffd || bytes == 3);
}

static bool must_escape(const struct part *part, size_t i, bool in_type)
{
    uint8_t c = part->text[i];

    if (c < ' ' || c == 0x7f || strchr(",+\"\\<>;", c)) return true;
    if (c == ' ') return !i || i == part->n - 1;
    return (c == '#' && !i && !part->hexadecimal) || (c == '=' && in_type);
}

/* RFC 4518, 2.6.1: spaces that begin or end a value mean nothing, and several are one; so are those
 * of a value that has nothing else. */
static void squeeze(struct part *part)
{
    bool has_any = part->n;
    size_t n = 0;

    for (size_t i = 0; i < part->n; i++)
        if (part->text[i] != ' ' || (n && part->text[n - 1] != ' '))
            part->text[n++] = part->text[i];
    if (n && part->text[n - 1] == ' ') n--;
    if (!n && has_any) part->text[n++] = ' ';
    part->n = n;
}

static void put_part(uint8_t **at, struct part *part, bool in_type)
{
    const uint8_t *p, *end, *from;

    if (!in_type) squeeze(part);
    p = part->text;
    end = p + part->n;
    while (p < end) {
        uint32_t c;

        if (must_escape(part, (size_t)(p - part->text), in_type)) {
            put_hex(at, *p++);
            continue;
        }
        from = p;
        c = wtf8_next(&p, end);
        if (is_utf8(c, (size_t)(p - from))) put_utf8(at, fold_code_point(c));
        else
            while (from < p)
                put_hex(at, *from++);
    }
}

/* ---- the parts of an RDN ---- */

struct piece {
    const uint8_t *at;
    size_t n;
};

static int compare_pieces(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    int order = memcmp(x->at, y->at, x->n < y->n ? x->n : y->n);

    return order ? order : (x->n > y->n) - (x->n < y->n);
}

/* Puts them in order: an RDN is a set. */
static HRESULT sort_rdn(uint8_t *rdn, uint8_t *end)
{
    size_t bytes = (size_t)(end - rdn), n = 1, k = 0;
    struct piece *pieces;
    uint8_t *copy;

    for (const uint8_t *p = rdn; p < end; p++)
        n += *p == '+';
    pieces = malloc(n * sizeof(*pieces) + bytes);
    if (!pieces) return MAPI_E_NOT_ENOUGH_MEMORY;
    copy = memcpy(pieces + n, rdn, bytes);
    pieces[0].at = copy;
    for (size_t i = 0; i <= bytes; i++) {
        if (i < bytes && copy[i] != '+') continue;
        pieces[k].n = (size_t)(copy + i - pieces[k].at);
        if (++k < n) pieces[k].at = copy + i + 1;
    }
    qsort(pieces, n, sizeof(*pieces), compare_pieces);
    for (size_t i = 0; i < n; i++) {
        if (i) *rdn++ = '+';
        memcpy(rdn, pieces[i].at, pieces[i].n);
        rdn += pieces[i].n;
    }
    free(pieces);
    return S_OK;
}

/* ---- names ---- */

/* A byte of a part is three at most when it is written: \hh; folding adds one to two. */
HRESULT dn_normalize(const char *dn, size_t bytes, char **out, size_t *out_bytes)
{
    const uint8_t *p = (const uint8_t *)dn, *end = p + bytes;
    uint8_t *to = malloc(bytes * 3 + 1), *at = to, *rdn = to;
    struct part part = {.text = malloc(bytes + 1)};
    bool in_type = true, several = false;
    HRESULT hr = to && part.text ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    *out = NULL;
    *out_bytes = 0;
    do {
        if (FAILED(hr)) break;
        read_part(&p, end, in_type, &part);
        put_part(&at, &part, in_type);
        in_type = part.end != '=';
        several |= part.end == '+';
        if (several && part.end != '+' && part.end != '=') {
            hr = sort_rdn(rdn, at);
            several = false;
        }
        if (part.end) *at++ = part.end;
        if (part.end == ',') rdn = at;
    } while (part.end);
    free(part.text);
    if (FAILED(hr)) {
        free(to);
        return hr;
    }
    *at = 0;
    *out = (char *)to;
    *out_bytes = (size_t)(at - to);
    return S_OK;
}

HRESULT dn_check(const char *dn)
{
    const uint8_t *p = (const uint8_t *)dn, *end = p + strlen(dn);
    struct part part = {.text = malloc(strlen(dn) + 1)};
    bool valid;

    if (!part.text) return MAPI_E_NOT_ENOUGH_MEMORY;
    do {
        read_part(&p, end, true, &part);
        valid = part.end == '=' && attribute_is_valid((const char *)part.text, part.n);
        if (valid) read_part(&p, end, false, &part);
        valid = valid && part.n;
    } while (valid && part.end);
    free(part.text);
    return valid ? S_OK : MAPI_E_INVALID_PARAMETER;
}

HRESULT dn_is_below(const char *dn, const char *base, bool *below)
{
    size_t dn_bytes, base_bytes;
    char *dn_key, *base_key = NULL;
    HRESULT hr = dn_normalize(dn, strlen(dn), &dn_key, &dn_bytes);

    *below = false;
    if (SUCCEEDED(hr)) hr = dn_normalize(base, strlen(base), &base_key, &base_bytes);
    if (SUCCEEDED(hr) && dn_bytes >= base_bytes) {
        size_t over = dn_bytes - base_bytes;

        *below = !memcmp(dn_key + over, base_key, base_bytes) &&
                 (!over || !base_bytes || dn_key[over - 1] == ',');
    }
    free(dn_key);
    free(base_key);
    return hr;
}

HRESULT dn_first_value(const char *dn, WCHAR **out)
{
    const uint8_t *p = (const uint8_t *)dn, *end = p + strlen(dn);
    struct part part = {.text = malloc(strlen(dn) + 1)};
    size_t chars;
    HRESULT hr;

    *out = NULL;
    if (!part.text) return MAPI_E_NOT_ENOUGH_MEMORY;
    read_part(&p, end, true, &part);
    if (part.end == '=') read_part(&p, end, false, &part);
    hr = wtf8_to_wide((const char *)part.text, part.n, out, &chars);
    free(part.text);
    return hr;
}

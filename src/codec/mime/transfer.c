/*
 * transfer.c - content transfer encodings, decoded piece by piece
 */
#include "codec/mime/transfer.h"
#include <stdint.h>
#include <string.h>

enum { PIECE = 4096, IDENTITY_PIECE = 65536 };

struct output {
    mime_sink *sink;
    void *context;
    HRESULT hr;
    size_t count;
    uint8_t bytes[PIECE];
};

int mime_hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static void drain(struct output *out)
{
    if (out->count && SUCCEEDED(out->hr)) out->hr = out->sink(out->context, out->bytes, out->count);
    out->count = 0;
}

static inline void put(struct output *out, unsigned byte)
{
    if (out->count == PIECE) drain(out);
    out->bytes[out->count++] = (uint8_t)byte;
}

static void put_bytes(struct output *out, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put(out, (uint8_t)bytes[i]);
}

enum mime_encoding mime_encoding_named(const char *value, size_t bytes, bool *known)
{
    static const struct {
        const char *name; /* without - and white space */
        enum mime_encoding encoding;
    } names[] = {
        {"", MIME_IDENTITY},        {"7bit", MIME_IDENTITY},
        {"8bit", MIME_IDENTITY},    {"binary", MIME_IDENTITY},
        {"base64", MIME_BASE64},    {"quotedprintable", MIME_QUOTED_PRINTABLE},
        {"qp", MIME_QUOTED_PRINTABLE}, {"uuencode", MIME_UUENCODE},
        {"xuuencode", MIME_UUENCODE}, {"xuue", MIME_UUENCODE},
        {"uue", MIME_UUENCODE},
    };
    char name[20];
    size_t n = 0;

    *known = true;
    for (size_t i = 0; i < bytes && n < sizeof(name) - 1; i++) {
        char c = value[i];

        if (c == ';' || c == '(') break;
        if (c == '-' || c == '_' || c == '"' || (unsigned char)c <= ' ') continue;
        name[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    name[n] = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(names[i].name, name)) return names[i].encoding;
    *known = false;
    return MIME_IDENTITY;
}

/* 0-63; 64: white space, 65: '=', 66: nothing of base64 */
static unsigned base64_value(unsigned char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26u;
    if (c >= '0' && c <= '9') return c - '0' + 52u;
    if (c == '+') return 62;
    if (c == '/') return 63;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') return 64;
    return c == '=' ? 65 : 66;
}

static void base64(struct output *out, const char *text, size_t bytes, bool *bad)
{
    uint32_t bits = 0;
    unsigned n = 0; /* characters in bits */

    for (size_t i = 0; i <= bytes; i++) {
        unsigned value =
            i < bytes ? base64_value((unsigned char)text[i]) : 65; /* the end pads what is open */

        if (value == 64) continue;
        if (value == 66) {
            *bad = true;
            continue;
        }
        if (value == 65) {
            if (n == 1) *bad = true;
            if (n >= 2) put(out, bits >> (6 * n - 8) & 0xff);
            if (n == 3) put(out, bits >> 2 & 0xff);
            bits = n = 0;
            continue;
        }
        bits = bits << 6 | value;
        if (++n < 4) continue;
        put(out, bits >> 16 & 0xff);
        put(out, bits >> 8 & 0xff);
        put(out, bits & 0xff);
        bits = n = 0;
        if (FAILED(out->hr)) return;
    }
}

/* One line without its end. False: its end is no line end (soft break). */
static bool quoted_printable_line(struct output *out, const char *line, size_t bytes, bool *bad)
{
    while (bytes && (line[bytes - 1] == ' ' || line[bytes - 1] == '\t'))
        bytes--; /* added on the way: RFC 2045 6.7 (3) */
    for (size_t i = 0; i < bytes; i++) {
        int high, low;

        if (line[i] != '=') {
            put(out, (uint8_t)line[i]);
            continue;
        }
        if (i + 1 == bytes) return false;
        high = mime_hex(line[i + 1]);
        low = bytes - i > 2 ? mime_hex(line[i + 2]) : -1;
        if (high < 0 || low < 0) {
            *bad = true;
            put(out, '=');
            continue;
        }
        put(out, (unsigned)(high << 4 | low));
        i += 2;
    }
    return true;
}

static void quoted_printable(struct output *out, const char *text, size_t bytes, bool *bad)
{
    for (size_t at = 0; at < bytes && SUCCEEDED(out->hr);) {
        const char *end = memchr(text + at, '\n', bytes - at);
        size_t next = end ? (size_t)(end - text) + 1 : bytes, stop = end ? next - 1 : bytes;

        if (end && stop > at && text[stop - 1] == '\r') stop--;
        if (quoted_printable_line(out, text + at, stop - at, bad))
            put_bytes(out, text + stop, next - stop);
        at = next;
    }
}

/* The line "begin 644 name" at text; gives where the lines behind it are, NULL: it isn't one. */
static const char *uu_begin(const char *text, size_t bytes, const char **name, size_t *name_bytes)
{
    const char *end = memchr(text, '\n', bytes);
    size_t at = 6;

    if (!end || bytes < 9 || memcmp(text, "begin ", 6)) return NULL;
    while (text[at] >= '0' && text[at] <= '7')
        at++;
    if (at < 9 || at > 10 || text[at] != ' ') return NULL;
    *name = text + at + 1;
    *name_bytes = (size_t)(end - *name);
    while (*name_bytes && (*name)[*name_bytes - 1] <= ' ' && (*name)[*name_bytes - 1] > 0)
        --*name_bytes;
    return end + 1;
}

static const char *uu_find(const char *text, size_t bytes, const char **name, size_t *name_bytes)
{
    for (const char *at = text, *end = text + bytes; at && at < end;) {
        const char *found = uu_begin(at, (size_t)(end - at), name, name_bytes);

        if (found) return found;
        at = memchr(at, '\n', (size_t)(end - at));
        if (at) at++;
    }
    return NULL;
}

bool mime_uu_begins(const char *text, size_t bytes, const char **name, size_t *name_bytes)
{
    return uu_find(text, bytes, name, name_bytes) != NULL;
}

/* The character at i of a line, 0 (a space that was trimmed) behind its end. */
static unsigned uu_value(const char *line, size_t bytes, size_t i)
{
    return i < bytes ? ((unsigned char)line[i] - 32u) & 63 : 0;
}

static void uu_line(struct output *out, const char *line, size_t bytes, bool *bad)
{
    size_t count = uu_value(line, bytes, 0);

    if ((unsigned char)line[0] < 32 || (unsigned char)line[0] > 96) {
        *bad = true;
        return;
    }
    if (bytes - 1 < count * 4 / 3) *bad = true;
    for (size_t i = 1, n = 0; n < count; i += 4) {
        uint32_t bits = uu_value(line, bytes, i) << 18 | uu_value(line, bytes, i + 1) << 12 |
                        uu_value(line, bytes, i + 2) << 6 | uu_value(line, bytes, i + 3);

        for (int shift = 16; shift >= 0 && n < count; shift -= 8, n++)
            put(out, bits >> shift & 0xff);
    }
}

static void uuencoded(struct output *out, const char *text, size_t bytes, bool *bad)
{
    const char *name, *end = text + bytes, *at;
    size_t name_bytes;

    at = uu_find(text, bytes, &name, &name_bytes);
    if (!at) { /* it isn't: as it came */
        *bad = true;
        put_bytes(out, text, bytes);
        return;
    }
    while (at < end && SUCCEEDED(out->hr)) {
        const char *stop = memchr(at, '\n', (size_t)(end - at)), *next = stop ? stop + 1 : end;
        size_t count = (size_t)((stop ? stop : end) - at);

        if (count && at[count - 1] == '\r') count--;
        if (count == 3 && !memcmp(at, "end", 3)) return;
        if (count) uu_line(out, at, count, bad);
        at = next;
    }
    *bad = true; /* cut */
}

static HRESULT identity(mime_sink *sink, void *context, const char *text, size_t bytes)
{
    HRESULT hr = S_OK;

    for (size_t at = 0, n; at < bytes && SUCCEEDED(hr); at += n) {
        n = bytes - at < IDENTITY_PIECE ? bytes - at : IDENTITY_PIECE;
        hr = sink(context, text + at, n);
    }
    return hr;
}

HRESULT mime_transfer_decode(enum mime_encoding encoding, const char *text, size_t bytes,
                             mime_sink *sink, void *context, bool *bad)
{
    struct output out;

    out.sink = sink;
    out.context = context;
    out.hr = S_OK;
    out.count = 0;
    switch (encoding) {
    case MIME_BASE64: base64(&out, text, bytes, bad); break;
    case MIME_QUOTED_PRINTABLE: quoted_printable(&out, text, bytes, bad); break;
    case MIME_UUENCODE: uuencoded(&out, text, bytes, bad); break;
    default: return identity(sink, context, text, bytes);
    }
    drain(&out);
    return out.hr;
}

/* One line without its end, and where the next one begins. */
static const char *take_line(const char *at, const char *end, size_t *bytes)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));

    *bytes = (size_t)((stop ? stop : end) - at);
    if (*bytes && at[*bytes - 1] == '\r') --*bytes;
    return stop ? stop + 1 : end;
}

/* Whether a line is data: as long as it says, but for blanks that were trimmed and a checksum. */
static bool is_uu_data(const char *line, size_t bytes)
{
    size_t count = uu_value(line, bytes, 0), least = 1 + (count * 4 + 2) / 3,
           most = 2 + (count + 2) / 3 * 4;

    if (!count || count > 45 || bytes > most) return false;
    for (size_t i = 0; i < bytes; i++)
        if (line[i] < 32 || line[i] > 96) return false;
    return bytes >= least || (bytes > 1 && line[bytes - 1] != ' ' && bytes + 8 >= least);
}

/* Behind the "end" line of the data that begin at at; NULL: it isn't data. */
static const char *uu_end(const char *at, const char *end)
{
    size_t bytes = 0, lines = 0;
    const char *line = at;

    while (at < end) {
        line = at;
        at = take_line(at, end, &bytes);
        if (!bytes || (bytes == 1 && (*line == '`' || *line == ' '))) break;
        if (!is_uu_data(line, bytes)) return NULL;
        lines++;
    }
    if (!lines || at == end) return NULL;
    line = at;
    at = take_line(at, end, &bytes);
    return bytes == 3 && !memcmp(line, "end", 3) ? at : NULL;
}

bool mime_uu_block(const char *text, size_t bytes, const char **block, size_t *block_bytes)
{
    const char *end = text + bytes, *name;
    size_t name_bytes, line_bytes;

    for (const char *at = text, *next; at < end; at = next) {
        const char *data = uu_begin(at, (size_t)(end - at), &name, &name_bytes), *stop;

        next = take_line(at, end, &line_bytes);
        stop = data && name_bytes ? uu_end(data, end) : NULL;
        if (!stop) continue;
        *block = at;
        *block_bytes = (size_t)(stop - at);
        return true;
    }
    return false;
}

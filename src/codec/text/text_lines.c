/*
 * text_lines.c - the lines of a text file, whoever wrote it
 */
#include "codec/text/text_lines.h"
#include <stdint.h>
#include <string.h>
#include "mapicode.h"

void text_lines_begin(struct text_lines *lines, struct byte_source source)
{
    *lines = (struct text_lines){.source = source, .odd = -1};
}

/* ---- UTF-16 ---- */

static void put_char(struct text_lines *lines, uint32_t c)
{
    char *out = lines->bytes + lines->n;

    if (c < 0x80) {
        out[0] = (char)c;
        lines->n++;
    } else if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        lines->n += 2;
    } else if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        lines->n += 3;
    } else {
        out[0] = (char)(0xf0 | c >> 18);
        out[1] = (char)(0x80 | (c >> 12 & 0x3f));
        out[2] = (char)(0x80 | (c >> 6 & 0x3f));
        out[3] = (char)(0x80 | (c & 0x3f));
        lines->n += 4;
    }
}

/* Halves without the other half become U+FFFD. */
static void put_unit(struct text_lines *lines, WCHAR unit)
{
    uint32_t high = lines->high;

    lines->high = 0;
    if (high && (unit & 0xfc00) == 0xdc00) {
        put_char(lines, 0x10000 + ((high & 0x3ff) << 10) + (unit & 0x3ffu));
        return;
    }
    if (high) put_char(lines, 0xfffd);
    if ((unit & 0xfc00) == 0xd800) lines->high = unit;
    else if ((unit & 0xfc00) == 0xdc00) put_char(lines, 0xfffd);
    else put_char(lines, unit);
}

static void put_utf16(struct text_lines *lines, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned byte = (unsigned char)bytes[i], first = (unsigned)lines->odd;

        if (lines->odd < 0) {
            lines->odd = (int)byte;
            continue;
        }
        lines->odd = -1;
        put_unit(lines,
                 (WCHAR)(lines->form == TEXT_UTF16_LE ? first | byte << 8 : first << 8 | byte));
    }
}

/* ---- the source ---- */

static HRESULT get(struct text_lines *lines, char *bytes, size_t room, size_t *got)
{
    *got = 0;
    lines->hr = lines->source.get(lines->source.context, bytes, room, got);
    if (SUCCEEDED(lines->hr) && *got > room) lines->hr = MAPI_E_CALL_FAILED;
    if (SUCCEEDED(lines->hr)) lines->hr = S_OK;
    if (!*got) lines->ended = true;
    return lines->hr;
}

/* What the file is in, by its first bytes; gives how many of them are the byte order mark. */
static size_t recognise(struct text_lines *lines, const char *bytes, size_t count)
{
    lines->form = TEXT_BYTES;
    if (count >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) return 3;
    if (count < 2) return 0;
    if (!memcmp(bytes, "\xff\xfe", 2)) {
        lines->form = TEXT_UTF16_LE;
        return 2;
    }
    if (!memcmp(bytes, "\xfe\xff", 2)) {
        lines->form = TEXT_UTF16_BE;
        return 2;
    }
    if (bytes[0] && !bytes[1]) lines->form = TEXT_UTF16_LE;
    if (!bytes[0] && bytes[1]) lines->form = TEXT_UTF16_BE;
    return 0;
}

/* Gets the next bytes of text; S_FALSE: there are none. */
static HRESULT refill(struct text_lines *lines)
{
    char raw[TEXT_PIECE];
    size_t count = 0, mark = 0, got;

    lines->at = lines->n = 0;
    if (lines->hr != S_OK) return lines->hr;
    while (!lines->n && !lines->ended) {
        do {
            if (FAILED(get(lines, raw + count, sizeof(raw) - count, &got))) return lines->hr;
            count += got;
        } while (lines->form == TEXT_UNKNOWN && count < 3 && !lines->ended);
        if (lines->form == TEXT_UNKNOWN) mark = recognise(lines, raw, count);
        if (lines->form == TEXT_BYTES) {
            lines->n = count - mark;
            memcpy(lines->bytes, raw + mark, lines->n);
        } else {
            put_utf16(lines, raw + mark, count - mark);
        }
        count = mark = 0;
        if (lines->ended && (lines->high || lines->odd >= 0)) { /* it was cut */
            lines->high = 0;
            lines->odd = -1;
            put_char(lines, 0xfffd);
        }
    }
    return lines->n ? S_OK : S_FALSE;
}

static size_t line_end(const char *bytes, size_t at, size_t n)
{
    const char *lf = memchr(bytes + at, '\n', n - at);
    size_t end = lf ? (size_t)(lf - bytes) : n;
    const char *cr = memchr(bytes + at, '\r', end - at);

    return cr ? (size_t)(cr - bytes) : end;
}

HRESULT text_lines_next(struct text_lines *lines, struct grown_text *text, size_t most, bool *cut)
{
    bool any = false;

    *cut = false;
    for (;;) {
        size_t end, take;
        HRESULT hr;

        if (lines->at == lines->n) {
            hr = refill(lines);
            if (FAILED(hr)) return hr;
            if (hr == S_FALSE) break;
        }
        if (lines->after_cr) {
            lines->after_cr = false;
            if (lines->bytes[lines->at] == '\n') {
                lines->at++;
                continue;
            }
        }
        any = true;
        end = line_end(lines->bytes, lines->at, lines->n);
        take = end - lines->at;
        if (take > most) {
            take = most;
            *cut = true;
        }
        if (!grown_text_reserve(text, take)) return lines->hr = MAPI_E_NOT_ENOUGH_MEMORY;
        if (take) memcpy(text->data + text->count, lines->bytes + lines->at, take);
        text->count += take;
        most -= take;
        lines->at = end;
        if (end == lines->n) continue;
        lines->after_cr = lines->bytes[end] == '\r';
        lines->at++;
        break;
    }
    if (any) lines->line++;
    return any ? S_OK : S_FALSE;
}

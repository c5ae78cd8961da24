/*
 * codepage.c - UTF-16 to and from code pages: UTF-8 by hand, the rest by iconv
 */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdint.h>
#include "sys/codepage.h"

struct sink {
    void *out;
    size_t count, room;
};

static void put_unit(struct sink *s, WCHAR c)
{
    if (s->count < s->room) ((WCHAR *)s->out)[s->count] = c;
    s->count++;
}

static void put_char(struct sink *s, uint32_t c)
{
    if (c > 0xffff) {
        put_unit(s, (WCHAR)(0xd7c0 + (c >> 10)));
        put_unit(s, (WCHAR)(0xdc00 | (c & 0x3ff)));
    } else {
        put_unit(s, (WCHAR)c);
    }
}

static void put_byte(struct sink *s, unsigned c)
{
    if (s->count < s->room) ((char *)s->out)[s->count] = (char)c;
    s->count++;
}

/* One character of well-formed UTF-8 at *at, or U+FFFD for the longest part that could have become
 * one. */
static uint32_t next_utf8(const unsigned char *text, size_t bytes, size_t *at)
{
    unsigned first = text[(*at)++], low = 0x80, high = 0xbf, n;
    uint32_t c;

    if (first < 0x80) return first;
    if (first < 0xc2 || first > 0xf4) return 0xfffd;
    n = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    c = first & (0x3fu >> n);
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
    for (; n; n--) {
        if (*at == bytes || text[*at] < low || text[*at] > high) return 0xfffd;
        c = c << 6 | (text[(*at)++] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    return c;
}

static size_t from_utf8(const char *text, size_t bytes, struct sink *s)
{
    for (size_t at = 0; at < bytes;)
        put_char(s, next_utf8((const unsigned char *)text, bytes, &at));
    return s->count;
}

static size_t to_utf8(const WCHAR *text, size_t chars, struct sink *s)
{
    for (size_t i = 0; i < chars; i++) {
        uint32_t c = text[i];

        if (c >= 0xd800 && c < 0xdc00 && i + 1 < chars && text[i + 1] >= 0xdc00 &&
            text[i + 1] < 0xe000)
            c = 0x10000 + ((c & 0x3ff) << 10) + (text[++i] & 0x3ff);
        else if (c >= 0xd800 && c < 0xe000) c = 0xfffd;
        if (c < 0x80) {
            put_byte(s, c);
        } else if (c < 0x800) {
            put_byte(s, 0xc0 | c >> 6);
            put_byte(s, 0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            put_byte(s, 0xe0 | c >> 12);
            put_byte(s, 0x80 | (c >> 6 & 0x3f));
            put_byte(s, 0x80 | (c & 0x3f));
        } else {
            put_byte(s, 0xf0 | c >> 18);
            put_byte(s, 0x80 | (c >> 12 & 0x3f));
            put_byte(s, 0x80 | (c >> 6 & 0x3f));
            put_byte(s, 0x80 | (c & 0x3f));
        }
    }
    return s->count;
}

static void charset_name(UINT code_page, char name[32])
{
    static const struct {
        UINT code_page;
        const char *name;
    } odd[] = {
        {20127, "ASCII"},       {20866, "KOI8-R"}, {21866, "KOI8-U"}, {50220, "ISO-2022-JP"},
        {50225, "ISO-2022-KR"}, {51932, "EUC-JP"}, {51949, "EUC-KR"}, {52936, "HZ"},
        {54936, "GB18030"},     {65000, "UTF-7"},
    };

    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        if (odd[i].code_page != code_page) continue;
        snprintf(name, 32, "%s", odd[i].name);
        return;
    }
    if (code_page > 28590 && code_page < 28607)
        snprintf(name, 32, "ISO-8859-%u", code_page - 28590);
    else snprintf(name, 32, "CP%u", code_page);
}

/* Converts by iconv into units of unit bytes; instead (one unit) stands for what can't be
 * converted, of which skip bytes are passed over. */
static size_t by_iconv(const char *to, const char *from, const char *text, size_t bytes,
                       size_t skip, size_t unit, unsigned instead, struct sink *s)
{
    iconv_t cd = iconv_open(to, from);
    char *in = (char *)text;
    bool last;

    if (cd == (iconv_t)-1) return (size_t)-1;
    do {
        char chunk[256], *out = chunk;
        size_t left = sizeof(chunk);
        bool refused;

        last = !bytes; /* then the way back to the initial shift state is written */
        refused = iconv(cd, last ? NULL : &in, &bytes, &out, &left) == (size_t)-1 && errno != E2BIG;
        for (char *c = chunk; c < out; c += unit)
            unit == 1 ? put_byte(s, (unsigned char)*c) : put_unit(s, *(WCHAR *)c);
        if (!refused || last) continue;
        unit == 1 ? put_byte(s, instead) : put_unit(s, (WCHAR)instead);
        in += bytes < skip ? bytes : skip;
        bytes -= bytes < skip ? bytes : skip;
    } while (!last);
    iconv_close(cd);
    return s->count;
}

size_t sys_decode(UINT code_page, const char *text, size_t bytes, WCHAR *out, size_t room)
{
    struct sink s = {out, 0, 0};
    char name[32];

    for (;;) {
        size_t n;

        if (!code_page || code_page == 65001) {
            n = from_utf8(text, bytes, &s);
        } else {
            charset_name(code_page, name);
            n = by_iconv("UTF-16LE", name, text, bytes, 1, sizeof(WCHAR), 0xfffd, &s);
        }
        if (n == (size_t)-1 || n > room || s.room) return n;
        if (!room || !n) return n;
        s = (struct sink){out, 0, room}; /* all of it fits: once more, writing */
    }
}

size_t sys_encode(UINT code_page, const WCHAR *text, size_t chars, char *out, size_t room)
{
    struct sink s = {out, 0, 0};
    char name[32];

    for (;;) {
        size_t n;

        if (!code_page || code_page == 65001) {
            n = to_utf8(text, chars, &s);
        } else {
            charset_name(code_page, name);
            n = by_iconv(name, "UTF-16LE", (const char *)text, chars * sizeof(WCHAR), sizeof(WCHAR),
                         1, '?', &s);
        }
        if (n == (size_t)-1 || n > room || s.room) return n;
        if (!room || !n) return n;
        s = (struct sink){out, 0, room};
    }
}

UINT sys_charset_code_page(void *handle)
{
    (void)handle; /* no MimeOLE here */
    return 0;
}

UINT sys_ansi_code_page(void)
{
    return 65001;
}

bool sys_is_lead_byte(unsigned char byte)
{
    (void)byte;
    return false;
}

ULONG sys_user_locale(void)
{
    return 0x0409;
}

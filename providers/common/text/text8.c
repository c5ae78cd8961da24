/*
 * text8.c - UTF-16 to and from WTF-8 (loss-free) and to and from code pages
 */
#include "common/text/text8.h"
#include <stdint.h>
#include <stdlib.h>
#include "sys/codepage.h"

#define MOST_BYTES 0x3fffffff /* of text in a code page */
#define UTF8       65001 /* keeps lone surrogates; the other code pages are the system's */

size_t wide_len(const WCHAR *text)
{
    size_t n = 0;

    while (text && text[n])
        n++;
    return n;
}

static bool is_high(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

uint32_t wide_next(const WCHAR *text, size_t chars, size_t *at)
{
    uint32_t c = (uint16_t)text[(*at)++];

    if (!is_high(c) || *at == chars || !is_low((uint16_t)text[*at])) return c;
    return 0x10000 + ((c - 0xd800) << 10) + ((uint16_t)text[(*at)++] - 0xdc00);
}

HRESULT wtf8_from_wide(const WCHAR *text, size_t chars, char **out, size_t *bytes)
{
    uint8_t *p;

    *out = NULL;
    *bytes = 0;
    if (chars > (SIZE_MAX - 1) / 3) return MAPI_E_NOT_ENOUGH_MEMORY;
    p = malloc(chars * 3 + 1);
    if (!p) return MAPI_E_NOT_ENOUGH_MEMORY;
    *out = (char *)p;
    for (size_t i = 0; i < chars;) {
        uint32_t c = wide_next(text, chars, &i);

        if (c >= 0x10000) {
            *p++ = 0xf0 | c >> 18;
            *p++ = 0x80 | (c >> 12 & 0x3f);
            *p++ = 0x80 | (c >> 6 & 0x3f);
            *p++ = 0x80 | (c & 0x3f);
        } else if (c >= 0x800) {
            *p++ = 0xe0 | c >> 12;
            *p++ = 0x80 | (c >> 6 & 0x3f);
            *p++ = 0x80 | (c & 0x3f);
        } else if (c >= 0x80) {
            *p++ = 0xc0 | c >> 6;
            *p++ = 0x80 | (c & 0x3f);
        } else {
            *p++ = (uint8_t)c;
        }
    }
    *p = 0;
    *bytes = (size_t)((char *)p - *out);
    return S_OK;
}

uint32_t wtf8_next(const uint8_t **at, const uint8_t *end)
{
    static const struct {
        uint8_t mask, lead, more;
        uint32_t least;
    } forms[] = {{0xe0, 0xc0, 1, 0x80}, {0xf0, 0xe0, 2, 0x800}, {0xf8, 0xf0, 3, 0x10000}};
    const uint8_t *p = *at;
    uint32_t c = *p++;

    *at = p;
    if (c < 0x80) return c;
    for (size_t f = 0; f < 3; f++) {
        uint32_t v = c & (uint8_t)~forms[f].mask;
        int k;

        if ((c & forms[f].mask) != forms[f].lead) continue;
        if (end - p < forms[f].more) break;
        for (k = 0; k < forms[f].more && (p[k] & 0xc0) == 0x80; k++)
            v = v << 6 | (p[k] & 0x3f);
        if (k < forms[f].more || v < forms[f].least || v > 0x10ffff) break;
        *at = p + k;
        return v;
    }
    return 0xfffd;
}

HRESULT wtf8_to_wide(const char *text, size_t bytes, WCHAR **out, size_t *chars)
{
    const uint8_t *at = (const uint8_t *)text, *end = at + bytes;
    WCHAR *w;

    *out = NULL;
    *chars = 0;
    if (bytes > SIZE_MAX / sizeof(WCHAR) - 1) return MAPI_E_NOT_ENOUGH_MEMORY;
    w = malloc((bytes + 1) * sizeof(*w));
    if (!w) return MAPI_E_NOT_ENOUGH_MEMORY;
    *out = w;
    while (at < end) {
        uint32_t c = wtf8_next(&at, end);

        if (c >= 0x10000) {
            *w++ = (WCHAR)(0xd800 + ((c - 0x10000) >> 10));
            *w++ = (WCHAR)(0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            *w++ = (WCHAR)c;
        }
    }
    *w = 0;
    *chars = (size_t)(w - *out);
    return S_OK;
}

size_t ansi_char_bytes(UINT code_page, const void *text, size_t bytes)
{
    const uint8_t *at = text;
    uint8_t c = *at;

    switch (code_page ? code_page : ansi_code_page()) {
    case UTF8: return c < 0xc2 || c > 0xf4 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    case 932: return (c >= 0x81 && c <= 0x9f) || (c >= 0xe0 && c <= 0xfc) ? 2 : 1;
    case 936:
    case 949:
    case 950:
    case 1361:
    case 51949: return c >= 0x81 && c != 0xff ? 2 : 1;
    case 51932: return c == 0x8f ? 3 : c == 0x8e || c >= 0xa1 ? 2 : 1;
    case 54936: return c < 0x81 ? 1 : bytes > 1 && at[1] >= 0x30 && at[1] <= 0x39 ? 4 : 2;
    }
    return 1;
}

#ifdef _WIN32
UINT ansi_code_page(void)
{
    return sys_ansi_code_page();
}
#else
UINT native_ansi_code_page = UTF8;

UINT ansi_code_page(void)
{
    return native_ansi_code_page;
}
#endif

static HRESULT wide_from_other(const char *text, size_t bytes, UINT code_page, WCHAR **out,
                               size_t *chars)
{
    size_t n;

    if (bytes > MOST_BYTES) return MAPI_E_NOT_ENOUGH_MEMORY;
    n = sys_decode(code_page, text, bytes, NULL, 0);
    if (n == (size_t)-1) return MAPI_E_UNKNOWN_CPID;
    *out = malloc((n + 1) * sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    sys_decode(code_page, text, bytes, *out, n);
    (*out)[n] = 0;
    *chars = n;
    return S_OK;
}

HRESULT wide_from_ansi(const char *text, size_t bytes, UINT code_page, WCHAR **out, size_t *chars,
                       bool *exact)
{
    char *back;
    size_t back_bytes;
    HRESULT hr;

    *out = NULL;
    *chars = 0;
    if (!code_page) code_page = ansi_code_page();
    hr = code_page == UTF8 ? wtf8_to_wide(text, bytes, out, chars)
                           : wide_from_other(text, bytes, code_page, out, chars);
    if (FAILED(hr) || !exact) return hr;
    hr = wide_to_ansi(*out, *chars, code_page, &back, &back_bytes);
    *exact = SUCCEEDED(hr) && back_bytes == bytes && !memcmp(back, text, bytes);
    free(back);
    return S_OK;
}

HRESULT wide_to_ansi(const WCHAR *text, size_t chars, UINT code_page, char **out, size_t *bytes)
{
    size_t n;

    *out = NULL;
    *bytes = 0;
    if (!code_page) code_page = ansi_code_page();
    if (code_page == UTF8) return wtf8_from_wide(text, chars, out, bytes);
    if (chars > MOST_BYTES / sizeof(WCHAR)) return MAPI_E_NOT_ENOUGH_MEMORY;
    n = sys_encode(code_page, text, chars, NULL, 0);
    if (n == (size_t)-1) return MAPI_E_UNKNOWN_CPID;
    *out = malloc(n + 1);
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    sys_encode(code_page, text, chars, *out, n);
    (*out)[n] = 0;
    *bytes = n;
    return S_OK;
}

HRESULT text_from_caller(const void *text, ULONG flags, bool optional, WCHAR **out)
{
    size_t chars;
    WCHAR *wide;
    HRESULT hr;

    *out = NULL;
    if (!text) return optional ? S_OK : MAPI_E_INVALID_PARAMETER;
    if (flags & MAPI_UNICODE) {
        chars = wide_len(text);
        wide = malloc((chars + 1) * sizeof(*wide));
        if (!wide) return MAPI_E_NOT_ENOUGH_MEMORY;
        memcpy(wide, text, (chars + 1) * sizeof(*wide));
    } else {
        hr = wide_from_ansi(text, strlen(text), 0, &wide, &chars, NULL);
        if (FAILED(hr)) return hr;
    }
    if (!chars) {
        free(wide);
        return optional ? S_OK : MAPI_E_INVALID_PARAMETER;
    }
    *out = wide;
    return S_OK;
}

HRESULT text_of_prop(const SPropValue *prop, WCHAR **out)
{
    *out = NULL;
    switch (PROP_TYPE(prop->ulPropTag)) {
    case PT_UNICODE: return text_from_caller(prop->Value.lpszW, MAPI_UNICODE, true, out);
    case PT_STRING8: return text_from_caller(prop->Value.lpszA, 0, true, out);
    }
    return S_OK;
}

/*
 * rtf_out.c - RTF on its way out: words, and text as RTF has it
 *
 * Each character beyond ASCII is \u with a '?' behind it for who can't read that, so that it needs
 * no code page.
 */
#include "codec/rtf/rtf_out.h"
#include <string.h>

void rtf_out_begin(struct rtf_out *out,
                   HRESULT (*put)(void *context, const char *rtf, size_t bytes), void *context)
{
    memset(out, 0, offsetof(struct rtf_out, bytes));
    out->put = put;
    out->context = context;
}

static void flush(struct rtf_out *out)
{
    if (out->n && SUCCEEDED(out->hr)) out->hr = out->put(out->context, out->bytes, out->n);
    out->n = 0;
}

static void put(struct rtf_out *out, char c)
{
    if (out->n == RTF_OUT) flush(out);
    out->bytes[out->n++] = c;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void rtf_out_words(struct rtf_out *out, const char *words)
{
    for (; *words; words++) {
        put(out, *words);
        out->after_word = is_word(*words);
    }
}

void rtf_out_number(struct rtf_out *out, unsigned number)
{
    char digits[12], *at = digits + sizeof(digits);

    *--at = 0;
    do {
        *--at = (char)('0' + number % 10);
    } while (number /= 10);
    rtf_out_words(out, at);
}

static void part(struct rtf_out *out)
{
    if (out->after_word) put(out, ' ');
    out->after_word = false;
}

void rtf_out_unit(struct rtf_out *out, WCHAR unit)
{
    static const char hex[] = "0123456789abcdef";

    if (!unit) unit = 0xfffd;
    if (unit >= 0x80) { /* \u has 16 bits with a sign */
        rtf_out_words(out, "\\u");
        if (unit & 0x8000) put(out, '-');
        rtf_out_number(out, unit & 0x8000 ? 0x10000u - unit : unit);
        put(out, '?');
        out->after_word = false;
    } else if (unit == '\t') {
        rtf_out_words(out, "\\tab");
    } else if (unit < 0x20) {
        part(out);
        put(out, '\\');
        put(out, '\'');
        put(out, hex[unit >> 4]);
        put(out, hex[unit & 15]);
    } else {
        if (unit == '\\' || unit == '{' || unit == '}') {
            out->after_word = false; /* a symbol parts itself */
            put(out, '\\');
        } else {
            part(out);
        }
        put(out, (char)unit);
    }
}

HRESULT rtf_out_end(struct rtf_out *out)
{
    flush(out);
    return out->hr;
}

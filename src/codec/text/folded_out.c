/*
 * folded_out.c - long lines on their way out, folded: the next line goes on behind one blank
 */
#include "codec/text/folded_out.h"
#include <stdint.h>
#include <string.h>
#include "codec/text/utf8.h"

void folded_out_begin(struct folded_out *out, struct byte_sink sink, size_t widest, const char *end)
{
    out->sink = sink;
    out->hr = S_OK;
    out->widest = widest;
    out->end = end;
    out->column = out->n = 0;
}

static void flush(struct folded_out *out)
{
    if (out->n && SUCCEEDED(out->hr))
        out->hr = out->sink.put(out->sink.context, out->bytes, out->n);
    out->n = 0;
}

static void put(struct folded_out *out, const char *bytes, size_t count)
{
    if (FOLDED_OUT - out->n < count) flush(out);
    memcpy(out->bytes + out->n, bytes, count);
    out->n += count;
}

void folded_out_line_end(struct folded_out *out)
{
    put(out, out->end, strlen(out->end));
    out->column = 0;
}

void folded_out_unit(struct folded_out *out, const char *bytes, size_t count)
{
    if (out->column + count > out->widest) {
        folded_out_line_end(out);
        put(out, " ", 1);
        out->column = 1;
    }
    put(out, bytes, count);
    out->column += count;
}

void folded_out_text(struct folded_out *out, const char *text, size_t bytes)
{
    for (size_t i = 0, n; i < bytes; i += n) {
        n = utf8_length(text + i, bytes - i);
        if (n) {
            folded_out_unit(out, text + i, n);
        } else {
            folded_out_unit(out, "\xef\xbf\xbd", 3);
            n = 1;
        }
    }
}

void folded_out_word(struct folded_out *out, const char *word)
{
    folded_out_text(out, word, strlen(word));
}

void folded_out_base64(struct folded_out *out, const void *bytes, size_t count)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *at = bytes;

    for (size_t i = 0; i < count; i += 3) {
        size_t left = count - i;
        uint32_t three = (uint32_t)at[i] << 16 | (uint32_t)(left > 1 ? at[i + 1] : 0) << 8 |
                         (uint32_t)(left > 2 ? at[i + 2] : 0);

        folded_out_unit(out, &digits[three >> 18], 1);
        folded_out_unit(out, &digits[three >> 12 & 63], 1);
        folded_out_unit(out, left > 1 ? &digits[three >> 6 & 63] : "=", 1);
        folded_out_unit(out, left > 2 ? &digits[three & 63] : "=", 1);
    }
}

HRESULT folded_out_end(struct folded_out *out)
{
    flush(out);
    return out->hr;
}

/*
 * fuzz_rich_text.c - any bytes as compressed RTF, as RTF and as HTML: text comes out, no more than
 * there may be, and the same however the bytes are cut
 */
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/rtf_body.h"
#include "codec/text/html_charset.h"
#include "codec/text/html_text.h"

/* What came out: how much, and a number made of it. */
struct sum {
    size_t n;
    uint64_t hash;
};

static void add(struct sum *sum, const void *data, size_t n, size_t unit)
{
    for (size_t i = 0; i < n * unit; i++)
        sum->hash = (sum->hash ^ ((const uint8_t *)data)[i]) * 0x100000001b3;
    sum->n += n;
}

static HRESULT put_text(void *context, const WCHAR *text, size_t chars)
{
    if (!chars) abort();
    for (size_t i = 0; i < chars; i++)
        if (!text[i]) abort();
    add(context, text, chars, sizeof(*text));
    return S_OK;
}

static HRESULT put_bytes(void *context, const char *bytes, size_t count)
{
    add(context, bytes, count, 1);
    return S_OK;
}

static struct sum html(const WCHAR *text, size_t chars, size_t piece)
{
    static struct html_text converter;
    struct sum sum = {0};

    html_text_begin(&converter, (struct text_sink){put_text, &sum});
    for (size_t at = 0; at < chars; at += piece)
        if (html_text_put(&converter, text + at, chars - at < piece ? chars - at : piece) != S_OK)
            abort();
    if (html_text_end(&converter) != S_OK) abort();
    if (sum.n > 12 * chars + 2) abort();
    return sum;
}

static struct sum rtf(const void *data, size_t bytes, size_t piece)
{
    static struct rtf_body converter;
    struct sum sum = {0};
    HRESULT hr;

    rtf_body_begin(&converter, (struct text_sink){put_text, &sum});
    for (size_t at = 0; at < bytes; at += piece)
        if (rtf_body_put(&converter, (const char *)data + at,
                         bytes - at < piece ? bytes - at : piece) != S_OK)
            abort();
    hr = rtf_body_end(&converter);
    if (hr != S_OK && hr != MAPI_E_CORRUPT_DATA) abort();
    if (sum.n > 4 * bytes) abort();
    return sum;
}

static struct sum unpacked(const void *data, size_t bytes, size_t piece)
{
    static struct lzfu lzfu;
    struct sum sum = {0};
    HRESULT hr = S_OK;

    lzfu_begin(&lzfu, put_bytes, &sum);
    for (size_t at = 0; at < bytes && hr == S_OK; at += piece)
        hr = lzfu_put(&lzfu, (const char *)data + at, bytes - at < piece ? bytes - at : piece);
    if (hr == S_OK) hr = lzfu_end(&lzfu);
    if (hr != S_OK && hr != MAPI_E_CORRUPT_DATA) abort();
    if (sum.n > 9 * bytes) abort();
    return sum;
}

static void check_same(struct sum a, struct sum b)
{
    if (a.n != b.n || a.hash != b.hash) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WCHAR *wide = malloc((size + 1) * sizeof(*wide));
    size_t piece = size ? 1 + data[0] % 13 : 1;

    if (!wide) return 0;
    check_same(unpacked(data, size, size + 1), unpacked(data, size, piece));
    check_same(rtf(data, size, size + 1), rtf(data, size, piece));
    html_charset(data, size);
    for (size_t i = 0; i < size; i++)
        wide[i] = data[i];
    check_same(html(wide, size, size + 1), html(wide, size, piece));
    memcpy(wide, data, size / 2 * 2);
    check_same(html(wide, size / 2, size + 1), html(wide, size / 2, piece));
    free(wide);
    return 0;
}

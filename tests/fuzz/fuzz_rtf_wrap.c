/*
 * fuzz_rtf_wrap.c - any units as text and as HTML: they become RTF and come back the same, however
 * they are cut
 */
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/rtf/rtf_body.h"
#include "codec/rtf/rtf_wrap.h"

struct expected {
    const WCHAR *units;
    size_t n, at;
};

static HRESULT compare(void *context, const WCHAR *text, size_t chars)
{
    struct expected *expected = context;

    if (chars > expected->n - expected->at ||
        memcmp(text, expected->units + expected->at, chars * sizeof(*text)))
        abort();
    expected->at += chars;
    return S_OK;
}

static HRESULT unwrap(void *context, const char *rtf, size_t bytes)
{
    return rtf_body_put(context, rtf, bytes);
}

static void there_and_back(const WCHAR *units, size_t n, size_t piece, bool html)
{
    static struct rtf_body body;
    static struct rtf_of_html of_html;
    static struct rtf_of_text of_text;
    struct expected expected = {units, n, 0};
    HRESULT hr = S_OK;

    rtf_body_begin(&body, (struct text_sink){compare, &expected});
    if (html) rtf_of_html_begin(&of_html, 1252, unwrap, &body);
    else rtf_of_text_begin(&of_text, 1252, unwrap, &body);
    for (size_t at = 0; at < n && hr == S_OK; at += piece) {
        size_t count = n - at < piece ? n - at : piece;

        hr = html ? rtf_of_html_put(&of_html, units + at, count)
                  : rtf_of_text_put(&of_text, units + at, count);
    }
    if (hr == S_OK) hr = html ? rtf_of_html_end(&of_html) : rtf_of_text_end(&of_text);
    if (hr == S_OK) hr = rtf_body_end(&body);
    if (hr != S_OK || expected.at != n || body.depth) abort();
    if (body.kind != (html ? RTF_OF_HTML : RTF_OF_TEXT)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WCHAR *units = calloc(size + 1, sizeof(*units));
    size_t piece = size ? 1 + data[0] % 13 : 1;

    if (!units) return 0;
    for (size_t i = 0; i < size; i++)
        units[i] = data[i] ? data[i] : ' ';
    there_and_back(units, size, size + 1, true);
    there_and_back(units, size, piece, true);
    there_and_back(units, size, piece, false);
    memcpy(units, data, size / 2 * 2);
    for (size_t i = 0; i < size / 2; i++)
        if (!units[i]) units[i] = ' ';
    there_and_back(units, size / 2, piece, true);
    there_and_back(units, size / 2, size + 1, false);
    free(units);
    return 0;
}

/*
 * rtf_dump.c - what the codecs make of a file, for compare_rtf.py
 *
 *     rtf_dump unpack IN OUT    compressed RTF to RTF; the checksum must be right
 *     rtf_dump pack IN OUT      and back
 *     rtf_dump body IN OUT      RTF to what it was made of, in UTF-8; prints html, text or rtf
 *     rtf_dump html IN OUT      HTML in UTF-8 to RTF
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/rtf/lzfu_pack.h"
#include "codec/rtf/rtf_body.h"
#include "codec/rtf/rtf_wrap.h"
#include "codec/text/encode.h"
#include "sys/codepage.h"

static HRESULT put_file(void *context, const void *bytes, size_t count)
{
    return fwrite(bytes, 1, count, context) == count ? S_OK : MAPI_E_NOT_ENOUGH_DISK;
}

static HRESULT put_rtf(void *context, const char *rtf, size_t bytes)
{
    return put_file(context, rtf, bytes);
}

static HRESULT put_text(void *context, const WCHAR *text, size_t chars)
{
    return text_encoder_put(context, text, chars);
}

static HRESULT unpack(const char *data, size_t n, FILE *out)
{
    static struct lzfu lzfu;
    HRESULT hr;

    lzfu_begin(&lzfu, put_rtf, out);
    lzfu.check = true;
    hr = lzfu_put(&lzfu, data, n);
    return SUCCEEDED(hr) ? lzfu_end(&lzfu) : hr;
}

static HRESULT pack(const char *data, size_t n, FILE *out)
{
    static struct lzfu_pack packer;
    struct lzfu_tail tail;
    HRESULT hr = put_file(out, (char[LZFU_HEADER]){0}, LZFU_HEADER);

    lzfu_pack_begin(&packer, LZFU, put_file, out);
    if (SUCCEEDED(hr)) hr = lzfu_pack_put(&packer, data, n);
    if (SUCCEEDED(hr)) hr = lzfu_pack_end(&packer, &tail);
    if (SUCCEEDED(hr)) hr = put_file(out, tail.bytes, tail.count);
    rewind(out);
    return SUCCEEDED(hr) ? put_file(out, tail.header, LZFU_HEADER) : hr;
}

static HRESULT body(const char *data, size_t n, FILE *out)
{
    static const char *const kinds[] = {"rtf", "rtf", "text", "html"};
    static struct rtf_body rtf;
    struct text_encoder encoder = {.put = put_file, .context = out, .code_page = 65001};
    HRESULT hr;

    rtf_body_begin(&rtf, (struct text_sink){put_text, &encoder});
    hr = rtf_body_put(&rtf, data, n);
    if (SUCCEEDED(hr)) hr = rtf_body_end(&rtf);
    if (SUCCEEDED(hr)) hr = text_encoder_end(&encoder);
    puts(kinds[rtf.kind]);
    return hr;
}

static HRESULT html(const char *data, size_t n, FILE *out)
{
    static struct rtf_of_html wrap;
    size_t chars = sys_decode(65001, data, n, NULL, 0);
    WCHAR *text = calloc(chars + 1, sizeof(*text));
    HRESULT hr;

    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    sys_decode(65001, data, n, text, chars);
    rtf_of_html_begin(&wrap, 1252, put_rtf, out);
    hr = rtf_of_html_put(&wrap, text, chars);
    free(text);
    return SUCCEEDED(hr) ? rtf_of_html_end(&wrap) : hr;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        HRESULT (*run)(const char *data, size_t n, FILE *out);
    } verbs[] = {{"unpack", unpack}, {"pack", pack}, {"body", body}, {"html", html}};
    enum { ROOM = 64 << 20 };
    char *data = malloc(ROOM);
    FILE *in = argc == 4 ? fopen(argv[2], "rb") : NULL,
         *out = argc == 4 ? fopen(argv[3], "wb") : NULL;
    HRESULT hr = MAPI_E_INVALID_PARAMETER;
    size_t n;

    if (!data || !in || !out) return 2;
    n = fread(data, 1, ROOM, in);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        if (!strcmp(argv[1], verbs[i].name)) hr = verbs[i].run(data, n, out);
    fclose(in);
    fclose(out);
    free(data);
    if (FAILED(hr)) printf("%#x\n", (unsigned)hr);
    return FAILED(hr);
}

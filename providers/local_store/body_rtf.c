/*
 * body_rtf.c - PR_RTF_COMPRESSED of a message that was written in HTML or as text, for who asks
 *
 * It gives either back as it is; so nothing is kept of it.
 */
#include <stdlib.h>
#include "body_convert.h"
#include "body_own.h"
#include "codec/rtf/lzfu_pack.h"
#include "codec/rtf/rtf_wrap.h"

struct packing {
    struct output *output;
    struct lzfu_pack pack;
    struct rtf_of_html of_html;
    struct rtf_of_text of_text;
};

static HRESULT put_packed(void *context, const void *bytes, size_t count)
{
    return output_put(((struct packing *)context)->output, bytes, count);
}

static HRESULT put_rtf(void *context, const char *rtf, size_t bytes)
{
    return lzfu_pack_put(&((struct packing *)context)->pack, rtf, bytes);
}

static HRESULT put_html(void *context, const WCHAR *html, size_t chars)
{
    return rtf_of_html_put(&((struct packing *)context)->of_html, html, chars);
}

static HRESULT take_text(void *context, const BYTE *bytes, size_t count, bool last)
{
    (void)last;
    return rtf_of_text_put(&((struct packing *)context)->of_text, (const WCHAR *)bytes,
                           count / sizeof(WCHAR));
}

static HRESULT begin(struct db *db, struct packing **out)
{
    static const BYTE header[LZFU_HEADER];
    struct packing *packing = calloc(1, sizeof(*packing));
    HRESULT hr = packing ? output_new(db, &packing->output) : MAPI_E_NOT_ENOUGH_MEMORY;

    *out = packing;
    if (FAILED(hr)) return hr;
    lzfu_pack_begin(&packing->pack, LZFU, put_packed, packing);
    return output_put(packing->output, header, sizeof(header));
}

static HRESULT finish(struct packing *packing, struct value **rtf)
{
    struct lzfu_tail tail;
    HRESULT hr = lzfu_pack_end(&packing->pack, &tail);

    if (SUCCEEDED(hr)) hr = output_put(packing->output, tail.bytes, tail.count);
    if (SUCCEEDED(hr)) hr = output_put_first(packing->output, tail.header, LZFU_HEADER);
    return SUCCEEDED(hr) ? output_value(packing->output, PR_RTF_COMPRESSED, rtf) : hr;
}

static void packing_free(struct packing *packing)
{
    if (packing) output_free(packing->output);
    free(packing);
}

HRESULT rtf_from_html(struct db *db, struct value *html, UINT code_page, struct value **rtf)
{
    struct packing *packing;
    HRESULT hr = begin(db, &packing);

    *rtf = NULL;
    if (SUCCEEDED(hr)) {
        rtf_of_html_begin(&packing->of_html, code_page, put_rtf, packing);
        hr = body_read_html(html, code_page, (struct text_sink){put_html, packing});
    }
    if (SUCCEEDED(hr)) hr = rtf_of_html_end(&packing->of_html);
    if (SUCCEEDED(hr)) hr = finish(packing, rtf);
    packing_free(packing);
    return hr;
}

HRESULT rtf_from_text(struct db *db, struct value *body, UINT code_page, struct value **rtf)
{
    AUTO_VALUE struct value *text = NULL;
    struct packing *packing;
    HRESULT hr = begin(db, &packing);

    *rtf = NULL;
    if (SUCCEEDED(hr)) hr = value_as(body, PT_UNICODE, &text);
    if (SUCCEEDED(hr)) {
        rtf_of_text_begin(&packing->of_text, code_page, put_rtf, packing);
        hr = body_each_piece(text, take_text, packing);
    }
    if (SUCCEEDED(hr)) hr = rtf_of_text_end(&packing->of_text);
    if (SUCCEEDED(hr)) hr = finish(packing, rtf);
    packing_free(packing);
    return hr;
}

/*
 * rtf_sync_bodies.c - the text of PR_BODY and of PR_RTF_COMPRESSED, and one made of the other,
 * piece by piece
 */
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/rtf_body.h"
#include "codec/rtf/rtf_wrap.h"
#include "codec/text/charset.h"
#include "codec/text/html_text.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "com/rtf_stream.h"
#include "msg/rtf_sync_own.h"
#include "msg/to_mime_own.h"
#include "sys/codepage.h"

enum { PIECE = 4096 };

/* ---- PR_BODY ---- */

static HRESULT read_wide(IStream *stream, struct text_sink sink)
{
    WCHAR piece[PIECE / sizeof(WCHAR)];
    size_t left = 0; /* a byte, of a unit that was cut */

    for (;;) {
        ULONG got = 0;
        HRESULT hr =
            stream->lpVtbl->Read(stream, (char *)piece + left, (ULONG)(PIECE - left), &got);
        size_t chars = (left + got) / sizeof(WCHAR), end = 0;

        if (FAILED(hr) || !got) return FAILED(hr) ? hr : S_OK;
        while (end < chars && piece[end])
            end++;
        if (end) hr = sink.put(sink.context, piece, end);
        if (FAILED(hr) || end < chars) return hr; /* some stores give the terminator, too */
        left = (left + got) % sizeof(WCHAR);
        if (left) memmove(piece, piece + chars, left);
    }
}

/* Of a message that has no Unicode. */
static HRESULT read_narrow(IMessage *message, struct text_sink sink)
{
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE char *bytes = NULL;
    AUTO_FREE WCHAR *text = NULL;
    size_t count, chars;
    HRESULT hr = export_open((IMAPIProp *)message, PR_BODY_A, &stream);

    if (FAILED(hr) || !stream) return FAILED(hr) ? hr : S_FALSE;
    hr = export_read_all(stream, EXPORT_LARGEST_TEXT, &bytes, &count);
    if (SUCCEEDED(hr))
        hr = charset_decode(sys_ansi_code_page(), bytes, strnlen(bytes, count), NULL, &text, &chars,
                            NULL);
    return SUCCEEDED(hr) && chars ? sink.put(sink.context, text, chars) : hr;
}

HRESULT rtf_sync_read_body(IMessage *message, struct text_sink sink)
{
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr = export_open((IMAPIProp *)message, PR_BODY_W, &stream);

    if (hr == MAPI_E_BAD_CHARWIDTH || (SUCCEEDED(hr) && !stream)) return read_narrow(message, sink);
    return SUCCEEDED(hr) ? read_wide(stream, sink) : hr;
}

/* ---- PR_RTF_COMPRESSED ---- */

struct rtf_reading {
    struct rtf_text *rtf;
    struct lzfu lzfu;
    struct rtf_body body;
    struct html_text html;
};

static HRESULT put_rtf(void *context, const char *rtf, size_t bytes)
{
    struct rtf_reading *reading = context;

    return rtf_body_put(&reading->body, rtf, bytes);
}

static HRESULT put_text(void *context, const WCHAR *text, size_t chars)
{
    struct rtf_reading *reading = context;

    reading->rtf->code_page = reading->body.code_page;
    reading->rtf->html = reading->body.kind == RTF_OF_HTML;
    if (reading->rtf->html) return html_text_put(&reading->html, text, chars);
    return reading->rtf->sink.put(reading->rtf->sink.context, text, chars);
}

static void placed(void *context, uint64_t chars)
{
    struct rtf_reading *reading = context;
    struct writer *places = reading->rtf->places;

    if (reading->body.kind != RTF_OF_HTML && places->count / 4 < RTF_PLACES && chars < 0x7fffffff)
        write_u32(places, (uint32_t)chars);
}

static HRESULT read_stream(struct rtf_reading *reading, IStream *stream)
{
    char piece[PIECE];
    ULONG got;
    HRESULT hr;

    do {
        got = 0;
        hr = stream->lpVtbl->Read(stream, piece, PIECE, &got);
        if (SUCCEEDED(hr)) hr = lzfu_put(&reading->lzfu, piece, got);
    } while (SUCCEEDED(hr) && got);
    if (SUCCEEDED(hr)) hr = lzfu_end(&reading->lzfu);
    if (SUCCEEDED(hr)) hr = rtf_body_end(&reading->body);
    if (SUCCEEDED(hr)) hr = html_text_end(&reading->html);
    return hr;
}

HRESULT rtf_sync_read_rtf(IMessage *message, struct rtf_text *rtf)
{
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE struct rtf_reading *reading = NULL;
    HRESULT hr = export_open((IMAPIProp *)message, PR_RTF_COMPRESSED, &stream);

    if (FAILED(hr) || !stream) return FAILED(hr) ? hr : S_FALSE;
    reading = mem_zero(sizeof(*reading));
    if (!reading) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    reading->rtf = rtf;
    lzfu_begin(&reading->lzfu, put_rtf, reading);
    rtf_body_begin(&reading->body, (struct text_sink){put_text, reading});
    if (rtf->places) reading->body.placed = placed;
    html_text_begin(&reading->html, rtf->sink);
    hr = read_stream(reading, stream);
    rtf->code_page = reading->body.code_page;
    rtf->html = reading->body.kind == RTF_OF_HTML;
    if (SUCCEEDED(hr) && rtf->places && rtf->places->bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    return hr;
}

/* ---- one of the other ---- */

/* A value of a message that knows no streams. */
struct late_value {
    IMessage *message; /* owned */
    ULONG tag;
};

static HRESULT set_value(void *context, const void *data, size_t bytes)
{
    struct late_value *late = context;
    SPropValue value = {.ulPropTag = late->tag, .Value.bin = {(ULONG)bytes, (BYTE *)data}};
    AUTO_FREE SPropProblemArray *problems = NULL;
    AUTO_FREE char *text = NULL;
    HRESULT hr;

    if (PROP_TYPE(late->tag) == PT_UNICODE) {
        text = mem_zero(bytes + sizeof(WCHAR));
        if (!text) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        if (bytes) memcpy(text, data, bytes);
        value.Value.lpszW = (WCHAR *)text;
    }
    hr = late->message->lpVtbl->SetProps(late->message, 1, &value, &problems);
    return SUCCEEDED(hr) && problems && problems->cProblem ? problems->aProblem[0].scode : hr;
}

static void late_closed(void *context)
{
    struct late_value *late = context;

    com_release(&late->message);
    mem_free(late);
}

static HRESULT open_for_writing(IMessage *message, ULONG tag, IStream **out)
{
    struct mem_stream_config config = {
        .writable = true, .commit = set_value, .closed = late_closed};
    struct late_value *late;
    HRESULT hr;

    *out = NULL;
    hr = com_given(message->lpVtbl->OpenProperty(message, tag, &IID_IStream, STGM_READWRITE,
                                                 MAPI_CREATE | MAPI_MODIFY, (IUnknown **)out),
                   out);
    if (hr != MAPI_E_NO_SUPPORT && hr != MAPI_E_INTERFACE_NOT_SUPPORTED) return hr;
    late = mem_zero(sizeof(*late));
    if (!late) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *late = (struct late_value){message, tag};
    com_addref(message);
    config.ctx = late;
    return mem_stream_open(&config, out);
}

static HRESULT put_wide(void *context, const WCHAR *text, size_t chars)
{
    IStream *stream = context;
    ULONG bytes = (ULONG)(chars * sizeof(*text)), done = 0;
    HRESULT hr = stream->lpVtbl->Write(stream, text, bytes, &done);

    return SUCCEEDED(hr) && done != bytes ? FAIL(MAPI_E_NOT_ENOUGH_DISK) : hr;
}

HRESULT rtf_sync_write_body(IMessage *message)
{
    AUTO_RELEASE IStream *stream = NULL;
    struct rtf_text rtf = {.sink = {put_wide, NULL}};
    HRESULT hr = open_for_writing(message, PR_BODY_W, &stream);

    if (FAILED(hr)) return hr;
    rtf.sink.context = stream;
    hr = rtf_sync_read_rtf(message, &rtf);
    return SUCCEEDED(hr) ? stream->lpVtbl->Commit(stream, STGC_DEFAULT) : hr;
}

static HRESULT put_to_stream(void *context, const char *rtf, size_t bytes)
{
    IStream *stream = context;

    /* ours: all of it, or an error */
    return stream->lpVtbl->Write(stream, rtf, (ULONG)bytes, NULL);
}

static HRESULT put_to_wrap(void *context, const WCHAR *text, size_t chars)
{
    return rtf_of_text_put(context, text, chars);
}

HRESULT rtf_sync_write_rtf(IMessage *message, UINT code_page, bool compressed)
{
    AUTO_RELEASE IStream *packed = NULL;
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE struct rtf_of_text *wrap = mem_zero(sizeof(*wrap));
    HRESULT hr = wrap ? open_for_writing(message, PR_RTF_COMPRESSED, &packed)
                      : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    if (SUCCEEDED(hr)) hr = rtf_writer_open(packed, compressed ? LZFU : MELA, &stream);
    if (FAILED(hr)) return hr;
    rtf_of_text_begin(wrap, code_page, put_to_stream, stream);
    hr = rtf_sync_read_body(message, (struct text_sink){put_to_wrap, wrap});
    if (SUCCEEDED(hr)) hr = rtf_of_text_end(wrap);
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Commit(stream, STGC_DEFAULT);
    return SUCCEEDED(hr) ? packed->lpVtbl->Commit(packed, STGC_DEFAULT) : hr;
}

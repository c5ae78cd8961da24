/*
 * rtf_stream.c - compressed RTF in a stream, read as RTF, or as the text or HTML that it was made
 * of
 */
#include "com/rtf_stream.h"
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/rtf_body.h"
#include "codec/text/encode.h"
#include "com/com.h"
#include "sys/lock.h"

enum { PIECE = 2048, HEAD = 1024 }; /* HEAD: of RTF, in which it says what it was made of */

struct rtf_stream {
    struct com_object com;
    IStream IStream_iface;
    IStream *packed; /* owned */
    LONG busy;
    HRESULT hr; /* what Read answers when all of made was read; S_OK: there may be more */
    bool ended;
    struct writer made;     /* that no one has read yet: from `read` on */
    size_t read;
    struct rtf_body *body;  /* owned; NULL: it stays RTF */
    struct text_encoder encoder; /* of what body makes */
    struct lzfu lzfu;
    BYTE piece[PIECE];
};

static void rtf_stream_destroy(void *self)
{
    struct rtf_stream *stream = self;

    com_release(&stream->packed);
    writer_drop(&stream->made);
    mem_free(stream->body);
}

static const struct com_face rtf_stream_faces[] = {
    COM_FACE(rtf_stream, IStream),
    COM_FACE_AS(rtf_stream, IStream, ISequentialStream),
};
COM_CLASS(rtf_stream);
COM_UNKNOWN(rtf_stream, IStream)

/* ---- what is made ---- */

static HRESULT put_made(void *context, const void *bytes, size_t count)
{
    struct rtf_stream *stream = context;

    write_bytes(&stream->made, bytes, count);
    return stream->made.bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : S_OK;
}

static HRESULT put_rtf(void *context, const char *rtf, size_t bytes)
{
    struct rtf_stream *stream = context;

    return stream->body ? rtf_body_put(stream->body, rtf, bytes) : put_made(stream, rtf, bytes);
}

static HRESULT put_text(void *context, const WCHAR *text, size_t chars)
{
    struct rtf_stream *stream = context;

    return text_encoder_put(&stream->encoder, text, chars);
}

static HRESULT end_made(struct rtf_stream *stream)
{
    HRESULT hr = S_OK;

    if (stream->body) hr = rtf_body_end(stream->body);
    if (stream->body && SUCCEEDED(hr)) hr = text_encoder_end(&stream->encoder);
    return SUCCEEDED(hr) ? lzfu_end(&stream->lzfu) : hr;
}

/* One piece more. */
static HRESULT make_some(struct rtf_stream *stream)
{
    ULONG got = 0;
    HRESULT hr = stream->packed->lpVtbl->Read(stream->packed, stream->piece, PIECE, &got);

    if (FAILED(hr)) return hr;
    if (got > PIECE) return FAIL(MAPI_E_CALL_FAILED);
    if (got) return lzfu_put(&stream->lzfu, stream->piece, got);
    stream->ended = true;
    return end_made(stream);
}

/* Until there are some bytes that no one has read, or no more come. */
static void make(struct rtf_stream *stream, size_t bytes)
{
    while (stream->made.count - stream->read < bytes && !stream->ended && SUCCEEDED(stream->hr))
        stream->hr = make_some(stream);
}

/* ---- methods ---- */

static HRESULT read_some(struct rtf_stream *stream, char *into, ULONG bytes, ULONG *done)
{
    *done = 0;
    while (bytes) {
        size_t n = stream->made.count - stream->read;

        if (!n) {
            stream->made.count = stream->read = 0;
            make(stream, 1);
            n = stream->made.count;
            if (!n) return *done ? S_OK : stream->hr;
        }
        if (n > bytes) n = bytes;
        memcpy(into, stream->made.data + stream->read, n);
        stream->read += n;
        into += n;
        *done += (ULONG)n;
        bytes -= (ULONG)n;
    }
    return S_OK;
}

/*
 * Read - what comes next
 *
 * done    may be NULL; less than bytes only at the end, or before an error, and 0 with S_OK behind
 *         the end
 * Errors  STG_E_INVALIDPOINTER, STG_E_INUSE, rtf_reader_open's; for good
 */
static HRESULT STDMETHODCALLTYPE rtf_stream_Read(IStream *iface, void *into, ULONG bytes,
                                                 ULONG *done)
{
    struct rtf_stream *stream = rtf_stream_from(iface);
    ULONG n = 0;
    HRESULT hr;

    if (done) *done = 0;
    if (!into && bytes) return STG_E_INVALIDPOINTER;
    if (atomic_swap(&stream->busy, 1)) return STG_E_INUSE;
    hr = read_some(stream, into, bytes, &n);
    atomic_set(&stream->busy, 0);
    if (done) *done = n;
    return hr;
}

static HRESULT copy(struct rtf_stream *stream, IStream *to, ULONGLONG bytes, ULONGLONG *n_read,
                    ULONGLONG *n_written)
{
    while (bytes) {
        size_t n;
        ULONG written = 0;
        HRESULT hr;

        if (stream->read == stream->made.count) stream->read = stream->made.count = 0;
        make(stream, 1);
        n = stream->made.count - stream->read;
        if (!n) return stream->hr;
        if (n > bytes) n = (size_t)bytes;
        hr = to->lpVtbl->Write(to, stream->made.data + stream->read, (ULONG)n, &written);
        stream->read += n;
        *n_read += n;
        *n_written += written;
        bytes -= n;
        if (FAILED(hr)) return hr;
        if (written < n) return STG_E_MEDIUMFULL;
    }
    return S_OK;
}

/* CopyTo - as a loop of Read and Write would do it. Errors: those of both */
static HRESULT STDMETHODCALLTYPE rtf_stream_CopyTo(IStream *iface, IStream *to,
                                                   ULARGE_INTEGER bytes, ULARGE_INTEGER *n_read,
                                                   ULARGE_INTEGER *n_written)
{
    struct rtf_stream *stream = rtf_stream_from(iface);
    ULONGLONG taken = 0, given = 0;
    HRESULT hr;

    if (n_read) n_read->QuadPart = 0;
    if (n_written) n_written->QuadPart = 0;
    if (!to) return STG_E_INVALIDPOINTER;
    if (atomic_swap(&stream->busy, 1)) return STG_E_INUSE;
    hr = copy(stream, to, bytes.QuadPart, &taken, &given);
    atomic_set(&stream->busy, 0);
    if (n_read) n_read->QuadPart = taken;
    if (n_written) n_written->QuadPart = given;
    return hr;
}

/* Write - it is for reading. Errors: STG_E_ACCESSDENIED */
static HRESULT STDMETHODCALLTYPE rtf_stream_Write(IStream *iface, const void *from, ULONG bytes,
                                                  ULONG *done)
{
    (void)iface, (void)from, (void)bytes;
    if (done) *done = 0;
    return STG_E_ACCESSDENIED;
}

/* Commit - there is nothing to commit */
static HRESULT STDMETHODCALLTYPE rtf_stream_Commit(IStream *iface, DWORD flags)
{
    (void)iface, (void)flags;
    return S_OK;
}

static const IStreamVtbl rtf_stream_vtbl = {
    COM_UNKNOWN_METHODS(rtf_stream),
    .Read = rtf_stream_Read,
    .Write = rtf_stream_Write,
    .Seek = refuse_IStream_Seek,
    .SetSize = refuse_IStream_SetSize,
    .CopyTo = rtf_stream_CopyTo,
    .Commit = rtf_stream_Commit,
    .Revert = refuse_IStream_Revert,
    .LockRegion = refuse_IStream_LockRegion,
    .UnlockRegion = refuse_IStream_UnlockRegion,
    .Stat = refuse_IStream_Stat,
    .Clone = refuse_IStream_Clone,
};

/* ---- opening ---- */

static HRESULT open_stream(IStream *packed, size_t head, struct rtf_stream **out)
{
    struct rtf_stream *stream = com_alloc(&rtf_stream_class, sizeof(*stream));
    HRESULT hr;

    if (!stream) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    stream->IStream_iface.lpVtbl = &rtf_stream_vtbl;
    stream->packed = packed;
    com_addref(packed);
    lzfu_begin(&stream->lzfu, put_rtf, stream);
    stream->lzfu.check = true;
    make(stream, head);
    /* what can be read is read before an error is told */
    hr = stream->made.count ? S_OK : stream->hr;
    if (FAILED(hr)) {
        com_unref(stream);
        return hr;
    }
    *out = stream;
    return S_OK;
}

HRESULT rtf_reader_open(IStream *packed, IStream **rtf)
{
    struct rtf_stream *stream;
    HRESULT hr = open_stream(packed, 1, &stream);

    *rtf = SUCCEEDED(hr) ? &stream->IStream_iface : NULL;
    return hr;
}

static HRESULT put_nowhere(void *context, const WCHAR *text, size_t chars)
{
    (void)context, (void)text, (void)chars;
    return S_OK;
}

/* What was made of RTF so far becomes what was made of the body. */
static HRESULT convert(struct rtf_stream *stream, const struct rtf_native *native)
{
    struct writer head = stream->made;
    struct rtf_body *body = stream->body;
    UINT page = native->out;
    HRESULT hr;

    if (page && !text_encoder_knows(page)) return FAIL(MAPI_E_BAD_CHARWIDTH);
    stream->made = (struct writer){0};
    if (!page && text_encoder_knows(native->in)) page = native->in;
    if (!page && text_encoder_knows(body->code_page)) page = body->code_page;
    stream->encoder = (struct text_encoder){.put = put_made,
                                            .context = stream,
                                            .code_page = page ? page : 1252,
                                            .html = body->kind == RTF_OF_HTML};
    rtf_body_begin(body, (struct text_sink){put_text, stream});
    if (native->in) body->code_page = native->in;
    hr = rtf_body_put(body, (char *)head.data, head.count);
    writer_drop(&head);
    if (SUCCEEDED(hr) && stream->ended) stream->hr = end_made(stream);
    return hr;
}

HRESULT rtf_native_open(IStream *packed, struct rtf_native *native, IStream **out)
{
    struct rtf_stream *stream;
    enum rtf_body_kind kind = RTF_PLAIN;
    HRESULT hr;

    *out = NULL;
    hr = open_stream(packed, HEAD, &stream);
    if (FAILED(hr)) return hr;
    stream->body = mem_zero(sizeof(*stream->body));
    if (stream->body) { /* for a look at its head */
        rtf_body_begin(stream->body, (struct text_sink){put_nowhere, NULL});
        rtf_body_put(stream->body, (char *)stream->made.data, stream->made.count);
        kind = stream->body->kind;
        if (kind != RTF_OF_HTML && kind != RTF_OF_TEXT) mem_free(TAKE(stream->body));
        else hr = convert(stream, native);
    } else {
        hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    if (FAILED(hr)) {
        com_unref(stream);
        return hr;
    }
    native->type = kind == RTF_OF_HTML   ? MAPI_NATIVE_BODY_TYPE_HTML
                   : kind == RTF_OF_TEXT ? MAPI_NATIVE_BODY_TYPE_PLAINTEXT
                                         : MAPI_NATIVE_BODY_TYPE_RTF;
    *out = &stream->IStream_iface;
    return S_OK;
}

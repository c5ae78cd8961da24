/*
 * rtf_writer.c - RTF is written to a stream, and stands compressed in another
 *
 * The format's header is known when all was written, so it is written last: packed must take writes
 * at any place. One that can't gets all at once from a temporary file.
 */
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "codec/rtf/lzfu_pack.h"
#include "com/com.h"
#include "com/file_stream.h"
#include "com/rtf_stream.h"
#include "sys/file.h"
#include "sys/lock.h"

struct rtf_writer {
    struct com_object com;
    IStream IStream_iface;
    IStream *packed; /* owned */
    IStream *file;   /* owned; NULL: packed itself is written to */
    LONG busy;
    ULONGLONG start; /* where the header stands in what is written to */
    bool began;      /* something stands behind it */
    bool changed;    /* since the last commit */
    bool closed;     /* packed got it all, and can't be written again */
    HRESULT hr;      /* what went wrong; for good */
    struct lzfu_pack pack;
};

static HRESULT finish(struct rtf_writer *writer);

static void rtf_writer_destroy(void *self)
{
    struct rtf_writer *writer = self;

    /* nobody is left who could be told of a failure */
    if (writer->changed && SUCCEEDED(writer->hr)) finish(writer);
    com_release(&writer->packed);
    com_release(&writer->file);
}

static const struct com_face rtf_writer_faces[] = {
    COM_FACE(rtf_writer, IStream),
    COM_FACE_AS(rtf_writer, IStream, ISequentialStream),
};
COM_CLASS(rtf_writer);
COM_UNKNOWN(rtf_writer, IStream)

static HRESULT write_all(IStream *to, const void *bytes, size_t count)
{
    for (const char *at = bytes; count;) {
        ULONG done = 0, n = count < 0x10000000 ? (ULONG)count : 0x10000000;
        HRESULT hr = to->lpVtbl->Write(to, at, n, &done);

        if (FAILED(hr)) return hr;
        if (!done || done > n) return STG_E_MEDIUMFULL;
        at += done;
        count -= done;
    }
    return S_OK;
}

static HRESULT seek(IStream *stream, ULONGLONG to)
{
    LARGE_INTEGER move = {.QuadPart = (LONGLONG)to};

    return stream->lpVtbl->Seek(stream, move, STREAM_SEEK_SET, NULL);
}

static IStream *target(const struct rtf_writer *writer)
{
    return writer->file ? writer->file : writer->packed;
}

static HRESULT begin(struct rtf_writer *writer)
{
    HRESULT hr = S_OK;

    if (!writer->began) hr = write_all(target(writer), (BYTE[LZFU_HEADER]){0}, LZFU_HEADER);
    if (SUCCEEDED(hr)) writer->began = true;
    return hr;
}

static HRESULT put_packed(void *context, const void *bytes, size_t count)
{
    struct rtf_writer *writer = context;
    HRESULT hr = begin(writer);

    return SUCCEEDED(hr) ? write_all(target(writer), bytes, count) : hr;
}

/* packed can't be written at any place: it gets what the file has. */
static HRESULT copy_file(struct rtf_writer *writer)
{
    AUTO_FREE char *piece = mem_zero(16384);
    ULONG got;
    HRESULT hr = piece ? seek(writer->file, 0) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    writer->closed = true;
    while (SUCCEEDED(hr)) {
        got = 0;
        hr = writer->file->lpVtbl->Read(writer->file, piece, 16384, &got);
        if (FAILED(hr) || !got) break;
        hr = write_all(writer->packed, piece, got);
    }
    return hr;
}

/* All that was written, whole; and back to where more would stand. */
static HRESULT finish(struct rtf_writer *writer)
{
    IStream *to = target(writer);
    struct lzfu_tail tail;
    ULARGE_INTEGER size;
    HRESULT hr = lzfu_pack_end(&writer->pack, &tail);

    if (SUCCEEDED(hr)) hr = begin(writer);
    if (SUCCEEDED(hr)) hr = write_all(to, tail.bytes, tail.count);
    if (FAILED(hr)) return hr;
    size.QuadPart = writer->start + LZFU_HEADER + writer->pack.packed + tail.count;
    hr = to->lpVtbl->SetSize(to, size);
    if (hr == E_NOTIMPL || hr == MAPI_E_NO_SUPPORT) hr = S_OK; /* the header says how much counts */
    if (SUCCEEDED(hr)) hr = seek(to, writer->start);
    if (SUCCEEDED(hr)) hr = write_all(to, tail.header, LZFU_HEADER);
    if (SUCCEEDED(hr)) hr = seek(to, writer->start + LZFU_HEADER + writer->pack.packed);
    if (SUCCEEDED(hr) && writer->file) hr = copy_file(writer);
    if (SUCCEEDED(hr)) writer->changed = false;
    return hr;
}

static HRESULT write_some(struct rtf_writer *writer, const void *from, ULONG bytes)
{
    if (FAILED(writer->hr)) return writer->hr;
    if (writer->closed) return STG_E_ACCESSDENIED;
    writer->changed = true;
    return writer->hr = lzfu_pack_put(&writer->pack, from, bytes);
}

/*
 * Write - more RTF, behind what was written before
 *
 * done    may be NULL; bytes, or 0
 * Errors  STG_E_INVALIDPOINTER, STG_E_INUSE, STG_E_ACCESSDENIED (rtf_writer_open), MAPI_E_TOO_BIG
 * (4 GiB), what packed answers; for good
 */
static HRESULT STDMETHODCALLTYPE rtf_writer_Write(IStream *iface, const void *from, ULONG bytes,
                                                  ULONG *done)
{
    struct rtf_writer *writer = rtf_writer_from(iface);
    HRESULT hr;

    if (done) *done = 0;
    if (!from && bytes) return STG_E_INVALIDPOINTER;
    if (atomic_swap(&writer->busy, 1)) return STG_E_INUSE;
    hr = write_some(writer, from, bytes);
    atomic_set(&writer->busy, 0);
    if (SUCCEEDED(hr) && done) *done = bytes;
    return hr;
}

/* Commit - packed has it all, which is for the caller to commit. Errors: Write's */
static HRESULT STDMETHODCALLTYPE rtf_writer_Commit(IStream *iface, DWORD flags)
{
    struct rtf_writer *writer = rtf_writer_from(iface);
    HRESULT hr;

    (void)flags;
    if (atomic_swap(&writer->busy, 1)) return STG_E_INUSE;
    hr = writer->hr;
    if (SUCCEEDED(hr) && (writer->changed || !writer->began)) hr = writer->hr = finish(writer);
    atomic_set(&writer->busy, 0);
    return hr;
}

/* Read, CopyTo - it is for writing. Errors: STG_E_ACCESSDENIED */
static HRESULT STDMETHODCALLTYPE rtf_writer_Read(IStream *iface, void *into, ULONG bytes,
                                                 ULONG *done)
{
    (void)iface, (void)into, (void)bytes;
    if (done) *done = 0;
    return STG_E_ACCESSDENIED;
}

static HRESULT STDMETHODCALLTYPE rtf_writer_CopyTo(IStream *iface, IStream *to,
                                                   ULARGE_INTEGER bytes, ULARGE_INTEGER *n_read,
                                                   ULARGE_INTEGER *n_written)
{
    (void)iface, (void)to, (void)bytes;
    if (n_read) n_read->QuadPart = 0;
    if (n_written) n_written->QuadPart = 0;
    return STG_E_ACCESSDENIED;
}

static const IStreamVtbl rtf_writer_vtbl = {
    COM_UNKNOWN_METHODS(rtf_writer),
    .Read = rtf_writer_Read,
    .Write = rtf_writer_Write,
    .Seek = refuse_IStream_Seek,
    .SetSize = refuse_IStream_SetSize,
    .CopyTo = rtf_writer_CopyTo,
    .Commit = rtf_writer_Commit,
    .Revert = refuse_IStream_Revert,
    .LockRegion = refuse_IStream_LockRegion,
    .UnlockRegion = refuse_IStream_UnlockRegion,
    .Stat = refuse_IStream_Stat,
    .Clone = refuse_IStream_Clone,
};

static HRESULT make_file(IStream **out)
{
    AUTO_FREE WCHAR *folder = NULL;
    HRESULT hr = sys_file_temp_folder(&folder);

    return SUCCEEDED(hr)
               ? file_stream_open_unique(folder, L"rtf", SYS_FILE_WRITE | SYS_FILE_TEMPORARY, out)
               : hr;
}

HRESULT rtf_writer_open(IStream *packed, uint32_t kind, IStream **rtf)
{
    struct rtf_writer *writer = com_alloc(&rtf_writer_class, sizeof(*writer));
    LARGE_INTEGER stay = {.QuadPart = 0};
    ULARGE_INTEGER at = {.QuadPart = 0};

    *rtf = NULL;
    if (!writer) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    writer->IStream_iface.lpVtbl = &rtf_writer_vtbl;
    writer->packed = packed;
    com_addref(packed);
    lzfu_pack_begin(&writer->pack, kind, put_packed, writer);
    if (SUCCEEDED(packed->lpVtbl->Seek(packed, stay, STREAM_SEEK_CUR, &at))) {
        writer->start = at.QuadPart;
    } else {
        HRESULT hr = make_file(&writer->file);

        if (FAILED(hr)) {
            com_unref(writer);
            return hr;
        }
    }
    *rtf = &writer->IStream_iface;
    return S_OK;
}

/*
 * stream_storage.c - ILockBytes over a stream, for OLE to keep a storage in
 *
 * The stream's position is ours alone while the storage lives. There is no lock: OLE's storage is
 * for one thread at a time, and the stream is somebody else's code.
 */
#include "com/stream_storage.h"
#include <stdint.h>
#include "base/error.h"
#include "com/cfb_storage.h"
#include "com/com.h"
#include "sys/storage.h"

struct stream_bytes {
    struct com_object com;
    ILockBytes ILockBytes_iface;
    IStream *stream;     /* owned */
    ULONGLONG start;     /* of the storage in the stream */
};

static void stream_bytes_destroy(void *self)
{
    com_release(&((struct stream_bytes *)self)->stream);
}

static const struct com_face stream_bytes_faces[] = {
    COM_FACE(stream_bytes, ILockBytes),
};
COM_CLASS(stream_bytes);
COM_UNKNOWN(stream_bytes, ILockBytes)

static HRESULT seek(struct stream_bytes *bytes, ULONGLONG at)
{
    LARGE_INTEGER where;

    if (at > (ULONGLONG)INT64_MAX - bytes->start) return STG_E_SEEKERROR;
    where.QuadPart = (LONGLONG)(bytes->start + at);
    return bytes->stream->lpVtbl->Seek(bytes->stream, where, STREAM_SEEK_SET, NULL);
}

static HRESULT STDMETHODCALLTYPE stream_bytes_ReadAt(ILockBytes *iface, ULARGE_INTEGER at,
                                                     void *into, ULONG count, ULONG *done)
{
    struct stream_bytes *bytes = stream_bytes_from(iface);
    ULONG unwanted;
    HRESULT hr;

    if (!done) done = &unwanted;
    *done = 0;
    hr = seek(bytes, at.QuadPart);
    return FAILED(hr) ? hr : bytes->stream->lpVtbl->Read(bytes->stream, into, count, done);
}

static HRESULT STDMETHODCALLTYPE stream_bytes_WriteAt(ILockBytes *iface, ULARGE_INTEGER at,
                                                      const void *from, ULONG count, ULONG *done)
{
    struct stream_bytes *bytes = stream_bytes_from(iface);
    ULONG unwanted;
    HRESULT hr;

    if (!done) done = &unwanted;
    *done = 0;
    hr = seek(bytes, at.QuadPart);
    return FAILED(hr) ? hr : bytes->stream->lpVtbl->Write(bytes->stream, from, count, done);
}

static HRESULT STDMETHODCALLTYPE stream_bytes_Flush(ILockBytes *iface)
{
    struct stream_bytes *bytes = stream_bytes_from(iface);

    return bytes->stream->lpVtbl->Commit(bytes->stream, STGC_DEFAULT);
}

static HRESULT STDMETHODCALLTYPE stream_bytes_SetSize(ILockBytes *iface, ULARGE_INTEGER size)
{
    struct stream_bytes *bytes = stream_bytes_from(iface);

    if (size.QuadPart > (ULONGLONG)INT64_MAX - bytes->start) return STG_E_MEDIUMFULL;
    size.QuadPart += bytes->start;
    return bytes->stream->lpVtbl->SetSize(bytes->stream, size);
}

static HRESULT STDMETHODCALLTYPE stream_bytes_LockRegion(ILockBytes *iface, ULARGE_INTEGER at,
                                                         ULARGE_INTEGER count, DWORD kind)
{
    (void)iface, (void)at, (void)count, (void)kind;
    return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE stream_bytes_UnlockRegion(ILockBytes *iface, ULARGE_INTEGER at,
                                                           ULARGE_INTEGER count, DWORD kind)
{
    (void)iface, (void)at, (void)count, (void)kind;
    return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE stream_bytes_Stat(ILockBytes *iface, STATSTG *stat, DWORD which)
{
    struct stream_bytes *bytes = stream_bytes_from(iface);
    HRESULT hr;

    if (!stat) return STG_E_INVALIDPOINTER;
    hr = bytes->stream->lpVtbl->Stat(bytes->stream, stat, which);
    if (FAILED(hr)) return hr;
    stat->type = STGTY_LOCKBYTES;
    stat->grfLocksSupported = 0;
    stat->cbSize.QuadPart =
        stat->cbSize.QuadPart > bytes->start ? stat->cbSize.QuadPart - bytes->start : 0;
    return hr;
}

static const ILockBytesVtbl stream_bytes_vtbl = {
    COM_UNKNOWN_METHODS(stream_bytes),
    .ReadAt = stream_bytes_ReadAt,
    .WriteAt = stream_bytes_WriteAt,
    .Flush = stream_bytes_Flush,
    .SetSize = stream_bytes_SetSize,
    .LockRegion = stream_bytes_LockRegion,
    .UnlockRegion = stream_bytes_UnlockRegion,
    .Stat = stream_bytes_Stat,
};

HRESULT stream_lock_bytes(IStream *stream, ULONG flags, ILockBytes **out)
{
    struct stream_bytes *bytes;
    ULARGE_INTEGER at = {.QuadPart = 0};
    LARGE_INTEGER nowhere = {.QuadPart = 0};
    HRESULT hr = S_OK;

    if (flags & STGSTRM_CURRENT) hr = stream->lpVtbl->Seek(stream, nowhere, STREAM_SEEK_CUR, &at);
    if (FAILED(hr)) return hr;
    bytes = com_alloc(&stream_bytes_class, sizeof(*bytes));
    if (!bytes) return MAPI_E_NOT_ENOUGH_MEMORY;
    bytes->ILockBytes_iface.lpVtbl = &stream_bytes_vtbl;
    bytes->stream = stream;
    com_addref(stream);
    bytes->start = at.QuadPart;
    *out = &bytes->ILockBytes_iface;
    return S_OK;
}

HRESULT stream_storage_open(IUnknown *stream, const IID *iid, ULONG flags, IStorage **out)
{
    const bool is_bytes = iid && IsEqualGUID(iid, &IID_ILockBytes);
    AUTO_RELEASE ILockBytes *bytes = NULL;
    AUTO_RELEASE IStream *own = NULL;
    HRESULT hr;

    *out = NULL;
    if (!stream) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(ULONG)(STGSTRM_CREATE | STGSTRM_CURRENT | STGSTRM_MODIFY))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (iid && !is_bytes && !IsEqualGUID(iid, &IID_IStream))
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (is_bytes) {
        hr = com_given(stream->lpVtbl->QueryInterface(stream, &IID_ILockBytes, (void **)&bytes),
                       &bytes);
    } else {
        hr = com_given(stream->lpVtbl->QueryInterface(stream, &IID_IStream, (void **)&own), &own);
        if (SUCCEEDED(hr)) hr = stream_lock_bytes(own, flags, &bytes);
    }
    if (FAILED(hr)) return hr;
    hr = sys_storage_open(bytes, flags & STGSTRM_CREATE, flags & STGSTRM_MODIFY, out);
    if (hr == MAPI_E_NO_SUPPORT) /* there is no OLE */
        hr =
            cfb_storage_open(bytes,
                             (flags & STGSTRM_CREATE ? CFB_STORAGE_CREATE | CFB_STORAGE_WRITE : 0) |
                                 (flags & STGSTRM_MODIFY ? CFB_STORAGE_WRITE : 0),
                             out);
    return com_given(hr, out);
}

HRESULT storage_scratch(IStorage **out)
{
    HRESULT hr = sys_storage_scratch(out);

    if (hr == MAPI_E_NO_SUPPORT)
        hr = cfb_storage_open(NULL, CFB_STORAGE_CREATE | CFB_STORAGE_WRITE, out);
    return com_given(hr, out);
}

/*
 * mem_stream.c - IStream over memory, which may be told to someone when it is committed
 *
 * Clones have a position of their own over the same bytes. Reading past the end gives fewer bytes and S_OK, as
 * structured storage does; seeking past it is allowed, and writing there fills the gap with zeros.
 */
#include "com/mem_stream.h"
#include <string.h>
#include "base/error.h"
#include "base/lock.h"
#include "base/mem.h"
#include "com/com.h"

#define MAX_BYTES 0x7fffffff

/* What all clones share. */
struct stream_bytes {
    LONG refs;
    struct lock lock;
    unsigned char *data; /* owned */
    size_t count, room;
    bool writable, changed;
    HRESULT (*commit)(void *ctx, const void *data, size_t bytes);
    void (*closed)(void *ctx);
    void *ctx;
};

struct mem_stream {
    struct com_object com;
    IStream IStream_iface;
    struct stream_bytes *bytes; /* one reference */
    ULONGLONG position;
};

static HRESULT bytes_commit(struct stream_bytes *b)
{
    AUTO_FREE void *data = NULL;
    size_t count;
    HRESULT hr;

    lock_take(&b->lock);
    count = b->count;
    data = b->changed && b->commit ? mem_dup(b->data, count, NULL) : NULL;
    hr = b->changed && b->commit && !data ? STG_E_INSUFFICIENTMEMORY : S_OK;
    lock_drop(&b->lock);
    if (!data) return hr;

    hr = b->commit(b->ctx, data, count); /* without the lock: it is someone else's code */
    if (FAILED(hr)) return hr;
    lock_take(&b->lock);
    b->changed = false;
    lock_drop(&b->lock);
    return S_OK;
}

static void bytes_unref(struct stream_bytes *b)
{
    if (!b || atomic_dec(&b->refs)) return;
    bytes_commit(b); /* nobody is left who could be told of a failure */
    if (b->closed) b->closed(b->ctx);
    lock_destroy(&b->lock);
    mem_free(b->data);
    mem_free(b);
}

/* Makes room for count bytes; with the lock held. */
static HRESULT bytes_reserve(struct stream_bytes *b, size_t count)
{
    size_t room = b->room ? b->room : 256;
    void *bigger = NULL;

    if (count > MAX_BYTES) return FAIL(STG_E_MEDIUMFULL);
    if (count <= b->room) return S_OK;
    while (room < count)
        room *= 2;
    if (FAILED(mem_root(room, &bigger))) return FAIL(STG_E_INSUFFICIENTMEMORY);
    if (b->count) memcpy(bigger, b->data, b->count);
    mem_free(b->data);
    b->data = bigger;
    b->room = room;
    return S_OK;
}

static HRESULT bytes_resize(struct stream_bytes *b, size_t count)
{
    HRESULT hr = bytes_reserve(b, count);

    if (FAILED(hr)) return hr;
    if (count > b->count) memset(b->data + b->count, 0, count - b->count);
    b->changed |= count != b->count;
    b->count = count;
    return S_OK;
}

static void mem_stream_destroy(void *self)
{
    struct mem_stream *stream = self;

    bytes_unref(stream->bytes);
}

static const struct com_face mem_stream_faces[] = {
    COM_FACE(mem_stream, IStream),
    COM_FACE_AS(mem_stream, IStream, ISequentialStream),
};
COM_CLASS(mem_stream);
COM_UNKNOWN(mem_stream, IStream)

static HRESULT STDMETHODCALLTYPE mem_stream_Read(IStream *iface, void *into, ULONG count,
                                                 ULONG *read)
{
    struct mem_stream *stream = mem_stream_from(iface);
    struct stream_bytes *b = stream->bytes;
    size_t left = 0;

    if (read) *read = 0;
    if (!into && count) return STG_E_INVALIDPOINTER;
    LOCKED(&b->lock);
    if (stream->position < b->count) left = b->count - (size_t)stream->position;
    if (count > left) count = (ULONG)left;
    if (count) memcpy(into, b->data + stream->position, count);
    stream->position += count;
    if (read) *read = count;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE mem_stream_Write(IStream *iface, const void *from, ULONG count,
                                                  ULONG *written)
{
    struct mem_stream *stream = mem_stream_from(iface);
    struct stream_bytes *b = stream->bytes;
    HRESULT hr = S_OK;

    if (written) *written = 0;
    if (!from && count) return STG_E_INVALIDPOINTER;
    if (!b->writable) return STG_E_ACCESSDENIED;
    if (!count) return S_OK;
    LOCKED(&b->lock);
    if (stream->position > MAX_BYTES - (ULONGLONG)count) return FAIL(STG_E_MEDIUMFULL);
    if (stream->position + count > b->count) hr = bytes_resize(b, (size_t)stream->position + count);
    if (FAILED(hr)) return hr;
    memcpy(b->data + stream->position, from, count);
    b->changed = true;
    stream->position += count;
    if (written) *written = count;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE mem_stream_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
                                                 ULARGE_INTEGER *position)
{
    struct mem_stream *stream = mem_stream_from(iface);
    LONGLONG base, to;

    LOCKED(&stream->bytes->lock);
    switch (origin) {
    case STREAM_SEEK_SET:
        base = 0;
        break;
    case STREAM_SEEK_CUR:
        base = (LONGLONG)stream->position;
        break;
    case STREAM_SEEK_END:
        base = (LONGLONG)stream->bytes->count;
        break;
    default:
        return STG_E_INVALIDFUNCTION;
    }
    if (__builtin_add_overflow(base, move.QuadPart, &to) || to < 0) return STG_E_INVALIDFUNCTION;
    stream->position = (ULONGLONG)to;
    if (position) position->QuadPart = stream->position;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE mem_stream_SetSize(IStream *iface, ULARGE_INTEGER size)
{
    struct stream_bytes *b = mem_stream_from(iface)->bytes;

    if (!b->writable) return STG_E_ACCESSDENIED;
    if (size.QuadPart > MAX_BYTES) return STG_E_MEDIUMFULL;
    LOCKED(&b->lock);
    return bytes_resize(b, (size_t)size.QuadPart);
}

static HRESULT STDMETHODCALLTYPE mem_stream_CopyTo(IStream *iface, IStream *to,
                                                   ULARGE_INTEGER count, ULARGE_INTEGER *read,
                                                   ULARGE_INTEGER *written)
{
    ULONGLONG done_read = 0, done_written = 0;
    unsigned char part[4096];
    HRESULT hr = S_OK;

    if (read) read->QuadPart = 0;
    if (written) written->QuadPart = 0;
    if (!to) return STG_E_INVALIDPOINTER;
    while (SUCCEEDED(hr) && done_read < count.QuadPart) {
        ULONGLONG left = count.QuadPart - done_read;
        ULONG got = 0, put = 0;

        hr = mem_stream_Read(iface, part, left < sizeof(part) ? (ULONG)left : sizeof(part), &got);
        if (FAILED(hr) || !got) break;
        done_read += got;
        hr = to->lpVtbl->Write(to, part, got, &put);
        done_written += put;
        if (SUCCEEDED(hr) && put != got) hr = STG_E_MEDIUMFULL;
    }
    if (read) read->QuadPart = done_read;
    if (written) written->QuadPart = done_written;
    return hr;
}

static HRESULT STDMETHODCALLTYPE mem_stream_Commit(IStream *iface, DWORD flags)
{
    (void)flags;
    return bytes_commit(mem_stream_from(iface)->bytes);
}

/* Not transacted: there is nothing to go back to. */
static HRESULT STDMETHODCALLTYPE mem_stream_Revert(IStream *iface)
{
    (void)iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE mem_stream_LockRegion(IStream *iface, ULARGE_INTEGER offset,
                                                       ULARGE_INTEGER count, DWORD type)
{
    (void)iface, (void)offset, (void)count, (void)type;
    return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE mem_stream_Stat(IStream *iface, STATSTG *stat, DWORD flags)
{
    struct stream_bytes *b = mem_stream_from(iface)->bytes;

    if (!stat) return STG_E_INVALIDPOINTER;
    if (flags & ~(DWORD)(STATFLAG_NONAME | STATFLAG_NOOPEN)) return STG_E_INVALIDFLAG;
    LOCKED(&b->lock);
    memset(stat, 0, sizeof(*stat)); /* it has no name, whether asked for or not */
    stat->type = STGTY_STREAM;
    stat->cbSize.QuadPart = b->count;
    stat->grfMode = b->writable ? STGM_READWRITE : STGM_READ;
    return S_OK;
}

static HRESULT mem_stream_make(struct stream_bytes *bytes, ULONGLONG position, IStream **out);

static HRESULT STDMETHODCALLTYPE mem_stream_Clone(IStream *iface, IStream **out)
{
    struct mem_stream *stream = mem_stream_from(iface);

    if (!out) return STG_E_INVALIDPOINTER;
    *out = NULL;
    return mem_stream_make(stream->bytes, stream->position, out);
}

static const IStreamVtbl mem_stream_vtbl = {
    COM_UNKNOWN_METHODS(mem_stream),
    .Read = mem_stream_Read,
    .Write = mem_stream_Write,
    .Seek = mem_stream_Seek,
    .SetSize = mem_stream_SetSize,
    .CopyTo = mem_stream_CopyTo,
    .Commit = mem_stream_Commit,
    .Revert = mem_stream_Revert,
    .LockRegion = mem_stream_LockRegion,
    .UnlockRegion = mem_stream_LockRegion,
    .Stat = mem_stream_Stat,
    .Clone = mem_stream_Clone,
};

/* Takes a reference on bytes. */
static HRESULT mem_stream_make(struct stream_bytes *bytes, ULONGLONG position, IStream **out)
{
    struct mem_stream *stream = com_alloc(&mem_stream_class, sizeof(*stream));

    if (!stream) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    stream->IStream_iface.lpVtbl = &mem_stream_vtbl;
    atomic_inc(&bytes->refs);
    stream->bytes = bytes;
    stream->position = position;
    *out = &stream->IStream_iface;
    return S_OK;
}

HRESULT mem_stream_open(const struct mem_stream_config *config, IStream **out)
{
    struct stream_bytes *bytes = mem_zero(sizeof(*bytes));
    HRESULT hr;

    *out = NULL;
    if (!bytes) {
        if (config->closed) config->closed(config->ctx);
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    bytes->refs = 1;
    lock_init(&bytes->lock, RANK_LEAF);
    bytes->writable = config->writable;
    bytes->commit = config->commit;
    bytes->closed = config->closed;
    bytes->ctx = config->ctx;
    hr = bytes_reserve(bytes, config->bytes);
    if (SUCCEEDED(hr)) {
        if (config->bytes) memcpy(bytes->data, config->data, config->bytes);
        bytes->count = config->bytes;
        hr = mem_stream_make(bytes, 0, out);
    }
    if (hr == STG_E_INSUFFICIENTMEMORY) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    bytes_unref(bytes);
    return hr;
}

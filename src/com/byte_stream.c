/*
 * byte_stream.c - IStream over bytes that can be read and written at any place
 *
 * Reading past the end gives fewer bytes and S_OK, as structured storage does; seeking past it is
 * allowed, and writing there fills the gap with zeros. Nothing is transacted: what is written is
 * there.
 */
#include "com/byte_stream.h"
#include <string.h>
#include "base/error.h"
#include "com/com.h"
#include "com/home.h"
#include "sys/lock.h"

struct byte_stream {
    struct com_object com;
    IStream IStream_iface;
    struct byte_store *store; /* one reference */
    uint64_t position;        /* guarded by the store's lock */
};

void byte_store_init(struct byte_store *store, const struct byte_store_ops *ops, bool writable,
                     uint64_t limit)
{
    store->ops = ops;
    store->refs = 1;
    store->writable = writable;
    store->limit = limit;
    lock_init(&store->lock, RANK_LEAF);
}

void byte_store_unref(struct byte_store *store)
{
    if (!store || atomic_dec(&store->refs)) return;
    lock_destroy(&store->lock);
    store->ops->destroy(store);
}

static void byte_stream_destroy(void *self)
{
    struct byte_stream *stream = self;

    byte_store_unref(stream->store);
}

COM_UNKNOWN(byte_stream, IStream)
COM_DEAD(byte_stream, IStream, ISTREAM_DEAD_SLOTS);

static const struct com_face byte_stream_faces[] = {
    COM_MORTAL(byte_stream, IStream),
    COM_MORTAL_AS(byte_stream, IStream, ISequentialStream),
};
COM_CLASS(byte_stream);

/*
 * Read - bytes from the position on
 *
 * done    may be NULL; less than bytes at the end, and S_OK all the same
 * Errors  STG_E_INVALIDPOINTER, STG_E_READFAULT
 */
static HRESULT STDMETHODCALLTYPE byte_stream_Read(IStream *iface, void *into, ULONG bytes,
                                                  ULONG *done)
{
    struct byte_stream *stream = byte_stream_from(iface);
    struct byte_store *store = stream->store;
    uint64_t size, left;
    HRESULT hr;

    if (done) *done = 0;
    if (!into && bytes) return STG_E_INVALIDPOINTER;
    LOCKED(&store->lock);
    hr = store->ops->size(store, &size);
    if (FAILED(hr)) return hr;
    left = stream->position < size ? size - stream->position : 0;
    if (bytes > left) bytes = (ULONG)left;
    if (!bytes) return S_OK;
    hr = store->ops->read(store, stream->position, into, bytes);
    if (FAILED(hr)) return hr;
    stream->position += bytes;
    if (done) *done = bytes;
    return S_OK;
}

/* Write - all of bytes or an error: STG_E_INVALIDPOINTER, STG_E_ACCESSDENIED, STG_E_MEDIUMFULL,
 * STG_E_WRITEFAULT, STG_E_INSUFFICIENTMEMORY */
static HRESULT STDMETHODCALLTYPE byte_stream_Write(IStream *iface, const void *from, ULONG bytes,
                                                   ULONG *done)
{
    struct byte_stream *stream = byte_stream_from(iface);
    struct byte_store *store = stream->store;
    HRESULT hr;

    if (done) *done = 0;
    if (!from && bytes) return STG_E_INVALIDPOINTER;
    if (!store->writable) return STG_E_ACCESSDENIED;
    if (!bytes) return S_OK;
    LOCKED(&store->lock);
    if (bytes > store->limit || stream->position > store->limit - bytes)
        return FAIL(STG_E_MEDIUMFULL);
    hr = store->ops->write(store, stream->position, from, bytes);
    if (FAILED(hr)) return hr;
    stream->position += bytes;
    if (done) *done = bytes;
    return S_OK;
}

/* Seek - anywhere from the beginning on, behind the end too. STG_E_INVALIDFUNCTION: before the
 * beginning, or an origin that doesn't exist; the position stays. */
static HRESULT STDMETHODCALLTYPE byte_stream_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
                                                  ULARGE_INTEGER *position)
{
    struct byte_stream *stream = byte_stream_from(iface);
    uint64_t base = 0;
    int64_t to;
    HRESULT hr;

    LOCKED(&stream->store->lock);
    if (origin == STREAM_SEEK_CUR) {
        base = stream->position;
    } else if (origin == STREAM_SEEK_END) {
        hr = stream->store->ops->size(stream->store, &base);
        if (FAILED(hr)) return hr;
    } else if (origin != STREAM_SEEK_SET) {
        return STG_E_INVALIDFUNCTION;
    }
    if (__builtin_add_overflow((int64_t)base, move.QuadPart, &to) || to < 0)
        return STG_E_INVALIDFUNCTION;
    stream->position = (uint64_t)to;
    if (position) position->QuadPart = stream->position;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE byte_stream_SetSize(IStream *iface, ULARGE_INTEGER size)
{
    struct byte_store *store = byte_stream_from(iface)->store;

    if (!store->writable) return STG_E_ACCESSDENIED;
    if (size.QuadPart > store->limit) return FAIL(STG_E_MEDIUMFULL);
    LOCKED(&store->lock);
    return store->ops->set_size(store, size.QuadPart);
}

/* How many of the bytes asked for lie between the position and the end now. A stream that is copied
 * to its own clone would else never end. */
static HRESULT bytes_ahead(struct byte_stream *stream, uint64_t wanted, uint64_t *out)
{
    uint64_t size;
    HRESULT hr;

    LOCKED(&stream->store->lock);
    hr = stream->store->ops->size(stream->store, &size);
    if (FAILED(hr)) return hr;
    *out = stream->position < size ? size - stream->position : 0;
    if (*out > wanted) *out = wanted;
    return S_OK;
}

/* CopyTo - moves both positions; n_read and n_written may be NULL and tell what was done in an
 * error, too. The other stream's errors come back unchanged; one that takes less than it is given:
 * STG_E_MEDIUMFULL. */
static HRESULT STDMETHODCALLTYPE byte_stream_CopyTo(IStream *iface, IStream *to,
                                                    ULARGE_INTEGER bytes, ULARGE_INTEGER *n_read,
                                                    ULARGE_INTEGER *n_written)
{
    uint64_t left = 0, done_read = 0, done_written = 0;
    unsigned char part[8192];
    HRESULT hr;

    if (n_read) n_read->QuadPart = 0;
    if (n_written) n_written->QuadPart = 0;
    if (!to) return STG_E_INVALIDPOINTER;
    hr = bytes_ahead(byte_stream_from(iface), bytes.QuadPart, &left);
    while (SUCCEEDED(hr) && left) {
        ULONG got = 0, put = 0;

        hr = byte_stream_Read(iface, part, left < sizeof(part) ? (ULONG)left : sizeof(part), &got);
        if (FAILED(hr) || !got) break;
        left -= got;
        done_read += got;
        hr = to->lpVtbl->Write(to, part, got, &put);
        done_written += put;
        if (SUCCEEDED(hr) && put != got) hr = FAIL(STG_E_MEDIUMFULL);
    }
    if (n_read) n_read->QuadPart = done_read;
    if (n_written) n_written->QuadPart = done_written;
    return hr;
}

static HRESULT STDMETHODCALLTYPE byte_stream_Commit(IStream *iface, DWORD flags)
{
    struct byte_store *store = byte_stream_from(iface)->store;

    (void)flags;
    return store->writable ? store->ops->commit(store) : S_OK;
}

/* Revert - there is nothing to go back to */
static HRESULT STDMETHODCALLTYPE byte_stream_Revert(IStream *iface)
{
    (void)iface;
    return S_OK;
}

/* LockRegion, UnlockRegion - not supported, as Stat says */
static HRESULT STDMETHODCALLTYPE byte_stream_LockRegion(IStream *iface, ULARGE_INTEGER offset,
                                                        ULARGE_INTEGER bytes, DWORD type)
{
    (void)iface, (void)offset, (void)bytes, (void)type;
    return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE byte_stream_UnlockRegion(IStream *iface, ULARGE_INTEGER offset,
                                                          ULARGE_INTEGER bytes, DWORD type)
{
    return byte_stream_LockRegion(iface, offset, bytes, type);
}

static HRESULT STDMETHODCALLTYPE byte_stream_Stat(IStream *iface, STATSTG *stat, DWORD flags)
{
    struct byte_store *store = byte_stream_from(iface)->store;
    uint64_t size = 0;
    HRESULT hr;

    if (!stat) return STG_E_INVALIDPOINTER;
    memset(stat, 0, sizeof(*stat));
    if (flags & ~(DWORD)(STATFLAG_NONAME | STATFLAG_NOOPEN)) return STG_E_INVALIDFLAG;
    LOCKED(&store->lock);
    hr = store->ops->size(store, &size);
    if (FAILED(hr)) return hr;
    stat->type = STGTY_STREAM;
    stat->cbSize.QuadPart = size;
    stat->grfMode = store->writable ? STGM_READWRITE : STGM_READ;
    return store->ops->stat(store, stat, !(flags & STATFLAG_NONAME));
}

static HRESULT STDMETHODCALLTYPE byte_stream_Clone(IStream *iface, IStream **out)
{
    struct byte_stream *stream = byte_stream_from(iface);
    HRESULT hr;

    if (!out) return STG_E_INVALIDPOINTER;
    *out = NULL;
    hr = byte_stream_create(stream->store, out);
    if (FAILED(hr)) return STG_E_INSUFFICIENTMEMORY;
    lock_take(&stream->store->lock);
    byte_stream_from(*out)->position = stream->position;
    lock_drop(&stream->store->lock);
    return com_home_follow(stream, out); /* ends with what it was cloned from */
}

static const IStreamVtbl byte_stream_vtbl = {
    COM_UNKNOWN_METHODS(byte_stream),
    ISTREAM_SLOTS(byte_stream),
};

HRESULT byte_stream_create(struct byte_store *store, IStream **out)
{
    struct byte_stream *stream = com_alloc(&byte_stream_class, sizeof(*stream));

    *out = NULL;
    if (!stream) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    stream->IStream_iface.lpVtbl = &byte_stream_vtbl;
    atomic_inc(&store->refs);
    stream->store = store;
    *out = &stream->IStream_iface;
    return S_OK;
}

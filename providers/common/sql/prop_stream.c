/*
 * prop_stream.c - IStream over one long property of an object
 *
 * Readers share the property's content. The first write makes the content the stream's own; Commit,
 * or the last Release, gives it to the object, whose SaveChanges stores it. With STGM_TRANSACTED
 * only Commit does, and Revert goes back to the last one. Clones share content, each with its own
 * position.
 */
#include <stdlib.h>
#include "common/sql/large.h"
#include "common/sql/props.h"
#include "common/text/text8.h"

/* What a stream and its clones share; under the connection's lock. */
struct content {
    LONG refs;
    struct props *props; /* its object is held by each stream */
    ULONG tag;
    bool writable, dirty;
    bool fresh; /* MAPI_CREATE: there is nothing else to go back to, Commit makes the property even
                   when empty */
    struct large *large;
    struct large
        *base; /* STGM_TRANSACTED: as it was at the last Commit, or the opening; else NULL */
};

struct prop_stream {
    struct com_object com;
    IStream IStream_iface;
    struct content *content; /* counted */
    const struct house *house;
    void *store;  /* owned: outlives the object's own hold when that goes first */
    void *object; /* owned */
    uint64_t at;
};

static HRESULT prop_stream_new(struct content *content, uint64_t at, IStream **out);

/* The content as a value: short content in memory, of the width it came in. */
static HRESULT content_value(struct content *content, struct value **out)
{
    uint64_t bytes = large_bytes(content->large);
    ULONG type = PROP_TYPE(content->tag);
    BYTE *memory;
    size_t got;
    HRESULT hr;

    if (bytes > INLINE_BYTES || (type == PT_UNICODE && bytes % sizeof(WCHAR)))
        return value_large(content->tag, content->large, type == PT_STRING8 ? ansi_code_page() : 0,
                           out);
    memory = calloc(1, (size_t)bytes + sizeof(WCHAR));
    if (!memory) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = large_read(content->large, 0, memory, (size_t)bytes, &got);
    if (SUCCEEDED(hr)) {
        SPropValue prop = {.ulPropTag = content->tag};

        prop.Value.lpszA = (char *)memory;
        if (type == PT_BINARY) hr = value_binary(content->tag, memory, got, out);
        else if (type == PT_STRING8 ? strlen((char *)memory) == got
                                    : wide_len((WCHAR *)memory) * sizeof(WCHAR) == got)
            hr = value_from_prop(&prop, out);
        else /* a NUL inside: only as content of its own does it keep its length */
            hr = value_large(content->tag, content->large,
                             type == PT_STRING8 ? ansi_code_page() : 0, out);
    }
    free(memory);
    return hr;
}

/* What couldn't be given to the object is still to be: another Commit tries again, Revert goes back
 * to before it. */
static HRESULT commit(struct content *content)
{
    AUTO_VALUE struct value *value = NULL;
    struct db *db = props_db(content->props);
    struct large *given = NULL;
    HRESULT hr = S_OK;
    bool dirty;

    db_lock(db);
    dirty = content->dirty;
    if (dirty) hr = content_value(content, &value);
    if (dirty && SUCCEEDED(hr)) {
        given = large_ref(content->large);
        content->dirty = false; /* what is written from here on is for the next */
    }
    db_unlock(db);
    if (FAILED(hr) || !dirty) return hr;
    hr = props_set_value(content->props, value);
    db_lock(db);
    if (FAILED(hr)) {
        content->dirty = true;
    } else if (content->base) {
        large_unref(content->base);
        content->base = large_ref(given);
        content->fresh = false;
    }
    large_unref(given);
    db_unlock(db);
    return hr;
}

static void prop_stream_destroy(void *self)
{
    struct prop_stream *stream = self;
    struct content *content = stream->content;

    if (content && !__atomic_sub_fetch(&content->refs, 1, __ATOMIC_ACQ_REL)) {
        /* what was not committed when the session ended isn't written any more */
        if (!content->base && !stream->house->has_ended(stream->store)) commit(content);
        large_unref(content->base);
        large_unref(content->large);
        free(content);
    }
    com_unref(stream->object);
    if (stream->store) stream->house->leave(stream->store);
}

COM_UNKNOWN(prop_stream, IStream)
COM_DEAD(prop_stream, IStream, ISTREAM_DEAD_SLOTS);

static const struct com_face prop_stream_faces[] = {
    COM_MORTAL(prop_stream, IStream),
    COM_MORTAL_AS(prop_stream, IStream, ISequentialStream),
};
COM_CLASS(prop_stream);

/* fault: what other errors are here, STG_E_READFAULT or STG_E_WRITEFAULT */
static HRESULT storage_error(HRESULT hr, HRESULT fault)
{
    switch (hr) {
    case MAPI_E_NOT_ENOUGH_MEMORY:
        return STG_E_INSUFFICIENTMEMORY;
    case MAPI_E_NOT_ENOUGH_DISK:
    case MAPI_E_TOO_BIG:
        return STG_E_MEDIUMFULL;
    case MAPI_E_OBJECT_DELETED:
        return STG_E_REVERTED;
    case MAPI_E_INVALID_OBJECT: /* its message was submitted: as all that was opened of that
                                   (6.7-25) */
        return hr;
    }
    return FAILED(hr) ? fault : hr;
}

static HRESULT STDMETHODCALLTYPE prop_stream_Read(IStream *iface, void *data, ULONG bytes,
                                                  ULONG *done)
{
    struct prop_stream *stream = prop_stream_from(iface);
    struct db *db = stream->house->db(stream->store);
    size_t got = 0;
    HRESULT hr;

    if (done) *done = 0;
    if (!data && bytes) return STG_E_INVALIDPOINTER;
    db_lock(db);
    hr = large_read(stream->content->large, stream->at, data, bytes, &got);
    if (SUCCEEDED(hr)) stream->at += got;
    db_unlock(db);
    if (done) *done = (ULONG)got;
    return storage_error(hr, STG_E_READFAULT);
}

/* Under the lock: content that only this stream's family holds. */
static HRESULT make_own(struct content *content)
{
    if (!content->writable) return STG_E_ACCESSDENIED;
    return large_own(&content->large);
}

static HRESULT STDMETHODCALLTYPE prop_stream_Write(IStream *iface, const void *data, ULONG bytes,
                                                   ULONG *done)
{
    struct prop_stream *stream = prop_stream_from(iface);
    struct db *db = stream->house->db(stream->store);
    HRESULT hr;

    if (done) *done = 0;
    if (!data && bytes) return STG_E_INVALIDPOINTER;
    db_lock(db);
    hr = make_own(stream->content);
    if (SUCCEEDED(hr) && bytes) hr = large_write(stream->content->large, stream->at, data, bytes);
    if (SUCCEEDED(hr)) {
        stream->content->dirty = true;
        stream->at += bytes;
        if (done) *done = bytes;
    }
    db_unlock(db);
    return hr == STG_E_ACCESSDENIED ? hr : storage_error(hr, STG_E_WRITEFAULT);
}

static HRESULT STDMETHODCALLTYPE prop_stream_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
                                                  ULARGE_INTEGER *position)
{
    struct prop_stream *stream = prop_stream_from(iface);
    struct db *db = stream->house->db(stream->store);
    HRESULT hr = S_OK;
    int64_t from;

    db_lock(db);
    from = origin == STREAM_SEEK_SET   ? 0
           : origin == STREAM_SEEK_CUR ? (int64_t)stream->at
                                       : (int64_t)large_bytes(stream->content->large);
    if (origin > STREAM_SEEK_END || (move.QuadPart < 0 && move.QuadPart < -from) ||
        (move.QuadPart > 0 && move.QuadPart > INT64_MAX - from))
        hr = STG_E_INVALIDFUNCTION;
    else stream->at = (uint64_t)(from + move.QuadPart);
    if (position) position->QuadPart = stream->at;
    db_unlock(db);
    return hr;
}

static HRESULT STDMETHODCALLTYPE prop_stream_SetSize(IStream *iface, ULARGE_INTEGER size)
{
    struct prop_stream *stream = prop_stream_from(iface);
    struct db *db = stream->house->db(stream->store);
    HRESULT hr;

    db_lock(db);
    hr = make_own(stream->content);
    if (SUCCEEDED(hr)) hr = large_resize(stream->content->large, size.QuadPart);
    if (SUCCEEDED(hr)) stream->content->dirty = true;
    db_unlock(db);
    return hr == STG_E_ACCESSDENIED ? hr : storage_error(hr, STG_E_WRITEFAULT);
}

static HRESULT STDMETHODCALLTYPE prop_stream_CopyTo(IStream *iface, IStream *to,
                                                    ULARGE_INTEGER bytes, ULARGE_INTEGER *n_read,
                                                    ULARGE_INTEGER *n_written)
{
    uint64_t in = 0, sent = 0;
    HRESULT hr = S_OK;
    BYTE *piece;

    if (n_read) n_read->QuadPart = 0;
    if (n_written) n_written->QuadPart = 0;
    if (!to) return STG_E_INVALIDPOINTER;
    piece = malloc(CHUNK_BYTES);
    if (!piece) return STG_E_INSUFFICIENTMEMORY;
    while (in < bytes.QuadPart) {
        uint64_t left = bytes.QuadPart - in;
        ULONG got, written = 0;

        hr = prop_stream_Read(iface, piece, (ULONG)(left < CHUNK_BYTES ? left : CHUNK_BYTES), &got);
        if (FAILED(hr) || !got) break;
        in += got;
        hr = to->lpVtbl->Write(to, piece, got, &written);
        sent += written;
        if (FAILED(hr) || written != got) break;
    }
    free(piece);
    if (n_read) n_read->QuadPart = in;
    if (n_written) n_written->QuadPart = sent;
    return hr;
}

static HRESULT STDMETHODCALLTYPE prop_stream_Commit(IStream *iface, DWORD flags)
{
    (void)flags;
    return storage_error(commit(prop_stream_from(iface)->content), STG_E_WRITEFAULT);
}

/* A direct stream has nothing to go back to. */
static HRESULT STDMETHODCALLTYPE prop_stream_Revert(IStream *iface)
{
    struct prop_stream *stream = prop_stream_from(iface);
    struct content *content = stream->content;
    struct db *db = stream->house->db(stream->store);

    db_lock(db);
    if (content->base) {
        large_unref(content->large);
        content->large = large_ref(content->base);
        content->dirty = content->fresh;
    }
    db_unlock(db);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE prop_stream_LockRegion(IStream *iface, ULARGE_INTEGER offset,
                                                        ULARGE_INTEGER bytes, DWORD type)
{
    (void)iface;
    (void)offset;
    (void)bytes;
    (void)type;
    return STG_E_INVALIDFUNCTION;
}

static HRESULT STDMETHODCALLTYPE prop_stream_UnlockRegion(IStream *iface, ULARGE_INTEGER offset,
                                                          ULARGE_INTEGER bytes, DWORD type)
{
    return prop_stream_LockRegion(iface, offset, bytes, type);
}

static HRESULT STDMETHODCALLTYPE prop_stream_Stat(IStream *iface, STATSTG *stat, DWORD flags)
{
    struct prop_stream *stream = prop_stream_from(iface);
    struct db *db = stream->house->db(stream->store);

    (void)flags;
    if (!stat) return STG_E_INVALIDPOINTER;
    memset(stat, 0, sizeof(*stat));
    stat->type = STGTY_STREAM;
    db_lock(db);
    stat->cbSize.QuadPart = large_bytes(stream->content->large);
    db_unlock(db);
    stat->grfMode = stream->content->writable ? STGM_READWRITE : STGM_READ;
    if (stream->content->base) stat->grfMode |= STGM_TRANSACTED;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE prop_stream_Clone(IStream *iface, IStream **out)
{
    struct prop_stream *stream = prop_stream_from(iface);

    if (!out) return STG_E_INVALIDPOINTER;
    return storage_error(prop_stream_new(stream->content, stream->at, out), STG_E_READFAULT);
}

static const IStreamVtbl prop_stream_vtbl = {
    COM_UNKNOWN_METHODS(prop_stream),
    ISTREAM_SLOTS(prop_stream),
};

static HRESULT prop_stream_new(struct content *content, uint64_t at, IStream **out)
{
    struct prop_stream *stream = com_alloc(&prop_stream_class, sizeof(*stream));

    *out = NULL;
    if (!stream) return MAPI_E_NOT_ENOUGH_MEMORY;
    stream->IStream_iface.lpVtbl = (IStreamVtbl *)&prop_stream_vtbl;
    __atomic_add_fetch(&content->refs, 1, __ATOMIC_RELAXED);
    stream->content = content;
    stream->house = content->props->ops->house;
    stream->store = content->props->store;
    stream->house->enter(stream->store, stream);
    stream->object = content->props->object;
    com_ref(stream->object);
    stream->at = at;
    *out = &stream->IStream_iface;
    return S_OK;
}

/* What is there as content of the wanted width, under the lock. */
static HRESULT existing_content(struct value *value, ULONG tag, struct db *db, struct large **out)
{
    AUTO_VALUE struct value *as = NULL;
    HRESULT hr;

    hr = value_as(value, PROP_TYPE(tag), &as);
    if (FAILED(hr)) return hr == MAPI_E_NOT_FOUND ? MAPI_E_INTERFACE_NOT_SUPPORTED : hr;
    if (as->large) {
        *out = large_ref(as->large);
        return S_OK;
    }
    hr = large_stage(db, out);
    if (SUCCEEDED(hr) && as->bytes) {
        hr = large_write(*out, 0, value_content(as), as->bytes);
        if (FAILED(hr)) {
            large_unref(*out);
            *out = NULL;
        }
    }
    return hr;
}

HRESULT props_stream_open(struct props *props, ULONG tag, ULONG options, ULONG flags, IStream **out)
{
    AUTO_VALUE struct value *value = NULL;
    struct db *db = props_db(props);
    struct content *content;
    HRESULT hr;

    *out = NULL;
    content = calloc(1, sizeof(*content));
    if (!content) return MAPI_E_NOT_ENOUGH_MEMORY;
    content->props = props;
    content->tag = tag;
    content->writable = flags & MAPI_MODIFY;
    db_lock(db);
    hr = props_value(props, tag, &value);
    if (flags & MAPI_CREATE && (SUCCEEDED(hr) || hr == MAPI_E_NOT_FOUND)) {
        hr = large_stage(db, &content->large);
        /* there, or there anew, even when nothing is written */
        content->dirty = content->fresh = true;
    } else if (SUCCEEDED(hr)) {
        hr = existing_content(value, tag, db, &content->large);
    }
    if (SUCCEEDED(hr) && content->writable && options & STGM_TRANSACTED)
        content->base = large_ref(content->large);
    db_unlock(db);
    if (SUCCEEDED(hr)) hr = prop_stream_new(content, 0, out);
    if (FAILED(hr)) {
        large_unref(content->base);
        large_unref(content->large);
        free(content);
    }
    return hr;
}

/*
 * mem_stream.c - IStream over memory, which may be told to someone when it is committed
 */
#include "com/mem_stream.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "com/byte_stream.h"

#define LIMIT 0x7fffffff

struct mem_store {
    struct byte_store store;
    unsigned char *data; /* owned */
    size_t count, room;
    bool changed; /* since the last commit */
    HRESULT (*on_commit)(void *ctx, const void *data, size_t bytes);
    void (*closed)(void *ctx);
    void *ctx;
};

static HRESULT mem_store_reserve(struct mem_store *m, size_t count)
{
    size_t room = m->room ? m->room : 256;
    void *bigger;

    if (count <= m->room) return S_OK;
    while (room < count)
        room *= 2;
    if (mem_root(room, &bigger) != S_OK) return FAIL(STG_E_INSUFFICIENTMEMORY);
    if (m->count) memcpy(bigger, m->data, m->count);
    mem_free(m->data);
    m->data = bigger;
    m->room = room;
    return S_OK;
}

static HRESULT mem_store_size(struct byte_store *store, uint64_t *bytes)
{
    *bytes = ((struct mem_store *)store)->count;
    return S_OK;
}

static HRESULT mem_store_set_size(struct byte_store *store, uint64_t bytes)
{
    struct mem_store *m = (struct mem_store *)store;
    HRESULT hr = mem_store_reserve(m, (size_t)bytes);

    if (FAILED(hr)) return hr;
    if (bytes > m->count) memset(m->data + m->count, 0, (size_t)bytes - m->count);
    m->changed |= bytes != m->count;
    m->count = (size_t)bytes;
    return S_OK;
}

static HRESULT mem_store_read(struct byte_store *store, uint64_t at, void *into, ULONG bytes)
{
    memcpy(into, ((struct mem_store *)store)->data + at, bytes);
    return S_OK;
}

static HRESULT mem_store_write(struct byte_store *store, uint64_t at, const void *from, ULONG bytes)
{
    struct mem_store *m = (struct mem_store *)store;
    HRESULT hr = at + bytes > m->count ? mem_store_set_size(store, at + bytes) : S_OK;

    if (FAILED(hr)) return hr;
    memcpy(m->data + at, from, bytes);
    m->changed = true;
    return S_OK;
}

static HRESULT mem_store_stat(struct byte_store *store, STATSTG *stat, bool name)
{
    (void)store, (void)stat, (void)name; /* memory has neither times nor a name */
    return S_OK;
}

/* Lends a copy of the bytes, so that the lock isn't held while someone else's code runs. */
static HRESULT mem_store_commit(struct byte_store *store)
{
    struct mem_store *m = (struct mem_store *)store;
    AUTO_FREE void *copy = NULL;
    size_t count;
    HRESULT hr;

    lock_take(&store->lock);
    count = m->count;
    if (m->changed && m->on_commit) copy = mem_dup(m->data, count, NULL);
    hr = m->changed && m->on_commit && !copy ? STG_E_INSUFFICIENTMEMORY : S_OK;
    if (SUCCEEDED(hr)) m->changed = false; /* what is written from here on is a new change */
    lock_drop(&store->lock);
    if (!copy) return hr;

    hr = m->on_commit(m->ctx, copy, count);
    if (FAILED(hr)) {
        lock_take(&store->lock);
        m->changed = true;
        lock_drop(&store->lock);
    }
    return hr;
}

static void mem_store_destroy(struct byte_store *store)
{
    struct mem_store *m = (struct mem_store *)store;

    /* nobody is left who could be told of a failure */
    if (m->changed && m->on_commit) m->on_commit(m->ctx, m->data, m->count);
    if (m->closed) m->closed(m->ctx);
    mem_free(m->data);
    mem_free(m);
}

static const struct byte_store_ops mem_store_ops = {
    .read = mem_store_read,
    .write = mem_store_write,
    .size = mem_store_size,
    .set_size = mem_store_set_size,
    .stat = mem_store_stat,
    .commit = mem_store_commit,
    .destroy = mem_store_destroy,
};

HRESULT mem_stream_open(const struct mem_stream_config *config, IStream **out)
{
    struct mem_store *m = mem_zero(sizeof(*m));
    HRESULT hr;

    *out = NULL;
    if (!m) {
        if (config->closed) config->closed(config->ctx);
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    byte_store_init(&m->store, &mem_store_ops, config->writable, LIMIT);
    m->on_commit = config->commit;
    m->closed = config->closed;
    m->ctx = config->ctx;
    hr = config->bytes > LIMIT ? MAPI_E_NOT_ENOUGH_MEMORY : mem_store_reserve(m, config->bytes);
    if (SUCCEEDED(hr)) {
        if (config->bytes) memcpy(m->data, config->data, config->bytes);
        m->count = config->bytes;
        hr = byte_stream_create(&m->store, out);
    }
    byte_store_unref(&m->store);
    return FAILED(hr) ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

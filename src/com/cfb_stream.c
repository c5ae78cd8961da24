/*
 * cfb_stream.c - IStream over a stream of a compound file in memory
 */
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "com/byte_stream.h"
#include "com/cfb_storage_own.h"
#include "com/com.h"

struct cfb_bytes {
    struct byte_store store;
    struct cfb_node *node; /* open for us; its tree has one reference more */
};

static struct cfb_node *node_of(struct byte_store *store)
{
    return ((struct cfb_bytes *)store)->node;
}

static HRESULT cfb_bytes_read(struct byte_store *store, uint64_t at, void *into, ULONG bytes)
{
    memcpy(into, node_of(store)->data + at, bytes);
    return S_OK;
}

static HRESULT cfb_bytes_size(struct byte_store *store, uint64_t *bytes)
{
    if (node_of(store)->gone) return FAIL(STG_E_REVERTED);
    *bytes = node_of(store)->bytes;
    return S_OK;
}

static HRESULT cfb_bytes_set_size(struct byte_store *store, uint64_t bytes)
{
    if (node_of(store)->gone) return FAIL(STG_E_REVERTED);
    return cfb_node_resize(node_of(store), (size_t)bytes);
}

static HRESULT cfb_bytes_write(struct byte_store *store, uint64_t at, const void *from, ULONG bytes)
{
    struct cfb_node *node = node_of(store);
    HRESULT hr = S_OK;

    if (node->gone) return FAIL(STG_E_REVERTED);
    if (at + bytes > node->bytes) hr = cfb_node_resize(node, (size_t)at + bytes);
    if (FAILED(hr)) return hr;
    memcpy(node->data + at, from, bytes);
    node->tree->changed = true;
    return S_OK;
}

static HRESULT cfb_bytes_stat(struct byte_store *store, STATSTG *stat, bool name)
{
    DWORD mode = stat->grfMode;
    HRESULT hr = cfb_node_stat(node_of(store), name, stat);

    stat->grfMode = mode | STGM_SHARE_EXCLUSIVE;
    return hr;
}

static HRESULT cfb_bytes_commit(struct byte_store *store)
{
    (void)store;
    return S_OK; /* it is there already */
}

static void cfb_bytes_destroy(struct byte_store *store)
{
    struct cfb_bytes *bytes = (struct cfb_bytes *)store;
    struct cfb_tree *tree = bytes->node->tree;

    cfb_node_closed(bytes->node);
    cfb_tree_unref(tree);
    mem_free(bytes);
}

static const struct byte_store_ops cfb_bytes_ops = {
    .read = cfb_bytes_read,
    .write = cfb_bytes_write,
    .size = cfb_bytes_size,
    .set_size = cfb_bytes_set_size,
    .stat = cfb_bytes_stat,
    .commit = cfb_bytes_commit,
    .destroy = cfb_bytes_destroy,
};

HRESULT cfb_stream_create(struct cfb_node *node, bool writable, IStream **out)
{
    struct cfb_bytes *bytes = mem_zero(sizeof(*bytes));
    HRESULT hr;

    *out = NULL;
    if (!bytes) return FAIL(STG_E_INSUFFICIENTMEMORY);
    byte_store_init(&bytes->store, &cfb_bytes_ops, writable, 0x7fffffff);
    bytes->node = node;
    node->open = true;
    atomic_inc(&node->tree->refs);
    hr = byte_stream_create(&bytes->store, out);
    byte_store_unref(&bytes->store);
    return FAILED(hr) ? STG_E_INSUFFICIENTMEMORY : S_OK;
}

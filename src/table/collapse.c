/*
 * collapse.c - which groups are expanded, as bytes that outlive the view
 *
 * Format, little-endian:
 *
 *     u32  magic "OMCS"
 *     u64  hash of the sort order it belongs to
 *     u32  bytes of the instance key, then the key
 *     u32  groups that are not as they start, then their hashes, u64 each
 *
 * A group's hash comes from its values, so the bytes fit any view of the same rows in the same
 * order.
 */
#include "table/collapse.h"
#include <string.h>
#include "base/bytes.h"
#include "base/mem.h"

#define MAGIC      0x53434d4f
#define MAX_GROUPS 0x100000

static uint64_t order_hash(const SSortOrderSet *order)
{
    const unsigned char *at = (const unsigned char *)order;
    uint64_t hash = 0xcbf29ce484222325u;

    for (size_t i = 0; i < CbNewSSortOrderSet(order->cSorts); i++)
        hash = (hash ^ at[i]) * 0x100000001b3u;
    return hash;
}

HRESULT collapse_save(struct view *view, const BYTE *key, ULONG key_bytes, ULONG *bytes, BYTE **out)
{
    struct writer w = {0};
    const void *hash;
    size_t cursor = 0, hash_bytes;

    if (!view->groups.levels) return FAIL(MAPI_E_NO_SUPPORT);
    write_u32(&w, MAGIC);
    write_u64(&w, order_hash(view->order));
    write_u32(&w, key_bytes);
    write_bytes(&w, key, key_bytes);
    write_u32(&w, (uint32_t)view->groups.toggled.count);
    while (map_next(&view->groups.toggled, &cursor, &hash, &hash_bytes)) {
        uint64_t number;

        memcpy(&number, hash, sizeof(number));
        write_u64(&w, number);
    }
    if (w.bad) {
        writer_drop(&w);
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    *bytes = (ULONG)w.count;
    *out = TAKE(w.data);
    return S_OK;
}

/* The hashes into a map that is to replace toggled. */
static HRESULT read_toggled(struct reader *r, struct map *toggled)
{
    uint32_t n = read_u32(r);

    if (n > MAX_GROUPS || n > read_left(r) / 8) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (uint32_t i = 0; i < n; i++) {
        uint64_t hash = read_u64(r);

        if (!map_put(toggled, &hash, sizeof(hash), toggled)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    return r->bad ? FAIL(MAPI_E_INVALID_PARAMETER) : S_OK;
}

HRESULT collapse_load(struct view *view, const BYTE *state, ULONG bytes, size_t *at)
{
    struct reader r = reader_over(state, bytes);
    struct map toggled = {0}, old = view->groups.toggled;
    const uint8_t *key;
    uint32_t key_bytes;
    HRESULT hr;

    if (!view->groups.levels) return FAIL(MAPI_E_NO_SUPPORT);
    if (read_u32(&r) != MAGIC) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (read_u64(&r) != order_hash(view->order)) return FAIL(MAPI_E_UNABLE_TO_COMPLETE);
    key_bytes = read_u32(&r);
    key = read_bytes(&r, key_bytes);
    hr = r.bad ? FAIL(MAPI_E_INVALID_PARAMETER) : read_toggled(&r, &toggled);
    if (SUCCEEDED(hr)) {
        view->groups.toggled = toggled;
        hr = view_regroup(view);
    }
    if (FAILED(hr)) {
        view->groups.toggled = old;
        map_drop(&toggled);
        return hr;
    }
    map_drop(&old);
    *at = view_find_key(view, key, key_bytes);
    if (*at == view_lines(view)) *at = 0; /* collapsed away, or gone */
    return S_OK;
}

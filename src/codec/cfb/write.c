/*
 * write.c - a compound file (MS-CFB, version 3) of a tree of storages and streams
 *
 * In this order, so that each chain is a run of sectors: header, streams of 4096 bytes and more,
 * the container of the small ones, mini FAT, directory, FAT, DIFAT.
 */
#include "codec/cfb/write.h"
#include <stdlib.h>
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/cfb/format.h"

enum { SHIFT = 9, SECTOR = 1 << SHIFT, NUMBERS = SECTOR / 4, MINI = 1 << CFB_MINI_SHIFT };

struct place { /* where an item stands */
    uint32_t start;             /* its first sector, or mini sector */
    uint32_t left, right, child;
    bool red;
};

struct layout {
    const struct cfb_item *items;
    uint32_t count;
    struct place *places;  /* owned */
    uint32_t *order;       /* owned: items but the root by storage, then by name */
    uint64_t mini_sectors, mini_stream, mini_fat, directory, fat, difat,
        big; /* how many; the last six in sectors */
};

static uint64_t in_units(uint64_t bytes, unsigned each)
{
    return (bytes + each - 1) / each;
}

static bool is_small(const struct cfb_item *item)
{
    return item->bytes < CFB_MINI_LIMIT;
}

/* ---- the trees of the storages ---- */

static int compare_items(const struct cfb_item *items, uint32_t a, uint32_t b)
{
    if (items[a].parent != items[b].parent) return items[a].parent < items[b].parent ? -1 : 1;
    return cfb_name_compare(items[a].name, items[b].name);
}

static void sift(const struct cfb_item *items, uint32_t *order, size_t at, size_t count)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        uint32_t other;

        if (child + 1 < count && compare_items(items, order[child], order[child + 1]) < 0) child++;
        if (compare_items(items, order[at], order[child]) >= 0) return;
        other = order[at];
        order[at] = order[child];
        order[child] = other;
    }
}

static void sort(const struct cfb_item *items, uint32_t *order, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift(items, order, i, count);
    for (size_t n = count; n-- > 1;) {
        uint32_t first = order[0];

        order[0] = order[n];
        order[n] = first;
        sift(items, order, 0, n);
    }
}

/*
 * The balanced tree over order[first..end): all levels are full but the last, whose entries are
 * red. So each way down has as many black ones.
 */
static uint32_t tree_of(struct layout *l, uint32_t first, uint32_t end, unsigned level,
                        unsigned levels)
{
    uint32_t middle = first + (end - first) / 2, item;

    if (first == end) return CFB_NO_ENTRY;
    item = l->order[middle];
    l->places[item].left = tree_of(l, first, middle, level + 1, levels);
    l->places[item].right = tree_of(l, middle + 1, end, level + 1, levels);
    l->places[item].red = level && level == levels;
    return item;
}

static HRESULT make_trees(struct layout *l)
{
    uint32_t n = l->count - 1;

    for (uint32_t i = 0; i < l->count; i++)
        l->places[i].left = l->places[i].right = l->places[i].child = CFB_NO_ENTRY;
    for (uint32_t i = 1; i < l->count; i++)
        l->order[i - 1] = i;
    sort(l->items, l->order, n);
    for (uint32_t first = 0, end; first < n; first = end) {
        uint32_t parent = l->items[l->order[first]].parent;
        unsigned levels = 0;

        for (end = first + 1; end < n && l->items[l->order[end]].parent == parent; end++)
            if (!compare_items(l->items, l->order[end - 1], l->order[end]))
                return FAIL(MAPI_E_INVALID_PARAMETER);
        while ((uint64_t)2 << levels <= end - first)
            levels++;
        l->places[parent].child = tree_of(l, first, end, 0, levels);
    }
    return S_OK;
}

/* ---- what goes where ---- */

static HRESULT check(const struct cfb_item *items, uint32_t count)
{
    if (!count || items[0].stream) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (uint32_t i = 1; i < count; i++)
        if (items[i].parent >= i || items[items[i].parent].stream || !items[i].name ||
            text_len(items[i].name) > CFB_MOST_NAME)
            return FAIL(MAPI_E_INVALID_PARAMETER);
    return S_OK;
}

static HRESULT place_all(struct layout *l)
{
    uint64_t others, small = 0;

    for (uint32_t i = 1; i < l->count; i++) {
        const struct cfb_item *item = &l->items[i];

        l->places[i].start = item->stream ? CFB_END : 0;
        if (!item->stream || !item->bytes) continue;
        if (l->big > UINT32_MAX / 2) return FAIL(MAPI_E_TOO_BIG);
        l->places[i].start = (uint32_t)(is_small(item) ? l->mini_sectors : l->big);
        if (is_small(item)) l->mini_sectors += in_units(item->bytes, MINI);
        else l->big += in_units(item->bytes, SECTOR);
    }
    small = l->mini_sectors * MINI;
    l->mini_stream = in_units(small, SECTOR);
    l->mini_fat = in_units(l->mini_sectors, NUMBERS);
    l->directory = in_units((uint64_t)l->count * CFB_ENTRY_BYTES, SECTOR);
    others = l->big + l->mini_stream + l->mini_fat + l->directory;
    for (uint64_t before = 1; before != l->fat + l->difat;) { /* the FAT tells of itself, too */
        before = l->fat + l->difat;
        l->fat = in_units(others + l->fat + l->difat, NUMBERS);
        l->difat = l->fat > CFB_IN_HEADER ? in_units(l->fat - CFB_IN_HEADER, NUMBERS - 1) : 0;
    }
    if (others + l->fat + l->difat > INT32_MAX / SECTOR - 1) return FAIL(MAPI_E_TOO_BIG);
    l->places[0].start = l->mini_sectors ? (uint32_t)l->big : CFB_END;
    return S_OK;
}

/* ---- writing ---- */

static void write_zeros(struct writer *out, size_t count)
{
    uint8_t *at = writer_more(out, count);

    if (at) memset(at, 0, count);
}

static void fill_up(struct writer *out, size_t base, unsigned each)
{
    size_t over = (out->count - base) % each;

    if (over) write_zeros(out, each - over);
}

static void write_header(const struct layout *l, struct writer *out)
{
    uint32_t directory = (uint32_t)(l->big + l->mini_stream + l->mini_fat),
             fat = directory + (uint32_t)l->directory;

    write_u64(out, CFB_SIGNATURE);
    write_zeros(out, 16);
    write_u16(out, 0x3e);
    write_u16(out, 3);
    write_u16(out, CFB_BYTE_ORDER);
    write_u16(out, SHIFT);
    write_u16(out, CFB_MINI_SHIFT);
    write_zeros(out, 6 + 4);
    write_u32(out, (uint32_t)l->fat);
    write_u32(out, directory);
    write_u32(out, 0);
    write_u32(out, CFB_MINI_LIMIT);
    write_u32(out, l->mini_fat ? (uint32_t)(l->big + l->mini_stream) : CFB_END);
    write_u32(out, (uint32_t)l->mini_fat);
    write_u32(out, l->difat ? fat + (uint32_t)l->fat : CFB_END);
    write_u32(out, (uint32_t)l->difat);
    for (uint32_t i = 0; i < CFB_IN_HEADER; i++)
        write_u32(out, i < l->fat ? fat + i : CFB_FREE);
}

static void write_streams(const struct layout *l, struct writer *out, bool small, unsigned each)
{
    size_t base = out->count;

    for (uint32_t i = 1; i < l->count; i++) {
        if (!l->items[i].stream || is_small(&l->items[i]) != small) continue;
        write_bytes(out, l->items[i].data, l->items[i].bytes);
        fill_up(out, base, each);
    }
    fill_up(out, base, SECTOR);
}

static void write_chain(struct writer *out, uint64_t first, uint64_t count)
{
    for (uint64_t i = 1; i <= count; i++)
        write_u32(out, i < count ? (uint32_t)(first + i) : CFB_END);
}

static void write_chains(const struct layout *l, struct writer *out, bool small, unsigned each)
{
    for (uint32_t i = 1; i < l->count; i++)
        if (l->items[i].stream && is_small(&l->items[i]) == small)
            write_chain(out, l->places[i].start, in_units(l->items[i].bytes, each));
}

static void write_entry(const struct layout *l, uint32_t i, struct writer *out)
{
    static const WCHAR root[] = {'R', 'o', 'o', 't', ' ', 'E', 'n', 't', 'r', 'y', 0};
    const struct cfb_item *item = &l->items[i];
    const WCHAR *name = i ? item->name : root;
    size_t chars = text_len(name);

    for (size_t k = 0; k <= CFB_MOST_NAME; k++)
        write_u16(out, k < chars ? name[k] : 0);
    write_u16(out, (uint16_t)(2 * chars + 2));
    write_u8(out, !i ? CFB_ROOT : item->stream ? CFB_STREAM : CFB_STORAGE);
    write_u8(out, !l->places[i].red);
    write_u32(out, l->places[i].left);
    write_u32(out, l->places[i].right);
    write_u32(out, l->places[i].child);
    write_bytes(out, &item->clsid, sizeof(GUID));
    write_u32(out, item->state);
    /* the root has none, a stream neither */
    write_u64(out, i && !item->stream ? item->created : 0);
    write_u64(out, item->stream ? 0 : item->modified);
    write_u32(out, l->places[i].start);
    write_u64(out, i ? item->bytes : l->mini_sectors * MINI);
}

static void write_directory(const struct layout *l, struct writer *out)
{
    size_t base = out->count;

    for (uint32_t i = 0; i < l->count; i++)
        write_entry(l, i, out);
    while ((out->count - base) % SECTOR && !out->bad) { /* free entries */
        write_zeros(out, 68);
        for (int i = 0; i < 3; i++)
            write_u32(out, CFB_NO_ENTRY);
        write_zeros(out, CFB_ENTRY_BYTES - 80);
    }
}

static void fill_free(struct writer *out, size_t base)
{
    while ((out->count - base) % SECTOR && !out->bad)
        write_u32(out, CFB_FREE);
}

static void write_fat(const struct layout *l, struct writer *out)
{
    size_t base = out->count;
    uint64_t at = l->big;

    write_chains(l, out, false, SECTOR);
    write_chain(out, at, l->mini_stream);
    write_chain(out, at += l->mini_stream, l->mini_fat);
    write_chain(out, at += l->mini_fat, l->directory);
    for (uint64_t i = 0; i < l->fat; i++)
        write_u32(out, CFB_FAT_SECT);
    for (uint64_t i = 0; i < l->difat; i++)
        write_u32(out, CFB_DIFAT_SECT);
    fill_free(out, base);
}

static void write_difat(const struct layout *l, struct writer *out)
{
    uint64_t fat = l->big + l->mini_stream + l->mini_fat + l->directory, next = CFB_IN_HEADER;

    for (uint64_t i = 0; i < l->difat; i++) {
        for (unsigned k = 0; k < NUMBERS - 1; k++, next++)
            write_u32(out, next < l->fat ? (uint32_t)(fat + next) : CFB_FREE);
        write_u32(out, i + 1 < l->difat ? (uint32_t)(fat + l->fat + i + 1) : CFB_END);
    }
}

HRESULT cfb_write(const struct cfb_item *items, uint32_t count, struct writer *out)
{
    struct layout l = {.items = items, .count = count};
    HRESULT hr = check(items, count);

    if (FAILED(hr)) return hr;
    l.places = mem_array(count, sizeof(*l.places));
    l.order = mem_array(count, sizeof(*l.order));
    hr = l.places && l.order ? make_trees(&l) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr)) hr = place_all(&l);
    if (SUCCEEDED(hr)) {
        size_t mini_base;

        write_header(&l, out);
        write_streams(&l, out, false, SECTOR);
        write_streams(&l, out, true, MINI);
        mini_base = out->count;
        write_chains(&l, out, true, MINI);
        fill_free(out, mini_base);
        write_directory(&l, out);
        write_fat(&l, out);
        write_difat(&l, out);
        if (out->bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    mem_free(l.places);
    mem_free(l.order);
    return hr;
}

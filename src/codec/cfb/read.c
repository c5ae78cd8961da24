/*
 * read.c - a compound file (MS-CFB) in memory: its storages as a tree, its streams as bytes
 *
 * The format is told in format.h. Files end where they like: what lies behind the end of a last
 * sector that was cut off is zeros.
 */
#include "codec/cfb/read.h"
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/cfb/format.h"

int cfb_name_compare(const WCHAR *a, const WCHAR *b)
{
    size_t left = text_len(a), right = text_len(b);

    if (left != right) return left < right ? -1 : 1;
    for (size_t i = 0; i < left; i++) {
        WCHAR x = text_fold(a[i]), y = text_fold(b[i]);

        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

/* ---- sectors ---- */

/* While a file is opened: which sectors have an owner. */
struct opening {
    struct cfb *cfb;
    uint8_t *taken, *mini_taken; /* owned; a bit for each */
    uint32_t n_sectors;          /* the file has, the last perhaps in part */
    uint32_t first_fat, n_fat_sectors, first_difat, n_difat;
    uint32_t first_directory, first_mini_fat, n_mini_fat_sectors;
};

static bool take(uint8_t *taken, uint32_t sector)
{
    if (taken[sector / 8] & 1 << sector % 8) return false;
    taken[sector / 8] |= (uint8_t)(1 << sector % 8);
    return true;
}

/* A sector's bytes, and how many of them the file has; NULL: none. */
static const uint8_t *sector_at(const struct cfb *cfb, uint32_t sector, size_t *bytes)
{
    uint64_t at = ((uint64_t)sector + 1) << cfb->shift;

    if (at >= cfb->count) return NULL;
    *bytes = cfb->count - (size_t)at;
    if (*bytes > (size_t)1 << cfb->shift) *bytes = (size_t)1 << cfb->shift;
    return cfb->data + at;
}

/* The 32-bit numbers in a sector, CFB_FREE where the file has ended. */
static bool numbers_in(const struct cfb *cfb, uint32_t sector, uint32_t *out)
{
    size_t bytes = 0, n = (size_t)1 << (cfb->shift - 2);
    const uint8_t *data = sector_at(cfb, sector, &bytes);
    struct reader r = reader_over(data, data ? bytes : 0);

    if (!data) return false;
    for (size_t i = 0; i < n; i++)
        out[i] = read_left(&r) >= 4 ? read_u32(&r) : CFB_FREE;
    return true;
}

/*
 * The chain from start on, as a list of sectors; each becomes taken. most: at most so many;
 * exactly, when it is a stream's length that says so: what comes behind stays free.
 * MAPI_E_CORRUPT_DATA: a loop, a sector of another chain, one that the file hasn't got, an end too
 * early
 */
static HRESULT chain(struct opening *o, uint32_t start, uint32_t most, bool exactly, uint32_t **out,
                     uint32_t *count)
{
    AUTO_FREE uint32_t *list = NULL;
    uint32_t n = 0, room = 0;

    for (uint32_t at = start; n < most; at = o->cfb->fat[at]) {
        if (at == CFB_END && !exactly) break;
        if (at >= o->n_sectors || at >= o->cfb->n_fat || !take(o->taken, at))
            return FAIL(MAPI_E_CORRUPT_DATA);
        if (!out) {
            n++;
            continue;
        }
        if (n == room) {
            uint32_t *bigger;

            room = room ? room * 2 : 16;
            bigger = mem_array(room, sizeof(*bigger));
            if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
            if (n) memcpy(bigger, list, n * sizeof(*list));
            mem_free(list);
            list = bigger;
        }
        list[n++] = at;
    }
    if (out) *out = TAKE(list);
    if (count) *count = n;
    return S_OK;
}

/* ---- the header and the FAT ---- */

static HRESULT read_header(struct opening *o, struct reader *r, uint32_t *cut_off)
{
    struct cfb *cfb = o->cfb;
    uint16_t version;

    if (read_u64(r) != CFB_SIGNATURE) return FAIL(MAPI_E_CORRUPT_DATA);
    read_skip(r, 16 + 2);
    version = read_u16(r);
    read_skip(r, 2); /* the byte order has one value */
    cfb->shift = read_u16(r);
    if (read_u16(r) != CFB_MINI_SHIFT) return FAIL(MAPI_E_CORRUPT_DATA);
    if (!(version == 3 && cfb->shift == 9) && !(version == 4 && cfb->shift == 12))
        return FAIL(MAPI_E_CORRUPT_DATA);
    read_skip(r, 6 + 4);
    o->n_fat_sectors = read_u32(r);
    o->first_directory = read_u32(r);
    read_skip(r, 4);
    *cut_off = read_u32(r);
    o->first_mini_fat = read_u32(r);
    o->n_mini_fat_sectors = read_u32(r);
    o->first_difat = read_u32(r);
    o->n_difat = read_u32(r);
    return r->bad || *cut_off != CFB_MINI_LIMIT ? FAIL(MAPI_E_CORRUPT_DATA) : S_OK;
}

/* One FAT sector more. */
static HRESULT add_fat(struct opening *o, uint32_t sector)
{
    uint32_t each = 1u << (o->cfb->shift - 2);

    if (sector >= o->n_sectors || !take(o->taken, sector)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (!numbers_in(o->cfb, sector, o->cfb->fat + o->cfb->n_fat)) return FAIL(MAPI_E_CORRUPT_DATA);
    o->cfb->n_fat += each;
    return S_OK;
}

static HRESULT read_fat(struct opening *o, struct reader *header)
{
    uint32_t each = 1u << (o->cfb->shift - 2), left = o->n_fat_sectors, next = o->first_difat;
    AUTO_FREE uint32_t *numbers = mem_array(each, sizeof(*numbers));
    HRESULT hr = S_OK;

    if (left > o->n_sectors) return FAIL(MAPI_E_CORRUPT_DATA);
    o->cfb->fat = mem_array((size_t)left * each + 1, sizeof(uint32_t));
    if (!numbers || !o->cfb->fat) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (unsigned i = 0; SUCCEEDED(hr) && i < CFB_IN_HEADER && left; i++, left--)
        hr = add_fat(o, read_u32(header));
    while (SUCCEEDED(hr) && left) {
        if (next >= o->n_sectors || !take(o->taken, next) || !numbers_in(o->cfb, next, numbers))
            return FAIL(MAPI_E_CORRUPT_DATA);
        for (uint32_t i = 0; SUCCEEDED(hr) && i < each - 1 && left; i++, left--)
            hr = add_fat(o, numbers[i]);
        next = numbers[each - 1];
    }
    return hr;
}

static HRESULT read_mini_fat(struct opening *o)
{
    struct cfb *cfb = o->cfb;
    uint32_t each = 1u << (cfb->shift - 2), n = 0;
    AUTO_FREE uint32_t *list = NULL;
    HRESULT hr;

    if (o->first_mini_fat == CFB_END || !o->n_mini_fat_sectors) return S_OK;
    hr = chain(o, o->first_mini_fat, o->n_sectors, false, &list, &n);
    if (FAILED(hr)) return hr;
    cfb->mini_fat = mem_array((size_t)n * each + 1, sizeof(uint32_t));
    if (!cfb->mini_fat) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (uint32_t i = 0; i < n; i++, cfb->n_mini_fat += each)
        numbers_in(cfb, list[i], cfb->mini_fat + cfb->n_mini_fat);
    return S_OK;
}

/* ---- the directory ---- */

struct links {
    uint32_t left, right, child;
};

static void read_entry(const uint8_t *data, unsigned shift, struct cfb_entry *entry,
                       struct links *links)
{
    struct reader r = reader_over(data, CFB_ENTRY_BYTES);
    uint16_t name_bytes;
    size_t chars;

    for (size_t i = 0; i < CFB_MOST_NAME + 1; i++)
        entry->name[i] = read_u16(&r);
    name_bytes = read_u16(&r);
    chars = name_bytes >= 2 ? name_bytes / 2 - 1 : 0;
    entry->name[chars < CFB_MOST_NAME ? chars : CFB_MOST_NAME] = 0;
    entry->kind = read_u8(&r);
    read_u8(&r); /* red or black */
    links->left = read_u32(&r);
    links->right = read_u32(&r);
    links->child = read_u32(&r);
    read_guid(&r, &entry->clsid);
    entry->state = read_u32(&r);
    entry->created = read_u64(&r);
    entry->modified = read_u64(&r);
    entry->start = read_u32(&r);
    entry->bytes = read_u64(&r);
    /* version 3: what stands above it may be anything */
    if (shift == 9) entry->bytes &= 0xffffffff;
    entry->parent = entry->child = entry->next = CFB_NONE;
}

/*
 * The children of storage in order, from the tree that begins at top: left side, itself, right
 * side. Each entry is reached once at most. stack has a place for every entry.
 */
static HRESULT list_children(struct cfb *cfb, const struct links *links, uint8_t *seen,
                             uint32_t *stack, uint32_t storage)
{
    uint32_t at = links[storage].child, depth = 0, last = CFB_NONE;

    while (at != CFB_NO_ENTRY || depth) {
        struct cfb_entry *entry;

        while (at != CFB_NO_ENTRY) {
            if (at >= cfb->n_entries || !take(seen, at)) return FAIL(MAPI_E_CORRUPT_DATA);
            stack[depth++] = at;
            at = links[at].left;
        }
        at = stack[--depth];
        entry = &cfb->entries[at];
        if (entry->kind == CFB_STORAGE || entry->kind == CFB_STREAM) {
            entry->parent = storage;
            if (last == CFB_NONE) cfb->entries[storage].child = at;
            else cfb->entries[last].next = at;
            last = at;
        }
        at = links[at].right;
    }
    return S_OK;
}

/* All storages from the root on; what no storage has becomes CFB_NOTHING. */
static HRESULT build_tree(struct cfb *cfb, const struct links *links)
{
    AUTO_FREE uint8_t *seen = mem_zero(cfb->n_entries / 8 + 1);
    AUTO_FREE uint32_t *stack = mem_array(cfb->n_entries, sizeof(*stack));
    AUTO_FREE uint32_t *todo = mem_array(cfb->n_entries, sizeof(*todo));
    uint32_t n = 0;
    HRESULT hr = S_OK;

    if (!seen || !stack || !todo) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    take(seen, 0);
    todo[n++] = 0;
    while (SUCCEEDED(hr) && n) {
        uint32_t storage = todo[--n];

        hr = list_children(cfb, links, seen, stack, storage);
        for (uint32_t i = cfb->entries[storage].child; SUCCEEDED(hr) && i != CFB_NONE;
             i = cfb->entries[i].next)
            if (cfb->entries[i].kind == CFB_STORAGE) todo[n++] = i;
    }
    for (uint32_t i = 1; i < cfb->n_entries; i++)
        if (cfb->entries[i].parent == CFB_NONE) cfb->entries[i].kind = CFB_NOTHING;
    return hr;
}

static HRESULT read_directory(struct opening *o)
{
    struct cfb *cfb = o->cfb;
    uint32_t each = (1u << cfb->shift) / CFB_ENTRY_BYTES, n = 0;
    AUTO_FREE uint32_t *list = NULL;
    AUTO_FREE struct links *links = NULL;
    HRESULT hr;

    hr = chain(o, o->first_directory, o->n_sectors, false, &list, &n);
    if (FAILED(hr)) return hr;
    if (!n) return FAIL(MAPI_E_CORRUPT_DATA);
    cfb->entries = mem_array((size_t)n * each, sizeof(*cfb->entries));
    links = mem_array((size_t)n * each, sizeof(*links));
    if (!cfb->entries || !links) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (uint32_t i = 0; i < n; i++) {
        size_t bytes = 0;
        const uint8_t *data = sector_at(cfb, list[i], &bytes);

        for (uint32_t k = 0; k < each && (k + 1) * CFB_ENTRY_BYTES <= bytes; k++, cfb->n_entries++)
            read_entry(data + k * CFB_ENTRY_BYTES, cfb->shift, &cfb->entries[cfb->n_entries],
                       &links[cfb->n_entries]);
    }
    if (!cfb->n_entries || cfb->entries[0].kind != CFB_ROOT) return FAIL(MAPI_E_CORRUPT_DATA);
    return build_tree(cfb, links);
}

/* ---- streams ---- */

/* Is the mini chain as long as the stream, and its own? */
static bool mini_chain_good(struct opening *o, const struct cfb_entry *entry)
{
    uint32_t at = entry->start;

    for (uint64_t done = 0; done < entry->bytes;
         done += 1 << CFB_MINI_SHIFT, at = o->cfb->mini_fat[at])
        if (at >= o->cfb->n_mini_fat || ((uint64_t)at << CFB_MINI_SHIFT) >= o->cfb->mini_bytes ||
            !take(o->mini_taken, at))
            return false;
    return true;
}

static HRESULT check_streams(struct opening *o)
{
    struct cfb *cfb = o->cfb;
    uint64_t sector = 1ull << cfb->shift;
    HRESULT hr;

    cfb->mini_bytes = cfb->entries[0].bytes;
    if (cfb->mini_bytes > (uint64_t)o->n_sectors * sector) return FAIL(MAPI_E_CORRUPT_DATA);
    if (cfb->mini_bytes) {
        hr = chain(o, cfb->entries[0].start, (uint32_t)((cfb->mini_bytes + sector - 1) / sector),
                   false, &cfb->mini_sectors, &cfb->n_mini);
        if (FAILED(hr)) return hr;
        if (cfb->mini_bytes > cfb->n_mini * sector) cfb->mini_bytes = cfb->n_mini * sector;
    }
    o->mini_taken = mem_zero(cfb->n_mini_fat / 8 + 1);
    if (!o->mini_taken) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (uint32_t i = 1; i < cfb->n_entries; i++) {
        struct cfb_entry *entry = &cfb->entries[i];

        if (entry->kind != CFB_STREAM) continue;
        if (entry->bytes < CFB_MINI_LIMIT) entry->broken = !mini_chain_good(o, entry);
        else if (entry->bytes > (uint64_t)o->n_sectors * sector) entry->broken = true;
        else
            entry->broken =
                FAILED(chain(o, entry->start, (uint32_t)((entry->bytes + sector - 1) / sector),
                             true, NULL, NULL));
    }
    return S_OK;
}

HRESULT cfb_open(const void *data, size_t count, struct cfb **out)
{
    struct opening o = {.cfb = mem_zero(sizeof(*o.cfb))};
    struct reader header = reader_over(data, count < CFB_HEADER_BYTES ? 0 : CFB_HEADER_BYTES);
    uint32_t cut_off;
    HRESULT hr;

    *out = NULL;
    if (!o.cfb) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    o.cfb->data = data;
    o.cfb->count = count;
    hr = read_header(&o, &header, &cut_off);
    if (SUCCEEDED(hr)) {
        uint64_t sectors = (count - 1) >> o.cfb->shift; /* the header has the first one's place */

        o.n_sectors = sectors < 0xfffffff0 ? (uint32_t)sectors : 0xfffffff0;
        o.taken = mem_zero(o.n_sectors / 8 + 1);
        if (!o.taken) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    if (SUCCEEDED(hr)) hr = read_fat(&o, &header);
    if (SUCCEEDED(hr)) hr = read_mini_fat(&o);
    if (SUCCEEDED(hr)) hr = read_directory(&o);
    if (SUCCEEDED(hr)) hr = check_streams(&o);
    mem_free(o.taken);
    mem_free(o.mini_taken);
    if (FAILED(hr)) cfb_close(o.cfb);
    else *out = o.cfb;
    return hr;
}

void cfb_close(struct cfb *cfb)
{
    if (!cfb) return;
    mem_free(cfb->fat);
    mem_free(cfb->mini_fat);
    mem_free(cfb->mini_sectors);
    mem_free(cfb->entries);
    mem_free(cfb);
}

/* Copies what the file has of a sector's part; zeros for the rest. */
static void copy_part(const struct cfb *cfb, uint32_t sector, size_t from, uint8_t *to,
                      size_t bytes)
{
    size_t there = 0;
    const uint8_t *data = sector_at(cfb, sector, &there);

    if (!data || from >= there) return;
    memcpy(to, data + from, bytes < there - from ? bytes : there - from);
}

HRESULT cfb_load(const struct cfb *cfb, uint32_t index, void **out)
{
    const struct cfb_entry *entry = &cfb->entries[index];
    bool mini = entry->bytes < CFB_MINI_LIMIT;
    size_t each = (size_t)1 << (mini ? CFB_MINI_SHIFT : cfb->shift), bytes = (size_t)entry->bytes;
    AUTO_FREE uint8_t *data = NULL;
    uint32_t at = entry->start;

    *out = NULL;
    if (entry->kind != CFB_STREAM || entry->broken) return FAIL(MAPI_E_CORRUPT_DATA);
    data = mem_zero(bytes ? bytes : 1);
    if (!data) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (size_t done = 0; done < bytes; done += each) {
        size_t part = bytes - done < each ? bytes - done : each;

        if (mini) {
            uint64_t place = (uint64_t)at << CFB_MINI_SHIFT;

            copy_part(cfb, cfb->mini_sectors[place >> cfb->shift],
                      place & (((size_t)1 << cfb->shift) - 1), data + done, part);
            at = cfb->mini_fat[at];
        } else {
            copy_part(cfb, at, 0, data + done, part);
            at = cfb->fat[at];
        }
    }
    *out = TAKE(data);
    return S_OK;
}

uint32_t cfb_find(const struct cfb *cfb, uint32_t storage, const WCHAR *name)
{
    for (uint32_t i = cfb->entries[storage].child; i != CFB_NONE; i = cfb->entries[i].next)
        if (!cfb_name_compare(cfb->entries[i].name, name)) return i;
    return CFB_NONE;
}

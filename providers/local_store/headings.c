/*
 * headings.c - the headings of a categorised table
 *
 * Collapse state, little-endian: u32 "OLCS", u64 hash of the sort order, u32 bytes of an instance
 * key, the key, u32 groups that are not as they start, their hashes u64 each. A group's hash comes
 * from its keys alone: the bytes fit any table in this order.
 */
#include "headings.h"
#include <stdlib.h>
#include "common/text/fold.h"
#include "common/text/text8.h"

#define MAGIC        0x53434c4fu
#define MOST_TOGGLED 0x100000
#define MOST_ITEMS   0x7fffffff

/* All but what is toggled. */
static void drop_list(struct headings *groups)
{
    for (size_t i = 0; i < groups->n; i++)
        sqlite3_value_free(groups->list[i].best);
    free(groups->list);
    free(groups->by_hash);
    free(groups->by_item);
}

void headings_clear(struct headings *groups)
{
    free(groups->toggled);
    drop_list(groups);
    memset(groups, 0, sizeof(*groups));
}

void headings_start(struct headings *groups, const struct scan *scan, bool same_order)
{
    struct headings old = *groups;

    memset(groups, 0, sizeof(*groups));
    groups->levels = scan->order.levels;
    groups->expanded_levels = scan->set ? (int)scan->set->cExpanded : 0;
    groups->serial = old.serial + 1;
    if (same_order) {
        groups->toggled = old.toggled;
        groups->n_toggled = old.n_toggled;
        groups->toggled_room = old.toggled_room;
        old.toggled = NULL;
    }
    headings_clear(&old);
}

/* ---- what tells groups apart ---- */

#define FNV_START 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < n; i++)
        hash = (hash ^ at[i]) * FNV_PRIME;
    return hash;
}

/* As collation MAPI sees it: what it finds equal has one hash. */
static uint64_t hash_text(uint64_t hash, sqlite3_value *key)
{
    const uint8_t *text = sqlite3_value_text(key), *end = text + sqlite3_value_bytes(key);

    while (text < end) {
        uint32_t c = fold_code_point(wtf8_next(&text, end));

        hash = hash_bytes(hash, &c, sizeof(c));
    }
    return hash;
}

static uint64_t hash_key(uint64_t hash, sqlite3_value *key)
{
    sqlite3_int64 whole;
    double real;

    switch (sqlite3_value_type(key)) {
    case SQLITE_INTEGER:
        whole = sqlite3_value_int64(key);
        hash = hash_bytes(hash_bytes(hash, "+", 1), &whole, sizeof(whole));
        break;
    case SQLITE_FLOAT:
        real = sqlite3_value_double(key) + 0.0; /* -0 equals 0 */
        hash = hash_bytes(hash_bytes(hash, "+", 1), &real, sizeof(real));
        break;
    case SQLITE_TEXT:
        hash = hash_text(hash_bytes(hash, "+", 1), key);
        break;
    case SQLITE_BLOB:
        hash = hash_bytes(hash_bytes(hash, "+", 1), sqlite3_value_blob(key),
                          (size_t)sqlite3_value_bytes(key));
        break;
    default:
        return hash_bytes(hash, "-", 1);
    }
    return hash_bytes(hash, "", 1); /* so that "ab", "c" isn't "a", "bc" */
}

void heading_key(const struct group *group, BYTE key[GROUP_KEY_BYTES])
{
    uint32_t level = group->level;

    memcpy(key, &group->hash, 8);
    memcpy(key + 8, &level, 4);
    memcpy(key + 12, "grp", 4);
}

size_t headings_find(const struct headings *groups, const BYTE *key, size_t bytes)
{
    BYTE have[GROUP_KEY_BYTES];
    uint64_t hash;
    size_t i;

    if (bytes != GROUP_KEY_BYTES) return NO_GROUP;
    memcpy(&hash, key, sizeof(hash));
    i = headings_by_hash(groups, hash);
    if (i == NO_GROUP) return i;
    heading_key(&groups->list[i], have);
    return memcmp(have, key, GROUP_KEY_BYTES) ? NO_GROUP : i;
}

/* ---- toggles ---- */

static size_t toggled_place(const struct headings *groups, uint64_t hash)
{
    size_t low = 0, high = groups->n_toggled;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (groups->toggled[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_toggled(const struct headings *groups, uint64_t hash)
{
    size_t i = toggled_place(groups, hash);

    return i < groups->n_toggled && groups->toggled[i] == hash;
}

static HRESULT toggle_hash(struct headings *groups, uint64_t hash)
{
    size_t i = toggled_place(groups, hash),
           room = groups->toggled_room ? groups->toggled_room * 2 : 16;
    uint64_t *bigger;

    if (is_toggled(groups, hash)) {
        groups->n_toggled--;
        memmove(&groups->toggled[i], &groups->toggled[i + 1],
                (groups->n_toggled - i) * sizeof(hash));
        return S_OK;
    }
    if (groups->n_toggled == groups->toggled_room) {
        bigger =
            groups->n_toggled < MOST_TOGGLED ? realloc(groups->toggled, room * sizeof(hash)) : NULL;
        if (!bigger) return MAPI_E_NOT_ENOUGH_MEMORY;
        groups->toggled = bigger;
        groups->toggled_room = room;
    }
    memmove(&groups->toggled[i + 1], &groups->toggled[i], (groups->n_toggled++ - i) * sizeof(hash));
    groups->toggled[i] = hash;
    return S_OK;
}

/* ---- lines ---- */

/* Numbers the lines, by what is expanded. */
static void lay_lines(struct headings *groups)
{
    bool shows[MAX_SORTS]; /* are things inside the group of this level seen? */
    uint32_t line = 0;

    for (size_t i = 0; i < groups->n; i++) {
        struct group *group = &groups->list[i];

        group->expanded =
            (group->level < groups->expanded_levels) != is_toggled(groups, group->hash);
        group->seen = !group->level || shows[group->level - 1];
        shows[group->level] = group->seen && group->expanded;
        group->line = line;
        line += group->seen;
        if (group->level == groups->levels - 1 && shows[group->level]) line += group->count;
    }
    groups->lines = line;
    groups->serial++;
}

HRESULT headings_toggle(struct headings *groups, size_t group)
{
    HRESULT hr = toggle_hash(groups, groups->list[group].hash);

    if (SUCCEEDED(hr)) lay_lines(groups);
    return hr;
}

void headings_set_toggled(struct headings *groups, uint64_t **hashes, size_t n)
{
    free(groups->toggled);
    groups->toggled = *hashes;
    groups->n_toggled = groups->toggled_room = n;
    *hashes = NULL;
    lay_lines(groups);
}

size_t headings_at(const struct headings *groups, uint32_t line, int64_t *item)
{
    size_t low = 0, high = groups->n; /* the last one whose line is not beyond */

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (groups->list[middle].line <= line)
            low = middle;
        else
            high = middle;
    }
    *item = groups->list[low].line == line
                ? -1
                : (int64_t)groups->list[low].first + line - groups->list[low].line - 1;
    return low;
}

uint32_t headings_next_seen(const struct headings *groups, uint32_t item, bool back)
{
    uint32_t next = back ? 0 : groups->items;

    for (size_t i = 0; i < groups->n; i++) {
        const struct group *group = &groups->list[i];

        if (group->level != groups->levels - 1 || !group->seen || !group->expanded) continue;
        if (!back && group->first > item) return group->first;
        if (back && group->first + group->count <= item) next = group->first + group->count;
    }
    return next;
}

uint32_t headings_line_of(const struct headings *groups, uint32_t item, bool *seen)
{
    size_t i = headings_of_item(groups, item);
    const struct group *group;

    *seen = false;
    if (i == NO_GROUP) return groups->lines;
    group = &groups->list[i];
    *seen = group->seen && group->expanded;
    return group->line + group->seen + (*seen ? item - group->first : 0);
}

/* ---- building ---- */

struct building {
    struct headings *groups;
    const struct scan_order *order;
    size_t current[MAX_SORTS]; /* the open group of each level */
};

static HRESULT open_group(struct building *building, int level, uint64_t hash, int64_t row)
{
    struct headings *groups = building->groups;
    struct group *bigger;

    if (groups->n == groups->room) {
        groups->room = groups->room ? groups->room * 2 : 64;
        bigger = realloc(groups->list, groups->room * sizeof(*bigger));
        if (!bigger) return MAPI_E_NOT_ENOUGH_MEMORY;
        groups->list = bigger;
    }
    building->current[level] = groups->n;
    groups->list[groups->n++] =
        (struct group){.hash = hash, .row = row, .first = groups->items, .level = (uint8_t)level};
    return S_OK;
}

static uint64_t hash_level(const struct scan_order *order, int level, const struct position *row)
{
    uint64_t hash = hash_bytes(FNV_START, &(uint32_t){(uint32_t)level}, 4);

    for (int i = 0; i < order->level_keys[level]; i++)
        hash = hash_key(hash, row->keys[i]);
    return hash;
}

size_t headings_of_row(const struct headings *groups, const struct scan_order *order,
                       const struct position *row)
{
    return headings_by_hash(groups, hash_level(order, order->levels - 1, row));
}

static HRESULT add_rows(void *context, const struct position *row, sqlite3_value *const *best,
                        int64_t count, int64_t unread)
{
    struct building *building = context;
    struct headings *groups = building->groups;
    bool differs = !groups->n;
    HRESULT hr = S_OK;

    if (count > MOST_ITEMS - (int64_t)groups->items) return MAPI_E_TOO_BIG;
    for (int level = 0; SUCCEEDED(hr) && level < groups->levels; level++) {
        uint64_t hash = hash_level(building->order, level, row);

        if (!differs) differs = groups->list[building->current[level]].hash != hash;
        if (differs) hr = open_group(building, level, hash, row->id);
    }
    for (int level = 0; SUCCEEDED(hr) && level < groups->levels; level++) {
        struct group *group = &groups->list[building->current[level]];
        int by = building->order->level_best[level];

        if (by)
            hr = group_better(group, best[by - 1],
                              building->order->keys[building->order->n + by - 1].descending);
        group->count += (uint32_t)count;
        if (unread < 0)
            group->unread = -1;
        else
            group->unread += (int32_t)unread;
    }
    groups->items += (uint32_t)count;
    return hr;
}

HRESULT headings_sync(struct headings *groups, struct scan *scan)
{
    struct headings fresh = *groups;
    struct building building = {.groups = &fresh, .order = &scan->order};
    int64_t seq = groups->seq;
    enum rows_touched touched;
    unsigned version;
    HRESULT hr;

    hr = scan_file_version(scan, &version);
    if (FAILED(hr) || (groups->built && groups->version == version)) return hr;
    hr = scan_touched(scan, &seq, &touched);
    if (FAILED(hr)) return hr;
    /* something else was written, or only read flags */
    if (groups->built && touched != ROWS_OTHERS) {
        for (size_t i = 0; touched == ROWS_FLAGGED && i < groups->n; i++)
            groups->list[i].unread = -1;
        groups->version = version;
        groups->seq = seq;
        return S_OK;
    }
    fresh.list = NULL;
    fresh.by_hash = fresh.by_item = NULL;
    fresh.n = fresh.room = fresh.n_slots = fresh.n_inner = 0;
    fresh.items = 0;
    hr = scan_groups(scan, add_rows, &building);
    if (SUCCEEDED(hr)) hr = headings_order(&fresh, &scan->order);
    if (FAILED(hr)) {
        drop_list(&fresh);
        return hr;
    }
    drop_list(groups);
    *groups = fresh;
    groups->arranged = scan->order.n_best > 0;
    groups->version = version;
    groups->seq = seq;
    groups->built = true;
    lay_lines(groups);
    return S_OK;
}

/* ---- collapse state ---- */

struct state_head {
    uint32_t magic;
    uint64_t order;
    uint32_t key_bytes;
} __attribute__((packed));

static uint64_t order_hash(const SSortOrderSet *set)
{
    return hash_bytes(FNV_START, set, CbNewSSortOrderSet(set->cSorts));
}

HRESULT headings_save(const struct headings *groups, const SSortOrderSet *set, const BYTE *key,
                      ULONG key_bytes, BYTE **out, ULONG *bytes)
{
    struct state_head head = {MAGIC, order_hash(set), key_bytes};
    uint32_t n = (uint32_t)groups->n_toggled;
    BYTE *at;

    if (key_bytes > 0x10000) return MAPI_E_INVALID_PARAMETER;
    *bytes = (ULONG)(sizeof(head) + key_bytes + sizeof(n) + n * sizeof(uint64_t));
    *out = at = malloc(*bytes);
    if (!at) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(at, &head, sizeof(head));
    at += sizeof(head);
    if (key_bytes) memcpy(at, key, key_bytes);
    at += key_bytes;
    memcpy(at, &n, sizeof(n));
    if (n) memcpy(at + sizeof(n), groups->toggled, n * sizeof(uint64_t));
    return S_OK;
}

static HRESULT load_toggled(struct headings *groups, const BYTE *at, uint32_t n)
{
    struct headings other = {0};
    HRESULT hr = S_OK;

    for (uint32_t i = 0; SUCCEEDED(hr) && i < n; i++) {
        uint64_t hash;

        memcpy(&hash, at + i * sizeof(hash), sizeof(hash));
        if (!is_toggled(&other, hash)) hr = toggle_hash(&other, hash);
    }
    if (FAILED(hr)) {
        free(other.toggled);
        return hr;
    }
    headings_set_toggled(groups, &other.toggled, other.n_toggled);
    return S_OK;
}

HRESULT headings_load(struct headings *groups, const SSortOrderSet *set, const BYTE *state,
                      ULONG bytes, const BYTE **key, ULONG *key_bytes)
{
    struct state_head head;
    uint32_t n;

    if (bytes < sizeof(head)) return MAPI_E_INVALID_PARAMETER;
    memcpy(&head, state, sizeof(head));
    if (head.magic != MAGIC) return MAPI_E_INVALID_PARAMETER;
    if (head.order != order_hash(set)) return MAPI_E_UNABLE_TO_COMPLETE;
    bytes -= sizeof(head);
    if (head.key_bytes > bytes || bytes - head.key_bytes < sizeof(n))
        return MAPI_E_INVALID_PARAMETER;
    *key = state + sizeof(head);
    *key_bytes = head.key_bytes;
    bytes -= head.key_bytes + (ULONG)sizeof(n);
    memcpy(&n, *key + *key_bytes, sizeof(n));
    if (n > MOST_TOGGLED || n > bytes / sizeof(uint64_t)) return MAPI_E_INVALID_PARAMETER;
    return load_toggled(groups, *key + *key_bytes + sizeof(n), n);
}

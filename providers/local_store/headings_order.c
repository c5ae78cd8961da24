/*
 * headings_order.c - headings in the order they are shown in, and how they are found by hash and by
 * item
 */
#include "headings.h"
#include <stdlib.h>
#include "common/text/fold.h"

/* ---- what a level is sorted by ---- */

static int compare_numbers(sqlite3_value *a, sqlite3_value *b)
{
    double x, y;

    if (sqlite3_value_type(a) == SQLITE_INTEGER && sqlite3_value_type(b) == SQLITE_INTEGER) {
        int64_t m = sqlite3_value_int64(a), n = sqlite3_value_int64(b);

        return m < n ? -1 : m > n;
    }
    x = sqlite3_value_double(a);
    y = sqlite3_value_double(b);
    return x < y ? -1 : x > y;
}

/* Both are values of one property; as SQL compares them. */
static int compare_values(sqlite3_value *a, sqlite3_value *b)
{
    int x = sqlite3_value_bytes(a), y = sqlite3_value_bytes(b), common = x < y ? x : y, differ;

    if (sqlite3_value_type(a) == SQLITE_TEXT && sqlite3_value_type(b) == SQLITE_TEXT)
        return fold_compare(NULL, x, sqlite3_value_text(a), y, sqlite3_value_text(b));
    if (sqlite3_value_type(a) != SQLITE_BLOB || sqlite3_value_type(b) != SQLITE_BLOB)
        return compare_numbers(a, b);
    differ = common ? memcmp(sqlite3_value_blob(a), sqlite3_value_blob(b), (size_t)common) : 0;
    return differ ? differ : x < y ? -1 : x > y;
}

HRESULT group_better(struct group *group, sqlite3_value *value, bool greatest)
{
    sqlite3_value *copy;
    int order;

    if (sqlite3_value_type(value) == SQLITE_NULL) return S_OK;
    order = group->best ? compare_values(value, group->best) : 0;
    if (group->best && (greatest ? order <= 0 : order >= 0)) return S_OK;
    copy = sqlite3_value_dup(value);
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    sqlite3_value_free(group->best);
    group->best = copy;
    return S_OK;
}

/* ---- arranging ---- */

/* A group and all in it: so many of the list. */
struct block {
    size_t first, count;
};

struct arranging {
    const struct scan_order *order;
    struct group *list, *scratch;
    struct block *blocks; /* room for as many as there are groups, twice */
    size_t room;
};

static size_t find_blocks(const struct arranging *a, int level, size_t from, size_t to)
{
    size_t n = 0;

    for (size_t i = from; i < to; i++) {
        if (a->list[i].level == level) a->blocks[n++] = (struct block){i, 0};
        a->blocks[n - 1].count++;
    }
    return n;
}

/* Of equal ones, and of those without a value, the first stays first. */
static bool goes_first(const struct arranging *a, bool greatest, const struct block *x,
                       const struct block *y)
{
    sqlite3_value *p = a->list[x->first].best, *q = a->list[y->first].best;
    int order;

    if (!p || !q) return !q;
    order = compare_values(p, q);
    return greatest ? order >= 0 : order <= 0;
}

static void sort_blocks(const struct arranging *a, bool greatest, size_t n)
{
    struct block *blocks = a->blocks, *scratch = a->blocks + a->room;

    for (size_t width = 1; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t middle = low + width < n ? low + width : n;
            size_t high = low + 2 * width < n ? low + 2 * width : n, i = low, j = middle;

            for (size_t k = low; k < high; k++) {
                bool left =
                    i < middle && (j >= high || goes_first(a, greatest, &blocks[i], &blocks[j]));

                scratch[k] = left ? blocks[i++] : blocks[j++];
            }
        }
        memcpy(blocks, scratch, n * sizeof(*blocks));
    }
}

/* The groups from..to, which are of this level and in one of the level above. */
static void arrange(const struct arranging *a, int level, size_t from, size_t to)
{
    int best = a->order->level_best[level];
    size_t n, at = from, end;

    if (best) {
        n = find_blocks(a, level, from, to);
        sort_blocks(a, a->order->keys[a->order->n + best - 1].descending, n);
        for (size_t i = 0; i < n; at += a->blocks[i++].count)
            memcpy(&a->scratch[at], &a->list[a->blocks[i].first],
                   a->blocks[i].count * sizeof(struct group));
        memcpy(&a->list[from], &a->scratch[from], (to - from) * sizeof(struct group));
    }
    if (level + 1 == a->order->levels) return;
    for (at = from; at < to; at = end) {
        for (end = at + 1; end < to && a->list[end].level != level; end++)
            ;
        if (end > at + 1) arrange(a, level + 1, at + 1, end);
    }
}

/* The list, in the scan's order, comes into the order that is shown. */
static HRESULT arrange_all(struct headings *groups, const struct scan_order *order)
{
    struct arranging a = {.order = order, .list = groups->list, .room = groups->n};

    if (!order->n_best || !groups->n) return S_OK;
    a.scratch = malloc(groups->n * sizeof(*a.scratch));
    a.blocks = malloc(2 * groups->n * sizeof(*a.blocks));
    if (a.scratch && a.blocks) arrange(&a, 0, 0, groups->n);
    free(a.scratch);
    free(a.blocks);
    return a.scratch && a.blocks ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* ---- finding ---- */

static size_t slot_of(const struct headings *groups, uint64_t hash)
{
    size_t slot = (size_t)(hash ^ hash >> 32) & (groups->n_slots - 1);

    while (groups->by_hash[slot] && groups->list[groups->by_hash[slot] - 1].hash != hash)
        slot = (slot + 1) & (groups->n_slots - 1);
    return slot;
}

size_t headings_by_hash(const struct headings *groups, uint64_t hash)
{
    uint32_t found = groups->n_slots ? groups->by_hash[slot_of(groups, hash)] : 0;

    return found ? found - 1 : NO_GROUP;
}

size_t headings_of_item(const struct headings *groups, uint32_t item)
{
    size_t low = 0, high = groups->n_inner; /* the last one that begins no later */

    if (item >= groups->items) return NO_GROUP;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (groups->list[groups->by_item[middle]].first <= item)
            low = middle;
        else
            high = middle;
    }
    return groups->by_item[low];
}

static void index_groups(struct headings *groups, const uint32_t *place)
{
    groups->n_inner = 0;
    memset(groups->by_hash, 0, groups->n_slots * sizeof(*groups->by_hash));
    for (size_t i = 0; i < groups->n; i++) {
        size_t slot = slot_of(groups, groups->list[i].hash);

        if (!groups->by_hash[slot]) groups->by_hash[slot] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < groups->n; i++) /* in the scan's order */
        if (groups->list[place[i]].level == groups->levels - 1)
            groups->by_item[groups->n_inner++] = place[i];
}

HRESULT headings_order(struct headings *groups, const struct scan_order *order)
{
    size_t slots = 16;
    uint32_t *place;
    HRESULT hr;

    while (slots < 2 * groups->n)
        slots *= 2;
    groups->by_hash = malloc(slots * sizeof(*groups->by_hash));
    groups->by_item = malloc((groups->n + 1) * sizeof(*groups->by_item));
    place = malloc((groups->n + 1) * sizeof(*place));
    hr = groups->by_hash && groups->by_item && place ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; SUCCEEDED(hr) && i < groups->n; i++)
        groups->list[i].line = (uint32_t)i; /* for now: its place in the scan's order */
    if (SUCCEEDED(hr)) hr = arrange_all(groups, order);
    if (SUCCEEDED(hr)) {
        groups->n_slots = slots;
        for (size_t i = 0; i < groups->n; i++)
            place[groups->list[i].line] = (uint32_t)i;
        index_groups(groups, place);
    }
    free(place);
    return hr;
}

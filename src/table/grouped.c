/*
 * grouped.c - the lines of a categorised view: headings over the items that share their keys
 */
#include "table/grouped.h"
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "mapitags.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"

void groups_start(struct groups *groups, const SSortOrderSet *set)
{
    groups_drop(groups);
    for (ULONG i = 0; set && i < set->cSorts; i++) {
        bool of_category = order_is_of_category(&set->aSort[i]);

        if (of_category && groups->levels) groups->sorted_by[groups->levels - 1] = i;
        if (i >= set->cCategories || of_category) continue;
        /* An order with COMBINE makes one level together with the one before it (6.10-02). */
        if (set->aSort[i].ulOrder != TABLE_SORT_COMBINE) groups->levels++;
        groups->keys[groups->levels - 1] = i + 1;
    }
    groups->expanded_levels = set ? set->cExpanded : 0;
}

void groups_drop(struct groups *groups)
{
    map_drop(&groups->toggled);
    mem_free(groups->list);
    mem_free(groups->lines);
    *groups = (struct groups){0};
}

/* ---- what tells groups apart ---- */

#define FNV_START 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < count; i++)
        hash = (hash ^ at[i]) * FNV_PRIME;
    return hash;
}

static uint64_t hash_single(uint64_t hash, const SPropValue *value)
{
    const struct ptype *type = ptype_of(value->ulPropTag);

    switch (type->shape) {
    case PTYPE_TEXT8: { /* text is the same in either width */
        AUTO_FREE WCHAR *wide = NULL;

        if (!value->Value.lpszA || FAILED(text_from_ansi(value->Value.lpszA, -1, 0, NULL, &wide)))
            return hash;
        return hash_bytes(hash, wide, text_len(wide) * sizeof(WCHAR));
    }
    case PTYPE_TEXT16:
        return hash_bytes(hash, value->Value.lpszW, text_len(value->Value.lpszW) * sizeof(WCHAR));
    case PTYPE_COUNTED:
        return hash_bytes(hash, value->Value.bin.lpb, value->Value.bin.cb);
    case PTYPE_FIXED:
        return hash_bytes(hash, value->Value.lpguid, type->bytes);
    default:
        return hash_bytes(hash, &value->Value, type->bytes);
    }
}

static uint64_t hash_value(uint64_t hash, const SPropValue *value)
{
    hash = hash_bytes(hash, value ? "+" : "-", 1);
    for (ULONG i = 0; value && i < pval_elements(value); i++) {
        SPropValue one = pval_element(value, i);

        hash = hash_single(hash, &one);
    }
    return hash;
}

/* Of the keys of levels 0..level. */
static uint64_t hash_keys(const struct groups *groups, const SSortOrderSet *set,
                          const struct instances *instances, ULONG level, const struct item *item)
{
    struct item_scratch scratch;
    uint64_t hash = hash_bytes(FNV_START, &level, sizeof(level));

    for (ULONG i = 0; i < groups->keys[level]; i++)
        if (!order_is_of_category(&set->aSort[i]))
            hash = hash_value(hash,
                              item_value(instances, item, set->aSort[i].ulPropTag, &scratch));
    return hash;
}

void group_key(const struct group *group, BYTE key[GROUP_KEY_BYTES])
{
    memcpy(key, &group->hash, 8);
    memcpy(key + 8, &group->level, 4);
    memcpy(key + 12, "grp", 4);
}

size_t groups_find(const struct groups *groups, const BYTE *key, ULONG bytes)
{
    BYTE have[GROUP_KEY_BYTES];

    if (bytes != GROUP_KEY_BYTES) return NO_GROUP;
    for (size_t i = 0; i < groups->count; i++) {
        group_key(&groups->list[i], have);
        if (!memcmp(have, key, GROUP_KEY_BYTES)) return i;
    }
    return NO_GROUP;
}

HRESULT groups_toggle(struct groups *groups, uint64_t hash)
{
    if (map_remove(&groups->toggled, &hash, sizeof(hash))) return S_OK;
    return map_put(&groups->toggled, &hash, sizeof(hash), groups) ? S_OK
                                                                  : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

/* ---- the order of groups ---- */

/* Whether the item's value is what its group goes by rather than the best one so far (NO_ITEM:
 * none). */
static bool is_better(const struct groups *groups, const SSortOrderSet *set,
                      const struct instances *instances, ULONG level, const struct item *items,
                      size_t item, size_t best)
{
    const SSortOrder *sort = &set->aSort[groups->sorted_by[level]];
    struct item_scratch scratch, scratch_best;
    const SPropValue *value = item_value(instances, &items[item], sort->ulPropTag, &scratch);
    int order;

    if (!value || best == NO_ITEM) return value != NULL;
    order =
        pval_compare(value, item_value(instances, &items[best], sort->ulPropTag, &scratch_best));
    return sort->ulOrder == TABLE_SORT_CATEG_MAX ? order > 0 : order < 0;
}

/* Items that share the keys of a level. */
struct block {
    size_t first, count, best;
};

struct arranging {
    const struct groups *groups;
    const SSortOrderSet *set;
    const struct instances *instances;
    struct item *items, *scratch;
    struct block *blocks; /* owned: room for as many as there are items, twice */
    size_t room;
};

static size_t find_blocks(const struct arranging *a, ULONG level, size_t from, size_t to)
{
    size_t n = 0;

    for (size_t i = from; i < to; i++) {
        if (i == from || order_compare_keys(a->set, a->groups->keys[level], a->instances,
                                            &a->items[i - 1], &a->items[i]))
            a->blocks[n++] = (struct block){i, 0, NO_ITEM};
        a->blocks[n - 1].count++;
        if (is_better(a->groups, a->set, a->instances, level, a->items, i, a->blocks[n - 1].best))
            a->blocks[n - 1].best = i;
    }
    return n;
}

static bool goes_first(const struct arranging *a, ULONG level, const struct block *x,
                       const struct block *y)
{
    /* equal ones stay as they are */
    if (x->best == NO_ITEM || y->best == NO_ITEM) return y->best == NO_ITEM;
    return !is_better(a->groups, a->set, a->instances, level, a->items, y->best, x->best);
}

static void sort_blocks(const struct arranging *a, ULONG level, size_t n)
{
    struct block *blocks = a->blocks, *scratch = a->blocks + a->room;

    for (size_t width = 1; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t middle = low + width < n ? low + width : n;
            size_t high = low + 2 * width < n ? low + 2 * width : n, i = low, j = middle;

            for (size_t k = low; k < high; k++) {
                bool left =
                    i < middle && (j >= high || goes_first(a, level, &blocks[i], &blocks[j]));

                scratch[k] = left ? blocks[i++] : blocks[j++];
            }
        }
        memcpy(blocks, scratch, n * sizeof(*blocks));
    }
}

/* The items from..to, which are one group of the level above. */
static void arrange(const struct arranging *a, ULONG level, size_t from, size_t to)
{
    size_t n, at = from, end;

    if (a->groups->sorted_by[level]) {
        n = find_blocks(a, level, from, to);
        sort_blocks(a, level, n);
        for (size_t i = 0; i < n; at += a->blocks[i++].count)
            memcpy(&a->scratch[at], &a->items[a->blocks[i].first],
                   a->blocks[i].count * sizeof(struct item));
        memcpy(&a->items[from], &a->scratch[from], (to - from) * sizeof(struct item));
    }
    if (level + 1 == a->groups->levels) return;
    for (at = from; at < to; at = end) {
        for (end = at + 1; end < to; end++)
            if (order_compare_keys(a->set, a->groups->keys[level], a->instances, &a->items[at],
                                   &a->items[end]))
                break;
        arrange(a, level + 1, at, end);
    }
}

HRESULT groups_arrange(const struct groups *groups, const SSortOrderSet *set,
                       const struct instances *instances, struct item *items, size_t count,
                       struct item *scratch)
{
    struct arranging a = {.groups = groups,
                          .set = set,
                          .instances = instances,
                          .items = items,
                          .scratch = scratch,
                          .room = count};
    bool any = false;

    for (ULONG level = 0; level < groups->levels; level++)
        any |= groups->sorted_by[level] != 0;
    if (!any || !count) return S_OK;
    a.blocks = mem_array(2 * count, sizeof(*a.blocks));
    if (!a.blocks) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    arrange(&a, 0, 0, count);
    mem_free(a.blocks);
    return S_OK;
}

/* ---- building ---- */

/* The outermost level at which item i differs from the one before it; levels when it doesn't. */
static ULONG level_of_change(const struct groups *groups, const SSortOrderSet *set,
                             const struct instances *instances, const struct item *items, size_t i)
{
    ULONG level = 0;

    if (i == 0) return 0;
    while (level < groups->levels &&
           !order_compare_keys(set, groups->keys[level], instances, &items[i - 1], &items[i]))
        level++;
    return level;
}

static bool is_unread(const struct item *item)
{
    const SPropValue *flags = row_find(item->row, PR_MESSAGE_FLAGS);

    return flags && !(flags->Value.ul & MSGFLAG_READ);
}

static bool add_line(struct groups *groups, size_t group, size_t item)
{
    if (!array_reserve(&groups->lines, groups->n_lines, &groups->lines_room,
                       sizeof(*groups->lines)))
        return false;
    groups->lines[groups->n_lines++] = (struct line){group, item};
    return true;
}

/* Adds the groups from level on that begin with item i; current[l] is the group that is open at
 * level l. */
static bool open_groups(struct groups *groups, const SSortOrderSet *set,
                        const struct instances *instances, const struct item *items, size_t i,
                        ULONG level, size_t *current, bool *visible)
{
    for (; level < groups->levels; level++) {
        uint64_t hash = hash_keys(groups, set, instances, level, &items[i]);
        bool toggled = map_get(&groups->toggled, &hash, sizeof(hash)) != NULL;
        bool shown = level == 0 || visible[level - 1];

        if (!array_reserve(&groups->list, groups->count, &groups->room, sizeof(*groups->list)))
            return false;
        current[level] = groups->count;
        groups->list[groups->count++] =
            (struct group){.hash = hash,
                           .level = level,
                           .first = i,
                           .best = NO_ITEM,
                           .expanded = (level < groups->expanded_levels) != toggled};
        if (shown && !add_line(groups, current[level], NO_ITEM)) return false;
        visible[level] = shown && groups->list[current[level]].expanded;
    }
    return true;
}

static HRESULT build(struct groups *groups, const SSortOrderSet *set,
                     const struct instances *instances, const struct item *items, size_t count)
{
    size_t current[MAX_SORTS];
    bool visible[MAX_SORTS]; /* are things inside the open group of this level seen? */

    for (size_t i = 0; i < count; i++) {
        ULONG level = level_of_change(groups, set, instances, items, i);

        if (!open_groups(groups, set, instances, items, i, level, current, visible))
            return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        for (ULONG l = 0; l < groups->levels; l++) {
            groups->list[current[l]].count++;
            groups->list[current[l]].unread += is_unread(&items[i]);
            if (groups->sorted_by[l] &&
                is_better(groups, set, instances, l, items, i, groups->list[current[l]].best))
                groups->list[current[l]].best = i;
        }
        if (visible[groups->levels - 1] && !add_line(groups, current[groups->levels - 1], i))
            return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    return S_OK;
}

HRESULT groups_build(struct groups *groups, const SSortOrderSet *set,
                     const struct instances *instances, const struct item *items, size_t count)
{
    struct groups fresh = *groups;
    HRESULT hr;

    if (!groups->levels) return S_OK;
    fresh.list = NULL;
    fresh.lines = NULL;
    fresh.count = fresh.room = fresh.n_lines = fresh.lines_room = 0;
    hr = build(&fresh, set, instances, items, count);
    if (FAILED(hr)) {
        mem_free(fresh.list);
        mem_free(fresh.lines);
        return hr;
    }
    mem_free(groups->list);
    mem_free(groups->lines);
    *groups = fresh;
    return S_OK;
}

/* ---- heading rows ---- */

static const SPropValue *made(struct item_scratch *scratch, SPropValue value)
{
    scratch->value = value;
    return &scratch->value;
}

/* An item's sort key, when it is of the type that is asked for. */
static const SPropValue *key_of_item(const struct instances *instances, const struct item *item,
                                     ULONG key, ULONG tag, struct item_scratch *scratch)
{
    const SPropValue *value = item_value(instances, item, key, scratch);

    if (PROP_TYPE(tag) & MV_INSTANCE) tag &= ~(ULONG)MVI_FLAG;
    return value && ptag_fits(tag, value->ulPropTag) ? value : NULL;
}

const SPropValue *group_value(const struct groups *groups, const SSortOrderSet *set,
                              const struct instances *instances, const struct group *group,
                              const struct item *items, ULONG tag, struct item_scratch *scratch)
{
    ULONG by;

    switch (PROP_ID(tag)) {
    case PROP_ID(PR_INSTANCE_KEY):
        group_key(group, scratch->key);
        return made(scratch, pval_binary(PR_INSTANCE_KEY, GROUP_KEY_BYTES, scratch->key));
    case PROP_ID(PR_ROW_TYPE):
        return made(scratch,
                    pval_long(PR_ROW_TYPE, (LONG)(group->expanded ? TBL_EXPANDED_CATEGORY
                                                                  : TBL_COLLAPSED_CATEGORY)));
    case PROP_ID(PR_DEPTH):
        return made(scratch, pval_long(PR_DEPTH, (LONG)group->level));
    case PROP_ID(PR_CONTENT_COUNT):
        return made(scratch, pval_long(PR_CONTENT_COUNT, (LONG)group->count));
    case PROP_ID(PR_CONTENT_UNREAD):
        return made(scratch, pval_long(PR_CONTENT_UNREAD, (LONG)group->unread));
    }
    for (ULONG i = 0; i < groups->keys[group->level]; i++)
        if (!order_is_of_category(&set->aSort[i]) &&
            PROP_ID(set->aSort[i].ulPropTag) == PROP_ID(tag))
            return key_of_item(instances, &items[group->first], set->aSort[i].ulPropTag, tag,
                               scratch);
    by = groups->sorted_by[group->level];
    if (!by || group->best == NO_ITEM || PROP_ID(set->aSort[by].ulPropTag) != PROP_ID(tag))
        return NULL;
    return key_of_item(instances, &items[group->best], set->aSort[by].ulPropTag, tag, scratch);
}

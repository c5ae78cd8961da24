/*
 * sort.c - many items put in the order of an SSortOrderSet
 *
 * The values that are compared are looked up once, not at each comparison. Of the first two keys
 * numbers are made that rise with them (numbers.h) and settle nearly all comparisons without a look
 * at the values. Sorted by merging: no worst case, and equal things stay as they stand.
 */
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "mapitags.h"
#include "prop/pval.h"
#include "table/numbers.h"
#include "table/sorted.h"

enum { NUMBERED = 2 }; /* keys with a number */

/* What is moved about. */
struct keyed {
    uint64_t numbers[NUMBERED];
    uint32_t item;
};

struct sorting {
    const SSortOrderSet *set;
    const struct instances *instances;
    const struct item *items;
    const SPropValue *
        *keys; /* cSorts for each item; NULL: values are made up, they can't be kept */
    ULONG settled[NUMBERED + 1]; /* when the first n numbers are equal, so are this many keys */
};

/* False: memory is out. */
static bool number_key(struct sorting *s, ULONG key, struct keyed *list, size_t count)
{
    AUTO_FREE uint64_t *numbers = NULL;
    bool exact = false;

    if (s->keys && key < s->set->cSorts && !order_is_of_category(&s->set->aSort[key])) {
        numbers = mem_array(count, sizeof(*numbers));
        if (!numbers) return false;
        numbers_of(&s->keys[key], s->set->cSorts, count,
                   s->set->aSort[key].ulOrder == TABLE_SORT_DESCEND, numbers, &exact);
    }
    for (size_t i = 0; i < count; i++)
        list[i].numbers[key] = numbers ? numbers[i] : 0;
    s->settled[key + 1] = s->settled[key] == key && exact ? key + 1 : s->settled[key];
    return true;
}

/* ---- comparing ---- */

/* By the keys from the first on. */
static int compare_keys(const struct sorting *s, ULONG first, uint32_t a, uint32_t b)
{
    const SPropValue **keys_a = &s->keys[(size_t)a * s->set->cSorts],
                     **keys_b = &s->keys[(size_t)b * s->set->cSorts];

    for (ULONG i = first; i < s->set->cSorts; i++) {
        const SPropValue *x = keys_a[i], *y = keys_b[i];
        int order;

        if (order_is_of_category(&s->set->aSort[i]) || (!x && !y)) continue;
        if (!x || !y) return x ? -1 : 1;
        order = pval_compare(x, y);
        if (order) return s->set->aSort[i].ulOrder == TABLE_SORT_DESCEND ? -order : order;
    }
    return (s->items[a].place > s->items[b].place) - (s->items[a].place < s->items[b].place);
}

static bool goes_first(const struct sorting *s, const struct keyed *a, const struct keyed *b)
{
    if (a->numbers[0] != b->numbers[0]) return a->numbers[0] < b->numbers[0];
    if (s->settled[1] && a->numbers[1] != b->numbers[1]) return a->numbers[1] < b->numbers[1];
    if (!s->keys)
        return order_compare(s->set, s->instances, &s->items[a->item], &s->items[b->item]) <= 0;
    return compare_keys(s, s->settled[NUMBERED], a->item, b->item) <= 0;
}

/* ---- sorting ---- */

enum { RUN = 8 };

static void sort_runs(const struct sorting *s, struct keyed *list, size_t count)
{
    for (size_t low = 0; low < count; low += RUN) {
        size_t high = low + RUN < count ? low + RUN : count;

        for (size_t i = low + 1; i < high; i++) {
            struct keyed one = list[i];
            size_t at = i;

            for (; at > low && !goes_first(s, &list[at - 1], &one); at--)
                list[at] = list[at - 1];
            list[at] = one;
        }
    }
}

static void merge(const struct sorting *s, const struct keyed *from, size_t middle, size_t count,
                  struct keyed *to)
{
    size_t i = 0, j = middle;

    if (middle >= count || goes_first(s, &from[middle - 1], &from[middle])) {
        memcpy(to, from, count * sizeof(*to));
        return;
    }
    while (i < middle && j < count)
        *to++ = goes_first(s, &from[i], &from[j]) ? from[i++] : from[j++];
    memcpy(to, &from[i], (middle - i) * sizeof(*to));
    memcpy(to + (middle - i), &from[j], (count - j) * sizeof(*to));
}

/* Gives whichever of list and other the sorted ones are in. */
static struct keyed *sort(const struct sorting *s, struct keyed *list, struct keyed *other,
                          size_t count)
{
    sort_runs(s, list, count);
    for (size_t width = RUN; width < count; width *= 2) {
        struct keyed *from = list;

        for (size_t low = 0; low < count; low += 2 * width) {
            size_t n = low + 2 * width < count ? 2 * width : count - low;

            merge(s, &from[low], width < n ? width : n, n, &other[low]);
        }
        list = other;
        other = from;
    }
    return list;
}

/* A value made up in scratch can't be kept: instances of many values, and the key of a row that has
 * none. */
static bool can_keep(const SSortOrderSet *set)
{
    for (ULONG i = 0; i < set->cSorts; i++)
        if (PROP_TYPE(set->aSort[i].ulPropTag) & MV_INSTANCE ||
            PROP_ID(set->aSort[i].ulPropTag) == PROP_ID(PR_INSTANCE_KEY))
            return false;
    return true;
}

HRESULT order_sort(const SSortOrderSet *set, const struct instances *instances, struct item *items,
                   size_t count)
{
    struct sorting s = {.set = set, .instances = instances, .items = items};
    AUTO_FREE const SPropValue **keys = NULL;
    AUTO_FREE struct keyed *list = NULL;
    AUTO_FREE struct item *sorted = NULL;
    struct item_scratch scratch;
    struct keyed *in_order;

    if (count < 2 || !set->cSorts) return S_OK;
    list = mem_array(2 * count, sizeof(*list));
    sorted = mem_array(count, sizeof(*sorted));
    if (can_keep(set)) keys = mem_array(count * set->cSorts, sizeof(*keys));
    if (!list || !sorted || (can_keep(set) && !keys)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (size_t i = 0; keys && i < count; i++)
        for (ULONG k = 0; k < set->cSorts; k++)
            keys[i * set->cSorts + k] =
                item_value(instances, &items[i], set->aSort[k].ulPropTag, &scratch);
    s.keys = keys;
    for (size_t i = 0; i < count; i++)
        list[i].item = (uint32_t)i;
    for (ULONG key = 0; key < NUMBERED; key++)
        if (!number_key(&s, key, list, count)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    in_order = sort(&s, list, list + count, count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = items[in_order[i].item];
    memcpy(items, sorted, count * sizeof(*items));
    return S_OK;
}

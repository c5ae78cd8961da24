/*
 * sorted.c - items in the order of an SSortOrderSet
 */
#include "table/sorted.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "prop/ptype.h"
#include "prop/pval.h"

#define ORDER(x, y) ((x) < (y) ? -1 : (x) > (y))

HRESULT order_check(const SSortOrderSet *set)
{
    if (!set) return S_OK;
    if (set->cCategories > set->cSorts || set->cExpanded > set->cCategories)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (set->cSorts > MAX_SORTS) return FAIL(MAPI_E_TOO_COMPLEX);
    for (ULONG i = 0; i < set->cSorts; i++) {
        const struct ptype *type = ptype_of(set->aSort[i].ulPropTag);
        ULONG order = set->aSort[i].ulOrder;

        if (order == TABLE_SORT_COMBINE && (i == 0 || order_is_of_category(&set->aSort[i - 1])))
            return FAIL(MAPI_E_INVALID_PARAMETER); /* with what? */
        if (order_is_of_category(&set->aSort[i])) {
            if (i == 0 || i > set->cCategories) return FAIL(MAPI_E_INVALID_PARAMETER);
            if (order_is_of_category(&set->aSort[i - 1])) return FAIL(MAPI_E_TOO_COMPLEX);
        } else if (order > TABLE_SORT_COMBINE) {
            return FAIL(MAPI_E_INVALID_PARAMETER);
        }
        if (!type || !type->ordered) return FAIL(MAPI_E_TOO_COMPLEX);
    }
    return S_OK;
}

HRESULT order_copy(const SSortOrderSet *set, SSortOrderSet **out)
{
    *out = NULL;
    if (!set) return S_OK;
    *out = mem_dup(set, CbNewSSortOrderSet(set->cSorts), NULL);
    return *out ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

int order_compare_keys(const SSortOrderSet *set, ULONG n_keys, const struct instances *instances,
                       const struct item *a, const struct item *b)
{
    struct item_scratch scratch_a, scratch_b;

    for (ULONG i = 0; i < n_keys; i++) {
        const SPropValue *x = item_value(instances, a, set->aSort[i].ulPropTag, &scratch_a);
        const SPropValue *y = item_value(instances, b, set->aSort[i].ulPropTag, &scratch_b);
        int order;

        if (order_is_of_category(&set->aSort[i])) continue;
        if (!x && !y) continue;
        if (!x || !y) return x ? -1 : 1;
        order = pval_compare(x, y);
        if (order) return set->aSort[i].ulOrder == TABLE_SORT_DESCEND ? -order : order;
    }
    return 0;
}

int order_compare(const SSortOrderSet *set, const struct instances *instances, const struct item *a,
                  const struct item *b)
{
    int order = set ? order_compare_keys(set, set->cSorts, instances, a, b) : 0;

    if (order) return order;
    return ORDER(a->place, b->place);
}

size_t order_place(const SSortOrderSet *set, const struct instances *instances,
                   const struct item *items, size_t count, const struct item *item)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (order_compare(set, instances, &items[middle], item) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

size_t order_place_among_others(const SSortOrderSet *set, const struct instances *instances,
                                const struct item *items, size_t count, size_t from,
                                const struct item *item)
{
    if (from && order_compare(set, instances, &items[from - 1], item) > 0)
        return order_place(set, instances, items, from - 1, item);
    return from + order_place(set, instances, &items[from + 1], count - from - 1, item);
}

/*
 * sorted.h - items in the order of an SSortOrderSet
 */
#pragma once
#include "table/instances.h"

#define MAX_SORTS 32

/* S_OK; MAPI_E_INVALID_PARAMETER (counts that contradict, COMBINE first or behind one of those,
 * TABLE_SORT_CATEG_MAX or _MIN not behind a category, an unknown order); MAPI_E_TOO_COMPLEX (too
 * many, a type without order, two of TABLE_SORT_CATEG_... of one category). NULL is S_OK. */
HRESULT order_check(const SSortOrderSet *set);
/* TABLE_SORT_CATEG_MAX or _MIN: not a key of rows, but what the category before it is sorted by. */
static inline bool order_is_of_category(const SSortOrder *sort)
{
    return sort->ulOrder == TABLE_SORT_CATEG_MAX || sort->ulOrder == TABLE_SORT_CATEG_MIN;
}
/* On its own root; NULL gives NULL. */
HRESULT order_copy(const SSortOrderSet *set, SSortOrderSet **out);

/* By the first n_keys sort keys only: 0 means they belong together. A missing value comes last,
 * whatever the direction. */
int order_compare_keys(const SSortOrderSet *set, ULONG n_keys, const struct instances *instances,
                       const struct item *a, const struct item *b);
/* By all keys, then table order, then instance: never 0 for different items. set NULL: table order.
 */
int order_compare(const SSortOrderSet *set, const struct instances *instances, const struct item *a,
                  const struct item *b);
/* MAPI_E_NOT_ENOUGH_MEMORY: items are as they were. */
HRESULT order_sort(const SSortOrderSet *set, const struct instances *instances, struct item *items,
                   size_t count);
/* Where item belongs among the sorted items. */
size_t order_place(const SSortOrderSet *set, const struct instances *instances,
                   const struct item *items, size_t count, const struct item *item);
/* The same when the item at number from, whatever it is, goes away. */
size_t order_place_among_others(const SSortOrderSet *set, const struct instances *instances,
                                const struct item *items, size_t count, size_t from,
                                const struct item *item);

/*
 * column.h - what one property of a view's items is, as numbers side by side
 *
 * A search that passes over thousands of rows would wait for each of them to come from memory. So
 * it notes a number for each row it has looked at, and the next one of the same property reads
 * those. A number stands for the item at the same place in the view's list: who changes the list
 * tells.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

#define COLUMN_LEAST   256              /* items; for fewer it doesn't pay */
#define COLUMN_UNKNOWN UINT64_MAX       /* not looked at yet, or no number tells it: ask the row */
#define COLUMN_NOTHING (UINT64_MAX - 1) /* the item has no such property, in no guise */

struct column {
    ULONG tag;         /* 0: none yet */
    uint64_t *numbers; /* owned; as many as there are items */
    size_t room;
};
/* Numbers that values are wanted between; both belong to them. */
struct column_range {
    uint64_t low, high;
};

/* The numbers of values that may satisfy the restriction, which restrict_check has found good.
 * False: it can't be told by numbers. */
bool column_range_of(const SPropertyRestriction *restriction, struct column_range *range);
bool column_range_of_text(const SContentRestriction *restriction, struct column_range *range);
/* The number of value (NULL: none) for a column of tag; COLUMN_UNKNOWN when none tells it. */
uint64_t column_number(ULONG tag, const SPropValue *value);

/* Readies column for tag and count items, of which none is known if it was another's. False: memory
 * is out. */
bool column_ready(struct column *column, ULONG tag, size_t count);
void column_drop(struct column *column);

static inline bool column_is_within(const struct column_range *range, uint64_t number)
{
    return number - range->low <= range->high - range->low;
}
/* The first item from at on, before end, that is unknown or within range; end: none. */
static inline size_t column_next(const struct column *column, const struct column_range *range,
                                 size_t at, size_t end)
{
    const uint64_t *numbers = column->numbers;
    uint64_t low = range->low, width = range->high - range->low;

    while (at < end && numbers[at] - low > width && numbers[at] != COLUMN_UNKNOWN)
        at++;
    return at;
}
/* The same backwards: the place behind the last item before at, or 0. */
static inline size_t column_last(const struct column *column, const struct column_range *range,
                                 size_t at)
{
    const uint64_t *numbers = column->numbers;
    uint64_t low = range->low, width = range->high - range->low;

    while (at && numbers[at - 1] - low > width && numbers[at - 1] != COLUMN_UNKNOWN)
        at--;
    return at;
}

/* The list of count items has changed so: one came at, one at is gone, the one at from is another
 * now and stands at to. */
void column_put_in(struct column *column, size_t at, size_t count);
void column_take_out(struct column *column, size_t at, size_t count);
void column_replaced(struct column *column, size_t from, size_t to);

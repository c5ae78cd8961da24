/*
 * column.c - what one property of a view's items is, as numbers side by side
 */
#include "table/column.h"
#include <string.h>
#include "base/map.h"
#include "base/mem.h"
#include "base/size.h"
#include "table/numbers.h"

/* Bytes are told by what they come to: enough to find equal ones among a few. */
static uint64_t of_bytes(const SBinary *bytes)
{
    return map_hash(bytes->cb ? (const void *)bytes->lpb : "", bytes->cb);
}

uint64_t column_number(ULONG tag, const SPropValue *value)
{
    uint64_t number;

    if (!value) return COLUMN_NOTHING;
    if (value->ulPropTag != tag) return COLUMN_UNKNOWN;
    if (PROP_TYPE(tag) == PT_BINARY) return of_bytes(&value->Value.bin);
    if (!number_of(value, &number) || number >= COLUMN_NOTHING) return COLUMN_UNKNOWN;
    return number;
}

bool column_range_of(ULONG tag, ULONG relop, const SPropValue *constant, struct column_range *range)
{
    const uint64_t highest = COLUMN_NOTHING - 1;
    SPropValue value = *constant;
    uint64_t number;

    if (PROP_TYPE(constant->ulPropTag) != PROP_TYPE(tag)) return false;
    value.ulPropTag = tag;
    if (PROP_TYPE(tag) == PT_BINARY && relop != RELOP_EQ) return false;
    number = column_number(tag, &value);
    if (number > highest) return false;
    switch (relop) {
    case RELOP_LT:
        *range = (struct column_range){0, number - 1};
        return number > 0;
    case RELOP_LE:
        *range = (struct column_range){0, number};
        return true;
    case RELOP_GT:
        *range = (struct column_range){number + 1, highest};
        return number < highest;
    case RELOP_GE:
        *range = (struct column_range){number, highest};
        return true;
    case RELOP_EQ:
        *range = (struct column_range){number, number};
        return true;
    default:
        return false;
    }
}

void column_drop(struct column *column)
{
    mem_free(column->numbers);
    *column = (struct column){0};
}

bool column_ready(struct column *column, ULONG tag, size_t count)
{
    size_t room = count + count / 16 + 16, bytes;
    void *block;

    if (column->tag == tag && column->room >= count) return true;
    if (column->room < count) {
        column_drop(column);
        if (!size_mul(room, sizeof(*column->numbers), &bytes) || mem_root(bytes, &block) != S_OK)
            return false;
        column->numbers = block;
        column->room = room;
    }
    column->tag = tag;
    memset(column->numbers, 0xff, column->room * sizeof(*column->numbers)); /* COLUMN_UNKNOWN */
    return true;
}

void column_put_in(struct column *column, size_t at, size_t count)
{
    uint64_t *numbers = column->numbers;

    if (!column->tag) return;
    if (count > column->room) { /* the next search begins anew */
        column_drop(column);
        return;
    }
    memmove(&numbers[at + 1], &numbers[at], (count - 1 - at) * sizeof(*numbers));
    numbers[at] = COLUMN_UNKNOWN;
}

void column_take_out(struct column *column, size_t at, size_t count)
{
    uint64_t *numbers = column->numbers;

    if (!column->tag) return;
    memmove(&numbers[at], &numbers[at + 1], (count - at) * sizeof(*numbers));
    numbers[count] = COLUMN_UNKNOWN; /* there is none, until one comes */
}

void column_replaced(struct column *column, size_t from, size_t to)
{
    uint64_t *numbers = column->numbers;

    if (!column->tag) return;
    if (to > from) memmove(&numbers[from], &numbers[from + 1], (to - from) * sizeof(*numbers));
    else memmove(&numbers[to + 1], &numbers[to], (from - to) * sizeof(*numbers));
    numbers[to] = COLUMN_UNKNOWN;
}

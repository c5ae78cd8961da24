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
    if (PROP_TYPE(tag) == PT_UNICODE) number = number_of_text(value->Value.lpszW);
    else if (!number_of(value, &number)) return COLUMN_UNKNOWN;
    return number < COLUMN_NOTHING ? number : COLUMN_UNKNOWN;
}

#define HIGHEST (COLUMN_NOTHING - 1)

bool column_range_of(const SPropertyRestriction *r, struct column_range *range)
{
    ULONG type = PROP_TYPE(r->ulPropTag);
    uint64_t equal =
        type == PT_UNICODE; /* of texts those that share a number may stand either way */
    SPropValue value = *r->lpProp;
    uint64_t number;

    if (PROP_TYPE(value.ulPropTag) != type || (type == PT_BINARY && r->relop != RELOP_EQ))
        return false;
    value.ulPropTag = r->ulPropTag;
    number = column_number(r->ulPropTag, &value);
    if (number > HIGHEST) return false;
    *range = (struct column_range){number, number};
    switch (r->relop) {
    case RELOP_LT:
        *range = (struct column_range){0, number - !equal};
        return equal || number > 0;
    case RELOP_LE:
        range->low = 0;
        return true;
    case RELOP_GT:
        *range = (struct column_range){number + !equal, HIGHEST};
        return equal || number < HIGHEST;
    case RELOP_GE:
        range->high = HIGHEST;
        return true;
    default:
        return r->relop == RELOP_EQ;
    }
}

bool column_range_of_text(const SContentRestriction *r, struct column_range *range)
{
    ULONG type = PROP_TYPE(r->ulPropTag), how = r->ulFuzzyLevel & 0xffff;
    uint64_t rest = UINT64_MAX; /* the bits of what may follow */
    const WCHAR *part = r->lpProp->Value.lpszW;

    if (type != PT_UNICODE || PROP_TYPE(r->lpProp->ulPropTag) != type || !part) return false;
    if (how == FL_SUBSTRING || r->ulFuzzyLevel & ~(ULONG)(FL_IGNORECASE | 0xffff)) return false;
    for (int i = 0; i < 4 && part[i]; i++)
        rest = i < 3 ? rest >> 16 : 0;
    if (how == FL_PREFIX && !*part) return false;
    range->low = range->high = number_of_text(part);
    if (how == FL_PREFIX) range->high |= rest;
    if (range->high > HIGHEST) range->high = HIGHEST;
    return range->low <= HIGHEST;
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

/*
 * numbers.h - numbers that rise with the values of a sort key
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

/*
 * A number for each of count values, which stand stride pointers apart (NULL: the item has none; it
 * comes last, down or not). Of two values the one with the smaller number comes first; down: the
 * greater value has the smaller number. *exact: equal numbers mean equal values; else they say
 * nothing.
 */
void numbers_of(const SPropValue *const *values, size_t stride, size_t count, bool down,
                uint64_t *numbers, bool *exact);
/* The number of one value, equal for equal values alone. False: values of its type have none. */
bool number_of(const SPropValue *value, uint64_t *number);
/* The first four characters without regard to case: it rises with text_order, and stays. */
uint64_t number_of_text(const WCHAR *text);

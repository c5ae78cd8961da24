/*
 * size.h - sums and products of lengths that refuse to overflow
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Adds more to *sum. False, and *sum untouched, when that can't be held. */
static inline bool size_add(size_t *sum, size_t more)
{
    size_t all;

    if (__builtin_add_overflow(*sum, more, &all)) return false;
    *sum = all;
    return true;
}

/* *out = a * b. False when that can't be held. */
static inline bool size_mul(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

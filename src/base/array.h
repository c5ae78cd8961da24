/*
 * array.h - a growing array of equal things in one mem_root block
 *
 *     struct array_of_ulong { ULONG *data; size_t count, room; } a = {0};
 *     ULONG *slot = ARRAY_PUSH(&a);   NULL when memory is out
 */
#pragma once
#include <stddef.h>
#include <string.h>
#include "base/mem.h"

/* Room for one more of each bytes at *data; false when memory is out (nothing changed). */
_Bool array_reserve(void *data_pointer, size_t count, size_t *room, size_t each);
#define ARRAY_PUSH(a)                                                                              \
    ((a)->count < (a)->room ||                                                                     \
             array_reserve(&(a)->data, (a)->count, &(a)->room, sizeof(*(a)->data))                 \
         ? &(a)->data[(a)->count++]                                                                \
         : NULL)
#define ARRAY_REMOVE(a, i)                                                                         \
    (memmove(&(a)->data[i], &(a)->data[(i) + 1], ((a)->count - (i)-1) * sizeof(*(a)->data)),       \
     (a)->count--)
#define ARRAY_DROP(a) (mem_free((a)->data), (a)->data = NULL, (a)->count = (a)->room = 0)

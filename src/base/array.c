/*
 * array.c - a growing array of equal things in one mem_root block
 */
#include "base/array.h"
#include <string.h>
#include "base/mem.h"
#include "base/size.h"

bool array_reserve(void *data_pointer, size_t count, size_t *room, size_t each)
{
    void **data = data_pointer, *bigger;
    size_t wanted = count < 8 ? 8 : count + count / 2, bytes;

    if (count < *room) return true;
    if (!size_mul(wanted, each, &bytes) || mem_root(bytes, &bigger) != S_OK) return false;
    if (count) memcpy(bigger, *data, count * each);
    mem_free(*data);
    *data = bigger;
    *room = wanted;
    return true;
}

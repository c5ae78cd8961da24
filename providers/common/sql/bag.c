/*
 * bag.c - a set of property values, one per property id, in ascending id
 */
#include "common/sql/bag.h"
#include <stdlib.h>

/* Where the id is, or belongs. */
static size_t bag_place(const struct bag *bag, ULONG tag, bool *found)
{
    size_t low = 0, high = bag->n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (PROP_ID(bag->values[mid]->prop.ulPropTag) < PROP_ID(tag))
            low = mid + 1;
        else
            high = mid;
    }
    *found = low < bag->n && PROP_ID(bag->values[low]->prop.ulPropTag) == PROP_ID(tag);
    return low;
}

struct value *bag_find(const struct bag *bag, ULONG tag)
{
    bool found;
    size_t i = bag_place(bag, tag, &found);

    return found ? bag->values[i] : NULL;
}

HRESULT bag_set(struct bag *bag, struct value *value)
{
    bool found;
    size_t i = bag_place(bag, value->prop.ulPropTag, &found);

    value_ref(value);
    if (found) {
        value_unref(bag->values[i]);
        bag->values[i] = value;
        return S_OK;
    }
    if (bag->n == bag->room) {
        size_t room = bag->room ? bag->room * 2 : 16;
        struct value **grown = realloc(bag->values, room * sizeof(*grown));

        if (!grown) {
            value_unref(value);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
        bag->values = grown;
        bag->room = room;
    }
    memmove(&bag->values[i + 1], &bag->values[i], (bag->n - i) * sizeof(*bag->values));
    bag->values[i] = value;
    bag->n++;
    return S_OK;
}

HRESULT bag_text(const struct bag *bag, ULONG tag, struct value **out)
{
    struct value *value = bag_find(bag, tag);
    AUTO_VALUE struct value *memory = NULL;
    HRESULT hr;

    *out = NULL;
    if (!value || (value_type(value) != PT_UNICODE && value_type(value) != PT_STRING8))
        return S_FALSE;
    hr = value_in_memory(value, &memory);
    if (SUCCEEDED(hr)) hr = value_as(memory, PT_UNICODE, out);
    return FAILED(hr) && hr != MAPI_E_NOT_ENOUGH_MEMORY ? S_FALSE : hr;
}

bool bag_remove(struct bag *bag, ULONG tag)
{
    bool found;
    size_t i = bag_place(bag, tag, &found);

    if (!found) return false;
    value_unref(bag->values[i]);
    bag->n--;
    memmove(&bag->values[i], &bag->values[i + 1], (bag->n - i) * sizeof(*bag->values));
    return true;
}

HRESULT bag_copy(const struct bag *from, struct bag *to)
{
    if (!from->n) return S_OK;
    to->values = malloc(from->n * sizeof(*to->values));
    if (!to->values) return MAPI_E_NOT_ENOUGH_MEMORY;
    to->n = to->room = from->n;
    for (size_t i = 0; i < from->n; i++)
        to->values[i] = value_ref(from->values[i]);
    return S_OK;
}

void bag_clear(struct bag *bag)
{
    for (size_t i = 0; i < bag->n; i++)
        value_unref(bag->values[i]);
    free(bag->values);
    memset(bag, 0, sizeof(*bag));
}

/*
 * bag.h - a set of property values, one per property id, in ascending id
 */
#pragma once
#include "common/sql/value.h"

struct bag {
    struct value **values; /* one reference each */
    size_t n, room;
};

struct value *bag_find(const struct bag *bag, ULONG tag); /* by id; borrowed, or NULL */
HRESULT bag_set(struct bag *bag, struct value *value);    /* takes its own reference */
/* The text as PT_UNICODE in memory, whatever its width and length. S_FALSE: there is none. */
HRESULT bag_text(const struct bag *bag, ULONG tag, struct value **out);
bool bag_remove(struct bag *bag, ULONG tag);
HRESULT bag_copy(const struct bag *from, struct bag *to); /* to is empty; shares the values */
void bag_clear(struct bag *bag);

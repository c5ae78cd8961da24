/*
 * found.h - what a search has found, kept
 */
#pragma once
#include "directory.h"

struct found {
    struct directory_entry **entries; /* malloc each, in one piece */
    size_t n, room, bytes;
    bool more; /* the server has, or may have, others */
};

/* More than that isn't kept: what comes after is told as `more`. */
#define FOUND_MAX_BYTES ((size_t)256 << 20)

/* Takes a copy. n_attributes: the entry's values. S_FALSE: there is room for no more;
 * MAPI_E_NOT_ENOUGH_MEMORY. */
HRESULT found_add(struct found *found, const struct directory_entry *entry, size_t n_attributes);
void found_clear(struct found *found);

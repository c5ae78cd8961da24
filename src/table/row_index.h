/*
 * row_index.h - the rows of a table by what their index property is
 */
#pragma once
#include "table/rows.h"

/* Open addressing over rows that know their own keys: a pointer and a mark for each.
 * Zero-initialise. */
struct row_index {
    struct row **slots; /* owned; the rows are borrowed */
    uint8_t *marks;     /* behind the slots: 0 for an empty one, else some bits of the hash */
    size_t count, room;
};

/* hash is map_hash of the key, as in row->hash. NULL: none. */
struct row *row_index_get(const struct row_index *index, uint32_t hash, const void *bytes,
                          size_t count);
/* In the place of a row with the same key, or of none. False: memory is out. */
bool row_index_put(struct row_index *index, struct row *row);
void row_index_remove(struct row_index *index, const struct row *row);
void row_index_drop(struct row_index *index);

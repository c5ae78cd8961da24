/*
 * row_index.c - the rows of a table by what their index property is
 *
 * A slot that is emptied is filled by moving its successors back, so there are no tombstones.
 */
#include "table/row_index.h"
#include <string.h>
#include "base/mem.h"

/* Where the row with this key is, or would go. There is always an empty slot. */
static size_t place(const struct row_index *index, uint32_t hash, const void *bytes, size_t count)
{
    size_t at = hash & (index->room - 1);

    for (;; at = (at + 1) & (index->room - 1)) {
        const struct row *row = index->slots[at];

        if (!row) return at;
        if (row->hash == hash && row->key_count == count && !memcmp(row->key_bytes, bytes, count))
            return at;
    }
}

struct row *row_index_get(const struct row_index *index, uint32_t hash, const void *bytes,
                          size_t count)
{
    return index->count ? index->slots[place(index, hash, bytes, count)] : NULL;
}

static bool grow(struct row_index *index)
{
    struct row_index bigger = {NULL, index->count, index->room ? index->room * 2 : 16};

    bigger.slots = mem_array(bigger.room, sizeof(*bigger.slots));
    if (!bigger.slots) return false;
    for (size_t i = 0; i < index->room; i++) {
        struct row *row = index->slots[i];
        size_t at = row ? row->hash & (bigger.room - 1) : 0;

        if (!row) continue;
        while (bigger.slots[at]) /* keys differ */
            at = (at + 1) & (bigger.room - 1);
        bigger.slots[at] = row;
    }
    mem_free(index->slots);
    *index = bigger;
    return true;
}

bool row_index_put(struct row_index *index, struct row *row)
{
    size_t at = index->count ? place(index, row->hash, row->key_bytes, row->key_count) : 0;

    if (!index->count || !index->slots[at]) {
        if (index->count * 4 >= index->room * 3 && !grow(index)) return false;
        at = place(index, row->hash, row->key_bytes, row->key_count);
        index->count++;
    }
    index->slots[at] = row;
    return true;
}

void row_index_remove(struct row_index *index, const struct row *row)
{
    size_t mask = index->room - 1, hole, i;

    if (!index->count) return;
    hole = i = place(index, row->hash, row->key_bytes, row->key_count);
    if (!index->slots[hole]) return;
    index->count--;
    for (;;) { /* whatever could stand in the hole moves there, and leaves the next hole */
        i = (i + 1) & mask;
        if (!index->slots[i]) break;
        if (((i - index->slots[i]->hash) & mask) < ((i - hole) & mask)) continue;
        index->slots[hole] = index->slots[i];
        hole = i;
    }
    index->slots[hole] = NULL;
}

void row_index_drop(struct row_index *index)
{
    mem_free(index->slots);
    *index = (struct row_index){0};
}

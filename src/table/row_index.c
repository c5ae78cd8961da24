/*
 * row_index.c - the rows of a table by what their index property is
 *
 * A slot that is emptied is filled by moving its successors back, so there are no tombstones.
 */
#include "table/row_index.h"
#include <string.h>
#include "base/mem.h"

/* What a slot's mark is when a row of this hash is in it: nearly all others are told by it. */
static uint8_t mark_of(uint32_t hash)
{
    return (uint8_t)(hash >> 24 | 0x80);
}

/* Where the row with this key is, or would go. There is always an empty slot. */
static size_t place(const struct row_index *index, uint32_t hash, const void *bytes, size_t count)
{
    size_t at = hash & (index->room - 1);
    uint8_t mark = mark_of(hash);

    for (;; at = (at + 1) & (index->room - 1)) {
        const struct row *row;

        if (!index->marks[at]) return at;
        if (index->marks[at] != mark) continue;
        row = index->slots[at];
        if (row->hash == hash && row->key_bytes == count &&
            !memcmp(row_key_start(row), bytes, count))
            return at;
    }
}

static size_t place_of(const struct row_index *index, const struct row *row)
{
    return place(index, row->hash, row_key_start(row), row->key_bytes);
}

struct row *row_index_get(const struct row_index *index, uint32_t hash, const void *bytes,
                          size_t count)
{
    size_t at;

    if (!index->count) return NULL;
    at = place(index, hash, bytes, count);
    return index->marks[at] ? index->slots[at] : NULL;
}

/* Of a row that isn't among them. */
static void add(struct row_index *index, struct row *row)
{
    size_t at = row->hash & (index->room - 1);

    while (index->marks[at])
        at = (at + 1) & (index->room - 1);
    index->slots[at] = row;
    index->marks[at] = mark_of(row->hash);
}

enum {
    AHEAD = 8
}; /* rows that lie anywhere in memory are announced before they are looked at */

static bool grow(struct row_index *index)
{
    struct row_index bigger = {.count = index->count, .room = index->room ? index->room * 2 : 16};

    bigger.slots = mem_array(bigger.room, sizeof(*bigger.slots) + sizeof(*bigger.marks));
    if (!bigger.slots) return false;
    bigger.marks = (uint8_t *)&bigger.slots[bigger.room];
    for (size_t i = 0; i < index->room; i++) {
        if (i + AHEAD < index->room) __builtin_prefetch(index->slots[i + AHEAD]);
        if (index->marks[i]) add(&bigger, index->slots[i]);
    }
    mem_free(index->slots);
    *index = bigger;
    return true;
}

bool row_index_put(struct row_index *index, struct row *row)
{
    if (index->count) {
        size_t at = place_of(index, row);

        if (index->marks[at]) {
            index->slots[at] = row;
            return true;
        }
    }
    if (index->count * 8 >= index->room * 7 && !grow(index)) return false;
    add(index, row);
    index->count++;
    return true;
}

void row_index_remove(struct row_index *index, const struct row *row)
{
    size_t mask = index->room - 1, hole, i;

    if (!index->count) return;
    hole = i = place_of(index, row);
    if (!index->marks[hole]) return;
    index->count--;
    for (;;) { /* whatever could stand in the hole moves there, and leaves the next hole */
        i = (i + 1) & mask;
        if (!index->marks[i]) break;
        if (((i - index->slots[i]->hash) & mask) < ((i - hole) & mask)) continue;
        index->slots[hole] = index->slots[i];
        index->marks[hole] = index->marks[i];
        hole = i;
    }
    index->marks[hole] = 0;
}

void row_index_drop(struct row_index *index)
{
    mem_free(index->slots);
    *index = (struct row_index){0};
}

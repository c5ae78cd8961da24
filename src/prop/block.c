/*
 * block.c - pieces laid out in one block behind what points at them, and a block that moved
 *
 * A block holds the head first, then the pieces: those aligned to 8 bytes, to 4, to 2, to 1. Each
 * piece is a multiple of its alignment, so no padding is needed between them.
 */
#include "prop/block.h"
#include "base/error.h"
#include "base/size.h"
#include <stdint.h>
#include <string.h>

void *block_count_piece(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align)
{
    struct block *block = (struct block *)walk;

    (void)slot;
    block_count(block, bytes, align);
    return bytes ? from : PIECES_NOTHING;
}

bool block_total(const struct block *block, size_t head, size_t *bytes)
{
    *bytes = head;
    for (int i = 0; i < BLOCK_ALIGNS; i++)
        if (block->sums[i] > SIZE_MAX || !size_add(bytes, (size_t)block->sums[i])) return false;
    return true;
}

static void *place_piece(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align)
{
    block_place((struct block *)walk, slot, from, bytes, align);
    return bytes ? *slot : PIECES_NOTHING;
}

void block_fill_from(struct block *block, void *into, size_t head)
{
    char *at = (char *)into + head;

    for (int i = 0; i < BLOCK_ALIGNS; at += block->sums[i++])
        block->at[i] = at;
    block->walk = (struct pieces){.visit = place_piece};
}

void *block_moved(struct pieces *walk, void *pointer)
{
    struct block_move *m = (struct block_move *)walk;

    return (char *)m->is + ((uintptr_t)pointer - (uintptr_t)m->was);
}

void *block_move_piece(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align)
{
    struct block_move *m = (struct block_move *)walk;

    (void)align;
    if (!bytes) return PIECES_NOTHING;
    *slot = (void *)((uintptr_t)m->will_be + ((uintptr_t)*slot - (uintptr_t)m->was));
    m->bytes += bytes;
    return from;
}

/*
 * block.h - pieces laid out in one block behind what points at them, and a block that moved
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/copy.h"
#include "base/size.h"
#include "prop/pieces.h"

enum { BLOCK_ALIGNS = 4 };

/* walk comes first, so that it is handed to the walks of pieces.h. */
struct block {
    struct pieces walk;
    uint64_t sums[BLOCK_ALIGNS]; /* pieces may be the same memory many times, so that they are more
                                    than a size_t */
    char *at[BLOCK_ALIGNS];
};

/* First walk: over what is to be copied, which stays as it is. */
#define BLOCK_COUNTING                                                                             \
    {                                                                                              \
        .walk.visit = block_count_piece                                                            \
    }
void *block_count_piece(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align);
#define BLOCK_CLASS(align) ((align) >= 8 ? 0 : (align) == 4 ? 1 : (align) == 2 ? 2 : 3)
/* One piece more. */
static inline void block_count(struct block *block, size_t bytes, size_t align)
{
    block->sums[BLOCK_CLASS(align)] += bytes;
}
/* Bytes of the head (a multiple of 8) and all pieces counted. False: more than a size_t. */
bool block_total(const struct block *block, size_t head, size_t *bytes);
/* Second walk, over the copy of the head that lies at the beginning of into, which has the room
 * block_total told. */
void block_fill_from(struct block *block, void *into, size_t head);
/* *slot points at the copy of the piece at from; NULL for a piece of nothing. */
static inline void block_place(struct block *block, void **slot, const void *from, size_t bytes,
                               size_t align)
{
    char **at = &block->at[BLOCK_CLASS(align)];

    *slot = bytes ? *at : NULL;
    if (bytes) copy_few(*at, from, bytes);
    *at += bytes;
}

/* A walk over a block whose pointers were right when it lay at was, which now lies at is, and which
 * is to lie at will_be: they are made right for that. */
struct block_move {
    struct pieces walk;
    const char *was, *is, *will_be;
    size_t bytes; /* of the pieces met */
};
#define BLOCK_MOVE(was, is, will_be)                                                               \
    {                                                                                              \
        {.visit = block_move_piece, .locate = block_moved}, (was), (const char *)(is), (will_be),  \
            0                                                                                      \
    }
void *block_move_piece(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align);
void *block_moved(struct pieces *walk, void *pointer);

/*
 * Property values in two turns: measured, then laid out in room of the caller's, which begins at a
 * multiple of 8. Nobody changes the values between. Errors: MAPI_E_INVALID_PARAMETER (what isn't a
 * value, or has no size)
 */
HRESULT block_measure_values(struct block *block, ULONG count, const SPropValue *props,
                             size_t *bytes);
HRESULT block_fill_values(struct block *block, ULONG count, const SPropValue *props, void *into);

/*
 * contents_block.h - rows of the contents table on their way to a client: gathered under the lock,
 * given without it
 */
#pragma once
#include "book.h"
#include "common/sql/flat_rows.h"

struct contents_block {
    struct book *book; /* borrowed, as the columns are */
    const SPropTagArray *columns;
    ULONG flags;  /* MAPI_UNICODE: the width of what comes without a type */
    ULONG *by_id; /* the columns' numbers by ascending property id; malloc */
    struct flat_rows rows;
    struct contents_block_value
        *values; /* those that are made for the client when they are given; malloc */
    size_t n_values, values_room, given_values;
};

HRESULT contents_block_init(struct contents_block *block, struct book *book,
                            const SPropTagArray *columns, ULONG flags);
void contents_block_empty(struct contents_block *block); /* for other rows; keeps its memory */
void contents_block_free(struct contents_block *block);

/* Under the lock. S_FALSE: the entry was deleted. Errors: MAPI_E_NOT_ENOUGH_MEMORY, and those of
 * the file */
HRESULT contents_block_add(struct contents_block *block, int64_t id);
/* Row i as one allocation, to be asked for in order. Text is cut to 255 units; what has more than
 * 4,096 bytes is PT_ERROR. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT contents_block_give(struct contents_block *block, size_t i, SRow *out);

/*
 * row_block.h - rows on their way to a client: gathered as one block of memory under the lock,
 * given in his memory without it
 */
#pragma once
#include "common/sql/flat_rows.h"
#include "scan_row.h"

struct row_block {
    const SPropTagArray *columns;   /* borrowed */
    ULONG flags;                    /* MAPI_UNICODE: the width of what comes without a type */
    struct row_block_plan *plan;    /* how each column is read; malloc */
    struct flat_rows rows;
    struct row_block_value
        *values; /* those that are made for the client when they are given; malloc */
    size_t n_values, values_room, given_values;
};

HRESULT row_block_init(struct row_block *block, const struct scan_source *source,
                       const SPropTagArray *columns, ULONG flags);
void row_block_empty(struct row_block *block); /* for other rows; keeps its memory */
void row_block_free(struct row_block *block);

/* Under the lock. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT row_block_add(struct row_block *block, struct scan_row *row);
/* Row i as one allocation, to be asked for in order. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT row_block_give(struct row_block *block, size_t i, const struct allocators *alloc,
                       SRow *out);

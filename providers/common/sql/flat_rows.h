/*
 * flat_rows.h - rows of a table gathered as one block of memory under a lock, to be given without
 * it
 *
 * A row is its SPropValues, then what they point to, by offsets in the row: it is given by one
 * allocation and one copy.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "common/allocators.h"
#include "common/platform.h"

struct flat_rows {
    ULONG columns;
    BYTE *bytes; /* row after row; malloc */
    size_t used, room;
    size_t *rows; /* where they begin, and the end; malloc */
    size_t n, rows_room;
};

/* An array of so many, by realloc; *room grows by doubling. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT flat_grow(void **items, size_t n, size_t *room, size_t each);

/* Row number n, with values of zeros. Until flat_rows_end it isn't one of them. */
HRESULT flat_rows_begin(struct flat_rows *rows);
void flat_rows_end(struct flat_rows *rows);
void flat_rows_empty(struct flat_rows *rows); /* for other rows; keeps its memory */
void flat_rows_free(struct flat_rows *rows);

/* A value of the row that was begun; valid until something is put into it. */
static inline SPropValue *flat_rows_value(struct flat_rows *rows, ULONG column)
{
    return (SPropValue *)(rows->bytes + rows->rows[rows->n]) + column;
}
/* What a value of type PT_BINARY, PT_UNICODE (of WTF-8) or PT_STRING8 points to. Text is cut to so
 * many units, between characters. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT flat_rows_binary(struct flat_rows *rows, ULONG column, const void *bytes, size_t count);
HRESULT flat_rows_wide(struct flat_rows *rows, ULONG column, const char *text, size_t bytes,
                       size_t most);
/* Text that has no byte above 7f: it is the same in all code pages. */
HRESULT flat_rows_ascii(struct flat_rows *rows, ULONG column, const char *text, size_t bytes,
                        size_t most);

/* Row i as one allocation. Values that point to something have one of the types above. */
HRESULT flat_rows_give(const struct flat_rows *rows, size_t i, const struct allocators *alloc,
                       SPropValue **out);

/*
 * sql_table_rows.c - QueryRows: rows read under the lock, a block at a time, given to the client
 * without it
 */
#include <stdlib.h>
#include "row_block.h"
#include "sql_table.h"

#define BLOCK_CELLS 4096

struct given_rows {
    SRow *rows; /* malloc, until there is a set */
    size_t n, room;
};

static HRESULT give_row(struct sql_table *table, const SPropTagArray *columns,
                        const struct cell *cells, SRow *row)
{
    const struct allocators *alloc = &table->store->alloc;
    SPropValue *values;
    HRESULT hr;

    hr = alloc->buffer((ULONG)(columns->cValues * sizeof(*values)), (void **)&values);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; SUCCEEDED(hr) && i < columns->cValues; i++)
        hr = cell_give(&cells[i], columns->aulPropTag[i], table->flags, alloc, values, &values[i]);
    if (FAILED(hr)) {
        alloc->free(values);
        return hr;
    }
    *row = (SRow){0, columns->cValues, values};
    return S_OK;
}

static HRESULT make_room(struct given_rows *rows, size_t more)
{
    size_t room = rows->room ? rows->room : 64;
    SRow *bigger;

    while (room < rows->n + more)
        room *= 2;
    if (room == rows->room) return S_OK;
    bigger = realloc(rows->rows, room * sizeof(*bigger));
    if (!bigger) return MAPI_E_NOT_ENOUGH_MEMORY;
    rows->rows = bigger;
    rows->room = room;
    return S_OK;
}

static HRESULT give_block(struct sql_table *table, struct row_block *block, struct given_rows *rows)
{
    HRESULT hr = make_room(rows, block->rows.n);

    for (size_t i = 0; SUCCEEDED(hr) && i < block->rows.n; i++) {
        hr = row_block_give(block, i, &table->store->alloc, &rows->rows[rows->n]);
        if (SUCCEEDED(hr)) rows->n++;
    }
    return hr;
}

static HRESULT give_set(struct sql_table *table, struct given_rows *rows, SRowSet **out)
{
    SRowSet *set;
    HRESULT hr;

    if (rows->n > 0x7fffffff / sizeof(SRow) - 1) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = table->store->alloc.buffer((ULONG)CbNewSRowSet(rows->n + 1), (void **)&set);
    if (FAILED(hr)) return hr;
    set->cRows = (ULONG)rows->n;
    if (rows->n) memcpy(set->aRow, rows->rows, rows->n * sizeof(SRow));
    rows->n = 0; /* they are the set's */
    *out = set;
    return S_OK;
}

static void free_given(struct sql_table *table, struct given_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        table->store->alloc.free(rows->rows[i].lpProps);
    free(rows->rows);
}

HRESULT line_rows_give(struct sql_table *table, const struct line_rows *lines, SRowSet **out)
{
    struct given_rows rows = {0};
    HRESULT hr = make_room(&rows, lines->n);

    for (size_t i = 0; SUCCEEDED(hr) && i < lines->n; i++) {
        hr = give_row(table, lines->columns, lines->cells + i * lines->columns->cValues,
                      &rows.rows[rows.n]);
        if (SUCCEEDED(hr)) rows.n++;
    }
    if (SUCCEEDED(hr)) hr = give_set(table, &rows, out);
    free_given(table, &rows);
    return hr;
}

/* Of a categorised table; S_FALSE: it isn't. */
static HRESULT query_lines(struct sql_table *table, LONG count, ULONG flags, SRowSet **out)
{
    struct line_rows lines;
    HRESULT hr = lines_read(table, count, flags & TBL_NOADVANCE, &lines);

    if (hr != S_OK) return hr;
    hr = line_rows_give(table, &lines, out);
    if (SUCCEEDED(hr)) lines_given(table, &lines);
    line_rows_clear(&lines);
    return hr;
}

static HRESULT gather(void *context, int64_t id, struct scan_row *row)
{
    (void)id;
    return row_block_add(context, row);
}

/* Up to `want` rows from *at on, which moves behind them. */
static HRESULT read_rows(struct sql_table *table, struct scan *scan, const SPropTagArray *columns,
                         size_t want, struct position *at, SRowSet **out)
{
    size_t block_rows = BLOCK_CELLS / columns->cValues + 1;
    struct row_block block;
    struct scan_walk walk = {
        .scan = scan, .open_rows = true, .columns = columns, .each = gather, .context = &block};
    struct given_rows rows = {0};
    HRESULT hr = row_block_init(&block, &scan->source, columns, table->flags);

    walk.end_only = !scan->source.deep; /* whose tree would be walked again for it */

    while (SUCCEEDED(hr) && rows.n < want && !walk.ended) {
        walk.got = 0;
        walk.want = want - rows.n < block_rows ? want - rows.n : block_rows;
        hr = scan_walk_some(&walk, at);
        if (SUCCEEDED(hr)) hr = give_block(table, &block, &rows);
        row_block_empty(&block);
    }
    if (SUCCEEDED(hr)) hr = give_set(table, &rows, out);
    free_given(table, &rows);
    row_block_free(&block);
    return hr;
}

/* The row that FindRow has read. */
static HRESULT give_found(struct sql_table *table, struct found_row *found, SRowSet **out)
{
    struct given_rows rows = {0};
    HRESULT hr = give_block(table, &found->block, &rows);

    if (SUCCEEDED(hr)) hr = give_set(table, &rows, out);
    free_given(table, &rows);
    row_block_empty(&found->block);
    return hr;
}

/*
 * QueryRows - rows from the cursor on, or the -count rows before it
 *
 * count    not 0; fewer rows are given at the end, none past it
 * flags    TBL_NOADVANCE: the cursor stays before the first row given; so it does after rows before
 *          it (6.9-06)
 * out      each row has all columns in their order: PT_ERROR where it has none, PR_NULL where the
 *          column is. Text is cut to 255 characters; bytes above 4,096 are PT_ERROR with
 *          MAPI_E_NOT_ENOUGH_MEMORY, to be read from the object
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_BUSY
 *          (another program writes)
 */
HRESULT STDMETHODCALLTYPE sql_table_QueryRows(IMAPITable *iface, LONG count, ULONG flags,
                                              SRowSet **out)
{
    struct sql_table *table = sql_table_from_iface(iface);
    struct db *db = store_db(table->store);
    struct position first = {0}, at = {0};
    SPropTagArray *columns = NULL;
    int64_t want = count, moved;
    struct found_row found;
    struct scan *scan;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (!count) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)TBL_NOADVANCE) return MAPI_E_UNKNOWN_FLAGS;
    hr = query_lines(table, count, flags, out);
    if (hr != S_FALSE) return hr;

    db_lock(db);
    scan = scan_ref(table->scan);
    hr = position_copy(&table->cursor, &first);
    if (SUCCEEDED(hr)) hr = columns_copy(table->columns, &columns);
    db_unlock(db);

    if (SUCCEEDED(hr) && count < 0) {
        hr = scan_seek(scan, &first, count, &moved);
        want = -moved;
    }
    if (SUCCEEDED(hr)) hr = position_copy(&first, &at);
    if (SUCCEEDED(hr) && count == 1 && found_take(table, scan, &first, &found)) {
        hr = give_found(table, &found, out);
        found_keep(table, &found); /* its memory */
        at.at = POSITION_AFTER;
    } else if (SUCCEEDED(hr)) {
        hr = read_rows(table, scan, columns, (size_t)want, &at, out);
    }
    if (SUCCEEDED(hr)) {
        db_lock(db);
        if (table->scan == scan)
            position_move(count < 0 || flags & TBL_NOADVANCE ? &first : &at, &table->cursor);
        db_unlock(db);
    }
    position_clear(&at);
    position_clear(&first);
    free(columns);
    scan_unref(scan);
    return hr;
}

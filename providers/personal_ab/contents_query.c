/*
 * contents_query.c - QueryRows: a window of the contents table's rows
 */
#include <stdlib.h>
#include <string.h>
#include "contents_block.h"
#include "contents_own.h"

#define MOST_AT_ONCE   10000 /* rows that one QueryRows gives */
#define ROWS_IN_A_VIEW 32

static void free_set(const struct allocators *alloc, SRowSet *set)
{
    for (ULONG i = 0; set && i < set->cRows; i++)
        alloc->free(set->aRow[i].lpProps);
    if (set) alloc->free(set);
}

/* The window of ids that a call asks for, and where it ends. Under the lock. */
static HRESULT take_window(struct contents_table *table, LONG count, size_t *at, int64_t **ids,
                           size_t *n)
{
    size_t wanted = count < 0 ? (size_t) - (int64_t)count : (size_t)count, first, last;
    struct contents_rows *rows = &table->rows;
    HRESULT hr = S_OK;

    if (wanted > MOST_AT_ONCE) wanted = MOST_AT_ONCE;
    if (count > 0) hr = contents_rows_reach(table->book, rows, *at + wanted);
    else if (*at < wanted && !rows->top) {
        hr = contents_cursor_hold_all(table);
        *at = table->at; /* its place among all */
    }
    if (FAILED(hr)) return hr;
    first = last = *at < rows->ids.n ? *at : rows->ids.n;
    if (count < 0) first = wanted < first ? first - wanted : 0;
    else last = wanted < rows->ids.n - first ? first + wanted : rows->ids.n;
    *n = last - first;
    *ids = malloc((*n + 1) * sizeof(**ids));
    if (!*ids) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (*n) memcpy(*ids, rows->ids.items + first, *n * sizeof(**ids));
    *at = count < 0 ? first : last;
    return S_OK;
}

/* Some of the rows, from one view of the file. */
static HRESULT gather(struct contents_block *block, const int64_t *ids, size_t n)
{
    HRESULT hr = S_OK;

    if (n > ROWS_IN_A_VIEW) n = ROWS_IN_A_VIEW;
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = contents_block_add(block, ids[i]);
    return FAILED(hr) ? hr : S_OK;
}

/* The window and its first rows. */
static HRESULT first_view(struct contents_table *table, struct contents_block *block, LONG count,
                          size_t *at, int64_t **ids, size_t *n)
{
    struct db *db = book_db(table->book);
    HRESULT hr = db_begin_read(db);

    if (FAILED(hr)) return hr;
    hr = take_window(table, count, at, ids, n);
    if (SUCCEEDED(hr)) hr = gather(block, *ids, *n);
    return db_end(db, hr);
}

static HRESULT next_view(struct contents_table *table, struct contents_block *block,
                         const int64_t *ids, size_t n)
{
    struct db *db = book_db(table->book);
    HRESULT hr = db_begin_read(db);

    contents_block_empty(block);
    return FAILED(hr) ? hr : db_end(db, gather(block, ids, n));
}

/* Without the lock. */
static HRESULT give(struct contents_block *block, SRowSet *set)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; i < block->rows.n && SUCCEEDED(hr); i++) {
        hr = contents_block_give(block, i, &set->aRow[set->cRows]);
        if (SUCCEEDED(hr)) set->cRows++;
    }
    return hr;
}

/* n: entries that were to be there; those that are gone are left out. */
static HRESULT read_window(struct contents_table *table, struct contents_block *block, LONG count,
                           size_t *at, size_t *n, SRowSet **out)
{
    const struct allocators *alloc = &table->book->alloc;
    int64_t *ids = NULL;
    SRowSet *set = NULL;
    HRESULT hr;

    hr = first_view(table, block, count, at, &ids, n);
    if (SUCCEEDED(hr)) hr = alloc->buffer((ULONG)CbNewSRowSet(*n + 1), (void **)&set);
    if (SUCCEEDED(hr)) set->cRows = 0;
    for (size_t i = 0; SUCCEEDED(hr) && i < *n; i += ROWS_IN_A_VIEW) {
        if (i) hr = next_view(table, block, ids + i, *n - i);
        if (SUCCEEDED(hr)) hr = give(block, set);
    }
    free(ids);
    if (SUCCEEDED(hr)) *out = set;
    else free_set(alloc, set);
    return hr;
}

/*
 * QueryRows - a window of rows from the cursor on
 *
 * count   negative: the rows before the cursor, which goes to the first of them
 * flags   TBL_NOADVANCE
 * out     no rows: the table ends here; text is cut to 255 characters; bytes above 4,096 are
 * PT_ERROR Errors  MAPI_E_INVALID_PARAMETER (count 0), MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CORRUPT_STORE Source  IMAPITable::QueryRows
 */
HRESULT STDMETHODCALLTYPE contents_table_QueryRows(IMAPITable *iface, LONG count, ULONG flags,
                                                   SRowSet **out)
{
    struct contents_table *table = contents_table_of(iface);
    const struct allocators *alloc = &table->book->alloc;
    struct contents_block block = {0};
    SPropTagArray *columns = NULL;
    SRowSet *set = NULL;
    size_t n = 0, at;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (!count) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)TBL_NOADVANCE) return MAPI_E_UNKNOWN_FLAGS;
    db_lock(book_db(table->book));
    hr = contents_columns_copy(table->columns, &columns);
    at = table->at;
    db_unlock(book_db(table->book));
    if (SUCCEEDED(hr)) hr = contents_block_init(&block, table->book, columns, table->flags);
    do {
        free_set(alloc, set);
        set = NULL;
        contents_block_empty(&block);
        if (SUCCEEDED(hr)) hr = read_window(table, &block, count, &at, &n, &set);
    } while (SUCCEEDED(hr) && n && !set->cRows); /* all of them are gone: what is behind them */
    contents_block_free(&block);
    free(columns);
    if (FAILED(hr)) return hr;
    if (!(flags & TBL_NOADVANCE)) {
        db_lock(book_db(table->book));
        table->at = at;
        db_unlock(book_db(table->book));
    }
    *out = set;
    return S_OK;
}

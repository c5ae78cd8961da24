/*
 * contents_cursor.c - where in the contents table a client is: its cursor, bookmarks, FindRow
 */
#include "contents_own.h"

#define FIRST_MARK 16 /* BOOKMARK_BEGINNING, CURRENT and END are below */

/* ---- where ---- */

HRESULT contents_cursor_hold_all(struct contents_table *table)
{
    return contents_rows_all(table->book, &table->rows, &table->at);
}

/*
 * Where a mark is among the rows that are held, with so many behind it (count below 0: before it),
 * if the table has them.
 */
static HRESULT place_of_mark(struct contents_table *table, BOOKMARK mark, int64_t count, size_t *at)
{
    struct contents_rows *rows = &table->rows;
    HRESULT hr = S_OK;
    int64_t id;

    if (mark == BOOKMARK_BEGINNING ? !rows->top
        : mark == BOOKMARK_CURRENT ? !rows->top && count < 0 && (uint64_t)-count > table->at
                                   : true)
        hr = contents_cursor_hold_all(table);
    if (FAILED(hr)) return hr;
    if (mark == BOOKMARK_BEGINNING) *at = 0;
    else if (mark == BOOKMARK_CURRENT) *at = table->at;
    else if (mark == BOOKMARK_END) *at = rows->ids.n;
    else if (mark < FIRST_MARK || mark - FIRST_MARK >= table->n_marks ||
             !table->marks[mark - FIRST_MARK])
        return MAPI_E_INVALID_BOOKMARK;
    else {
        id = table->marks[mark - FIRST_MARK];
        *at = id < 0 ? rows->ids.n : contents_rows_place(rows, id);
    }
    if (count <= 0) return S_OK;
    return contents_rows_reach(table->book, rows, *at + (size_t)count);
}

/* ---- the cursor ---- */

HRESULT STDMETHODCALLTYPE contents_table_GetRowCount(IMAPITable *iface, ULONG flags, ULONG *count)
{
    struct contents_table *table = contents_table_of(iface);
    size_t n;
    HRESULT hr;

    if (!count) return MAPI_E_INVALID_PARAMETER;
    *count = 0;
    if (flags & ~(ULONG)TBL_NOADVANCE) return MAPI_E_UNKNOWN_FLAGS;
    db_lock(book_db(table->book));
    hr = contents_rows_count(table->book, &table->rows, &n);
    db_unlock(book_db(table->book));
    if (SUCCEEDED(hr)) *count = (ULONG)n;
    return hr;
}

/*
 * SeekRow - from the beginning, the rows are found anew when entries have come or gone since
 *
 * Errors  MAPI_E_INVALID_BOOKMARK
 * Source  IMAPITable::SeekRow
 */
HRESULT STDMETHODCALLTYPE contents_table_SeekRow(IMAPITable *iface, BOOKMARK origin, LONG count,
                                                 LONG *sought)
{
    struct contents_table *table = contents_table_of(iface);
    HRESULT hr = S_OK;
    int64_t to;
    size_t at;

    if (sought) *sought = 0;
    db_lock(book_db(table->book));
    if (origin == BOOKMARK_BEGINNING &&
        (!table->rows.top || contents_rows_are_old(table->book, &table->rows)))
        hr = contents_table_find_rows(table, table->order, table->filter);
    if (SUCCEEDED(hr)) hr = place_of_mark(table, origin, count, &at);
    if (SUCCEEDED(hr)) {
        to = (int64_t)at + count;
        if (to < 0) to = 0;
        if (to > (int64_t)table->rows.ids.n) to = (int64_t)table->rows.ids.n;
        table->at = (size_t)to;
        if (sought) *sought = (LONG)(to - (int64_t)at);
    }
    db_unlock(book_db(table->book));
    return hr;
}

HRESULT STDMETHODCALLTYPE contents_table_SeekRowApprox(IMAPITable *iface, ULONG numerator,
                                                       ULONG denominator)
{
    struct contents_table *table = contents_table_of(iface);
    HRESULT hr;

    if (!denominator) return MAPI_E_INVALID_PARAMETER;
    if (numerator > denominator) numerator = denominator;
    db_lock(book_db(table->book));
    hr = contents_cursor_hold_all(table);
    if (SUCCEEDED(hr)) table->at = (size_t)((uint64_t)table->rows.ids.n * numerator / denominator);
    db_unlock(book_db(table->book));
    return hr;
}

HRESULT STDMETHODCALLTYPE contents_table_QueryPosition(IMAPITable *iface, ULONG *row,
                                                       ULONG *numerator, ULONG *denominator)
{
    struct contents_table *table = contents_table_of(iface);
    HRESULT hr;

    if (!row || !numerator || !denominator) return MAPI_E_INVALID_PARAMETER;
    db_lock(book_db(table->book));
    hr = contents_cursor_hold_all(table);
    *row = *numerator = (ULONG)table->at;
    *denominator = table->rows.ids.n ? (ULONG)table->rows.ids.n : 1;
    db_unlock(book_db(table->book));
    return hr;
}

HRESULT STDMETHODCALLTYPE contents_table_CreateBookmark(IMAPITable *iface, BOOKMARK *out)
{
    struct contents_table *table = contents_table_of(iface);
    HRESULT hr = S_OK;
    size_t i = 0;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = 0;
    db_lock(book_db(table->book));
    while (i < table->n_marks && table->marks[i])
        i++;
    if (i == MOST_MARKS) hr = MAPI_E_UNABLE_TO_COMPLETE;
    else hr = contents_rows_reach(table->book, &table->rows, table->at + 1);
    if (SUCCEEDED(hr)) {
        if (i == table->n_marks) table->n_marks++;
        table->marks[i] = table->at < table->rows.ids.n ? table->rows.ids.items[table->at] : -1;
        *out = (BOOKMARK)(FIRST_MARK + i);
    }
    db_unlock(book_db(table->book));
    return hr;
}

HRESULT STDMETHODCALLTYPE contents_table_FreeBookmark(IMAPITable *iface, BOOKMARK mark)
{
    struct contents_table *table = contents_table_of(iface);
    HRESULT hr;
    size_t at;

    if (mark <= BOOKMARK_END) return S_OK; /* the three that always are */
    db_lock(book_db(table->book));
    hr = place_of_mark(table, mark, 0, &at);
    if (SUCCEEDED(hr)) table->marks[mark - FIRST_MARK] = 0;
    db_unlock(book_db(table->book));
    return hr;
}

/* ---- the row that matches ---- */

/* Row by row, from a mark on. Under the lock. */
static HRESULT scan_for(struct contents_table *table, const struct filter *filter, BOOKMARK origin,
                        bool back, size_t *at, bool *found)
{
    HRESULT hr = place_of_mark(table, origin, back ? INT32_MIN : 0, at);

    while (SUCCEEDED(hr) && !*found) {
        struct bag bag = {0};
        struct entry_row row;

        if (back ? !*at : FAILED(hr = contents_rows_reach(table->book, &table->rows, *at + 1)))
            break;
        if (!back && *at >= table->rows.ids.n) break;
        if (back) --*at;
        hr = entries_read_shown(table->book->file, table->rows.ids.items[*at], &row, &bag);
        if (SUCCEEDED(hr)) hr = filter_matches(table->book, filter, &row, &bag, found);
        else if (entries_is_no_more(hr)) hr = S_OK;
        bag_clear(&bag);
        if (!back && !*found) ++*at;
    }
    return hr;
}

/*
 * FindRow - the next row that matches, from a bookmark on; the cursor goes there
 *
 * flags   DIR_BACKWARD: the last one before the bookmark
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_INVALID_BOOKMARK, and those of Restrict
 * Source  IMAPITable::FindRow
 */
HRESULT STDMETHODCALLTYPE contents_table_FindRow(IMAPITable *iface, SRestriction *res,
                                                 BOOKMARK origin, ULONG flags)
{
    struct contents_table *table = contents_table_of(iface);
    bool back = flags & DIR_BACKWARD, found = false;
    struct filter *filter;
    HRESULT hr;
    size_t at;

    if (!res) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)DIR_BACKWARD) return MAPI_E_UNKNOWN_FLAGS;
    hr = filter_create(res, &filter);
    if (FAILED(hr)) return hr;
    hr = db_begin_read(book_db(table->book)); /* and the lock */
    if (FAILED(hr)) {
        filter_free(filter);
        return hr;
    }
    if (origin == BOOKMARK_BEGINNING && !back &&
        contents_rows_are_plain(table->order, table->filter)) {
        hr = contents_rows_seek(table->book, filter, &table->rows, &at);
        found = hr == S_OK;
    } else {
        hr = S_FALSE;
    }
    if (hr == S_FALSE) hr = scan_for(table, filter, origin, back, &at, &found);
    if (SUCCEEDED(hr) && found) table->at = at;
    if (SUCCEEDED(hr) && !found) hr = MAPI_E_NOT_FOUND;
    hr = db_end(book_db(table->book), hr);
    filter_free(filter);
    return hr;
}

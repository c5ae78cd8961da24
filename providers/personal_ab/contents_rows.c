/*
 * contents_rows.c - the ids of the entries that a contents table shows, in its order
 *
 * The order by name comes from an index, a stretch at a time; others are sorted by what is packed.
 * What is restricted by PR_ANR alone is found by its words; everything else is asked entry by
 * entry.
 */
#include "contents_rows.h"
#include <stdlib.h>

HRESULT contents_order_check(const SSortOrderSet *order)
{
    if (order->cCategories || order->cExpanded || order->cSorts > MOST_SORTS)
        return MAPI_E_TOO_COMPLEX;
    for (ULONG i = 0; i < order->cSorts; i++) {
        if (PROP_TYPE(order->aSort[i].ulPropTag) & MV_FLAG) return MAPI_E_TOO_COMPLEX;
        if (order->aSort[i].ulOrder != TABLE_SORT_ASCEND &&
            order->aSort[i].ulOrder != TABLE_SORT_DESCEND)
            return MAPI_E_INVALID_PARAMETER;
    }
    return S_OK;
}

#define NOTHING_READ (-1) /* in place of seq */

static const char *column_of(ULONG tag)
{
    switch (PROP_ID(tag)) {
    case PROP_ID(PR_DISPLAY_NAME):
        return "name";
    case PROP_ID(PR_EMAIL_ADDRESS):
        return "address";
    case PROP_ID(PR_ADDRTYPE):
        return "type";
    case PROP_ID(PR_OBJECT_TYPE):
    case PROP_ID(PR_DISPLAY_TYPE):
        return "kind";
    case PROP_ID(PR_ENTRYID):
    case PROP_ID(PR_RECORD_KEY):
        return "guid";
    case PROP_ID(PR_INSTANCE_KEY):
        return "id";
    case PROP_ID(PR_CREATION_TIME):
        return "created";
    case PROP_ID(PR_LAST_MODIFICATION_TIME):
        return "modified";
    }
    return NULL;
}

/* sqlite3_free it; NULL: memory is out. */
static char *statement_of(const SSortOrderSet *order)
{
    sqlite3_str *text = sqlite3_str_new(NULL);

    sqlite3_str_appendall(text, "SELECT id FROM entries ORDER BY ");
    for (ULONG i = 0; order && i < order->cSorts; i++) {
        const char *column = column_of(order->aSort[i].ulPropTag);
        const char *way = order->aSort[i].ulOrder == TABLE_SORT_DESCEND ? "DESC" : "ASC";

        if (column) sqlite3_str_appendf(text, "%s %s, ", column, way);
        else
            sqlite3_str_appendf(text, "packed(props, %lld) COLLATE MAPI %s, ",
                                (long long)order->aSort[i].ulPropTag, way);
    }
    if (!order || !order->cSorts) sqlite3_str_appendall(text, "name, ");
    sqlite3_str_appendall(text, "id");
    return sqlite3_str_finish(text);
}

static HRESULT entry_matches(struct book *book, const struct filter *filter, int64_t id,
                             bool *matches)
{
    struct bag bag = {0};
    struct entry_row row;
    HRESULT hr = entries_read_shown(book->file, id, &row, &bag);

    *matches = false;
    if (SUCCEEDED(hr)) hr = filter_matches(book, filter, &row, &bag, matches);
    bag_clear(&bag);
    return hr == MAPI_E_CORRUPT_STORE ? S_OK : hr; /* a row without an entry ID matches nothing */
}

static HRESULT find_sorted(struct book *book, const SSortOrderSet *order,
                           const struct filter *filter, struct contents_rows *rows)
{
    char *text = statement_of(order);
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = db_error(book_db(book), sqlite3_prepare_v2(book_db(book)->sql, text, -1, &stmt, NULL));
    sqlite3_free(text);
    if (FAILED(hr)) return hr;
    while ((hr = db_step(book_db(book), stmt)) == S_OK) {
        int64_t id = sqlite3_column_int64(stmt, 0);
        bool matches = true;

        if (filter) hr = entry_matches(book, filter, id, &matches);
        if (SUCCEEDED(hr) && matches) hr = ids_add(&rows->ids, id);
        if (FAILED(hr)) break;
    }
    sqlite3_finalize(stmt);
    return FAILED(hr) ? hr : S_OK;
}

bool contents_rows_are_plain(const SSortOrderSet *order, const struct filter *filter)
{
    if (filter) return false;
    return !order || !order->cSorts ||
           (order->cSorts == 1 && order->aSort[0].ulOrder == TABLE_SORT_ASCEND &&
            PROP_ID(order->aSort[0].ulPropTag) == PROP_ID(PR_DISPLAY_NAME));
}

static HRESULT find(struct book *book, const SSortOrderSet *order, const struct filter *filter,
                    struct contents_rows *rows)
{
    const struct words *words = NULL;
    bool whole = false;
    HRESULT hr;

    hr = change_log_newest(book->file, &rows->seq);
    if (FAILED(hr)) return hr;
    if (filter) words = filter_words(filter, &whole);
    if (!whole || (order && order->cSorts)) return find_sorted(book, order, filter, rows);
    return entries_match(book->file, words, SIZE_MAX, &rows->ids);
}

HRESULT contents_rows_find(struct book *book, const SSortOrderSet *order,
                           const struct filter *filter, struct contents_rows *out)
{
    struct contents_rows rows = {.top = true, .seq = NOTHING_READ};
    HRESULT hr;

    if (contents_rows_are_plain(order, filter)) { /* they are read when they are asked for */
        *out = rows;
        return S_OK;
    }
    rows.end = true;
    hr = db_begin_read(book_db(book)); /* one view for all of it */
    if (FAILED(hr)) return hr;
    hr = db_end(book_db(book), find(book, order, filter, &rows));
    if (FAILED(hr)) {
        contents_rows_clear(&rows);
        return hr;
    }
    *out = rows;
    return S_OK;
}

/* ---- a stretch of all entries by name ---- */

#define FIRST_ROWS 16 /* read at least; then as many as there are, each time */

/* Before the first row is read: what is changed later is known to be. */
static HRESULT begin_to_read(struct book *book, struct contents_rows *rows)
{
    return rows->seq == NOTHING_READ ? change_log_newest(book->file, &rows->seq) : S_OK;
}

/* Behind the last row that is there yet. */
static HRESULT read_on(struct book *book, const struct contents_rows *rows, size_t most,
                       struct ids *ids)
{
    HRESULT hr = MAPI_E_NOT_FOUND;

    for (size_t i = rows->ids.n; i-- > 0 && hr == MAPI_E_NOT_FOUND;)
        hr = entries_behind(book->file, rows->ids.items[i], most, ids);
    if (hr != MAPI_E_NOT_FOUND) return hr;
    return rows->top ? entries_behind(book->file, 0, most, ids) : S_OK;
}

HRESULT contents_rows_reach(struct book *book, struct contents_rows *rows, size_t n)
{
    HRESULT hr = begin_to_read(book, rows);

    while (!rows->end && rows->ids.n < n && SUCCEEDED(hr)) {
        size_t most = n - rows->ids.n;
        struct ids more = {0};

        if (most < FIRST_ROWS) most = FIRST_ROWS;
        if (most < rows->ids.n) most = rows->ids.n;
        hr = read_on(book, rows, most, &more);
        if (SUCCEEDED(hr)) rows->end = more.n < most;
        for (size_t i = 0; i < more.n && SUCCEEDED(hr); i++)
            hr = ids_add(&rows->ids, more.items[i]);
        ids_clear(&more);
    }
    return hr;
}

/* Where in all the row at `at` of some stands, or the first one behind it that is there. */
static size_t place_in(const struct contents_rows *all, const struct contents_rows *some, size_t at)
{
    size_t place;

    for (size_t i = at; i < some->ids.n; i++) {
        place = contents_rows_place(all, some->ids.items[i]);
        if (place < all->ids.n) return place;
    }
    for (size_t i = at < some->ids.n ? at : some->ids.n; i-- > 0;) {
        place = contents_rows_place(all, some->ids.items[i]);
        if (place < all->ids.n) return place + 1;
    }
    return 0;
}

HRESULT contents_rows_all(struct book *book, struct contents_rows *rows, size_t *at)
{
    struct contents_rows all = {.top = true, .end = true};
    HRESULT hr;

    if (rows->top && rows->end) return S_OK;
    hr = db_begin_read(book_db(book));
    if (FAILED(hr)) return hr;
    hr = change_log_newest(book->file, &all.seq);
    if (SUCCEEDED(hr)) hr = entries_behind(book->file, 0, SIZE_MAX, &all.ids);
    hr = db_end(book_db(book), hr);
    if (FAILED(hr)) {
        contents_rows_clear(&all);
        return hr;
    }
    *at = place_in(&all, rows, *at);
    contents_rows_clear(rows);
    *rows = all;
    return S_OK;
}

HRESULT contents_rows_count(struct book *book, const struct contents_rows *rows, size_t *n)
{
    int64_t count = (int64_t)rows->ids.n;
    HRESULT hr = rows->top && rows->end ? S_OK : entries_count(book->file, &count);

    *n = (size_t)count;
    return hr;
}

/* The first match among those of the index from its beginning on; they stand together. */
static HRESULT first_named(struct book *book, const struct filter *filter, int64_t *id)
{
    struct ids ids = {0};
    HRESULT hr = entries_from_name(book->file, filter_name_prefix(filter), 1, &ids);
    bool begins = true, matches = false;

    while (SUCCEEDED(hr) && ids.n && begins && !matches) {
        struct bag bag = {0}, readable = {0};
        struct entry_row row;

        *id = ids.items[0];
        hr = entries_read_shown(book->file, *id, &row, &bag);
        if (SUCCEEDED(hr)) hr = entries_readable(&bag, &readable);
        if (SUCCEEDED(hr)) {
            begins = filter_name_begins(filter, &readable);
            hr = filter_matches(book, filter, &row, &bag, &matches);
        } else if (entries_is_no_more(hr)) {
            hr = S_OK; /* damaged: it matches nothing */
        }
        bag_clear(&readable);
        bag_clear(&bag);
        ids.n = 0;
        if (SUCCEEDED(hr) && !matches) hr = entries_behind(book->file, *id, 1, &ids);
    }
    ids_clear(&ids);
    return FAILED(hr) ? hr : matches ? S_OK : MAPI_E_NOT_FOUND;
}

HRESULT contents_rows_seek(struct book *book, const struct filter *filter,
                           struct contents_rows *rows, size_t *at)
{
    struct contents_rows from = {.seq = 0};
    int64_t id = filter_instance(filter);
    size_t place;
    HRESULT hr = begin_to_read(book, rows);

    from.seq = rows->seq;
    if (FAILED(hr)) return hr;
    if (id) {
        struct entry_row row;

        hr = entries_read(book->file, id, &row, NULL);
        if (entries_is_no_more(hr)) hr = MAPI_E_NOT_FOUND;
    } else if (filter_name_prefix(filter)) {
        hr = first_named(book, filter, &id);
    } else {
        return S_FALSE;
    }
    if (FAILED(hr)) return hr;
    place = contents_rows_place(rows, id);
    if (place == rows->ids.n) {
        hr = ids_add(&from.ids, id);
        if (FAILED(hr)) return hr;
        contents_rows_clear(rows);
        *rows = from;
        place = 0;
    }
    *at = place;
    return S_OK;
}

size_t contents_rows_place(const struct contents_rows *rows, int64_t id)
{
    size_t i = 0;

    while (i < rows->ids.n && rows->ids.items[i] != id)
        i++;
    return i;
}

bool contents_rows_are_old(struct book *book, const struct contents_rows *rows)
{
    int64_t seq;

    return rows->seq != NOTHING_READ && SUCCEEDED(change_log_newest(book->file, &seq)) &&
           seq != rows->seq;
}

void contents_rows_clear(struct contents_rows *rows)
{
    ids_clear(&rows->ids);
    *rows = (struct contents_rows){.seq = 0};
}

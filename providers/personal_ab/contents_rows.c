/*
 * contents_rows.c - the ids of the entries that a contents table shows, in its order
 *
 * The order by name comes from an index, others are sorted by what is packed. What is restricted by
 * PR_ANR alone is found by its words; everything else is asked entry by entry.
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

static HRESULT make_room(struct book *book, struct contents_rows *rows)
{
    int64_t n;
    HRESULT hr = db_int(book_db(book), &n, "SELECT count(*) FROM entries", "");

    if (FAILED(hr)) return hr;
    rows->ids = malloc(((size_t)n + 1) * sizeof(*rows->ids));
    rows->n = (size_t)n;
    return rows->ids ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT entry_matches(struct book *book, const struct filter *filter, int64_t id,
                             bool *matches)
{
    struct bag bag = {0};
    struct entry_row row;
    HRESULT hr = entries_read(book->file, id, &row, &bag);

    *matches = false;
    if (SUCCEEDED(hr)) hr = filter_matches(book, filter, &row, &bag, matches);
    bag_clear(&bag);
    return hr == MAPI_E_CORRUPT_STORE ? S_OK : hr; /* what is damaged matches nothing */
}

static HRESULT find_sorted(struct book *book, const SSortOrderSet *order,
                           const struct filter *filter, struct contents_rows *rows)
{
    char *text = statement_of(order);
    size_t left = rows->n; /* there is room for no more */
    sqlite3_stmt *stmt;
    HRESULT hr;

    rows->n = 0;
    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = db_error(book_db(book), sqlite3_prepare_v2(book_db(book)->sql, text, -1, &stmt, NULL));
    sqlite3_free(text);
    if (FAILED(hr)) return hr;
    while (left-- && (hr = db_step(book_db(book), stmt)) == S_OK) {
        int64_t id = sqlite3_column_int64(stmt, 0);
        bool matches = true;

        if (filter) hr = entry_matches(book, filter, id, &matches);
        if (FAILED(hr)) break;
        if (matches) rows->ids[rows->n++] = id;
    }
    sqlite3_finalize(stmt);
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT find(struct book *book, const SSortOrderSet *order, const struct filter *filter,
                    struct contents_rows *rows)
{
    const struct words *words = NULL;
    bool whole = false;
    size_t n;
    HRESULT hr = change_log_newest(book->file, &rows->seq);

    if (SUCCEEDED(hr)) hr = make_room(book, rows);
    if (FAILED(hr)) return hr;
    if (filter) words = filter_words(filter, &whole);
    if (!whole || (order && order->cSorts)) return find_sorted(book, order, filter, rows);
    hr = entries_match(book->file, words, rows->ids, rows->n, &n);
    rows->n = n;
    return hr;
}

HRESULT contents_rows_find(struct book *book, const SSortOrderSet *order,
                           const struct filter *filter, struct contents_rows *out)
{
    struct contents_rows rows = {0};
    HRESULT hr = db_begin_read(book_db(book)); /* one view for all of it */

    if (FAILED(hr)) return hr;
    hr = db_end(book_db(book), find(book, order, filter, &rows));
    if (FAILED(hr)) {
        contents_rows_clear(&rows);
        return hr;
    }
    *out = rows;
    return S_OK;
}

bool contents_rows_are_old(struct book *book, const struct contents_rows *rows)
{
    int64_t seq;

    return SUCCEEDED(change_log_newest(book->file, &seq)) && seq != rows->seq;
}

void contents_rows_clear(struct contents_rows *rows)
{
    free(rows->ids);
    *rows = (struct contents_rows){0};
}

/*
 * contents_table.c - IMAPITable of the book's entries, of any number
 *
 * The table holds the ids of its rows in their order (contents_rows.h) and reads what a window of
 * rows asks for. Where it is sorted or restricted they are those of the moment of that; of all
 * entries by name, as far as they have been asked for. SeekRow to the beginning finds them anew; a
 * row that was deleted since is passed over.
 */
#include "contents_table.h"
#include <stdlib.h>
#include <string.h>
#include "common/arguments.h"
#include "contents_rows.h"
#include "notify.h"
#include "person.h"

#define MOST_MARKS   1024
#define MOST_SINKS   64
#define FIRST_MARK   16    /* BOOKMARK_BEGINNING, CURRENT and END are below */
#define MOST_AT_ONCE 10000 /* rows that one QueryRows gives */
#define ROWS_IN_A_VIEW 32
#define MOST_CHARS   255   /* of a text in a row */
#define MOST_BYTES   4096

struct contents_table {
    struct com_object com;
    IMAPITable IMAPITable_iface;
    struct book *book; /* owned */
    ULONG flags;       /* MAPI_UNICODE */

    /* All under the connection's lock. */
    SPropTagArray *columns; /* malloc */
    SSortOrderSet *order;   /* malloc; NULL: by name */
    struct filter *filter;  /* or NULL */
    struct contents_rows rows;
    size_t at; /* the cursor, among the rows that are held; rows.ids.n: behind the last of them */
    size_t n_marks;
    size_t n_sinks;
    ULONG_PTR sinks[MOST_SINKS];
    int64_t marks[MOST_MARKS]; /* the row's id, -1 for the end; 0: freed */
};

static void contents_table_destroy(void *self)
{
    struct contents_table *table = self;

    for (size_t i = 0; i < table->n_sinks; i++)
        book_unadvise(table->book, table->sinks[i]);
    free(table->columns);
    free(table->order);
    filter_free(table->filter);
    contents_rows_clear(&table->rows);
    book_leave(table->book);
}

COM_UNKNOWN(contents_table, IMAPITable)
COM_DEAD(contents_table, IMAPITable, IMAPITABLE_DEAD_SLOTS);

static const struct com_face contents_table_faces[] = {
    COM_MORTAL(contents_table, IMAPITable),
};
COM_CLASS(contents_table);

/* ---- where ---- */

/* The rows anew; the cursor goes to the beginning. Under the lock. */
static HRESULT find_rows(struct contents_table *table, const SSortOrderSet *order,
                         const struct filter *filter)
{
    struct contents_rows rows;
    HRESULT hr = contents_rows_find(table->book, order, filter, &rows);

    if (FAILED(hr)) return hr;
    contents_rows_clear(&table->rows);
    table->rows = rows;
    table->at = 0;
    return S_OK;
}

/* All rows are held from then on. */
static HRESULT hold_all(struct contents_table *table)
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

    if (mark == BOOKMARK_BEGINNING        ? !rows->top
        : mark == BOOKMARK_CURRENT ? !rows->top && count < 0 && (uint64_t)-count > table->at
                                   : true)
        hr = hold_all(table);
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

/* ---- columns ---- */

static HRESULT copy_columns(const SPropTagArray *columns, SPropTagArray **out)
{
    size_t bytes = CbNewSPropTagArray(columns->cValues);

    *out = malloc(bytes);
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(*out, columns, bytes);
    return S_OK;
}

/*
 * SetColumns
 *
 * Errors  MAPI_E_INVALID_PARAMETER (none, or a PT_ERROR one), MAPI_E_UNKNOWN_FLAGS, MAPI_E_TOO_BIG,
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPITable::SetColumns
 */
static HRESULT STDMETHODCALLTYPE contents_table_SetColumns(IMAPITable *iface,
                                                           SPropTagArray *columns, ULONG flags)
{
    struct contents_table *table = contents_table_from(iface);
    SPropTagArray *copy;
    HRESULT hr;

    hr = arguments_of_columns(columns, flags);
    if (SUCCEEDED(hr)) hr = copy_columns(columns, &copy);
    if (FAILED(hr)) return hr;
    db_lock(book_db(table->book));
    free(table->columns);
    table->columns = copy;
    db_unlock(book_db(table->book));
    return S_OK;
}

/* Beside the columns that are set: what an entry commonly has. */
static const ULONG all_columns[] = {
    PR_ADDRTYPE_W,
    PR_DISPLAY_NAME_W,
    PR_DISPLAY_TYPE,
    PR_ENTRYID,
    PR_INSTANCE_KEY,
    PR_OBJECT_TYPE,
    PR_RECORD_KEY,
    PR_EMAIL_ADDRESS_W,
    PR_SEARCH_KEY,
    PR_SEND_RICH_INFO,
    PR_GIVEN_NAME_W,
    PR_SURNAME_W,
    PR_COMPANY_NAME_W,
    PR_DEPARTMENT_NAME_W,
    PR_TITLE_W,
    PR_ACCOUNT_W,
    PR_OFFICE_LOCATION_W,
    PR_COMMENT_W,
    PR_BUSINESS_TELEPHONE_NUMBER_W,
    PR_CREATION_TIME,
    PR_LAST_MODIFICATION_TIME,
    PR_TRANSMITABLE_DISPLAY_NAME_W,
};
#define N_DEFAULT_COLUMNS 8
#define N_ALL_COLUMNS     (sizeof(all_columns) / sizeof(all_columns[0]))

static ULONG in_width(ULONG tag, ULONG flags)
{
    return PROP_TYPE(tag) == PT_UNICODE && !(flags & MAPI_UNICODE)
               ? CHANGE_PROP_TYPE(tag, PT_STRING8)
               : tag;
}

static HRESULT STDMETHODCALLTYPE contents_table_QueryColumns(IMAPITable *iface, ULONG flags,
                                                             SPropTagArray **out)
{
    struct contents_table *table = contents_table_from(iface);
    SPropTagArray *copy = NULL, *answer = NULL;
    HRESULT hr;
    ULONG n;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)TBL_ALL_COLUMNS) return MAPI_E_UNKNOWN_FLAGS;
    db_lock(book_db(table->book));
    hr = copy_columns(table->columns, &copy);
    db_unlock(book_db(table->book));
    if (FAILED(hr)) return hr;
    n = copy->cValues;
    hr = table->book->alloc.buffer((ULONG)CbNewSPropTagArray(n + N_ALL_COLUMNS), (void **)&answer);
    if (SUCCEEDED(hr)) {
        memcpy(answer, copy, CbNewSPropTagArray(n));
        for (size_t i = 0; flags & TBL_ALL_COLUMNS && i < N_ALL_COLUMNS; i++) {
            ULONG k = 0;

            while (k < n && PROP_ID(copy->aulPropTag[k]) != PROP_ID(all_columns[i]))
                k++;
            if (k == n)
                answer->aulPropTag[answer->cValues++] = in_width(all_columns[i], table->flags);
        }
        *out = answer;
    }
    free(copy);
    return hr;
}

/* ---- the cursor ---- */

static HRESULT STDMETHODCALLTYPE contents_table_GetRowCount(IMAPITable *iface, ULONG flags,
                                                            ULONG *count)
{
    struct contents_table *table = contents_table_from(iface);
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
static HRESULT STDMETHODCALLTYPE contents_table_SeekRow(IMAPITable *iface, BOOKMARK origin,
                                                        LONG count, LONG *sought)
{
    struct contents_table *table = contents_table_from(iface);
    HRESULT hr = S_OK;
    int64_t to;
    size_t at;

    if (sought) *sought = 0;
    db_lock(book_db(table->book));
    if (origin == BOOKMARK_BEGINNING &&
        (!table->rows.top || contents_rows_are_old(table->book, &table->rows)))
        hr = find_rows(table, table->order, table->filter);
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

static HRESULT STDMETHODCALLTYPE contents_table_SeekRowApprox(IMAPITable *iface, ULONG numerator,
                                                              ULONG denominator)
{
    struct contents_table *table = contents_table_from(iface);
    HRESULT hr;

    if (!denominator) return MAPI_E_INVALID_PARAMETER;
    if (numerator > denominator) numerator = denominator;
    db_lock(book_db(table->book));
    hr = hold_all(table);
    if (SUCCEEDED(hr))
        table->at = (size_t)((uint64_t)table->rows.ids.n * numerator / denominator);
    db_unlock(book_db(table->book));
    return hr;
}

static HRESULT STDMETHODCALLTYPE contents_table_QueryPosition(IMAPITable *iface, ULONG *row,
                                                              ULONG *numerator, ULONG *denominator)
{
    struct contents_table *table = contents_table_from(iface);
    HRESULT hr;

    if (!row || !numerator || !denominator) return MAPI_E_INVALID_PARAMETER;
    db_lock(book_db(table->book));
    hr = hold_all(table);
    *row = *numerator = (ULONG)table->at;
    *denominator = table->rows.ids.n ? (ULONG)table->rows.ids.n : 1;
    db_unlock(book_db(table->book));
    return hr;
}

static HRESULT STDMETHODCALLTYPE contents_table_CreateBookmark(IMAPITable *iface, BOOKMARK *out)
{
    struct contents_table *table = contents_table_from(iface);
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

static HRESULT STDMETHODCALLTYPE contents_table_FreeBookmark(IMAPITable *iface, BOOKMARK mark)
{
    struct contents_table *table = contents_table_from(iface);
    HRESULT hr;
    size_t at;

    if (mark <= BOOKMARK_END) return S_OK; /* the three that always are */
    db_lock(book_db(table->book));
    hr = place_of_mark(table, mark, 0, &at);
    if (SUCCEEDED(hr)) table->marks[mark - FIRST_MARK] = 0;
    db_unlock(book_db(table->book));
    return hr;
}

/* ---- what is shown ---- */

/*
 * Restrict - NULL shows all entries
 *
 * Errors  MAPI_E_TOO_COMPLEX, MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_NOT_ENOUGH_MEMORY; the table stays as it was
 * Source  IMAPITable::Restrict
 */
static HRESULT STDMETHODCALLTYPE contents_table_Restrict(IMAPITable *iface, SRestriction *res,
                                                         ULONG flags)
{
    struct contents_table *table = contents_table_from(iface);
    struct filter *filter = NULL;
    HRESULT hr = S_OK;

    if (flags & ~(ULONG)(TBL_ASYNC | TBL_BATCH)) return MAPI_E_UNKNOWN_FLAGS;
    if (res) hr = filter_create(res, &filter);
    if (FAILED(hr)) return hr;
    db_lock(book_db(table->book));
    hr = find_rows(table, table->order, filter);
    if (SUCCEEDED(hr)) {
        struct filter *old = table->filter;

        table->filter = filter;
        filter = old;
        table->n_marks = 0;
    }
    db_unlock(book_db(table->book));
    filter_free(filter);
    return hr;
}

static HRESULT STDMETHODCALLTYPE contents_table_SortTable(IMAPITable *iface, SSortOrderSet *set,
                                                          ULONG flags)
{
    struct contents_table *table = contents_table_from(iface);
    SSortOrderSet *copy;
    HRESULT hr;

    if (!set) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(TBL_ASYNC | TBL_BATCH)) return MAPI_E_UNKNOWN_FLAGS;
    hr = contents_order_check(set);
    if (FAILED(hr)) return hr;
    copy = malloc(CbNewSSortOrderSet(set->cSorts));
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(copy, set, CbNewSSortOrderSet(set->cSorts));
    db_lock(book_db(table->book));
    hr = find_rows(table, copy, table->filter);
    if (SUCCEEDED(hr)) {
        SSortOrderSet *old = table->order;

        table->order = copy;
        copy = old;
        table->n_marks = 0;
    }
    db_unlock(book_db(table->book));
    free(copy);
    return hr;
}

static HRESULT STDMETHODCALLTYPE contents_table_QuerySortOrder(IMAPITable *iface,
                                                               SSortOrderSet **out)
{
    static const SizedSSortOrderSet(1,
                                    by_name) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    struct contents_table *table = contents_table_from(iface);
    struct {
        ULONG head[3];
        SSortOrder sorts[MOST_SORTS];
    } order;
    const SSortOrderSet *set;
    size_t bytes;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    db_lock(book_db(table->book));
    set = table->order ? table->order : (const SSortOrderSet *)&by_name;
    bytes = CbNewSSortOrderSet(set->cSorts);
    memcpy(&order, set, bytes);
    db_unlock(book_db(table->book));
    hr = table->book->alloc.buffer((ULONG)bytes, (void **)out);
    if (FAILED(hr)) return hr;
    memcpy(*out, &order, bytes);
    return S_OK;
}

/* ---- rows ---- */

/* Row by row: values of the columns, NULL where there is none. S_FALSE: it was deleted. */
static HRESULT read_values(struct contents_table *table, int64_t id, const SPropTagArray *columns,
                           struct value **values)
{
    struct bag bag = {0};
    struct entry_row row;
    HRESULT hr = entries_read(table->book->file, id, &row, &bag);

    for (ULONG i = 0; SUCCEEDED(hr) && i < columns->cValues; i++) {
        if (columns->aulPropTag[i] == PR_NULL) continue;
        hr = person_value(table->book, &row, &bag, columns->aulPropTag[i], &values[i]);
        if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    }
    bag_clear(&bag);
    return entries_is_no_more(hr) ? S_FALSE : hr;
}

/* Without the lock. */
static HRESULT give_row(struct contents_table *table, const SPropTagArray *columns,
                        struct value **values, SRow *out)
{
    const struct allocators *alloc = &table->book->alloc;
    SPropValue *props;
    HRESULT hr;

    hr = alloc->buffer((ULONG)(columns->cValues * sizeof(*props)), (void **)&props);
    for (ULONG i = 0; SUCCEEDED(hr) && i < columns->cValues; i++) {
        memset(&props[i], 0, sizeof(props[i]));
        props[i].ulPropTag = PR_NULL;
        if (columns->aulPropTag[i] != PR_NULL)
            hr = value_to_prop(values[i], columns->aulPropTag[i], table->flags, alloc, props,
                               MOST_BYTES, MOST_CHARS, &props[i]);
    }
    if (FAILED(hr)) {
        alloc->free(props);
        return hr;
    }
    out->cValues = columns->cValues;
    out->lpProps = props;
    return S_OK;
}

/* Some rows that are read from one view of the file, and given without the lock. */
static HRESULT some_rows(struct contents_table *table, const SPropTagArray *columns,
                         const int64_t *ids, size_t n, SRowSet *set)
{
    struct value **values = calloc(n * columns->cValues, sizeof(*values));
    bool there[ROWS_IN_A_VIEW] = {false};
    HRESULT hr;

    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = db_begin_read(book_db(table->book));
    if (SUCCEEDED(hr)) {
        for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
            hr = read_values(table, ids[i], columns, values + i * columns->cValues);
            there[i] = hr == S_OK;
        }
        hr = db_end(book_db(table->book), FAILED(hr) ? hr : S_OK);
    }
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        if (!there[i]) continue;
        hr = give_row(table, columns, values + i * columns->cValues, &set->aRow[set->cRows]);
        if (SUCCEEDED(hr)) set->cRows++;
    }
    for (size_t i = 0; i < n * columns->cValues; i++)
        value_unref(values[i]);
    free(values);
    return hr;
}

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
        hr = hold_all(table);
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

/* n: entries that were to be there; those that are gone are left out. */
static HRESULT read_window(struct contents_table *table, const SPropTagArray *columns, LONG count,
                           size_t *at, size_t *n, SRowSet **out)
{
    const struct allocators *alloc = &table->book->alloc;
    int64_t *ids = NULL;
    SRowSet *set = NULL;
    HRESULT hr;

    db_lock(book_db(table->book));
    hr = take_window(table, count, at, &ids, n);
    db_unlock(book_db(table->book));
    if (SUCCEEDED(hr)) hr = alloc->buffer((ULONG)CbNewSRowSet(*n + 1), (void **)&set);
    if (SUCCEEDED(hr)) set->cRows = 0;
    for (size_t i = 0; SUCCEEDED(hr) && i < *n; i += ROWS_IN_A_VIEW)
        hr = some_rows(table, columns, ids + i,
                       *n - i < ROWS_IN_A_VIEW ? *n - i : ROWS_IN_A_VIEW, set);
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
 * out     no rows: the table ends here; text is cut to 255 characters; bytes above 4,096 are PT_ERROR
 * Errors  MAPI_E_INVALID_PARAMETER (count 0), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY,
 *         MAPI_E_CORRUPT_STORE
 * Source  IMAPITable::QueryRows
 */
static HRESULT STDMETHODCALLTYPE contents_table_QueryRows(IMAPITable *iface, LONG count,
                                                          ULONG flags, SRowSet **out)
{
    struct contents_table *table = contents_table_from(iface);
    const struct allocators *alloc = &table->book->alloc;
    SPropTagArray *columns = NULL;
    SRowSet *set = NULL;
    size_t n, at;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (!count) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)TBL_NOADVANCE) return MAPI_E_UNKNOWN_FLAGS;
    db_lock(book_db(table->book));
    hr = copy_columns(table->columns, &columns);
    at = table->at;
    db_unlock(book_db(table->book));
    do {
        free_set(alloc, set);
        set = NULL;
        if (SUCCEEDED(hr)) hr = read_window(table, columns, count, &at, &n, &set);
    } while (SUCCEEDED(hr) && n && !set->cRows); /* all of them are gone: what is behind them */
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
        hr = entries_read(table->book->file, table->rows.ids.items[*at], &row, &bag);
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
static HRESULT STDMETHODCALLTYPE contents_table_FindRow(IMAPITable *iface, SRestriction *res,
                                                        BOOKMARK origin, ULONG flags)
{
    struct contents_table *table = contents_table_from(iface);
    bool back = flags & DIR_BACKWARD, found = false;
    struct filter *filter;
    HRESULT hr;
    size_t at;

    if (!res) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)DIR_BACKWARD) return MAPI_E_UNKNOWN_FLAGS;
    hr = filter_create(res, &filter);
    if (FAILED(hr)) return hr;
    db_lock(book_db(table->book));
    if (origin == BOOKMARK_BEGINNING && !back &&
        contents_rows_are_plain(table->order, table->filter)) {
        hr = contents_rows_seek(table->book, filter, &table->rows, &at);
        found = hr == S_OK;
    } else {
        hr = S_FALSE;
    }
    if (hr == S_FALSE) hr = scan_for(table, filter, origin, back, &at, &found);
    if (SUCCEEDED(hr) && found) table->at = at;
    db_unlock(book_db(table->book));
    filter_free(filter);
    return SUCCEEDED(hr) && !found ? MAPI_E_NOT_FOUND : hr;
}

/* ---- sinks ---- */

/*
 * Advise - TABLE_CHANGED when entries have come, changed or gone: seek the beginning then
 *
 * mask    fnevTableModified; nothing else can be heard of here
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNABLE_TO_COMPLETE (64 sinks are there), and those of
 *         IABLogon::Advise
 * Source  IMAPITable::Advise
 */
static HRESULT STDMETHODCALLTYPE contents_table_Advise(IMAPITable *iface, ULONG mask,
                                                       IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    struct contents_table *table = contents_table_from(iface);
    bool kept;
    HRESULT hr;

    if (connection) *connection = 0;
    if (!sink || !connection || !(mask & fnevTableModified)) return MAPI_E_INVALID_PARAMETER;
    hr = book_advise_tables(table->book, sink, connection);
    if (FAILED(hr)) return hr;
    db_lock(book_db(table->book));
    kept = table->n_sinks < MOST_SINKS;
    if (kept) table->sinks[table->n_sinks++] = *connection;
    db_unlock(book_db(table->book));
    if (kept) return S_OK;
    book_unadvise(table->book, *connection);
    *connection = 0;
    return MAPI_E_UNABLE_TO_COMPLETE;
}

/* Unadvise: MAPI_E_NOT_FOUND, no such connection. */
static HRESULT STDMETHODCALLTYPE contents_table_Unadvise(IMAPITable *iface, ULONG_PTR connection)
{
    struct contents_table *table = contents_table_from(iface);
    bool found = false;

    db_lock(book_db(table->book));
    for (size_t i = 0; i < table->n_sinks && !found; i++) {
        if (table->sinks[i] != connection) continue;
        table->sinks[i] = table->sinks[--table->n_sinks];
        found = true;
    }
    db_unlock(book_db(table->book));
    return found ? book_unadvise(table->book, connection) : MAPI_E_NOT_FOUND;
}

/* ---- what is always done ---- */

static HRESULT STDMETHODCALLTYPE contents_table_GetLastError(IMAPITable *iface, HRESULT hr,
                                                             ULONG flags, MAPIERROR **out)
{
    (void)iface;
    (void)hr;
    return arguments_of_last_error(flags, out);
}

static HRESULT STDMETHODCALLTYPE contents_table_GetStatus(IMAPITable *iface, ULONG *status,
                                                          ULONG *type)
{
    (void)iface;
    if (!status || !type) return MAPI_E_INVALID_PARAMETER;
    *status = TBLSTAT_COMPLETE;
    *type = TBLTYPE_DYNAMIC;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE contents_table_WaitForCompletion(IMAPITable *iface, ULONG flags,
                                                                  ULONG msec, ULONG *status)
{
    (void)iface;
    (void)msec;
    if (status) *status = TBLSTAT_COMPLETE;
    return flags ? MAPI_E_UNKNOWN_FLAGS : S_OK;
}

static HRESULT STDMETHODCALLTYPE contents_table_Abort(IMAPITable *iface)
{
    (void)iface;
    return S_OK;
}

static const IMAPITableVtbl contents_table_vtbl = {
    COM_UNKNOWN_METHODS(contents_table),
    .GetLastError = contents_table_GetLastError,
    .Advise = contents_table_Advise,
    .Unadvise = contents_table_Unadvise,
    .GetStatus = contents_table_GetStatus,
    .SetColumns = contents_table_SetColumns,
    .QueryColumns = contents_table_QueryColumns,
    .GetRowCount = contents_table_GetRowCount,
    .SeekRow = contents_table_SeekRow,
    .SeekRowApprox = contents_table_SeekRowApprox,
    .QueryPosition = contents_table_QueryPosition,
    .FindRow = contents_table_FindRow,
    .Restrict = contents_table_Restrict,
    .CreateBookmark = contents_table_CreateBookmark,
    .FreeBookmark = contents_table_FreeBookmark,
    .SortTable = contents_table_SortTable,
    .QuerySortOrder = contents_table_QuerySortOrder,
    .QueryRows = contents_table_QueryRows,
    .Abort = contents_table_Abort,
    .ExpandRow = refuse_IMAPITable_ExpandRow,
    .CollapseRow = refuse_IMAPITable_CollapseRow,
    .WaitForCompletion = contents_table_WaitForCompletion,
    .GetCollapseState = refuse_IMAPITable_GetCollapseState,
    .SetCollapseState = refuse_IMAPITable_SetCollapseState,
};

HRESULT contents_table_create(struct book *book, ULONG flags, IMAPITable **out)
{
    struct contents_table *table = com_alloc(&contents_table_class, sizeof(*table));
    HRESULT hr;

    *out = NULL;
    if (!table) return MAPI_E_NOT_ENOUGH_MEMORY;
    table->IMAPITable_iface.lpVtbl = (IMAPITableVtbl *)&contents_table_vtbl;
    table->book = book;
    table->flags = flags;
    book_enter(book, table);
    table->columns = malloc(CbNewSPropTagArray(N_DEFAULT_COLUMNS));
    hr = table->columns ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) {
        table->columns->cValues = N_DEFAULT_COLUMNS;
        for (size_t i = 0; i < N_DEFAULT_COLUMNS; i++)
            table->columns->aulPropTag[i] = in_width(all_columns[i], flags);
        db_lock(book_db(book));
        hr = find_rows(table, NULL, NULL);
        db_unlock(book_db(book));
    }
    if (FAILED(hr)) {
        com_unref(table);
        return hr;
    }
    *out = &table->IMAPITable_iface;
    return S_OK;
}

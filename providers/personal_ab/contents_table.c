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
#include "contents_own.h"
#include "notify.h"

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

/* ---- what is shown ---- */

/* The rows anew; the cursor goes to the beginning. Under the lock. */
HRESULT contents_table_find_rows(struct contents_table *table, const SSortOrderSet *order,
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
    hr = contents_table_find_rows(table, table->order, filter);
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
    hr = contents_table_find_rows(table, copy, table->filter);
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
    hr = contents_columns_default(flags, &table->columns);
    if (SUCCEEDED(hr)) {
        db_lock(book_db(book));
        hr = contents_table_find_rows(table, NULL, NULL);
        db_unlock(book_db(book));
    }
    if (FAILED(hr)) {
        com_unref(table);
        return hr;
    }
    *out = &table->IMAPITable_iface;
    return S_OK;
}

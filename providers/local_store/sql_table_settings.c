/*
 * sql_table_settings.c - what a table shows: its columns, restriction and order
 */
#include "sql_table.h"
#include <stdlib.h>
#include "common/arguments.h"

/* Moves scan. No bookmark means anything any more. */
static void set_scan(struct sql_table *table, struct scan *moves_scan, bool same_order)
{
    struct scan *old;

    db_lock(store_db(table->store));
    old = table->scan;
    table->scan = moves_scan;
    position_clear(&table->cursor);
    lines_restart(table, same_order);
    sql_table_drop_marks(table);
    db_unlock(store_db(table->store));
    scan_unref(old);
    found_forget(table);
    sql_table_look_again(table);
}

/* ---- columns ---- */

HRESULT columns_copy(const SPropTagArray *columns, SPropTagArray **out)
{
    *out = malloc(CbNewSPropTagArray(columns->cValues));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(*out, columns, CbNewSPropTagArray(columns->cValues));
    return S_OK;
}

/* The scan's source as the MVI columns of these columns and of this order make it. */
static HRESULT source_with(const struct scan *scan, const SPropTagArray *columns,
                           const SSortOrderSet *set, struct scan_source *out)
{
    HRESULT hr = S_OK;

    *out = scan->source;
    memset(&out->instances, 0, sizeof(out->instances));
    for (ULONG i = 0; SUCCEEDED(hr) && i < columns->cValues; i++)
        hr = scan_source_multiply(out, columns->aulPropTag[i]);
    for (ULONG i = 0; SUCCEEDED(hr) && set && i < set->cSorts; i++)
        hr = scan_source_multiply(out, set->aSort[i].ulPropTag);
    return hr;
}

/*
 * SetColumns - which values rows are given with, in which order; the cursor stays
 *
 * columns  PR_NULL keeps a place; what a row hasn't got is PT_ERROR in it. MVI_PROP: each value in
 *          a row of its own; when such columns come or go, bookmarks are discarded and the cursor
 *          goes to the beginning
 * flags    TBL_BATCH: no matter; TBL_ASYNC: TABLE_SETCOL_DONE is told
 * Errors   MAPI_E_INVALID_PARAMETER (none, or a PT_ERROR one), MAPI_E_UNKNOWN_FLAGS,
 *          MAPI_E_TOO_COMPLEX (more than 8 MVI ones), MAPI_E_NOT_ENOUGH_MEMORY; columns stay as
 *          they were
 */
HRESULT STDMETHODCALLTYPE sql_table_SetColumns(IMAPITable *iface, SPropTagArray *columns,
                                               ULONG flags)
{
    struct sql_table *table = sql_table_from_iface(iface);
    struct scan *now, *scan = NULL;
    SPropTagArray *copy, *old;
    struct scan_source source;
    HRESULT hr;

    hr = arguments_of_columns(columns, flags);
    if (SUCCEEDED(hr)) hr = columns_copy(columns, &copy);
    if (FAILED(hr)) return hr;
    now = sql_table_scan(table);
    hr = source_with(now, columns, now->set, &source);
    if (SUCCEEDED(hr) && !mvi_equal(&source.instances, &now->source.instances))
        hr = scan_create(&source, now->set, now->filter, &scan);
    scan_unref(now);
    if (FAILED(hr)) {
        free(copy);
        return hr;
    }
    db_lock(store_db(table->store));
    old = table->columns;
    table->columns = copy;
    db_unlock(store_db(table->store));
    free(old);
    if (scan) set_scan(table, scan, true);
    if (flags & TBL_ASYNC) sql_table_tell(table, TABLE_SETCOL_DONE);
    return S_OK;
}

ULONG sql_table_width(ULONG tag, ULONG flags)
{
    ULONG type = PROP_TYPE(tag) & ~(ULONG)MV_FLAG;

    if (flags & MAPI_UNICODE || type != PT_UNICODE) return tag;
    return CHANGE_PROP_TYPE(tag, (PROP_TYPE(tag) & MV_FLAG) | PT_STRING8);
}

static bool has_id(const SPropTagArray *tags, ULONG tag)
{
    for (ULONG i = 0; i < tags->cValues; i++)
        if (PROP_ID(tags->aulPropTag[i]) == PROP_ID(tag)) return true;
    return false;
}

ULONG sql_table_count_tags(const ULONG *tags)
{
    ULONG n = 0;

    while (tags[n])
        n++;
    return n;
}

/*
 * QueryColumns - the set now, or with TBL_ALL_COLUMNS what can be asked for (any other property may
 * be, too)
 *
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT STDMETHODCALLTYPE sql_table_QueryColumns(IMAPITable *iface, ULONG flags,
                                                 SPropTagArray **out)
{
    struct sql_table *table = sql_table_from_iface(iface);
    SPropTagArray *columns, *answer = NULL;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)TBL_ALL_COLUMNS) return MAPI_E_UNKNOWN_FLAGS;
    db_lock(store_db(table->store));
    hr = columns_copy(table->columns, &columns);
    db_unlock(store_db(table->store));
    if (FAILED(hr)) return hr;
    hr = table->store->alloc.buffer(
        (ULONG)CbNewSPropTagArray(columns->cValues + sql_table_count_tags(table->all)),
        (void **)&answer);
    if (SUCCEEDED(hr)) {
        memcpy(answer, columns, CbNewSPropTagArray(columns->cValues));
        for (const ULONG *tag = table->all; *tag && flags & TBL_ALL_COLUMNS; tag++)
            if (!has_id(columns, *tag))
                answer->aulPropTag[answer->cValues++] = sql_table_width(*tag, table->flags);
        *out = answer;
    }
    free(columns);
    return hr;
}

/* ---- restriction and order ---- */

/*
 * Restrict - show only rows that match; NULL shows all
 *
 * Bookmarks are discarded, the cursor goes to the beginning. On failure nothing has changed.
 * Errors  MAPI_E_TOO_COMPLEX, MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT STDMETHODCALLTYPE sql_table_Restrict(IMAPITable *iface, SRestriction *res, ULONG flags)
{
    struct sql_table *table = sql_table_from_iface(iface);
    struct scan_filter *filter = NULL;
    struct scan *now, *scan;
    HRESULT hr = S_OK;

    if (flags & ~(ULONG)(TBL_ASYNC | TBL_BATCH)) return MAPI_E_UNKNOWN_FLAGS;
    now = sql_table_scan(table);
    if (res) hr = scan_filter_create(&now->source, res, &filter);
    if (SUCCEEDED(hr) && filter) scan_filter_quicken(&now->source, filter);
    if (SUCCEEDED(hr)) hr = scan_create(&now->source, now->set, filter, &scan);
    if (SUCCEEDED(hr)) set_scan(table, scan, true);
    scan_filter_unref(filter);
    scan_unref(now);
    if (SUCCEEDED(hr) && flags & TBL_ASYNC) sql_table_tell(table, TABLE_RESTRICT_DONE);
    return hr;
}

/*
 * SortTable - another order; cSorts 0 is the table's own
 *
 * Bookmarks are discarded, the cursor goes to the beginning. On failure the old order stays. Rows
 * without the property come last in either direction. An MVI column sorts by single values and
 * makes a row of each, as in SetColumns.
 * Errors  MAPI_E_TOO_COMPLEX (a multi-valued column as a whole, more than 16, categories of
 *         folders), MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT STDMETHODCALLTYPE sql_table_SortTable(IMAPITable *iface, SSortOrderSet *set, ULONG flags)
{
    struct sql_table *table = sql_table_from_iface(iface);
    struct scan_source source;
    SPropTagArray *columns;
    struct scan *now, *scan;
    HRESULT hr;

    if (!set) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(TBL_ASYNC | TBL_BATCH)) return MAPI_E_UNKNOWN_FLAGS;
    now = sql_table_scan(table);
    db_lock(store_db(table->store));
    hr = columns_copy(table->columns, &columns);
    db_unlock(store_db(table->store));
    if (SUCCEEDED(hr)) hr = source_with(now, columns, set, &source);
    if (SUCCEEDED(hr)) hr = scan_create(&source, set, now->filter, &scan);
    free(columns);
    if (SUCCEEDED(hr)) set_scan(table, scan, false);
    scan_unref(now);
    if (SUCCEEDED(hr) && flags & TBL_ASYNC) sql_table_tell(table, TABLE_SORT_DONE);
    return hr;
}

/* QuerySortOrder: one root; cSorts 0 in the natural order. MAPI_E_INVALID_PARAMETER */
HRESULT STDMETHODCALLTYPE sql_table_QuerySortOrder(IMAPITable *iface, SSortOrderSet **out)
{
    static const SSortOrderSet none;
    struct sql_table *table = sql_table_from_iface(iface);
    const SSortOrderSet *set;
    struct scan *scan;
    size_t bytes;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    scan = sql_table_scan(table);
    set = scan->set ? scan->set : &none;
    bytes = CbNewSSortOrderSet(set->cSorts);
    hr = table->store->alloc.buffer((ULONG)(bytes < sizeof(none) ? sizeof(none) : bytes),
                                    (void **)out);
    if (SUCCEEDED(hr)) memcpy(*out, set, bytes);
    scan_unref(scan);
    return hr;
}

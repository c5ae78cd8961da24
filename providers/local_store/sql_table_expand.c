/*
 * sql_table_expand.c - ExpandRow, CollapseRow and the collapse state of a categorised table
 */
#include <stdlib.h>
#include "sql_table.h"

/*
 * ExpandRow - show what is under a heading; no sink is told (6.10-06)
 *
 * count   rows to give at most; the cursor goes behind the last one given, or behind the heading
 * rows    may be NULL when count is 0
 * more    may be NULL: how many lines came into view
 * Errors  MAPI_E_NOT_FOUND (no heading has this key), MAPI_E_INVALID_PARAMETER,
 * MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT STDMETHODCALLTYPE sql_table_ExpandRow(IMAPITable *iface, ULONG bytes, BYTE *key,
                                              ULONG count, ULONG flags, SRowSet **rows, ULONG *more)
{
    struct sql_table *table = sql_table_from_iface(iface);
    struct line_rows found;
    ULONG added;
    HRESULT hr;

    if (rows) *rows = NULL;
    if (more) *more = 0;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (!bytes || !key || (count && !rows)) return MAPI_E_INVALID_PARAMETER;
    hr = lines_expand(table, key, bytes, true, count, &found, &added);
    if (hr != S_OK) return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
    if (rows) hr = line_rows_give(table, &found, rows);
    if (SUCCEEDED(hr)) lines_given(table, &found);
    if (SUCCEEDED(hr) && more) *more = added;
    line_rows_clear(&found);
    return hr;
}

/* CollapseRow: hides what is under a heading; *gone (may be NULL) lines went out of view. Errors as
 * ExpandRow. */
HRESULT STDMETHODCALLTYPE sql_table_CollapseRow(IMAPITable *iface, ULONG bytes, BYTE *key,
                                                ULONG flags, ULONG *gone)
{
    struct line_rows none;
    ULONG removed;
    HRESULT hr;

    if (gone) *gone = 0;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (!bytes || !key) return MAPI_E_INVALID_PARAMETER;
    hr = lines_expand(sql_table_from_iface(iface), key, bytes, false, 0, &none, &removed);
    if (hr != S_OK) return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
    if (gone) *gone = removed;
    return S_OK;
}

/*
 * GetCollapseState - which headings are expanded, and which row a bookmark is wanted for
 *
 * key     of a row; may be NULL with 0 bytes
 * out     a root; opaque, good for any table of this folder in this order, in any session
 * Errors  MAPI_E_NO_SUPPORT (not categorised), MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT STDMETHODCALLTYPE sql_table_GetCollapseState(IMAPITable *iface, ULONG flags,
                                                     ULONG key_bytes, BYTE *key, ULONG *bytes,
                                                     BYTE **out)
{
    struct sql_table *table = sql_table_from_iface(iface);
    BYTE *state = NULL;
    ULONG n = 0;
    HRESULT hr;

    if (!bytes || !out || (key_bytes && !key)) return MAPI_E_INVALID_PARAMETER;
    *bytes = 0;
    *out = NULL;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = lines_save_state(table, key, key_bytes, &state, &n);
    if (hr == S_FALSE) return MAPI_E_NO_SUPPORT;
    if (SUCCEEDED(hr)) hr = table->store->alloc.buffer(n, (void **)out);
    if (SUCCEEDED(hr)) {
        memcpy(*out, state, n);
        *bytes = n;
    }
    free(state);
    return hr;
}

/*
 * SetCollapseState - as GetCollapseState found it
 *
 * out     a bookmark on the row that was named then; on the first line when that is gone, or hidden
 * Errors  MAPI_E_UNABLE_TO_COMPLETE (of another order, or there are too many bookmarks),
 * MAPI_E_NO_SUPPORT, MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT STDMETHODCALLTYPE sql_table_SetCollapseState(IMAPITable *iface, ULONG flags, ULONG bytes,
                                                     BYTE *state, BOOKMARK *out)
{
    struct sql_table *table = sql_table_from_iface(iface);
    struct sql_bookmark mark = {0};
    HRESULT hr;

    if (!out || !bytes || !state) return MAPI_E_INVALID_PARAMETER;
    *out = 0;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = sql_table_room_for_mark(table); /* so that it can't be missing at the end */
    if (SUCCEEDED(hr)) hr = lines_load_state(table, state, bytes, &mark.line);
    if (hr == S_FALSE) return MAPI_E_NO_SUPPORT;
    return SUCCEEDED(hr) ? sql_table_add_mark(table, &mark, out) : hr;
}

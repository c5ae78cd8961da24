/*
 * table_data.c - ITableData over rows (CreateTable)
 *
 * Views hold the rows, so they outlive this object. One whose release is to be told holds this
 * object as well, because its callback is given it.
 */
#include "table/table_data.h"
#include "base/mem.h"
#include "base/error.h"
#include "com/com.h"
#include "mapiguid.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "table/table_view.h"

struct table_data {
    struct com_object com;
    ITableData ITableData_iface;
    struct rows *rows; /* one reference */
    ULONG type;
};

static void table_data_destroy(void *self)
{
    struct table_data *data = self;

    rows_unref(data->rows);
}

static const struct com_face table_data_faces[] = {
    COM_FACE_IID(table_data, ITableData, IID_IMAPITableData),
};
COM_CLASS(table_data);
COM_UNKNOWN(table_data, ITableData)

/* ---- views ---- */

/* Whom to tell that a view is gone. */
struct view_owner {
    CALLERRELEASE *released;
    ULONG_PTR caller;
    ITableData *table; /* one reference */
};

static void view_closed(void *ctx, IMAPITable *view)
{
    struct view_owner *owner = ctx;

    owner->released(owner->caller, owner->table, view);
    com_release(&owner->table);
    mem_free(owner);
}

static ULONG width_of(const SPropTagArray *columns)
{
    for (ULONG i = 0; i < columns->cValues; i++)
        if (ptype_is_text(columns->aulPropTag[i]) &&
            (PROP_TYPE(columns->aulPropTag[i]) & ~(ULONG)MVI_FLAG) == PT_UNICODE)
            return MAPI_UNICODE;
    return 0;
}

/*
 * HrGetView - a read-only table of all rows, at the first
 *
 * order     NULL: the order in which rows were put in
 * released  may be NULL: called on the view's last Release with (caller, this table, the view)
 * Errors    MAPI_E_INVALID_PARAMETER, MAPI_E_TOO_COMPLEX (the order), MAPI_E_NOT_ENOUGH_MEMORY
 * Source    ITableData::HrGetView, CALLERRELEASE
 */
static HRESULT STDMETHODCALLTYPE table_data_HrGetView(ITableData *iface, LPSSortOrderSet order,
                                                      CALLERRELEASE *released, ULONG_PTR caller,
                                                      LPMAPITABLE *out)
{
    struct table_data *data = table_data_from(iface);
    AUTO_FREE SPropTagArray *columns = NULL;
    struct view_owner *owner = NULL;
    struct table_view_config config = {.order = order, .table_type = data->type};
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    hr = rows_columns(data->rows, NULL, &columns);
    if (FAILED(hr)) return hr;
    config.columns = columns;
    config.flags = width_of(columns);
    if (released) {
        owner = mem_zero(sizeof(*owner));
        if (!owner) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        *owner = (struct view_owner){released, caller, iface};
        com_addref(iface);
        config.closed = view_closed;
        config.closed_ctx = owner;
    }
    hr = table_view_open(data->rows, &config, out);
    if (FAILED(hr) && owner) {
        com_release(&owner->table);
        mem_free(owner);
    }
    return hr;
}

/* ---- rows ---- */

static HRESULT check_row(const SRow *row)
{
    if (!row || !row->cValues || !row->lpProps) return FAIL(MAPI_E_INVALID_PARAMETER);
    return S_OK;
}

/* HrModifyRow: takes the place of the row with the same index value, or comes last; copied.
 * MAPI_E_INVALID_PARAMETER: without the index column. */
static HRESULT STDMETHODCALLTYPE table_data_HrModifyRow(ITableData *iface, LPSRow row)
{
    HRESULT hr = check_row(row);

    return FAILED(hr) ? hr : rows_put(table_data_from(iface)->rows, row->cValues, row->lpProps);
}

/* HrDeleteRow. MAPI_E_NOT_FOUND; MAPI_E_INVALID_PARAMETER: not the index column */
static HRESULT STDMETHODCALLTYPE table_data_HrDeleteRow(ITableData *iface, LPSPropValue key)
{
    return rows_remove(table_data_from(iface)->rows, key);
}

/* One linked allocation. */
static HRESULT row_out(const struct row *row, SRow **out)
{
    AUTO_FREE SRow *copy = mem_zero(sizeof(*copy));
    HRESULT hr;

    if (!copy) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = pval_copy_array(row->count, row->values, copy, &copy->lpProps);
    if (FAILED(hr)) return hr;
    copy->cValues = row->count;
    *out = TAKE(copy);
    return S_OK;
}

/*
 * HrQueryRow - the row with this index value, all its columns
 *
 * out     one allocation, freed by one MAPIFreeBuffer
 * number  may be NULL
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_INVALID_PARAMETER (not the index column),
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_data_HrQueryRow(ITableData *iface, LPSPropValue key,
                                                       LPSRow *out, ULONG *number)
{
    struct rows *rows = table_data_from(iface)->rows;
    struct row *row;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!key || !ptag_fits(rows_index_tag(rows), key->ulPropTag))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    row = rows_find(rows, key, number);
    if (!row) return MAPI_E_NOT_FOUND;
    hr = row_out(row, out);
    row_unref(row);
    return hr;
}

/* HrEnumRow: row number, in the order they were put in; S_OK and NULL past the last (11.2-23). */
static HRESULT STDMETHODCALLTYPE table_data_HrEnumRow(ITableData *iface, ULONG number, LPSRow *out)
{
    struct row *row;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    row = rows_at(table_data_from(iface)->rows, number);
    if (!row) return S_OK;
    hr = row_out(row, out);
    row_unref(row);
    return hr;
}

static bool has_all(const struct row *row, ULONG count, const SPropValue *props)
{
    for (ULONG i = 0; i < count; i++) {
        const SPropValue *value = row_find(row, props[i].ulPropTag);

        if (!value || value->ulPropTag != props[i].ulPropTag || !pval_equal(value, &props[i]))
            return false;
    }
    return true;
}

/* The first row that has all these values, counted, or NULL. */
static struct row *row_with(struct rows *rows, ULONG count, const SPropValue *props)
{
    struct row *row;

    for (ULONG n = 0; (row = rows_at(rows, n)); n++) {
        if (has_all(row, count, props)) return row;
        row_unref(row);
    }
    return NULL;
}

/* HrNotify: TABLE_ROW_MODIFIED, changed or not, for the row with the index value among props; where
 * none is among them, for the first that has all of props. MAPI_E_INVALID_PARAMETER,
 * MAPI_E_NOT_FOUND */
static HRESULT STDMETHODCALLTYPE table_data_HrNotify(ITableData *iface, ULONG flags, ULONG count,
                                                     LPSPropValue props)
{
    struct rows *rows = table_data_from(iface)->rows;
    const SPropValue *key;
    struct row *row;
    HRESULT hr;

    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!count || !props) return FAIL(MAPI_E_INVALID_PARAMETER);
    key = pval_find_const(props, count, rows_index_tag(rows));
    if (key) return rows_touch(rows, key);
    row = row_with(rows, count, props);
    if (!row) return FAIL(MAPI_E_NOT_FOUND);
    hr = rows_touch(rows, row_index_value(row));
    row_unref(row);
    return hr;
}

/* HrInsertRow: becomes row number at (0..count). MAPI_E_INVALID_PARAMETER: past the end, no index
 * column, or its value is there already. */
static HRESULT STDMETHODCALLTYPE table_data_HrInsertRow(ITableData *iface, ULONG at, LPSRow row)
{
    HRESULT hr = check_row(row);

    if (SUCCEEDED(hr) && at == ROWS_AT_END) hr = FAIL(MAPI_E_INVALID_PARAMETER);
    return FAILED(hr) ? hr
                      : rows_insert(table_data_from(iface)->rows, at, row->cValues, row->lpProps);
}

/* HrModifyRows: HrModifyRow for each; all have the index column, or nothing is done. More than 8
 * are one TABLE_CHANGED. */
static HRESULT STDMETHODCALLTYPE table_data_HrModifyRows(ITableData *iface, ULONG flags,
                                                         LPSRowSet set)
{
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!set) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < set->cRows; i++) {
        HRESULT hr = check_row(&set->aRow[i]);

        if (FAILED(hr)) return hr;
    }
    return set->cRows ? rows_put_many(table_data_from(iface)->rows, set->cRows, set->aRow) : S_OK;
}

/*
 * HrDeleteRows - those of set (each with its index column), or with TAD_ALL_ROWS and NULL all
 *
 * deleted  how many there were; missing ones are no error. May be NULL.
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY; nothing is
 * deleted
 */
static HRESULT STDMETHODCALLTYPE table_data_HrDeleteRows(ITableData *iface, ULONG flags,
                                                         LPSRowSet set, ULONG *deleted)
{
    struct rows *rows = table_data_from(iface)->rows;
    AUTO_FREE SPropValue *keys = NULL;
    ULONG removed = 0;
    HRESULT hr;

    if (deleted) *deleted = 0;
    if (flags & ~(ULONG)TAD_ALL_ROWS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (flags & TAD_ALL_ROWS) {
        removed = rows_remove_all(rows);
        if (deleted) *deleted = removed;
        return S_OK;
    }
    if (!set) return FAIL(MAPI_E_INVALID_PARAMETER);
    keys = mem_array((size_t)set->cRows + 1, sizeof(*keys));
    if (!keys) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < set->cRows; i++) {
        const SPropValue *key =
            pval_find_const(set->aRow[i].lpProps, set->aRow[i].cValues, rows_index_tag(rows));

        if (!key) return FAIL(MAPI_E_INVALID_PARAMETER);
        keys[i] = *key;
    }
    hr = rows_remove_many(rows, set->cRows, keys, &removed);
    if (deleted) *deleted = removed;
    return hr;
}

static const ITableDataVtbl table_data_vtbl = {
    COM_UNKNOWN_METHODS(table_data),         .HrGetView = table_data_HrGetView,
    .HrModifyRow = table_data_HrModifyRow,   .HrDeleteRow = table_data_HrDeleteRow,
    .HrQueryRow = table_data_HrQueryRow,     .HrEnumRow = table_data_HrEnumRow,
    .HrNotify = table_data_HrNotify,         .HrInsertRow = table_data_HrInsertRow,
    .HrModifyRows = table_data_HrModifyRows, .HrDeleteRows = table_data_HrDeleteRows,
};

static bool is_column(const SPropTagArray *columns, ULONG tag)
{
    for (ULONG i = 0; i < columns->cValues; i++)
        if (ptag_fits(columns->aulPropTag[i], tag)) return true;
    return false;
}

HRESULT table_data_create(ULONG type, ULONG index_tag, const SPropTagArray *columns,
                          ITableData **out)
{
    struct table_data *data;
    HRESULT hr;

    *out = NULL;
    if (type > TBLTYPE_DYNAMIC || !columns || !is_column(columns, index_tag))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    data = com_alloc(&table_data_class, sizeof(*data));
    if (!data) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    data->ITableData_iface.lpVtbl = &table_data_vtbl;
    data->type = type;
    hr = rows_create(index_tag, &data->rows);
    if (SUCCEEDED(hr)) hr = rows_add_columns(data->rows, columns);
    if (FAILED(hr)) {
        com_unref(data);
        return hr;
    }
    *out = &data->ITableData_iface;
    return S_OK;
}

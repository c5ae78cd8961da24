/*
 * memory_table.c - the small tables that follow an open object
 */
#include "common/sql/memory_table.h"
#include <stdlib.h>

HRESULT memory_table_make(struct memory_table *table, const struct allocators *alloc,
                          const SPropTagArray *columns)
{
    return CreateTable(&IID_IMAPITableData, alloc->buffer, alloc->more, alloc->free, NULL,
                       TBLTYPE_DYNAMIC, columns->aulPropTag[0], (SPropTagArray *)columns,
                       &table->data);
}

/* The rows as one block; values borrowed from the bags. */
static HRESULT make_rows(const struct bag *rows, size_t n, SRowSet **out)
{
    size_t n_values = 0;
    SPropValue *values;
    SRowSet *set;

    for (size_t i = 0; i < n; i++)
        n_values += rows[i].n;
    set = calloc(1, CbNewSRowSet(n + 1) + (n_values + 1) * sizeof(*values));
    if (!set) return MAPI_E_NOT_ENOUGH_MEMORY;
    values = (SPropValue *)((BYTE *)set + ((CbNewSRowSet(n) + 7) & ~(size_t)7));
    for (size_t i = 0; i < n; i++) {
        SRow *row = &set->aRow[set->cRows++];

        row->lpProps = values;
        for (size_t k = 0; k < rows[i].n; k++)
            if (!rows[i].values[k]->large) values[row->cValues++] = rows[i].values[k]->prop;
        values += row->cValues;
    }
    *out = set;
    return S_OK;
}

HRESULT memory_table_fill(struct memory_table *table, const struct bag *rows, size_t n)
{
    ITableData *data = table->data;
    SRowSet *set;
    HRESULT hr;

    hr = make_rows(rows, n, &set);
    if (SUCCEEDED(hr)) {
        hr = data->lpVtbl->HrDeleteRows(data, TAD_ALL_ROWS, NULL, NULL);
        if (SUCCEEDED(hr) && n) hr = data->lpVtbl->HrModifyRows(data, 0, set);
        free(set);
    }
    return hr;
}

static ULONG narrow(ULONG tag)
{
    return PROP_TYPE(tag) == PT_UNICODE ? CHANGE_PROP_TYPE(tag, PT_STRING8) : tag;
}

HRESULT memory_table_view(struct memory_table *table, const SPropTagArray *columns, ULONG sort,
                          ULONG flags, IMAPITable **out)
{
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{sort, TABLE_SORT_ASCEND}}};
    AUTO_RELEASE IMAPITable *view = NULL;
    SPropTagArray *ansi;
    HRESULT hr;

    hr = table->data->lpVtbl->HrGetView(table->data, sort ? (SSortOrderSet *)&order : NULL, NULL, 0,
                                        &view);
    if (FAILED(hr)) return hr;
    if (!(flags & MAPI_UNICODE)) {
        ansi = malloc(CbNewSPropTagArray(columns->cValues));
        if (!ansi) return MAPI_E_NOT_ENOUGH_MEMORY;
        ansi->cValues = columns->cValues;
        for (ULONG i = 0; i < columns->cValues; i++)
            ansi->aulPropTag[i] = narrow(columns->aulPropTag[i]);
        hr = view->lpVtbl->SetColumns(view, ansi, TBL_BATCH);
        free(ansi);
        if (FAILED(hr)) return hr;
    }
    *out = view;
    view = NULL;
    return S_OK;
}

bool memory_table_is_made(struct memory_table *table, struct db *db)
{
    bool made;

    db_lock(db);
    made = table->data && !table->stale;
    db_unlock(db);
    return made;
}

void memory_table_failed(struct memory_table *table, struct db *db)
{
    db_lock(db);
    table->stale = true;
    db_unlock(db);
}

void memory_table_keep(struct memory_table *table, struct db *db, struct memory_table *moves_made)
{
    db_lock(db);
    if (!table->data || table->stale) {
        ITableData *old = table->data;

        *table = *moves_made;
        moves_made->data = old;
    }
    db_unlock(db);
}

void memory_table_clear(struct memory_table *table)
{
    com_release(&table->data);
}

/*
 * query.c - HrQueryAllRows and kin, for any IMAPITable
 */
#include "table/query.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/ptag.h"
#include "prop/rowset.h"

#define ALL 0x7fffffff

static HRESULT prepare(IMAPITable *table, const SPropTagArray *columns,
                       const SRestriction *restriction, const SSortOrderSet *order)
{
    HRESULT hr = S_OK;

    if (columns) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)columns, TBL_BATCH);
    if (SUCCEEDED(hr) && restriction)
        hr = table->lpVtbl->Restrict(table, (SRestriction *)restriction, TBL_BATCH);
    if (SUCCEEDED(hr) && order)
        hr = table->lpVtbl->SortTable(table, (SSortOrderSet *)order, TBL_BATCH);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL);
    return FAILED(hr) ? hr : S_OK;
}

/* Moves the rows of *more behind those of *all; the emptied set is freed. */
static HRESULT append(SRowSet **all, SRowSet **more)
{
    AUTO_ROWSET SRowSet *joined = NULL;
    ULONG n, m;
    HRESULT hr;

    if (!*all || !(*all)->cRows) {
        rowset_free(*all);
        *all = TAKE(*more);
        return S_OK;
    }
    n = (*all)->cRows;
    m = (*more)->cRows;
    if (m > ALL - n) return FAIL(MAPI_E_TABLE_TOO_BIG);
    hr = rowset_create(n + m, &joined);
    if (FAILED(hr)) return hr;
    memcpy(&joined->aRow[0], (*all)->aRow, n * sizeof(SRow));
    memcpy(&joined->aRow[n], (*more)->aRow, m * sizeof(SRow));
    joined->cRows = n + m;
    mem_free(*all); /* the sets only: the rows have moved */
    mem_free(TAKE(*more));
    *all = TAKE(joined);
    return S_OK;
}

HRESULT query_all_rows(IMAPITable *table, const SPropTagArray *columns,
                       const SRestriction *restriction, const SSortOrderSet *order, ULONG max,
                       SRowSet **out)
{
    AUTO_ROWSET SRowSet *all = NULL;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!table || max > ALL) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = prepare(table, columns, restriction, order);
    while (SUCCEEDED(hr)) {
        AUTO_ROWSET SRowSet *more = NULL;
        ULONG have = all ? all->cRows : 0;

        if (max && have > max) return FAIL(MAPI_E_TABLE_TOO_BIG);
        hr = table->lpVtbl->QueryRows(table, max && max < ALL ? (LONG)(max - have + 1) : ALL, 0,
                                      &more);
        hr = rowset_given(hr, 0, &more);
        if (FAILED(hr)) return hr;
        if (!more->cRows && all) break;
        if (!more->cRows) {
            all = TAKE(more);
            break;
        }
        hr = append(&all, &more);
    }
    if (FAILED(hr)) return hr;
    *out = TAKE(all);
    return S_OK;
}

/* first, then what old has besides. */
static void merge(SPropTagArray *into, const SPropTagArray *first, const SPropTagArray *old)
{
    memcpy(into->aulPropTag, first->aulPropTag, first->cValues * sizeof(ULONG));
    into->cValues = first->cValues;
    for (ULONG i = 0; i < old->cValues; i++)
        if (old->aulPropTag[i] == PR_NULL || !ptag_has_id(first, old->aulPropTag[i]))
            into->aulPropTag[into->cValues++] = old->aulPropTag[i];
}

HRESULT query_add_columns(IMAPITable *table, const SPropTagArray *first, ALLOCATEBUFFER *allocate,
                          FREEBUFFER *free, void (*filter)(SPropTagArray *))
{
    AUTO_FREE SPropTagArray *old = NULL, *merged = NULL;
    HRESULT hr;

    (void)allocate, (void)free; /* nothing that is allocated here is seen outside */
    if (!table || !first || first->cValues > 0x00ffffff) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = com_given(table->lpVtbl->QueryColumns(table, 0, &old), &old);
    if (FAILED(hr)) return hr;
    if (filter) filter(old);
    merged = ptag_new_array(first->cValues + old->cValues, NULL);
    if (!merged) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    merge(merged, first, old);
    return table->lpVtbl->SetColumns(table, merged, TBL_BATCH);
}

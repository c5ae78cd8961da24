/*
 * rowset.c - SRowSet: one allocation for the set, one for each row
 */
#include "prop/rowset.h"
#include "base/error.h"
#include "base/mem.h"
#include "prop/pval.h"

HRESULT rowset_create(ULONG rows, SRowSet **out)
{
    *out = NULL;
    if (rows > (0x7fffffff - sizeof(SRowSet)) / sizeof(SRow)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *out = mem_zero(CbNewSRowSet(rows ? rows : 1));
    return *out ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

void rowset_free(SRowSet *rows)
{
    if (!rows) return;
    for (ULONG i = 0; i < rows->cRows; i++)
        mem_free(rows->aRow[i].lpProps);
    mem_free(rows);
}

HRESULT rowset_copy(const SRowSet *rows, SRowSet **out)
{
    AUTO_ROWSET SRowSet *copy = NULL;
    HRESULT hr = rowset_create(rows->cRows, &copy);

    *out = NULL;
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < rows->cRows; i++) {
        hr = pval_copy_array(rows->aRow[i].cValues, rows->aRow[i].lpProps, NULL,
                             &copy->aRow[i].lpProps);
        if (FAILED(hr)) return hr;
        copy->aRow[i].cValues = rows->aRow[i].cValues;
        copy->cRows = i + 1;
    }
    *out = TAKE(copy);
    return S_OK;
}

HRESULT rowset_given(HRESULT hr, ULONG columns, SRowSet **rows)
{
    if (FAILED(hr)) {
        *rows = NULL;
        return hr;
    }
    if (!*rows) return FAIL(MAPI_E_CALL_FAILED);
    for (ULONG i = 0; i < (*rows)->cRows; i++) {
        const SRow *row = &(*rows)->aRow[i];

        if (row->cValues >= columns && (row->lpProps || !row->cValues)) continue;
        rowset_free(TAKE(*rows));
        return FAIL(MAPI_E_CALL_FAILED);
    }
    return S_OK;
}

void rowset_cleanup(SRowSet **rows)
{
    rowset_free(*rows);
}

/*
 * table.c - tables by MAPI's ITableData: it sorts, restricts and pages, the provider only says what
 * the rows are
 */
#include "sample.h"

HRESULT sample_table(const SPropTagArray *columns, ULONG rows, ULONG count, SPropValue *values,
                     IMAPITable **out)
{
    AUTO_RELEASE ITableData *data = NULL;
    SRow row = {.cValues = count, .lpProps = values};
    HRESULT hr;

    /* PR_INSTANCE_KEY tells rows apart, and so must be among the columns. */
    hr = CreateTable((LPCIID)&IID_IMAPITableData, sample_allocate, sample_more, sample_free, NULL,
                     TBLTYPE_SNAPSHOT, PR_INSTANCE_KEY, (SPropTagArray *)columns, &data);
    if (SUCCEEDED(hr) && rows) hr = data->lpVtbl->HrModifyRow(data, &row);
    if (SUCCEEDED(hr)) hr = data->lpVtbl->HrGetView(data, NULL, NULL, 0, out);
    return hr;
}

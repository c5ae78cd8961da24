/*
 * table.c - exports about tables
 */
#include "base/error.h"
#include "mapiguid.h"
#include "mapiutil.h"
#include "table/query.h"
#include "table/table_data.h"

/*
 * CreateTable - a table in memory
 *
 * iid        NULL or IID_IMAPITableData
 * reserved   NULL
 * type       TBLTYPE_SNAPSHOT, TBLTYPE_KEYSET or TBLTYPE_DYNAMIC: what views say of themselves
 * index_tag  the property that tells rows apart; among columns
 * out        one reference
 * Errors     MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 */
SCODE STDMETHODCALLTYPE CreateTable(LPCIID iid, ALLOCATEBUFFER *allocate, ALLOCATEMORE *more,
                                    FREEBUFFER *free, LPVOID reserved, ULONG type, ULONG index_tag,
                                    LPSPropTagArray columns, LPTABLEDATA *out)
{
    (void)allocate, (void)more,
        (void)free; /* MAPI's own, in one of their guises: what they give is ours to free */
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (reserved) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (iid && !IsEqualGUID(iid, &IID_IMAPITableData)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    return table_data_create(type, index_tag, columns, out);
}

/*
 * HrQueryAllRows - all rows of any table, from its beginning
 *
 * columns, restriction, order   NULL: the table's own are left alone
 * max     0: no limit
 * out     FreeProws; an empty table gives cRows 0. NULL on failure.
 * Errors  MAPI_E_TABLE_TOO_BIG (more than max), MAPI_E_INVALID_PARAMETER (no table), the table's
 */
HRESULT STDMETHODCALLTYPE HrQueryAllRows(LPMAPITABLE table, LPSPropTagArray columns,
                                         LPSRestriction restriction, LPSSortOrderSet order,
                                         LONG max, LPSRowSet *out)
{
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (max < 0) return FAIL(MAPI_E_INVALID_PARAMETER);
    return query_all_rows(table, columns, restriction, order, (ULONG)max, out);
}

/* HrAddColumnsEx: first become the table's first columns, the others follow. filter (may be NULL)
 * gets the old ones before, and may change tags in place. Errors: MAPI_E_INVALID_PARAMETER, the
 * table's */
HRESULT STDMETHODCALLTYPE HrAddColumnsEx(LPMAPITABLE table, LPSPropTagArray first,
                                         LPALLOCATEBUFFER allocate, LPFREEBUFFER free,
                                         void (*filter)(LPSPropTagArray))
{
    return query_add_columns(table, first, allocate, free, filter);
}

HRESULT STDMETHODCALLTYPE HrAddColumns(LPMAPITABLE table, LPSPropTagArray first,
                                       LPALLOCATEBUFFER allocate, LPFREEBUFFER free)
{
    return query_add_columns(table, first, allocate, free, NULL);
}

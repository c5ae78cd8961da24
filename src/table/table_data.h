/*
 * table_data.h - ITableData over rows (CreateTable)
 */
#pragma once
#include "mapidefs.h"
#include "mapiutil.h"
#include "table/rows.h"

/*
 * columns are the first ones a view shows; index_tag must be among them (11.2-11); type is
 * TBLTYPE_.
 * Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY. One reference.
 */
HRESULT table_data_create(ULONG type, ULONG index_tag, const SPropTagArray *columns,
                          ITableData **out);

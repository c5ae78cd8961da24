/*
 * query.h - HrQueryAllRows and kin, for any IMAPITable
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "mapiutil.h"

/* As HrQueryAllRows: NULL columns, restriction, order are left alone; max 0 is no limit.
 * MAPI_E_TABLE_TOO_BIG */
HRESULT query_all_rows(IMAPITable *table, const SPropTagArray *columns,
                       const SRestriction *restriction, const SSortOrderSet *order, ULONG max,
                       SRowSet **out);
/* As HrAddColumnsEx; filter may be NULL, it gets the old columns before they are merged. */
HRESULT query_add_columns(IMAPITable *table, const SPropTagArray *first, ALLOCATEBUFFER *allocate,
                          FREEBUFFER *free, void (*filter)(SPropTagArray *));

/*
 * rowset.h - SRowSet: one allocation for the set, one for each row, as clients expect to steal them
 */
#pragma once
#include "mapidefs.h"
#include "mapicode.h"

/* Room for rows rows, cRows = 0, all lpProps NULL. */
HRESULT rowset_create(ULONG rows, SRowSet **out);
/* Frees each row's lpProps (NULL ones skipped), then the set; NULL does nothing (FreeProws). */
void rowset_free(SRowSet *rows);
/* Deep copy in the same shape. */
HRESULT rowset_copy(const SRowSet *rows, SRowSet **out);
/*
 * What somebody else's QueryRows gave, in columns columns at least: hr, *rows NULL when that is a
 * failure; MAPI_E_CALL_FAILED (the rows freed) when it says success without rows, or with shorter
 * ones. A warning is S_OK.
 */
HRESULT rowset_given(HRESULT hr, ULONG columns, SRowSet **rows);
void rowset_cleanup(SRowSet **rows);
#define AUTO_ROWSET __attribute__((cleanup(rowset_cleanup)))

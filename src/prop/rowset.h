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
void rowset_cleanup(SRowSet **rows);
#define AUTO_ROWSET __attribute__((cleanup(rowset_cleanup)))

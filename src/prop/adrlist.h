/*
 * adrlist.h - ADRLIST: one allocation for the list, one for each entry's values
 */
#pragma once
#include "mapidefs.h"
#include "mapicode.h"

/* Room for entries entries, cEntries = 0, all rgPropVals NULL. */
HRESULT adrlist_create(ULONG entries, ADRLIST **out);
/* Frees each entry's rgPropVals, then the list; NULL does nothing (FreePadrlist). */
void adrlist_free(ADRLIST *list);
HRESULT adrlist_copy(const ADRLIST *list, ADRLIST **out);
void adrlist_cleanup(ADRLIST **list);
#define AUTO_ADRLIST __attribute__((cleanup(adrlist_cleanup)))

/*
 * resolve.h - names that a user typed become entries of the directory
 */
#pragma once
#include "book.h"

/*
 * IABContainer::ResolveNames - at or below dn. All names share one time limit; the first failure
 * ends it, and what was resolved before stays so.
 *
 * Errors  as of line_search, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER
 */
HRESULT resolve_names(struct book *book, const char *dn, const SPropTagArray *tags, ULONG flags,
                      ADRLIST *list, FlagList *answers);

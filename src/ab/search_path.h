/*
 * search_path.h - the containers that names are looked up in, in their order
 */
#pragma once
#include "mapidefs.h"
#include "provider/router.h"

/* The path's entry IDs, on a root of its own: those chosen, whether they are there or not; else the
 * default path. */
HRESULT search_path_ids(struct router *router, SBinaryArray **out);
/* IAddrBook::GetSearchPath: those of them that are there, PR_ENTRYID first in each row. flags:
 * MAPI_UNICODE. */
HRESULT search_path_get(struct router *router, ULONG flags, SRowSet **out);
/*
 * IAddrBook::SetSearchPath; in the profile at once. No rows: nothing is searched.
 * Errors  MAPI_E_MISSING_REQUIRED_COLUMN (PR_ENTRYID isn't a row's first value)
 */
HRESULT search_path_set(struct router *router, const SRowSet *path);

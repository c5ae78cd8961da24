/*
 * open_store.h - which profile section a store's entry ID belongs to
 */
#pragma once
#include "mapidefs.h"

struct router;

/* CompareEntryIDs of two wrapped store entry IDs: same DLL and, by IMSProvider::CompareStoreIDs,
 * the same store. Errors: MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID (no such provider), the
 * provider's */
HRESULT open_store_compare(struct router *router, ULONG cb1, const ENTRYID *eid1, ULONG cb2,
                           const ENTRYID *eid2, ULONG *same);

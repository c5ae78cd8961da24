/*
 * open_store.h - which profile section a store's entry ID belongs to
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct router;
struct wrapped_eid;

/* PR_ENTRYID of a provider's section, on a new root. MAPI_E_NOT_FOUND: it has none, or no usable
 * one. */
HRESULT open_store_section_eid(struct router *router, const MAPIUID *uid, BYTE **bytes, ULONG *cb,
                               struct wrapped_eid *out);
/* CompareEntryIDs of two wrapped store entry IDs: same DLL and, by IMSProvider::CompareStoreIDs,
 * the same store.
 * Errors: MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID (no such provider), the provider's */
HRESULT open_store_compare(struct router *router, ULONG cb1, const ENTRYID *eid1, ULONG cb2,
                           const ENTRYID *eid2, ULONG *same);
/* Is a profile's name of a DLL (NULL: it has none) the one in a wrapped entry ID?
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT open_store_has_dll(const WCHAR *name, const char *dll, bool *has);

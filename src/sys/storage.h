/*
 * sys/storage.h - OLE's structured storage over bytes of ours (natively there is none)
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/*
 * The storage in bytes, or a new empty one there; it holds bytes until its last Release, and is for
 * one thread at a time.
 * Errors  what OLE says: STG_E_FILEALREADYEXISTS (no storage is in there), STG_E_ACCESSDENIED and
 *         kin;
 *         MAPI_E_NO_SUPPORT natively
 */
HRESULT sys_storage_open(ILockBytes *bytes, bool create, bool writable, IStorage **out);
/* A new, empty storage in memory, which ends with its last Release. Errors: likewise */
HRESULT sys_storage_scratch(IStorage **out);

/*
 * stream_storage.h - IStorage in the bytes of a stream
 */
#pragma once
#include "mapidefs.h"
#include "mapispi.h"

/*
 * stream  the stream, or ILockBytes; held until the storage's last Release
 * iid     NULL or IID_IStream: stream is one; IID_ILockBytes
 * flags   STGSTRM_MODIFY: the storage can be written; STGSTRM_CREATE: a new one, which replaces
 *         what is there; STGSTRM_CURRENT: it starts where the stream stands, else at 0
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INTERFACE_NOT_SUPPORTED (iid, or
 *         stream lacks it), MAPI_E_NOT_ENOUGH_MEMORY, sys_storage_open's
 * Source  HrIStorageFromStream, IMAPISupport::IStorageFromStream; contracts 5.10-10
 */
HRESULT stream_storage_open(IUnknown *stream, const IID *iid, ULONG flags, IStorage **out);
/* A stream as ILockBytes, from its beginning, or with STGSTRM_CURRENT in flags from where it
 * stands. */
HRESULT stream_lock_bytes(IStream *stream, ULONG flags, ILockBytes **out);
/* A new storage in memory. Errors: sys_storage_scratch's */
HRESULT storage_scratch(IStorage **out);

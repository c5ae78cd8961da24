/*
 * storage.c - there is no OLE here
 */
#include "sys/storage.h"
#include "mapicode.h"

HRESULT sys_storage_open(ILockBytes *bytes, bool create, bool writable, IStorage **out)
{
    (void)bytes, (void)create, (void)writable;
    *out = NULL;
    return MAPI_E_NO_SUPPORT;
}

HRESULT sys_storage_scratch(IStorage **out)
{
    *out = NULL;
    return MAPI_E_NO_SUPPORT;
}

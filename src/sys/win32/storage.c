/*
 * storage.c - OLE's structured storage over bytes of ours
 */
#include <windows.h>
#include <objbase.h>
#include "sys/storage.h"

HRESULT sys_storage_open(ILockBytes *bytes, bool create, bool writable, IStorage **out)
{
    const DWORD mode = STGM_DIRECT | STGM_SHARE_EXCLUSIVE;

    *out = NULL;
    if (create)
        return StgCreateDocfileOnILockBytes(bytes, mode | STGM_CREATE | STGM_READWRITE, 0, out);
    return StgOpenStorageOnILockBytes(bytes, NULL, mode | (writable ? STGM_READWRITE : STGM_READ),
                                      NULL, 0, out);
}

HRESULT sys_storage_scratch(IStorage **out)
{
    ILockBytes *bytes = NULL;
    HRESULT hr;

    *out = NULL;
    hr = CreateILockBytesOnHGlobal(NULL, TRUE, &bytes);
    if (FAILED(hr)) return hr;
    hr = sys_storage_open(bytes, true, true, out);
    bytes->lpVtbl->Release(bytes); /* the storage has it */
    return hr;
}

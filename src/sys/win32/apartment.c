/*
 * apartment.c - CoInitialize and CoUninitialize, matched per thread by a count in a TLS slot
 */
#include <windows.h>
#include <objbase.h>
#include "sys/apartment.h"

static DWORD slot = TLS_OUT_OF_INDEXES;

static DWORD count_slot(void)
{
    DWORD mine = __atomic_load_n(&slot, __ATOMIC_ACQUIRE), unset = TLS_OUT_OF_INDEXES;

    if (mine != TLS_OUT_OF_INDEXES) return mine;
    mine = TlsAlloc();
    if (mine == TLS_OUT_OF_INDEXES) return mine;
    if (__atomic_compare_exchange_n(&slot, &unset, mine, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return mine;
    TlsFree(mine);
    return unset;
}

HRESULT sys_apartment_enter(void)
{
    DWORD tls = count_slot();
    HRESULT hr;

    if (tls == TLS_OUT_OF_INDEXES) return E_OUTOFMEMORY;
    hr = CoInitialize(NULL);
    if (FAILED(hr)) return hr;
    TlsSetValue(tls, (void *)((UINT_PTR)TlsGetValue(tls) + 1));
    return S_OK;
}

void sys_apartment_leave(void)
{
    DWORD tls = __atomic_load_n(&slot, __ATOMIC_ACQUIRE);
    UINT_PTR count;

    if (tls == TLS_OUT_OF_INDEXES) return;
    count = (UINT_PTR)TlsGetValue(tls);
    if (!count) return;
    TlsSetValue(tls, (void *)(count - 1));
    CoUninitialize();
}

/*
 * apartment.c - CoInitialize and CoUninitialize, matched per thread by two counts in a TLS slot
 */
#include <windows.h>
#include <objbase.h>
#include "sys/apartment.h"
#include "mapicode.h"

#define OLE_MAJOR 23 /* of every 32-bit and 64-bit OLE there is; rmm in ole2ver.h */

/* What the slot holds: the thread's uses with COM, and 65536 times those without. */
#define WITH_COM  ((UINT_PTR)1)
#define WITHOUT   ((UINT_PTR)0x10000)
#define COUNT_MAX ((UINT_PTR)0xffff)

static DWORD slot = TLS_OUT_OF_INDEXES;

static DWORD count_slot(void)
{
    DWORD mine = __atomic_load_n(&slot, __ATOMIC_ACQUIRE), unset = TLS_OUT_OF_INDEXES;

    if (mine != TLS_OUT_OF_INDEXES) return mine;
    mine = TlsAlloc();
    if (mine == TLS_OUT_OF_INDEXES) return mine;
    if (__atomic_compare_exchange_n(&slot, &unset, mine, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return mine;
    TlsFree(mine);
    return unset;
}

static HRESULT begin_com(void)
{
    HRESULT hr;

    if (HIWORD(CoBuildVersion()) != OLE_MAJOR) return MAPI_E_VERSION;
    hr = CoInitialize(NULL);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT sys_apartment_enter(bool com)
{
    HRESULT hr = com ? begin_com() : S_OK;
    UINT_PTR counts, one = com ? WITH_COM : WITHOUT;
    DWORD tls;

    if (FAILED(hr)) return hr;
    tls = count_slot();
    if (tls == TLS_OUT_OF_INDEXES) {
        if (com) CoUninitialize();
        return MAPI_E_SESSION_LIMIT;
    }
    counts = (UINT_PTR)TlsGetValue(tls);
    if ((counts & COUNT_MAX * one) != COUNT_MAX * one) TlsSetValue(tls, (void *)(counts + one));
    else if (com) CoUninitialize(); /* more than anybody undoes */
    return S_OK;
}

void sys_apartment_leave(void)
{
    DWORD tls = __atomic_load_n(&slot, __ATOMIC_ACQUIRE);
    UINT_PTR counts;

    if (tls == TLS_OUT_OF_INDEXES) return;
    counts = (UINT_PTR)TlsGetValue(tls);
    if (counts >= WITHOUT) {
        TlsSetValue(tls, (void *)(counts - WITHOUT));
    } else if (counts) {
        TlsSetValue(tls, (void *)(counts - WITH_COM));
        CoUninitialize();
    }
}

void sys_apartment_unload(void)
{
    if (slot != TLS_OUT_OF_INDEXES) TlsFree(slot);
}

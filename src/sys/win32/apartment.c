/*
 * apartment.c - CoInitialize and CoUninitialize, matched per thread
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
/* A number for each thread that holds its apartment: the system gives its own to others again. */
static DWORD number_slot = TLS_OUT_OF_INDEXES;

static DWORD slot_made(DWORD *known)
{
    DWORD mine = __atomic_load_n(known, __ATOMIC_ACQUIRE), unset = TLS_OUT_OF_INDEXES;

    if (mine != TLS_OUT_OF_INDEXES) return mine;
    mine = TlsAlloc();
    if (mine == TLS_OUT_OF_INDEXES) return mine;
    if (__atomic_compare_exchange_n(known, &unset, mine, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
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
    tls = slot_made(&slot);
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

HRESULT sys_apartment_hold(ULONG *held)
{
    static ULONG last;
    DWORD tls = slot_made(&number_slot);
    ULONG number;
    HRESULT hr;

    *held = 0;
    if (tls == TLS_OUT_OF_INDEXES) return MAPI_E_SESSION_LIMIT;
    hr = begin_com();
    if (FAILED(hr)) return hr == RPC_E_CHANGED_MODE ? S_OK : hr;
    number = (ULONG)(UINT_PTR)TlsGetValue(tls);
    if (!number) {
        number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
        TlsSetValue(tls, (void *)(UINT_PTR)number);
    }
    *held = number;
    return S_OK;
}

void sys_apartment_let_go(ULONG held)
{
    if (held && (ULONG)(UINT_PTR)TlsGetValue(number_slot) == held) CoUninitialize();
}

void sys_apartment_unload(void)
{
    if (slot != TLS_OUT_OF_INDEXES) TlsFree(slot);
    if (number_slot != TLS_OUT_OF_INDEXES) TlsFree(number_slot);
}

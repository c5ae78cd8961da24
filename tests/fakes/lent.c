/*
 * lent.c - a provider DLL whose entry points are the test program's: so a provider that is linked
 * into it is logged on through a profile, as any other
 */
#include "fakes/lent.h"

#define EXPORT __attribute__((visibility("default")))

extern EXPORT struct lent lent;
EXPORT struct lent lent;
EXPORT MSPROVIDERINIT MSProviderInit;
EXPORT XPPROVIDERINIT XPProviderInit;

EXPORT HRESULT STDMAPIINITCALLTYPE MSProviderInit(HINSTANCE instance, LPMALLOC memory,
                                                  LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                                  LPFREEBUFFER free_buffer, ULONG flags,
                                                  ULONG mapi_version, ULONG *version,
                                                  LPMSPROVIDER *out)
{
    return lent.store(instance, memory, allocate, more, free_buffer, flags, mapi_version, version,
                      out);
}

EXPORT ABPROVIDERINIT ABProviderInit;

EXPORT HRESULT STDMAPIINITCALLTYPE ABProviderInit(HINSTANCE instance, LPMALLOC memory,
                                                  LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                                  LPFREEBUFFER free_buffer, ULONG flags,
                                                  ULONG mapi_version, ULONG *version,
                                                  LPABPROVIDER *out)
{
    return lent.book(instance, memory, allocate, more, free_buffer, flags, mapi_version, version,
                     out);
}

EXPORT HRESULT STDMAPIINITCALLTYPE XPProviderInit(HINSTANCE instance, LPMALLOC memory,
                                                  LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                                  LPFREEBUFFER free_buffer, ULONG flags,
                                                  ULONG mapi_version, ULONG *version,
                                                  LPXPPROVIDER *out)
{
    return lent.transport(instance, memory, allocate, more, free_buffer, flags, mapi_version,
                          version, out);
}

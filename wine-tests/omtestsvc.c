/*
 * omtestsvc.c - a message service whose entry point hands its calls to the test program
 *
 * The program loads it first and sets the hook; MAPI then loads the same module for each call.
 */
#include "mapispi.h"

extern MSGSERVICEENTRY *omtestsvc_hook;
MSGSERVICEENTRY *omtestsvc_hook;

MSGSERVICEENTRY ServiceEntry;
HRESULT STDMETHODCALLTYPE ServiceEntry(HINSTANCE instance, LPMALLOC memory, LPMAPISUP support,
                                       ULONG_PTR ui, ULONG flags, ULONG context, ULONG count,
                                       LPSPropValue props, LPPROVIDERADMIN admin,
                                       LPMAPIERROR *error)
{
    if (!omtestsvc_hook) return S_OK;
    return omtestsvc_hook(instance, memory, support, ui, flags, context, count, props, admin,
                          error);
}

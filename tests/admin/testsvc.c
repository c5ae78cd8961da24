/*
 * testsvc.c - a message service whose entry point asks the test what to do
 */
#include "mapispi.h"

extern MSGSERVICEENTRY *testsvc_hook;
MSGSERVICEENTRY *testsvc_hook;

MSGSERVICEENTRY ServiceEntry;
HRESULT STDMETHODCALLTYPE ServiceEntry(HINSTANCE instance, LPMALLOC memory, LPMAPISUP support,
                                       ULONG_PTR ui, ULONG flags, ULONG context, ULONG count,
                                       LPSPropValue props, LPPROVIDERADMIN admin,
                                       LPMAPIERROR *error)
{
    if (!testsvc_hook) return S_OK;
    return testsvc_hook(instance, memory, support, ui, flags, context, count, props, admin, error);
}

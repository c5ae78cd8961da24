/*
 * count.c - exports: an object's reference count, for languages and macros that can't call methods
 */
#include "mapiutil.h"

/* UlAddRef - object's own answer; NULL: 0. Source: UlAddRef (MAPI reference) */
ULONG STDMETHODCALLTYPE UlAddRef(LPVOID object)
{
    IUnknown *unknown = object;

    return unknown ? unknown->lpVtbl->AddRef(unknown) : 0;
}

/* UlRelease - object's own answer; NULL: 0. Source: UlRelease (MAPI reference) */
ULONG STDMETHODCALLTYPE UlRelease(LPVOID object)
{
    IUnknown *unknown = object;

    return unknown ? unknown->lpVtbl->Release(unknown) : 0;
}

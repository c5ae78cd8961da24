/*
 * imalloc.c - MAPI's IMalloc, over LocalAlloc
 */
#include "com/imalloc.h"
#include "com/alive.h"
#include "com/com.h"
#include "base/mem.h"
#include "sys/memory.h"

/* Not a com_object: it is never made and never ends (contracts 1.5-15; some clients release what
 * they were lent). */
static HRESULT STDMETHODCALLTYPE imalloc_QueryInterface(IMalloc *iface, REFIID iid, void **out)
{
    if (!out) return E_POINTER;
    *out = NULL;
    if (!iid) return E_INVALIDARG;
    if (IsEqualGUID(iid, &IID_IOpenMapiAlive)) {
        *out = alive_default();
        return S_OK;
    }
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMalloc)) return E_NOINTERFACE;
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE imalloc_AddRef(IMalloc *iface)
{
    (void)iface;
    return 1;
}

static ULONG STDMETHODCALLTYPE imalloc_Release(IMalloc *iface)
{
    (void)iface;
    return 1;
}

static void *STDMETHODCALLTYPE imalloc_Alloc(IMalloc *iface, SIZE_T bytes)
{
    (void)iface;
    return sys_local_alloc(bytes);
}

static void STDMETHODCALLTYPE imalloc_Free(IMalloc *iface, void *block)
{
    (void)iface;
    sys_local_free(block);
}

/* Realloc - NULL block: Alloc. 0 bytes: Free, and NULL. Out of memory: NULL, and block is as it
 * was. */
static void *STDMETHODCALLTYPE imalloc_Realloc(IMalloc *iface, void *block, SIZE_T bytes)
{
    (void)iface;
    if (!block) return sys_local_alloc(bytes);
    if (bytes) return sys_local_realloc(block, bytes);
    sys_local_free(block);
    return NULL;
}

/* GetSize - (SIZE_T)-1 for NULL, as IMalloc's page says */
static SIZE_T STDMETHODCALLTYPE imalloc_GetSize(IMalloc *iface, void *block)
{
    (void)iface;
    return block ? sys_local_size(block) : (SIZE_T)-1;
}

/* DidAlloc - -1: it can't tell, as MAPI's own never could */
static int STDMETHODCALLTYPE imalloc_DidAlloc(IMalloc *iface, void *block)
{
    (void)iface;
    (void)block;
    return -1;
}

static void STDMETHODCALLTYPE imalloc_HeapMinimize(IMalloc *iface)
{
    (void)iface;
    mem_trim();
}

static const IMallocVtbl imalloc_vtbl = {
    COM_UNKNOWN_METHODS(imalloc),
    IMALLOC_SLOTS(imalloc),
};

IMalloc *imalloc_default(void)
{
    static IMalloc the_one = {(IMallocVtbl *)&imalloc_vtbl};

    return &the_one;
}

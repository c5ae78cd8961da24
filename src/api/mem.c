/*
 * mem.c - exports: memory that goes across the border
 *
 * They work before MAPIInitialize and after MAPIUninitialize (contracts 1.5-16).
 */
#include "mapix.h"
#include "mapiutil.h"
#include "base/mem.h"
#include "com/imalloc.h"
#include "prop/adrlist.h"
#include "prop/rowset.h"

/*
 * MAPIAllocateBuffer - a new block of bytes, 0 allowed, aligned for every type, contents undefined
 *
 * Errors  MAPI_E_INVALID_PARAMETER  out is NULL
 *         MAPI_E_NOT_ENOUGH_MEMORY  *out is NULL
 * Source  MAPIAllocateBuffer (MAPI reference)
 */
SCODE STDAPICALLTYPE MAPIAllocateBuffer(ULONG bytes, LPVOID *out)
{
    return out ? mem_root(bytes, out) : MAPI_E_INVALID_PARAMETER;
}

/*
 * MAPIAllocateMore - a block that is freed with root
 *
 * root    what MAPIAllocateBuffer (ours, by whatever name) gave
 * Errors  MAPI_E_INVALID_PARAMETER  out is NULL, or root isn't such a block (any more)
 *         MAPI_E_NOT_ENOUGH_MEMORY  *out is NULL; root and the rest stay as they are
 * Source  MAPIAllocateMore (MAPI reference)
 */
SCODE STDAPICALLTYPE MAPIAllocateMore(ULONG bytes, LPVOID root, LPVOID *out)
{
    return out ? mem_more(bytes, root, out) : MAPI_E_INVALID_PARAMETER;
}

/*
 * MAPIFreeBuffer - frees root and all that MAPIAllocateMore hung on it; always S_OK
 *
 * NULL, and what we don't know as a block of ours that is alive, is left alone.
 * Source  MAPIFreeBuffer (MAPI reference)
 */
ULONG STDAPICALLTYPE MAPIFreeBuffer(LPVOID root)
{
    mem_free(root);
    return S_OK;
}

/*
 * MAPIReallocateBuffer - a new block of bytes holding the old contents, cut or followed by what is
 * undefined
 *
 * block   stays what it was, with what hangs on it: pointers in its contents go on being right
 *         until the caller frees it; NULL makes a new block
 * Errors  MAPI_E_INVALID_PARAMETER  out is NULL, or block isn't a block of ours that is alive
 *         MAPI_E_NOT_ENOUGH_MEMORY  *out is NULL
 * Source  MAPIReallocateBuffer (MAPI reference): "allocates a new block ... copies the contents"
 */
SCODE STDAPICALLTYPE MAPIReallocateBuffer(LPVOID block, ULONG bytes, LPVOID *out)
{
    if (!out) return MAPI_E_INVALID_PARAMETER;
    return block ? mem_grow(block, bytes, out) : mem_root(bytes, out);
}

/* MAPIGetDefaultMalloc - the process's IMalloc; no reference is counted. Source:
 * MAPIGetDefaultMalloc */
LPMALLOC STDAPICALLTYPE MAPIGetDefaultMalloc(void)
{
    return imalloc_default();
}

/* FreePadrlist - frees each entry's properties, then the list; NULL and a list that was freed
 * before do nothing. Source: FreePadrlist */
void STDAPICALLTYPE FreePadrlist(LPADRLIST list)
{
    if (mem_is_root(list)) adrlist_free(list);
}

/* FreeProws - frees each row's properties, then the set; NULL and a set that was freed before do
 * nothing. Source: FreeProws */
void STDAPICALLTYPE FreeProws(LPSRowSet rows)
{
    if (mem_is_root(rows)) rowset_free(rows);
}

/*
 * alive.h - what of ours is alive, told by MAPIGetDefaultMalloc's object to tests that ask for it
 *
 * IMalloc::QueryInterface answers IID_IOpenMapiAlive with an interface that real DLLs don't have.
 * So a test counts at its end what it left behind, without an export or a switch for it.
 * wine-tests/harness.c declares it once more.
 */
#pragma once
#include "mapidefs.h"

/* {4F70656E-4D41-5049-A11F-E0000000C0DE} */
extern const IID IID_IOpenMapiAlive;

typedef struct IOpenMapiAlive IOpenMapiAlive;
typedef struct IOpenMapiAliveVtbl {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(IOpenMapiAlive *, REFIID, void **);
    ULONG(STDMETHODCALLTYPE *AddRef)(IOpenMapiAlive *);
    ULONG(STDMETHODCALLTYPE *Release)(IOpenMapiAlive *);
    /* of MAPIAllocateBuffer and of our own, not yet freed */
    LONG(STDMETHODCALLTYPE *Blocks)(IOpenMapiAlive *);
    /* that somebody holds; each is a block, too */
    LONG(STDMETHODCALLTYPE *Objects)(IOpenMapiAlive *);
    /* Calls seen for each block, while no other thread uses MAPI. */
    void(STDMETHODCALLTYPE *Each)(IOpenMapiAlive *,
                                  void(STDMETHODCALLTYPE *seen)(void *, const void *, ULONG),
                                  void *);
} IOpenMapiAliveVtbl;
struct IOpenMapiAlive {
    const IOpenMapiAliveVtbl *lpVtbl;
};

/* The one object, as imalloc_default's; its references don't count. */
IOpenMapiAlive *alive_default(void);

/*
 * cfb_storage.h - IStorage over codec/cfb, where there is no OLE
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

enum cfb_storage_mode {
    CFB_STORAGE_WRITE = 1,      /* it can be changed */
    CFB_STORAGE_CREATE = 2,     /* a new, empty one, whatever lies in bytes */
    CFB_STORAGE_TRANSACTED = 4, /* what was not committed is forgotten; else it is written when the
                                   root is let go of, too */
};

/*
 * The storage in bytes, which it holds; NULL (with CFB_STORAGE_CREATE): one that ends with its last
 * Release. As OLE's it is for one thread at a time, and opens each stream and storage once at a
 * time.
 * Errors  STG_E_DOCFILECORRUPT, STG_E_INSUFFICIENTMEMORY, STG_E_READFAULT, STG_E_MEDIUMFULL
 */
HRESULT cfb_storage_open(ILockBytes *bytes, unsigned mode, IStorage **out);

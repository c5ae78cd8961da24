/*
 * write.h - a compound file (MS-CFB, version 3) of a tree of storages and streams
 */
#pragma once
#include "base/bytes.h"
#include "codec/cfb/read.h"

struct cfb_item {
    const WCHAR *name; /* at most CFB_MOST_NAME characters; of no matter for the root */
    bool stream;
    uint32_t parent;   /* the place of its storage, which comes before it; item 0 is the root */
    GUID clsid;
    uint32_t state;
    uint64_t created, modified;
    const void *data;
    size_t bytes;
};

/* Adds the file to out. Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_TOO_BIG (2 GiB),
 * MAPI_E_INVALID_PARAMETER (no tree, a name too long or twice) */
HRESULT cfb_write(const struct cfb_item *items, uint32_t count, struct writer *out);

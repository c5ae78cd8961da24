/*
 * mem_stream.h - IStream over memory, which may be told to someone when it is committed
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"

struct mem_stream_config {
    const void *data; /* what it begins with; copied */
    size_t bytes;
    bool writable;
    /* Commit, and the last Release of a stream that has changed since: data is lent. NULL: nobody
     * is told. */
    HRESULT (*commit)(void *ctx, const void *data, size_t bytes);
    void (*closed)(void *ctx); /* after the last Release, also when mem_stream_open fails */
    void *ctx;
};

/* One reference. STG_E_INSUFFICIENTMEMORY becomes MAPI_E_NOT_ENOUGH_MEMORY here. */
HRESULT mem_stream_open(const struct mem_stream_config *config, IStream **out);

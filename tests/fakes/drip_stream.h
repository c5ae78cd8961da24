/*
 * drip_stream.h - a stream of somebody else's: it gives little at a time, may not tell its length,
 * and may fail or call back
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

struct drip_stream {
    const void *data; /* borrowed */
    size_t bytes, most; /* most: given by one Read; 0: 1 to 7 of them */
    bool seeks;         /* and tells its length */
    /* Before each Read: a failure is its answer. NULL: nothing. */
    HRESULT (*reading)(void *context, size_t place);
    void *context;
};
/* One reference; NULL: memory is out. */
IStream *drip_stream_create(const struct drip_stream *config);

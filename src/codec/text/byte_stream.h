/*
 * byte_stream.h - where a codec gets its bytes, and where it puts them
 */
#pragma once
#include <stddef.h>
#include <string.h>
#include "mapidefs.h"

struct byte_source {
    /* Gives up to room bytes; *got 0: there are no more. An error ends the reading. */
    HRESULT (*get)(void *context, void *bytes, size_t room, size_t *got);
    void *context;
};

struct byte_sink {
    HRESULT (*put)(void *context, const void *bytes, size_t count); /* an error ends the writing */
    void *context;
};

/* Bytes in memory as a source. */
struct byte_span {
    const char *at;
    size_t left;
};

static inline HRESULT byte_span_get(void *context, void *bytes, size_t room, size_t *got)
{
    struct byte_span *span = context;

    *got = span->left < room ? span->left : room;
    if (*got) memcpy(bytes, span->at, *got);
    span->at += *got;
    span->left -= *got;
    return S_OK;
}

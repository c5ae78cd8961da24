/*
 * write_out.h - where a mail that is being written goes, in pieces of a few KiB
 *
 * The first failure of the sink is kept: what comes behind it is passed over, and mime_flush tells.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

struct mime_out {
    HRESULT (*put)(void *context, const void *bytes, size_t count);
    void *context;
    HRESULT hr; /* S_OK, or the first failure */
    size_t used;
    char piece[4096];
};

void mime_out_init(struct mime_out *out,
                   HRESULT (*put)(void *context, const void *bytes, size_t count), void *context);
void mime_put(struct mime_out *out, const void *bytes, size_t count);
void mime_puts(struct mime_out *out, const char *text);
void mime_fail(struct mime_out *out,
               HRESULT hr); /* a failure of who writes: the first one counts */
HRESULT mime_flush(struct mime_out *out);

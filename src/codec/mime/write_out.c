/*
 * write_out.c - collects what is written into pieces
 */
#include "codec/mime/write_out.h"
#include <string.h>

void mime_out_init(struct mime_out *out,
                   HRESULT (*put)(void *context, const void *bytes, size_t count), void *context)
{
    out->put = put;
    out->context = context;
    out->hr = S_OK;
    out->used = 0;
}

void mime_fail(struct mime_out *out, HRESULT hr)
{
    if (SUCCEEDED(out->hr)) out->hr = hr;
}

HRESULT mime_flush(struct mime_out *out)
{
    if (SUCCEEDED(out->hr) && out->used) out->hr = out->put(out->context, out->piece, out->used);
    out->used = 0;
    return FAILED(out->hr) ? out->hr : S_OK;
}

void mime_put(struct mime_out *out, const void *bytes, size_t count)
{
    const char *from = bytes;

    while (count) {
        size_t n = sizeof(out->piece) - out->used;

        if (n > count) n = count;
        memcpy(out->piece + out->used, from, n);
        out->used += n;
        from += n;
        count -= n;
        if (out->used == sizeof(out->piece)) mime_flush(out);
    }
}

void mime_puts(struct mime_out *out, const char *text)
{
    mime_put(out, text, strlen(text));
}

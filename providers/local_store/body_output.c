/*
 * body_output.c - a body being made, of whatever length
 */
#include <stdlib.h>
#include <string.h>
#include "body_own.h"
#include "common/sql/large.h"

struct output {
    struct db *db;
    struct large *large; /* what no longer goes into bytes */
    uint64_t at;
    size_t n;
    BYTE bytes[OUTPUT_PIECE];
};

HRESULT output_new(struct db *db, struct output **out)
{
    *out = calloc(1, sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    (*out)->db = db;
    return S_OK;
}

void output_free(struct output *output)
{
    if (!output) return;
    large_unref(output->large);
    free(output);
}

static HRESULT output_flush(struct output *output)
{
    HRESULT hr = output->large ? S_OK : large_stage(output->db, &output->large);

    if (SUCCEEDED(hr)) hr = large_write(output->large, output->at, output->bytes, output->n);
    output->at += output->n;
    output->n = 0;
    return hr;
}

HRESULT output_put(struct output *output, const void *bytes, size_t count)
{
    HRESULT hr = S_OK;

    for (size_t done = 0; done < count && SUCCEEDED(hr);) {
        size_t n =
            count - done < OUTPUT_PIECE - output->n ? count - done : OUTPUT_PIECE - output->n;

        memcpy(output->bytes + output->n, (const BYTE *)bytes + done, n);
        output->n += n;
        done += n;
        if (output->n == OUTPUT_PIECE) hr = output_flush(output);
    }
    return hr;
}

HRESULT output_put_first(struct output *output, const void *bytes, size_t count)
{
    if (output->large) return large_write(output->large, 0, bytes, count);
    memcpy(output->bytes, bytes, count);
    return S_OK;
}

HRESULT output_value(struct output *output, ULONG tag, struct value **out)
{
    HRESULT hr;

    if (!output->large) return value_from_content(tag, output->bytes, output->n, 0, out);
    hr = output->n ? output_flush(output) : S_OK;
    return SUCCEEDED(hr) ? value_large(tag, output->large, 0, out) : hr;
}

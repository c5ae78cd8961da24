/*
 * fuzz_tnef.c - any bytes as TNEF: taken apart, and made a message that reads all it is given
 *
 * From memory and from an input that gives a few bytes at a time, of unknown length, the same comes out; a message from it
 * leaves nothing behind, whatever is wrong in it.
 */
#include <stdlib.h>
#include <string.h>
#include "mapitags.h"
#include "tnef.h"
#include "base/mem.h"
#include "codec/tnef/attr.h"
#include "codec/tnef/read.h"
#include "com/mem_stream.h"
#include "fakes/sink_message.h"
#include "msg/from_tnef.h"

struct drops { /* an input that gives little at a time */
    const uint8_t *at;
    size_t left;
    unsigned next;
};

static HRESULT give(void *context, void *to, size_t want, size_t *got)
{
    struct drops *drops = context;
    size_t n = 1 + drops->next++ % 7;

    if (n > want) n = want;
    if (n > drops->left) n = drops->left;
    if (n) memcpy(to, drops->at, n);
    drops->at += n;
    drops->left -= n;
    *got = n;
    return S_OK;
}

/* A number that depends on all that was read. */
static unsigned walk_props(struct tnef_reader *r, unsigned seen)
{
    void *root = mem_zero(1);
    uint32_t count = tnef_prop_count(r), bytes;
    struct tnef_prop prop;

    for (; root && count && tnef_prop_next(r, root, &prop) == S_OK; count--) {
        seen = seen * 31 + prop.tag + prop.id;
        for (uint32_t i = 0; i < prop.count && tnef_value_begin(r, &prop, &bytes); i++) {
            uint8_t *value;

            if (tnef_load(r, bytes, 1 << 20, root, &value) == S_OK && bytes) seen = seen * 31 + value[bytes - 1];
            tnef_value_end(r, bytes);
        }
    }
    mem_free(root);
    return seen;
}

static unsigned walk(struct tnef_reader *r)
{
    struct tnef_attr attr;
    unsigned seen = 0;
    uint16_t key;
    bool fits;

    if (tnef_begin(r, &key) != S_OK) return 0;
    while (tnef_attr_next(r, &attr) == S_OK) {
        const struct tnef_attribute *row = tnef_attribute(attr.level, attr.id);

        seen = seen * 31 + attr.id + attr.bytes;
        if (row && row->form == TNEF_PROPS) seen = walk_props(r, seen);
        if (tnef_attr_end(r, &attr, &fits) != S_OK) break;
        seen = seen * 2 + fits;
    }
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mem_stream_config config = {.data = data, .bytes = size};
    struct drops drops = {data, size, 0};
    struct tnef_input input = {give, &drops, UINT64_MAX};
    struct sink_counts counts = {0};
    long roots = mem_roots_alive();
    STnefProblemArray *problems = NULL;
    ULONG code_page, sub_code_page;
    struct tnef_reader r;
    IMessage *message = sink_message_create(&counts);
    IStream *stream = NULL;
    HRESULT hr;

    tnef_reader_over(&r, data, size);
    walk(&r);
    tnef_reader_drop(&r);
    if (!message || mem_stream_open(&config, &stream) != S_OK || tnef_reader_from(&r, &input) != S_OK) abort();
    walk(&r);
    tnef_reader_drop(&r);
    hr = tnef_stream_code_page(stream, &code_page, &sub_code_page);
    if (hr != S_OK && hr != MAPI_E_CORRUPT_DATA) abort();
    hr = message_from_tnef(message, stream, NULL, &problems);
    if (hr != S_OK && hr != MAPI_E_CORRUPT_DATA) abort();
    if (hr != S_OK && problems) abort();
    mem_free(problems);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    if (sink_objects_alive() || mem_roots_alive() != roots) abort();
    return 0;
}

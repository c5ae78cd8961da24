/*
 * fuzz_tnef.c - any bytes as TNEF: taken apart, and made a message that reads all it is given
 *
 * From memory and from an input that gives a few bytes at a time, of unknown length, the same comes
 * out, taken apart and as messages; what is made of it leaves nothing behind, whatever is wrong in
 * it.
 *
 * Origin of the seeds (corpus/tnef): put together by hand for this test from the layout that
 * MS-OXTNEF describes, each named for what is in it, or wrong with it; none is anybody's mail.
 */
#include <stdlib.h>
#include <string.h>
#include "mapitags.h"
#include "tnef.h"
#include "base/mem.h"
#include "codec/tnef/attr.h"
#include "codec/tnef/read.h"
#include "com/mem_stream.h"
#include "fakes/drip_stream.h"
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

            if (tnef_load(r, bytes, 1 << 20, root, &value) == S_OK && bytes)
                seen = seen * 31 + value[bytes - 1];
            tnef_value_end(r, bytes);
        }
    }
    mem_free(root);
    return seen;
}

/* S_FALSE: to its end. */
static HRESULT walk(struct tnef_reader *r, unsigned *out)
{
    struct tnef_attr attr;
    unsigned seen = 0;
    uint16_t key;
    bool fits;
    HRESULT hr = tnef_begin(r, &key);

    while (hr == S_OK && (hr = tnef_attr_next(r, &attr)) == S_OK) {
        const struct tnef_attribute *row = tnef_attribute(attr.level, attr.id);

        seen = seen * 31 + attr.id + attr.bytes;
        if (row && row->form == TNEF_PROPS) seen = walk_props(r, seen);
        hr = tnef_attr_end(r, &attr, &fits);
        seen = seen * 2 + fits;
    }
    *out = seen;
    return hr;
}

static HRESULT make_message(IStream *stream, struct sink_counts *counts)
{
    IMessage *message = sink_message_create(counts);
    STnefProblemArray *problems = NULL;
    HRESULT hr = message_from_tnef(message, stream, NULL, &problems);

    if (hr != S_OK && hr != MAPI_E_CORRUPT_DATA) abort();
    if (hr != S_OK && problems) abort();
    mem_free(problems);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    return hr;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mem_stream_config config = {.data = data, .bytes = size};
    struct drops drops = {data, size, 0};
    struct tnef_input input = {give, &drops, UINT64_MAX};
    struct drip_stream little = {.data = data, .bytes = size};
    struct sink_counts counts = {0}, others = {0};
    long roots = mem_roots_alive();
    ULONG code_page, sub_code_page;
    unsigned seen, also;
    struct tnef_reader r;
    IStream *stream = NULL;
    HRESULT hr, again;

    tnef_reader_over(&r, data, size);
    hr = walk(&r, &seen);
    tnef_reader_drop(&r);
    if (tnef_reader_from(&r, &input) != S_OK) abort();
    again = walk(&r, &also);
    tnef_reader_drop(&r);
    if ((hr == S_FALSE) != (again == S_FALSE) || (hr == S_FALSE && seen != also)) abort();

    if (mem_stream_open(&config, &stream) != S_OK) abort();
    hr = tnef_stream_code_page(stream, &code_page, &sub_code_page);
    if (hr != S_OK && hr != MAPI_E_CORRUPT_DATA) abort();
    hr = make_message(stream, &counts);
    stream = drip_stream_create(&little);
    if (!stream) abort();
    again = make_message(stream, &others);
    if (hr != again || (hr == S_OK && memcmp(&counts, &others, sizeof(counts)))) abort();
    if (sink_objects_alive() || mem_roots_alive() != roots) abort();
    return 0;
}

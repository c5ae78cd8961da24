/*
 * prop_stream.c - a binary or text property of a bag, opened as a stream
 */
#include "prop/prop_stream.h"
#include <string.h>
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "prop/problems.h"
#include "prop/pval.h"

struct prop_stream {
    struct prop_bag *bag;
    IUnknown *outer; /* one reference: keeps bag alive */
    ULONG tag;
};

static HRESULT prop_stream_commit(void *ctx, const void *data, size_t bytes)
{
    struct prop_stream *stream = ctx;
    AUTO_FREE char *text = NULL;
    AUTO_FREE SPropProblemArray *problems = NULL;
    SPropValue value = pval_binary(stream->tag, (ULONG)bytes, data);
    HRESULT hr;

    if (PROP_TYPE(stream->tag) != PT_BINARY) {
        text = mem_zero(
            bytes +
            2 * sizeof(
                    WCHAR)); /* an odd byte at the end makes half a character: kept, then a NUL */
        if (!text) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        memcpy(text, data, bytes);
        value.Value.lpszA = text;
    }
    hr = prop_bag_set_props(stream->bag, 1, &value, &problems);
    return SUCCEEDED(hr) && problems ? problems->aProblem[0].scode : hr;
}

static void prop_stream_closed(void *ctx)
{
    struct prop_stream *stream = ctx;

    com_release(&stream->outer);
    mem_free(stream);
}

static HRESULT check_access(struct prop_bag *bag, ULONG tag)
{
    ULONG marks = prop_bag_marks(bag, tag);

    if (bag->read_only || marks & PROP_LOCKED) return FAIL(MAPI_E_NO_ACCESS);
    if (marks & (PROP_COMPUTED | PROP_ON_DEMAND)) return FAIL(MAPI_E_COMPUTED);
    if (PROP_ID(tag) >= 0x8000 && !bag->names && !bag->any_id) return FAIL(MAPI_E_UNEXPECTED_ID);
    return S_OK;
}

static size_t stream_bytes(const SPropValue *value)
{
    switch (PROP_TYPE(value->ulPropTag)) {
    case PT_BINARY:
        return value->Value.bin.cb;
    case PT_UNICODE:
        return text_len(value->Value.lpszW) * sizeof(WCHAR);
    default:
        return strlen(value->Value.lpszA);
    }
}

HRESULT prop_stream_open(struct prop_bag *bag, ULONG tag, const IID *iid, ULONG interface_options,
                         ULONG flags, IUnknown **out)
{
    AUTO_FREE char *root = mem_zero(1);
    struct mem_stream_config config = {.commit = prop_stream_commit, .closed = prop_stream_closed};
    struct prop_stream *stream;
    SPropValue value;
    HRESULT hr;

    if (!root) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (PROP_TYPE(tag) != PT_BINARY && PROP_TYPE(tag) != PT_STRING8 && PROP_TYPE(tag) != PT_UNICODE)
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (!IsEqualGUID(iid, &IID_IStream)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (flags & MAPI_MODIFY) {
        hr = check_access(bag, tag);
        if (FAILED(hr)) return hr;
    }
    hr = prop_bag_fetch(bag, tag, root, &value);
    if (FAILED(hr) && !(hr == MAPI_E_NOT_FOUND && flags & MAPI_CREATE)) return hr;
    if (SUCCEEDED(hr) && !(flags & MAPI_CREATE)) {
        config.bytes = stream_bytes(&value);
        config.data =
            PROP_TYPE(tag) == PT_BINARY ? (void *)value.Value.bin.lpb : (void *)value.Value.lpszA;
    }
    stream = mem_zero(sizeof(*stream));
    if (!stream) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *stream = (struct prop_stream){bag, bag->outer, tag};
    com_addref(stream->outer);
    config.writable = flags & MAPI_MODIFY; /* interface_options ask for no more than that */
    (void)interface_options;
    config.ctx = stream;
    return mem_stream_open(&config, (IStream **)out);
}

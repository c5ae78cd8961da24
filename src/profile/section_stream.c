/*
 * section_stream.c - a binary or text property of a section, opened as a stream
 */
#include "profile/section_stream.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/mem_stream.h"
#include "mapiguid.h"
#include "prop/pval.h"

struct section_stream {
    struct section *section; /* one reference */
    ULONG tag;
};

static HRESULT section_stream_commit(void *ctx, const void *data, size_t bytes)
{
    struct section_stream *stream = ctx;
    AUTO_FREE char *text = NULL;
    SPropValue value = pval_binary(stream->tag, (ULONG)bytes, data);

    if (PROP_TYPE(stream->tag) != PT_BINARY) {
        text = mem_zero(bytes + 2 * sizeof(WCHAR)); /* with a NUL, whatever was written */
        if (!text) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        memcpy(text, data, bytes);
        value.Value.lpszA = text;
    }
    return section_set(stream->section, &value);
}

static void section_stream_closed(void *ctx)
{
    struct section_stream *stream = ctx;

    section_unref(stream->section);
    mem_free(stream);
}

static void begin_with(struct mem_stream_config *config, const SPropValue *value)
{
    switch (PROP_TYPE(value->ulPropTag)) {
    case PT_BINARY:
        config->data = value->Value.bin.lpb;
        config->bytes = value->Value.bin.cb;
        break;
    case PT_UNICODE:
        config->data = value->Value.lpszW;
        config->bytes = text_len(value->Value.lpszW) * sizeof(WCHAR);
        break;
    default:
        config->data = value->Value.lpszA;
        config->bytes = strlen(value->Value.lpszA);
    }
}

HRESULT section_stream_open(struct section *section, ULONG tag, const IID *iid, ULONG flags,
                            IUnknown **out)
{
    struct mem_stream_config config = {.commit = section_stream_commit,
                                       .closed = section_stream_closed};
    AUTO_FREE void *root = mem_zero(1);
    struct section_stream *stream;
    SPropValue value;
    HRESULT hr;

    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (PROP_TYPE(tag) != PT_BINARY && PROP_TYPE(tag) != PT_STRING8 && PROP_TYPE(tag) != PT_UNICODE)
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (!IsEqualIID(iid, &IID_IStream)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (flags & MAPI_MODIFY && !section_writable(section)) return FAIL(MAPI_E_NO_ACCESS);
    if (!(flags & MAPI_CREATE)) {
        hr = section_get(section, tag, root, &value);
        if (FAILED(hr)) return hr;
        begin_with(&config, &value);
    }
    stream = mem_zero(sizeof(*stream));
    if (!stream) return MAPI_E_NOT_ENOUGH_MEMORY;
    section_ref(section);
    *stream = (struct section_stream){section, tag};
    config.writable = (flags & MAPI_MODIFY) != 0;
    config.ctx = stream;
    return mem_stream_open(&config, (IStream **)out);
}

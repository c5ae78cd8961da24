/*
 * mime_props.c - properties of an imported mail on their way to an object
 */
#include <string.h>
#include "mapitags.h"
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "msg/from_mime_own.h"
#include "prop/ptag.h"

enum {
    LARGE = 16384,
    CHUNK = 65536
}; /* bytes: from LARGE on a value is written through a stream */

static SPropValue *push(struct mime_props *props, ULONG tag)
{
    SPropValue *value = ARRAY_PUSH(props);

    if (!value) {
        props->bad = true;
        return NULL;
    }
    memset(value, 0, sizeof(*value));
    value->ulPropTag = tag;
    return value;
}

void mime_props_text(struct mime_props *props, ULONG tag, const WCHAR *text)
{
    SPropValue *value = text ? push(props, tag) : NULL;

    if (value) value->Value.lpszW = (WCHAR *)text;
}

void mime_props_bytes(struct mime_props *props, ULONG tag, const void *bytes, size_t count)
{
    SPropValue *value = push(props, tag);

    if (value) value->Value.bin = (SBinary){(ULONG)count, (BYTE *)bytes};
}

void mime_props_long(struct mime_props *props, ULONG tag, LONG v)
{
    SPropValue *value = push(props, tag);

    if (!value) return;
    if (PROP_TYPE(tag) == PT_BOOLEAN) value->Value.b = (unsigned short)v;
    else value->Value.l = v;
}

void mime_props_time(struct mime_props *props, ULONG tag, FILETIME v)
{
    SPropValue *value = push(props, tag);

    if (value) value->Value.ft = v;
}

HRESULT mime_write_stream(IMAPIProp *object, ULONG tag, IStream **out)
{
    return object->lpVtbl->OpenProperty(object, tag, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)out);
}

HRESULT mime_write_all(IMAPIProp *object, ULONG tag, const void *bytes, size_t count)
{
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr = mime_write_stream(object, tag, &stream);

    for (size_t at = 0; at < count && SUCCEEDED(hr);) {
        ULONG n = count - at < CHUNK ? (ULONG)(count - at) : CHUNK, written = 0;

        hr = stream->lpVtbl->Write(stream, (const BYTE *)bytes + at, n, &written);
        if (SUCCEEDED(hr) && !written) hr = FAIL(MAPI_E_DISK_ERROR);
        at += written;
    }
    return SUCCEEDED(hr) ? stream->lpVtbl->Commit(stream, STGC_DEFAULT) : hr;
}

static size_t value_bytes(const SPropValue *value)
{
    switch (PROP_TYPE(value->ulPropTag)) {
    case PT_UNICODE: return text_len(value->Value.lpszW) * sizeof(WCHAR);
    case PT_BINARY: return value->Value.bin.cb;
    default: return 0;
    }
}

/* The large values go by streams, and out of the array. */
static HRESULT set_large(struct mime_props *props, IMAPIProp *object)
{
    size_t kept = 0;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < props->count && SUCCEEDED(hr); i++) {
        const SPropValue *value = &props->data[i];
        size_t bytes = value_bytes(value);

        if (bytes < LARGE) {
            props->data[kept++] = *value;
            continue;
        }
        hr = mime_write_all(object, value->ulPropTag,
                            PROP_TYPE(value->ulPropTag) == PT_UNICODE ? (void *)value->Value.lpszW
                                                                      : value->Value.bin.lpb,
                            bytes);
    }
    props->count = kept;
    return hr;
}

HRESULT mime_props_set(struct mime_props *props, IMAPIProp *object, struct mime_report *report)
{
    SPropProblemArray *problems = NULL;
    HRESULT hr;

    if (props->bad) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = set_large(props, object);
    if (FAILED(hr) || !props->count) return hr;
    hr = object->lpVtbl->SetProps(object, (ULONG)props->count, props->data, &problems);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; problems && i < problems->cProblem; i++)
        report->refused += problems->aProblem[i].scode != MAPI_E_COMPUTED;
    mem_free(problems);
    props->count = 0;
    return S_OK;
}

void mime_props_drop(struct mime_props *props)
{
    ARRAY_DROP(props);
}

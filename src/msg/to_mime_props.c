/*
 * to_mime_props.c - properties of objects of any kind, for the way out
 */
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/text.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "msg/to_mime_own.h"
#include "prop/ptag.h"
#include "prop/pval.h"

HRESULT export_read_all(IStream *stream, size_t most, char **out, size_t *bytes)
{
    AUTO_FREE char *all = NULL;
    size_t room = 0, count = 0;

    *out = NULL;
    for (;;) {
        ULONG got = 0;
        HRESULT hr;

        if (room - count < EXPORT_CHUNK + 2) {
            void *more = NULL;

            room = room * 2 + EXPORT_CHUNK + 2;
            if (all ? mem_grow(all, room, &more) : mem_root(room, &more))
                return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
            mem_free(all);
            all = more;
        }
        hr = stream->lpVtbl->Read(stream, all + count, EXPORT_CHUNK, &got);
        if (FAILED(hr)) return hr;
        if (!got) break;
        count += got < EXPORT_CHUNK ? got : EXPORT_CHUNK;
        if (count > most) return FAIL(MAPI_E_TOO_BIG);
    }
    all[count] = all[count + 1] = 0;
    *bytes = count;
    *out = TAKE(all);
    return S_OK;
}

/* A stream over what GetProps gives, for objects that open no streams. */
static HRESULT open_value(IMAPIProp *object, ULONG tag, IStream **out)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    AUTO_FREE SPropValue *value = NULL;
    struct mem_stream_config config = {0};
    ULONG n;
    HRESULT hr = object->lpVtbl->GetProps(object, (SPropTagArray *)&tags, 0, &n, &value);

    if (FAILED(hr)) return hr;
    if (value->ulPropTag != tag)
        return PROP_TYPE(value->ulPropTag) == PT_ERROR ? value->Value.err : MAPI_E_NOT_FOUND;
    switch (PROP_TYPE(tag)) {
    case PT_UNICODE:
        config.data = value->Value.lpszW;
        config.bytes = text_len(value->Value.lpszW) * sizeof(WCHAR);
        break;
    case PT_STRING8:
        config.data = value->Value.lpszA;
        config.bytes = strlen(value->Value.lpszA);
        break;
    default:
        config.data = value->Value.bin.lpb;
        config.bytes = value->Value.bin.cb;
    }
    return mem_stream_open(&config, out);
}

HRESULT export_open(IMAPIProp *object, ULONG tag, IStream **out)
{
    HRESULT hr;

    *out = NULL;
    hr = object->lpVtbl->OpenProperty(object, tag, &IID_IStream, 0, 0, (IUnknown **)out);
    if (hr == MAPI_E_NO_SUPPORT || hr == MAPI_E_INTERFACE_NOT_SUPPORTED)
        hr = open_value(object, tag, out);
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_SUPPORT) return S_OK;
    return FAILED(hr) ? hr : S_OK;
}

/* A value that was too large for GetProps, onto root. */
static HRESULT fetch_large(IMAPIProp *object, ULONG tag, void *root, SPropValue *value)
{
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE char *bytes = NULL;
    size_t count;
    void *copy;
    HRESULT hr = export_open(object, tag, &stream);

    if (FAILED(hr) || !stream) return hr;
    hr = export_read_all(stream, EXPORT_LARGEST_TEXT, &bytes, &count);
    if (FAILED(hr)) return hr;
    copy = mem_dup(bytes, count + 2, root);
    if (!copy) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    value->ulPropTag = tag;
    if (PROP_TYPE(tag) == PT_BINARY)
        value->Value.bin = (SBinary){(ULONG)count, copy};
    else
        value->Value.lpszW = copy;
    return S_OK;
}

/* Text of an object that has no Unicode. */
static HRESULT fetch_narrow(IMAPIProp *object, ULONG tag, void *root, SPropValue *value)
{
    SizedSPropTagArray(1, tags) = {1, {CHANGE_PROP_TYPE(tag, PT_STRING8)}};
    AUTO_FREE SPropValue *narrow = NULL;
    ULONG n;
    HRESULT hr = object->lpVtbl->GetProps(object, (SPropTagArray *)&tags, 0, &n, &narrow);

    if (FAILED(hr) || PROP_TYPE(narrow->ulPropTag) != PT_STRING8) return S_OK;
    return pval_as(narrow, PT_UNICODE, root, value);
}

HRESULT export_get(IMAPIProp *object, const SPropTagArray *tags, ULONG *count, SPropValue **out)
{
    AUTO_FREE SPropValue *values = NULL;
    HRESULT hr;

    *out = NULL;
    *count = 0;
    hr = object->lpVtbl->GetProps(object, (SPropTagArray *)tags, 0, count, &values);
    if (FAILED(hr)) return hr;
    if (*count != tags->cValues || !values) return FAIL(MAPI_E_CALL_FAILED);
    for (ULONG i = 0; i < *count; i++) {
        ULONG tag = tags->aulPropTag[i];

        hr = S_OK;
        if (values[i].ulPropTag == tag || values[i].Value.err == MAPI_E_NOT_FOUND) continue;
        if (PROP_TYPE(values[i].ulPropTag) != PT_ERROR) /* not what was asked for */
            values[i] = pval_error(tag, MAPI_E_NOT_FOUND);
        else if (values[i].Value.err == MAPI_E_NOT_ENOUGH_MEMORY &&
                 (PROP_TYPE(tag) == PT_UNICODE || PROP_TYPE(tag) == PT_BINARY))
            hr = fetch_large(object, tag, values, &values[i]);
        else if (PROP_TYPE(tag) == PT_UNICODE)
            hr = fetch_narrow(object, tag, values, &values[i]);
        if (FAILED(hr)) return hr;
    }
    *out = TAKE(values);
    return S_OK;
}

const WCHAR *export_text(const SPropValue *props, ULONG count, ULONG tag)
{
    const SPropValue *value = pval_find_const(props, count, tag);

    return value && value->Value.lpszW && *value->Value.lpszW ? value->Value.lpszW : NULL;
}

LONG export_long(const SPropValue *props, ULONG count, ULONG tag, LONG otherwise)
{
    const SPropValue *value = pval_find_const(props, count, tag);

    if (!value) return otherwise;
    return PROP_TYPE(tag) == PT_BOOLEAN ? !!value->Value.b : value->Value.l;
}

/*
 * tnef_values.c - property values out of a TNEF stream
 *
 * Small ones are loaded; a large one goes from the stream's buffer to the property's own stream.
 * 8-bit text becomes UTF-16 by the stream's code page.
 */
#include <string.h>
#include "base/ascii.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"
#include "codec/text/charset.h"
#include "codec/text/charset_cut.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "msg/tnef_own.h"
#include "prop/ptype.h"
#include "sys/codepage.h"

enum { CHUNK = 32768 };

/* Has ASCII its own place in the code page, a byte each? (Not in EBCDIC, UTF-16, UTF-7, and those
 * with shifts.) */
static bool holds_ascii(UINT code_page)
{
    if (code_page < 1200)
        return code_page == 437 || code_page == 720 || code_page == 737 || code_page == 775 ||
               (code_page >= 850 && code_page <= 869) || code_page == 874 || code_page == 932 ||
               code_page == 936 || code_page == 949 || code_page == 950;
    return (code_page >= 1250 && code_page <= 1258) || code_page == 20127 ||
           (code_page >= 28591 && code_page <= 28605) || code_page == CODE_PAGE_UTF8;
}

/* Most text is ASCII: no code page need be asked. *out stays NULL when it isn't. */
static HRESULT widen(const uint8_t *text, size_t bytes, void *root, WCHAR **out)
{
    HRESULT hr;

    if (!ascii_only(text, bytes)) return S_OK;
    hr = root ? mem_more((bytes + 1) * sizeof(WCHAR), root, (void **)out)
              : mem_root((bytes + 1) * sizeof(WCHAR), (void **)out);
    if (FAILED(hr)) return FAIL(hr);
    ascii_widen(text, bytes, *out);
    (*out)[bytes] = 0;
    return S_OK;
}

HRESULT tnef_text(UINT code_page, const void *text, size_t bytes, void *root, WCHAR **out)
{
    const void *end = memchr(text, 0, bytes);
    HRESULT hr;

    *out = NULL;
    if (end) bytes = (size_t)((const char *)end - (const char *)text);
    if (holds_ascii(code_page)) {
        hr = widen(text, bytes, root, out);
        if (FAILED(hr) || *out) return hr;
    }
    hr = charset_decode(code_page, text, bytes, root, out, NULL, NULL);
    return hr == MAPI_E_BAD_CHARWIDTH
               ? charset_decode(CODE_PAGE_CP1252, text, bytes, root, out, NULL, NULL)
               : hr;
}

/* ---- through streams ---- */

static HRESULT open(IMAPIProp *object, ULONG tag, const IID *iid, IStream **out)
{
    return com_given(object->lpVtbl->OpenProperty(object, tag, iid, STGM_READWRITE,
                                                  MAPI_CREATE | MAPI_MODIFY, (IUnknown **)out),
                     out);
}

HRESULT tnef_pump(struct tnef_reader *r, uint64_t bytes, IMAPIProp *object, ULONG tag,
                  const IID *iid)
{
    AUTO_RELEASE IStream *stream = NULL;
    bool text = PROP_TYPE(tag) == PT_UNICODE;
    uint64_t left = !text ? bytes : bytes >= 2 ? (bytes & ~1ull) - 2 : 0;
    const uint8_t *at;
    HRESULT hr = open(object, tag, iid, &stream);

    for (size_t n; SUCCEEDED(hr) && (n = tnef_piece(r, left, &at)) != 0; left -= n)
        hr = stream_write(stream, at, n);
    if (SUCCEEDED(hr) && text && bytes >= 2) {
        at = tnef_take(r, 2);
        if (at && (at[0] || at[1])) hr = stream_write(stream, at, 2); /* no NUL at its end */
    }
    if (text) tnef_skip(r, bytes & 1);
    return SUCCEEDED(hr) ? stream_answer(stream->lpVtbl->Commit(stream, STGC_DEFAULT)) : hr;
}

static HRESULT write_text(IStream *stream, UINT code_page, const uint8_t *text, size_t bytes)
{
    AUTO_FREE WCHAR *wide = NULL;
    HRESULT hr = tnef_text(code_page, text, bytes, NULL, &wide);

    return SUCCEEDED(hr) && *wide ? stream_write(stream, wide, text_len(wide) * sizeof(WCHAR)) : hr;
}

/* What can't be cut, at once. */
static HRESULT pump_whole_text(struct tnef_reader *r, uint64_t bytes, UINT code_page,
                               IMAPIProp *object, ULONG tag)
{
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE uint8_t *text = NULL;
    HRESULT hr = tnef_load(r, bytes, TNEF_MAX_LOAD, NULL, &text);

    if (SUCCEEDED(hr)) hr = open(object, tag, &IID_IStream, &stream);
    if (SUCCEEDED(hr)) hr = write_text(stream, code_page, text, (size_t)bytes);
    return SUCCEEDED(hr) ? stream_answer(stream->lpVtbl->Commit(stream, STGC_DEFAULT)) : hr;
}

HRESULT tnef_pump_text(struct tnef_reader *r, uint64_t bytes, UINT code_page, IMAPIProp *object,
                       ULONG tag)
{
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE uint8_t *text = mem_zero(CHUNK);
    size_t here = 0;
    bool ended = false;
    HRESULT hr = text ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    if (FAILED(hr)) return hr;
    tag = CHANGE_PROP_TYPE(tag, PT_UNICODE);
    if (!charset_whole(code_page, (const unsigned char *)"a", 1)) {
        if (sys_decode(code_page, "a", 1, NULL, 0) != (size_t)-1)
            return pump_whole_text(r, bytes, code_page, object, tag);
        code_page = CODE_PAGE_CP1252; /* as tnef_text takes it */
    }
    hr = open(object, tag, &IID_IStream, &stream);
    while (SUCCEEDED(hr) && (bytes || here)) {
        const uint8_t *at;
        size_t n = tnef_piece(r, bytes < CHUNK - here ? bytes : CHUNK - here, &at), whole;

        if (n) memcpy(text + here, at, n);
        here += n;
        bytes -= n;
        if (bytes && !n) break; /* the reader knows why */
        if (bytes && here < CHUNK) continue;
        whole = bytes ? charset_whole(code_page, text, here) : here;
        if (!ended) hr = write_text(stream, code_page, text, whole);
        ended = ended || memchr(text, 0, whole);
        memmove(text, text + whole, here - whole);
        here -= whole;
    }
    return SUCCEEDED(hr) ? stream_answer(stream->lpVtbl->Commit(stream, STGC_DEFAULT)) : hr;
}

/* ---- loaded ---- */

static HRESULT read_sized(struct tnef_reader *r, UINT code_page, ULONG type, uint32_t bytes,
                          void *root, void *out)
{
    const uint8_t *there;
    uint8_t *data;
    HRESULT hr;

    /* nearly always: it becomes wide where it lies */
    if (type == PT_STRING8 && (there = tnef_peek(r, bytes)) != NULL) {
        hr = tnef_text(code_page, there, bytes, root, out);
        tnef_skip(r, bytes);
        return hr;
    }
    hr = tnef_load(r, bytes, TNEF_MAX_LOAD, root, &data);
    if (FAILED(hr)) return hr;
    if (type == PT_STRING8) return tnef_text(code_page, data, bytes, root, out);
    if (type == PT_UNICODE) {
        if (bytes & 1) data[bytes - 1] = 0; /* half a character */
        *(WCHAR **)out = (WCHAR *)data;
    } else {
        *(SBinary *)out = (SBinary){bytes, data};
    }
    return S_OK;
}

/* One value to where a union or an array of many has it. */
static HRESULT read_one(struct tnef_reader *r, UINT code_page, ULONG type, uint32_t bytes,
                        bool many, void *root, void *out)
{
    GUID *guid = out;
    uint64_t eight;
    uint32_t four;

    switch (type) {
    case PT_STRING8:
    case PT_UNICODE:
    case PT_BINARY: return read_sized(r, code_page, type, bytes, root, out);
    case PT_I2: *(short *)out = (short)tnef_u32(r); break;
    case PT_BOOLEAN: *(unsigned short *)out = (tnef_u32(r) & 0xffff) != 0; break;
    case PT_CLSID:
        if (!many) {
            guid = mem_zero_more(sizeof(*guid), root);
            if (!guid) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
            *(GUID **)out = guid;
        }
        for (int i = 0; i < 4; i++) {
            four = tnef_u32(r); /* the machines this runs on are little-endian */
            memcpy((char *)guid + 4 * i, &four, 4);
        }
        break;
    default:
        if (bytes == 8) {
            eight = tnef_u64(r);
            memcpy(out, &eight, 8);
        } else {
            four = tnef_u32(r);
            memcpy(out, &four, 4);
        }
    }
    return tnef_fine(r) ? S_OK : FAIL(MAPI_E_CORRUPT_DATA);
}

/* The stream says how many there are, which nothing but what it holds can prove. */
static HRESULT read_many(struct tnef_reader *r, UINT code_page, const struct tnef_prop *prop,
                         void *root, SPropValue *value, size_t *kept)
{
    ULONG type = PROP_TYPE(prop->tag) & ~(ULONG)MV_FLAG;
    size_t each = ptype_of(type)->bytes, loaded;
    uint32_t bytes, i;
    HRESULT hr = S_OK;
    char *data;

    if (!size_mul(prop->count, each, &loaded) || loaded > TNEF_MAX_LOAD) {
        tnef_prop_skip(r, prop, 0);
        return FAIL(MAPI_E_TOO_BIG);
    }
    data = mem_zero_more(loaded, root);
    if (!data) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (i = 0; i < prop->count && SUCCEEDED(hr) && tnef_value_begin(r, prop, &bytes); i++) {
        if (size_add(&loaded, bytes) && loaded <= TNEF_MAX_LOAD) {
            hr = read_one(r, code_page, type, bytes, true, root, data + i * each);
        } else {
            hr = FAIL(MAPI_E_TOO_BIG);
            tnef_skip(r, bytes);
        }
        if (prop->sized) tnef_value_end(r, bytes);
    }
    if (hr == MAPI_E_TOO_BIG) tnef_prop_skip(r, prop, i);
    if (!tnef_fine(r)) hr = FAIL(MAPI_E_CORRUPT_DATA);
    *kept = loaded <= TNEF_MAX_LOAD ? loaded : TNEF_MAX_LOAD;
    value->Value.MVl = (SLongArray){prop->count, (LONG *)data}; /* all of these have this shape */
    return hr;
}

/* ---- one property ---- */

HRESULT tnef_read_name(const struct tnef_prop *prop, struct tnef_batch *batch, MAPINAMEID **out)
{
    void *root = tnef_batch_root(batch);
    MAPINAMEID *name;
    GUID *set;

    *out = NULL;
    if (!prop->named) return S_OK;
    name = root ? mem_zero_more(sizeof(*name), root) : NULL;
    set = name ? mem_dup(&prop->set, sizeof(prop->set), root) : NULL;
    if (!set) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    name->lpguid = set;
    name->ulKind = prop->kind;
    if (prop->kind == MNID_STRING) name->Kind.lpwstrName = prop->name;
    else name->Kind.lID = (LONG)prop->id;
    *out = name;
    return S_OK;
}

static HRESULT refused(struct tnef_batch *batch, ULONG tag, SCODE code)
{
    return tnef_problem(batch->problems, batch->component, batch->attribute, tag, code);
}

/* From the stream to the object's stream; what the object answers is the property's own trouble. */
static HRESULT pump_value(struct tnef_reader *r, UINT code_page, const struct tnef_prop *prop,
                          uint32_t bytes, struct tnef_batch *batch, const MAPINAMEID *name)
{
    uint64_t behind = r->place + bytes;
    HRESULT hr;
    ULONG tag = tnef_batch_tag(batch, prop->tag, name, &hr);

    if (tag && name && !tnef_filter_wants(batch->filter, tag)) tag = 0;
    if (SUCCEEDED(hr) && tag) {
        tnef_batch_remove(batch, tag);
        hr = PROP_TYPE(tag) == PT_STRING8 ? tnef_pump_text(r, bytes, code_page, batch->object, tag)
                                          : tnef_pump(r, bytes, batch->object, tag, &IID_IStream);
        if (FAILED(hr) && !ends_all(hr)) hr = refused(batch, tag, hr);
    }
    tnef_skip(r, behind - r->place);
    tnef_value_end(r, bytes);
    return hr;
}

HRESULT tnef_read_value(struct tnef_reader *r, UINT code_page, const struct tnef_prop *prop,
                        struct tnef_batch *batch)
{
    ULONG type = PROP_TYPE(prop->tag);
    SPropValue value = {.ulPropTag = prop->tag};
    void *root = tnef_batch_root(batch);
    MAPINAMEID *name = NULL;
    size_t kept = 0;
    uint32_t bytes;
    HRESULT hr;

    if (!root) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (type == PT_NULL || type == PT_ERROR || !prop->count ||
        (!prop->named && !tnef_filter_wants(batch->filter, prop->tag)) ||
        (type & ~(ULONG)MV_FLAG) == PT_OBJECT || (type & MV_FLAG && !ptype_of(type)) ||
        PROP_ID(prop->tag) == 0 || PROP_ID(prop->tag) == PROP_ID_INVALID) {
        tnef_prop_skip(r, prop, 0);
        return S_OK;
    }
    hr = prop->named ? tnef_read_name(prop, batch, &name) : S_OK;
    if (FAILED(hr)) return hr;
    if (name && name->ulKind == MNID_STRING && !*name->Kind.lpwstrName) {
        tnef_prop_skip(r, prop, 0);
        return refused(batch, prop->tag, MAPI_E_CORRUPT_DATA);
    }
    if (type & MV_FLAG) {
        hr = read_many(r, code_page, prop, root, &value, &kept);
    } else {
        if (!tnef_value_begin(r, prop, &bytes)) return FAIL(MAPI_E_CORRUPT_DATA);
        if (prop->sized && bytes >= TNEF_LARGE) {
            hr = tnef_batch_need(batch);
            if (hr != S_FALSE)
                return FAILED(hr) ? hr : pump_value(r, code_page, prop, bytes, batch, name);
        }
        hr = read_one(r, code_page, type, bytes, false, root, &value.Value);
        if (prop->sized) tnef_value_end(r, bytes);
        kept = bytes;
    }
    batch->bytes += kept;
    if (hr == MAPI_E_TOO_BIG && tnef_fine(r)) return refused(batch, prop->tag, hr);
    if (FAILED(hr)) return hr;
    if ((type & ~(ULONG)MV_FLAG) == PT_STRING8)
        value.ulPropTag = CHANGE_PROP_TYPE(prop->tag, PT_UNICODE | (type & MV_FLAG));
    return tnef_batch_add(batch, &value, name);
}

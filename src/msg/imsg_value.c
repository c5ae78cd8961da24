/*
 * imsg_value.c - values of properties in the streams of a storage (MS-OXMSG 2.1)
 *
 * An entry of a properties stream has 16 bytes: tag, flags, and the value, or its length in bytes
 * and a number of no matter. What isn't in the entry lies in the stream __substg1.0_TAG: text
 * without its NUL (which the length counts), bytes, an array of fixed-size values. An array of text
 * or bytes is the array of their lengths there (with a NUL; 8 bytes each for bytes), and a stream
 * __substg1.0_TAG-NUMBER each.
 */
#include <string.h>
#include "base/bytes.h"
#include "base/text.h"
#include "com/storage_error.h"
#include "msg/imsg_own.h"
#include "prop/ptype.h"
#include "prop/pval.h"

enum { MOST_ELEMENTS = 65536, PROBED_BYTES = 1 << 20 }; /* of bytes; of texts, twice as many */

/* ---- names ---- */

static void put_hex(WCHAR *to, ULONG number)
{
    for (int i = 7; i >= 0; i--, number >>= 4)
        to[i] = (WCHAR)"0123456789ABCDEF"[number & 15];
}

struct imsg_name imsg_name(const WCHAR *start, ULONG number)
{
    struct imsg_name name = {{0}};
    size_t chars = text_len(start);

    memcpy(name.text, start, chars * sizeof(WCHAR));
    put_hex(name.text + chars, number);
    return name;
}

/* "__substg1.0_80091" and so on, "-00000003": 29 characters. */
static struct imsg_name element_name(ULONG tag, ULONG number)
{
    struct imsg_name name = imsg_name(IMSG_VALUE, tag);
    size_t chars = text_len(name.text);

    name.text[chars] = '-';
    put_hex(name.text + chars + 1, number);
    return name;
}

bool imsg_number_of(const WCHAR *name, const WCHAR *start, ULONG *number)
{
    size_t chars = text_len(start);

    if (text_len(name) != chars + 8 || text_ncompare_nocase(name, start, chars)) return false;
    *number = 0;
    for (const WCHAR *c = name + chars; *c; c++) {
        WCHAR digit = text_fold(*c);

        if (digit >= '0' && digit <= '9') *number = *number << 4 | (ULONG)(digit - '0');
        else if (digit >= 'A' && digit <= 'F') *number = *number << 4 | (ULONG)(digit - 'A' + 10);
        else return false;
    }
    return true;
}

/* ---- streams ---- */

/* Is the last byte that a stream says it has there? Before so much memory is asked for. */
static HRESULT probe(IStream *stream, uint64_t bytes)
{
    LARGE_INTEGER last = {.QuadPart = (LONGLONG)bytes - 1}, start = {.QuadPart = 0};
    ULONG got = 0;
    char byte;
    HRESULT hr = stream->lpVtbl->Seek(stream, last, STREAM_SEEK_SET, NULL);

    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Read(stream, &byte, 1, &got);
    if (SUCCEEDED(hr) && got != 1) hr = FAIL(STG_E_DOCFILECORRUPT);
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL);
    return hr;
}

static HRESULT read_all(IStream *stream, uint8_t *to, size_t bytes)
{
    while (bytes) {
        ULONG got = 0;
        HRESULT hr =
            stream->lpVtbl->Read(stream, to, bytes < 0x10000000 ? (ULONG)bytes : 0x10000000, &got);

        if (FAILED(hr)) return storage_error(hr);
        if (!got || got > bytes) return FAIL(MAPI_E_CORRUPT_DATA);
        to += got;
        bytes -= got;
    }
    return S_OK;
}

HRESULT imsg_read_stream(IStorage *storage, const WCHAR *name, size_t most, void *root,
                         uint8_t **out, size_t *bytes)
{
    AUTO_RELEASE IStream *stream = NULL;
    STATSTG stat = {0};
    void *data;
    HRESULT hr;

    hr =
        com_given(storage->lpVtbl->OpenStream(storage, name, NULL, IMSG_READ, 0, &stream), &stream);
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME);
    if (FAILED(hr)) return storage_error(hr);
    if (stat.cbSize.QuadPart > most) return MAPI_E_TOO_BIG;
    if (stat.cbSize.QuadPart > PROBED_BYTES) hr = probe(stream, stat.cbSize.QuadPart);
    if (FAILED(hr)) return storage_error(hr);
    *bytes = (size_t)stat.cbSize.QuadPart;
    if ((root ? mem_more(*bytes + sizeof(WCHAR), root, &data)
              : mem_root(*bytes + sizeof(WCHAR), &data)) != S_OK)
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = read_all(stream, data, *bytes);
    if (FAILED(hr) && !root) mem_free(data);
    if (FAILED(hr)) return hr;
    memset((uint8_t *)data + *bytes, 0, sizeof(WCHAR));
    *out = data;
    return S_OK;
}

HRESULT imsg_write_stream(IStorage *storage, const WCHAR *name, const void *data, size_t bytes)
{
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr;

    hr = com_given(storage->lpVtbl->CreateStream(storage, name, IMSG_NEW, 0, 0, &stream), &stream);
    for (size_t done = 0; SUCCEEDED(hr) && done < bytes;) {
        ULONG part = bytes - done < 0x1000000 ? (ULONG)(bytes - done) : 0x1000000, put = 0;

        hr = stream->lpVtbl->Write(stream, (const uint8_t *)data + done, part, &put);
        if (SUCCEEDED(hr) && put != part) hr = STG_E_MEDIUMFULL;
        done += part;
    }
    return storage_error(hr);
}

/* ---- reading ---- */

bool imsg_is_inline(ULONG tag)
{
    const struct ptype *type = ptype_of(tag);

    return type && !ptype_is_many(tag) && type->shape == PTYPE_INLINE && PROP_TYPE(tag) != PT_NULL;
}

SPropValue imsg_inline_value(const struct imsg_entry *entry)
{
    SPropValue value = {.ulPropTag = entry->tag};

    memcpy(&value.Value, entry->value, ptype_of(entry->tag)->bytes);
    if (PROP_TYPE(entry->tag) == PT_BOOLEAN) value.Value.b = value.Value.b != 0;
    return value;
}

/* Text of a stream, in WCHARs on root. */
static HRESULT read_text(IStorage *storage, const WCHAR *name, bool wide, UINT code_page,
                         size_t most, void *root, WCHAR **out, size_t *bytes)
{
    AUTO_FREE uint8_t *narrow = NULL;
    uint8_t *data = NULL;
    HRESULT hr;

    hr = imsg_read_stream(storage, name, most, wide ? root : NULL, wide ? &data : &narrow, bytes);
    if (FAILED(hr)) return hr;
    if (!wide)
        return imsg_decode((char *)narrow, strnlen((char *)narrow, *bytes), code_page, root, out);
    if (*bytes % 2) data[*bytes - 1] = 0; /* half a character */
    *out = (WCHAR *)data;
    return S_OK;
}

static HRESULT read_fixed_array(IStorage *storage, const WCHAR *name, ULONG tag, size_t most,
                                void *root, SPropValue *out)
{
    size_t bytes, each = ptype_of(tag)->bytes;
    uint8_t *data;
    HRESULT hr = imsg_read_stream(storage, name, most, root, &data, &bytes);

    if (FAILED(hr)) return hr;
    if (bytes < each) return MAPI_E_NOT_FOUND; /* an array of nothing */
    out->Value.MVbin = (SBinaryArray){(ULONG)(bytes / each), (SBinary *)data};
    return S_OK;
}

static HRESULT read_array(IStorage *storage, const struct imsg_elements *there, const WCHAR *name,
                          ULONG tag, UINT code_page, size_t most, void *root, SPropValue *out)
{
    const enum ptype_shape shape = ptype_of(tag)->shape;
    const size_t each = shape == PTYPE_COUNTED ? 8 : 4;
    AUTO_FREE uint8_t *lengths = NULL;
    size_t bytes, n;
    SBinary *blocks;
    WCHAR **texts;
    HRESULT hr = imsg_read_stream(storage, name, MOST_ELEMENTS * 8, NULL, &lengths, &bytes);

    if (FAILED(hr)) return hr == MAPI_E_TOO_BIG ? MAPI_E_CORRUPT_DATA : hr;
    n = bytes / each;
    if (!n) return MAPI_E_NOT_FOUND;
    texts = mem_zero_more(n * sizeof(SBinary), root);
    if (!texts) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    blocks = (SBinary *)texts;
    for (size_t i = 0; i < n; i++) {
        struct imsg_name element = element_name(tag, (ULONG)i);

        if (!imsg_elements_have(there, IMSG_A_VALUE, tag, (ULONG)i))
            return FAIL(MAPI_E_CORRUPT_DATA);
        if (shape == PTYPE_COUNTED) {
            hr = imsg_read_stream(storage, element.text, most, root, &blocks[i].lpb, &bytes);
            blocks[i].cb = SUCCEEDED(hr) ? (ULONG)bytes : 0;
        } else {
            hr = read_text(storage, element.text, shape == PTYPE_TEXT16, code_page, most, root,
                           &texts[i], &bytes);
        }
        if (FAILED(hr)) return hr == MAPI_E_NOT_FOUND ? FAIL(MAPI_E_CORRUPT_DATA) : hr;
        most -= bytes;
    }
    out->Value.MVbin = (SBinaryArray){(ULONG)n, blocks};
    return S_OK;
}

HRESULT imsg_read_value(IStorage *storage, const struct imsg_elements *there, ULONG tag,
                        UINT code_page, size_t most, void *root, SPropValue *out)
{
    const struct ptype *type = ptype_of(tag);
    struct imsg_name name = imsg_name(IMSG_VALUE, tag);
    uint8_t *data;
    size_t bytes;
    HRESULT hr;

    if (!type) return MAPI_E_NO_SUPPORT;
    if (!imsg_elements_have(there, IMSG_A_VALUE, tag, IMSG_WHOLE)) return MAPI_E_NOT_FOUND;
    *out = (SPropValue){.ulPropTag = tag};
    switch (type->shape) {
    case PTYPE_TEXT8:
    case PTYPE_TEXT16:
        if (type->shape == PTYPE_TEXT8)
            out->ulPropTag = CHANGE_PROP_TYPE(tag, ptype_is_many(tag) ? PT_MV_UNICODE : PT_UNICODE);
        if (ptype_is_many(tag))
            return read_array(storage, there, name.text, tag, code_page, most, root, out);
        return read_text(storage, name.text, type->shape == PTYPE_TEXT16, code_page, most, root,
                         &out->Value.lpszW, &bytes);
    case PTYPE_COUNTED:
        if (ptype_is_many(tag))
            return read_array(storage, there, name.text, tag, code_page, most, root, out);
        hr = imsg_read_stream(storage, name.text, most, root, &data, &bytes);
        if (SUCCEEDED(hr)) out->Value.bin = (SBinary){(ULONG)bytes, data};
        return hr;
    case PTYPE_FIXED:
        if (ptype_is_many(tag)) return read_fixed_array(storage, name.text, tag, most, root, out);
        hr = imsg_read_stream(storage, name.text, most, root, &data, &bytes);
        if (SUCCEEDED(hr) && bytes < type->bytes) hr = FAIL(MAPI_E_CORRUPT_DATA);
        if (SUCCEEDED(hr)) out->Value.lpguid = (GUID *)data;
        return hr;
    case PTYPE_INLINE:
        return ptype_is_many(tag) ? read_fixed_array(storage, name.text, tag, most, root, out)
                                  : MAPI_E_NO_SUPPORT;
    default:
        return MAPI_E_NO_SUPPORT;
    }
}

/* ---- writing ---- */

static HRESULT write_narrow(IStorage *storage, const WCHAR *name, const WCHAR *text, UINT code_page,
                            bool nul, size_t *bytes)
{
    AUTO_FREE char *narrow = NULL;
    HRESULT hr = text_to_ansi(text, -1, code_page, NULL, &narrow);

    if (FAILED(hr) && hr != MAPI_E_NOT_ENOUGH_MEMORY) hr = text_to_ansi(text, -1, 0, NULL, &narrow);
    if (FAILED(hr)) return hr;
    *bytes = strlen(narrow) + 1;
    return imsg_write_stream(storage, name, narrow, *bytes - !nul);
}

/* bytes: with the NUL; it is in the stream where nul says so. */
static HRESULT write_text(IStorage *storage, const WCHAR *name, const WCHAR *text, bool unicode,
                          UINT code_page, bool nul, size_t *bytes)
{
    if (!unicode) return write_narrow(storage, name, text, code_page, nul, bytes);
    *bytes = (text_len(text) + 1) * sizeof(WCHAR);
    return imsg_write_stream(storage, name, text, *bytes - (nul ? 0 : sizeof(WCHAR)));
}

static HRESULT write_array(IStorage *storage, const SPropValue *value, ULONG tag, bool unicode,
                           UINT code_page, size_t *bytes)
{
    bool counted = ptype_of(tag)->shape == PTYPE_COUNTED;
    struct imsg_name name = imsg_name(IMSG_VALUE, tag);
    struct writer lengths = {0};
    HRESULT hr = S_OK;

    if (value->Value.MVbin.cValues > (counted ? MOST_ELEMENTS : 2 * MOST_ELEMENTS))
        return FAIL(MAPI_E_TOO_BIG); /* nobody could read it */
    for (ULONG i = 0; SUCCEEDED(hr) && i < value->Value.MVbin.cValues; i++) {
        struct imsg_name element = element_name(tag, i);
        size_t length;

        if (counted) {
            const SBinary *block = &value->Value.MVbin.lpbin[i];

            hr = imsg_write_stream(storage, element.text, block->lpb, length = block->cb);
        } else {
            hr = write_text(storage, element.text, value->Value.MVszW.lppszW[i], unicode, code_page,
                            true, &length);
        }
        write_u32(&lengths, (uint32_t)length);
        if (counted) write_u32(&lengths, 0);
    }
    if (SUCCEEDED(hr) && lengths.bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *bytes = lengths.count;
    if (SUCCEEDED(hr)) hr = imsg_write_stream(storage, name.text, lengths.data, lengths.count);
    writer_drop(&lengths);
    return hr;
}

/* value's text is PT_UNICODE. */
static HRESULT write_streams(IStorage *storage, const SPropValue *value, ULONG tag, bool unicode,
                             UINT code_page, size_t *bytes)
{
    const struct ptype *type = ptype_of(tag);
    struct imsg_name name = imsg_name(IMSG_VALUE, tag);

    if (ptype_is_many(tag) && (ptype_is_text(tag) || type->shape == PTYPE_COUNTED))
        return write_array(storage, value, tag, unicode, code_page, bytes);
    if (ptype_is_many(tag)) {
        *bytes = value->Value.MVbin.cValues * type->bytes;
        return imsg_write_stream(storage, name.text, value->Value.MVbin.lpbin, *bytes);
    }
    switch (type->shape) {
    case PTYPE_TEXT8:
    case PTYPE_TEXT16:
        return write_text(storage, name.text, value->Value.lpszW, unicode, code_page, false, bytes);
    case PTYPE_COUNTED:
        *bytes = value->Value.bin.cb;
        return imsg_write_stream(storage, name.text, value->Value.bin.lpb, *bytes);
    case PTYPE_FIXED:
        *bytes = type->bytes;
        return imsg_write_stream(storage, name.text, value->Value.lpguid, *bytes);
    default:
        return MAPI_E_NO_SUPPORT;
    }
}

HRESULT imsg_write_value(IStorage *storage, const SPropValue *value, bool unicode, UINT code_page,
                         struct imsg_entry *entry)
{
    ULONG tag = value->ulPropTag, many = PROP_TYPE(tag) & MV_FLAG;
    AUTO_FREE SPropValue *wide = NULL;
    size_t bytes = 0;
    HRESULT hr = S_OK;

    if (ptype_is_text(tag)) {
        wide = mem_zero(sizeof(*wide));
        if (!wide) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        hr = pval_as(value, PT_UNICODE, wide, wide);
        if (FAILED(hr)) return hr;
        value = wide;
        tag = CHANGE_PROP_TYPE(tag, (unicode ? PT_UNICODE : PT_STRING8) | many);
    }
    entry->tag = tag;
    memset(entry->value, 0, sizeof(entry->value));
    if (imsg_is_inline(tag)) {
        memcpy(entry->value, &value->Value, ptype_of(tag)->bytes);
        return S_OK;
    }
    hr = write_streams(storage, value, tag, unicode, code_page, &bytes);
    if (FAILED(hr)) return hr;
    for (unsigned i = 0; i < 4; i++)
        entry->value[i] = (uint8_t)(bytes >> 8 * i);
    return S_OK;
}

void imsg_erase_value(IStorage *storage, ULONG tag)
{
    const struct ptype *type = ptype_of(tag);
    struct imsg_name name = imsg_name(IMSG_VALUE, tag);

    if (!type || imsg_is_inline(tag)) return;
    storage->lpVtbl->DestroyElement(storage, name.text);
    if (!ptype_is_many(tag) || !(ptype_is_text(tag) || type->shape == PTYPE_COUNTED)) return;
    for (ULONG i = 0; i < 2 * MOST_ELEMENTS; i++) {
        name = element_name(tag, i);
        if (FAILED(storage->lpVtbl->DestroyElement(storage, name.text))) return;
    }
}

HRESULT imsg_write_entries(IStorage *storage, const void *header, size_t header_bytes,
                           const struct imsg_entry *entries, size_t count)
{
    struct writer out = {0};
    HRESULT hr;

    write_bytes(&out, header, header_bytes);
    for (size_t i = 0; i < count; i++) {
        write_u32(&out, entries[i].tag);
        write_u32(&out, entries[i].flags);
        write_bytes(&out, entries[i].value, sizeof(entries[i].value));
    }
    hr = out.bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY)
                 : imsg_write_stream(storage, IMSG_PROPERTIES, out.data, out.count);
    writer_drop(&out);
    return hr;
}

/*
 * value.c - properties to registry values and back
 */
#include "profile/value.h"
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"
#include "prop/ptype.h"
#include "sys/secret.h"

#define VALUE_LIMIT 0x1000000 /* 16 MiB, what sys_key_get gives back */

static const WCHAR digits[] = L"0123456789abcdef";

void value_name(ULONG tag, WCHAR out[VALUE_NAME_CHARS])
{
    ULONG turned = PROP_TYPE(tag) << 16 | PROP_ID(tag);

    if (value_is_secure(tag)) *out++ = 'S';
    for (int i = 0; i < 8; i++) out[i] = digits[turned >> (28 - 4 * i) & 15];
    out[8] = 0;
}

bool value_tag(const WCHAR *name, ULONG *tag)
{
    bool sealed = *name == 'S' || *name == 's';
    ULONG turned = 0;

    if (sealed) name++;
    for (int i = 0; i < 8; i++, name++) {
        WCHAR c = text_fold(*name);

        if (c >= '0' && c <= '9') turned = turned << 4 | (ULONG)(c - '0');
        else if (c >= 'A' && c <= 'F') turned = turned << 4 | (ULONG)(c - 'A' + 10);
        else return false;
    }
    if (*name) return false;
    *tag = PROP_TAG(turned >> 16, turned & 0xffff);
    return ptype_of(*tag) && PROP_ID(*tag) && sealed == value_is_secure(*tag);
}

static bool storable(const struct ptype *type)
{
    if (!type) return false;
    if (type->type == PT_NULL || type->type == PT_ERROR || type->type == PT_UNSPECIFIED)
        return false;
    return type->shape != PTYPE_OBJECT && type->shape != PTYPE_RESTRICTION &&
           type->shape != PTYPE_ACTIONS;
}

/* One text with its NUL. as16: UTF-16 whatever its type. */
static HRESULT write_text(struct writer *w, const struct ptype *type, const void *text, bool as16)
{
    AUTO_FREE WCHAR *wide = NULL;
    HRESULT hr;

    if (!text) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (type->shape == PTYPE_TEXT8 && !as16) {
        write_bytes(w, text, strlen(text) + 1);
        return S_OK;
    }
    if (type->shape == PTYPE_TEXT8) {
        hr = text_from_ansi(text, -1, 0, NULL, &wide);
        if (FAILED(hr)) return hr;
        text = wide;
    }
    write_bytes(w, text, (text_len(text) + 1) * sizeof(WCHAR));
    return S_OK;
}

static HRESULT write_one(struct writer *w, const struct ptype *type, const SPropValue *value)
{
    switch (type->shape) {
    case PTYPE_TEXT8:
    case PTYPE_TEXT16: return write_text(w, type, value->Value.lpszW, true);
    case PTYPE_COUNTED:
        if (value->Value.bin.cb && !value->Value.bin.lpb) return FAIL(MAPI_E_INVALID_PARAMETER);
        write_bytes(w, value->Value.bin.lpb, value->Value.bin.cb);
        return S_OK;
    case PTYPE_FIXED:
        if (!value->Value.lpguid) return FAIL(MAPI_E_INVALID_PARAMETER);
        write_bytes(w, value->Value.lpguid, type->bytes);
        return S_OK;
    default: write_bytes(w, &value->Value, type->bytes); return S_OK;
    }
}

static HRESULT write_many(struct writer *w, const struct ptype *type, const SPropValue *value)
{
    ULONG count = value->Value.MVbin.cValues;
    const void *elements = value->Value.MVbin.lpbin;
    size_t total;
    HRESULT hr;

    if (!count || !elements) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!size_mul(count, 8, &total) || total > VALUE_LIMIT) return FAIL(MAPI_E_TOO_BIG);
    if (type->shape == PTYPE_INLINE || type->shape == PTYPE_FIXED) {
        write_bytes(w, elements, count * type->bytes);
        return S_OK;
    }
    write_u32(w, count);
    for (ULONG i = 0; i < count; i++) { /* places to be filled in below */
        if (type->shape == PTYPE_COUNTED) write_u32(w, 0);
        write_u32(w, 0);
    }
    for (ULONG i = 0; i < count && !w->bad; i++) {
        if (type->shape == PTYPE_COUNTED) {
            const SBinary *one = &((const SBinary *)elements)[i];

            if (one->cb && !one->lpb) return FAIL(MAPI_E_INVALID_PARAMETER);
            write_patch_u32(w, 4 + 8 * i, one->cb);
            write_patch_u32(w, 8 + 8 * i, (ULONG)w->count);
            write_bytes(w, one->lpb, one->cb);
            while (w->count % 4 && !w->bad) write_u8(w, 0);
        } else {
            write_patch_u32(w, 4 + 4 * i, (ULONG)w->count);
            hr = write_text(w, type, ((void *const *)elements)[i], false);
            if (FAILED(hr)) return hr;
        }
        if (w->count > VALUE_LIMIT) return FAIL(MAPI_E_TOO_BIG);
    }
    return S_OK;
}

HRESULT value_encode(const SPropValue *value, ULONG *type, BYTE **data, ULONG *bytes)
{
    const struct ptype *kind = ptype_of(value->ulPropTag);
    struct writer w = {0};
    AUTO_FREE BYTE *plain = NULL;
    HRESULT hr;

    *data = NULL;
    if (!storable(kind)) return FAIL(MAPI_E_UNEXPECTED_TYPE);
    hr = ptype_is_many(value->ulPropTag) ? write_many(&w, kind, value) : write_one(&w, kind, value);
    plain = w.data;
    if (FAILED(hr)) return hr;
    if (w.bad) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (w.count > VALUE_LIMIT / 2) return FAIL(MAPI_E_TOO_BIG); /* room for what sealing adds */

    *type = PROP_TYPE(value->ulPropTag) == PT_STRING8 ? VALUE_REG_SZ : VALUE_REG_BINARY;
    *bytes = (ULONG)w.count;
    if (value_is_secure(value->ulPropTag)) {
        *type = VALUE_REG_BINARY;
        return sys_secret_protect(plain, *bytes, data, bytes);
    }
    if (!plain) plain = mem_zero(1); /* an empty binary */
    if (!plain) return MAPI_E_NOT_ENOUGH_MEMORY;
    *data = TAKE(plain);
    return S_OK;
}

/* UTF-16 up to its NUL or the end, as type says. */
static HRESULT read_text16(const struct ptype *type, const BYTE *data, size_t bytes, void *root,
                           void **out)
{
    size_t chars = 0;
    WCHAR *copy;

    if (bytes % sizeof(WCHAR)) return FAIL(MAPI_E_CORRUPT_DATA);
    while (chars < bytes / sizeof(WCHAR) && (data[2 * chars] || data[2 * chars + 1])) chars++;
    copy = mem_zero_more((chars + 1) * sizeof(WCHAR), root);
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(copy, data, chars * sizeof(WCHAR));
    *out = copy;
    if (type->shape == PTYPE_TEXT8)
        return text_to_ansi(copy, (ptrdiff_t)chars, 0, root, (char **)out);
    return S_OK;
}

static HRESULT read_one(const struct ptype *type, const BYTE *data, ULONG bytes, void *root,
                        SPropValue *out)
{
    void *copy;

    switch (type->shape) {
    case PTYPE_TEXT8:
    case PTYPE_TEXT16: return read_text16(type, data, bytes, root, (void **)&out->Value.lpszW);
    case PTYPE_COUNTED:
        out->Value.bin.cb = bytes;
        out->Value.bin.lpb = mem_dup(data, bytes, root);
        return out->Value.bin.lpb ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    default:
        if (bytes != type->bytes) return FAIL(MAPI_E_CORRUPT_DATA);
        if (type->shape == PTYPE_INLINE) {
            memcpy(&out->Value, data, bytes);
            return S_OK;
        }
        copy = mem_dup(data, bytes, root);
        out->Value.lpguid = copy;
        return copy ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    }
}

/* Elements don't share bytes: *left, of all of them, becomes less by those of one. */
static bool spend(size_t *left, size_t bytes)
{
    if (bytes > *left) return false;
    *left -= bytes;
    return true;
}

/* A text that begins at offset and has its NUL inside the data. */
static HRESULT read_text_at(const struct ptype *type, const BYTE *data, ULONG bytes, ULONG offset,
                            size_t *left, void *root, void **out)
{
    size_t unit = type->shape == PTYPE_TEXT8 ? 1 : 2;
    size_t end = offset;

    for (;; end += unit) {
        if (end > bytes || bytes - end < unit) return FAIL(MAPI_E_CORRUPT_DATA);
        if (!data[end] && (unit == 1 || !data[end + 1])) break;
    }
    if (!spend(left, end - offset + unit)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (unit == 2) return read_text16(type, data + offset, end - offset, root, out);
    *out = mem_dup(data + offset, end - offset + 1, root);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT read_many_apart(const struct ptype *type, const BYTE *data, ULONG bytes, void *root,
                               SPropValue *out)
{
    struct reader r = reader_over(data, bytes);
    bool pairs = type->shape == PTYPE_COUNTED;
    ULONG count = read_u32(&r);
    SBinary *bins;
    void **texts;
    size_t left;
    HRESULT hr;

    if (!count || count > read_left(&r) / (pairs ? 8 : 4)) return FAIL(MAPI_E_CORRUPT_DATA);
    left = read_left(&r) - (size_t)count * (pairs ? 8 : 4);
    out->Value.MVbin.cValues = count;
    bins = mem_zero_more(count * (pairs ? sizeof(SBinary) : sizeof(void *)), root);
    if (!bins) return MAPI_E_NOT_ENOUGH_MEMORY;
    out->Value.MVbin.lpbin = bins;
    texts = (void **)bins;
    for (ULONG i = 0; i < count; i++) {
        if (pairs) {
            ULONG cb = read_u32(&r), offset = read_u32(&r);

            if (offset > bytes || cb > bytes - offset || !spend(&left, cb))
                return FAIL(MAPI_E_CORRUPT_DATA);
            bins[i].cb = cb;
            bins[i].lpb = mem_dup(data + offset, cb, root);
            if (!bins[i].lpb) return MAPI_E_NOT_ENOUGH_MEMORY;
        } else {
            hr = read_text_at(type, data, bytes, read_u32(&r), &left, root, &texts[i]);
            if (FAILED(hr)) return hr;
        }
    }
    return S_OK;
}

static HRESULT read_many(const struct ptype *type, const BYTE *data, ULONG bytes, void *root,
                         SPropValue *out)
{
    if (type->shape != PTYPE_INLINE && type->shape != PTYPE_FIXED)
        return read_many_apart(type, data, bytes, root, out);
    if (!bytes || bytes % type->bytes) return FAIL(MAPI_E_CORRUPT_DATA);
    out->Value.MVl.cValues = (ULONG)(bytes / type->bytes);
    out->Value.MVl.lpl = mem_dup(data, bytes, root);
    return out->Value.MVl.lpl ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT value_decode(ULONG tag, ULONG type, const BYTE *data, ULONG bytes, ULONG wanted, void *root,
                     SPropValue *out)
{
    const struct ptype *kind = ptype_of(wanted);
    AUTO_FREE BYTE *plain = NULL;
    SPropValue value = {.ulPropTag = wanted};
    HRESULT hr;

    if (!storable(kind)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (type !=
        (PROP_TYPE(tag) == PT_STRING8 && !value_is_secure(tag) ? VALUE_REG_SZ : VALUE_REG_BINARY))
        return FAIL(MAPI_E_CORRUPT_DATA);
    if (value_is_secure(tag)) {
        hr = sys_secret_open(data, bytes, &plain, &bytes);
        if (FAILED(hr)) return hr;
        data = plain;
    }
    hr = ptype_is_many(tag) ? read_many(kind, data, bytes, root, &value)
                            : read_one(kind, data, bytes, root, &value);
    if (SUCCEEDED(hr)) *out = value;
    return hr;
}

/*
 * value.c - one property value: immutable, counted, in our own memory
 *
 * A value is one malloc block: the struct, then what its union points to. The same two walkers
 * (room_of, copy_content) bring a caller's value in and ours out.
 */
#include "common/sql/value.h"
#include <stdlib.h>
#include "common/sql/large.h"
#include "common/text/text8.h"

#define ALIGN8(n) (((n) + 7) & ~(size_t)7)

enum kind {
    KIND_NONE,  /* not a type that can be kept */
    KIND_FIXED, /* all in the union */
    KIND_GUID,
    KIND_BINARY,
    KIND_TEXT8,
    KIND_TEXT16,
};

static const struct type {
    ULONG type;
    enum kind kind;
    size_t bytes; /* of one element */
} types[] = {
    {PT_SHORT, KIND_FIXED, sizeof(short)},      {PT_LONG, KIND_FIXED, sizeof(LONG)},
    {PT_R4, KIND_FIXED, sizeof(float)},         {PT_DOUBLE, KIND_FIXED, sizeof(double)},
    {PT_CURRENCY, KIND_FIXED, sizeof(CY)},      {PT_APPTIME, KIND_FIXED, sizeof(double)},
    {PT_BOOLEAN, KIND_FIXED, sizeof(USHORT)},   {PT_LONGLONG, KIND_FIXED, sizeof(LARGE_INTEGER)},
    {PT_SYSTIME, KIND_FIXED, sizeof(FILETIME)}, {PT_CLSID, KIND_GUID, sizeof(GUID)},
    {PT_BINARY, KIND_BINARY, sizeof(SBinary)},  {PT_STRING8, KIND_TEXT8, sizeof(char *)},
    {PT_UNICODE, KIND_TEXT16, sizeof(WCHAR *)},
};

static const struct type *type_of(ULONG type)
{
    type &= ~(ULONG)MV_FLAG;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (types[i].type == type) return &types[i];
    return NULL;
}

size_t value_type_bytes(ULONG type)
{
    const struct type *t = type_of(type);

    return t && t->kind <= KIND_GUID ? t->bytes : 0;
}

struct value *value_ref(struct value *value)
{
    if (value) __atomic_add_fetch(&value->refs, 1, __ATOMIC_RELAXED);
    return value;
}

void value_unref(struct value *value)
{
    if (!value || __atomic_sub_fetch(&value->refs, 1, __ATOMIC_ACQ_REL)) return;
    large_unref(value->large);
    free(value);
}

void value_cleanup(struct value **value)
{
    value_unref(*value);
}

static size_t wide_bytes(const WCHAR *text)
{
    return wide_len(text) * sizeof(WCHAR);
}

/* Bytes of one element's content, without terminator; SIZE_MAX: not a valid element. */
static size_t element_content(const struct type *t, const void *element)
{
    switch (t->kind) {
    case KIND_BINARY: {
        const SBinary *bin = element;

        return bin->cb && !bin->lpb ? SIZE_MAX : bin->cb;
    }
    case KIND_TEXT8: {
        const char *text = *(char *const *)element;

        return text ? strlen(text) : SIZE_MAX;
    }
    case KIND_TEXT16: {
        const WCHAR *text = *(WCHAR *const *)element;

        return text ? wide_bytes(text) : SIZE_MAX;
    }
    default:
        return t->bytes;
    }
}

static size_t terminator(const struct type *t)
{
    return t->kind == KIND_TEXT8 ? 1 : t->kind == KIND_TEXT16 ? sizeof(WCHAR) : 0;
}

/* The elements of a value: itself, or its array. *count is 1 for a single one. */
static const void *elements(const SPropValue *prop, const struct type *t, ULONG *count)
{
    *count = 1;
    if (PROP_TYPE(prop->ulPropTag) & MV_FLAG) {
        *count = prop->Value.MVl.cValues; /* all arrays begin alike: count, pointer */
        return prop->Value.MVl.lpl;
    }
    return t->kind == KIND_GUID ? (const void *)prop->Value.lpguid : (const void *)&prop->Value;
}

/* Room behind the SPropValue that a copy needs, and the content's size. */
static HRESULT room_of(const SPropValue *prop, size_t *room, size_t *bytes)
{
    bool many = PROP_TYPE(prop->ulPropTag) & MV_FLAG;
    const struct type *t = type_of(PROP_TYPE(prop->ulPropTag));
    const uint8_t *element;
    size_t total, content = 0;
    ULONG count;

    if (!t || (many && t->type == PT_BOOLEAN)) return MAPI_E_INVALID_PARAMETER;
    element = elements(prop, t, &count);
    if (!element || !count) return MAPI_E_INVALID_PARAMETER;
    if (count > 0x7fffffff / 16) return MAPI_E_NOT_ENOUGH_MEMORY;
    total = many || t->kind == KIND_GUID ? ALIGN8(count * t->bytes) : 0;
    for (ULONG i = 0; i < count; i++, element += t->bytes) {
        size_t n = element_content(t, element);

        if (n == SIZE_MAX) return MAPI_E_INVALID_PARAMETER;
        content += n;
        if (t->kind > KIND_GUID) total += ALIGN8(n + terminator(t));
        if (content > 0x7fffffff || total > 0x7fffffff) return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *room = total;
    *bytes = content;
    return S_OK;
}

/* Copies prop, already measured, with its content at room. */
static void copy_content(const SPropValue *prop, SPropValue *to, uint8_t *room)
{
    bool many = PROP_TYPE(prop->ulPropTag) & MV_FLAG;
    const struct type *t = type_of(PROP_TYPE(prop->ulPropTag));
    const uint8_t *element;
    uint8_t *out;
    ULONG count;

    element = elements(prop, t, &count);
    to->ulPropTag = prop->ulPropTag;
    to->dwAlignPad = 0;
    to->Value = prop->Value;
    if (many) {
        to->Value.MVl.cValues = count;
        to->Value.MVl.lpl = (LONG *)room;
    } else if (t->kind == KIND_GUID) {
        to->Value.lpguid = (GUID *)room;
    }
    if (many || t->kind == KIND_GUID) {
        out = room;
        memcpy(out, element, count * t->bytes);
        room += ALIGN8(count * t->bytes);
    } else {
        out = (uint8_t *)&to->Value;
    }
    if (t->kind <= KIND_GUID) return;
    for (ULONG i = 0; i < count; i++, element += t->bytes, out += t->bytes) {
        size_t n = element_content(t, element), end = terminator(t);
        const void *from = t->kind == KIND_BINARY ? ((const SBinary *)element)->lpb
                                                  : *(const void *const *)element;

        if (n) memcpy(room, from, n);
        if (end) memset(room + n, 0, end); /* an empty binary has no room at all */
        if (t->kind == KIND_BINARY)
            ((SBinary *)out)->lpb = room;
        else
            *(void **)out = room;
        room += ALIGN8(n + end);
    }
}

static struct value *value_alloc(size_t room)
{
    struct value *value = calloc(1, sizeof(*value) + room);

    if (value) value->refs = 1;
    return value;
}

HRESULT value_copy(const SPropValue *prop, UINT code_page, struct value **out)
{
    struct value *value;
    size_t room, bytes;
    HRESULT hr;

    *out = NULL;
    hr = room_of(prop, &room, &bytes);
    if (FAILED(hr)) return hr;
    value = value_alloc(room);
    if (!value) return MAPI_E_NOT_ENOUGH_MEMORY;
    copy_content(prop, &value->prop, (uint8_t *)(value + 1));
    value->bytes = bytes;
    value->code_page = code_page;
    *out = value;
    return S_OK;
}

/* One text in the other width; exact is cleared when the way back would give other bytes. */
static HRESULT convert_text(ULONG to, const void *text, UINT code_page, void **out, bool *exact)
{
    size_t n;

    if (to == PT_UNICODE) {
        bool same = true;
        HRESULT hr = wide_from_ansi(text, strlen(text), code_page, (WCHAR **)out, &n, &same);

        if (!same) *exact = false;
        return hr;
    }
    return wide_to_ansi(text, wide_len(text), code_page, (char **)out, &n);
}

/* The value with its text in the other width, made from memory. */
static HRESULT convert_width(const SPropValue *prop, UINT code_page, struct value **out,
                             bool *exact)
{
    ULONG to =
        (PROP_TYPE(prop->ulPropTag) & ~(ULONG)MV_FLAG) == PT_STRING8 ? PT_UNICODE : PT_STRING8;
    ULONG many = PROP_TYPE(prop->ulPropTag) & MV_FLAG, count = 1;
    void *const *texts = (void *const *)&prop->Value;
    SPropValue temp = {.ulPropTag = CHANGE_PROP_TYPE(prop->ulPropTag, to | many)};
    HRESULT hr = S_OK;
    void **made;

    if (many) {
        count = prop->Value.MVszA.cValues;
        texts = (void *const *)prop->Value.MVszA.lppszA;
    }
    if (!count || !texts) return MAPI_E_INVALID_PARAMETER;
    made = calloc(count, sizeof(*made));
    if (!made) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++)
        hr = texts[i] ? convert_text(to, texts[i], code_page, &made[i], exact)
                      : MAPI_E_INVALID_PARAMETER;
    if (many) {
        temp.Value.MVszA.cValues = count;
        temp.Value.MVszA.lppszA = (LPSTR *)made;
    } else {
        temp.Value.lpszA = made[0];
    }
    if (SUCCEEDED(hr)) hr = value_copy(&temp, 0, out);
    for (ULONG i = 0; i < count; i++)
        free(made[i]);
    free(made);
    return hr;
}

HRESULT value_from_prop(const SPropValue *prop, struct value **out)
{
    ULONG type = PROP_TYPE(prop->ulPropTag) & ~(ULONG)MV_FLAG;
    bool exact = true;
    HRESULT hr;

    *out = NULL;
    if (type != PT_STRING8) return value_copy(prop, 0, out);
    hr = convert_width(prop, 0, out, &exact);
    if (FAILED(hr) || exact) return hr;
    value_unref(*out);
    return value_copy(prop, ansi_code_page(), out);
}

HRESULT value_long(ULONG tag, LONG v, struct value **out)
{
    SPropValue prop = {.ulPropTag = tag};

    if (PROP_TYPE(tag) == PT_BOOLEAN)
        prop.Value.b = v != 0;
    else if (PROP_TYPE(tag) == PT_SHORT)
        prop.Value.i = (short)v;
    else
        prop.Value.l = v;
    return value_copy(&prop, 0, out);
}

HRESULT value_i8(ULONG tag, int64_t v, struct value **out)
{
    SPropValue prop = {.ulPropTag = tag};

    memcpy(&prop.Value, &v, sizeof(v));
    return value_copy(&prop, 0, out);
}

HRESULT value_binary(ULONG tag, const void *bytes, size_t count, struct value **out)
{
    SPropValue prop = {.ulPropTag = tag};

    *out = NULL;
    if (count > 0x7fffffff) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (PROP_TYPE(tag) == PT_CLSID) {
        if (count != sizeof(GUID)) return MAPI_E_INVALID_PARAMETER;
        prop.Value.lpguid = (GUID *)bytes;
    } else {
        prop.Value.bin.cb = (ULONG)count;
        prop.Value.bin.lpb = (BYTE *)bytes;
    }
    return value_copy(&prop, 0, out);
}

HRESULT value_text(ULONG tag, const WCHAR *text, size_t chars, struct value **out)
{
    struct value *value;

    *out = NULL;
    if (chars > 0x3fffffff) return MAPI_E_NOT_ENOUGH_MEMORY;
    value = value_alloc((chars + 1) * sizeof(WCHAR));
    if (!value) return MAPI_E_NOT_ENOUGH_MEMORY;
    value->prop.ulPropTag = CHANGE_PROP_TYPE(tag, PT_UNICODE);
    value->prop.Value.lpszW = (WCHAR *)(value + 1);
    if (chars) memcpy(value->prop.Value.lpszW, text, chars * sizeof(WCHAR));
    value->bytes = chars * sizeof(WCHAR);
    *out = value;
    return S_OK;
}

HRESULT value_text8(ULONG tag, const char *wtf8, size_t bytes, struct value **out)
{
    WCHAR *wide;
    size_t chars;
    HRESULT hr;

    *out = NULL;
    hr = wtf8_to_wide(wtf8, bytes, &wide, &chars);
    if (SUCCEEDED(hr)) hr = value_text(tag, wide, chars, out);
    free(wide);
    return hr;
}

HRESULT value_ansi(ULONG tag, const char *text, size_t bytes, UINT code_page, struct value **out)
{
    struct value *value = value_alloc(bytes + 1);

    *out = NULL;
    if (!value) return MAPI_E_NOT_ENOUGH_MEMORY;
    value->prop.ulPropTag = CHANGE_PROP_TYPE(tag, PT_STRING8);
    value->prop.Value.lpszA = (char *)(value + 1);
    if (bytes) memcpy(value->prop.Value.lpszA, text, bytes);
    value->bytes = bytes;
    value->code_page = code_page;
    *out = value;
    return S_OK;
}

HRESULT value_large(ULONG tag, struct large *large, UINT code_page, struct value **out)
{
    struct value *value = value_alloc(0);

    *out = NULL;
    if (!value) return MAPI_E_NOT_ENOUGH_MEMORY;
    value->prop.ulPropTag = tag;
    value->large = large_ref(large);
    value->bytes = large_bytes(large) < SIZE_MAX ? (size_t)large_bytes(large) : SIZE_MAX;
    value->code_page = code_page;
    *out = value;
    return S_OK;
}

HRESULT value_retag(const struct value *value, ULONG tag, struct value **out)
{
    HRESULT hr;

    if (value->large)
        return value_large(CHANGE_PROP_TYPE(tag, value_type(value)), value->large, value->code_page,
                           out);
    hr = value_copy(&value->prop, value->code_page, out);
    if (SUCCEEDED(hr)) (*out)->prop.ulPropTag = CHANGE_PROP_TYPE(tag, value_type(value));
    return hr;
}

const WCHAR *value_wide(const struct value *value)
{
    return value && value_type(value) == PT_UNICODE && !value->large ? value->prop.Value.lpszW
                                                                     : NULL;
}

const void *value_content(const struct value *value)
{
    if (value->large) return NULL;
    switch (value_type(value)) {
    case PT_BINARY:
        return value->prop.Value.bin.lpb;
    case PT_UNICODE:
    case PT_STRING8:
        return value->prop.Value.lpszA;
    case PT_CLSID:
        return value->prop.Value.lpguid;
    }
    return &value->prop.Value;
}

HRESULT value_from_content(ULONG tag, const void *bytes, size_t count, UINT code_page,
                           struct value **out)
{
    if (PROP_TYPE(tag) == PT_UNICODE) return value_text(tag, bytes, count / sizeof(WCHAR), out);
    if (PROP_TYPE(tag) == PT_STRING8) return value_ansi(tag, bytes, count, code_page, out);
    return value_binary(tag, bytes, count, out);
}

HRESULT value_prefix(const struct value *value, size_t bytes, struct value **out)
{
    size_t got = value->bytes < bytes ? value->bytes : bytes;
    void *memory = NULL;
    HRESULT hr = S_OK;

    *out = NULL;
    if (value_type(value) == PT_UNICODE) got &= ~(size_t)1;
    if (!value->large)
        return value_from_content(value->prop.ulPropTag, value_content(value), got,
                                  value->code_page, out);
    memory = malloc(got ? got : 1);
    if (!memory) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = large_read(value->large, 0, memory, got, &got);
    if (SUCCEEDED(hr))
        hr = value_from_content(value->prop.ulPropTag, memory, got, value->code_page, out);
    free(memory);
    return hr;
}

HRESULT value_in_memory(struct value *value, struct value **out)
{
    if (!value->large) {
        *out = value_ref(value);
        return S_OK;
    }
    return value_prefix(value, SIZE_MAX, out);
}

static bool is_text(ULONG type)
{
    type &= ~(ULONG)MV_FLAG;
    return type == PT_STRING8 || type == PT_UNICODE;
}

/* 8-bit text that was set in another code page than this client's. */
static bool is_foreign(const struct value *value)
{
    return (value_type(value) & ~(ULONG)MV_FLAG) == PT_STRING8 && value->code_page &&
           value->code_page != ansi_code_page();
}

HRESULT value_as(struct value *value, ULONG type, struct value **out)
{
    AUTO_VALUE struct value *memory = NULL;
    AUTO_VALUE struct value *wide = NULL;
    bool exact = true;
    HRESULT hr;

    *out = NULL;
    if (type == value_type(value) && !is_foreign(value)) {
        *out = value_ref(value);
        return S_OK;
    }
    if (!is_text(type) || !is_text(value_type(value)) || ((type ^ value_type(value)) & MV_FLAG))
        return MAPI_E_NOT_FOUND;
    hr = value_in_memory(value, &memory);
    if (FAILED(hr)) return hr;
    if (type != value_type(value))
        return convert_width(&memory->prop, memory->code_page, out, &exact);
    hr = convert_width(&memory->prop, memory->code_page, &wide, &exact);
    return SUCCEEDED(hr) ? convert_width(&wide->prop, 0, out, &exact) : hr;
}

HRESULT value_cut(struct value **text, size_t units)
{
    const WCHAR *wide = value_wide(*text);
    struct value *cut;
    size_t n = units;
    HRESULT hr;

    if (value_type(*text) != PT_UNICODE && value_type(*text) != PT_STRING8) return S_OK;
    if ((*text)->bytes <= units * (wide ? sizeof(WCHAR) : 1)) return S_OK;
    if (wide) {
        if ((wide[n - 1] & 0xfc00) == 0xd800 && (wide[n] & 0xfc00) == 0xdc00) n--;
        n *= sizeof(WCHAR);
    } else {
        const char *ansi = (*text)->prop.Value.lpszA;
        size_t more;

        for (n = 0; n < units; n += more) {
            more = ansi_char_bytes((*text)->code_page, ansi + n, (*text)->bytes - n);
            if (more > units - n) break;
        }
    }
    hr = value_prefix(*text, n, &cut);
    if (FAILED(hr)) return hr;
    value_unref(*text);
    *text = cut;
    return S_OK;
}

static HRESULT error_prop(ULONG tag, SCODE code, SPropValue *out)
{
    out->ulPropTag = CHANGE_PROP_TYPE(tag, PT_ERROR);
    out->dwAlignPad = 0;
    memset(&out->Value, 0, sizeof(out->Value));
    out->Value.err = code;
    return S_OK;
}

HRESULT value_to_prop(const struct value *value, ULONG tag, ULONG flags,
                      const struct allocators *alloc, void *root, size_t limit, size_t cut,
                      SPropValue *out)
{
    AUTO_VALUE struct value *memory = NULL;
    AUTO_VALUE struct value *as = NULL;
    ULONG type = PROP_TYPE(tag);
    size_t room, bytes;
    void *block = NULL;
    HRESULT hr;

    if (!value) return error_prop(tag, MAPI_E_NOT_FOUND, out);
    if (type == PT_UNSPECIFIED) {
        type = value_type(value);
        if (is_text(type))
            type = (type & MV_FLAG) | (flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8);
    }
    if (type != value_type(value) &&
        (!is_text(type) || !is_text(value_type(value)) || ((type ^ value_type(value)) & MV_FLAG)))
        return error_prop(tag, MAPI_E_NOT_FOUND, out);
    if (limit && value->bytes > limit) return error_prop(tag, MAPI_E_NOT_ENOUGH_MEMORY, out);

    hr = value_in_memory((struct value *)value, &memory);
    if (SUCCEEDED(hr)) hr = value_as(memory, type, &as);
    if (SUCCEEDED(hr) && cut) hr = value_cut(&as, cut);
    if (SUCCEEDED(hr)) hr = room_of(&as->prop, &room, &bytes);
    if (FAILED(hr)) return error_prop(tag, hr, out);
    if (room) {
        hr = alloc->more((ULONG)room, root, &block);
        if (FAILED(hr)) {
            error_prop(tag, MAPI_E_NOT_ENOUGH_MEMORY, out);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
    }
    copy_content(&as->prop, out, block);
    out->ulPropTag = CHANGE_PROP_TYPE(tag, type);
    return S_OK;
}

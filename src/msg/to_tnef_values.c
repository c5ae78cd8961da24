/*
 * to_tnef_values.c - an object's properties on their way into TNEF: as attributes, and as
 * properties
 *
 * TNEF_PURE writes properties alone, text in UTF-16; TNEF_COMPATIBILITY what has an attribute as
 * that alone, TNEF_BEST_DATA as both where the attribute loses something: text that its code page
 * lacks, a date's zone and fractions.
 */
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "msg/to_tnef_own.h"
#include "prop/pname.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "sys/codepage.h"

enum { CHUNK = 32768 };

/* ---- what there is ---- */

void tnef_values_drop(struct tnef_values *values)
{
    mem_free(values->root);
    *values = (struct tnef_values){0};
}

static size_t place_of(const struct tnef_values *values, ULONG tag)
{
    size_t i = 0;

    while (i < values->count && PROP_ID(values->tags[i]) != PROP_ID(tag))
        i++;
    return i;
}

const SPropValue *tnef_values_find(const struct tnef_values *values, ULONG tag)
{
    size_t i = place_of(values, tag);

    return i < values->count && values->data[i].ulPropTag == tag ? &values->data[i] : NULL;
}

const WCHAR *tnef_values_text(const struct tnef_values *values, ULONG tag)
{
    const SPropValue *value = tnef_values_find(values, tag);

    return value ? value->Value.lpszW : NULL;
}

LONG tnef_values_long(const struct tnef_values *values, ULONG tag, LONG otherwise)
{
    const SPropValue *value = tnef_values_find(values, tag);

    return value ? value->Value.l : otherwise;
}

void tnef_values_gone(struct tnef_values *values, ULONG tag)
{
    size_t i = place_of(values, tag);

    if (i < values->count) values->gone[i] = true;
}

/* What belongs to the place an object lies in, or is made from its other parts: goes only when it
 * is asked for by name. */
static const ULONG own[] = {
    PR_ENTRYID,
    PR_RECORD_KEY,
    PR_STORE_ENTRYID,
    PR_STORE_RECORD_KEY,
    PR_PARENT_ENTRYID,
    PR_OBJECT_TYPE,
    PR_ACCESS,
    PR_ACCESS_LEVEL,
    PR_HASATTACH,
    PR_MESSAGE_SIZE,
    PR_MAPPING_SIGNATURE,
    PR_INSTANCE_KEY,
    PR_ROWID,
    PR_ATTACH_NUM,
    PR_ATTACH_SIZE,
    PR_DISPLAY_TO_W,
    PR_DISPLAY_CC_W,
    PR_DISPLAY_BCC_W,
    PR_NORMALIZED_SUBJECT_W,
    PR_ROW_TYPE,
    PR_DEPTH,
    PR_MDB_PROVIDER,
    PR_SUBMIT_FLAGS,
};

static bool can_go(const struct tnef_selection *selection, ULONG tag)
{
    bool belongs = false;

    if (PROP_TYPE(tag) == PT_OBJECT || PROP_TYPE(tag) == PT_NULL || !PROP_ID(tag) ||
        PROP_ID(tag) == PROP_ID_INVALID)
        return false;
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        belongs = belongs || PROP_ID(own[i]) == PROP_ID(tag);
    for (size_t i = 0; belongs && i < selection->adds.count; i++)
        if (selection->adds.data[i].flags & TNEF_PROP_INCLUDE && selection->adds.data[i].tags &&
            ptag_has_id(selection->adds.data[i].tags, tag))
            belongs = false;
    return !belongs;
}

/* Tags of the object's own values that are selected, each id once. */
static HRESULT list_tags(IMAPIProp *object, const struct tnef_selection *selection, ULONG number,
                         void *root, SPropTagArray **out)
{
    AUTO_FREE SPropTagArray *list = NULL;
    ULONG n = 0;
    HRESULT hr = com_given(object->lpVtbl->GetPropList(object, MAPI_UNICODE, &list), &list);

    if (FAILED(hr)) return hr;
    *out = ptag_new_array(list->cValues, root);
    if (!*out) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < list->cValues; i++) {
        ULONG tag = list->aulPropTag[i];

        if (tnef_selects(selection, number, tag) && can_go(selection, tag) &&
            !tnef_selection_value(selection, number, tag))
            (*out)->aulPropTag[n++] = tag;
    }
    (*out)->cValues = n;
    return S_OK;
}

static HRESULT names_of(struct tnef_export *export, IMAPIProp *object, ULONG number,
                        struct tnef_values *values)
{
    AUTO_FREE SPropTagArray *named = ptag_new_array(values->count, NULL);
    SPropTagArray *asked = named;
    MAPINAMEID **names = NULL;
    ULONG n = 0, k = 0;
    HRESULT hr;

    if (!named) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < values->count; i++)
        if (PROP_ID(values->tags[i]) >= 0x8000) named->aulPropTag[n++] = values->tags[i];
    named->cValues = n;
    if (!n) return S_OK;
    hr = com_given(object->lpVtbl->GetNamesFromIDs(object, &asked, NULL, 0, &n, &names), &names);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (FAILED(hr) || n != named->cValues) n = 0;
    hr = S_OK;
    for (ULONG i = 0; SUCCEEDED(hr) && i < values->count; i++) {
        const MAPINAMEID *name;

        if (PROP_ID(values->tags[i]) < 0x8000) continue;
        name = k < n ? names[k] : NULL;
        k++;
        values->names[i] =
            name && pname_valid(name) ? mem_zero_more(sizeof(*name), values->root) : NULL;
        if (values->names[i]) {
            hr = pname_copy(values->names[i], name, values->root);
        } else if (name && pname_valid(name)) {
            hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        } else {
            values->gone[i] = true;
            hr = tnef_problem(export->problems, number == TNEF_MESSAGE ? 0 : number,
                              number == TNEF_MESSAGE ? attMAPIProps : attAttachment,
                              values->tags[i], MAPI_E_NOT_FOUND);
        }
    }
    mem_free(names);
    return hr;
}

static HRESULT make_room(struct tnef_values *values, ULONG count)
{
    values->data = mem_zero_more((count + 1) * sizeof(*values->data), values->root);
    values->tags = mem_zero_more((count + 1) * sizeof(*values->tags), values->root);
    values->gone = mem_zero_more((count + 1) * sizeof(*values->gone), values->root);
    values->names = mem_zero_more((count + 1) * sizeof(*values->names), values->root);
    return values->data && values->tags && values->gone && values->names
               ? S_OK
               : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

/* A value of either width as it goes: text in UTF-16. */
static HRESULT take(struct tnef_values *values, const SPropValue *value, ULONG tag)
{
    SPropValue *to = &values->data[values->count];
    ULONG type = PROP_TYPE(value->ulPropTag) & ~(ULONG)MV_FLAG;
    HRESULT hr = S_OK;

    *to = *value;
    if (type == PT_STRING8) {
        hr = pval_as(value, PT_UNICODE, values->root, to);
        tag = to->ulPropTag;
    }
    values->tags[values->count++] = tag;
    return hr;
}

static HRESULT failed(struct tnef_export *export, ULONG number, ULONG tag, SCODE code)
{
    return tnef_problem(export->problems, number == TNEF_MESSAGE ? 0 : number,
                        number == TNEF_MESSAGE ? attMAPIProps : attAttachment, tag, code);
}

HRESULT tnef_values_of(struct tnef_export *export, IMAPIProp *object,
                       const struct tnef_selection *selection, ULONG number,
                       struct tnef_values *out)
{
    SPropTagArray *tags = NULL;
    SPropValue *values = NULL;
    ULONG n = 0, own = 0;
    HRESULT hr;

    *out = (struct tnef_values){.root = mem_zero(1)};
    hr = out->root ? list_tags(object, selection, number, out->root, &tags)
                   : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr) && tags->cValues) {
        hr = object->lpVtbl->GetProps(object, tags, MAPI_UNICODE, &n, &values);
        hr = pval_given(hr, tags->cValues, n, &values);
    }
    for (size_t i = 0; i < selection->sets.count; i++)
        own += selection->sets.data[i].count;
    if (SUCCEEDED(hr)) hr = make_room(out, n + own);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        SPropValue copy;

        if (PROP_TYPE(values[i].ulPropTag) != PT_ERROR) {
            hr = pval_copy(&copy, &values[i], out->root); /* values is a root of its own */
            if (SUCCEEDED(hr)) hr = take(out, &copy, values[i].ulPropTag);
        } else if (values[i].Value.err == MAPI_E_NOT_ENOUGH_MEMORY) {
            hr = take(out, &values[i], tags->aulPropTag[i]); /* too large: through a stream */
        } else if (values[i].Value.err != MAPI_E_NOT_FOUND) {
            hr = failed(export, number, tags->aulPropTag[i], values[i].Value.err);
        }
    }
    for (size_t i = 0; SUCCEEDED(hr) && i < selection->sets.count; i++) {
        const struct tnef_set *set = &selection->sets.data[i];

        for (ULONG k = 0; SUCCEEDED(hr) && k < set->count; k++) {
            const SPropValue *value = &set->props[k];

            if (tnef_selection_value(selection, number, value->ulPropTag) == value &&
                PROP_TYPE(value->ulPropTag) != PT_ERROR)
                hr = take(out, value, value->ulPropTag);
        }
    }
    mem_free(values);
    if (SUCCEEDED(hr)) hr = names_of(export, object, number, out);
    if (FAILED(hr)) tnef_values_drop(out);
    return hr;
}

/* ---- attributes ---- */

/* UTF-16 into the writer in the stream's code page; *whole becomes false when it lacks something.
 */
static HRESULT put_narrow(struct tnef_export *export, const WCHAR *text, size_t chars, bool *whole)
{
    AUTO_FREE char *narrow = NULL;
    AUTO_FREE WCHAR *again = NULL;
    size_t bytes = sys_encode(export->code_page, text, chars, NULL, 0), back;

    if (bytes == (size_t)-1) return FAIL(MAPI_E_BAD_CHARWIDTH);
    narrow = mem_zero(bytes + 1);
    again = mem_zero((chars + 1) * sizeof(WCHAR));
    if (!narrow || !again) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    sys_encode(export->code_page, text, chars, narrow, bytes);
    back = sys_decode(export->code_page, narrow, bytes, again, chars);
    if (back != chars || memcmp(again, text, chars * sizeof(WCHAR))) *whole = false;
    tnef_put(export->w, narrow, bytes);
    return S_OK;
}

HRESULT tnef_put_text(struct tnef_export *export, uint8_t level, ULONG id, const WCHAR *text,
                      bool *whole)
{
    size_t left = text_len(text);
    struct tnef_mark mark;
    HRESULT hr = S_OK;

    *whole = true;
    tnef_attr_open(export->w, level, id, &mark);
    for (size_t n; SUCCEEDED(hr) && left; left -= n, text += n) {
        n = left < CHUNK ? left : CHUNK;
        if (n < left && text[n - 1] >= 0xd800 && text[n - 1] < 0xdc00) n--; /* not within a pair */
        hr = put_narrow(export, text, n, whole);
    }
    tnef_put(export->w, "", 1);
    tnef_attr_close(export->w, &mark);
    return hr;
}

/* A text that was too large to be given, from its stream. */
static HRESULT put_large_text(struct tnef_export *export, uint8_t level, ULONG id,
                              IMAPIProp *object, ULONG tag, bool *whole)
{
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE WCHAR *text = mem_zero(CHUNK * sizeof(WCHAR));
    struct tnef_mark mark;
    ULONG here = 0, got = 1;
    HRESULT hr = text ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    *whole = true;
    if (SUCCEEDED(hr))
        hr = com_given(object->lpVtbl->OpenProperty(object, tag, &IID_IStream, STGM_READ, 0,
                                                    (IUnknown **)&stream),
                       &stream);
    if (FAILED(hr)) return hr;
    tnef_attr_open(export->w, level, id, &mark);
    while (SUCCEEDED(hr) && (got || here > 1)) { /* here, got: bytes */
        size_t chars;

        hr = stream->lpVtbl->Read(stream, (char *)text + here, CHUNK * sizeof(WCHAR) - here, &got);
        if (FAILED(hr)) break;
        here += got;
        if (got && here < CHUNK * sizeof(WCHAR)) continue;
        chars = here / sizeof(WCHAR);
        if (got && chars > 1 && text[chars - 1] >= 0xd800 && text[chars - 1] < 0xdc00) chars--;
        hr = put_narrow(export, text, chars, whole);
        here -= (ULONG)(chars * sizeof(WCHAR));
        memmove(text, text + chars, here);
    }
    tnef_put(export->w, "", 1);
    tnef_attr_close(export->w, &mark);
    return hr;
}

static void put_hex(struct tnef_export *export, uint8_t level, ULONG id, const SBinary *bin)
{
    char digits[2 * 64 + 1];
    struct tnef_mark mark;

    tnef_attr_open(export->w, level, id, &mark);
    for (ULONG i = 0, n; i < bin->cb; i += n) {
        n = bin->cb - i < 64 ? bin->cb - i : 64;
        hex_write(bin->lpb + i, n, digits);
        tnef_put(export->w, digits, 2 * n);
    }
    tnef_put(export->w, "", 1);
    tnef_attr_close(export->w, &mark);
}

static HRESULT put_class(struct tnef_export *export, const struct tnef_attribute *row,
                         const WCHAR *class, bool *whole)
{
    AUTO_FREE char *narrow = NULL;
    const char *old;
    HRESULT hr = text_to_utf8(class, -1, NULL, &narrow);

    if (FAILED(hr)) return hr;
    old = tnef_class_old(narrow);
    *whole = true;
    if (!old) return tnef_put_text(export, row->level, row->id, class, whole);
    tnef_put_attr(export->w, row->level, row->id, old, strlen(old) + 1);
    return S_OK;
}

static uint8_t status_of(LONG flags, bool *whole)
{
    const LONG known =
        MSGFLAG_READ | MSGFLAG_UNMODIFIED | MSGFLAG_SUBMIT | MSGFLAG_HASATTACH | MSGFLAG_UNSENT;
    uint8_t status = flags & MSGFLAG_UNMODIFIED ? 0 : fmsModified;

    if (flags & MSGFLAG_READ) status |= fmsRead;
    if (flags & MSGFLAG_SUBMIT) status |= fmsSubmitted;
    if (flags & MSGFLAG_HASATTACH) status |= fmsHasAttach;
    if (flags & MSGFLAG_UNSENT) status |= fmsLocal;
    *whole = !(flags & ~known);
    return status;
}

/* One value as its attribute. *written false: it can't be said so. */
static HRESULT put_attribute(struct tnef_export *export, const struct tnef_attribute *row,
                             const SPropValue *value, bool *written, bool *whole)
{
    uint8_t bytes[TNEF_DATE_BYTES];
    struct tnef_writer *w = export->w;
    struct tnef_mark mark;

    *written = *whole = true;
    switch (row->form) {
    case TNEF_TEXT: return tnef_put_text(export, row->level, row->id, value->Value.lpszW, whole);
    case TNEF_CLASS: return put_class(export, row, value->Value.lpszW, whole);
    case TNEF_DATE:
        *written = tnef_date_write(value->Value.ft, bytes);
        if (*written) tnef_put_attr(w, row->level, row->id, bytes, sizeof(bytes));
        *whole = false; /* it doesn't say which zone it is of, nor parts of a second */
        break;
    case TNEF_LONG:
        tnef_attr_open(w, row->level, row->id, &mark);
        tnef_put_u32(w, value->Value.ul);
        tnef_attr_close(w, &mark);
        break;
    case TNEF_BOOL:
    case TNEF_PRIORITY:
        if (row->form == TNEF_PRIORITY && (value->Value.l < -1 || value->Value.l > 1)) {
            *written = false;
            break;
        }
        tnef_attr_open(w, row->level, row->id, &mark);
        tnef_put_u16(
            w, (uint16_t)(row->form == TNEF_BOOL ? !!value->Value.b : prioNorm - value->Value.l));
        tnef_attr_close(w, &mark);
        break;
    case TNEF_STATUS:
        bytes[0] = status_of(value->Value.l, whole);
        tnef_put_attr(w, row->level, row->id, bytes, 1);
        break;
    case TNEF_BYTES:
        tnef_put_attr(w, row->level, row->id, value->Value.bin.lpb, value->Value.bin.cb);
        break;
    case TNEF_HEX:
        *written = value->Value.bin.cb <= 65536;
        if (*written) put_hex(export, row->level, row->id, &value->Value.bin);
        break;
    default: *written = false;
    }
    return S_OK;
}

static bool has_attribute(const struct tnef_export *export, const struct tnef_attribute *row,
                          const struct tnef_values *values)
{
    const WCHAR *class = tnef_values_text(values, PR_MESSAGE_CLASS_W);

    if (!row || export->mode & TNEF_PURE) return false;
    if (row->id != attDelegate) return true; /* which only meetings have */
    return class && !text_ncompare_nocase(class, L"IPM.Schedule.", 13);
}

HRESULT tnef_put_attributes(struct tnef_export *export, uint8_t level, IMAPIProp *object,
                            ULONG number, struct tnef_values *values)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; SUCCEEDED(hr) && i < values->count; i++) {
        const SPropValue *value = &values->data[i];
        const struct tnef_attribute *row = tnef_attribute_of(level, values->tags[i]);
        bool written = false, whole = false;

        if (values->gone[i] || !has_attribute(export, row, values) ||
            PROP_TYPE(values->tags[i]) != PROP_TYPE(tnef_tag_of(row)))
            continue;
        if (PROP_TYPE(value->ulPropTag) != PT_ERROR) {
            hr = put_attribute(export, row, value, &written, &whole);
        } else if (row->form == TNEF_TEXT) {
            hr = put_large_text(export, level, row->id, object, values->tags[i], &whole);
            written = SUCCEEDED(hr);
        }
        if (FAILED(hr) && !ends_all(hr))
            hr = tnef_problem(export->problems, number, row->id, values->tags[i], hr);
        if (written && (whole || export->mode & TNEF_COMPATIBILITY)) values->gone[i] = true;
        if (FAILED(export->w->failed)) return export->w->failed;
    }
    return hr;
}

/* ---- properties ---- */

static void put_sized(struct tnef_writer *w, const void *bytes, size_t count)
{
    tnef_put_u32(w, (uint32_t)count);
    tnef_put(w, bytes, count);
    tnef_put_padding(w, count);
}

static void put_value(struct tnef_writer *w, ULONG type, const void *value)
{
    const SBinary *bin = value;
    static const uint8_t zeros[2];

    switch (type) {
    case PT_UNICODE:
        put_sized(w, *(WCHAR **)value, (text_len(*(WCHAR **)value) + 1) * sizeof(WCHAR));
        break;
    case PT_STRING8: put_sized(w, *(char **)value, strlen(*(char **)value) + 1); break;
    case PT_BINARY: put_sized(w, bin->lpb, bin->cb); break;
    case PT_I2:
    case PT_BOOLEAN:
        tnef_put(w, value, 2);
        tnef_put(w, zeros, 2);
        break;
    case PT_LONG:
    case PT_R4:
    case PT_ERROR: tnef_put(w, value, 4); break;
    case PT_CLSID: tnef_put(w, value, 16); break; /* here in an array; alone it is pointed at */
    default: tnef_put(w, value, 8);
    }
}

static void put_head(struct tnef_writer *w, ULONG tag, const MAPINAMEID *name)
{
    tnef_put_u32(w, tag);
    if (!name) return;
    tnef_put(w, name->lpguid, sizeof(GUID));
    tnef_put_u32(w, name->ulKind);
    if (name->ulKind == MNID_ID) tnef_put_u32(w, (uint32_t)name->Kind.lID);
    else put_sized(w, name->Kind.lpwstrName, (text_len(name->Kind.lpwstrName) + 1) * sizeof(WCHAR));
}

static bool known_type(ULONG type)
{
    static const ULONG types[] = {PT_I2,      PT_LONG,    PT_R4,    PT_DOUBLE,  PT_CURRENCY,
                                  PT_APPTIME, PT_BOOLEAN, PT_I8,    PT_STRING8, PT_UNICODE,
                                  PT_SYSTIME, PT_CLSID,   PT_BINARY};

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (types[i] == type) return true;
    return false;
}

bool tnef_put_prop(struct tnef_writer *w, const SPropValue *value, const MAPINAMEID *name)
{
    ULONG type = PROP_TYPE(value->ulPropTag) & ~(ULONG)MV_FLAG;
    const struct ptype *row = ptype_of(value->ulPropTag);

    if (!row || !known_type(type)) return false;
    put_head(w, value->ulPropTag, name);
    if (PROP_TYPE(value->ulPropTag) & MV_FLAG) {
        const SLongArray *many = &value->Value.MVl; /* all of these have this shape */

        tnef_put_u32(w, many->cValues);
        for (ULONG i = 0; i < many->cValues; i++)
            put_value(w, type, (const char *)many->lpl + i * row->bytes);
        return true;
    }
    if (type == PT_UNICODE || type == PT_STRING8 || type == PT_BINARY) tnef_put_u32(w, 1);
    put_value(w, type, type == PT_CLSID ? (const void *)value->Value.lpguid : &value->Value);
    return true;
}

/* Text that the stream's code page has goes in it, so that readers older than UTF-16 find it.
 * False: it hasn't, or no memory. */
static bool put_narrow_prop(struct tnef_export *export, const SPropValue *value,
                            const MAPINAMEID *name)
{
    const WCHAR *text = value->Value.lpszW;
    size_t chars = text_len(text), bytes = sys_encode(export->code_page, text, chars, NULL, 0);
    AUTO_FREE char *narrow = NULL;
    AUTO_FREE WCHAR *again = NULL;

    if (bytes == (size_t)-1 || chars > CHUNK) return false;
    narrow = mem_zero(bytes + 1);
    again = mem_zero((chars + 1) * sizeof(WCHAR));
    if (!narrow || !again) return false;
    sys_encode(export->code_page, text, chars, narrow, bytes);
    if (sys_decode(export->code_page, narrow, bytes, again, chars) != chars ||
        memcmp(again, text, chars * sizeof(WCHAR)))
        return false;
    put_head(export->w, CHANGE_PROP_TYPE(value->ulPropTag, PT_STRING8), name);
    tnef_put_u32(export->w, 1);
    put_sized(export->w, narrow, bytes + 1);
    return true;
}

HRESULT tnef_put_stream(struct tnef_export *export, IStream *stream, uint64_t *bytes)
{
    AUTO_FREE char *chunk = mem_zero(CHUNK * 2);
    ULONG got = 1;
    HRESULT hr = chunk ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    *bytes = 0;
    while (SUCCEEDED(hr) && got) {
        got = 0;
        hr = stream->lpVtbl->Read(stream, chunk, CHUNK * 2, &got);
        if (FAILED(hr)) break;
        if (got > CHUNK * 2) return FAIL(MAPI_E_CALL_FAILED);
        tnef_put(export->w, chunk, got);
        *bytes += got;
        if (FAILED(export->w->failed)) hr = export->w->failed;
    }
    return hr;
}

/* What was too large to be given. *put false: it has no stream, nothing was written. */
static HRESULT put_large(struct tnef_export *export, IMAPIProp *object, ULONG tag,
                         const MAPINAMEID *name, bool *put)
{
    AUTO_RELEASE IStream *stream = NULL;
    struct tnef_mark mark;
    uint64_t bytes;
    HRESULT hr = com_given(
        object->lpVtbl->OpenProperty(object, tag, &IID_IStream, STGM_READ, 0, (IUnknown **)&stream),
        &stream);

    *put = SUCCEEDED(hr);
    if (FAILED(hr)) return hr;
    put_head(export->w, tag, name);
    tnef_put_u32(export->w, 1);
    tnef_size_open(export->w, &mark);
    hr = tnef_put_stream(export, stream, &bytes);
    if (PROP_TYPE(tag) == PT_UNICODE) tnef_put_u16(export->w, 0);
    if (PROP_TYPE(tag) == PT_STRING8) tnef_put(export->w, "", 1);
    tnef_size_close(export->w, &mark, true);
    return hr;
}

HRESULT tnef_put_props(struct tnef_export *export, uint8_t level, ULONG id, IMAPIProp *object,
                       ULONG number, const struct tnef_values *values,
                       HRESULT (*data)(void *context), void *context)
{
    struct tnef_mark mark, count_mark;
    uint32_t count = 0;
    HRESULT hr = S_OK;
    ULONG left = data ? 1 : 0;

    for (ULONG i = 0; i < values->count; i++)
        left += !values->gone[i];
    if (!left) return S_OK;
    tnef_attr_open(export->w, level, id, &mark);
    tnef_size_open(export->w, &count_mark);
    for (ULONG i = 0; SUCCEEDED(hr) && i < values->count; i++) {
        const SPropValue *value = &values->data[i];
        bool put = true;

        if (values->gone[i]) continue;
        if (PROP_TYPE(value->ulPropTag) == PT_ERROR)
            hr = put_large(export, object, values->tags[i], values->names[i], &put);
        else if (PROP_TYPE(value->ulPropTag) != PT_UNICODE || export->mode & TNEF_PURE ||
                 !put_narrow_prop(export, value, values->names[i]))
            put = tnef_put_prop(export->w, value, values->names[i]);
        count += put;
        if (FAILED(hr) && ends_all(hr)) break;
        if (!put || FAILED(hr))
            hr = tnef_problem(export->problems, number, id, values->tags[i],
                              FAILED(hr) ? hr : MAPI_E_INVALID_TYPE);
    }
    if (SUCCEEDED(hr) && data) {
        hr = data(context);
        count += hr == S_OK;
        if (FAILED(hr) && !ends_all(hr))
            hr = tnef_problem(export->problems, number, id, PR_ATTACH_DATA_OBJ, hr);
    }
    tnef_count_close(export->w, &count_mark, count);
    tnef_attr_close(export->w, &mark);
    return FAILED(hr) ? hr : S_OK;
}

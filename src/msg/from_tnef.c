/*
 * from_tnef.c - a TNEF stream becomes a message: its attributes, one after the other
 *
 * One pass, whatever the depth: a message in an attachment is read where it stands in the same
 * stream.
 */
#include "msg/from_tnef.h"
#include <string.h>
#include "base/error.h"
#include "base/hex.h"
#include "base/mem.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "msg/from_tnef_own.h"
#include "prop/ptag.h"

HRESULT tnef_import_problem(struct tnef_import *import, ULONG component, ULONG attribute, ULONG tag,
                            SCODE code)
{
    return tnef_problem(&import->problems, component, attribute, tag, code);
}

/* ---- one attribute as a value ---- */

static HRESULT read_text(struct tnef_import *import, const struct tnef_attribute *row,
                         uint32_t bytes, struct tnef_batch *batch)
{
    struct tnef_reader *r = import->r;
    uint8_t *text;
    WCHAR *wide;
    HRESULT hr;

    if (bytes >= TNEF_LARGE && batch->object) {
        tnef_batch_remove(batch, tnef_tag_of(row));
        hr = tnef_pump_text(r, bytes, import->code_page, batch->object, tnef_tag_of(row));
        return FAILED(hr) && !ends_all(hr)
                   ? tnef_import_problem(import, batch->component, row->id, tnef_tag_of(row), hr)
                   : hr;
    }
    hr = tnef_load(r, bytes, TNEF_MAX_LOAD, tnef_batch_root(batch), &text);
    if (FAILED(hr)) return hr;
    if (row->form == TNEF_CLASS && tnef_class_today((char *)text)) {
        const char *today = tnef_class_today((char *)text);

        hr = tnef_text(import->code_page, today, strlen(today), tnef_batch_root(batch), &wide);
    } else {
        hr = tnef_text(import->code_page, text, bytes, tnef_batch_root(batch), &wide);
    }
    return SUCCEEDED(hr) ? tnef_batch_text(batch, tnef_tag_of(row), wide) : hr;
}

static HRESULT read_blob(struct tnef_import *import, const struct tnef_attribute *row,
                         uint32_t bytes, struct tnef_batch *batch)
{
    BYTE *key;
    uint8_t *data;
    size_t n;
    HRESULT hr;

    if (bytes >= TNEF_LARGE && batch->object && row->form == TNEF_BYTES) {
        tnef_batch_remove(batch, tnef_tag_of(row));
        hr = tnef_pump(import->r, bytes, batch->object, tnef_tag_of(row), &IID_IStream);
        return FAILED(hr) && !ends_all(hr)
                   ? tnef_import_problem(import, batch->component, row->id, tnef_tag_of(row), hr)
                   : hr;
    }
    hr = tnef_load(import->r, bytes, TNEF_MAX_LOAD, tnef_batch_root(batch), &data);
    if (FAILED(hr)) return hr;
    if (row->form == TNEF_HEX) {
        bytes = (uint32_t)strnlen((char *)data, bytes);
        key = mem_zero_more(bytes / 2 + 1, tnef_batch_root(batch));
        if (!key) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        if (hex_read((char *)data, key, bytes / 2, &n))
            return tnef_batch_bytes(batch, tnef_tag_of(row), (ULONG)n, key);
    } /* no digits: the text itself is the key */
    return tnef_batch_bytes(batch, tnef_tag_of(row), bytes, data);
}

static HRESULT read_date(struct tnef_import *import, const struct tnef_attribute *row,
                         struct tnef_batch *batch)
{
    const uint8_t *dtr = tnef_take(import->r, TNEF_DATE_BYTES);
    SPropValue value = {.ulPropTag = tnef_tag_of(row)};

    if (!dtr || !tnef_date_read(dtr, &value.Value.ft)) return FAIL(MAPI_E_CORRUPT_DATA);
    return tnef_batch_add(batch, &value, NULL);
}

static HRESULT read_priority(struct tnef_import *import, struct tnef_batch *batch)
{
    unsigned priority = tnef_u16(import->r);
    HRESULT hr;

    if (!tnef_fine(import->r) || priority < prioHigh || priority > prioLow)
        return FAIL(MAPI_E_CORRUPT_DATA);
    /* The MAPI reference has it for PR_PRIORITY, MS-OXTNEF for PR_IMPORTANCE: clients show the one
     * or the other */
    hr = tnef_batch_long(batch, PR_PRIORITY, prioNorm - (LONG)priority);
    return SUCCEEDED(hr) ? tnef_batch_long(batch, PR_IMPORTANCE,
                                           prioNorm - (LONG)priority + IMPORTANCE_NORMAL)
                         : hr;
}

static HRESULT read_status(struct tnef_import *import, struct tnef_batch *batch)
{
    const uint8_t *status = tnef_take(import->r, 1);
    LONG flags = 0;

    if (!status) return FAIL(MAPI_E_CORRUPT_DATA);
    if (*status & fmsRead) flags |= MSGFLAG_READ;
    if (!(*status & fmsModified)) flags |= MSGFLAG_UNMODIFIED;
    if (*status & fmsSubmitted) flags |= MSGFLAG_SUBMIT;
    if (*status & fmsHasAttach) flags |= MSGFLAG_HASATTACH;
    if (*status & fmsLocal) flags |= MSGFLAG_UNSENT;
    return tnef_batch_long(batch, PR_MESSAGE_FLAGS, flags);
}

HRESULT tnef_read_attribute(struct tnef_import *import, const struct tnef_attribute *row,
                            uint32_t bytes, struct tnef_batch *batch)
{
    struct tnef_reader *r = import->r;
    ULONG tag = tnef_tag_of(row);
    LONG number;

    if (!tnef_batch_root(batch)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (tag && !tnef_filter_wants(batch->filter, tag)) return S_OK;
    if (bytes < TNEF_LARGE) batch->bytes += bytes;
    switch (row->form) {
    case TNEF_TEXT:
    case TNEF_CLASS: return read_text(import, row, bytes, batch);
    case TNEF_DATE: return read_date(import, row, batch);
    case TNEF_BYTES:
    case TNEF_HEX: return read_blob(import, row, bytes, batch);
    case TNEF_LONG:
    case TNEF_BOOL:
        number = row->form == TNEF_LONG ? (LONG)tnef_u32(r) : tnef_u16(r);
        return tnef_fine(r) ? tnef_batch_long(batch, tag, number) : FAIL(MAPI_E_CORRUPT_DATA);
    case TNEF_PRIORITY: return read_priority(import, batch);
    case TNEF_STATUS: return read_status(import, batch);
    case TNEF_FROM:
    case TNEF_OWNER:
    case TNEF_SENT_FOR: return tnef_read_person(import, row, bytes, batch);
    default: return S_OK;
    }
}

/* ---- properties ---- */

HRESULT tnef_read_props(struct tnef_import *import, struct tnef_batch *batch,
                        tnef_object_reader *object, void *context)
{
    struct tnef_reader *r = import->r;
    uint32_t count = tnef_prop_count(r);
    HRESULT hr = S_OK;

    for (; count && SUCCEEDED(hr) && tnef_fine(r); count--) {
        struct tnef_prop prop;

        if (!tnef_batch_root(batch)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        hr = tnef_prop_next(r, batch->root, &prop);
        if (FAILED(hr)) break;
        if (PROP_TYPE(prop.tag) == PT_OBJECT) hr = object(context, &prop);
        else hr = tnef_read_value(r, import->code_page, &prop, batch);
        if (FAILED(hr) || !tnef_batch_is_full(batch)) continue;
        hr = tnef_batch_need(batch);
        if (hr == S_OK) hr = tnef_batch_flush(batch);
    }
    if (FAILED(r->failed)) return r->failed;
    if (tnef_fine(r) && hr != MAPI_E_CORRUPT_DATA) return FAILED(hr) ? hr : S_OK;
    hr = tnef_import_problem(import, batch->component, batch->attribute, 0,
                             MAPI_E_UNABLE_TO_COMPLETE);
    return FAILED(hr) ? hr : S_FALSE;
}

/* Objects of the message itself: recipients and attachments have their own attributes, others have
 * no place. */
static HRESULT pass_over_object(void *context, const struct tnef_prop *prop)
{
    struct tnef_import *import = context;

    tnef_prop_skip(import->r, prop, 0);
    return tnef_import_problem(import, 0, attMAPIProps, prop->tag, MAPI_E_NO_SUPPORT);
}

/* ---- a message ---- */

static HRESULT read_code_page(struct tnef_import *import)
{
    uint32_t code_page = tnef_u32(import->r);

    if (!tnef_fine(import->r)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (code_page) import->code_page = code_page;
    return S_OK;
}

static HRESULT read_message_attribute(struct tnef_import *import, IMessage *message,
                                      const struct tnef_attr *attr, struct tnef_batch *batch)
{
    const struct tnef_attribute *row = tnef_attribute(LVL_MESSAGE, attr->id);
    HRESULT hr;

    batch->attribute = attr->id;
    if (!row) return S_OK; /* of a later version: nothing is known of it */
    switch (row->form) {
    case TNEF_CODE_PAGE: return read_code_page(import);
    case TNEF_ROWS:
        return tnef_filter_wants(batch->filter, PR_MESSAGE_RECIPIENTS)
                   ? tnef_read_recipients(import, message)
                   : S_OK;
    case TNEF_PROPS: return tnef_read_props(import, batch, pass_over_object, import);
    default: hr = tnef_read_attribute(import, row, attr->bytes, batch);
    }
    return SUCCEEDED(hr) && tnef_batch_is_full(batch) ? tnef_batch_flush(batch) : hr;
}

/* What an attribute's own trouble becomes: told, and the next one is read. */
static HRESULT after(struct tnef_import *import, ULONG component, const struct tnef_attr *attr,
                     HRESULT hr)
{
    const struct tnef_attribute *row = tnef_attribute(attr->level, attr->id);
    HRESULT told = S_OK;
    bool fits;

    if (FAILED(import->r->failed)) return import->r->failed;
    if (ends_all(hr)) return hr;
    if (FAILED(hr))
        told = tnef_import_problem(import, component, attr->id, row ? tnef_tag_of(row) : 0, hr);
    hr = tnef_attr_end(import->r, attr, &fits);
    if (SUCCEEDED(hr) && SUCCEEDED(told) && !fits)
        told = tnef_import_problem(import, component, attr->id, row ? tnef_tag_of(row) : 0,
                                   MAPI_E_CORRUPT_DATA);
    return FAILED(hr) ? hr : told;
}

HRESULT tnef_read_message(struct tnef_import *import, IMessage *message,
                          const struct tnef_filter *filter, struct tnef_numbers *made)
{
    struct tnef_batch batch = {
        .object = (IMAPIProp *)message, .problems = &import->problems, .filter = filter};
    struct tnef_attachments attachments = {
        .import = import, .message = message, .filter = filter, .made = made};
    UINT outer_code_page = import->code_page;
    struct tnef_attr attr;
    uint16_t key;
    HRESULT hr;

    import->code_page = TNEF_DEFAULT_CODE_PAGE;
    hr = tnef_begin(import->r, &key);
    if (!import->depth) import->key = key;
    while (SUCCEEDED(hr)) {
        hr = tnef_attr_next(import->r, &attr);
        if (hr != S_OK) break;
        if (attr.level == LVL_MESSAGE) {
            hr = after(import, 0, &attr, read_message_attribute(import, message, &attr, &batch));
        } else {
            hr = tnef_batch_flush(&batch);
            if (SUCCEEDED(hr)) hr = tnef_read_attachment(&attachments, &attr);
            hr = after(import, attachments.batch.component, &attr, hr);
        }
    }
    /* What came before an end that is none is carried all the same. */
    if (!ends_all(hr)) {
        HRESULT last = tnef_batch_flush(&batch);

        if (SUCCEEDED(last)) last = tnef_attachment_done(&attachments);
        if (SUCCEEDED(hr)) hr = last;
    }
    tnef_attachments_drop(&attachments);
    tnef_batch_drop(&batch);
    import->code_page = outer_code_page;
    return FAILED(hr) ? hr : S_OK;
}

/* ---- the stream ---- */

HRESULT tnef_stream_read(void *stream, void *to, size_t want, size_t *got)
{
    return stream_read(stream, to, want, got);
}

/* Bytes from where the stream stands; UINT64_MAX: it doesn't tell. */
static uint64_t bytes_left(IStream *stream)
{
    LARGE_INTEGER nowhere = {.QuadPart = 0};
    ULARGE_INTEGER here = {.QuadPart = 0};
    STATSTG stat;

    if (FAILED(stream->lpVtbl->Seek(stream, nowhere, STREAM_SEEK_CUR, &here))) return UINT64_MAX;
    if (FAILED(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME)) ||
        stat.cbSize.QuadPart < here.QuadPart)
        return UINT64_MAX;
    return stat.cbSize.QuadPart - here.QuadPart;
}

HRESULT message_from_tnef(IMessage *message, IStream *stream,
                          const struct from_tnef_options *options, STnefProblemArray **problems)
{
    struct tnef_input input = {tnef_stream_read, stream, UINT64_MAX};
    struct tnef_import import = {0};
    struct tnef_filter filter = {0};
    struct tnef_numbers unasked = {0};
    struct tnef_reader r;
    HRESULT hr;

    if (problems) *problems = NULL;
    if (!message || !stream) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (options) filter = (struct tnef_filter){options->included, options->excluded};
    input.bytes = bytes_left(stream);
    hr = tnef_reader_from(&r, &input);
    if (FAILED(hr)) return hr;
    import.r = &r;
    hr = tnef_read_message(&import, message, &filter,
                           options && options->made ? options->made : &unasked);
    if (options && options->key) *options->key = import.key;
    mem_free(unasked.data);
    tnef_reader_drop(&r);
    if (SUCCEEDED(hr)) return tnef_problems_give(&import.problems, problems);
    tnef_problems_drop(&import.problems);
    return hr;
}

/* ---- the code page ---- */

static HRESULT find_code_page(struct tnef_reader *r, ULONG *code_page, ULONG *sub_code_page)
{
    struct tnef_attr attr;
    uint16_t key;
    bool fits;
    HRESULT hr = tnef_begin(r, &key);

    while (SUCCEEDED(hr)) {
        hr = tnef_attr_next(r, &attr);
        if (hr != S_OK || attr.level != LVL_MESSAGE) break; /* attachments come last */
        if (attr.id == attOemCodepage) {
            ULONG first = tnef_u32(r), second = attr.bytes >= 8 ? tnef_u32(r) : 0;

            if (!tnef_fine(r)) return FAIL(MAPI_E_CORRUPT_DATA);
            hr = tnef_attr_end(r, &attr, &fits);
            if (SUCCEEDED(hr) && !fits) hr = FAIL(MAPI_E_CORRUPT_DATA);
            if (FAILED(hr)) return hr;
            *code_page = first;
            *sub_code_page = second;
            return S_OK;
        }
        hr = tnef_attr_end(r, &attr, NULL);
    }
    return FAILED(hr) ? hr : S_OK;
}

HRESULT tnef_stream_code_page(IStream *stream, ULONG *code_page, ULONG *sub_code_page)
{
    struct tnef_input input = {tnef_stream_read, stream, UINT64_MAX};
    LARGE_INTEGER place = {.QuadPart = 0};
    ULARGE_INTEGER here = {.QuadPart = 0};
    ULONG first = TNEF_DEFAULT_CODE_PAGE, second = 0;
    struct tnef_reader r;
    bool seeks = SUCCEEDED(stream->lpVtbl->Seek(stream, place, STREAM_SEEK_CUR, &here));
    HRESULT hr;

    input.bytes = bytes_left(stream);
    hr = tnef_reader_from(&r, &input);
    if (FAILED(hr)) return hr;
    hr = find_code_page(&r, &first, &second);
    if (FAILED(hr) && hr != MAPI_E_CORRUPT_DATA) hr = FAIL(MAPI_E_NOT_ENOUGH_DISK);
    tnef_reader_drop(&r);
    place.QuadPart = (LONGLONG)here.QuadPart;
    if (seeks) stream->lpVtbl->Seek(stream, place, STREAM_SEEK_SET, NULL);
    if (FAILED(hr)) return hr;
    *code_page = first;
    *sub_code_page = second;
    return S_OK;
}

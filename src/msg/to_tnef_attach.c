/*
 * to_tnef_attach.c - a message's attachments on their way into TNEF
 */
#include <stdlib.h>
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "com/stream_call.h"
#include "com/stream_storage.h"
#include "mapiguid.h"
#include "msg/to_tnef_own.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

static int by_number(const void *a, const void *b)
{
    ULONG x = *(const ULONG *)a, y = *(const ULONG *)b;

    return x < y ? -1 : x > y;
}

HRESULT tnef_list_attachments(IMessage *message, ULONG **numbers, ULONG *count)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr = com_given(message->lpVtbl->GetAttachmentTable(message, 0, &table), &table);

    *numbers = NULL;
    *count = 0;
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_SUPPORT) return S_OK; /* has none */
    if (SUCCEEDED(hr)) hr = query_all_rows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows);
    if (FAILED(hr) || !rows->cRows) return hr;
    *numbers = mem_array(rows->cRows, sizeof(**numbers));
    if (!*numbers) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < rows->cRows; i++)
        if (rows->aRow[i].cValues && rows->aRow[i].lpProps[0].ulPropTag == PR_ATTACH_NUM)
            (*numbers)[(*count)++] = rows->aRow[i].lpProps[0].Value.ul;
    qsort(*numbers, *count, sizeof(**numbers), by_number); /* the table has an order of its own */
    return S_OK;
}

/* ---- contents ---- */

struct contents {
    struct tnef_export *export;
    IAttach *attach;
    ULONG number;
    LONG method;
    IStream *stream; /* owned; at its beginning; NULL: an embedded message, or nothing */
    const IID *iid;  /* of the object; NULL: plain bytes */
};

static const uint8_t storage_mark[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};

static HRESULT open(IAttach *attach, ULONG tag, const IID *iid, void *out)
{
    return com_given(attach->lpVtbl->OpenProperty(attach, tag, iid, STGM_READ, 0, (IUnknown **)out),
                     out);
}

/* A storage's bytes, for attachments that give nothing but the storage. */
static HRESULT copy_storage(IAttach *attach, IStream **out)
{
    struct mem_stream_config config = {.writable = true};
    AUTO_RELEASE IStorage *from = NULL, *to = NULL;
    HRESULT hr = open(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage, &from);

    if (SUCCEEDED(hr)) hr = mem_stream_open(&config, out);
    if (SUCCEEDED(hr))
        hr = stream_storage_open((IUnknown *)*out, &IID_IStream, STGSTRM_CREATE | STGSTRM_MODIFY,
                                 &to);
    if (SUCCEEDED(hr)) hr = from->lpVtbl->CopyTo(from, 0, NULL, NULL, to);
    if (SUCCEEDED(hr)) hr = to->lpVtbl->Commit(to, STGC_DEFAULT);
    if (FAILED(hr)) com_release(out);
    return hr;
}

static HRESULT open_ole(struct contents *contents)
{
    uint8_t first[sizeof(storage_mark)];
    IAttach *attach = contents->attach;
    ULONG got = 0;
    HRESULT hr = open(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile, &contents->stream);

    if (FAILED(hr)) hr = open(attach, PR_ATTACH_DATA_OBJ, &IID_IStream, &contents->stream);
    if (FAILED(hr)) hr = copy_storage(attach, &contents->stream);
    if (FAILED(hr)) hr = open(attach, PR_ATTACH_DATA_BIN, &IID_IStream, &contents->stream);
    if (FAILED(hr)) return hr;
    hr = contents->stream->lpVtbl->Read(contents->stream, first, sizeof(first), &got);
    if (SUCCEEDED(hr) && got == sizeof(first) && !memcmp(first, storage_mark, sizeof(first)))
        contents->iid = &IID_IStorage;
    return SUCCEEDED(hr) ? stream_rewind(contents->stream) : hr;
}

/* S_FALSE: it has none. */
static HRESULT open_contents(struct contents *contents, IStream *instead, bool nested)
{
    HRESULT hr;

    if (instead) {
        com_addref(instead);
        contents->stream = instead;
        if (nested) contents->iid = &IID_IMessage;
        return S_OK;
    }
    if (contents->method == ATTACH_EMBEDDED_MSG) {
        contents->iid = &IID_IMessage;
        return S_OK;
    }
    if (contents->method == ATTACH_OLE) hr = open_ole(contents);
    else hr = open(contents->attach, PR_ATTACH_DATA_BIN, &IID_IStream, &contents->stream);
    return hr == MAPI_E_NOT_FOUND ? S_FALSE : hr;
}

static HRESULT put_message(struct contents *contents)
{
    AUTO_RELEASE IMessage *inner = NULL;
    struct tnef_export nested = *contents->export;
    HRESULT hr = open(contents->attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, &inner);

    if (FAILED(hr)) return hr;
    if (nested.depth + 1 >= TNEF_MAX_DEPTH) return FAIL(MAPI_E_TOO_COMPLEX);
    nested.depth++;
    nested.message = inner;
    nested.begun = nested.message_done = false;
    memset(&nested.done, 0, sizeof(nested.done));
    hr = tnef_put_whole(&nested);
    mem_free(nested.done.data);
    return hr;
}

/* The value of PR_ATTACH_DATA_OBJ, or of PR_ATTACH_DATA_BIN among the properties. */
static HRESULT put_contents(void *context)
{
    struct contents *contents = context;
    struct tnef_writer *w = contents->export->w;
    AUTO_RELEASE IMessage *there = NULL;
    struct tnef_mark mark;
    uint64_t bytes;
    HRESULT hr = S_OK;

    /* Before anything is written: then it can still be left away. */
    if (contents->iid && !contents->stream)
        hr = open(contents->attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, &there);
    if (FAILED(hr)) return hr;
    if (contents->iid && !contents->stream && contents->export->depth + 1 >= TNEF_MAX_DEPTH)
        return FAIL(MAPI_E_TOO_COMPLEX);
    tnef_put_u32(w, contents->iid ? PR_ATTACH_DATA_OBJ : PR_ATTACH_DATA_BIN);
    tnef_put_u32(w, 1);
    tnef_size_open(w, &mark);
    /* the machines this runs on are little-endian */
    if (contents->iid) tnef_put(w, contents->iid, sizeof(IID));
    hr = contents->stream ? tnef_put_stream(contents->export, contents->stream, &bytes)
                          : put_message(contents);
    tnef_size_close(w, &mark, true);
    if (FAILED(hr) && !ends_all(hr)) {
        HRESULT told = tnef_problem(contents->export->problems, contents->number, attAttachment,
                                    PR_ATTACH_DATA_OBJ, hr);

        return FAILED(told) ? told : S_OK; /* cut, but counted */
    }
    return hr;
}

/* ---- an attachment ---- */

static void put_renddata(struct tnef_export *export, const struct tnef_values *values, LONG method)
{
    static const BYTE mac_binary[] = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                      0x14, 0x03, 0x0b, 0x01}; /* OID_MAC_BINARY */
    const SPropValue *encoding = tnef_values_find(values, PR_ATTACH_ENCODING);
    bool mac = encoding && encoding->Value.bin.cb == sizeof(mac_binary) &&
               !memcmp(encoding->Value.bin.lpb, mac_binary, sizeof(mac_binary));
    struct tnef_mark mark;

    tnef_attr_open(export->w, LVL_ATTACHMENT, attAttachRenddata, &mark);
    tnef_put_u16(export->w, method == ATTACH_OLE ? atypOle : atypFile);
    tnef_put_u32(export->w, (uint32_t)tnef_values_long(values, PR_RENDERING_POSITION, -1));
    tnef_put_u32(export->w, 0xffffffff); /* how large its picture is: as it likes */
    tnef_put_u32(export->w, mac ? MAC_BINARY : 0);
    tnef_attr_close(export->w, &mark);
}

/* A name for readers that know no other attribute. */
static HRESULT put_title(struct tnef_export *export, const struct tnef_values *values)
{
    static const ULONG names[] = {PR_ATTACH_LONG_FILENAME_W, PR_DISPLAY_NAME_W};
    bool whole;

    if (!(export->mode & TNEF_COMPATIBILITY) || tnef_values_text(values, PR_ATTACH_FILENAME_W))
        return S_OK;
    for (size_t i = 0; i < 2; i++)
        if (tnef_values_text(values, names[i]))
            return tnef_put_text(export, LVL_ATTACHMENT, attAttachTitle,
                                 tnef_values_text(values, names[i]), &whole);
    return S_OK;
}

static HRESULT put_data(struct tnef_export *export, struct contents *contents)
{
    struct tnef_mark mark;
    uint64_t bytes;
    HRESULT hr;

    tnef_attr_open(export->w, LVL_ATTACHMENT, attAttachData, &mark);
    hr = tnef_put_stream(export, contents->stream, &bytes);
    tnef_attr_close(export->w, &mark);
    return hr;
}

static HRESULT put_all(struct tnef_export *export, struct contents *contents, ULONG number,
                       struct tnef_values *values)
{
    bool pure = (export->mode & TNEF_PURE) != 0;
    bool as_object = contents->iid || (pure && contents->stream);
    HRESULT hr;

    put_renddata(export, values, contents->method);
    tnef_values_gone(values, PR_RENDERING_POSITION);
    if (contents->method == ATTACH_BY_VALUE || (contents->method == ATTACH_OLE && !pure))
        tnef_values_gone(values, PR_ATTACH_METHOD);
    hr = tnef_put_attributes(export, LVL_ATTACHMENT, (IMAPIProp *)contents->attach, number, values);
    if (SUCCEEDED(hr)) hr = put_title(export, values);
    if (SUCCEEDED(hr) && contents->stream && !as_object) {
        hr = put_data(export, contents);
        if (FAILED(hr) && !ends_all(hr))
            hr = tnef_problem(export->problems, number, attAttachData, PR_ATTACH_DATA_BIN, hr);
    }
    if (SUCCEEDED(hr))
        hr = tnef_put_props(export, LVL_ATTACHMENT, attAttachment, (IMAPIProp *)contents->attach,
                            number, values, as_object ? put_contents : NULL, contents);
    return hr;
}

static HRESULT fetch_method(IAttach *attach, const struct tnef_selection *selection, ULONG number,
                            LONG *method)
{
    SizedSPropTagArray(1, wanted) = {1, {PR_ATTACH_METHOD}};
    const SPropValue *set = tnef_selection_value(selection, number, PR_ATTACH_METHOD);
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    *method = ATTACH_BY_VALUE;
    if (set && set->ulPropTag == PR_ATTACH_METHOD) {
        *method = set->Value.l;
        return S_OK;
    }
    hr = attach->lpVtbl->GetProps(attach, (SPropTagArray *)&wanted, 0, &n, &value);
    hr = pval_given(hr, 1, n, &value);
    if (SUCCEEDED(hr) && value->ulPropTag == PR_ATTACH_METHOD) *method = value->Value.l;
    return hr;
}

HRESULT tnef_put_attachment(struct tnef_export *export, const struct tnef_selection *selection,
                            ULONG number)
{
    AUTO_RELEASE IAttach *attach = NULL;
    struct contents contents = {.export = export, .number = number};
    struct tnef_values values = {0};
    bool nested = false;
    IStream *instead = tnef_selection_data(selection, number, &nested);
    HRESULT hr = com_given(
        export->message->lpVtbl->OpenAttach(export->message, number, NULL, 0, &attach), &attach);

    if (SUCCEEDED(hr)) hr = fetch_method(attach, selection, number, &contents.method);
    if (SUCCEEDED(hr)) hr = tnef_values_of(export, (IMAPIProp *)attach, selection, number, &values);
    if (SUCCEEDED(hr)) {
        const SPropValue *data = tnef_values_find(&values, PR_ATTACH_DATA_BIN);
        bool given = data && tnef_selection_value(selection, number, PR_ATTACH_DATA_BIN) == NULL;

        contents.attach = attach;
        /* goes in pieces */
        if (given || contents.method == ATTACH_OLE) tnef_values_gone(&values, PR_ATTACH_DATA_BIN);
        for (ULONG i = 0; i < values.count; i++)
            if (PROP_ID(values.tags[i]) == PROP_ID(PR_ATTACH_DATA_BIN) &&
                PROP_TYPE(values.data[i].ulPropTag) == PT_ERROR)
                values.gone[i] = true;
        if ((!data || given) && (instead || tnef_selects(selection, number, PR_ATTACH_DATA_BIN)))
            hr = open_contents(&contents, instead, nested);
        if (FAILED(hr) && !ends_all(hr))
            hr = tnef_problem(export->problems, number, attAttachData, PR_ATTACH_DATA_BIN, hr);
        if (SUCCEEDED(hr)) hr = put_all(export, &contents, number, &values);
        com_release(&contents.stream);
        tnef_values_drop(&values);
    }
    if (FAILED(hr) && !ends_all(hr) && SUCCEEDED(export->w->failed))
        hr = tnef_problem(export->problems, number, attAttachment, 0, hr);
    export->key = export->key == 0xffff ? 1 : export->key + 1;
    return FAILED(export->w->failed) ? export->w->failed : hr;
}

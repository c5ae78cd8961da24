/*
 * from_tnef_attach.c - a TNEF stream's attachments become those of a message
 *
 * An attachment is made when the first of it must be written, so that one whose data came on
 * another road is found by its transport name. Data goes from the stream's buffer into the
 * attachment; a message in it is read where it stands.
 */
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "com/stream_storage.h"
#include "msg/from_tnef_own.h"
#include "mapiguid.h"
#include "prop/ptag.h"

/* The stream's attachments from the first on, so that each run knows which one is which: few wants
 * may make few of them. */
static HRESULT remember(struct tnef_numbers *made, ULONG index, ULONG number)
{
    while (made->count <= index) {
        ULONG *slot = ARRAY_PUSH(made);

        if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        *slot = TNEF_NOT_MADE;
    }
    made->data[index] = number;
    return S_OK;
}

/* The attachment that what was read so far belongs to. */
static HRESULT need(struct tnef_attachments *a)
{
    const SPropValue *name = tnef_batch_find(&a->batch, PR_ATTACH_TRANSPORT_NAME_W);
    ULONG number = 0, index = a->begun - 1;
    HRESULT hr = S_FALSE;

    if (a->attach) return S_OK;
    a->again = index < a->made->count && a->made->data[index] != TNEF_NOT_MADE;
    if (a->again) number = a->made->data[index];
    else if (name && !a->has_data && *name->Value.lpszW &&
             !tnef_batch_find(&a->batch, PR_ATTACH_DATA_BIN))
        hr = tnef_known_take(&a->known, a->message, name->Value.lpszW, a->made, &number);
    if (FAILED(hr)) return hr;
    a->again = a->again || hr == S_OK;
    if (a->again)
        hr = a->message->lpVtbl->OpenAttach(a->message, number, NULL, MAPI_MODIFY, &a->attach);
    else hr = a->message->lpVtbl->CreateAttach(a->message, NULL, 0, &number, &a->attach);
    hr = com_given(hr, &a->attach);
    if (FAILED(hr)) return hr;
    a->batch.object = (IMAPIProp *)a->attach;
    a->batch.component = number;
    for (size_t i = a->first_problem; i < a->import->problems.count; i++)
        a->import->problems.data[i].ulComponent = number; /* told before it had one */
    return remember(a->made, index, number);
}

static HRESULT make(void *context)
{
    return need(context);
}

/* Does anybody want something of attachments? */
static bool wanted(const struct tnef_filter *filter)
{
    if (!filter) return true;
    if (filter->excluded && ptag_has_id(filter->excluded, PR_MESSAGE_ATTACHMENTS)) return false;
    if (!filter->included || ptag_has_id(filter->included, PR_MESSAGE_ATTACHMENTS)) return true;
    for (ULONG i = 0; i < filter->included->cValues; i++)
        if (PROP_ID(filter->included->aulPropTag[i]) >> 8 == 0x37)
            return true; /* PR_ATTACH_ and their kind */
    return false;
}

/* All of an attachment, when the list names attachments as such. */
static const struct tnef_filter *filter_inside(const struct tnef_filter *filter)
{
    return filter && filter->included && ptag_has_id(filter->included, PR_MESSAGE_ATTACHMENTS)
               ? NULL
               : filter;
}

HRESULT tnef_attachment_done(struct tnef_attachments *a)
{
    HRESULT hr = S_OK;

    if (!a->open) return S_OK;
    a->open = false;
    if (a->attach || a->batch.values.count) hr = need(a);
    if (SUCCEEDED(hr) && a->attach) {
        a->batch.attribute = attAttachment;
        hr = tnef_batch_flush(&a->batch);
        if (SUCCEEDED(hr)) hr = a->attach->lpVtbl->SaveChanges(a->attach, 0);
    }
    com_release(&a->attach);
    tnef_batch_drop(&a->batch);
    a->batch = (struct tnef_batch){0};
    return hr;
}

void tnef_attachments_drop(struct tnef_attachments *a)
{
    com_release(&a->attach);
    tnef_batch_drop(&a->batch);
    tnef_known_drop(&a->known);
}

static HRESULT begin(struct tnef_attachments *a)
{
    HRESULT hr = tnef_attachment_done(a);

    if (FAILED(hr)) return hr;
    if (a->begun >= TNEF_MAX_ATTACHMENTS) return FAIL(MAPI_E_TOO_COMPLEX);
    a->open = true;
    a->has_data = a->again = false;
    a->method = ATTACH_BY_VALUE;
    a->batch = (struct tnef_batch){.problems = &a->import->problems,
                                   .filter = filter_inside(a->filter),
                                   .make = make,
                                   .maker = a};
    a->first_problem = a->import->problems.count;
    a->begun++;
    return tnef_batch_long(&a->batch, PR_ATTACH_METHOD, a->method);
}

static HRESULT read_renddata(struct tnef_attachments *a)
{
    struct tnef_reader *r = a->import->r;
    unsigned kind = tnef_u16(r);
    ULONG place = tnef_u32(r);
    HRESULT hr;

    if (!tnef_fine(r)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (kind == atypOle || kind == atypPicture) a->method = ATTACH_OLE;
    hr = tnef_batch_long(&a->batch, PR_ATTACH_METHOD, a->method);
    if (SUCCEEDED(hr)) hr = tnef_batch_long(&a->batch, PR_RENDERING_POSITION, (LONG)place);
    tnef_u32(r); /* how large its picture is */
    if (SUCCEEDED(hr) && tnef_u32(r) & MAC_BINARY && tnef_fine(r)) {
        static const BYTE mac_binary[] = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                          0x14, 0x03, 0x0b, 0x01}; /* OID_MAC_BINARY */

        hr = tnef_batch_bytes(&a->batch, PR_ATTACH_ENCODING, sizeof(mac_binary), mac_binary);
    }
    r->over = false; /* old writers leave the last fields away */
    return hr;
}

/* ---- objects ---- */

/* Whatever was collected goes first: a store may need to know the method. */
static HRESULT prepare(struct tnef_attachments *a, LONG method)
{
    HRESULT hr = need(a);

    tnef_batch_remove(&a->batch, PR_ATTACH_DATA_BIN);
    if (SUCCEEDED(hr)) hr = tnef_batch_long(&a->batch, PR_ATTACH_METHOD, method);
    a->method = method;
    return SUCCEEDED(hr) ? tnef_batch_flush(&a->batch) : hr;
}

static HRESULT read_embedded(struct tnef_attachments *a)
{
    AUTO_RELEASE IMessage *inner = NULL;
    struct tnef_import *import = a->import;
    struct tnef_numbers made = {0};
    HRESULT hr;

    if (import->depth + 1 >= TNEF_MAX_DEPTH) return FAIL(MAPI_E_TOO_COMPLEX);
    hr = prepare(a, ATTACH_EMBEDDED_MSG);
    if (SUCCEEDED(hr))
        hr = com_given(a->attach->lpVtbl->OpenProperty(a->attach, PR_ATTACH_DATA_OBJ, &IID_IMessage,
                                                       0, MAPI_CREATE | MAPI_MODIFY,
                                                       (IUnknown **)&inner),
                       &inner);
    if (FAILED(hr)) return hr;
    import->depth++;
    hr = tnef_read_message(import, inner, NULL, &made);
    import->depth--;
    mem_free(made.data);
    if (!ends_all(hr)) {
        HRESULT saved = inner->lpVtbl->SaveChanges(inner, 0);

        if (SUCCEEDED(hr)) hr = saved;
    }
    return hr;
}

/* Through a storage in memory, for attachments that take nothing else. */
static HRESULT copy_storage(struct tnef_attachments *a, uint32_t bytes)
{
    AUTO_RELEASE IStorage *from = NULL, *to = NULL;
    AUTO_RELEASE IStream *stream = NULL;
    AUTO_FREE uint8_t *data = NULL;
    HRESULT hr = com_given(a->attach->lpVtbl->OpenProperty(
                               a->attach, PR_ATTACH_DATA_OBJ, &IID_IStorage, STGM_READWRITE,
                               MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&to),
                           &to);

    if (SUCCEEDED(hr)) hr = tnef_load(a->import->r, bytes, TNEF_MAX_LOAD * 4u, NULL, &data);
    if (SUCCEEDED(hr)) {
        struct mem_stream_config config = {.data = data, .bytes = bytes, .writable = true};

        hr = mem_stream_open(&config, &stream);
    }
    if (SUCCEEDED(hr)) hr = stream_storage_open((IUnknown *)stream, &IID_IStream, 0, &from);
    if (SUCCEEDED(hr)) hr = from->lpVtbl->CopyTo(from, 0, NULL, NULL, to);
    return SUCCEEDED(hr) ? to->lpVtbl->Commit(to, STGC_DEFAULT) : hr;
}

static bool says_no(HRESULT hr)
{
    return FAILED(hr) && !ends_all(hr);
}

/* The bytes of a storage: by the interface made for it, as a stream, copied, or as the property's
 * other rendition. */
static HRESULT read_storage(struct tnef_attachments *a, uint32_t bytes)
{
    struct tnef_reader *r = a->import->r;
    uint64_t first = r->place;
    HRESULT hr = prepare(a, ATTACH_OLE);

    if (FAILED(hr)) return hr;
    hr = tnef_pump(r, bytes, (IMAPIProp *)a->attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile);
    if (says_no(hr) && r->place == first)
        hr = tnef_pump(r, bytes, (IMAPIProp *)a->attach, PR_ATTACH_DATA_OBJ, &IID_IStream);
    if (says_no(hr) && r->place == first) hr = copy_storage(a, bytes);
    if (says_no(hr) && r->place == first)
        hr = tnef_pump(r, bytes, (IMAPIProp *)a->attach, PR_ATTACH_DATA_BIN, &IID_IStream);
    return hr;
}

/* PT_OBJECT: the IID of what it is, and its bytes. */
static HRESULT read_object(void *context, const struct tnef_prop *prop)
{
    struct tnef_attachments *a = context;
    struct tnef_reader *r = a->import->r;
    uint64_t outer = r->limit, behind;
    uint32_t bytes;
    struct reader in;
    GUID iid;
    HRESULT hr;

    if (!prop->count || !tnef_filter_wants(a->batch.filter, prop->tag)) {
        tnef_prop_skip(r, prop, 0);
        return S_OK;
    }
    if (!tnef_value_begin(r, prop, &bytes)) return FAIL(MAPI_E_CORRUPT_DATA);
    behind = r->place + bytes;
    if (bytes < 16) {
        tnef_skip(r, bytes);
        hr = FAIL(MAPI_E_BAD_VALUE);
    } else {
        const uint8_t *first = tnef_take(r, 16);

        if (!first) return FAIL(MAPI_E_CORRUPT_DATA);
        in = reader_over(first, 16);
        read_guid(&in, &iid);
        r->limit = behind;
        if (PROP_ID(prop->tag) != PROP_ID(PR_ATTACH_DATA_OBJ)) hr = FAIL(MAPI_E_NO_SUPPORT);
        else if (IsEqualGUID(&iid, &IID_IMessage)) hr = read_embedded(a);
        else if (IsEqualGUID(&iid, &IID_IStorage)) hr = read_storage(a, bytes - 16);
        else if (IsEqualGUID(&iid, &IID_IStream)) hr = read_storage(a, bytes - 16);
        else hr = FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
        r->limit = outer;
        r->over = false;
        if (r->place < behind) tnef_skip(r, behind - r->place);
    }
    tnef_value_end(r, bytes);
    a->has_data = true;
    if (FAILED(r->failed)) return r->failed;
    if (says_no(hr))
        return tnef_import_problem(a->import, a->batch.component, attAttachment, prop->tag, hr);
    return hr;
}

/* ---- attributes ---- */

static HRESULT read_data(struct tnef_attachments *a, uint32_t bytes)
{
    static const uint8_t storage[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
    const struct tnef_attribute *row = tnef_attribute(LVL_ATTACHMENT, attAttachData);
    const uint8_t *first;
    HRESULT hr;

    if (!tnef_filter_wants(a->batch.filter, PR_ATTACH_DATA_BIN)) return S_OK;
    a->has_data = true;
    if (a->method == ATTACH_OLE) {
        first = tnef_peek(a->import->r, sizeof(storage));
        if (first && !memcmp(first, storage, sizeof(storage))) return read_storage(a, bytes);
    }
    if (bytes >= TNEF_LARGE) {
        hr = need(a);
        if (FAILED(hr)) return hr;
    }
    return tnef_read_attribute(a->import, row, bytes, &a->batch);
}

HRESULT tnef_read_attachment(struct tnef_attachments *a, const struct tnef_attr *attr)
{
    const struct tnef_attribute *row = tnef_attribute(LVL_ATTACHMENT, attr->id);
    HRESULT hr = S_OK;

    if (!wanted(a->filter) || !row) return S_OK;
    if (row->form == TNEF_RENDDATA || !a->open) hr = begin(a);
    if (FAILED(hr)) return hr;
    a->batch.attribute = attr->id;
    if (row->form == TNEF_RENDDATA) return read_renddata(a);
    if (row->form == TNEF_PROPS) return tnef_read_props(a->import, &a->batch, read_object, a);
    return attr->id == attAttachData ? read_data(a, attr->bytes)
                                     : tnef_read_attribute(a->import, row, attr->bytes, &a->batch);
}

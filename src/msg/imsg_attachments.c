/*
 * imsg_attachments.c - which attachments a message in a storage has, their table, those that are
 * open
 */
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "base/array.h"
#include "com/storage_error.h"
#include "msg/imsg_own.h"
#include "prop/ptype.h"
#include "prop/pval.h"

enum { HEADER_BYTES = 8 };

static const SizedSPropTagArray(14, columns) = {
    14,
    {PR_ATTACH_NUM, PR_INSTANCE_KEY, PR_RECORD_KEY, PR_RENDERING_POSITION, PR_ATTACH_METHOD,
     PR_ATTACH_SIZE, PR_ATTACH_FILENAME_W, PR_ATTACH_LONG_FILENAME_W, PR_DISPLAY_NAME_W,
     PR_ATTACH_EXTENSION_W, PR_ATTACH_MIME_TAG_W, PR_ATTACH_ENCODING, PR_ATTACH_TAG,
     PR_OBJECT_TYPE}};

/* ---- numbers ---- */

static size_t place_of(const struct imsg_numbers *numbers, ULONG number)
{
    size_t low = 0, high = numbers->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (numbers->data[middle] < number) low = middle + 1;
        else high = middle;
    }
    return low;
}

bool imsg_number_in(const struct imsg_numbers *numbers, ULONG number)
{
    size_t place = place_of(numbers, number);

    return place < numbers->count && numbers->data[place] == number;
}

HRESULT imsg_number_add(struct imsg_numbers *numbers, ULONG number)
{
    size_t place = place_of(numbers, number);
    ULONG *slot;

    if (imsg_number_in(numbers, number)) return S_OK;
    slot = ARRAY_PUSH(numbers);
    if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    memmove(&numbers->data[place + 1], &numbers->data[place],
            (numbers->count - 1 - place) * sizeof(ULONG));
    numbers->data[place] = number;
    return S_OK;
}

HRESULT imsg_numbers_destroy(struct imsg_numbers *numbers, IStorage *storage, const WCHAR *start)
{
    while (numbers->count) {
        struct imsg_name name = imsg_name(start, numbers->data[numbers->count - 1]);
        HRESULT hr = storage->lpVtbl->DestroyElement(storage, name.text);

        if (FAILED(hr) && hr != STG_E_FILENOTFOUND) return storage_error(hr);
        numbers->count--;
    }
    return S_OK;
}

/* ---- those that are open ---- */

const struct imsg_props *imsg_attachments_like(struct imsg_message *message, ULONG number)
{
    return imsg_number_in(&message->recoded, number) ? &message->recoded_as : &message->props;
}

struct imsg_attach *imsg_attachments_find(struct imsg_message *message, ULONG number)
{
    LIST_EACH(attach, &message->open, struct imsg_attach, link)
        if (attach->number == number && com_ref_alive(attach)) return attach;
    return NULL;
}

static bool iid_known(const IID *iid)
{
    return !iid || IsEqualGUID(iid, &IID_IAttachment) || IsEqualGUID(iid, &IID_IMAPIProp) ||
           IsEqualGUID(iid, &IID_IUnknown);
}

HRESULT imsg_attachments_open(struct imsg_message *message, ULONG number, const IID *iid,
                              ULONG flags, IAttach **out)
{
    IStorage *parent = message->props.storage;
    struct imsg_name name = imsg_name(IMSG_ATTACHMENT, number);
    struct imsg_attach *attach;
    AUTO_RELEASE IStorage *storage = NULL;
    bool read_only = message->props.bag.read_only || !(flags & (MAPI_MODIFY | MAPI_BEST_ACCESS));
    HRESULT hr;

    if (flags & ~(ULONG)(MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!iid_known(iid)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (!imsg_number_in(&message->attachments, number)) return FAIL(MAPI_E_NOT_FOUND);
    if (flags & MAPI_MODIFY && message->props.bag.read_only) return FAIL(MAPI_E_NO_ACCESS);
    attach = imsg_attachments_find(message, number);
    if (!attach && imsg_half_has(message, number)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (!attach) {
        hr = com_given(parent->lpVtbl->OpenStorage(parent, name.text, NULL,
                                                   read_only ? IMSG_READ : IMSG_CHANGE, NULL, 0,
                                                   &storage),
                       &storage);
        if (FAILED(hr)) return storage_error(hr);
        hr = imsg_attach_create(message, number, storage, read_only, &attach);
        if (FAILED(hr)) return hr;
    }
    *out = &attach->IAttach_iface;
    return S_OK;
}

HRESULT imsg_attachments_create(struct imsg_message *message, const IID *iid, ULONG flags,
                                ULONG *number, IAttach **out)
{
    struct imsg_attach *attach;
    HRESULT hr;

    if (flags & ~(ULONG)MAPI_DEFERRED_ERRORS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!iid_known(iid)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (message->props.bag.read_only) return FAIL(MAPI_E_NO_ACCESS);
    if (message->next_attachment == UINT32_MAX) return FAIL(MAPI_E_TOO_BIG);
    hr = imsg_attach_create(message, message->next_attachment, NULL, false, &attach);
    if (FAILED(hr)) return hr;
    *number = message->next_attachment++;
    *out = &attach->IAttach_iface;
    return S_OK;
}

/* ---- the table ---- */

static HRESULT put_row(struct imsg_message *message, ULONG number, ULONG count,
                       const SPropValue *values)
{
    AUTO_FREE SPropValue *all = mem_array((size_t)count + 2, sizeof(*all));
    ULONG n = 0;

    if (!all) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    all[n++] = pval_long(PR_ATTACH_NUM, (LONG)number);
    all[n++] = pval_binary(PR_INSTANCE_KEY, sizeof(number), &number);
    for (ULONG i = 0; i < count; i++)
        if (PROP_ID(values[i].ulPropTag) != PROP_ID(PR_ATTACH_NUM) &&
            PROP_ID(values[i].ulPropTag) != PROP_ID(PR_INSTANCE_KEY) &&
            PROP_ID(values[i].ulPropTag) != PROP_ID(PR_ATTACH_DATA_BIN))
            all[n++] = values[i];
    return rows_put(message->attachment_rows, n, all);
}

/* The row of one that is saved, from its storage: without its contents, and whatever is large. */
static HRESULT show(struct imsg_message *message, ULONG number, IStorage *open)
{
    struct imsg_name name = imsg_name(IMSG_ATTACHMENT, number);
    struct imsg_house *house = message->props.house;
    IStorage *parent = message->props.storage;
    struct imsg_props props = {0};
    AUTO_FREE SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr = S_OK;

    imsg_props_init(&props, house, NULL, NULL, NULL, NULL);
    props.storage = open;
    if (open) com_addref(open);
    else
        hr = com_given(parent->lpVtbl->OpenStorage(parent, name.text, NULL, IMSG_READ, NULL, 0,
                                                   &props.storage),
                       &props.storage);
    hr = SUCCEEDED(hr)
             ? imsg_props_load(&props, HEADER_BYTES, imsg_attachments_like(message, number))
             : storage_error(hr);
    if (SUCCEEDED(hr)) hr = prop_bag_get_props(&props.bag, NULL, MAPI_UNICODE, &count, &values);
    imsg_props_destroy(&props);
    /* opening it says so */
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_CORRUPT_DATA)
        return put_row(message, number, 0, NULL);
    if (SUCCEEDED(hr)) hr = imsg_house_take_room(house, count, values);
    if (FAILED(hr)) return hr;
    return put_row(message, number, count, values);
}

static HRESULT need(struct imsg_message *message)
{
    HRESULT hr;

    if (message->attachment_rows) return S_OK;
    hr = rows_create(PR_ATTACH_NUM, &message->attachment_rows);
    if (SUCCEEDED(hr))
        hr = rows_add_columns(message->attachment_rows, (const SPropTagArray *)&columns);
    for (size_t i = 0; SUCCEEDED(hr) && i < message->attachments.count; i++) {
        struct imsg_attach *open = imsg_attachments_find(message, message->attachments.data[i]);

        hr = show(message, message->attachments.data[i], open ? open->props.storage : NULL);
        if (open) com_unref(open);
    }
    if (FAILED(hr)) {
        rows_unref(message->attachment_rows);
        message->attachment_rows = NULL;
    }
    return hr;
}

HRESULT imsg_attachments_table(struct imsg_message *message, ULONG flags, IMAPITable **out)
{
    HRESULT hr;

    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_DEFERRED_ERRORS)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = need(message);
    return SUCCEEDED(hr) ? imsg_table(message->props.house, message->attachment_rows,
                                      (const SPropTagArray *)&columns, flags, out)
                         : hr;
}

/* ---- changes ---- */

HRESULT imsg_attachments_saved(struct imsg_message *message, struct imsg_attach *attach)
{
    HRESULT hr = imsg_number_add(&message->attachments, attach->number);

    if (SUCCEEDED(hr) && message->attachment_rows)
        hr = show(message, attach->number, attach->props.storage);
    return hr;
}

HRESULT imsg_attachments_delete(struct imsg_message *message, ULONG number)
{
    SPropValue key = pval_long(PR_ATTACH_NUM, (LONG)number);
    HRESULT hr;

    if (message->props.bag.read_only) return FAIL(MAPI_E_NO_ACCESS);
    if (!imsg_number_in(&message->attachments, number)) return FAIL(MAPI_E_NOT_FOUND);
    hr = imsg_number_add(&message->deleted, number);
    if (FAILED(hr)) return hr;
    ARRAY_REMOVE(&message->attachments, place_of(&message->attachments, number));
    imsg_half_deleted(message, number);
    if (message->attachment_rows) rows_remove(message->attachment_rows, &key);
    return S_OK;
}

HRESULT imsg_attachments_save(struct imsg_message *message)
{
    return imsg_numbers_destroy(&message->deleted, message->props.storage, IMSG_ATTACHMENT);
}

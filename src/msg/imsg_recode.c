/*
 * imsg_recode.c - when a message's 8-bit text gets another code page, so does that around it
 *
 * Recipients and attachments tell none of their own: what they were written in is what the message
 * says. So they are written anew. A message in an attachment that tells none is given the old one.
 */
#include <string.h>
#include "mapitags.h"
#include "base/array.h"
#include "base/bytes.h"
#include "com/storage_error.h"
#include "msg/imsg_own.h"
#include "prop/ptype.h"
#include "prop/pval.h"

enum {
    ATTACH_HEADER_BYTES = 8,
    INNER_HEADER_BYTES = 24,
    ENTRY_BYTES = 16,
    MOST_BYTES = 4 << 20
};

HRESULT imsg_recode_text(struct imsg_props *props)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < props->count; i++) {
        SizedSPropTagArray(1, one) = {1, {props->entries[i].tag}};

        if (ptype_is_text(props->entries[i].tag))
            hr = imsg_props_bring(props, (SPropTagArray *)&one);
    }
    if (FAILED(hr)) return hr;
    LOCKED(props->bag.lock);
    for (size_t i = 0; i < props->bag.count; i++)
        if (ptype_is_text(props->bag.slots[i].tag)) props->bag.slots[i].marks |= PROP_DIRTY;
    return S_OK;
}

/* ---- a message in an attachment ---- */

static bool tells_code_page(const uint8_t *data, size_t bytes)
{
    for (size_t at = INNER_HEADER_BYTES; at + ENTRY_BYTES <= bytes; at += ENTRY_BYTES) {
        struct reader r = reader_over(data + at, ENTRY_BYTES);

        if (read_u32(&r) == PR_MESSAGE_CODEPAGE) return true;
    }
    return false;
}

/* Says what its text is in. */
static HRESULT pin(IStorage *inner, UINT code_page)
{
    AUTO_FREE uint8_t *data = NULL;
    struct writer out = {0};
    size_t bytes;
    HRESULT hr = imsg_read_stream(inner, IMSG_PROPERTIES, MOST_BYTES, NULL, &data, &bytes);

    if (FAILED(hr) || bytes < INNER_HEADER_BYTES)
        return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK; /* it is no message */
    if (tells_code_page(data, bytes)) return S_OK;
    write_bytes(&out, data, bytes - (bytes - INNER_HEADER_BYTES) % ENTRY_BYTES);
    write_u32(&out, PR_MESSAGE_CODEPAGE);
    write_u32(&out, PROPATTR_READABLE | PROPATTR_WRITEABLE);
    write_u32(&out, code_page);
    write_u32(&out, 0);
    hr = out.bad ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY)
                 : imsg_write_stream(inner, IMSG_PROPERTIES, out.data, out.count);
    writer_drop(&out);
    if (SUCCEEDED(hr)) hr = storage_error(inner->lpVtbl->Commit(inner, STGC_DEFAULT));
    return hr;
}

/* open: the attachment as a client has it; NULL */
static HRESULT pin_object(const struct imsg_props *props, struct imsg_attach *open, UINT code_page)
{
    IStorage *storage = props->storage;
    AUTO_RELEASE IStorage *inner = NULL;
    HRESULT hr;

    if (!imsg_elements_have(&props->there, IMSG_AN_OBJECT, 0, IMSG_WHOLE)) return S_OK;
    if (open && open->data && !open->data_is_new) return pin(open->data, code_page);
    hr = com_given(
        storage->lpVtbl->OpenStorage(storage, IMSG_OBJECT, NULL, IMSG_CHANGE, NULL, 0, &inner),
        &inner);
    return FAILED(hr) ? storage_error(hr) : pin(inner, code_page);
}

/* ---- attachments ---- */

/* What is open knows how its storage looks now. */
static void hand_over(struct imsg_props *from, struct imsg_elements *there, struct imsg_props *to)
{
    mem_free(to->entries);
    to->entries = from->entries;
    to->count = from->count;
    to->room = from->room;
    from->entries = NULL;
    from->count = from->room = 0;
    ARRAY_DROP(&to->there);
    to->there = *there;
    *there = (struct imsg_elements){0};
    to->code_page = from->code_page;
    to->html_code_page = from->html_code_page;
}

static HRESULT write_props(struct imsg_props *props)
{
    static const uint8_t header[ATTACH_HEADER_BYTES];
    HRESULT hr = imsg_props_save(props, header, sizeof(header));

    return FAILED(hr) ? hr
                      : storage_error(props->storage->lpVtbl->Commit(props->storage, STGC_DEFAULT));
}

/* What a client has set in an open one, and not saved, stays unsaved. */
static HRESULT recode_props(struct imsg_message *message, ULONG number, struct imsg_props *props,
                            struct imsg_attach *open)
{
    const struct imsg_props *old = imsg_attachments_like(message, number);
    struct imsg_elements there = {0};
    UINT was = old->code_page;
    HRESULT hr = imsg_props_load(props, ATTACH_HEADER_BYTES, old);

    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_CORRUPT_DATA) return S_OK; /* opening it says so */
    if (SUCCEEDED(hr) && imsg_props_long(props, PR_MESSAGE_CODEPAGE, 0)) return S_OK; /* its own */
    if (SUCCEEDED(hr)) hr = imsg_recode_text(props);
    if (SUCCEEDED(hr)) hr = imsg_half_begin_in(message, number);
    if (FAILED(hr)) return hr;
    hr = imsg_number_add(&message->recoded, number);
    if (FAILED(hr)) {
        imsg_half_done_in(message, number);
        return hr;
    }
    props->code_page = message->recoded_as.code_page;
    props->html_code_page = message->recoded_as.html_code_page;
    hr = pin_object(props, open, was);
    if (SUCCEEDED(hr)) hr = write_props(props);
    if (SUCCEEDED(hr) && open) hr = imsg_elements_list(props->storage, &there);
    if (FAILED(hr)) return hr;
    if (open) hand_over(props, &there, &open->props);
    imsg_half_done_in(message, number);
    return S_OK;
}

static HRESULT recode_attachment(struct imsg_message *message, ULONG number)
{
    struct imsg_name name = imsg_name(IMSG_ATTACHMENT, number);
    struct imsg_attach *open = imsg_attachments_find(message, number);
    IStorage *parent = message->props.storage;
    struct imsg_props props = {0};
    HRESULT hr = S_OK;

    imsg_props_init(&props, message->props.house, NULL, NULL, NULL, NULL);
    props.storage = open ? open->props.storage : NULL;
    if (open) com_addref(props.storage);
    else
        hr = com_given(parent->lpVtbl->OpenStorage(parent, name.text, NULL, IMSG_CHANGE, NULL, 0,
                                                   &props.storage),
                       &props.storage);
    hr = FAILED(hr) ? storage_error(hr) : recode_props(message, number, &props, open);
    imsg_props_destroy(&props);
    if (open) com_unref(open);
    return hr;
}

/* After a failure some are done: what they are in is known, and a next try begins with the others.
 */
HRESULT imsg_recode(struct imsg_message *message)
{
    struct imsg_props as = {.code_page = imsg_message_code_page(message),
                            .html_code_page = imsg_message_html_code_page(message)};
    bool goes_on = message->recoded_as.code_page == as.code_page &&
                   message->recoded_as.html_code_page == as.html_code_page;
    HRESULT hr = imsg_recipients_rewrite(message);

    if (SUCCEEDED(hr)) hr = imsg_recode_text(&message->props);
    if (SUCCEEDED(hr) && !goes_on && message->recoded.count) hr = FAIL(MAPI_E_CALL_FAILED);
    for (size_t i = 0; SUCCEEDED(hr) && i < message->attachments.count; i++)
        if (!goes_on || !imsg_number_in(&message->recoded, message->attachments.data[i])) {
            message->recoded_as = as;
            hr = recode_attachment(message, message->attachments.data[i]);
        }
    if (SUCCEEDED(hr)) ARRAY_DROP(&message->recoded);
    return hr;
}

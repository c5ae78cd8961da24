/*
 * mime_recipients.c - the addresses in a mail's header become sender, reply addresses and
 * recipients
 */
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "eid/oneoff.h"
#include "msg/from_mime_own.h"
#include "prop/pval.h"

enum { BATCH = 200, COLUMNS = ONE_OFF_PROPS + 2 }; /* rows of one ModifyRecipients */

/* The properties of one role of a message. */
static const struct role {
    ULONG entry_id, name, type, address, search_key, smtp;
} sender = {PR_SENDER_ENTRYID,         PR_SENDER_NAME_W,     PR_SENDER_ADDRTYPE_W,
            PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_SEARCH_KEY, PR_SENDER_SMTP_ADDRESS_W},
  representing = {PR_SENT_REPRESENTING_ENTRYID,    PR_SENT_REPRESENTING_NAME_W,
                  PR_SENT_REPRESENTING_ADDRTYPE_W, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W,
                  PR_SENT_REPRESENTING_SEARCH_KEY, PR_SENT_REPRESENTING_SMTP_ADDRESS_W};

/* What MAPI keeps of one address, on one root. */
struct identity {
    const WCHAR *name; /* never empty */
    const WCHAR *address;
    bool known;        /* else there is no address, and are no values */
    SPropValue values[ONE_OFF_PROPS];
    SBinary eid, key;  /* of these */
};

static HRESULT identify(const struct mime_address *address, void *root, struct identity *out)
{
    struct one_off one = {address->name[0] ? address->name : address->address, L"SMTP",
                          address->address, false};
    HRESULT hr;

    *out = (struct identity){.name = one.name, .address = one.address};
    if (!one.address[0]) return S_OK;
    hr = one_off_props(&one, true, root, out->values);
    if (FAILED(hr)) return hr;
    out->known = true;
    out->eid = out->values[ONE_OFF_ENTRYID].Value.bin;
    out->key = out->values[ONE_OFF_SEARCH_KEY].Value.bin;
    return S_OK;
}

/* All addresses of all fields of a name. */
static HRESULT read_addresses(struct mime_import *import, const struct mime_field *field,
                              struct mime_addresses *out)
{
    HRESULT hr = mime_addresses_read(field->body, field->body_bytes, import->code_page,
                                     &import->faults, import->tree.root, out);

    for (size_t i = 0; SUCCEEDED(hr) && i < out->count; i++)
        import->report->bad_address += !out->data[i].address[0];
    return hr;
}

static HRESULT first_address(struct mime_import *import, const char *name, struct mime_address *out)
{
    const struct mime_field *field = mime_header_find(&import->tree.top->header, name);
    struct mime_addresses all = {0};
    HRESULT hr = S_OK;

    if (field) hr = read_addresses(import, field, &all);
    if (FAILED(hr)) return hr;
    if (!all.count) return MAPI_E_NOT_FOUND;
    *out = all.data[0];
    return S_OK;
}

static HRESULT put_role(struct mime_import *import, struct mime_props *props,
                        const struct role *role, const struct mime_address *address)
{
    struct identity who;
    HRESULT hr = identify(address, import->tree.root, &who);

    if (FAILED(hr)) return hr;
    mime_props_text(props, role->name, who.name);
    if (!who.known) return S_OK;
    mime_props_text(props, role->type, L"SMTP");
    mime_props_text(props, role->address, who.address);
    mime_props_text(props, role->smtp, who.address);
    mime_props_bytes(props, role->entry_id, who.eid.lpb, who.eid.cb);
    mime_props_bytes(props, role->search_key, who.key.lpb, who.key.cb);
    return S_OK;
}

/* From is whom the mail is from, Sender who sent it; each stands in for the other. */
static HRESULT put_senders(struct mime_import *import, struct mime_props *props)
{
    struct mime_address from, by;
    HRESULT has_from = first_address(import, "from", &from),
            has_sender = first_address(import, "sender", &by), hr;

    if (has_from == MAPI_E_NOT_FOUND && has_sender == MAPI_E_NOT_FOUND)
        has_from = first_address(import, "return-path", &from);
    if (FAILED(has_from) && has_from != MAPI_E_NOT_FOUND) return has_from;
    if (FAILED(has_sender) && has_sender != MAPI_E_NOT_FOUND) return has_sender;
    if (FAILED(has_from) && FAILED(has_sender)) return S_OK;
    hr = put_role(import, props, &representing, SUCCEEDED(has_from) ? &from : &by);
    return SUCCEEDED(hr) ? put_role(import, props, &sender, SUCCEEDED(has_sender) ? &by : &from)
                         : hr;
}

/* ---- Reply-To ---- */

/* FLATENTRYLIST: number, bytes, then (bytes, entry ID, zeros to a multiple of four) for each. */
static HRESULT put_reply_to(struct mime_import *import, struct mime_props *props)
{
    const struct mime_field *field = mime_header_find(&import->tree.top->header, "reply-to");
    struct writer list = {0}, names = {0};
    struct mime_addresses all = {0};
    ULONG count = 0;
    void *list_copy = NULL, *names_copy = NULL;
    HRESULT hr = field ? read_addresses(import, field, &all) : S_OK;

    if (FAILED(hr) || !all.count) return hr;
    write_u32(&list, 0);
    write_u32(&list, 0);
    for (size_t i = 0; i < all.count && SUCCEEDED(hr); i++) {
        struct identity who;

        hr = identify(&all.data[i], import->tree.root, &who);
        if (FAILED(hr) || !who.known) continue;
        if (count++) write_bytes(&names, L"; ", 2 * sizeof(WCHAR));
        write_bytes(&names, who.name, text_len(who.name) * sizeof(WCHAR));
        write_u32(&list, who.eid.cb);
        write_bytes(&list, who.eid.lpb, who.eid.cb);
        while (list.count % 4 && !list.bad)
            write_u8(&list, 0);
    }
    write_patch_u32(&list, 0, count);
    write_patch_u32(&list, 4, (uint32_t)(list.count - 8));
    write_u16(&names, 0);
    if (SUCCEEDED(hr) && count && !list.bad && !names.bad) {
        list_copy = mem_dup(list.data, list.count, import->tree.root);
        names_copy = mem_dup(names.data, names.count, import->tree.root);
    }
    if (SUCCEEDED(hr) && count && (!list_copy || !names_copy)) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr) && count) {
        mime_props_bytes(props, PR_REPLY_RECIPIENT_ENTRIES, list_copy, list.count);
        mime_props_text(props, PR_REPLY_RECIPIENT_NAMES_W, names_copy);
    }
    writer_drop(&list);
    writer_drop(&names);
    return hr;
}

static HRESULT put_read_receipt(struct mime_import *import, struct mime_props *props)
{
    struct mime_address to;
    struct identity who;
    HRESULT hr = first_address(import, "disposition-notification-to", &to);

    if (hr == MAPI_E_NOT_FOUND) return S_OK;
    if (SUCCEEDED(hr)) hr = identify(&to, import->tree.root, &who);
    if (FAILED(hr)) return hr;
    mime_props_long(props, PR_READ_RECEIPT_REQUESTED, TRUE);
    mime_props_long(props, PR_NON_RECEIPT_NOTIFICATION_REQUESTED, TRUE);
    if (!who.known) return S_OK;
    mime_props_bytes(props, PR_READ_RECEIPT_ENTRYID, who.eid.lpb, who.eid.cb);
    mime_props_bytes(props, PR_READ_RECEIPT_SEARCH_KEY, who.key.lpb, who.key.cb);
    return S_OK;
}

/* ---- recipients ---- */

struct batch {
    ULONG count;
    SPropValue values[BATCH][COLUMNS];
    struct {
        ULONG cEntries;
        ADRENTRY aEntries[BATCH];
    } list;
};

static HRESULT send_batch(struct mime_import *import, struct batch *batch)
{
    HRESULT hr;

    if (!batch->count) return S_OK;
    batch->list.cEntries = batch->count;
    hr = import->message->lpVtbl->ModifyRecipients(import->message, MODRECIP_ADD,
                                                   (ADRLIST *)&batch->list);
    batch->count = 0;
    return hr;
}

static HRESULT put_recipient(struct mime_import *import, struct batch *batch,
                             const struct mime_address *address, LONG type)
{
    SPropValue *v = batch->values[batch->count];
    struct identity who;
    ULONG n = 0;
    HRESULT hr = identify(address, import->tree.root, &who);

    if (FAILED(hr)) return hr;
    v[n++] = pval_long(PR_RECIPIENT_TYPE, type);
    if (who.known) {
        memcpy(&v[n], who.values, sizeof(who.values));
        n += ONE_OFF_PROPS;
        v[n++] = pval_text(PR_SMTP_ADDRESS_W, who.address);
    } else v[n++] = pval_text(PR_DISPLAY_NAME_W, who.name); /* unresolved */
    batch->list.aEntries[batch->count++] = (ADRENTRY){0, n, v};
    return batch->count == BATCH ? send_batch(import, batch) : S_OK;
}

static HRESULT put_recipients(struct mime_import *import)
{
    static const struct {
        const char *name;
        LONG type;
    } kinds[] = {{"to", MAPI_TO}, {"apparently-to", MAPI_TO}, {"cc", MAPI_CC}, {"bcc", MAPI_BCC}};
    const struct mime_header *header = &import->tree.top->header;
    AUTO_FREE struct batch *batch = mem_zero(sizeof(*batch));
    HRESULT hr = S_OK;

    if (!batch) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        for (size_t f = 0; f < header->count && SUCCEEDED(hr); f++) {
            struct mime_addresses all = {0};

            if (!mime_field_is(&header->fields[f], kinds[k].name)) continue;
            hr = read_addresses(import, &header->fields[f], &all);
            for (size_t i = 0; i < all.count && SUCCEEDED(hr); i++)
                hr = put_recipient(import, batch, &all.data[i], kinds[k].type);
        }
    return SUCCEEDED(hr) ? send_batch(import, batch) : hr;
}

HRESULT mime_import_addresses(struct mime_import *import, struct mime_props *props)
{
    HRESULT hr = put_senders(import, props);

    if (SUCCEEDED(hr)) hr = put_reply_to(import, props);
    if (SUCCEEDED(hr)) hr = put_read_receipt(import, props);
    return SUCCEEDED(hr) ? put_recipients(import) : hr;
}

/*
 * contact.c - the addresses of a contact (IPM.Contact), each as what an address book says of it
 */
#include "contact.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "mapiguid.h"
#include "mapinamed.h"
#include "mapitags.h"

/* ---- what is read ---- */

static const ULONG fax_numbers[3] = {PR_BUSINESS_FAX_NUMBER_W, PR_HOME_FAX_NUMBER_W,
                                     PR_PRIMARY_FAX_NUMBER_W};

/* dispidEmail1DisplayName and so on; the first of an address, the others follow. */
static const LONG first_ids[CONTACT_ADDRESSES] = {0x8080, 0x8090, 0x80a0, 0x80b0, 0x80c0, 0x80d0};
static const LONG part_ids[4] = {0, 2, 3, 4};

HRESULT contact_fields(IMAPIProp *store, const struct allocators *alloc, SPropTagArray **out)
{
    enum {
        NAMED = 4 * CONTACT_ADDRESSES
    };
    GUID set = PSETID_Address;
    MAPINAMEID names[NAMED], *wanted[NAMED];
    SPropTagArray *named = NULL, *tags = NULL;
    HRESULT hr;

    *out = NULL;
    for (int i = 0; i < NAMED; i++) {
        names[i] = (MAPINAMEID){.lpguid = &set, .ulKind = MNID_ID};
        names[i].Kind.lID = first_ids[i / 4] + part_ids[i % 4];
        wanted[i] = &names[i];
    }
    hr = store->lpVtbl->GetIDsFromNames(store, NAMED, wanted, 0, &named);
    if (FAILED(hr)) return hr;
    hr = alloc->buffer(CbNewSPropTagArray(N_CONTACT_FIELDS), (void **)&tags);
    if (SUCCEEDED(hr)) {
        tags->cValues = N_CONTACT_FIELDS;
        tags->aulPropTag[CONTACT_ENTRYID] = PR_ENTRYID;
        tags->aulPropTag[CONTACT_NAME] = PR_DISPLAY_NAME_W;
        for (int i = 0; i < 3; i++)
            tags->aulPropTag[CONTACT_FAX + i] = fax_numbers[i];
        for (ULONG i = 0; i < NAMED; i++) {
            ULONG tag = i < named->cValues ? named->aulPropTag[i] : PR_NULL;
            bool known = PROP_ID(tag) && PROP_TYPE(tag) != PT_ERROR;

            tags->aulPropTag[CONTACT_ADDRESS + i] =
                known ? CHANGE_PROP_TYPE(tag, PT_UNICODE) : PR_NULL;
        }
        *out = tags;
    }
    alloc->free(named);
    return hr;
}

/* ---- one address ---- */

static const WCHAR *text_of(const SPropValue *values, ULONG n, ULONG field)
{
    static const WCHAR none[] = {0};

    return field < n && PROP_TYPE(values[field].ulPropTag) == PT_UNICODE ? values[field].Value.lpszW
                                                                         : none;
}

bool contact_address(const SPropValue *values, ULONG n, ULONG index, struct contact_address *out)
{
    static const WCHAR smtp[] = {'S', 'M', 'T', 'P', 0}, fax[] = {'F', 'A', 'X', 0};
    ULONG first = CONTACT_ADDRESS + 4 * index;
    const WCHAR *name = text_of(values, n, first + PART_DISPLAY),
                *original = text_of(values, n, first + PART_ORIGINAL);

    *out = (struct contact_address){.type = text_of(values, n, first + PART_TYPE),
                                    .address = text_of(values, n, first + PART_ADDRESS)};
    if (!*out->address && index >= 3) out->address = text_of(values, n, CONTACT_FAX + index - 3);
    if (!*out->address) return false;
    if (!*out->type) out->type = index < 3 ? smtp : fax;
    if (!*name) name = text_of(values, n, CONTACT_NAME);
    if (!*name) name = original;
    out->name = *name ? name : out->address;
    return true;
}

/* ---- as an entry ---- */

/* TYPE:ADDRESS in capitals, as of a one-off of the same address (7.3-08). */
static HRESULT search_key(const struct contact_address *address, const struct allocators *alloc,
                          void *root, SBinary *out)
{
    const WCHAR *parts[] = {address->type, address->address};
    char *text[2] = {NULL, NULL};
    size_t bytes[2] = {0, 0};
    HRESULT hr = S_OK;

    for (int i = 0; i < 2 && SUCCEEDED(hr); i++)
        hr = wtf8_from_wide(parts[i], wide_len(parts[i]), &text[i], &bytes[i]);
    if (SUCCEEDED(hr)) {
        out->cb = (ULONG)(bytes[0] + bytes[1] + 2);
        hr = alloc->more(out->cb, root, (void **)&out->lpb);
    }
    if (SUCCEEDED(hr)) {
        memcpy(out->lpb, text[0], bytes[0]);
        out->lpb[bytes[0]] = ':';
        memcpy(out->lpb + bytes[0] + 1, text[1], bytes[1] + 1);
        for (ULONG i = 0; i < out->cb; i++)
            if (out->lpb[i] >= 'a' && out->lpb[i] <= 'z') out->lpb[i] -= 32;
    }
    free(text[0]);
    free(text[1]);
    return hr;
}

static void put_text(SPropValue *value, ULONG tag, const WCHAR *text)
{
    value->ulPropTag = tag;
    value->Value.lpszW = (WCHAR *)text;
}

static void put_bytes(SPropValue *value, ULONG tag, ULONG count, BYTE *bytes)
{
    value->ulPropTag = tag;
    value->Value.bin = (SBinary){count, bytes};
}

static void put_long(SPropValue *value, ULONG tag, LONG number)
{
    value->ulPropTag = tag;
    value->Value.l = number;
}

HRESULT contact_values(const SBinary *contact, ULONG index, const struct contact_address *address,
                       const struct allocators *alloc, void *root, SPropValue *out, ULONG *n)
{
    ULONG bytes = CONTACT_PERSON_HEAD + contact->cb, i = 0;
    SBinary key = {0, NULL};
    BYTE *id;
    HRESULT hr = alloc->more(bytes, root, (void **)&id);

    if (SUCCEEDED(hr)) hr = search_key(address, alloc, root, &key);
    if (FAILED(hr)) return hr;
    contact_person_write(contact, index, id);
    put_bytes(&out[i++], PR_ENTRYID, bytes, id);
    put_bytes(&out[i++], PR_INSTANCE_KEY, bytes, id);
    put_bytes(&out[i++], PR_RECORD_KEY, bytes, id);
    put_bytes(&out[i++], PR_SEARCH_KEY, key.cb, key.lpb);
    put_text(&out[i++], PR_DISPLAY_NAME_W, address->name);
    put_text(&out[i++], PR_TRANSMITABLE_DISPLAY_NAME_W, address->name);
    put_text(&out[i++], PR_ADDRTYPE_W, address->type);
    put_text(&out[i++], PR_EMAIL_ADDRESS_W, address->address);
    put_long(&out[i++], PR_OBJECT_TYPE, MAPI_MAILUSER);
    put_long(&out[i++], PR_DISPLAY_TYPE, DT_MAILUSER);
    out[i].ulPropTag = PR_SEND_RICH_INFO;
    out[i++].Value.b = FALSE;
    put_bytes(&out[i++], PR_MAPPING_SIGNATURE, sizeof(contact_uid), (BYTE *)&contact_uid);
    *n = i;
    return S_OK;
}

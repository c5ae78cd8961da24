/*
 * simple_recipients.c - recipients of Simple MAPI as an address list of Extended MAPI
 */
#include "simple/simple_recipients.h"
#include "mapitags.h"
#include "ab/recipient.h"
#include "base/mem.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "simple/simple_address.h"
#include "simple/simple_code.h"

bool simple_recipients_class(ULONG class)
{
    return class == MAPI_TO || class == MAPI_CC || class == MAPI_BCC;
}

static bool has_entry_id(const MapiRecipDescW *recip)
{
    return recip->ulEIDSize && recip->lpEntryID;
}

/* An address that stands where a name should: "SMTP:ann@example.org". */
static const WCHAR *address_of(const MapiRecipDescW *recip, const WCHAR **name)
{
    *name = recip->lpszName && *recip->lpszName ? recip->lpszName : NULL;
    if (recip->lpszAddress && *recip->lpszAddress) return recip->lpszAddress;
    if (!*name || !simple_address_is_typed(*name)) return NULL;
    return recip->lpszName;
}

static HRESULT put_address(ADRENTRY *entry, const WCHAR *name, const struct simple_address *from)
{
    struct one_off one = {name ? name : from->address, from->type, from->address, false};

    return recipient_put_one_off(entry, &one, MAPI_UNICODE);
}

/* One entry: its class, and who it is as far as the client says. */
static HRESULT put(ADRENTRY *entry, const MapiRecipDescW *recip, void *root)
{
    SPropValue values[2] = {pval_long(PR_RECIPIENT_TYPE, (LONG)recip->ulRecipClass)};
    struct simple_address address = {0};
    const WCHAR *name, *typed = address_of(recip, &name);
    HRESULT hr;

    if (!simple_recipients_class(recip->ulRecipClass)) return SIMPLE_FAIL(MAPI_E_BAD_RECIPTYPE);
    if (has_entry_id(recip)) {
        values[1] = pval_binary(PR_ENTRYID, recip->ulEIDSize, recip->lpEntryID);
        return recipient_put(entry, 2, values, MAPI_UNICODE);
    }
    hr = simple_address_read(typed, root, &address);
    if (FAILED(hr)) return hr;
    if (!name && !address.address) return SIMPLE_FAIL(MAPI_E_UNKNOWN_RECIPIENT);
    values[1] = pval_text(PR_DISPLAY_NAME_W, name);
    hr = recipient_put(entry, name && !address.address ? 2 : 1, values, MAPI_UNICODE);
    if (FAILED(hr) || !address.address) return hr;
    return put_address(entry, typed == name ? NULL : name, &address);
}

/* ---- those given by entry ID ---- */

static void drop_errors(ADRENTRY *entry)
{
    ULONG n = 0;

    for (ULONG i = 0; i < entry->cValues; i++)
        if (PROP_TYPE(entry->rgPropVals[i].ulPropTag) != PT_ERROR)
            entry->rgPropVals[n++] = entry->rgPropVals[i];
    entry->cValues = n;
}

/* The rest of what they are. Who has no address type after that doesn't exist. */
static HRESULT complete(IAddrBook *book, ADRLIST *list)
{
    const SPropTagArray *tags = recipient_tags(MAPI_UNICODE);
    HRESULT hr = book->lpVtbl->PrepareRecips(book, 0, (SPropTagArray *)tags, list);

    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    for (ULONG i = 0; i < list->cEntries; i++) {
        drop_errors(&list->aEntries[i]);
        if (!recipient_value(&list->aEntries[i], PR_ADDRTYPE_W))
            return SIMPLE_FAIL(MAPI_E_INVALID_RECIPS);
    }
    return S_OK;
}

static HRESULT resolve(IAddrBook *book, ADRLIST *list)
{
    HRESULT hr = book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list);

    return hr == MAPI_E_NOT_FOUND ? SIMPLE_FAIL(MAPI_E_UNKNOWN_RECIPIENT) : hr;
}

HRESULT simple_recipients_list(IAddrBook *book, ULONG count, const MapiRecipDescW *recips,
                               ADRLIST **out)
{
    AUTO_ADRLIST ADRLIST *list = NULL;
    AUTO_FREE void *root = mem_zero(1);
    bool by_id = false;
    HRESULT hr = root ? adrlist_create(count, &list) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    *out = NULL;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        list->cEntries = i + 1;
        by_id = by_id || has_entry_id(&recips[i]);
        hr = put(&list->aEntries[i], &recips[i], root);
    }
    if (SUCCEEDED(hr)) hr = resolve(book, list);
    if (SUCCEEDED(hr) && by_id) hr = complete(book, list);
    if (SUCCEEDED(hr)) *out = TAKE(list);
    return hr;
}

/*
 * recipient.c - makes an entry of an ADRLIST a recipient with all its properties
 */
#include "ab/recipient.h"
#include <string.h>
#include "mapiaux.h"
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "prop/pval.h"

static const SizedSPropTagArray(RECIPIENT_TAGS, wide_tags) = {
    RECIPIENT_TAGS,
    {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W,
     PR_TRANSMITABLE_DISPLAY_NAME_W, PR_OBJECT_TYPE, PR_DISPLAY_TYPE, PR_SEARCH_KEY, PR_RECORD_KEY,
     PR_SEND_RICH_INFO},
};
static const SizedSPropTagArray(RECIPIENT_TAGS, narrow_tags) = {
    RECIPIENT_TAGS,
    {PR_ENTRYID, PR_DISPLAY_NAME_A, PR_ADDRTYPE_A, PR_EMAIL_ADDRESS_A,
     PR_TRANSMITABLE_DISPLAY_NAME_A, PR_OBJECT_TYPE, PR_DISPLAY_TYPE, PR_SEARCH_KEY, PR_RECORD_KEY,
     PR_SEND_RICH_INFO},
};

const SPropTagArray *recipient_tags(ULONG flags)
{
    return flags & MAPI_UNICODE ? (const SPropTagArray *)&wide_tags
                                : (const SPropTagArray *)&narrow_tags;
}

HRESULT recipient_one_off(const struct one_off *one, bool wide, void *root, SPropValue *out)
{
    HRESULT hr = one_off_props(one, wide, root, out);

    if (FAILED(hr)) return hr;
    out[ONE_OFF_PROPS] =
        pval_text(PR_TRANSMITABLE_DISPLAY_NAME_W, out[ONE_OFF_NAME].Value.lpszW);
    out[ONE_OFF_PROPS + 1] = out[ONE_OFF_ENTRYID];
    out[ONE_OFF_PROPS + 1].ulPropTag = PR_RECORD_KEY;
    return S_OK;
}

/* Appends or replaces, by ID. */
static void put(SPropValue *values, ULONG *n, const SPropValue *value)
{
    ULONG i = 0;

    while (i < *n && PROP_ID(values[i].ulPropTag) != PROP_ID(value->ulPropTag))
        i++;
    values[i] = *value;
    if (i == *n) ++*n;
}

HRESULT recipient_put(ADRENTRY *entry, ULONG count, const SPropValue *values, ULONG flags)
{
    AUTO_FREE SPropValue *merged = mem_array((size_t)entry->cValues + count + 1, sizeof(*merged));
    SPropValue *made = NULL, value;
    ULONG n = 0;
    HRESULT hr = merged ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    if (FAILED(hr)) return hr;
    if (entry->cValues) memcpy(merged, entry->rgPropVals, entry->cValues * sizeof(*merged));
    n = entry->cValues;
    for (ULONG i = 0; i < count && SUCCEEDED(hr); i++) {
        ULONG id = PROP_ID(values[i].ulPropTag);
        ULONG type = id != PROP_ID(PR_7BIT_DISPLAY_NAME) && flags & MAPI_UNICODE ? PT_UNICODE
                                                                                 : PT_STRING8;

        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR || !pval_valid(&values[i])) continue;
        hr = pval_as(&values[i], type, merged, &value);
        if (SUCCEEDED(hr)) put(merged, &n, &value);
    }
    if (SUCCEEDED(hr)) hr = pval_copy_array(n, merged, NULL, &made);
    if (FAILED(hr)) return hr;
    mem_free(entry->rgPropVals);
    entry->rgPropVals = made;
    entry->cValues = n;
    return S_OK;
}

HRESULT recipient_put_one_off(ADRENTRY *entry, const struct one_off *one, ULONG flags)
{
    SPropValue values[RECIPIENT_ONE_OFF_PROPS];
    AUTO_FREE void *root = mem_zero(1);
    HRESULT hr;

    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = recipient_one_off(one, flags & MAPI_UNICODE, root, values);
    return SUCCEEDED(hr) ? recipient_put(entry, RECIPIENT_ONE_OFF_PROPS, values, flags) : hr;
}

const SPropValue *recipient_value(const ADRENTRY *entry, ULONG tag)
{
    return pval_find_const(entry->rgPropVals, entry->cValues, tag);
}

/* ---- what is missing ---- */

/* Of the tags those that the entry has no value for; gives how many. */
static ULONG missing_tags(const ADRENTRY *entry, const SPropTagArray *tags, SPropTagArray *out)
{
    out->cValues = 0;
    for (ULONG i = 0; i < tags->cValues; i++)
        if (!recipient_value(entry, CHANGE_PROP_TYPE(tags->aulPropTag[i], PT_UNSPECIFIED)))
            out->aulPropTag[out->cValues++] = tags->aulPropTag[i];
    return out->cValues;
}

/* Values that the opened object has; none when it can't be opened, or doesn't tell. */
static HRESULT ask(struct router *router, const SBinary *eid, const SPropTagArray *tags,
                   ULONG flags, ULONG *type, SPropValue **out)
{
    AUTO_RELEASE IMAPIProp *object = NULL;
    struct last_error unheard = {0};
    AUTO_FREE SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr;

    *type = 0;
    hr = router_open_entry(router, eid->cb, (ENTRYID *)eid->lpb, NULL, flags & MAPI_CACHE_ONLY,
                           &unheard, type, (IUnknown **)&object);
    hr = com_given(hr, &object);
    if (SUCCEEDED(hr)) {
        hr = object->lpVtbl->GetProps(object, (SPropTagArray *)tags, flags & MAPI_UNICODE, &count,
                                      &values);
        hr = pval_given(hr, tags->cValues, count, &values);
    }
    if (SUCCEEDED(hr)) *out = TAKE(values);
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

static bool is_list(const ADRENTRY *entry)
{
    const SPropValue *kind = recipient_value(entry, PR_DISPLAY_TYPE);

    return kind && (kind->Value.l == DT_DISTLIST || kind->Value.l == DT_PRIVATE_DISTLIST);
}

/* A text of the entry, in UTF-16, on root; "" when it has none. */
static HRESULT text_of(const ADRENTRY *entry, ULONG tag, void *root, const WCHAR **out)
{
    const SPropValue *value = recipient_value(entry, tag);
    SPropValue wide = {.Value.lpszW = (WCHAR *)L""};
    HRESULT hr = value ? pval_as(value, PT_UNICODE, root, &wide) : S_OK;

    *out = wide.Value.lpszW;
    return hr;
}

/* What can be concluded from the rest. */
static HRESULT derive(ADRENTRY *entry, ULONG type, ULONG flags)
{
    AUTO_FREE void *root = mem_zero(1);
    struct one_off one = {.rich = true};
    SPropValue made[4];
    ULONG n = 0, cb;
    BYTE *key;
    HRESULT hr;

    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = text_of(entry, PR_DISPLAY_NAME_W, root, &one.name);
    if (SUCCEEDED(hr)) hr = text_of(entry, PR_ADDRTYPE_W, root, &one.type);
    if (SUCCEEDED(hr)) hr = text_of(entry, PR_EMAIL_ADDRESS_W, root, &one.address);
    if (FAILED(hr)) return hr;
    if (!type) type = is_list(entry) ? MAPI_DISTLIST : MAPI_MAILUSER;
    if (!recipient_value(entry, PR_OBJECT_TYPE))
        made[n++] = pval_long(PR_OBJECT_TYPE, (LONG)type);
    if (!recipient_value(entry, PR_DISPLAY_TYPE))
        made[n++] = pval_long(PR_DISPLAY_TYPE, type == MAPI_DISTLIST ? DT_DISTLIST : DT_MAILUSER);
    if (!recipient_value(entry, PR_TRANSMITABLE_DISPLAY_NAME_W) && *one.name)
        made[n++] = pval_text(PR_TRANSMITABLE_DISPLAY_NAME_W, one.name);
    if (!recipient_value(entry, PR_SEARCH_KEY) && *one.type && *one.address) {
        hr = one_off_search_key(&one, root, &cb, &key);
        if (FAILED(hr)) return hr;
        made[n++] = pval_binary(PR_SEARCH_KEY, cb, key);
    }
    return n ? recipient_put(entry, n, made, flags) : S_OK;
}

HRESULT recipient_complete(struct router *router, ADRENTRY *entry, ULONG flags)
{
    SizedSPropTagArray(RECIPIENT_TAGS, missing);
    const SPropValue *eid = recipient_value(entry, PR_ENTRYID);
    AUTO_FREE SPropValue *values = NULL;
    AUTO_FREE void *eid_kept = NULL;
    ULONG type = 0;
    SBinary id;
    HRESULT hr = S_OK;

    if (!eid || !eid->Value.bin.cb) return S_OK;
    if (missing_tags(entry, recipient_tags(flags), (SPropTagArray *)&missing)) {
        eid_kept = mem_dup(eid->Value.bin.lpb, eid->Value.bin.cb, NULL);
        if (!eid_kept) return MAPI_E_NOT_ENOUGH_MEMORY;
        id = (SBinary){eid->Value.bin.cb, eid_kept};
        hr = ask(router, &id, (SPropTagArray *)&missing, flags, &type, &values);
    }
    if (SUCCEEDED(hr) && values) hr = recipient_put(entry, missing.cValues, values, flags);
    return SUCCEEDED(hr) ? derive(entry, type, flags) : hr;
}

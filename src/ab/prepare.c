/*
 * prepare.c - recipients made ready for use: long-term entry IDs, asked-for properties first
 *
 * A provider works on a copy, of which its own entries are taken. What it leaves undone, and what no
 * provider knows (one-offs), is done here.
 */
#include <string.h>
#include "mapiaux.h"
#include "mapitags.h"
#include "ab/addrbook.h"
#include "ab/recipient.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/uid.h"
#include "com/com.h"
#include "eid/eid.h"
#include "eid/oneoff.h"
#include "prop/adrlist.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "provider/logon.h"

static const SBinary *entry_id(const ADRENTRY *entry)
{
    const SPropValue *eid = recipient_value(entry, PR_ENTRYID);

    return eid && eid->Value.bin.cb && eid->Value.bin.lpb ? &eid->Value.bin : NULL;
}

static const MAPIUID *entry_uid(const ADRENTRY *entry)
{
    const SBinary *eid = entry_id(entry);

    return eid ? eid_uid(eid->cb, (ENTRYID *)eid->lpb) : NULL;
}

static bool is_short_term(const ADRENTRY *entry)
{
    const SBinary *eid = entry_id(entry);

    return eid && eid->lpb[0] & (MAPI_SHORTTERM | MAPI_THISSESSION | MAPI_NOW);
}

/* ---- the providers' turn ---- */

/* The address book that an entry belongs to, to be unused; NULL: nobody's. */
static struct logon *owner_of(struct router *router, const ADRENTRY *entry)
{
    const MAPIUID *uid = entry_uid(entry);
    struct logon *logon = uid ? router_find(router, uid, 0) : NULL;

    if (!logon || logon->type == MAPI_AB_PROVIDER) return logon;
    logon_unuse(logon);
    return NULL;
}

/* The entries of that provider become what it made of its copies. */
static HRESULT take_entries(struct router *router, const struct logon *logon, const ADRLIST *copy,
                            ADRLIST *list)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++) {
        const ADRENTRY *made = &copy->aEntries[i];
        struct logon *owner = owner_of(router, &list->aEntries[i]);
        SPropValue *values = NULL;

        if (owner == logon && made->rgPropVals && entry_id(made)) {
            hr = pval_copy_array(made->cValues, made->rgPropVals, NULL, &values);
            if (SUCCEEDED(hr)) {
                mem_free(list->aEntries[i].rgPropVals);
                list->aEntries[i].rgPropVals = values;
                list->aEntries[i].cValues = made->cValues;
            } else if (hr == MAPI_E_INVALID_PARAMETER) hr = S_OK; /* those aren't values */
        }
        logon_unuse(owner);
    }
    return hr;
}

static HRESULT ask_provider(struct router *router, struct logon *logon, const SPropTagArray *tags,
                            ADRLIST *list, ULONG flags)
{
    AUTO_ADRLIST ADRLIST *copy = NULL;
    HRESULT hr = adrlist_copy(list, &copy);

    if (FAILED(hr)) return hr;
    hr = logon->ab->lpVtbl->PrepareRecips(logon->ab, flags, (SPropTagArray *)tags, copy);
    copy->cEntries = list->cEntries;
    if (hr == MAPI_E_NO_SUPPORT) return S_OK;
    return SUCCEEDED(hr) ? take_entries(router, logon, copy, list) : hr;
}

/* Is an earlier entry that provider's as well? Then it has been asked. */
static bool was_asked(struct router *router, const ADRLIST *list, ULONG before,
                      const struct logon *logon)
{
    bool asked = false;

    for (ULONG i = 0; i < before && !asked; i++) {
        struct logon *owner = owner_of(router, &list->aEntries[i]);

        asked = owner == logon;
        logon_unuse(owner);
    }
    return asked;
}

static HRESULT ask_providers(struct router *router, const SPropTagArray *tags, ADRLIST *list,
                             ULONG flags)
{
    HRESULT result = S_OK;

    for (ULONG i = 0; i < list->cEntries; i++) {
        struct logon *logon = owner_of(router, &list->aEntries[i]);
        HRESULT hr = S_OK;

        if (logon && !was_asked(router, list, i, logon))
            hr = ask_provider(router, logon, tags, list, flags);
        logon_unuse(logon);
        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (FAILED(hr) && SUCCEEDED(result)) result = hr;
    }
    return result;
}

/* ---- what is left ---- */

/* Is it long-term, and does it begin with what was asked for? */
static bool is_prepared(const ADRENTRY *entry, const SPropTagArray *tags)
{
    if (is_short_term(entry) || entry->cValues < tags->cValues) return false;
    for (ULONG i = 0; i < tags->cValues; i++)
        if (entry->rgPropVals[i].ulPropTag != tags->aulPropTag[i] &&
            entry->rgPropVals[i].ulPropTag != CHANGE_PROP_TYPE(tags->aulPropTag[i], PT_ERROR))
            return false;
    return true;
}

/* What the entry itself says: values for tags and, last, its long-term entry ID. */
static HRESULT ask_entry(struct router *router, const ADRENTRY *entry, const SPropTagArray *tags,
                         ULONG flags, SPropValue **out)
{
    AUTO_RELEASE IMAPIProp *object = NULL;
    AUTO_FREE SPropTagArray *wanted = ptag_new_array(tags->cValues + 1, NULL);
    AUTO_FREE SPropValue *values = NULL;
    struct last_error unheard = {0};
    const SBinary *eid = entry_id(entry);
    ULONG type, count = 0;
    HRESULT hr;

    if (!wanted) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(wanted->aulPropTag, tags->aulPropTag, tags->cValues * sizeof(ULONG));
    wanted->aulPropTag[tags->cValues] = PR_ENTRYID;
    hr = router_open_entry(router, eid->cb, (ENTRYID *)eid->lpb, NULL, flags, &unheard, &type,
                           (IUnknown **)&object);
    hr = com_given(hr, &object);
    if (FAILED(hr)) return hr;
    hr = object->lpVtbl->GetProps(object, wanted, MAPI_UNICODE, &count, &values);
    hr = pval_given(hr, wanted->cValues, count, &values);
    if (SUCCEEDED(hr)) *out = TAKE(values);
    return hr;
}

static HRESULT error_of(const SPropValue *value, HRESULT otherwise)
{
    return value && PROP_TYPE(value->ulPropTag) == PT_ERROR && FAILED(value->Value.err)
               ? value->Value.err
               : otherwise;
}

/* tag's place is filled: with the entry's own value, else what was given, else an error. */
static HRESULT place(const ADRENTRY *entry, ULONG tag, const SPropValue *given, HRESULT why,
                     void *root, SPropValue *out)
{
    const SPropValue *value = recipient_value(entry, tag);

    if (!value && given && ptag_fits(tag, given->ulPropTag)) value = given;
    if (value && pval_valid(value)) return pval_as(value, PROP_TYPE(tag), root, out);
    *out = pval_error(tag, FAILED(why) ? why : error_of(given, MAPI_E_NOT_FOUND));
    return S_OK;
}

/* given: one value for each tag, and the entry ID; NULL: there are none, and why says why not. */
static HRESULT arrange(ADRENTRY *entry, const SPropTagArray *tags, const SPropValue *given,
                       HRESULT why)
{
    const SPropValue *long_term = given ? &given[tags->cValues] : NULL;
    AUTO_FREE SPropValue *values = mem_array((size_t)entry->cValues + tags->cValues + 1,
                                             sizeof(*values));
    SPropValue *made = NULL;
    ULONG n = 0;
    HRESULT hr = values ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    for (; n < tags->cValues && SUCCEEDED(hr); n++)
        hr = place(entry, tags->aulPropTag[n], given ? &given[n] : NULL, why, values, &values[n]);
    for (ULONG i = 0; i < entry->cValues && SUCCEEDED(hr); i++)
        if (!ptag_has_id(tags, entry->rgPropVals[i].ulPropTag)) values[n++] = entry->rgPropVals[i];
    if (FAILED(hr)) return hr;
    if (is_short_term(entry) && long_term && long_term->ulPropTag == PR_ENTRYID &&
        long_term->Value.bin.cb)
        for (ULONG i = 0; i < n; i++)
            if (values[i].ulPropTag == PR_ENTRYID) values[i] = *long_term;
    hr = pval_copy_array(n, values, NULL, &made);
    if (FAILED(hr)) return hr;
    mem_free(entry->rgPropVals);
    entry->rgPropVals = made;
    entry->cValues = n;
    return S_OK;
}

static bool needs_asking(const ADRENTRY *entry, const SPropTagArray *tags)
{
    bool needs = is_short_term(entry);

    for (ULONG i = 0; i < tags->cValues; i++)
        needs = needs || !recipient_value(entry, tags->aulPropTag[i]);
    return needs;
}

/* MAPI_E_NOT_FOUND: its own provider says that there is no such entry. */
static HRESULT prepare_entry(struct router *router, ADRENTRY *entry, const SPropTagArray *tags,
                             ULONG flags)
{
    AUTO_FREE SPropValue *given = NULL;
    HRESULT asked = S_OK, hr;

    if (!entry_id(entry) || is_prepared(entry, tags)) return S_OK;
    if (needs_asking(entry, tags)) asked = ask_entry(router, entry, tags, flags, &given);
    if (asked == MAPI_E_NOT_ENOUGH_MEMORY) return asked;
    hr = arrange(entry, tags, given, given ? S_OK : asked);
    return SUCCEEDED(hr) && asked == MAPI_E_NOT_FOUND ? asked : hr;
}

HRESULT ab_prepare(struct router *router, const SPropTagArray *tags, ADRLIST *list, ULONG flags)
{
    static const SPropTagArray none = {0};
    HRESULT result, hr;

    result = ask_providers(router, tags, list, flags);
    if (result == MAPI_E_NOT_ENOUGH_MEMORY) return result;
    for (ULONG i = 0; i < list->cEntries; i++) {
        hr = prepare_entry(router, &list->aEntries[i], tags ? tags : &none, flags);
        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (FAILED(hr) && SUCCEEDED(result)) result = hr;
    }
    return result;
}

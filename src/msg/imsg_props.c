/*
 * imsg_props.c - the properties of a message or an attachment in a storage, as they are read
 *
 * Values up to a few KiB are in the bag from the beginning. Of the others the bag has a slot
 * without a value, marked IMSG_ELSEWHERE, that is filled when it is asked for: a table of
 * attachments doesn't read the attachments.
 */
#include <stdlib.h>
#include <string.h>
#include "mapitags.h"
#include "mapiutil.h"
#include "base/array.h"
#include "base/bytes.h"
#include "base/text.h"
#include "msg/copy.h"
#include "msg/imsg_own.h"
#include "msg/progress.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"

enum { MOST_ENTRIES_BYTES = 4 << 20, SMALL_BYTES = 4096, ALL_SMALL_BYTES = 4 << 20 };

void imsg_props_init(struct imsg_props *props, struct imsg_house *house, IUnknown *outer,
                     const IID *iid, const struct prop_bag_ops *ops, void *owner)
{
    prop_bag_init(&props->bag, outer, ops, owner, NULL);
    prop_bag_use_names(&props->bag, house->names);
    props->bag.keep_deleted = true;
    props->iid = iid;
    props->house = house;
}

void imsg_props_destroy(struct imsg_props *props)
{
    com_release(&props->storage);
    mem_free(props->entries);
    ARRAY_DROP(&props->there);
    prop_bag_destroy(&props->bag);
}

/* ---- from the storage ---- */

/* A type that has a place in a storage and in a bag. */
static bool is_known(ULONG tag)
{
    const struct ptype *type = ptype_of(tag);

    if (!type || PROP_TYPE(tag) & MV_INSTANCE || !PROP_ID(tag) || PROP_ID(tag) == PROP_ID_INVALID)
        return false;
    if (type->shape == PTYPE_RESTRICTION || type->shape == PTYPE_ACTIONS) return false;
    return PROP_TYPE(tag) != PT_UNSPECIFIED && PROP_TYPE(tag) != PT_NULL &&
           PROP_TYPE(tag) != PT_ERROR;
}

static int compare_entries(const void *a, const void *b)
{
    ULONG x = PROP_ID(((const struct imsg_entry *)a)->tag),
          y = PROP_ID(((const struct imsg_entry *)b)->tag);

    return x < y ? -1 : x > y;
}

/* Keeps the first entry of each id, ordered by it. */
static void sort_entries(struct imsg_props *props)
{
    size_t kept = 0;

    qsort(props->entries, props->count, sizeof(*props->entries), compare_entries);
    for (size_t i = 0; i < props->count; i++)
        if (!kept || PROP_ID(props->entries[kept - 1].tag) != PROP_ID(props->entries[i].tag))
            props->entries[kept++] = props->entries[i];
    props->count = kept;
}

static HRESULT read_entries(struct imsg_props *props, size_t header_bytes)
{
    AUTO_FREE uint8_t *data = NULL;
    struct reader r;
    size_t bytes;
    HRESULT hr =
        imsg_read_stream(props->storage, IMSG_PROPERTIES, MOST_ENTRIES_BYTES, NULL, &data, &bytes);

    if (FAILED(hr)) return hr == MAPI_E_TOO_BIG ? FAIL(MAPI_E_CORRUPT_DATA) : hr;
    if (bytes < header_bytes) return FAIL(MAPI_E_CORRUPT_DATA);
    props->room = (bytes - header_bytes) / 16 + 1;
    props->entries = mem_array(props->room, sizeof(*props->entries));
    if (!props->entries) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    r = reader_over(data + header_bytes, bytes - header_bytes);
    while (read_left(&r) >= 16) {
        struct imsg_entry *entry = &props->entries[props->count];

        entry->tag = read_u32(&r);
        entry->flags = read_u32(&r);
        memcpy(entry->value, read_bytes(&r, 8), 8);
        props->count += is_known(entry->tag);
    }
    sort_entries(props);
    return S_OK;
}

static struct imsg_entry *find_entry(const struct imsg_props *props, ULONG tag)
{
    size_t low = 0, high = props->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (PROP_ID(props->entries[middle].tag) < PROP_ID(tag)) low = middle + 1;
        else high = middle;
    }
    return low < props->count && PROP_ID(props->entries[low].tag) == PROP_ID(tag)
               ? &props->entries[low]
               : NULL;
}

static ULONG entry_long(const struct imsg_props *props, ULONG tag)
{
    const struct imsg_entry *entry = find_entry(props, tag);

    return entry && entry->tag == tag ? (ULONG)imsg_inline_value(entry).Value.l : 0;
}

static void find_code_page(struct imsg_props *props, const struct imsg_props *like)
{
    ULONG internet = entry_long(props, PR_INTERNET_CPID);

    props->code_page = imsg_code_page(entry_long(props, PR_MESSAGE_CODEPAGE),
                                      entry_long(props, PR_MESSAGE_LOCALE_ID), internet);
    if (!props->code_page && like) props->code_page = like->code_page;
    props->html_code_page = imsg_code_page(internet, 0, 0);
    if (!props->html_code_page)
        props->html_code_page = like ? like->html_code_page : props->code_page;
}

/* PR_BODY_HTML is what the Internet message had. */
static UINT code_page_of(const struct imsg_props *props, ULONG tag)
{
    return PROP_ID(tag) == PROP_ID(PR_HTML) ? props->html_code_page : props->code_page;
}

/* What a file says of a property as marks. A writer that knows no attributes leaves them 0: nothing
 * is said then. */
static ULONG marks_of(const struct imsg_entry *entry)
{
    ULONG known = entry->flags & (PROPATTR_MANDATORY | PROPATTR_READABLE | PROPATTR_WRITEABLE);

    if (!known) return 0;
    return known << IMSG_ATTR_SHIFT | IMSG_ATTR_KNOWN |
           (known & PROPATTR_WRITEABLE ? 0 : PROP_LOCKED);
}

static ULONG tag_in_bag(ULONG tag)
{
    return ptype_is_text(tag) ? CHANGE_PROP_TYPE(tag, PT_UNICODE | (PROP_TYPE(tag) & MV_FLAG))
                              : tag;
}

/* One property into the bag; small is what may be read of them all still. */
static HRESULT take_entry(struct imsg_props *props, const struct imsg_entry *entry, size_t *small)
{
    AUTO_FREE char *root = NULL;
    SPropValue value;
    size_t most = *small < SMALL_BYTES ? *small : SMALL_BYTES;
    HRESULT hr;

    if (imsg_is_inline(entry->tag)) {
        value = imsg_inline_value(entry);
        return prop_bag_set_marked(&props->bag, &value, marks_of(entry));
    }
    if (PROP_TYPE(entry->tag) == PT_OBJECT)
        return prop_bag_add_object(&props->bag, entry->tag, marks_of(entry));
    root = mem_zero(1);
    if (!root) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = imsg_read_value(props->storage, &props->there, entry->tag, code_page_of(props, entry->tag),
                         most, root, &value);
    if (hr == MAPI_E_TOO_BIG)
        return prop_bag_add_object(&props->bag, tag_in_bag(entry->tag),
                                   marks_of(entry) | IMSG_ELSEWHERE);
    /* that one is lost */
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_CORRUPT_DATA || hr == MAPI_E_NO_SUPPORT) return S_OK;
    if (FAILED(hr)) return hr;
    *small -= pval_bytes(&value) < *small ? pval_bytes(&value) : *small;
    return prop_bag_set_marked(&props->bag, &value, marks_of(entry));
}

HRESULT imsg_props_load(struct imsg_props *props, size_t header_bytes,
                        const struct imsg_props *like)
{
    size_t small = ALL_SMALL_BYTES;
    HRESULT hr = imsg_elements_list(props->storage, &props->there);

    if (SUCCEEDED(hr) && !imsg_elements_have(&props->there, IMSG_ALL_PROPERTIES, 0, IMSG_WHOLE))
        hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) hr = read_entries(props, header_bytes);
    if (FAILED(hr)) return hr;
    find_code_page(props, like);
    for (size_t i = 0; SUCCEEDED(hr) && i < props->count; i++)
        hr = take_entry(props, &props->entries[i], &small);
    return hr;
}

/* Fills one slot that is IMSG_ELSEWHERE. One that isn't there, or is damaged, keeps its mark, and
 * is told as missing. */
static HRESULT bring_one(struct imsg_props *props, ULONG tag)
{
    const struct imsg_entry *entry = find_entry(props, tag);
    AUTO_FREE SPropValue *value = mem_zero(sizeof(*value));
    struct prop_bag_slot *slot;
    HRESULT hr;

    if (!value) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (!entry) return S_OK;
    hr = imsg_read_value(props->storage, &props->there, entry->tag, code_page_of(props, entry->tag),
                         IMSG_MOST_BYTES, value, value);
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_CORRUPT_DATA || hr == MAPI_E_NO_SUPPORT) return S_OK;
    if (FAILED(hr)) return hr;
    LOCKED(props->bag.lock);
    slot = prop_bag_slot(&props->bag, tag);
    if (!slot || !(slot->marks & IMSG_ELSEWHERE)) return S_OK; /* set or deleted meanwhile */
    slot->value = TAKE(value);
    slot->marks &= ~IMSG_ELSEWHERE;
    return S_OK;
}

HRESULT imsg_props_bring(struct imsg_props *props, const SPropTagArray *tags)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < (tags ? tags->cValues : props->bag.count); i++) {
        struct prop_bag_slot *slot;
        ULONG tag = 0;

        lock_take(props->bag.lock);
        if (tags) slot = prop_bag_slot(&props->bag, tags->aulPropTag[i]);
        else slot = i < props->bag.count ? &props->bag.slots[i] : NULL;
        if (slot && slot->marks & IMSG_ELSEWHERE && !(slot->marks & PROP_DELETED)) tag = slot->tag;
        lock_drop(props->bag.lock);
        if (tag) hr = bring_one(props, tag);
        if (!tags && hr == MAPI_E_TOO_BIG) hr = S_OK; /* all but that one */
    }
    return hr;
}

LONG imsg_props_long(struct imsg_props *props, ULONG tag, LONG otherwise)
{
    const SPropValue *value;

    LOCKED(props->bag.lock);
    value = prop_bag_get(&props->bag, tag);
    return value ? value->Value.l : otherwise;
}

/* With the bag's lock held. A new value stands for what lies elsewhere. */
HRESULT imsg_props_put(void *owner, const SPropValue *value)
{
    struct imsg_props *props = owner;
    struct prop_bag_slot *slot = prop_bag_slot(&props->bag, value->ulPropTag);

    if (ptype_of(value->ulPropTag)->shape == PTYPE_RESTRICTION ||
        ptype_of(value->ulPropTag)->shape == PTYPE_ACTIONS)
        return MAPI_E_INVALID_TYPE;
    if (slot) slot->marks &= ~IMSG_ELSEWHERE;
    return S_OK;
}

/* ---- methods ---- */

HRESULT imsg_props_get_last_error(struct imsg_props *props, HRESULT hr, ULONG flags,
                                  LPMAPIERROR *out)
{
    return prop_bag_get_last_error(&props->bag, hr, flags, out);
}

/* SaveChanges - the object's own. MAPI_E_NO_ACCESS: it is read-only */
HRESULT imsg_props_save_changes(struct imsg_props *props, ULONG flags)
{
    return prop_bag_save_changes(&props->bag, flags);
}

/* Reads those of tags, and says why one couldn't be read. Fails when there is no memory. */
static HRESULT bring_each(struct imsg_props *props, const SPropTagArray *tags, HRESULT *errors)
{
    for (ULONG i = 0; i < tags->cValues; i++) {
        SizedSPropTagArray(1, one) = {1, {tags->aulPropTag[i]}};

        errors[i] = imsg_props_bring(props, (SPropTagArray *)&one);
        if (errors[i] == MAPI_E_NOT_ENOUGH_MEMORY) return errors[i];
    }
    return S_OK;
}

/* GetProps - prop_bag's, once what is asked for was read. All (tags NULL): fails when one can't be
 * read now */
HRESULT imsg_props_get_props(struct imsg_props *props, LPSPropTagArray tags, ULONG flags,
                             ULONG *count, LPSPropValue *out)
{
    AUTO_FREE HRESULT *errors = NULL;
    HRESULT hr;

    if (!count || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *count = 0;
    *out = NULL;
    IMSG_ENTER(props->house);
    if (tags) {
        errors = mem_array((size_t)tags->cValues + 1, sizeof(*errors));
        hr = errors ? bring_each(props, tags, errors) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    } else {
        hr = imsg_props_bring(props, NULL);
    }
    if (FAILED(hr)) return hr;
    hr = prop_bag_get_props(&props->bag, tags, flags, count, out);
    for (ULONG i = 0; tags && SUCCEEDED(hr) && i < *count; i++)
        if (FAILED(errors[i]) && PROP_TYPE((*out)[i].ulPropTag) == PT_ERROR)
            (*out)[i].Value.err = errors[i];
    return hr;
}

HRESULT imsg_props_get_prop_list(struct imsg_props *props, ULONG flags, LPSPropTagArray *out)
{
    return prop_bag_get_prop_list(&props->bag, flags, out);
}

HRESULT imsg_props_open_property(struct imsg_props *props, ULONG tag, LPCIID iid,
                                 ULONG interface_options, ULONG flags, LPUNKNOWN *out)
{
    SizedSPropTagArray(1, one) = {1, {tag}};
    HRESULT hr = S_OK;

    if (out) *out = NULL;
    IMSG_ENTER(props->house);
    if (!(flags & MAPI_CREATE)) hr = imsg_props_bring(props, (SPropTagArray *)&one);
    return SUCCEEDED(hr)
               ? prop_bag_open_property(&props->bag, tag, iid, interface_options, flags, out)
               : hr;
}

HRESULT imsg_props_set_props(struct imsg_props *props, ULONG count, LPSPropValue values,
                             LPSPropProblemArray *problems)
{
    IMSG_ENTER(props->house);
    return prop_bag_set_props(&props->bag, count, values, problems);
}

HRESULT imsg_props_delete_props(struct imsg_props *props, LPSPropTagArray tags,
                                LPSPropProblemArray *problems)
{
    IMSG_ENTER(props->house);
    return prop_bag_delete_props(&props->bag, tags, problems);
}

/* CopyTo - DoCopyTo's rules; MAPI_DIALOG shows progress when a support object is there (11.9-13) */
HRESULT imsg_props_copy_to(struct imsg_props *props, ULONG n_excluded_iids, LPCIID excluded_iids,
                           LPSPropTagArray excluded, ULONG_PTR ui, LPMAPIPROGRESS progress,
                           LPCIID iid, LPVOID destination, ULONG flags,
                           LPSPropProblemArray *problems)
{
    AUTO_RELEASE IMAPIProgress *shown =
        support_progress(props->house->support, flags & MAPI_DIALOG, ui, progress);

    if (!shown) flags &= ~(ULONG)MAPI_DIALOG;
    return copy_to(props->iid, props->bag.outer, n_excluded_iids, excluded_iids, excluded, shown,
                   iid, destination, flags, problems);
}

HRESULT imsg_props_copy_props(struct imsg_props *props, LPSPropTagArray included, ULONG_PTR ui,
                              LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                              LPSPropProblemArray *problems)
{
    AUTO_RELEASE IMAPIProgress *shown =
        support_progress(props->house->support, flags & MAPI_DIALOG, ui, progress);

    if (!shown) flags &= ~(ULONG)MAPI_DIALOG;
    return copy_props(props->iid, props->bag.outer, included, shown, iid, destination, flags,
                      problems);
}

HRESULT imsg_props_get_names_from_ids(struct imsg_props *props, LPSPropTagArray *tags, LPGUID set,
                                      ULONG flags, ULONG *count, LPMAPINAMEID **names)
{
    return prop_bag_get_names_from_ids(&props->bag, tags, set, flags, count, names);
}

/* GetIDsFromNames. A new name in a message that can't be written: MAPI_E_NO_ACCESS */
HRESULT imsg_props_get_ids_from_names(struct imsg_props *props, ULONG count, LPMAPINAMEID *names,
                                      ULONG flags, LPSPropTagArray *out)
{
    bool create = flags == MAPI_CREATE && props->bag.read_only && out && names;
    HRESULT hr = prop_bag_get_ids_from_names(&props->bag, count, names, create ? 0 : flags, out);

    if (!create || hr != MAPI_W_ERRORS_RETURNED) return hr;
    mem_free(*out);
    *out = NULL;
    return FAIL(MAPI_E_NO_ACCESS);
}

/*
 * resolve.c - names that a user typed become entries of the book
 */
#include "resolve.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "person.h"

#define MOST_EQUALS 64 /* entries with the same beginning that are looked at for the whole name */

static const SizedSPropTagArray(10, usual) = {10,
                                              {PR_ENTRYID, PR_ADDRTYPE_W, PR_DISPLAY_NAME_W,
                                               PR_EMAIL_ADDRESS_W, PR_OBJECT_TYPE, PR_DISPLAY_TYPE,
                                               PR_SEARCH_KEY, PR_RECORD_KEY,
                                               PR_TRANSMITABLE_DISPLAY_NAME_W, PR_SEND_RICH_INFO}};

static const SPropValue *find_prop(const ADRENTRY *entry, ULONG tag)
{
    for (ULONG i = 0; i < entry->cValues; i++)
        if (PROP_ID(entry->rgPropVals[i].ulPropTag) == PROP_ID(tag) &&
            PROP_TYPE(entry->rgPropVals[i].ulPropTag) != PT_ERROR)
            return &entry->rgPropVals[i];
    return NULL;
}

/* ---- finding ---- */

static bool is_same(const WCHAR *a, const WCHAR *b)
{
    size_t i = 0, j = 0, n = wide_len(a), m = wide_len(b);

    while (i < n && j < m)
        if (fold_code_point(wide_next(a, n, &i)) != fold_code_point(wide_next(b, m, &j)))
            return false;
    return i == n && j == m;
}

/* Under the lock. *id 0: none is it, or several are. */
static HRESULT whole_name(struct book *book, const WCHAR *name, const int64_t *ids, size_t n,
                          int64_t *id)
{
    size_t found = 0;
    HRESULT hr = S_OK;

    *id = 0;
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        struct bag bag = {0};
        struct entry_row row;

        hr = entries_read(book->file, ids[i], &row, &bag);
        if (SUCCEEDED(hr) && (is_same(bag_wide(&bag, PR_DISPLAY_NAME_W), name) ||
                              is_same(bag_wide(&bag, PR_EMAIL_ADDRESS_W), name))) {
            found++;
            *id = ids[i];
        }
        if (entries_is_no_more(hr)) hr = S_OK;
        bag_clear(&bag);
    }
    if (found != 1) *id = 0;
    return hr;
}

/* Under the lock. answer: MAPI_UNRESOLVED, MAPI_AMBIGUOUS, MAPI_RESOLVED. */
static HRESULT find(struct book *book, const WCHAR *name, int64_t *id, ULONG *answer)
{
    int64_t ids[MOST_EQUALS];
    struct words words = {0};
    size_t n = 0;
    HRESULT hr;

    *answer = MAPI_UNRESOLVED;
    hr = words_add(&words, name, wide_len(name), false);
    if (SUCCEEDED(hr)) hr = entries_match(book->file, &words, ids, MOST_EQUALS, &n);
    words_clear(&words);
    if (FAILED(hr) || !n) return hr;
    *id = ids[0];
    if (n > 1) hr = whole_name(book, name, ids, n, id);
    *answer = *id ? MAPI_RESOLVED : MAPI_AMBIGUOUS;
    return hr;
}

/* ---- filling ---- */

static ULONG in_width(ULONG tag, ULONG flags)
{
    if (PROP_TYPE(tag) != PT_UNICODE || flags & MAPI_UNICODE) return tag;
    return CHANGE_PROP_TYPE(tag, PT_STRING8);
}

/*
 * A new array for the entry: the tags' values first, then what it had beside; the old one is freed.
 * keep: what it has wins over what the book says. Without the lock.
 */
static HRESULT fill(struct book *book, const SPropTagArray *tags, ULONG flags, bool keep,
                    struct value **values, ADRENTRY *entry)
{
    const struct allocators *alloc = &book->alloc;
    ULONG n = 0, type_flags = flags & MAPI_UNICODE;
    SPropValue *props;
    HRESULT hr;

    hr = alloc->buffer((ULONG)((tags->cValues + entry->cValues) * sizeof(*props)), (void **)&props);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < tags->cValues && SUCCEEDED(hr); i++) {
        const SPropValue *had = keep ? find_prop(entry, tags->aulPropTag[i]) : NULL;
        AUTO_VALUE struct value *copy = NULL;
        ULONG tag = tags == (const SPropTagArray *)&usual ? in_width(tags->aulPropTag[i], flags)
                                                          : tags->aulPropTag[i];

        if (had) hr = value_from_prop(had, &copy);
        if (SUCCEEDED(hr))
            hr = value_to_prop(had ? copy : values[i], tag, type_flags, alloc, props, 0, 0,
                               &props[n++]);
    }
    for (ULONG i = 0; i < entry->cValues && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *copy = NULL;
        ULONG tag = entry->rgPropVals[i].ulPropTag, k = 0;

        while (k < tags->cValues && PROP_ID(tags->aulPropTag[k]) != PROP_ID(tag))
            k++;
        if (k < tags->cValues || PROP_TYPE(tag) == PT_ERROR || PROP_TYPE(tag) == PT_NULL) continue;
        hr = value_copy(&entry->rgPropVals[i], 0, &copy);
        if (SUCCEEDED(hr))
            hr = value_to_prop(copy, tag, type_flags, alloc, props, 0, 0, &props[n++]);
    }
    if (FAILED(hr)) {
        alloc->free(props);
        return hr;
    }
    alloc->free(entry->rgPropVals);
    entry->rgPropVals = props;
    entry->cValues = n;
    return S_OK;
}

/* Under the lock. */
static HRESULT read_values(struct book *book, int64_t id, const SPropTagArray *tags,
                           struct value **values)
{
    struct bag bag = {0};
    struct entry_row row;
    HRESULT hr = entries_read(book->file, id, &row, &bag);

    for (ULONG i = 0; i < tags->cValues && SUCCEEDED(hr); i++) {
        hr = person_value(book, &row, &bag, tags->aulPropTag[i], &values[i]);
        if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    }
    bag_clear(&bag);
    return hr;
}

static HRESULT resolve_one(struct book *book, const SPropTagArray *tags, ULONG flags,
                           ADRENTRY *entry, struct value **values, ULONG *answer)
{
    const SPropValue *typed = find_prop(entry, PR_DISPLAY_NAME);
    WCHAR *name = NULL;
    int64_t id = 0;
    HRESULT hr;

    if (!typed) return S_OK;
    hr = text_of_prop(typed, &name);
    if (FAILED(hr) || !name) return hr;
    db_lock(book_db(book));
    hr = find(book, name, &id, answer);
    if (SUCCEEDED(hr) && *answer == MAPI_RESOLVED) hr = read_values(book, id, tags, values);
    db_unlock(book_db(book));
    free(name);
    if (SUCCEEDED(hr) && *answer == MAPI_RESOLVED)
        hr = fill(book, tags, flags, false, values, entry);
    if (FAILED(hr)) *answer = MAPI_UNRESOLVED;
    return hr;
}

static void drop_values(struct value **values, ULONG n)
{
    for (ULONG i = 0; i < n; i++) {
        value_unref(values[i]);
        values[i] = NULL;
    }
}

HRESULT resolve_names(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list,
                      FlagList *answers)
{
    struct value **values;
    HRESULT hr = S_OK;

    if (!list || !answers || answers->cFlags < list->cEntries) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_CACHE_ONLY | MAPI_NO_CACHE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (tags && tags->cValues > 0x7fff) return MAPI_E_INVALID_PARAMETER;
    if (!tags || !tags->cValues) tags = (const SPropTagArray *)&usual;
    values = calloc(tags->cValues, sizeof(*values));
    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++) {
        if (answers->ulFlag[i] != MAPI_UNRESOLVED || !list->aEntries[i].cValues) continue;
        hr = resolve_one(book, tags, flags, &list->aEntries[i], values, &answers->ulFlag[i]);
        drop_values(values, tags->cValues);
    }
    free(values);
    return hr;
}

HRESULT resolve_prepare(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list)
{
    struct value **values;
    HRESULT hr = S_OK;

    if (!list) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_CACHE_ONLY | MAPI_NO_CACHE)) return MAPI_E_UNKNOWN_FLAGS;
    if (!tags || !tags->cValues) return S_OK; /* 7.7-03: all our entry IDs are permanent */
    if (tags->cValues > 0x7fff) return MAPI_E_INVALID_PARAMETER;
    values = calloc(tags->cValues, sizeof(*values));
    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++) {
        const SPropValue *id = find_prop(&list->aEntries[i], PR_ENTRYID);
        struct book_id object;
        int64_t row;

        if (!id || id->ulPropTag != PR_ENTRYID ||
            FAILED(book_id_read(&book->file->uid, id->Value.bin.cb, id->Value.bin.lpb, &object)))
            continue; /* 7.7-04 */
        db_lock(book_db(book));
        hr = entries_find(book->file, &object, &row);
        if (SUCCEEDED(hr)) hr = read_values(book, row, tags, values);
        db_unlock(book_db(book));
        if (SUCCEEDED(hr)) hr = fill(book, tags, flags, true, values, &list->aEntries[i]);
        drop_values(values, tags->cValues);
    }
    free(values);
    return hr;
}

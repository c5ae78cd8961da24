/*
 * resolve.c - names that a user typed become entries of the book
 */
#include "resolve.h"
#include <stdlib.h>
#include <string.h>
#include "common/adrentry.h"
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "other_addresses.h"
#include "person.h"

/* ---- finding ---- */

bool resolve_is_same(const WCHAR *a, const WCHAR *b)
{
    size_t i = 0, j = 0, n = wide_len(a), m = wide_len(b);

    while (i < n && j < m)
        if (fold_code_point(wide_next(a, n, &i)) != fold_code_point(wide_next(b, m, &j)))
            return false;
    return i == n && j == m;
}

/* An entry, by its name and first address, or by another of its addresses. */
struct found {
    int64_t id;
    int other; /* which one of them; -1: none */
};

/* Whose name or one of whose addresses the name is as a whole: two at most. */
struct whole {
    const WCHAR *name;
    struct found found[2];
    size_t n;
};

static bool add_found(struct whole *whole, int64_t id, int other)
{
    for (size_t i = 0; i < whole->n; i++)
        if (whole->found[i].id == id) return true;
    whole->found[whole->n++] = (struct found){id, other};
    return whole->n < 2;
}

/* One that has all words of the name: false, when no more are wanted. */
static bool look_at_addresses(void *context, int64_t id, bool is_first, const struct bag *others)
{
    struct whole *whole = context;

    if (is_first) return add_found(whole, id, -1);
    for (ULONG i = 0; i < other_addresses_count(others); i++)
        if (resolve_is_same(other_addresses_at(others, i), whole->name))
            return add_found(whole, id, (int)i);
    return true;
}

/*
 * What is typed as a whole wins, however many entries it only begins (7.5-11). Under the lock.
 * *answer: MAPI_UNRESOLVED, MAPI_AMBIGUOUS, MAPI_RESOLVED.
 */
static HRESULT find(struct book *book, const WCHAR *name, struct found *found, ULONG *answer)
{
    struct whole whole = {.name = name};
    struct words words = {0};
    struct ids ids = {0};
    HRESULT hr;

    *answer = MAPI_UNRESOLVED;
    hr = words_add(&words, name, wide_len(name), false);
    if (SUCCEEDED(hr)) hr = entries_named(book->file, name, 2, &ids);
    for (size_t i = 0; i < ids.n; i++)
        add_found(&whole, ids.items[i], -1);
    if (SUCCEEDED(hr) && whole.n < 2)
        hr = entries_addressed(book->file, name, &words, look_at_addresses, &whole);
    ids.n = 0;
    if (SUCCEEDED(hr) && !whole.n) hr = entries_match(book->file, &words, 2, &ids);
    words_clear(&words);
    if (SUCCEEDED(hr) && (whole.n || ids.n)) {
        *found = whole.n ? whole.found[0] : (struct found){ids.items[0], -1};
        *answer = whole.n + ids.n == 1 ? MAPI_RESOLVED : MAPI_AMBIGUOUS;
    }
    ids_clear(&ids);
    return hr;
}

/* ---- filling ---- */

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
        const SPropValue *had = keep ? adrentry_find(entry, tags->aulPropTag[i]) : NULL;
        AUTO_VALUE struct value *copy = NULL;

        if (had) hr = value_from_prop(had, &copy);
        if (SUCCEEDED(hr))
            hr = value_to_prop(had ? copy : values[i], tags->aulPropTag[i], type_flags, alloc,
                               props, 0, 0, &props[n++]);
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

static HRESULT put_text(struct bag *bag, ULONG tag, const WCHAR *text)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr = value_text(tag, text, wide_len(text), &value);

    return FAILED(hr) ? hr : bag_set(bag, value);
}

/* Of this bag alone: the address that was asked for in place of the first. */
static HRESULT put_first(struct bag *bag, ULONG other)
{
    struct bag readable = {0};
    HRESULT hr = entries_readable(bag, &readable);

    if (SUCCEEDED(hr) && other < other_addresses_count(&readable)) { /* else it has been changed */
        hr = put_text(bag, PR_ADDRTYPE_W, other_addresses_type(&readable, other));
        if (SUCCEEDED(hr))
            hr = put_text(bag, PR_EMAIL_ADDRESS_W, other_addresses_at(&readable, other));
    }
    bag_clear(&readable);
    return hr;
}

/* Under the lock. */
static HRESULT read_values(struct book *book, const struct found *found, const SPropTagArray *tags,
                           struct value **values)
{
    struct bag bag = {0};
    struct entry_row row;
    HRESULT hr = entries_read_shown(book->file, found->id, &row, &bag);

    if (SUCCEEDED(hr) && found->other >= 0) hr = put_first(&bag, (ULONG)found->other);
    for (ULONG i = 0; i < tags->cValues && SUCCEEDED(hr); i++) {
        hr = person_value(book, &row, &bag, tags->aulPropTag[i], &values[i]);
        if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    }
    bag_clear(&bag);
    return hr;
}

static HRESULT look_in_book(struct book *book, void *context, const WCHAR *name,
                            const SPropTagArray *tags, struct value **values, ULONG *answer)
{
    struct found found;
    HRESULT hr = db_begin_read(book_db(book)); /* one view of the file */

    (void)context;
    if (FAILED(hr)) return hr;
    hr = find(book, name, &found, answer);
    if (SUCCEEDED(hr) && *answer == MAPI_RESOLVED) hr = read_values(book, &found, tags, values);
    return db_end(book_db(book), hr);
}

struct resolving {
    struct book *book;
    resolve_look *look;
    void *context;
    const SPropTagArray *tags;
    ULONG flags;
};

static HRESULT resolve_one(const struct resolving *all, ADRENTRY *entry, struct value **values,
                           ULONG *answer)
{
    const SPropValue *typed = adrentry_find(entry, PR_DISPLAY_NAME);
    struct book *book = all->book;
    WCHAR *name = NULL;
    HRESULT hr;

    if (!typed) return S_OK;
    hr = text_of_prop(typed, &name);
    if (FAILED(hr) || !name) return hr;
    db_lock(book_db(book));
    hr = all->look(book, all->context, name, all->tags, values, answer);
    db_unlock(book_db(book));
    free(name);
    if (SUCCEEDED(hr) && *answer == MAPI_RESOLVED)
        hr = fill(book, all->tags, all->flags, false, values, entry);
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

const SPropTagArray *resolve_tags(const SPropTagArray *tags, ULONG flags)
{
    return tags && tags->cValues ? tags : adrentry_usual(flags);
}

HRESULT resolve_with(struct book *book, resolve_look *look, void *context,
                     const SPropTagArray *tags, ULONG flags, ADRLIST *list, FlagList *answers)
{
    const struct resolving all = {book, look, context, resolve_tags(tags, flags), flags};
    struct value **values;
    HRESULT hr = S_OK;

    if (!list || !answers || answers->cFlags < list->cEntries) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_CACHE_ONLY | MAPI_NO_CACHE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (all.tags->cValues > 0x7fff) return MAPI_E_INVALID_PARAMETER;
    values = calloc(all.tags->cValues, sizeof(*values));
    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++) {
        if (answers->ulFlag[i] != MAPI_UNRESOLVED || !list->aEntries[i].cValues) continue;
        hr = resolve_one(&all, &list->aEntries[i], values, &answers->ulFlag[i]);
        drop_values(values, all.tags->cValues);
    }
    free(values);
    return hr;
}

HRESULT resolve_names(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list,
                      FlagList *answers)
{
    return resolve_with(book, look_in_book, NULL, tags, flags, list, answers);
}

HRESULT resolve_prepare(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list)
{
    struct value **values;
    HRESULT hr = S_OK;

    if (!list) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_CACHE_ONLY | MAPI_NO_CACHE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (!tags || !tags->cValues) return S_OK; /* 7.7-03: all our entry IDs are permanent */
    if (tags->cValues > 0x7fff) return MAPI_E_INVALID_PARAMETER;
    values = calloc(tags->cValues, sizeof(*values));
    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++) {
        const SPropValue *id = adrentry_find(&list->aEntries[i], PR_ENTRYID);
        struct book_id object;
        struct found found = {0, -1};

        if (!id || id->ulPropTag != PR_ENTRYID ||
            FAILED(book_id_read(&book->file->uid, id->Value.bin.cb, id->Value.bin.lpb, &object)))
            continue; /* 7.7-04 */
        db_lock(book_db(book));
        hr = entries_find(book->file, &object, &found.id);
        if (SUCCEEDED(hr)) hr = read_values(book, &found, tags, values);
        db_unlock(book_db(book));
        if (SUCCEEDED(hr)) hr = fill(book, tags, flags, true, values, &list->aEntries[i]);
        drop_values(values, tags->cValues);
    }
    free(values);
    return hr;
}

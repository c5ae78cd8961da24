/*
 * resolve.c - names that a user typed become entries of the directory
 */
#include "resolve.h"
#include <stdlib.h>
#include <string.h>
#include "anr_filter.h"
#include "common/adrentry.h"
#include "common/text/text8.h"
#include "lookup.h"

/* ---- finding ---- */

/* (|(cn=NAME)(mail=NAME)...): who has exactly that name, address or account */
static HRESULT whole_name_filter(const struct attribute_map *map, const WCHAR *name,
                                 struct filter *out)
{
    static const ULONG tags[] = {PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_ACCOUNT_W};

    filter_add(out, "(|");
    for (int i = 0; i < 3; i++) {
        const struct map_property *property = attribute_map_find(map, tags[i]);

        for (size_t k = 0; property && k < property->n; k++)
            filter_add_item(out, property->attributes[k].name, "", name, wide_len(name), "");
    }
    filter_add(out, FILTER_NOTHING ")"); /* a map may have none of them */
    return out->bad ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

static HRESULT find_one(struct book *book, const char *dn, struct filter *filter, uint64_t deadline,
                        struct lookup_rows *rows, ULONG *answer)
{
    char *text;
    HRESULT hr = filter_take(filter, &text);

    *rows = (struct lookup_rows){0};
    if (FAILED(hr)) return hr;
    hr = lookup_find(book, book->line, dn, text, 2, deadline, rows);
    free(text);
    *answer = rows->n > 1 || (rows->n && rows->more) ? MAPI_AMBIGUOUS
              : rows->n                              ? MAPI_RESOLVED
                                                     : MAPI_UNRESOLVED;
    return hr;
}

/* One who has the whole name is meant, however many have it as a beginning. */
static HRESULT find(struct book *book, const char *dn, const WCHAR *name, uint64_t deadline,
                    struct lookup_rows *rows, ULONG *answer)
{
    struct lookup_rows whole = {0};
    struct filter filter = {0};
    ULONG whole_answer = MAPI_UNRESOLVED;
    HRESULT hr = anr_filter(book->settings.map, name, &filter);

    *answer = MAPI_UNRESOLVED;
    if (hr == S_OK) hr = find_one(book, dn, &filter, deadline, rows, answer);
    filter_clear(&filter);
    if (FAILED(hr) || *answer != MAPI_AMBIGUOUS) return hr;
    hr = whole_name_filter(book->settings.map, name, &filter);
    if (SUCCEEDED(hr)) hr = find_one(book, dn, &filter, deadline, &whole, &whole_answer);
    filter_clear(&filter);
    if (SUCCEEDED(hr) && whole_answer == MAPI_RESOLVED) {
        lookup_rows_clear(book, rows);
        *rows = whole;
        *answer = MAPI_RESOLVED;
        return hr;
    }
    lookup_rows_clear(book, &whole);
    return hr;
}

/* ---- filling ---- */

/* The row's values as the tags want them: through an object, which knows both widths. */
static HRESULT fill(struct book *book, const SRow *row, const SPropTagArray *tags, ULONG flags,
                    bool keep, ADRENTRY *entry)
{
    IMailUser *person = NULL;
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr = person_create(book, row->cValues, row->lpProps, &person);

    if (SUCCEEDED(hr))
        hr = person->lpVtbl->GetProps(person, (SPropTagArray *)tags, flags & MAPI_UNICODE, &n,
                                      &values);
    if (SUCCEEDED(hr)) hr = adrentry_fill(entry, n, values, keep, &book->alloc);
    if (values) book->alloc.free(values);
    if (person) person->lpVtbl->Release(person);
    return hr;
}

static HRESULT resolve_one(struct book *book, const char *dn, const SPropTagArray *tags,
                           ULONG flags, uint64_t deadline, ADRENTRY *entry, ULONG *answer)
{
    const SPropValue *typed = adrentry_find(entry, PR_DISPLAY_NAME);
    struct lookup_rows rows = {0};
    ULONG found = MAPI_UNRESOLVED;
    WCHAR *name = NULL;
    HRESULT hr;

    if (!typed) return S_OK;
    hr = text_of_prop(typed, &name);
    if (FAILED(hr) || !name) return hr;
    hr = find(book, dn, name, deadline, &rows, &found);
    if (SUCCEEDED(hr) && found == MAPI_RESOLVED)
        hr = fill(book, &rows.rows[0], tags, flags, false, entry);
    if (SUCCEEDED(hr)) *answer = found;
    lookup_rows_clear(book, &rows);
    free(name);
    return hr;
}

#define RESOLVE_FLAGS (MAPI_UNICODE | MAPI_CACHE_ONLY | MAPI_NO_CACHE)

HRESULT resolve_names(struct book *book, const char *dn, const SPropTagArray *tags, ULONG flags,
                      ADRLIST *list, FlagList *answers)
{
    uint64_t deadline = line_deadline(book->line);
    HRESULT hr = S_OK;

    if (!list || !answers || answers->cFlags < list->cEntries) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)RESOLVE_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    if (tags && tags->cValues > 0x7fff) return MAPI_E_INVALID_PARAMETER;
    if (!tags || !tags->cValues) tags = adrentry_usual(flags);
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++) {
        if (answers->ulFlag[i] != MAPI_UNRESOLVED || !list->aEntries[i].cValues) continue;
        hr = resolve_one(book, dn, tags, flags, deadline, &list->aEntries[i], &answers->ulFlag[i]);
    }
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT prepare_one(struct book *book, const SPropTagArray *tags, ULONG flags,
                           uint64_t deadline, ADRENTRY *entry)
{
    const SPropValue *id = adrentry_find(entry, PR_ENTRYID);
    struct lookup_rows rows = {0};
    struct directory_id object;
    HRESULT hr;

    if (!id || id->ulPropTag != PR_ENTRYID) return S_OK;
    hr = directory_id_read(&book->uid, id->Value.bin.cb, id->Value.bin.lpb, &object);
    if (FAILED(hr) || object.type == MAPI_ABCONT) { /* 7.7-04 */
        directory_id_clear(&object);
        return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
    }
    hr = lookup_entry(book, object.type, object.dn, deadline, &rows);
    if (SUCCEEDED(hr) && !rows.n) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) hr = fill(book, &rows.rows[0], tags, flags, true, entry);
    lookup_rows_clear(book, &rows);
    directory_id_clear(&object);
    return hr;
}

HRESULT resolve_prepare(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list)
{
    uint64_t deadline = line_deadline(book->line);
    HRESULT hr = S_OK;

    if (!list) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)RESOLVE_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    if (!tags || !tags->cValues) return S_OK; /* 7.7-03: all our entry IDs are permanent */
    if (tags->cValues > 0x7fff) return MAPI_E_INVALID_PARAMETER;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++)
        hr = prepare_one(book, tags, flags, deadline, &list->aEntries[i]);
    return FAILED(hr) ? hr : S_OK;
}

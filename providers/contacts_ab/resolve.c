/*
 * resolve.c - names that a user typed become people of the folder
 */
#include <stdlib.h>
#include <string.h>
#include "anr.h"
#include "common/adrentry.h"
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "mapitags.h"

enum {
    MOST_EQUALS = 64, /* people with the same beginning that are looked at for the whole name */
    MOST_TAGS = 0x7fff,
    NAMES = 2 /* columns that a name is compared with */
};

/* ---- finding ---- */

static bool row_is(const SRow *row, const WCHAR *name)
{
    for (ULONG i = 0; i < 2 && i < row->cValues; i++)
        if (PROP_TYPE(row->lpProps[i].ulPropTag) == PT_UNICODE &&
            fold_is_same(row->lpProps[i].Value.lpszW, name))
            return true;
    return false;
}

/* The two columns that a name is compared with, then those asked for. */
static HRESULT set_columns(IMAPITable *view, const SPropTagArray *tags)
{
    SPropTagArray *columns = malloc(CbNewSPropTagArray(tags->cValues + NAMES));
    HRESULT hr;

    if (!columns) return MAPI_E_NOT_ENOUGH_MEMORY;
    columns->cValues = tags->cValues + NAMES;
    columns->aulPropTag[0] = PR_DISPLAY_NAME_W;
    columns->aulPropTag[1] = PR_EMAIL_ADDRESS_W;
    memcpy(&columns->aulPropTag[NAMES], tags->aulPropTag, tags->cValues * sizeof(ULONG));
    hr = view->lpVtbl->SetColumns(view, columns, TBL_BATCH);
    free(columns);
    return hr;
}

/* The one row that is meant, or NULL; several: MAPI_AMBIGUOUS. */
static const SRow *choose(const SRowSet *rows, const WCHAR *name, ULONG *answer)
{
    const SRow *same = NULL;
    ULONG n = 0;

    *answer = !rows->cRows ? MAPI_UNRESOLVED : rows->cRows == 1 ? MAPI_RESOLVED : MAPI_AMBIGUOUS;
    if (rows->cRows == 1) return &rows->aRow[0];
    for (ULONG i = 0; i < rows->cRows; i++) {
        if (!row_is(&rows->aRow[i], name)) continue;
        same = &rows->aRow[i];
        n++;
    }
    if (n != 1) return NULL;
    *answer = MAPI_RESOLVED;
    return same;
}

/* In one look: the rows may be others a moment later. */
static HRESULT find(struct book *book, IMAPITable *view, const WCHAR *name,
                    const SPropTagArray *tags, ADRENTRY *entry, ULONG *answer)
{
    SRowSet *rows = NULL;
    const SRow *row;
    HRESULT hr = set_columns(view, tags);

    if (SUCCEEDED(hr)) hr = view->lpVtbl->QueryRows(view, MOST_EQUALS, 0, &rows);
    if (FAILED(hr)) return hr;
    row = choose(rows, name, answer);
    if (row)
        hr = adrentry_fill(entry, row->cValues - NAMES, row->lpProps + NAMES, false, &book->alloc);
    for (ULONG i = 0; i < rows->cRows; i++)
        book->alloc.free(rows->aRow[i].lpProps);
    book->alloc.free(rows);
    return hr;
}

static HRESULT resolve_one(struct book *book, ITableData *data, const SPropTagArray *tags,
                           ADRENTRY *entry, ULONG *answer)
{
    const SPropValue *typed = adrentry_find(entry, PR_DISPLAY_NAME);
    AUTO_RELEASE IMAPITable *view = NULL;
    struct anr anr = {0};
    WCHAR *name = NULL;
    HRESULT hr;

    if (!typed) return S_OK;
    hr = text_of_prop(typed, &name);
    if (FAILED(hr) || !name) return hr;
    hr = anr_of_text(name, &anr);
    if (SUCCEEDED(hr)) hr = data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
    if (SUCCEEDED(hr)) hr = view->lpVtbl->Restrict(view, anr.res, TBL_BATCH);
    if (SUCCEEDED(hr)) hr = find(book, view, name, tags, entry, answer);
    if (FAILED(hr)) *answer = MAPI_UNRESOLVED;
    anr_drop(&anr);
    free(name);
    return hr;
}

/*
 * ResolveNames - names and addresses by the beginnings of their words
 *
 * A folder that isn't there has nobody.
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY, the store's
 * Source  IABContainer::ResolveNames
 */
HRESULT resolve_names(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list,
                      FlagList *answers)
{
    AUTO_RELEASE ITableData *rows = NULL;
    HRESULT hr;

    if (!list || !answers || answers->cFlags < list->cEntries) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_CACHE_ONLY | MAPI_NO_CACHE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (tags && tags->cValues > MOST_TAGS) return MAPI_E_INVALID_PARAMETER;
    if (!tags || !tags->cValues) tags = adrentry_usual(flags);
    hr = book_rows(book, &rows);
    if (hr == MAPI_E_NOT_FOUND) return S_OK;
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++)
        if (answers->ulFlag[i] == MAPI_UNRESOLVED && list->aEntries[i].cValues)
            hr = resolve_one(book, rows, tags, &list->aEntries[i], &answers->ulFlag[i]);
    return hr;
}

/* ---- PrepareRecips ---- */

static HRESULT prepare_one(struct book *book, const SPropTagArray *tags, ULONG flags,
                           const struct contact_id *id, ADRENTRY *entry)
{
    AUTO_RELEASE IMAPIProp *user = NULL;
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr = user_open(book, id, (IUnknown **)&user);

    if (SUCCEEDED(hr))
        hr = user->lpVtbl->GetProps(user, (SPropTagArray *)tags, flags & MAPI_UNICODE, &n, &values);
    if (SUCCEEDED(hr)) hr = adrentry_fill(entry, n, values, true, &book->alloc);
    if (values) book->alloc.free(values);
    return hr;
}

HRESULT resolve_prepare(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list)
{
    HRESULT hr = S_OK;

    if (!list || (tags && tags->cValues > MOST_TAGS)) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_CACHE_ONLY | MAPI_NO_CACHE))
        return MAPI_E_UNKNOWN_FLAGS;
    if (!tags || !tags->cValues) return S_OK; /* 7.7-03: all our entry IDs are permanent */
    for (ULONG i = 0; i < list->cEntries && SUCCEEDED(hr); i++) {
        ADRENTRY *entry = &list->aEntries[i];
        const SPropValue *value = adrentry_find(entry, PR_ENTRYID);
        struct contact_id id;

        if (!value || value->ulPropTag != PR_ENTRYID ||
            FAILED(contact_id_read(value->Value.bin.cb, value->Value.bin.lpb, &id)) ||
            id.type != CONTAB_USER)
            continue; /* 7.7-04 */
        hr = prepare_one(book, tags, flags, &id, entry);
        if (hr == MAPI_E_UNKNOWN_ENTRYID) hr = S_OK; /* another logon's, of the same UID */
    }
    return hr;
}

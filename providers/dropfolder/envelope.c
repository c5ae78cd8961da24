/*
 * envelope.c - the recipients of a message whom this transport takes
 */
#include "dropfolder/envelope.h"
#include <stdlib.h>
#include <string.h>
#include "common/com.h"
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "dropfolder/account.h"
#include "mapitags.h"

enum { ROWS = 256, MOST_SETS = 4096 };

static const SPropValue *column(const SRow *row, ULONG tag)
{
    for (ULONG i = 0; i < row->cValues; i++)
        if (row->lpProps[i].ulPropTag == tag) return &row->lpProps[i];
    return NULL;
}

static const WCHAR *text_column(const SRow *row, ULONG tag)
{
    const SPropValue *value = column(row, tag);

    return value ? value->Value.lpszW : NULL;
}

static bool is_ours(const SRow *row)
{
    const SPropValue *taken = column(row, PR_RESPONSIBILITY);
    const SPropValue *type = column(row, PR_RECIPIENT_TYPE);
    const WCHAR *address_type = text_column(row, PR_ADDRTYPE_W);
    const WCHAR *address = text_column(row, PR_EMAIL_ADDRESS_W);

    if (taken && taken->Value.b) return false;
    if (type && ((ULONG)type->Value.l & MAPI_SUBMITTED || type->Value.l == MAPI_ORIG)) return false;
    return address_type && fold_is_same(address_type, L"SMTP") && address &&
           drop_address_is_good(address);
}

static HRESULT add_set(struct envelope *envelope, SRowSet *moves_set)
{
    SRowSet **sets = realloc(envelope->sets, (envelope->n_sets + 1) * sizeof(*sets));
    const SRow **ours;

    if (sets) {
        envelope->sets = sets;
        sets[envelope->n_sets++] = moves_set;
        ours = realloc(envelope->ours, (envelope->count + moves_set->cRows + 1) * sizeof(*ours));
        if (!ours) return MAPI_E_NOT_ENOUGH_MEMORY;
        envelope->ours = ours;
        for (ULONG i = 0; i < moves_set->cRows; i++)
            if (is_ours(&moves_set->aRow[i])) ours[envelope->count++] = &moves_set->aRow[i];
        return S_OK;
    }
    for (ULONG i = 0; i < moves_set->cRows; i++)
        envelope->alloc->free(moves_set->aRow[i].lpProps);
    envelope->alloc->free(moves_set);
    return MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT read_rows(IMAPITable *table, struct envelope *envelope)
{
    SPropTagArray *columns = NULL;
    HRESULT hr = table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &columns);

    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, columns, 0);
    envelope->alloc->free(columns);
    for (size_t n = 0; SUCCEEDED(hr) && n < MOST_SETS; n++) {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, ROWS, 0, &rows);
        if (FAILED(hr)) break;
        if (!rows->cRows) {
            envelope->alloc->free(rows);
            return S_OK;
        }
        hr = add_set(envelope, rows);
    }
    return FAILED(hr) ? hr : MAPI_E_TOO_BIG;
}

HRESULT drop_envelope_read(IMessage *message, const struct allocators *alloc, struct envelope *out)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table);

    *out = (struct envelope){.alloc = alloc};
    if (SUCCEEDED(hr)) hr = read_rows(table, out);
    if (FAILED(hr)) drop_envelope_clear(out);
    return hr;
}

void drop_envelope_clear(struct envelope *envelope)
{
    for (size_t i = 0; i < envelope->n_sets; i++) {
        SRowSet *rows = envelope->sets[i];

        for (ULONG k = 0; k < rows->cRows; k++)
            envelope->alloc->free(rows->aRow[k].lpProps);
        envelope->alloc->free(rows);
    }
    free(envelope->sets);
    free(envelope->ours);
    *envelope = (struct envelope){0};
}

/* ---- the .rcpt file ---- */

static HRESULT add_line(char **text, size_t *bytes, const char *word, const WCHAR *address)
{
    size_t n = strlen(word), m, all;
    char *narrow, *more;
    HRESULT hr = wtf8_from_wide(address, wide_len(address), &narrow, &m);

    if (FAILED(hr)) return hr;
    all = *bytes + n + m + 3; /* >, CR, LF */
    more = realloc(*text, all);
    if (more) {
        *text = more;
        more += *bytes;
        memcpy(more, word, n);
        memcpy(more + n, narrow, m);
        memcpy(more + n + m, ">\r\n", 3);
        *bytes = all;
    }
    free(narrow);
    return more ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT drop_envelope_text(const struct envelope *envelope, const WCHAR *from, char **out,
                           size_t *bytes)
{
    HRESULT hr;

    *out = NULL;
    *bytes = 0;
    hr = add_line(out, bytes, "MAIL FROM:<", from);
    for (size_t i = 0; SUCCEEDED(hr) && i < envelope->count; i++)
        hr = add_line(out, bytes, "RCPT TO:<",
                      text_column(envelope->ours[i], PR_EMAIL_ADDRESS_W));
    if (SUCCEEDED(hr)) return S_OK;
    free(*out);
    *out = NULL;
    return hr;
}

/* ---- taking them ---- */

/* The row as it is, but for what is no value, and ours. */
static ULONG copy_row(const SRow *row, SPropValue *to)
{
    ULONG n = 0;

    for (ULONG i = 0; i < row->cValues; i++) {
        ULONG type = PROP_TYPE(row->lpProps[i].ulPropTag);

        if (type == PT_ERROR || type == PT_OBJECT || type == PT_NULL) continue;
        if (row->lpProps[i].ulPropTag != PR_RESPONSIBILITY) to[n++] = row->lpProps[i];
    }
    to[n] = (SPropValue){.ulPropTag = PR_RESPONSIBILITY};
    to[n++].Value.b = TRUE;
    return n;
}

HRESULT drop_envelope_take(const struct envelope *envelope, IMessage *message)
{
    size_t values = 0;
    ADRLIST *list = calloc(1, CbNewADRLIST(envelope->count));
    SPropValue *at, *all;
    HRESULT hr;

    for (size_t i = 0; i < envelope->count; i++)
        values += envelope->ours[i]->cValues + 1;
    at = all = malloc((values + 1) * sizeof(*all));
    if (!list || !all) {
        free(list);
        free(all);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    for (size_t i = 0; i < envelope->count; i++) {
        ADRENTRY *entry = &list->aEntries[list->cEntries++];

        entry->cValues = copy_row(envelope->ours[i], at);
        entry->rgPropVals = at;
        at += entry->cValues;
    }
    hr = message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, list);
    free(list);
    free(all);
    return FAILED(hr) ? hr : S_OK;
}

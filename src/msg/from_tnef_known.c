/*
 * from_tnef_known.c - the attachments that were in a message before TNEF came, by their transport
 * names
 *
 * Looked up once for an import, when the first attachment without data asks: a file may have 65,535
 * of them.
 */
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "msg/from_tnef_own.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

static uint32_t hash_of(const WCHAR *name)
{
    uint32_t hash = 0;

    while (*name)
        hash = hash * 31 + text_fold(*name++);
    return hash;
}

static HRESULT add(struct tnef_known *known, ULONG number, const SPropValue *name)
{
    struct tnef_known_one *one;
    WCHAR *copy;

    if (name->ulPropTag != PR_ATTACH_TRANSPORT_NAME_W || !name->Value.lpszW || !*name->Value.lpszW)
        return S_OK;
    copy = mem_dup_text(name->Value.lpszW, known->root);
    one = copy ? ARRAY_PUSH(known) : NULL;
    if (!one) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *one = (struct tnef_known_one){number, hash_of(copy), copy};
    return S_OK;
}

/* Those that the table has; seen: the low numbers among them. */
static HRESULT add_listed(struct tnef_known *known, IMessage *message, bool seen[TNEF_MOST_PROBED])
{
    SizedSPropTagArray(2, columns) = {2, {PR_ATTACH_NUM, PR_ATTACH_TRANSPORT_NAME_W}};
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr = com_given(message->lpVtbl->GetAttachmentTable(message, 0, &table), &table);

    if (SUCCEEDED(hr)) hr = query_all_rows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows);
    if (FAILED(hr)) return ends_all(hr) ? hr : S_OK;
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const SPropValue *values = rows->aRow[i].lpProps;

        if (rows->aRow[i].cValues < 2 || values[0].ulPropTag != PR_ATTACH_NUM) continue;
        if (values[0].Value.ul < TNEF_MOST_PROBED) seen[values[0].Value.ul] = true;
        hr = add(known, values[0].Value.ul, &values[1]);
    }
    return hr;
}

/* One that isn't saved with its message yet stands in no table, but it can be opened: they have
 * small numbers, with gaps. */
static HRESULT add_unsaved(struct tnef_known *known, IMessage *message,
                           const bool seen[TNEF_MOST_PROBED])
{
    SizedSPropTagArray(1, wanted) = {1, {PR_ATTACH_TRANSPORT_NAME_W}};

    for (ULONG i = 0; i < TNEF_MOST_PROBED; i++) {
        AUTO_RELEASE IAttach *attach = NULL;
        AUTO_FREE SPropValue *value = NULL;
        ULONG n = 0;
        HRESULT hr;

        if (seen[i]) continue;
        hr = com_given(message->lpVtbl->OpenAttach(message, i, NULL, 0, &attach), &attach);
        if (SUCCEEDED(hr))
            hr = attach->lpVtbl->GetProps(attach, (SPropTagArray *)&wanted, 0, &n, &value);
        hr = pval_given(hr, 1, n, &value);
        if (SUCCEEDED(hr)) hr = add(known, i, value);
        if (ends_all(hr)) return hr; /* else it was a gap */
    }
    return S_OK;
}

static HRESULT collect(struct tnef_known *known, IMessage *message)
{
    bool seen[TNEF_MOST_PROBED] = {false};
    HRESULT hr;

    if (!known->root) known->root = mem_zero(1);
    if (!known->root) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = add_listed(known, message, seen);
    if (SUCCEEDED(hr)) hr = add_unsaved(known, message, seen);
    known->collected = SUCCEEDED(hr);
    return hr;
}

static bool is_made(const struct tnef_numbers *made, ULONG number)
{
    for (size_t i = 0; i < made->count; i++)
        if (made->data[i] == number) return true;
    return false;
}

HRESULT tnef_known_take(struct tnef_known *known, IMessage *message, const WCHAR *name,
                        const struct tnef_numbers *made, ULONG *number)
{
    uint32_t hash = hash_of(name);
    HRESULT hr = known->collected ? S_OK : collect(known, message);

    for (size_t i = 0; SUCCEEDED(hr) && i < known->count; i++) {
        struct tnef_known_one *one = &known->data[i];

        if (one->hash != hash || !one->name || text_compare_nocase(one->name, name)) continue;
        one->name = NULL; /* no other has it */
        if (is_made(made, one->number)) continue;
        *number = one->number;
        return S_OK;
    }
    return FAILED(hr) ? hr : S_FALSE;
}

void tnef_known_drop(struct tnef_known *known)
{
    ARRAY_DROP(known);
    mem_free(TAKE(known->root));
}

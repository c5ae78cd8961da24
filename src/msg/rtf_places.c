/*
 * rtf_places.c - attachments get the places in the text that the RTF gives them
 *
 * The RTF tells places alone (\objattph), not whose: the first is that of the attachment with the
 * lowest PR_RENDERING_POSITION, and so on. Those without one, or with -1, stand nowhere.
 */
#include <stdlib.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "msg/rtf_sync_own.h"
#include "prop/rowset.h"
#include "table/query.h"

struct placed {
    ULONG number;
    LONG position;
};

static int by_position(const void *a, const void *b)
{
    const struct placed *one = a, *other = b;

    if (one->position != other->position)
        return (ULONG)one->position < (ULONG)other->position ? -1 : 1;
    return one->number < other->number ? -1 : one->number > other->number;
}

static HRESULT set_position(IMessage *message, ULONG number, LONG position)
{
    AUTO_RELEASE IAttach *attach = NULL;
    SPropValue value = {.ulPropTag = PR_RENDERING_POSITION, .Value.l = position};
    HRESULT hr = com_given(message->lpVtbl->OpenAttach(message, number, NULL, MAPI_MODIFY, &attach),
                           &attach);

    if (SUCCEEDED(hr)) hr = attach->lpVtbl->SetProps(attach, 1, &value, NULL);
    return SUCCEEDED(hr) ? attach->lpVtbl->SaveChanges(attach, 0) : hr;
}

static HRESULT apply(IMessage *message, struct placed *attachments, ULONG n,
                     const struct writer *places, bool *updated)
{
    struct reader r = reader_over(places->data, places->count);
    HRESULT hr = S_OK;

    qsort(attachments, n, sizeof(*attachments), by_position);
    for (ULONG i = 0; i < n && read_left(&r) && SUCCEEDED(hr); i++) {
        LONG position = (LONG)read_u32(&r);

        if (position == attachments[i].position) continue;
        hr = set_position(message, attachments[i].number, position);
        *updated = true;
    }
    return hr;
}

static ULONG placed_in(const SRowSet *rows, struct placed *attachments)
{
    ULONG n = 0;

    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *values = rows->aRow[i].lpProps;

        if (rows->aRow[i].cValues < 2 || values[0].ulPropTag != PR_ATTACH_NUM ||
            values[1].ulPropTag != PR_RENDERING_POSITION)
            continue;
        if (values[1].Value.l != -1)
            attachments[n++] = (struct placed){(ULONG)values[0].Value.l, values[1].Value.l};
    }
    return n;
}

HRESULT rtf_sync_place(IMessage *message, const struct writer *places, bool *updated)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ATTACH_NUM, PR_RENDERING_POSITION}};
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE struct placed *attachments = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    if (!places->count) return S_OK;
    hr = com_given(message->lpVtbl->GetAttachmentTable(message, 0, &table), &table);
    if (hr == MAPI_E_NO_SUPPORT) return S_OK;
    if (SUCCEEDED(hr)) hr = query_all_rows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    if (FAILED(hr)) return hr;
    attachments = mem_array(rows->cRows + 1, sizeof(*attachments));
    hr = attachments ? apply(message, attachments, placed_in(rows, attachments), places, updated)
                     : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    rowset_free(rows);
    return hr;
}

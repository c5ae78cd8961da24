/*
 * simple_store.c - the message store that Simple MAPI works in
 */
#include "simple/simple_store.h"
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "eid/eid.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "simple/simple_find.h"
#include "table/query.h"

enum {
    STORES_MOST = 1000
};
enum {
    COLUMN_EID,
    COLUMN_FLAGS,
    COLUMN_DEFAULT,
    COLUMNS
};

/* Which row is meant; rows->cRows: none. */
static ULONG choose(const SRowSet *rows)
{
    ULONG found = rows->cRows;

    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (row[COLUMN_EID].ulPropTag != PR_ENTRYID) continue;
        if (row[COLUMN_FLAGS].ulPropTag == PR_RESOURCE_FLAGS &&
            row[COLUMN_FLAGS].Value.l & STATUS_SIMPLE_STORE)
            return i;
        if (row[COLUMN_DEFAULT].ulPropTag == PR_DEFAULT_STORE && row[COLUMN_DEFAULT].Value.b)
            found = i;
    }
    return found;
}

/* Which store it is now. rows: the table, which holds *eid. */
static HRESULT find(IMAPISession *session, SRowSet **rows, SBinary *eid)
{
    SizedSPropTagArray(COLUMNS, columns) = {COLUMNS,
                                            {PR_ENTRYID, PR_RESOURCE_FLAGS, PR_DEFAULT_STORE}};
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = session->lpVtbl->GetMsgStoresTable(session, 0, &table);
    ULONG i;

    hr = com_given(hr, &table);
    if (SUCCEEDED(hr))
        hr = query_all_rows(table, (SPropTagArray *)&columns, NULL, NULL, STORES_MOST, rows);
    if (FAILED(hr)) return hr;
    i = choose(*rows);
    if (i == (*rows)->cRows) return FAIL(MAPI_E_NOT_FOUND);
    *eid = (*rows)->aRow[i].lpProps[COLUMN_EID].Value.bin;
    return S_OK;
}

static HRESULT open_anew(IMAPISession *session, const SBinary *eid, struct simple_store **out)
{
    AUTO_FREE struct simple_store *store = mem_zero(sizeof(*store));
    HRESULT hr;

    if (!store) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    store->eid = (SBinary){eid->cb, mem_dup(eid->lpb, eid->cb, store)};
    if (!store->eid.lpb) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = session->lpVtbl->OpenMsgStore(session, 0, eid->cb, (ENTRYID *)eid->lpb, NULL,
                                       MAPI_BEST_ACCESS | MDB_NO_DIALOG, &store->store);
    hr = com_given(hr, &store->store);
    if (SUCCEEDED(hr)) *out = TAKE(store);
    return hr;
}

HRESULT simple_store_open(struct simple_session *session, struct simple_store **out)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    struct simple_store *kept;
    SBinary eid = {0};
    HRESULT hr = find(simple_session_extended(session), &rows, &eid);

    *out = NULL;
    if (FAILED(hr)) return hr;
    kept = simple_session_swap_store(session, NULL);
    if (kept && eid_equal(kept->eid.cb, (ENTRYID *)kept->eid.lpb, eid.cb, (ENTRYID *)eid.lpb)) {
        *out = kept;
        return S_OK;
    }
    simple_store_free(kept);
    return open_anew(simple_session_extended(session), &eid, out);
}

void simple_store_leave(struct simple_session *session, struct simple_store *store)
{
    if (store) simple_store_free(simple_session_swap_store(session, store));
}

void simple_store_free(struct simple_store *store)
{
    if (!store) return;
    simple_cursor_free(store->cursor);
    com_release(&store->store);
    mem_free(store);
}

HRESULT simple_store_folder(struct simple_store *store, ULONG tag, IMAPIFolder **out)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    AUTO_FREE SPropValue *value = NULL;
    IMsgStore *from = store->store;
    ULONG count = 0, type;
    HRESULT hr = from->lpVtbl->GetProps(from, (SPropTagArray *)&tags, 0, &count, &value);

    *out = NULL;
    hr = pval_given(hr, 1, count, &value);
    if (SUCCEEDED(hr) && value->ulPropTag != tag) hr = FAIL(MAPI_E_NOT_FOUND);
    if (FAILED(hr)) return hr;
    hr = from->lpVtbl->OpenEntry(from, value->Value.bin.cb, (ENTRYID *)value->Value.bin.lpb, NULL,
                                 MAPI_MODIFY, &type, (IUnknown **)out);
    return com_given(hr, out);
}

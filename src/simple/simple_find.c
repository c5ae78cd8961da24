/*
 * simple_find.c - the messages of a receive folder, one after the other
 *
 * The table stays open between calls and knows its place, whatever becomes of its rows. Its rows
 * are looked at here, not restricted: a message that was read since, or a seed of another type,
 * still has its place.
 */
#include "simple/simple_find.h"
#include "mapi.h"
#include "mapitags.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "eid/eid.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "simple/simple_code.h"

enum {
    COLUMN_EID,
    COLUMN_CLASS,
    COLUMN_FLAGS,
    COLUMNS
};
enum {
    ROWS_MOST = 64
};

struct simple_cursor {
    IMAPITable *table; /* owned; stands behind the message that was found last */
    WCHAR *type;       /* hangs on the struct */
    SBinary last;      /* that message, a root of its own; lpb NULL: none yet */
};

void simple_cursor_free(struct simple_cursor *cursor)
{
    if (!cursor) return;
    com_release(&cursor->table);
    mem_free(cursor->last.lpb);
    mem_free(cursor);
}

HRESULT simple_receive_folder(struct simple_store *store, const WCHAR *type, IMAPIFolder **out)
{
    AUTO_FREE ENTRYID *eid = NULL;
    IMsgStore *from = store->store;
    ULONG cb = 0, kind;
    HRESULT hr = from->lpVtbl->GetReceiveFolder(from, (LPTSTR)type, MAPI_UNICODE, &cb, &eid, NULL);

    *out = NULL;
    if (SUCCEEDED(hr) && (!cb || !eid)) hr = FAIL(MAPI_E_NOT_FOUND);
    if (FAILED(hr)) return hr;
    hr = from->lpVtbl->OpenEntry(from, cb, eid, NULL, MAPI_BEST_ACCESS, &kind, (IUnknown **)out);
    return com_given(hr, out);
}

/* ---- the table ---- */

static HRESULT open_table(struct simple_store *store, const WCHAR *type, ULONG flags,
                          IMAPITable **out)
{
    SizedSPropTagArray(COLUMNS, columns) = {COLUMNS,
                                            {PR_ENTRYID, PR_MESSAGE_CLASS_W, PR_MESSAGE_FLAGS}};
    SizedSSortOrderSet(1, by_time) = {1, 0, 0, {{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}}};
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr = simple_receive_folder(store, type, &folder), sorted;

    if (FAILED(hr)) return hr;
    hr = folder->lpVtbl->GetContentsTable(folder, 0, &table);
    hr = com_given(hr, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    if (FAILED(hr)) return hr;
    sorted = table->lpVtbl->SortTable(table, (SSortOrderSet *)&by_time, 0);
    if (sorted == MAPI_E_NOT_ENOUGH_MEMORY) return sorted;
    if (FAILED(sorted) && flags & MAPI_GUARANTEE_FIFO) return FAIL(MAPI_E_NO_SUPPORT);
    *out = TAKE(table);
    return S_OK;
}

/* Behind the seed. */
static HRESULT seek(IMAPITable *table, const SBinary *seed)
{
    SPropValue eid = pval_binary(PR_ENTRYID, seed->cb, seed->lpb);
    SRestriction is_seed = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_ENTRYID, &eid}};
    HRESULT hr = table->lpVtbl->FindRow(table, &is_seed, BOOKMARK_BEGINNING, 0);

    if (hr == MAPI_E_NOT_FOUND) return SIMPLE_FAIL(MAPI_E_INVALID_MESSAGE);
    return SUCCEEDED(hr) ? table->lpVtbl->SeekRow(table, BOOKMARK_CURRENT, 1, NULL) : hr;
}

static HRESULT begin(struct simple_store *store, const WCHAR *type, const SBinary *seed,
                     ULONG flags, struct simple_cursor **out)
{
    struct simple_cursor *cursor = mem_zero(sizeof(*cursor));
    HRESULT hr;

    if (!cursor) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    cursor->type = mem_dup_text(type, cursor);
    hr = cursor->type ? open_table(store, type, flags, &cursor->table)
                      : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr) && seed) hr = seek(cursor->table, seed);
    if (SUCCEEDED(hr)) *out = TAKE(cursor);
    simple_cursor_free(cursor);
    return hr;
}

/* Does the cursor stand where a search goes on? */
static bool goes_on(const struct simple_cursor *cursor, const WCHAR *type, const SBinary *seed)
{
    return cursor && seed && cursor->last.lpb && !text_compare_nocase(cursor->type, type) &&
           eid_equal(cursor->last.cb, (ENTRYID *)cursor->last.lpb, seed->cb, (ENTRYID *)seed->lpb);
}

/* ---- its rows ---- */

static bool is_of_type(const WCHAR *class, const WCHAR *type)
{
    size_t chars = text_len(type);

    return !text_ncompare_nocase(class, type, chars) && (!class[chars] || class[chars] == '.');
}

static bool is_wanted(const SPropValue *row, const WCHAR *type, ULONG flags)
{
    const WCHAR *class =
        row[COLUMN_CLASS].ulPropTag == PR_MESSAGE_CLASS_W ? row[COLUMN_CLASS].Value.lpszW : L"";
    bool read =
        row[COLUMN_FLAGS].ulPropTag == PR_MESSAGE_FLAGS && row[COLUMN_FLAGS].Value.l & MSGFLAG_READ;

    return row[COLUMN_EID].ulPropTag == PR_ENTRYID && row[COLUMN_EID].Value.bin.cb &&
           is_of_type(class, type) && !(read && flags & MAPI_UNREAD_ONLY);
}

/* The first wanted one of the next rows; the table stands behind it then. S_FALSE: none of them. */
static HRESULT look(IMAPITable *table, ULONG most, const WCHAR *type, ULONG flags, void *root,
                    SBinary *found)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr =
        rowset_given(table->lpVtbl->QueryRows(table, (LONG)most, 0, &rows), COLUMNS, &rows);

    if (FAILED(hr)) return hr;
    if (!rows->cRows) return SIMPLE_FAIL(MAPI_E_NO_MESSAGES);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;
        const SBinary *eid = &row[COLUMN_EID].Value.bin;

        if (!is_wanted(row, type, flags)) continue;
        *found = (SBinary){eid->cb, mem_dup(eid->lpb, eid->cb, root)};
        if (!found->lpb) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        if (i + 1 == rows->cRows) return S_OK;
        return table->lpVtbl->SeekRow(table, BOOKMARK_CURRENT, (LONG)i + 1 - (LONG)rows->cRows,
                                      NULL);
    }
    return S_FALSE;
}

/* Most often the next row is the one; so more are asked for from turn to turn. */
static HRESULT next(IMAPITable *table, const WCHAR *type, ULONG flags, void *root, SBinary *found)
{
    ULONG most = 1;
    HRESULT hr;

    do {
        hr = look(table, most, type, flags, root, found);
        if (most < ROWS_MOST) most *= 2;
    } while (hr == S_FALSE);
    return hr;
}

static HRESULT keep(struct simple_store *store, struct simple_cursor *cursor, const SBinary *found)
{
    BYTE *copy = mem_dup(found->lpb, found->cb, NULL);

    if (!copy) {
        simple_cursor_free(cursor);
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    mem_free(cursor->last.lpb);
    cursor->last = (SBinary){found->cb, copy};
    store->cursor = cursor;
    return S_OK;
}

HRESULT simple_find(struct simple_store *store, const WCHAR *type, const SBinary *seed, ULONG flags,
                    void *root, SBinary *found)
{
    struct simple_cursor *cursor = TAKE(store->cursor);
    HRESULT hr = S_OK;

    if (!type || !*type) type = L"IPM";
    if (!goes_on(cursor, type, seed)) {
        simple_cursor_free(cursor);
        cursor = NULL;
        hr = begin(store, type, seed, flags, &cursor);
    }
    if (FAILED(hr)) return hr;
    hr = next(cursor->table, type, flags, root, found);
    if (SUCCEEDED(hr)) return keep(store, cursor, found);
    simple_cursor_free(cursor);
    return hr;
}

/*
 * folder_sort.c - the order in which a folder's new contents tables come: PR_CONTENTS_SORT_ORDER
 */
#include "folder_sort.h"
#include <stdlib.h>
#include "common/sql/pack.h"
#include "scan_order.h"
#include "tables.h"

#define HEAD 2 /* cCategories, cExpanded */

/* ---- the value ---- */

static HRESULT order_value(const SSortOrderSet *set, struct value **out)
{
    LONG longs[HEAD + 2 * MAX_SORTS] = {(LONG)set->cCategories, (LONG)set->cExpanded};
    SPropValue prop = {.ulPropTag = PR_CONTENTS_SORT_ORDER};

    for (ULONG i = 0; i < set->cSorts; i++) {
        longs[HEAD + 2 * i] = (LONG)set->aSort[i].ulPropTag;
        longs[HEAD + 2 * i + 1] = (LONG)set->aSort[i].ulOrder;
    }
    prop.Value.MVl.cValues = HEAD + 2 * set->cSorts;
    prop.Value.MVl.lpl = longs;
    return value_from_prop(&prop, out);
}

/* false: no order is saved, or nothing that could be one. */
static bool order_read(const struct value *value, SSortOrderSet *out)
{
    const LONG *longs;
    ULONG n;

    if (!value || value->prop.ulPropTag != PR_CONTENTS_SORT_ORDER) return false;
    n = value->prop.Value.MVl.cValues;
    longs = value->prop.Value.MVl.lpl;
    if (n <= HEAD || n % 2 || n > HEAD + 2 * MAX_SORTS) return false;
    out->cSorts = (n - HEAD) / 2;
    out->cCategories = (ULONG)longs[0];
    out->cExpanded = (ULONG)longs[1];
    for (ULONG i = 0; i < out->cSorts; i++) {
        out->aSort[i].ulPropTag = (ULONG)longs[HEAD + 2 * i];
        out->aSort[i].ulOrder = (ULONG)longs[HEAD + 2 * i + 1];
    }
    return true;
}

/* ---- using it ---- */

static HRESULT saved_order(struct folder *folder, struct value **out)
{
    struct db *db = store_db(folder->store);
    sqlite3_stmt *stmt;
    HRESULT hr;

    *out = NULL;
    db_lock(db);
    hr = db_prepare(db, "SELECT props FROM folders WHERE id=?1", &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, folder->id.id);
        hr = db_step(db, stmt);
        if (hr == S_OK)
            hr = unpack_one(db, sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0),
                            PR_CONTENTS_SORT_ORDER, out);
        db_done(db, stmt);
    }
    db_unlock(db);
    return hr;
}

HRESULT folder_sort_apply(struct folder *folder, IMAPITable *table)
{
    AUTO_VALUE struct value *value = NULL;
    SizedSSortOrderSet(MAX_SORTS, set);
    HRESULT hr = saved_order(folder, &value);

    if (FAILED(hr) || !order_read(value, (SSortOrderSet *)&set)) return FAILED(hr) ? hr : S_OK;
    hr = table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0);
    return hr == MAPI_E_TOO_COMPLEX || hr == MAPI_E_INVALID_PARAMETER ? S_OK : hr;
}

/* ---- saving it ---- */

/* In a transaction. value NULL: the table's own order again. */
static HRESULT save_one(struct store_file *file, const struct identity *folder, struct value *value,
                        struct change_list *list)
{
    struct bag bag = {0};
    HRESULT hr = folder_load(file, folder, &bag, NULL);

    if (SUCCEEDED(hr) && value) hr = bag_set(&bag, value);
    if (SUCCEEDED(hr) && !value) bag_remove(&bag, PR_CONTENTS_SORT_ORDER);
    if (SUCCEEDED(hr)) hr = folder_store(file, folder, &bag, list);
    bag_clear(&bag);
    return hr;
}

static HRESULT save_tree(struct store_file *file, const struct identity *folder,
                         struct value *value, bool deep, int depth, struct change_list *list)
{
    struct identity *below = NULL;
    size_t n = 0;
    HRESULT hr;

    if (depth > MAX_FOLDER_DEPTH) return MAPI_E_TOO_COMPLEX;
    hr = save_one(file, folder, value, list);
    if (SUCCEEDED(hr) && deep) hr = folder_children(file, folder->id, false, &below, &n);
    for (size_t i = 0; i < n && SUCCEEDED(hr); i++)
        hr = save_tree(file, &below[i], value, true, depth + 1, list);
    free(below);
    return hr;
}

/* Whether a contents table could come in this order. */
static HRESULT check_order(struct folder *folder, SSortOrderSet *set)
{
    IMAPITable *table;
    HRESULT hr;

    if (set->cSorts > MAX_SORTS) return MAPI_E_TOO_COMPLEX;
    if (set->cCategories > set->cSorts || set->cExpanded > set->cCategories)
        return MAPI_E_INVALID_PARAMETER;
    hr = contents_table_create(folder->store, folder->id.id, PART_CONTENTS, false, MAPI_UNICODE,
                               &table);
    if (FAILED(hr)) return hr;
    hr = table->lpVtbl->SortTable(table, set, 0);
    table->lpVtbl->Release(table);
    return hr;
}

/*
 * SaveContentsSort - the order of contents tables that are opened from now on, in this and other
 * sessions
 *
 * set     cSorts 0: the table's own order again
 * flags   RECURSIVE_SORT: of all folders below, too
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED,
 *         MAPI_E_TOO_COMPLEX (SortTable would not do it)
 * Source  IMAPIFolder::SaveContentsSort
 */
HRESULT STDMETHODCALLTYPE folder_SaveContentsSort(IMAPIFolder *iface, SSortOrderSet *set,
                                                  ULONG flags)
{
    struct folder *folder = folder_from_iface(iface);
    struct store_file *file = folder->store->file;
    AUTO_VALUE struct value *value = NULL;
    struct change_list list = {0};
    HRESULT hr;

    if (!set) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)RECURSIVE_SORT) return MAPI_E_UNKNOWN_FLAGS;
    if (!folder->store->can_modify) return MAPI_E_NO_ACCESS;
    hr = check_order(folder, set);
    if (SUCCEEDED(hr) && set->cSorts) hr = order_value(set, &value);
    if (SUCCEEDED(hr)) hr = db_begin(file->db);
    if (FAILED(hr)) return hr;
    hr = save_tree(file, &folder->id, value, flags & RECURSIVE_SORT, 0, &list);
    if (hr == MAPI_E_NOT_FOUND) hr = MAPI_E_OBJECT_DELETED;
    hr = db_end(file->db, hr);
    if (SUCCEEDED(hr))
        store_tell(folder->store, &list);
    else
        change_list_clear(&list);
    return hr;
}

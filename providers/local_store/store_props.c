/*
 * store_props.c - the store's own properties at rest: the row of the table `store`
 */
#include "store_props.h"
#include <stdlib.h>
#include "columns.h"
#include "common/sql/pack.h"
#include "message_write.h"

static const struct column store_columns[] = {{PR_DISPLAY_NAME_W, "name", false}};

HRESULT store_props_load(struct store_file *file, struct bag *bag)
{
    AUTO_VALUE struct value *name = NULL;
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(file->db, "SELECT name, props FROM store WHERE id=1", &stmt);
    if (FAILED(hr)) return hr;
    hr = db_step(file->db, stmt);
    if (hr == S_OK) {
        hr = unpack_bag(file->db, sqlite3_column_blob(stmt, 1),
                        (size_t)sqlite3_column_bytes(stmt, 1), bag);
        if (SUCCEEDED(hr)) hr = column_value(stmt, 0, PR_DISPLAY_NAME_W, &name);
        if (hr == S_OK) hr = bag_set(bag, name);
    } else if (hr == S_FALSE) {
        hr = MAPI_E_CORRUPT_STORE;
    }
    db_done(file->db, stmt);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT store_props_long(struct store_file *file, ULONG tag, ULONG *out)
{
    AUTO_VALUE struct value *value = NULL;
    sqlite3_stmt *stmt;
    HRESULT hr;

    *out = 0;
    hr = db_prepare(file->db, "SELECT props FROM store WHERE id=1", &stmt);
    if (FAILED(hr)) return hr;
    hr = db_step(file->db, stmt);
    if (hr == S_OK)
        hr = unpack_one(file->db, sqlite3_column_blob(stmt, 0),
                        (size_t)sqlite3_column_bytes(stmt, 0), tag, &value);
    db_done(file->db, stmt);
    if (FAILED(hr)) return hr;
    if (!value || value->prop.ulPropTag != tag) return MAPI_E_NOT_FOUND;
    *out = (ULONG)value->prop.Value.l;
    return S_OK;
}

HRESULT store_props_save(struct store_file *file, const struct bag *bag, struct change_list *list)
{
    struct change change = {.what = CHANGE_MODIFIED,
                            .object = {.type = MAPI_STORE, .id = STORE_ROOT}};
    struct bag columns = {0};
    sqlite3_stmt *stmt = NULL;
    void *data = NULL;
    size_t bytes = 0;
    HRESULT hr;

    /* The store's long content has an owner number that no object has. */
    hr = pack_props(file->db, bag, store_columns, 1, 0, false, &columns, &data, &bytes);
    if (SUCCEEDED(hr))
        hr = db_prepare(file->db, "UPDATE store SET name=?1, props=?2 WHERE id=1", &stmt);
    if (SUCCEEDED(hr)) {
        if (bytes)
            sqlite3_bind_blob64(stmt, 2, data, bytes, SQLITE_STATIC);
        else
            sqlite3_bind_zeroblob(stmt, 2, 0); /* not NULL: the store is made */
        hr = column_bind(stmt, 1, PR_DISPLAY_NAME_W, bag_find(&columns, PR_DISPLAY_NAME_W));
        if (SUCCEEDED(hr))
            hr = db_run(file->db, stmt);
        else
            db_done(file->db, stmt);
    }
    if (SUCCEEDED(hr)) hr = change_add(file->db, list, &change);
    bag_clear(&columns);
    free(data);
    return hr;
}

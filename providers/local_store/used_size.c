/*
 * used_size.c - how many bytes of mail a store holds
 *
 * `folders.bytes` is kept by triggers of the schema. Their sum is asked for once; a trigger of the
 * connection's own then tells what each transaction adds to it. Only when another connection has
 * written in between (PRAGMA data_version) are the folders summed again.
 */
#include "used_size.h"
#include "schema.h"

static void grown(sqlite3_context *context, int n, sqlite3_value **args)
{
    struct db *db = sqlite3_user_data(context);

    (void)n;
    if (db->depth)
        store_connection(db)->size.grown += sqlite3_value_int64(args[0]);
    else
        store_connection(db)->size.known = false;
    sqlite3_result_null(context);
}

HRESULT used_size_watch(struct db *db)
{
    static const char trigger[] =
        "CREATE TEMP TRIGGER size_watch AFTER UPDATE OF bytes ON main.folders WHEN OLD.bytes<>NEW.bytes"
        " BEGIN SELECT grown(NEW.bytes-OLD.bytes); END;";
    HRESULT hr;

    if (db->read_only) return S_OK;
    hr = db_error(db,
                  sqlite3_create_function(db->sql, "grown", 1, SQLITE_UTF8, db, grown, NULL, NULL));
    return FAILED(hr) ? hr : db_error(db, sqlite3_exec(db->sql, trigger, NULL, NULL, NULL));
}

HRESULT used_size(struct db *db, int64_t *out)
{
    struct size_watch *size = &store_connection(db)->size;
    int64_t version, sum;
    HRESULT hr;

    /* first: what is summed is no older */
    hr = db_int(db, &version, "PRAGMA main.data_version", "");
    if (SUCCEEDED(hr) && (!size->known || version != size->version)) {
        hr = db_int(db, &sum, "SELECT ifnull(sum(bytes), 0) FROM folders", "");
        if (SUCCEEDED(hr))
            *size = (struct size_watch){true, version, sum - size->grown, size->grown};
    }
    *out = size->before + size->grown;
    return hr;
}

void used_size_ended(struct db *db, bool committed)
{
    struct size_watch *size = &store_connection(db)->size;

    if (committed) size->before += size->grown;
    size->grown = 0;
}

void used_size_torn(struct db *db)
{
    store_connection(db)->size.known = false;
}

/*
 * scan_row.c - one row of a table, by id: any property of it, each read when it is asked for
 */
#include "scan_row.h"
#include "pack.h"

/* Before the columns: what struct row is made of. */
#define FIRST_COLUMN 6
static const char message_row[] = "SELECT m.guid, m.folder, f.guid, m.flags, m.change, NULL" MESSAGE_COLUMNS(COLUMN_NAME_OF_M)
    " FROM messages m JOIN folders f ON f.id=m.folder WHERE m.id=?1";
static const char folder_row[] = "SELECT f.guid, f.parent, q.guid, f.subfolders, f.change, f.props" FOLDER_COLUMNS(COLUMN_NAME_OF_F)
    " FROM folders f LEFT JOIN folders q ON q.id=f.parent WHERE f.id=?1";
static const char message_packed[] = "SELECT data FROM message_props WHERE id=?1";

static bool read_guid(sqlite3_stmt *stmt, int i, GUID *out)
{
    if (sqlite3_column_bytes(stmt, i) != sizeof(*out)) return false;
    memcpy(out, sqlite3_column_blob(stmt, i), sizeof(*out));
    return true;
}

static HRESULT read_row(struct scan_row *row, int64_t id)
{
    bool folders = row->source->folders;
    sqlite3_stmt *stmt = row->columns;

    row->row.store = row->source->store;
    row->row.can_modify = row->source->store->can_modify;
    row->row.object.type = folders ? MAPI_FOLDER : MAPI_MESSAGE;
    row->row.object.id = id;
    if (!read_guid(stmt, 0, &row->row.object.guid)) return MAPI_E_CORRUPT_STORE;
    if (sqlite3_column_type(stmt, 1) != SQLITE_NULL) {
        row->row.parent.type = MAPI_FOLDER;
        row->row.parent.id = sqlite3_column_int64(stmt, 1);
        if (!read_guid(stmt, 2, &row->row.parent.guid)) return MAPI_E_CORRUPT_STORE;
    }
    if (folders)
        row->row.subfolders = (ULONG)sqlite3_column_int64(stmt, 3);
    else
        row->row.flags = (ULONG)sqlite3_column_int64(stmt, 3);
    row->row.change = sqlite3_column_int64(stmt, 4);
    if (folders) {
        row->packed_known = true;
        row->data = sqlite3_column_blob(stmt, 5);
        row->bytes = (size_t)sqlite3_column_bytes(stmt, 5);
    }
    return S_OK;
}

HRESULT scan_row_open(const struct scan_source *source, int64_t id, LONG depth, struct scan_row *row)
{
    struct db *db = store_db(source->store);
    HRESULT hr;

    memset(row, 0, sizeof(*row));
    row->source = source;
    row->id = id;
    id = row_object(&source->instances, id);
    row->depth = depth;
    hr = db_prepare(db, source->folders ? folder_row : message_row, &row->columns);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(row->columns, 1, id);
    hr = db_step(db, row->columns);
    return hr == S_OK ? read_row(row, id) : hr;
}

void scan_row_close(struct scan_row *row)
{
    db_done(store_db(row->source->store), row->packed);
    db_done(store_db(row->source->store), row->columns);
    row->packed = row->columns = NULL;
}

static HRESULT read_packed(struct scan_row *row)
{
    struct db *db = store_db(row->source->store);
    HRESULT hr;

    if (row->packed_known) return S_OK;
    hr = db_prepare(db, message_packed, &row->packed);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(row->packed, 1, row->row.object.id);
    hr = db_step(db, row->packed);
    if (hr == S_OK) {
        row->data = sqlite3_column_blob(row->packed, 0);
        row->bytes = (size_t)sqlite3_column_bytes(row->packed, 0);
    }
    row->packed_known = SUCCEEDED(hr);
    return FAILED(hr) ? hr : S_OK;
}

static HRESULT column_of_row(struct scan_row *row, ULONG tag, struct value **out)
{
    const struct column *columns = row->source->folders ? folder_columns : message_columns;
    size_t n = row->source->folders ? n_folder_columns : n_message_columns;
    const struct column *column = column_of(columns, n, tag);

    return column ? column_value(row->columns, FIRST_COLUMN + (int)(column - columns), column->tag, out) : S_FALSE;
}

/* An MVI column's value in this row, or the row's key among its message's. S_FALSE: tag is about neither. */
static HRESULT value_of_instance(struct scan_row *row, ULONG tag, struct value **out)
{
    const struct mvi_columns *instances = &row->source->instances;
    BYTE key[ROW_KEY_BYTES];
    int column = PROP_TYPE(tag) & MV_INSTANCE ? mvi_find(instances, tag) : -1;
    HRESULT hr;

    if (instances->n && PROP_ID(tag) == PROP_ID(PR_INSTANCE_KEY))
        return value_binary(PR_INSTANCE_KEY, key, row_key_write(instances, row->id, key), out);
    if (column < 0) return S_FALSE;
    hr = read_packed(row);
    if (SUCCEEDED(hr))
        hr = mvi_value(instances, store_db(row->source->store), row->data, row->bytes, column,
                             row_number(instances, row->id), out);
    return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
}

HRESULT scan_row_value(void *self, ULONG tag, struct value **out)
{
    struct scan_row *row = self;
    HRESULT hr;

    *out = NULL;
    if (PROP_ID(tag) == PROP_ID(PR_DEPTH)) return value_long(PR_DEPTH, row->depth, out);
    if (PROP_ID(tag) == PROP_ID(PR_ROW_TYPE)) return value_long(PR_ROW_TYPE, TBL_LEAF_ROW, out);
    hr = value_of_instance(row, tag, out);
    if (hr != S_FALSE) return hr;
    hr = row_computed(&row->row, tag, out);
    if (hr == S_FALSE) hr = column_of_row(row, tag, out);
    if (hr == S_FALSE) hr = read_packed(row);
    if (hr == S_OK && !*out) hr = unpack_one(store_db(row->source->store), row->data, row->bytes, tag, out);
    return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
}

/*
 * scan_row.c - one row of a table, by id: any property of it, each read when it is asked for
 */
#include "scan_row.h"
#include "common/sql/pack.h"

/* Before the columns: what struct row is made of. */
#define N_FIXED       5
#define MESSAGE_FIXED ",m.guid,m.folder,m.flags,m.change,NULL"
#define FOLDER_FIXED  ",f.guid,f.parent,f.subfolders,f.change,f.props"
static const char message_row[] = "SELECT 0" MESSAGE_FIXED MESSAGE_COLUMNS(COLUMN_NAME_OF_M)
    " FROM messages m WHERE m.id=?1 AND m.folder IS NOT NULL";
static const char folder_row[] =
    "SELECT 0" FOLDER_FIXED FOLDER_COLUMNS(COLUMN_NAME_OF_F) " FROM folders f WHERE f.id=?1";
static const char message_packed[] = "SELECT data FROM message_props WHERE id=?1";

static const struct column *columns_of(const struct scan_source *source, size_t *n)
{
    *n = source->folders ? n_folder_columns : n_message_columns;
    return source->folders ? folder_columns : message_columns;
}

uint32_t scan_row_columns(const struct scan_source *source, const SPropTagArray *tags)
{
    const struct column *columns, *column;
    uint32_t found = 0;
    size_t n;

    columns = columns_of(source, &n);
    if (!tags) return (1u << n) - 1;
    for (ULONG i = 0; i < tags->cValues; i++) {
        column = column_of(columns, n, tags->aulPropTag[i]);
        if (column) found |= 1u << (column - columns);
    }
    return found;
}

void scan_row_select(sqlite3_str *text, const struct scan_source *source, uint32_t wanted)
{
    const struct column *columns;
    size_t n;

    columns = columns_of(source, &n);
    sqlite3_str_appendall(text, source->folders ? FOLDER_FIXED : MESSAGE_FIXED);
    for (size_t i = 0; i < n; i++)
        if (wanted >> i & 1)
            sqlite3_str_appendf(text, ",%c.%s", source->folders ? 'f' : 'm', columns[i].name);
}

static HRESULT read_row(struct scan_row *row)
{
    bool folders = row->source->folders;
    sqlite3_stmt *stmt = row->columns;
    int i = row->first - N_FIXED;

    row->row.store = row->source->store;
    row->row.can_modify = row->source->store->can_modify;
    row->row.object.type = folders ? MAPI_FOLDER : MAPI_MESSAGE;
    row->row.object.id = row_object(&row->source->instances, row->id);
    if (sqlite3_column_bytes(stmt, i) != sizeof(GUID)) return MAPI_E_CORRUPT_STORE;
    memcpy(&row->row.object.guid, sqlite3_column_blob(stmt, i), sizeof(GUID));
    if (sqlite3_column_type(stmt, i + 1) != SQLITE_NULL) {
        row->row.parent.type = MAPI_FOLDER;
        row->row.parent.id = sqlite3_column_int64(stmt, i + 1);
    }
    if (folders)
        row->row.subfolders = (ULONG)sqlite3_column_int64(stmt, i + 2);
    else
        row->row.flags = (ULONG)sqlite3_column_int64(stmt, i + 2);
    row->row.change = sqlite3_column_int64(stmt, i + 3);
    if (folders) {
        row->packed_known = true;
        row->data = sqlite3_column_blob(stmt, i + 4);
        row->bytes = (size_t)sqlite3_column_bytes(stmt, i + 4);
    }
    return S_OK;
}

static void begin(const struct scan_source *source, int64_t id, LONG depth, struct scan_row *row)
{
    memset(row, 0, sizeof(*row));
    row->source = source;
    row->id = id;
    row->depth = depth;
}

HRESULT scan_row_open(const struct scan_source *source, int64_t id, LONG depth,
                      struct scan_row *row)
{
    struct db *db = store_db(source->store);
    HRESULT hr;

    begin(source, id, depth, row);
    hr = db_prepare(db, source->folders ? folder_row : message_row, &row->own);
    if (FAILED(hr)) return hr;
    row->columns = row->own;
    row->first = 1 + N_FIXED;
    row->has = scan_row_columns(source, NULL);
    sqlite3_bind_int64(row->columns, 1, row_object(&source->instances, id));
    hr = db_step(db, row->columns);
    return hr == S_OK ? read_row(row) : hr;
}

HRESULT scan_row_read(const struct scan_source *source, int64_t id, LONG depth, sqlite3_stmt *stmt,
                      int first, uint32_t columns, struct scan_row *row)
{
    begin(source, id, depth, row);
    row->columns = stmt;
    row->first = first + N_FIXED;
    row->has = columns;
    return read_row(row);
}

void scan_row_close(struct scan_row *row)
{
    db_done(store_db(row->source->store), row->packed);
    db_done(store_db(row->source->store), row->own);
    row->packed = row->own = row->columns = NULL;
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

/* A column that the scan's statement hasn't got. */
static HRESULT read_all_columns(struct scan_row *row)
{
    struct scan_row whole;
    HRESULT hr = scan_row_open(row->source, row->id, row->depth, &whole);

    if (hr == S_OK) {
        row->columns = row->own = whole.own;
        row->first = whole.first;
        row->has = whole.has;
        row->data = row->source->folders ? whole.data : row->data;
        return S_OK;
    }
    scan_row_close(&whole);
    return hr;
}

int scan_row_column(const struct scan_row *row, int column)
{
    if (!(row->has >> column & 1)) return -1;
    return row->first + __builtin_popcount(row->has & ((1u << column) - 1));
}

static HRESULT column_of_row(struct scan_row *row, ULONG tag, struct value **out)
{
    const struct column *columns, *column;
    size_t n;
    HRESULT hr;

    columns = columns_of(row->source, &n);
    column = column_of(columns, n, tag);
    if (!column) return S_FALSE;
    if (scan_row_column(row, (int)(column - columns)) < 0) {
        hr = read_all_columns(row);
        if (hr != S_OK) return hr;
    }
    return column_value(row->columns, scan_row_column(row, (int)(column - columns)), column->tag,
                        out);
}

/* The parent's guid costs a statement: only PR_PARENT_ENTRYID is made of it. */
static HRESULT need_parent(struct scan_row *row)
{
    HRESULT hr;

    if (row->parent_known || !row->row.parent.type) return S_OK;
    hr = folder_identity_any(row->source->store->file, row->row.parent.id, &row->row.parent);
    row->parent_known = SUCCEEDED(hr);
    return hr;
}

/* PR_ACCESS of a folder goes by its type. */
static HRESULT need_type(struct scan_row *row)
{
    AUTO_VALUE struct value *type = NULL;
    HRESULT hr = column_of_row(row, PR_FOLDER_TYPE, &type);

    if (hr == S_OK) row->row.flags = (ULONG)type->prop.Value.l;
    return FAILED(hr) ? hr : S_OK;
}

/* An MVI column's value in this row, or the row's key among its message's. S_FALSE: tag is about
 * neither. */
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
    if (PROP_ID(tag) == PROP_ID(PR_PARENT_ENTRYID)) {
        hr = need_parent(row);
        if (FAILED(hr)) return hr;
    }
    if (PROP_ID(tag) == PROP_ID(PR_ACCESS) && row->source->folders) {
        hr = need_type(row);
        if (FAILED(hr)) return hr;
    }
    hr = row_computed(&row->row, tag, out);
    if (hr == S_FALSE) hr = column_of_row(row, tag, out);
    if (hr == S_FALSE) hr = read_packed(row);
    if (hr == S_OK && !*out)
        hr = unpack_one(store_db(row->source->store), row->data, row->bytes, tag, out);
    return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
}

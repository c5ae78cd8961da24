/*
 * mvi.c - the MVI columns of a table: each value of a multi-valued property makes a row of its own
 */
#include "mvi.h"
#include <stdlib.h>
#include "common/sql/pack.h"
#include "common/sql/packed.h"
#include "entry_id.h"

HRESULT mvi_add(struct mvi_columns *instances, ULONG tag)
{
    if ((PROP_TYPE(tag) & MVI_FLAG) != MVI_FLAG || mvi_find(instances, tag) >= 0) return S_OK;
    if (instances->n == MAX_INSTANCE_TAGS) return MAPI_E_TOO_COMPLEX;
    instances->tags[instances->n++] = tag;
    return S_OK;
}

int mvi_find(const struct mvi_columns *instances, ULONG tag)
{
    for (int i = 0; i < instances->n; i++)
        if (PROP_ID(instances->tags[i]) == PROP_ID(tag)) return i;
    return -1;
}

bool mvi_equal(const struct mvi_columns *a, const struct mvi_columns *b)
{
    return a->n == b->n && !memcmp(a->tags, b->tags, (size_t)a->n * sizeof(a->tags[0]));
}

ULONG row_key_write(const struct mvi_columns *instances, int64_t id, BYTE key[ROW_KEY_BYTES])
{
    uint32_t number = row_number(instances, id);

    instance_key_write(row_object(instances, id), key);
    if (!instances->n) return 8;
    memcpy(key + 8, &number, sizeof(number));
    return ROW_KEY_BYTES;
}

int64_t row_key_read(const struct mvi_columns *instances, const void *key, size_t bytes)
{
    int64_t id = instance_key_read(key, bytes);
    uint32_t number;

    if (bytes != (instances->n ? ROW_KEY_BYTES : 8)) return 0;
    if (!instances->n) return id;
    memcpy(&number, (const BYTE *)key + 8, sizeof(number));
    if (number >= MAX_INSTANCES || id < 0 || id >> (63 - INSTANCE_BITS)) return 0;
    return id << INSTANCE_BITS | number;
}

/* ---- values ---- */

static bool is_text(ULONG type)
{
    return type == PT_UNICODE || type == PT_STRING8;
}

/* Whether a stored value of this type is what the MVI tag means: many of its elements, or one. */
static bool fits(ULONG tag, ULONG type)
{
    ULONG one = PROP_TYPE(tag) & ~(ULONG)MVI_FLAG;

    type &= ~(ULONG)MV_FLAG;
    return type == one || one == PT_UNSPECIFIED || (is_text(type) && is_text(one));
}

/* NULL: the message has no such property. */
static HRESULT read_values(struct db *db, const void *packed, size_t bytes, ULONG tag,
                           struct value **out)
{
    HRESULT hr = unpack_one(db, packed, bytes, tag, out);

    if (hr == S_OK && fits(tag, value_type(*out))) return S_OK;
    if (hr == S_OK) value_unref(*out);
    *out = NULL;
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK; /* damaged: shown as a row without it */
}

static uint32_t count_values(const struct value *value)
{
    return value && value_type(value) & MV_FLAG && value->prop.Value.MVl.cValues
               ? value->prop.Value.MVl.cValues
               : 1;
}

static HRESULT element(struct value *many, uint32_t i, struct value **out)
{
    const SPropValue *from = &many->prop;
    ULONG type = value_type(many) & ~(ULONG)MV_FLAG;
    SPropValue one = {.ulPropTag = CHANGE_PROP_TYPE(from->ulPropTag, type)};

    if (!(value_type(many) & MV_FLAG)) {
        *out = value_ref(many);
        return S_OK;
    }
    if (i >= from->Value.MVl.cValues) return S_FALSE;
    switch (type) {
    case PT_UNICODE:
        one.Value.lpszW = from->Value.MVszW.lppszW[i];
        break;
    case PT_STRING8:
        one.Value.lpszA = from->Value.MVszA.lppszA[i];
        break;
    case PT_BINARY:
        one.Value.bin = from->Value.MVbin.lpbin[i];
        break;
    case PT_CLSID:
        one.Value.lpguid = &from->Value.MVguid.lpguid[i];
        break;
    default:
        memcpy(&one.Value, (const BYTE *)from->Value.MVl.lpl + i * value_type_bytes(type),
               value_type_bytes(type));
    }
    return value_copy(&one, many->code_page, out);
}

HRESULT mvi_value(const struct mvi_columns *instances, struct db *db, const void *packed,
                  size_t bytes, int column, uint32_t number, struct value **out)
{
    HRESULT hr = S_OK;

    *out = NULL;
    for (int i = 0; SUCCEEDED(hr) && i <= column; i++) {
        AUTO_VALUE struct value *many = NULL;

        hr = read_values(db, packed, bytes, instances->tags[i], &many);
        if (FAILED(hr)) break;
        if (i == column) return many ? element(many, number % count_values(many), out) : S_FALSE;
        number /= count_values(many);
    }
    return hr;
}

/* ---- the SQL table ---- */

#define COLUMN_DATA (1 + MAX_INSTANCE_TAGS)
static const char columns[] =
    "CREATE TABLE x(n, v0, v1, v2, v3, v4, v5, v6, v7, data HIDDEN,"
    " t0 HIDDEN, t1 HIDDEN, t2 HIDDEN, t3 HIDDEN, t4 HIDDEN, t5 HIDDEN, t6 HIDDEN, t7 HIDDEN)";

struct instances_table {
    sqlite3_vtab base;
    struct db *db;
};

struct instances_cursor {
    sqlite3_vtab_cursor base;
    int n_tags;
    struct value *many[MAX_INSTANCE_TAGS]; /* owned; NULL: none */
    uint32_t at, end;
};

static int table_connect(sqlite3 *sql, void *db, int argc, const char *const *argv,
                         sqlite3_vtab **out, char **error)
{
    struct instances_table *table;
    int code = sqlite3_declare_vtab(sql, columns);

    (void)argc;
    (void)argv;
    (void)error;
    if (code != SQLITE_OK) return code;
    sqlite3_vtab_config(sql, SQLITE_VTAB_INNOCUOUS);
    table = sqlite3_malloc(sizeof(*table));
    if (!table) return SQLITE_NOMEM;
    *table = (struct instances_table){.db = db};
    *out = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

/* Only with data and the tags known, in their order. */
static int table_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    int place[1 + MAX_INSTANCE_TAGS], n = 0;

    (void)table;
    memset(place, 0xff, sizeof(place));
    for (int i = 0; i < info->nConstraint; i++) {
        int column = info->aConstraint[i].iColumn;

        if (column < COLUMN_DATA || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        if (!info->aConstraint[i].usable) return SQLITE_CONSTRAINT;
        place[column - COLUMN_DATA] = i;
    }
    while (n < 1 + MAX_INSTANCE_TAGS && place[n] >= 0) {
        info->aConstraintUsage[place[n]].argvIndex = n + 1;
        info->aConstraintUsage[place[n]].omit = 1;
        n++;
    }
    if (!n) return SQLITE_CONSTRAINT;
    info->estimatedCost = 2;
    info->estimatedRows = 2;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct instances_cursor *cursor = sqlite3_malloc(sizeof(*cursor));

    (void)table;
    if (!cursor) return SQLITE_NOMEM;
    memset(cursor, 0, sizeof(*cursor));
    *out = &cursor->base;
    return SQLITE_OK;
}

static void cursor_clear(struct instances_cursor *cursor)
{
    for (int i = 0; i < cursor->n_tags; i++)
        value_unref(cursor->many[i]);
    memset(cursor->many, 0, sizeof(cursor->many));
    cursor->n_tags = 0;
    cursor->at = cursor->end = 0;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    cursor_clear((struct instances_cursor *)base);
    sqlite3_free(base);
    return SQLITE_OK;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int index, const char *text, int argc,
                         sqlite3_value **argv)
{
    struct instances_cursor *cursor = (struct instances_cursor *)base;
    struct db *db = ((struct instances_table *)base->pVtab)->db;
    const void *data = sqlite3_value_blob(argv[0]);
    size_t bytes = (size_t)sqlite3_value_bytes(argv[0]);
    uint64_t product = 1;

    (void)index;
    (void)text;
    cursor_clear(cursor);
    for (int i = 0; i + 1 < argc; i++) {
        ULONG tag = (ULONG)sqlite3_value_int64(argv[i + 1]);

        if (FAILED(read_values(db, data, bytes, tag, &cursor->many[i]))) return SQLITE_NOMEM;
        cursor->n_tags = i + 1;
        product *= count_values(cursor->many[i]);
        if (product > MAX_INSTANCES) product = MAX_INSTANCES;
    }
    cursor->end = (uint32_t)product;
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    ((struct instances_cursor *)base)->at++;
    return SQLITE_OK;
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
    struct instances_cursor *cursor = (struct instances_cursor *)base;

    return cursor->at >= cursor->end;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    struct instances_cursor *cursor = (struct instances_cursor *)base;
    AUTO_VALUE struct value *one = NULL;
    uint32_t number = cursor->at;
    HRESULT hr = S_FALSE;

    if (!column) {
        sqlite3_result_int64(context, number);
        return SQLITE_OK;
    }
    if (column > cursor->n_tags) return SQLITE_OK;
    for (int i = 0; i + 1 < column; i++)
        number /= count_values(cursor->many[i]);
    if (cursor->many[column - 1])
        hr = element(cursor->many[column - 1], number % count_values(cursor->many[column - 1]),
                     &one);
    if (FAILED(hr)) return SQLITE_NOMEM;
    if (one) packed_give(context, one);
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = ((struct instances_cursor *)base)->at;
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = table_connect,
    .xBestIndex = table_best_index,
    .xDisconnect = table_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_eof,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
};

HRESULT mvi_register(struct db *db)
{
    return db_error(db, sqlite3_create_module(db->sql, "instances", &module, db));
}

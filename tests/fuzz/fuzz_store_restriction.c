/*
 * fuzz_store_restriction.c - restrictions made of any bytes, as the local store takes them:
 * checked, said in SQL, asked row by row
 *
 * The subsystem refuses the same ones; what SQL says is SQL, and keeps the rows that match. The
 * rows are those of a store with one message, whose columns and recipients are what the bytes'
 * first values are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/sql/bag.h"
#include "local_store/restriction.h"
#include "local_store/row.h"
#include "local_store/store.h"
#include "prop/restrict.h"

/* In columns, computed, packed. */
static const unsigned short ids[] = {0x0037, 0x0e06, 0x0e07, 0x0071,
                                     0x0fff, 0x0ff6, 0x6800, 0x0c1a};
#include "restriction_of_bytes.h"

#define MESSAGE 5

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct store *open_store(void)
{
    static struct store_file file;
    static struct store store = {.file = &file};
    static bool open;
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[] = "/tmp/fuzz-omstore-XXXXXX", name[64];
    int made;

    if (open) return &store;
    open = true;
    made = mkstemp(path);
    if (made < 0 || FAILED(db_open(&store_kind, path, DB_CREATE, &file.db))) abort();
    close(made);
    for (int i = 0; i < 3; i++) { /* it lives on until we end */
        snprintf(name, sizeof(name), "%s%s", path, ends[i]);
        remove(name);
    }
    memset(&file.uid, 0x17, sizeof(file.uid));
    if (FAILED(db_exec(
            file.db,
            "INSERT INTO messages(id, guid, folder, created, modified, flags) VALUES(5, ?1, 1, 1, 1, 0)",
            "b", "0123456789abcdef", 16)))
        abort();
    if (FAILED(db_exec(file.db,
                       "INSERT INTO recipients(message, row_id, display_name) VALUES(5, 0, 'Ann')",
                       "")))
        abort();
    return &store;
}

/* What the row has: the columns, and packed values of any kind. */
struct asked {
    struct row row;
    struct bag bag;
};

static HRESULT get(void *context, ULONG tag, struct value **out)
{
    struct asked *asked = context;
    HRESULT hr = row_computed(&asked->row, tag, out);

    if (hr != S_FALSE) return hr;
    *out = value_ref(bag_find(&asked->bag, tag));
    return *out ? S_OK : MAPI_E_NOT_FOUND;
}

static void write_columns(struct store *store, const struct bag *bag)
{
    sqlite3_stmt *stmt;

    if (FAILED(db_prepare(
            store_db(store),
            "UPDATE messages SET flags=ifnull(flags, 0)" MESSAGE_COLUMNS(COLUMN_SET) " WHERE id=5",
            &stmt)))
        abort();
    for (size_t i = 0; i < n_message_columns; i++) {
        struct value *value = bag_find(bag, message_columns[i].tag), *taken = NULL;
        bool more;

        if (value && FAILED(column_take(&message_columns[i], value, &taken, &more))) abort();
        column_bind(stmt, (int)i + 1, message_columns[i].tag, taken);
        value_unref(taken);
    }
    if (FAILED(db_run(store_db(store), stmt))) abort();
}

static bool sql_keeps(struct store *store, const struct restriction *restriction)
{
    char *text = sqlite3_mprintf("SELECT 1 FROM messages m WHERE m.id=5 AND %s",
                                 restriction_sql(restriction));
    sqlite3_stmt *stmt;
    int next = 1, code;

    if (sqlite3_prepare_v2(store_db(store)->sql, text, -1, &stmt, NULL) != SQLITE_OK) abort();
    if (FAILED(restriction_bind(restriction, stmt, &next)) ||
        next - 1 != sqlite3_bind_parameter_count(stmt))
        abort();
    code = sqlite3_step(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE) abort();
    sqlite3_finalize(stmt);
    sqlite3_free(text);
    return code == SQLITE_ROW;
}

static void make_row(const SPropValue *values, ULONG n, struct asked *asked)
{
    static const ULONG needed[] = {PR_MESSAGE_FLAGS, PR_CREATION_TIME, PR_LAST_MODIFICATION_TIME,
                                   PR_MESSAGE_SIZE, PR_MSG_STATUS};
    struct value *value;

    for (ULONG i = 0; i < n; i++) {
        if (PROP_TYPE(values[i].ulPropTag) & MV_INSTANCE ||
            FAILED(value_from_prop(&values[i], &value)))
            continue;
        if (bag_set(&asked->bag, value) != S_OK) abort();
        value_unref(value);
    }
    /* columns that are never NULL */
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        struct value *there = bag_find(&asked->bag, needed[i]);

        if (there && there->prop.ulPropTag == needed[i]) continue;
        if (FAILED(PROP_TYPE(needed[i]) == PT_SYSTIME ? value_i8(needed[i], 1, &value)
                                                      : value_long(needed[i], 0, &value)))
            abort();
        if (bag_set(&asked->bag, value) != S_OK) abort();
        value_unref(value);
    }
    asked->row.flags = (ULONG)bag_find(&asked->bag, PR_MESSAGE_FLAGS)->prop.Value.l;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader r = reader_over(data, size);
    void *root = mem_zero(1);
    SRestriction *res = mem_zero_more(sizeof(*res), root);
    struct store *store = open_store();
    struct asked asked = {.row = {.store = store, .object = {.type = MAPI_MESSAGE, .id = MESSAGE}}};
    struct restriction *restriction;
    ULONG n = read_u8(&r) % 6;
    SPropValue *values = make_values(&r, n, root);
    HRESULT hr, theirs;

    memcpy(&asked.row.object.guid, "0123456789abcdef", 16);
    asked.row.parent = (struct identity){.type = MAPI_FOLDER, .id = 1};
    make_row(values, n, &asked);
    write_columns(store, &asked.bag);
    make_restriction(&r, res, res, root);

    hr = restriction_create(store, false, res, &restriction);
    theirs = restrict_check(res);
    if (hr != theirs && theirs != MAPI_E_TOO_COMPLEX && hr != MAPI_E_TOO_COMPLEX) abort();
    if (SUCCEEDED(hr)) {
        bool kept = sql_keeps(store, restriction), matches;

        if (FAILED(restriction_matches(restriction, get, &asked, &matches))) abort();
        if (restriction_is_exact(restriction) ? kept != matches : matches && !kept) abort();
        restriction_free(restriction);
    }
    bag_clear(&asked.bag);
    mem_free(root);
    return 0;
}

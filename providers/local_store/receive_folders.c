/*
 * receive_folders.c - which folder gets messages of which class
 */
#include "receive_folders.h"
#include <stdlib.h>
#include "common/clock.h"
#include "columns.h"
#include "common/sql/memory_table.h"
#include "common/sql/view_table.h"
#include "common/text/text8.h"
#include "message_state.h"

HRESULT receive_folder_set(struct store_file *file, const WCHAR *class, int64_t folder)
{
    char *text;
    size_t n;
    HRESULT hr;

    hr = wtf8_from_wide(class, wide_len(class), &text, &n);
    if (FAILED(hr)) return hr;
    if (folder)
        hr = db_exec(file->db, "INSERT OR REPLACE INTO receive_folders(class, folder, modified)"
                               " VALUES(?1, ?2, ?3)", "tii", text, folder, clock_now());
    else
        hr = db_exec(file->db, "DELETE FROM receive_folders WHERE class=?1", "t", text);
    free(text);
    return hr;
}

/* 6.3-11: printable ASCII, no dot at the end, at most 255 characters. */
static bool class_is_valid(const WCHAR *class)
{
    size_t n = wide_len(class);

    if (n > 255 || (n && class[n - 1] == '.')) return false;
    for (size_t i = 0; i < n; i++)
        if ((uint16_t)class[i] < 32 || (uint16_t)class[i] > 126) return false;
    return true;
}

static HRESULT class_in(const void *class, ULONG flags, WCHAR **out)
{
    HRESULT hr = text_from_caller(class, flags, true, out);

    if (SUCCEEDED(hr) && !*out) {
        *out = calloc(1, sizeof(WCHAR));
        if (!*out) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    if (SUCCEEDED(hr) && !class_is_valid(*out)) {
        free(*out);
        *out = NULL;
        hr = MAPI_E_INVALID_PARAMETER;
    }
    return hr;
}

HRESULT receive_folder_change(struct store *store, const void *class, ULONG flags, ULONG count,
                              const ENTRYID *id)
{
    struct identity folder = {0};
    struct db *db = store_db(store);
    WCHAR *wide;
    HRESULT hr;

    if (flags & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    if (!store->can_modify) return MAPI_E_NO_ACCESS;
    hr = class_in(class, flags, &wide);
    if (FAILED(hr)) return hr;
    if (count || id) hr = store_entry(store, count, id, MAPI_FOLDER, &folder);
    if (SUCCEEDED(hr)) {
        hr = db_begin(db);
        if (SUCCEEDED(hr)) {
            if (folder.id) hr = folder_lives(store->file, &folder);
            if (SUCCEEDED(hr)) hr = receive_folder_set(store->file, wide, folder.id);
            hr = db_end(db, hr);
        }
    }
    free(wide);
    return hr;
}

/* The row of exactly this class; MAPI_E_NOT_FOUND. */
static HRESULT find_exact(struct store_file *file, const WCHAR *class, struct identity *out)
{
    int64_t folder;
    char *text;
    size_t n;
    HRESULT hr;

    hr = wtf8_from_wide(class, wide_len(class), &text, &n);
    if (FAILED(hr)) return hr;
    hr = db_int(file->db, &folder, "SELECT folder FROM receive_folders WHERE class=?1", "t", text);
    free(text);
    return FAILED(hr) ? hr : folder_identity(file, folder, out);
}

/* Cuts class to the longest prefix of whole components that is registered (6.3-02, -06); with none,
 * the root gets it. */
static HRESULT find_longest(struct store_file *file, WCHAR *class, struct identity *out)
{
    HRESULT hr;

    for (;;) {
        size_t n = wide_len(class);

        hr = find_exact(file, class, out);
        if (hr != MAPI_E_NOT_FOUND) return hr;
        if (!n) break;
        while (n && class[n] != '.')
            n--;
        class[n] = 0;
    }
    *out = (struct identity){MAPI_FOLDER, STORE_ROOT, file->root_guid};
    return S_OK;
}

static HRESULT give_class(struct store *store, const WCHAR *class, ULONG flags, LPTSTR *out)
{
    size_t bytes = (wide_len(class) + 1) * sizeof(WCHAR), n;
    char *ansi = NULL;
    HRESULT hr = S_OK;

    if (!(flags & MAPI_UNICODE)) {
        hr = wide_to_ansi(class, wide_len(class), 0, &ansi, &n);
        bytes = n + 1;
    }
    if (SUCCEEDED(hr)) hr = store->alloc.buffer((ULONG)bytes, (void **)out);
    if (SUCCEEDED(hr)) memcpy(*out, ansi ? (const void *)ansi : class, bytes);
    free(ansi);
    return hr;
}

HRESULT receive_folder_find(struct store *store, const void *class, ULONG flags, ULONG *count,
                            ENTRYID **id, LPTSTR *explicit_class)
{
    struct identity folder;
    WCHAR *wide;
    HRESULT hr;

    if (!count || !id) return MAPI_E_INVALID_PARAMETER;
    *count = 0;
    *id = NULL;
    if (explicit_class) *explicit_class = NULL;
    if (flags & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    hr = class_in(class, flags, &wide);
    if (FAILED(hr)) return hr;
    db_lock(store_db(store));
    hr = find_longest(store->file, wide, &folder);
    db_unlock(store_db(store));
    if (SUCCEEDED(hr)) hr = store_give_entry(store, &folder, count, id);
    if (SUCCEEDED(hr) && explicit_class) {
        hr = give_class(store, wide, flags, explicit_class);
        if (FAILED(hr)) {
            store->alloc.free(*id);
            *id = NULL;
            *count = 0;
        }
    }
    free(wide);
    return hr;
}

/* ---- the table ---- */

static const SizedSPropTagArray(6, receive_columns) = {6,
                                                       {PR_INSTANCE_KEY, PR_ENTRYID,
                                                        PR_MESSAGE_CLASS_W, PR_RECORD_KEY,
                                                        PR_OBJECT_TYPE, PR_LAST_MODIFICATION_TIME}};
#define COLUMNS ((const SPropTagArray *)&receive_columns)

static HRESULT put_binary(struct bag *bag, ULONG tag, const void *bytes, size_t n)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr = value_binary(tag, bytes, n, &value);

    return FAILED(hr) ? hr : bag_set(bag, value);
}

static HRESULT make_row(struct store *store, sqlite3_stmt *stmt, size_t number, struct bag *row)
{
    BYTE entry[ENTRY_ID_BYTES], key[RECORD_KEY_BYTES], instance[8];
    AUTO_VALUE struct value *class = NULL;
    struct identity folder;
    HRESULT hr;

    hr = folder_identity(store->file, sqlite3_column_int64(stmt, 1), &folder);
    if (FAILED(hr)) return hr;
    entry_id_write(&store->file->uid, &folder, entry);
    record_key_write(&folder, key);
    instance_key_write((int64_t)number + 1, instance);
    hr = put_binary(row, PR_ENTRYID, entry, sizeof(entry));
    if (SUCCEEDED(hr)) hr = put_binary(row, PR_RECORD_KEY, key, sizeof(key));
    if (SUCCEEDED(hr)) hr = put_binary(row, PR_INSTANCE_KEY, instance, sizeof(instance));
    if (SUCCEEDED(hr)) hr = column_value(stmt, 0, PR_MESSAGE_CLASS_W, &class);
    if (SUCCEEDED(hr)) hr = bag_set(row, class);
    if (SUCCEEDED(hr)) hr = bag_put(row, PR_OBJECT_TYPE, MAPI_FOLDER);
    if (SUCCEEDED(hr)) hr = bag_put(row, PR_LAST_MODIFICATION_TIME, sqlite3_column_int64(stmt, 2));
    return hr;
}

/* All rows, under the lock. */
static HRESULT make_rows(struct store *store, struct bag **out, size_t *n)
{
    int64_t total = 0;
    sqlite3_stmt *stmt;
    HRESULT hr;

    *n = 0;
    hr = db_int(store_db(store), &total, "SELECT count(*) FROM receive_folders", "");
    *out = calloc((size_t)total + 1, sizeof(**out));
    if (SUCCEEDED(hr) && !*out) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr))
        hr =
            db_prepare(store_db(store),
                       "SELECT class, folder, modified FROM receive_folders ORDER BY class", &stmt);
    if (FAILED(hr)) return hr;
    while (*n < (size_t)total && (hr = db_step(store_db(store), stmt)) == S_OK) {
        hr = make_row(store, stmt, *n, &(*out)[*n]);
        ++*n;
        if (FAILED(hr)) break;
    }
    db_done(store_db(store), stmt);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT receive_folder_table(struct store *store, ULONG flags, IMAPITable **out)
{
    struct memory_table table = {0};
    IMAPITable *view = NULL;
    struct bag *rows = NULL;
    size_t n = 0;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_DEFERRED_ERRORS)) return MAPI_E_UNKNOWN_FLAGS;
    db_lock(store_db(store));
    hr = make_rows(store, &rows, &n);
    db_unlock(store_db(store));
    if (SUCCEEDED(hr)) hr = memory_table_make(&table, &store->alloc, COLUMNS);
    if (SUCCEEDED(hr)) hr = memory_table_fill(&table, rows, n);
    if (SUCCEEDED(hr)) hr = memory_table_view(&table, COLUMNS, 0, flags, &view);
    if (SUCCEEDED(hr)) hr = view_table_create(&store_house, store, true, view, out);
    memory_table_clear(&table);
    for (size_t i = 0; i < n; i++)
        bag_clear(&rows[i]);
    free(rows);
    return hr;
}

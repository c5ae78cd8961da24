/*
 * book_file.c - the file of a personal address book: its tables, its opening
 *
 * An entry is a row with what it is sorted and found by, and all its properties packed. `words` has
 * the beginnings that it is found by (words.h); a prefix is a range of its primary key. `members`
 * are those of lists, by entry ID, with the properties they had when they were added: what is of
 * this book is shown as it is now. `changes` is read by other connections.
 */
#include "book_file.h"
#include <stdlib.h>
#include <string.h>

#define NOW "CAST((julianday('now')-2305813.5)*864000000000 AS INTEGER)" /* as a FILETIME */

static const char tables[] =
    "CREATE TABLE book(id INTEGER PRIMARY KEY CHECK(id=1), uid BLOB NOT NULL, created INTEGER NOT NULL);"
    "CREATE TABLE entries(id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL,"
    " name TEXT NOT NULL COLLATE MAPI, type TEXT NOT NULL COLLATE MAPI, address TEXT NOT NULL COLLATE MAPI,"
    " created INTEGER NOT NULL, modified INTEGER NOT NULL, props BLOB);"
    "CREATE INDEX entries_by_name ON entries(name, id);"
    "CREATE TABLE words(word TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE,"
    " PRIMARY KEY(word, entry)) WITHOUT ROWID;"
    "CREATE INDEX words_by_entry ON words(entry);"
    "CREATE TABLE members(list INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE, position INTEGER NOT NULL,"
    " entry_id BLOB NOT NULL, props BLOB, PRIMARY KEY(list, position), UNIQUE(list, entry_id)) WITHOUT ROWID;"
    "CREATE TABLE changes(seq INTEGER PRIMARY KEY AUTOINCREMENT, origin INTEGER NOT NULL, what INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, entry INTEGER NOT NULL, guid BLOB NOT NULL);";

static HRESULT make(struct db *db)
{
    GUID uid;
    HRESULT hr = db_error(db, sqlite3_exec(db->sql, tables, NULL, NULL, NULL));

    sqlite3_randomness(sizeof(uid), &uid);
    if (FAILED(hr)) return hr;
    return db_exec(db, "INSERT INTO book(id, uid, created) VALUES(1, ?1, " NOW ")", "b", &uid, 16);
}

static HRESULT prove(struct db *db)
{
    int64_t n;

    return db_int(db, &n, "SELECT id FROM book WHERE id=1 AND length(uid)=16", "");
}

const struct file_kind book_kind = {
    .application_id = BOOK_APPLICATION_ID,
    .version = BOOK_VERSION,
    .make = make,
    .prove = prove,
};

static HRESULT read_uid(struct book_file *file)
{
    sqlite3_stmt *stmt;
    HRESULT hr = db_prepare(file->db, "SELECT uid FROM book WHERE id=1", &stmt);

    if (FAILED(hr)) return hr;
    hr = db_step(file->db, stmt);
    if (hr == S_OK && sqlite3_column_bytes(stmt, 0) == 16)
        memcpy(&file->uid, sqlite3_column_blob(stmt, 0), 16);
    else if (SUCCEEDED(hr)) hr = MAPI_E_CORRUPT_STORE;
    db_done(file->db, stmt);
    return hr;
}

HRESULT book_file_open(const char *path, enum db_access access, struct book_file **out)
{
    struct book_file *file = calloc(1, sizeof(*file));
    HRESULT hr;

    *out = NULL;
    if (!file) return MAPI_E_NOT_ENOUGH_MEMORY;
    file->path = malloc(strlen(path) + 1);
    if (file->path) strcpy(file->path, path);
    hr = file->path ? db_open(&book_kind, path, access, &file->db) : MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) hr = read_uid(file);
    if (FAILED(hr)) {
        book_file_close(file);
        return hr;
    }
    *out = file;
    return S_OK;
}

void book_file_close(struct book_file *file)
{
    if (!file) return;
    db_close(file->db);
    free(file->path);
    free(file);
}

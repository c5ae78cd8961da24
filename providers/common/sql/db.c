/*
 * db.c - one SQLite connection: opening, transactions, statements, and SQLite's errors as MAPI's
 */
#include "common/sql/db.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "common/sql/file_kind.h"
#include "common/sql/packed.h"
#include "common/text/fold.h"
#include "common/event.h"
#include "common/thread.h"

int64_t db_wait_msec = 20000;

struct cached_stmt {
    struct cached_stmt *next;
    const char *text;
    sqlite3_stmt *stmt;
    bool used;
};

HRESULT db_error(struct db *db, int code)
{
    (void)db;
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return S_OK;
    case SQLITE_NOMEM:
        return MAPI_E_NOT_ENOUGH_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return MAPI_E_BUSY;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        return MAPI_E_NO_ACCESS;
    case SQLITE_IOERR:
        return MAPI_E_DISK_ERROR;
    case SQLITE_FULL:
        return MAPI_E_NOT_ENOUGH_DISK;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return MAPI_E_CORRUPT_STORE;
    case SQLITE_TOOBIG:
        return MAPI_E_TOO_BIG;
    case SQLITE_CONSTRAINT:
        return MAPI_E_COLLISION;
    case SQLITE_INTERRUPT:
        return MAPI_E_USER_CANCEL;
    }
    return MAPI_E_CALL_FAILED;
}

void db_lock(struct db *db)
{
    sqlite3_mutex_enter(db->lock);
}

void db_unlock(struct db *db)
{
    sqlite3_mutex_leave(db->lock);
}

/*
 * Whose turn it is to write chance decides, so who waits asks often: SQLite's own handler asks ten
 * times a second at the most (natively once), and among others that write without a pause it may
 * find none of them out for all of its time.
 */
static int wait_a_little(void *context, int count)
{
    struct db *db = context;
    int64_t now = (int64_t)event_now_msec();

    if (!count) db->wait_until = now + db_wait_msec;
    if (now >= db->wait_until) return 0;
    thread_pause(count < 20 ? 1 : 1 + (ULONG)count % 5);
    return 1;
}

static void wait_for_others(struct db *db)
{
    sqlite3_busy_handler(db->sql, wait_a_little, db);
}

static HRESULT db_pragmas(struct db *db)
{
    /* `temp` is written by read-only connections too: long text in another width is staged for
     * those that only read */
    static const char *const always =
        "PRAGMA foreign_keys=ON; PRAGMA temp_store=FILE; PRAGMA cache_size=-16000;"
        "CREATE TEMP TABLE staged(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
        "PRAGMA temp.journal_mode=MEMORY; PRAGMA temp.synchronous=OFF;";
    HRESULT hr;
    int code;

    wait_for_others(db);
    code = sqlite3_exec(db->sql, always, NULL, NULL, NULL);
    hr = code == SQLITE_OK ? file_kind_check(db) : db_error(db, code);
    if (FAILED(hr)) return hr;
    /* the first that writes to the file: it is ours, or empty */
    if (!db->read_only)
        code = sqlite3_exec(
            db->sql,
            "PRAGMA main.journal_mode=WAL; PRAGMA main.synchronous=FULL; PRAGMA wal_autocheckpoint=4000;",
            NULL, NULL, NULL);
    return db_error(db, code);
}

HRESULT db_open(const struct file_kind *kind, const char *path, enum db_access access,
                struct db **out)
{
    int flags = access == DB_READ    ? SQLITE_OPEN_READONLY
                : access == DB_WRITE ? SQLITE_OPEN_READWRITE
                                     : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    struct db *db;
    HRESULT hr;
    int code;

    *out = NULL;
    hr = file_kind_look(kind, path);
    if (FAILED(hr)) return hr;
    if (hr == S_FALSE && access != DB_CREATE) return MAPI_E_NOT_FOUND;

    db = calloc(1, sizeof(*db));
    if (!db) return MAPI_E_NOT_ENOUGH_MEMORY;
    db->kind = kind;
    db->lock = sqlite3_mutex_alloc(SQLITE_MUTEX_RECURSIVE); /* NULL would be no lock at all */
    if (!db->lock) {
        free(db);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    code = sqlite3_open_v2(path, &db->sql, flags | SQLITE_OPEN_FULLMUTEX, NULL);
    hr = db_error(db, code);
    if (SUCCEEDED(hr)) {
        db->read_only = sqlite3_db_readonly(db->sql, "main") == 1;
        if (db->read_only && access != DB_READ) hr = MAPI_E_NO_ACCESS;
    }
    if (SUCCEEDED(hr)) {
        sqlite3_extended_result_codes(db->sql, 1);
        sqlite3_randomness(sizeof(db->origin), &db->origin);
        db->origin &= INT64_MAX;
        hr = db_error(db,
                      sqlite3_create_collation(db->sql, "MAPI", SQLITE_UTF8, NULL, fold_compare));
    }
    if (SUCCEEDED(hr)) hr = packed_register(db);
    if (SUCCEEDED(hr) && kind->functions) hr = kind->functions(db);
    if (SUCCEEDED(hr)) hr = db_pragmas(db);
    if (SUCCEEDED(hr)) hr = file_kind_ready(db);
    if (SUCCEEDED(hr) && kind->opened) hr = kind->opened(db);
    if (FAILED(hr)) {
        db_close(db);
        return hr;
    }
    *out = db;
    return S_OK;
}

static void drop_statements(struct db *db, bool used_ones)
{
    struct cached_stmt **at = &db->cache, *gone;

    while ((gone = *at)) {
        if (gone->used && !used_ones) {
            at = &gone->next;
            continue;
        }
        *at = gone->next;
        sqlite3_finalize(gone->stmt);
        free(gone);
    }
}

void db_forget_statements(struct db *db)
{
    drop_statements(db, false);
}

void db_close(struct db *db)
{
    if (!db) return;
    drop_statements(db, true);
    if (db->kind->closed) db->kind->closed(db);
    sqlite3_close_v2(db->sql);
    free(db->touched);
    sqlite3_mutex_free(db->lock);
    free(db);
}

static HRESULT db_start(struct db *db, const char *text)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    db_lock(db);
    if (!db->depth) {
        hr = db_prepare(db, text, &stmt);
        if (SUCCEEDED(hr)) hr = db_run(db, stmt);
        if (FAILED(hr)) {
            db_unlock(db);
            return hr;
        }
        db->failed = false;
    }
    db->depth++;
    return S_OK;
}

HRESULT db_begin(struct db *db)
{
    HRESULT hr;

    if (db->read_only) return MAPI_E_NO_ACCESS;
    hr = db_start(db, "BEGIN IMMEDIATE");
    if (FAILED(hr) || !db->ready || db->depth > 1) return hr;
    hr = file_kind_still(db); /* a newer program keeps more up to date than we would */
    return FAILED(hr) ? db_end(db, hr) : S_OK;
}

HRESULT db_begin_now(struct db *db)
{
    HRESULT hr;

    db_lock(db);
    sqlite3_busy_timeout(db->sql, 0);
    hr = db_begin(db);
    wait_for_others(db);
    db_unlock(db);
    return hr;
}

HRESULT db_touch(struct db *db, USHORT type, int what, int64_t id)
{
    if (!db->before_commit) return S_OK;
    if (db->n_touched == db->touched_room) {
        size_t room = db->touched_room ? db->touched_room * 2 : 64;
        struct touched *grown = realloc(db->touched, room * sizeof(*grown));

        if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
        db->touched = grown;
        db->touched_room = room;
    }
    db->touched[db->n_touched++] = (struct touched){type, what, id};
    return S_OK;
}

HRESULT db_begin_read(struct db *db)
{
    return db_start(db, "BEGIN");
}

HRESULT db_end(struct db *db, HRESULT hr)
{
    sqlite3_stmt *stmt = NULL;

    if (FAILED(hr)) db->failed = true;
    if (db->depth == 1 && !db->failed && db->n_touched && db->before_commit) {
        HRESULT done = db->before_commit(db->context);

        if (FAILED(done)) {
            hr = done;
            db->failed = true;
        }
    }
    if (--db->depth == 0) {
        if (!db->failed) {
            HRESULT done = db_prepare(db, "COMMIT", &stmt);

            if (SUCCEEDED(done)) done = db_run(db, stmt);
            if (FAILED(done)) {
                hr = done;
                db->failed = true;
            }
        } else if (SUCCEEDED(hr)) {
            /* an inner part failed and nobody handed that on */
            hr = FAILED(db->lost) ? db->lost : MAPI_E_CALL_FAILED;
        }
        if (db->failed && !sqlite3_get_autocommit(db->sql))
            sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
        if (db->kind->ended) db->kind->ended(db, !db->failed);
        if (db->ended) db->ended(db->context, !db->failed);
        db->n_touched = 0;
        db->failed = false;
        db->lost = S_OK;
    }
    db_unlock(db);
    return hr;
}

HRESULT db_prepare(struct db *db, const char *text, sqlite3_stmt **out)
{
    struct cached_stmt **at, *found;
    int code;

    *out = NULL;
    if (db->depth && FAILED(db->lost)) return db->lost;
    for (at = &db->cache; (found = *at); at = &found->next)
        if (found->text == text && !found->used) break;
    if (found) { /* to the front: what is used often is found soon */
        *at = found->next;
    } else {
        found = calloc(1, sizeof(*found));
        if (!found) return MAPI_E_NOT_ENOUGH_MEMORY;
        found->text = text;
        code = sqlite3_prepare_v3(db->sql, text, -1, SQLITE_PREPARE_PERSISTENT, &found->stmt, NULL);
        if (code != SQLITE_OK) {
            free(found);
            return db_error(db, code);
        }
    }
    found->next = db->cache;
    db->cache = found;
    found->used = true;
    *out = found->stmt;
    return S_OK;
}

void db_done(struct db *db, sqlite3_stmt *stmt)
{
    if (!stmt) return;
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    for (struct cached_stmt *at = db->cache; at; at = at->next)
        if (at->stmt == stmt) at->used = false;
}

HRESULT db_step(struct db *db, sqlite3_stmt *stmt)
{
    int code = sqlite3_step(stmt);

    if (code == SQLITE_ROW) return S_OK;
    if (code == SQLITE_DONE) return S_FALSE;
    if (db->kind->torn) db->kind->torn(db);
    /* what came after it would be a transaction of its own */
    if (db->depth && sqlite3_get_autocommit(db->sql)) {
        db->failed = true;
        db->lost = db_error(db, code);
    }
    return db_error(db, code);
}

HRESULT db_run(struct db *db, sqlite3_stmt *stmt)
{
    HRESULT hr;

    while ((hr = db_step(db, stmt)) == S_OK)
        ;
    db_done(db, stmt);
    return hr == S_FALSE ? S_OK : hr;
}

static int db_bind(sqlite3_stmt *stmt, const char *kinds, va_list args)
{
    int code = SQLITE_OK;

    for (int i = 1; *kinds && code == SQLITE_OK; kinds++, i++) {
        if (*kinds == 'i') {
            code = sqlite3_bind_int64(stmt, i, va_arg(args, int64_t));
        } else if (*kinds == 'b') {
            const void *bytes = va_arg(args, const void *);

            code = sqlite3_bind_blob(stmt, i, bytes, va_arg(args, int), SQLITE_TRANSIENT);
        } else {
            code = sqlite3_bind_text(stmt, i, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
        }
    }
    return code;
}

HRESULT db_exec(struct db *db, const char *text, const char *kinds, ...)
{
    sqlite3_stmt *stmt;
    va_list args;
    HRESULT hr;

    hr = db_prepare(db, text, &stmt);
    if (FAILED(hr)) return hr;
    va_start(args, kinds);
    hr = db_error(db, db_bind(stmt, kinds, args));
    va_end(args);
    if (SUCCEEDED(hr)) return db_run(db, stmt);
    db_done(db, stmt);
    return hr;
}

HRESULT db_int(struct db *db, int64_t *out, const char *text, const char *kinds, ...)
{
    sqlite3_stmt *stmt;
    va_list args;
    HRESULT hr;

    *out = 0;
    hr = db_prepare(db, text, &stmt);
    if (FAILED(hr)) return hr;
    va_start(args, kinds);
    hr = db_error(db, db_bind(stmt, kinds, args));
    va_end(args);
    if (SUCCEEDED(hr)) hr = db_step(db, stmt);
    if (hr == S_OK) {
        *out = sqlite3_column_int64(stmt, 0);
        /* a change outside a transaction is committed only now */
        hr = db_error(db, sqlite3_reset(stmt));
    }
    db_done(db, stmt);
    return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
}

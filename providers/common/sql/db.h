/*
 * db.h - one SQLite connection: opening, transactions, statements, and SQLite's errors as MAPI's
 *
 * A connection is shared by all objects of a file in the process. Whoever uses it holds its lock
 * (recursive); no lock is held across a provider's, client's or subsystem's code, so: read under
 * the lock into memory of ours, unlock, then allocate for the caller.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "common/platform.h"
#include "sqlite3.h"

enum db_access {
    DB_READ,   /* an existing file, never written */
    DB_WRITE,  /* an existing file */
    DB_CREATE, /* makes the file when it is missing or empty */
};

struct touched {
    USHORT type; /* MAPI_MESSAGE, MAPI_FOLDER ... */
    int what;    /* the kind's own */
    int64_t id;
};

struct file_kind;

/* How long a statement waits for other connections before it is MAPI_E_BUSY; a test that has all
 * the orders of two connections in turn makes it 0. */
extern int64_t db_wait_msec;

struct db {
    const struct file_kind *kind;
    void *own; /* what the kind has of each connection */
    sqlite3 *sql;
    sqlite3_mutex *lock; /* recursive */
    int depth;           /* nested transactions; only the outermost commits */
    bool failed;         /* an inner one rolled back: the outer must too */
    HRESULT
    lost; /* why SQLite rolled back by itself: nothing more runs until the outermost db_end */
    bool read_only;
    bool ready;     /* the file has the newest version */
    int64_t origin; /* random, marks this connection in `changes` */
    struct cached_stmt *cache;
    struct touched *touched; /* what this transaction changed: messages and folders; malloc */
    size_t n_touched, touched_room;
    HRESULT (*before_commit)
    (void *context); /* of a transaction that touched something; still in it */
    void (*ended)(void *context, bool committed); /* each such transaction, under the lock */
    void *context;
    int64_t last_stage; /* numbers of staged content */
    int64_t wait_until; /* of whoever waits for other connections; under the lock */
};

/*
 * path    WTF-8 of an absolute path
 * Errors  MAPI_E_NOT_FOUND (no file, no DB_CREATE), MAPI_E_NO_ACCESS, MAPI_E_DISK_ERROR,
 * MAPI_E_BUSY, MAPI_E_CORRUPT_STORE (damaged or foreign), MAPI_E_VERSION (made by a newer program);
 * file untouched in the last two
 */
HRESULT db_open(const struct file_kind *kind, const char *path, enum db_access access,
                struct db **out);
void db_close(struct db *db);

void db_lock(struct db *db);
void db_unlock(struct db *db);

/* SQLITE_OK, ROW and DONE are S_OK; the rest as the documented error. */
HRESULT db_error(struct db *db, int code);

/*
 * A transaction; takes the lock, so pair it with db_end on every way out. db_begin is BEGIN
 * IMMEDIATE. db_end commits when hr succeeded, else rolls back, and gives the hr that counts.
 */
HRESULT db_begin(struct db *db);
HRESULT db_end(struct db *db, HRESULT hr);
/* The same for what can wait for another time: MAPI_E_BUSY at once when another process writes. */
HRESULT db_begin_now(struct db *db);
/* In a transaction: for before_commit. */
HRESULT db_touch(struct db *db, USHORT type, int what, int64_t id);
/* The same for a consistent view over several reads. */
HRESULT db_begin_read(struct db *db);

/*
 * A prepared statement for text (a literal: the pointer is the key of the cache), reset and without
 * bindings. Put back by db_done, NULL allowed. A statement in use is prepared a second time.
 */
HRESULT db_prepare(struct db *db, const char *text, sqlite3_stmt **out);
void db_done(struct db *db, sqlite3_stmt *stmt);
/* Statements that nobody uses just now are prepared again when they are wanted: for tests in which
 * that fails. Under the lock. */
void db_forget_statements(struct db *db);

/* S_OK with a row, S_FALSE without, or an error. */
HRESULT db_step(struct db *db, sqlite3_stmt *stmt);
/* Runs a statement that gives no rows, and puts it back. */
HRESULT db_run(struct db *db, sqlite3_stmt *stmt);
/* Prepares text, binds integers for each letter 'i', blobs for 'b' (const void *, int), texts for
 * 't' (WTF-8, may be NULL), then runs it to its end. */
HRESULT db_exec(struct db *db, const char *text, const char *kinds, ...);
/* The first column of the first row as integer; MAPI_E_NOT_FOUND without a row. */
HRESULT db_int(struct db *db, int64_t *out, const char *text, const char *kinds, ...);

/*
 * file_kind.h - whose a database file is, and how it comes to its newest version
 */
#pragma once
#include "common/sql/db.h"

/*
 * What a provider's files are made of. Beside what it makes itself a file has, if values of more
 * than INLINE_BYTES are to be kept in it, the tables of large.h.
 */
struct file_kind {
    uint32_t application_id;        /* PRAGMA application_id */
    int version;                    /* the newest, PRAGMA user_version */
    HRESULT (*make)(struct db *db); /* in a transaction: version 1, its first rows too */
    const char *const *steps; /* steps[n - 1] makes version n + 1 of n; a published one is never
                                 edited */
    HRESULT (*prove)(struct db *db); /* the rows are there without which there is no file */

    /* Each may be NULL. */
    HRESULT (*functions)(struct db *db); /* of a connection, before anything is asked of it */
    HRESULT (*opened)(struct db *db);    /* the file has the newest version */
    void (*torn)(struct db *db);         /* a statement ended half way; what it did is taken back */
    void (*ended)(struct db *db, bool committed); /* the outermost transaction */
    void (*closed)(struct db *db); /* frees db->own; called also when functions has failed */
};

/* Looks at the file's first bytes without opening it as a database. S_OK for one of the kind,
 * S_FALSE for none or an empty one; MAPI_E_CORRUPT_STORE, MAPI_E_VERSION, MAPI_E_NO_ACCESS. */
HRESULT file_kind_look(const struct file_kind *kind, const char *path);
/* Asks the database without writing: S_OK for one of its kind, S_FALSE for an empty one; else as
 * file_kind_look; MAPI_E_VERSION also for one that needs an upgrade and is opened read-only. */
HRESULT file_kind_check(struct db *db);
/* Makes the tables in an empty database, or upgrades, or checks. */
HRESULT file_kind_ready(struct db *db);
/* In a transaction: MAPI_E_VERSION when a newer program has upgraded the file since it was opened
 * here. */
HRESULT file_kind_still(struct db *db);

/*
 * schema.h - the tables of a store file, their version and upgrades (doc/store-schema.md)
 */
#pragma once
#include "db.h"

#define STORE_APPLICATION_ID 0x4F4D5354
#define STORE_SCHEMA_VERSION 4
#define STORE_ROOT           1 /* id of the root folder */

/* messages.part */
enum part {
    PART_CONTENTS = 0,
    PART_ASSOCIATED = 1,
    PART_DELETED = 2, /* added to either */
};

/* Looks at the file's first bytes without opening it as a database. S_OK for one of ours, S_FALSE
 * for none or an empty one; MAPI_E_CORRUPT_STORE, MAPI_E_VERSION, MAPI_E_NO_ACCESS. */
HRESULT schema_look(const char *path);
/* Asks the database without writing: S_OK for one of ours, S_FALSE for an empty one; else as
 * schema_look; MAPI_E_VERSION also for one that needs an upgrade and is opened read-only. */
HRESULT schema_check(struct db *db);
/* Makes the tables in an empty database, or upgrades, or checks. */
HRESULT schema_ready(struct db *db);
/* In a transaction: MAPI_E_VERSION when a newer program has upgraded the file since it was opened
 * here. */
HRESULT schema_still(struct db *db);
/* In a transaction: the index of texts anew, whatever is left of the old one; all messages wait for
 * it. */
HRESULT schema_make_text_index(struct db *db);
/* An empty database in memory with the newest version's tables, indexes and triggers: to compare
 * with. */
HRESULT schema_fresh(sqlite3 **out);

/*
 * schema.h - the tables of a store file, their version and upgrades (doc/store-schema.md)
 */
#pragma once
#include "common/sql/file_kind.h"

#define STORE_APPLICATION_ID 0x4F4D5354
#define STORE_SCHEMA_VERSION 4
#define STORE_ROOT           1 /* id of the root folder */

/* messages.part */
enum part {
    PART_CONTENTS = 0,
    PART_ASSOCIATED = 1,
    PART_DELETED = 2, /* added to either */
};

/* What a connection has of ours. */
struct size_watch {
    bool known;
    int64_t version; /* PRAGMA data_version when the folders were summed */
    int64_t before;  /* their sum before the running transaction */
    int64_t grown;   /* what this one adds to it */
};

struct store_connection {
    struct made_statements *made; /* owned */
    struct size_watch size;       /* used_size.c */
};

extern const struct file_kind store_kind;

static inline struct store_connection *store_connection(struct db *db)
{
    return db->own;
}

/* In a transaction: the index of texts anew, whatever is left of the old one; all messages wait for
 * it. */
HRESULT schema_make_text_index(struct db *db);
/* An empty database in memory with the newest version's tables, indexes and triggers: to compare
 * with. */
HRESULT schema_fresh(sqlite3 **out);

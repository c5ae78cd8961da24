/*
 * used_size.h - how many bytes of mail a store holds: the sizes of its folders, summed once and
 * followed from then on
 */
#pragma once
#include "common/sql/db.h"

/* At opening, when the schema is the newest. */
HRESULT used_size_watch(struct db *db);
/* As the running transaction sees it, PR_MESSAGE_SIZE_EXTENDED of the store. Under the lock. */
HRESULT used_size(struct db *db, int64_t *out);
/* The outermost transaction has ended. */
void used_size_ended(struct db *db, bool committed);
/* A statement ended half way, and what its triggers have told isn't true. */
void used_size_torn(struct db *db);

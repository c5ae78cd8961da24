/*
 * packed.h - the SQL function packed(data, tag): one property out of packed bytes, to sort by
 */
#pragma once
#include "common/sql/db.h"
#include "common/sql/value.h"

/*
 * packed(data, tag) is NULL without such a property, or when it has another type (the width of text
 * doesn't matter): else an integer, a real, a text or a blob, as the hot columns would have it. Of
 * long content it is the beginning.
 */
HRESULT packed_register(struct db *db);
/* A value as packed() gives it; NULL for what has no order. Of long content it is the beginning. */
void packed_give(sqlite3_context *context, struct value *value);

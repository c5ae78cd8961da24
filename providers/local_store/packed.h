/*
 * packed.h - the SQL function packed(data, tag): one property out of packed bytes, to sort by
 */
#pragma once
#include "db.h"

/*
 * packed(data, tag) is NULL without such a property, or when it has another type (the width of text doesn't matter): else an
 * integer, a real, a text or a blob, as the hot columns would have it. Of long content it is the beginning.
 */
HRESULT packed_register(struct db *db);

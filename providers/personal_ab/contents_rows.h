/*
 * contents_rows.h - the ids of the entries that a contents table shows, in its order
 */
#pragma once
#include "filter.h"

#define MOST_SORTS 8

struct contents_rows {
    int64_t *ids; /* malloc */
    size_t n;
    int64_t seq; /* the newest change when they were found */
};

/* An order that entries can be sorted in: MAPI_E_TOO_COMPLEX (too many, or categories),
 * MAPI_E_INVALID_PARAMETER. */
HRESULT contents_order_check(const SSortOrderSet *order);
/* order NULL: by display name; filter NULL: all entries. Under the connection's lock. */
HRESULT contents_rows_find(struct book *book, const SSortOrderSet *order,
                           const struct filter *filter, struct contents_rows *out);
/* Whether entries have come, changed or gone since. Under the lock. */
bool contents_rows_are_old(struct book *book, const struct contents_rows *rows);
void contents_rows_clear(struct contents_rows *rows);

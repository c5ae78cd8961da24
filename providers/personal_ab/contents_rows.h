/*
 * contents_rows.h - the ids of the entries that a contents table shows, in its order
 *
 * Of all entries by name, which is how a table opens, only a stretch is read, as far as somebody
 * asks: more come from the index when they are wanted. Of any other order or restriction there are
 * all.
 */
#pragma once
#include "filter.h"

#define MOST_SORTS 8

struct contents_rows {
    struct ids ids;
    bool top, end; /* the first row is among them, the last one */
    int64_t seq;   /* the newest change when they were found; -1: none has been asked for yet */
};

/* An order that entries can be sorted in: MAPI_E_TOO_COMPLEX (too many, or categories),
 * MAPI_E_INVALID_PARAMETER. */
HRESULT contents_order_check(const SSortOrderSet *order);
/* All entries by name: the only rows that may lack some. */
bool contents_rows_are_plain(const SSortOrderSet *order, const struct filter *filter);

/* All that follow are called under the connection's lock. */

/* order NULL: by display name; filter NULL: all entries. */
HRESULT contents_rows_find(struct book *book, const SSortOrderSet *order,
                           const struct filter *filter, struct contents_rows *out);
/* Reads on, until there are so many or the last one. */
HRESULT contents_rows_reach(struct book *book, struct contents_rows *rows, size_t n);
/* Reads all; *at, a place among them, stays at its row. */
HRESULT contents_rows_all(struct book *book, struct contents_rows *rows, size_t *at);
HRESULT contents_rows_count(struct book *book, const struct contents_rows *rows, size_t *n);
/*
 * Of plain rows the first one that matches, by an index; they begin with it then, unless it is
 * among them: *at.
 * S_FALSE: no index has it. MAPI_E_NOT_FOUND
 */
HRESULT contents_rows_seek(struct book *book, const struct filter *filter,
                           struct contents_rows *rows, size_t *at);
/* The place of an entry; n: it isn't among them. */
size_t contents_rows_place(const struct contents_rows *rows, int64_t id);
/* Whether entries have come, changed or gone since. */
bool contents_rows_are_old(struct book *book, const struct contents_rows *rows);
void contents_rows_clear(struct contents_rows *rows);

/*
 * view_table.h - IMAPITable of what follows an open object
 */
#pragma once
#include "common/sql/bag.h"
#include "common/sql/house.h"

/*
 * Moves view, and passes all calls on to it until the log-on ends.
 * bookmarks  false: it has none of its own, as attachment tables (6.8-09)
 */
HRESULT view_table_create(const struct house *house, void *store, bool bookmarks,
                          IMAPITable *moves_view, IMAPITable **out);
/*
 * A table of rows that don't change: a bag each, with the first of columns, the index. Its columns,
 * wide ones, have flags' width. Not under the lock.
 */
HRESULT view_table_of_rows(const struct house *house, void *store, const SPropTagArray *columns,
                           const struct bag *rows, size_t n, ULONG flags, IMAPITable **out);

/*
 * view_table.h - IMAPITable of what follows an open object
 */
#pragma once
#include "common/sql/house.h"

/*
 * Moves view, and passes all calls on to it until the log-on ends.
 * bookmarks  false: it has none of its own, as attachment tables (6.8-09)
 */
HRESULT view_table_create(const struct house *house, void *store, bool bookmarks,
                          IMAPITable *moves_view, IMAPITable **out);

/*
 * view_table.h - IMAPITable of recipients, attachments and receive folders
 */
#pragma once
#include "store.h"

/*
 * Moves view, and passes all calls on to it until the store's log-on ends.
 * bookmarks  false: it has none of its own, as attachment tables (6.8-09)
 */
HRESULT view_table_create(struct store *store, bool bookmarks, IMAPITable *moves_view,
                          IMAPITable **out);

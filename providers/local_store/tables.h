/*
 * tables.h - a folder's tables: the store's own IMAPITables over SQL
 */
#pragma once
#include "store.h"

/* part is PART_..., or PART_DELETED added for SHOW_SOFT_DELETES. search: of what a search folder
 * found. flags: MAPI_UNICODE chooses the default columns' text type. */
HRESULT contents_table_create(struct store *store, int64_t folder, int part, bool search,
                              ULONG flags, IMAPITable **out);
/* The outgoing queue, in the order of submission; text is 8-bit until other columns are set. */
HRESULT outgoing_table_create(struct store *store, IMAPITable **out);
/* flags: MAPI_UNICODE, CONVENIENT_DEPTH, SHOW_SOFT_DELETES */
HRESULT hierarchy_table_create(struct store *store, int64_t folder, ULONG flags, IMAPITable **out);

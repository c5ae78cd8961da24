/*
 * tables_pending.c - until the tables over SQL are there
 */
#include "tables.h"

HRESULT contents_table_create(struct store *store, int64_t folder, int part, ULONG flags, IMAPITable **out)
{
    (void)store;
    (void)folder;
    (void)part;
    (void)flags;
    *out = NULL;
    return MAPI_E_NO_SUPPORT;
}

HRESULT hierarchy_table_create(struct store *store, int64_t folder, ULONG flags, IMAPITable **out)
{
    (void)store;
    (void)folder;
    (void)flags;
    *out = NULL;
    return MAPI_E_NO_SUPPORT;
}

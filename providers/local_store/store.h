/*
 * store.h - a logon to a store file: IMsgStore, the object all others of it hold
 */
#pragma once
#include "common/com.h"
#include "mapispi.h"
#include "store_file.h"
#include "value.h"

struct logon;

extern const GUID store_provider_uid; /* PR_MDB_PROVIDER */

struct store {
    struct com_object com;
    IMsgStore IMsgStore_iface;
    struct store_file *file;      /* owned */
    IMAPISupport *support;        /* owned until logoff, then NULL; call it without any lock */
    struct logon *logon;          /* borrowed: the pair's other half */
    struct allocators alloc;      /* from MSProviderInit */
    bool can_modify;              /* opened with MDB_WRITE or MAPI_BEST_ACCESS, and the file allows */
    void *wrapped;                /* PR_ENTRYID of the store, wrapped */
    ULONG wrapped_bytes;
};

static inline struct db *store_db(struct store *store)
{
    return store->file->db;
}

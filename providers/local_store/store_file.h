/*
 * store_file.h - an open store file: what all its logons and objects in this process share
 */
#pragma once
#include "changes.h"
#include "schema.h"

struct store_file {
    LONG refs;
    struct db *db;
    char *path;        /* WTF-8, absolute */
    GUID uid;          /* PR_RECORD_KEY, PR_MAPPING_SIGNATURE, in every entry ID */
    GUID root_guid;
    int64_t next_id, end_id; /* reserved ids, under db's lock */
    struct change_listener *listeners; /* under db's lock */
    struct name_cache *names;
    struct open_object *open; /* objects open for writing: what DeleteMessages skips */
};

HRESULT store_file_open(const char *path, enum db_access access, struct store_file **out);
struct store_file *store_file_ref(struct store_file *file);
void store_file_unref(struct store_file *file);

/* A number for a new object. */
HRESULT store_file_new_id(struct store_file *file, int64_t *out);
void guid_new(GUID *out);

/* The identity of a living folder or message; MAPI_E_NOT_FOUND. */
HRESULT folder_identity(struct store_file *file, int64_t id, struct identity *out);

/* listener must stay until store_file_unlisten has returned; that waits for a call that is running in another thread. */
void store_file_listen(struct store_file *file, struct change_listener *listener);
void store_file_unlisten(struct store_file *file, struct change_listener *listener);
/* After the commit, without the lock: tells listeners, empties list. */
void store_file_tell(struct store_file *file, struct change_list *list);

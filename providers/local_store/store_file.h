/*
 * store_file.h - an open store file: what all its logons and objects in this process share
 */
#pragma once
#include "changes.h"
#include "schema.h"

struct open_object {
    struct open_object *next;
    int64_t id;
};

/* Something that is to be told outside, in its order. */
struct news {
    struct news *next;
    void (*deliver)(struct news *self); /* frees it; may call anyone */
};

struct store_file {
    LONG refs;
    struct db *db;
    char *path;        /* WTF-8, absolute */
    GUID uid;          /* PR_RECORD_KEY, PR_MAPPING_SIGNATURE, in every entry ID */
    GUID root_guid;
    int64_t next_id, end_id; /* reserved ids, under db's lock */
    struct change_listener *listeners; /* under db's lock */
    sqlite3_mutex *telling; /* recursive; held while listeners are called; taken before db's lock */
    struct news *news, **news_end; /* posted, not delivered; under db's lock */
    bool delivering;          /* some thread is at it; under db's lock */
    bool unlimited;           /* for mending: quotas are not asked */
    int64_t purged;           /* when retention_purge went last; under db's lock */
    struct searches *searches; /* under db's lock */
    size_t
        search_at_once; /* messages that a background search looks at before its caller goes on */
    struct search_background *background; /* under db's lock; of one of its logons */
    struct change_list
        following; /* what search folders get and lose in this transaction; under db's lock */
    struct change_list followed; /* what search folders got and lost with a commit, until it is
                                    told; under db's lock */
    struct watch *watch; /* under db's lock; of one of its logons */
    LONG advised;        /* sinks of its logons; under db's lock */
    bool watched;        /* what others do is told since `heard`; under db's lock */
    int64_t heard;       /* the last change of others that was told; under db's lock */
    struct open_object
        *open; /* messages open for writing, under db's lock: DeleteMessages skips them */
};

HRESULT store_file_open(const char *path, enum db_access access, struct store_file **out);
struct store_file *store_file_ref(struct store_file *file);
void store_file_unref(struct store_file *file);

/* A number for a new object, never used before or after. */
HRESULT store_file_new_id(struct store_file *file, int64_t *out);
void guid_new(GUID *out);

/* The identity of a living folder or message; MAPI_E_NOT_FOUND. Under the lock. */
HRESULT folder_identity(struct store_file *file, int64_t id, struct identity *out);
HRESULT folder_identity_any(struct store_file *file, int64_t id,
                            struct identity *out); /* soft-deleted too */
/* Whether just this folder lives, guid and all: for what an entry ID says. MAPI_E_NOT_FOUND. Under
 * the lock. */
HRESULT folder_lives(struct store_file *file, const struct identity *folder);
HRESULT message_identity(struct store_file *file, int64_t id, struct identity *out);
/* The messages that a bound statement finds, as rows of id and guid; at most room. Puts the
 * statement back. Under the lock. */
HRESULT message_identities(struct store_file *file, sqlite3_stmt *stmt, struct identity *out,
                           size_t room, size_t *n);

void store_file_hold(struct store_file *file, struct open_object *object);
void store_file_let_go(struct store_file *file, struct open_object *object);
bool store_file_holds(struct store_file *file, int64_t id);

/* After store_file_unlisten the listener is not called any more, nor is a call running (but its
 * own, when it is the caller). */
void store_file_listen(struct store_file *file, struct change_listener *listener);
void store_file_unlisten(struct store_file *file, struct change_listener *listener);
/* After the commit, without the lock: tells listeners, then delivers. */
void store_file_tell(struct store_file *file, const struct change_list *list);
/* By listeners: moves news. It is delivered after what was posted before, when no lock is held, by
 * whatever thread is at it. */
void store_file_post(struct store_file *file, struct news *moves_news);
/* After posting, without any lock. When another thread delivers already, or one of our callers
 * does, that one goes on with it. */
void store_file_deliver(struct store_file *file);

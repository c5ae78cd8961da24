/*
 * store.h - a logon to a store file: what its objects share, and the functions that open them
 *
 * `struct store` has no face of its own; IMsgStore (msg_store.c), IMSLogon (logon.c), folders,
 * messages, attachments, streams and tables hold it. It keeps the file open; the support object
 * goes at logoff, so ask for it by store_support each time.
 */
#pragma once
#include "common/home.h"
#include "common/sql/house.h"
#include "common/sql/value.h"
#include "edkmdb.h"
#include "mapiaux.h"
#include "mapispi.h"
#include "mapiutil.h"
#include "store_file.h"

extern const struct house store_house; /* store_house.c */
extern const GUID store_provider_uid; /* PR_MDB_PROVIDER */

struct open_stores;

struct store {
    struct com_object com;
    struct com_home *home;        /* owned; what was given out ends with it */
    struct open_stores *open; /* owned; the list of the provider's stores, which this one is on */
    struct store *next_open, *next_leaving; /* the second is Logoff's own */
    struct store_file *file;      /* owned */
    IMAPISupport *support;        /* owned until logoff, then NULL; under the connection's lock */
    struct allocators alloc;      /* from MSProviderInit */
    bool spooler;                 /* made by SpoolerLogon: it sends what others submit */
    LONG advised;                 /* its part of the file's sinks; under the lock */
    LONG inside;                  /* objects of clients that hold it */
    bool has_face;                /* one of them is its IMsgStore; under the list's lock */
    struct held_mark *marks;      /* owned; the messages it has locked; under the lock */
    bool can_modify; /* opened with MDB_WRITE or MAPI_BEST_ACCESS, and the file allows */
    void *wrapped;                /* PR_ENTRYID of the store, wrapped; malloc */
    ULONG wrapped_bytes;
};

static inline struct db *store_db(struct store *store)
{
    return store->file->db;
}

/* Moves file; takes its own references to open (which then lists it) and support; wraps the entry
 * ID. can_modify is cut down to what the file allows.
 * home   of a store that is opened again; NULL: a new one */
HRESULT store_create(struct open_stores *open, struct store_file *moves_file, IMAPISupport *support,
                     struct com_home *home, const struct allocators *alloc, bool can_modify,
                     bool spooler, struct store **out);
bool store_is_logged_on(struct store *store);
/* A new object of a client's, its vtables set, holds the store and ends with its home; store_leave
 * is for its destroy. The last one that leaves lets go of the support object: a client that
 * releases its IMsgStore may go on with what it opened there, until the session ends. */
void store_enter(struct store *store, void *object);
void store_leave(struct store *store);
/* IMSLogon::Logoff: ends what was given out of all openings of this log-on, lets their support
 * objects go and stops what works with these. */
void store_end(struct store *store);
/* The support object with a reference of the caller's, or NULL after logoff. */
IMAPISupport *store_support(struct store *store);
/* Lets go of the support object; may call IMSLogon::Logoff before it returns. */
void store_let_support_go(struct store *store);

/* After a commit, without the lock: tells sinks and tables, sends the reports that are due, empties
 * list. */
void store_tell(struct store *store, struct change_list *list);
/* The same for what other connections have committed, by a support object that may be of a logon which
 * is ending: sinks of others hear it, too. */
void store_tell_heard(struct store *store, IMAPISupport *support, struct change_list *list);
/* NotifyNewMail: hands the notification on to the sinks on the whole store. */
HRESULT store_tell_new_mail(struct store *store, NOTIFICATION *note);
/* The same for what another process was handed. */
void store_tell_heard_mail(struct store *store, NOTIFICATION *note);
/* Advise: entry ID 0/NULL is the whole store. */
HRESULT store_advise(struct store *store, ULONG count, const ENTRYID *id, ULONG events,
                     IMAPIAdviseSink *sink, ULONG_PTR *connection);
HRESULT store_unadvise(struct store *store, ULONG_PTR connection);

/* OpenEntry of store, folder and logon; count 0 is the root folder. */
HRESULT store_open_entry(struct store *store, ULONG count, const ENTRYID *id, const IID *iid,
                         ULONG flags, ULONG *type, IUnknown **out);
HRESULT store_compare_entry_ids(struct store *store, ULONG count1, const ENTRYID *id1, ULONG count2,
                                const ENTRYID *id2, ULONG flags, ULONG *result);
/* A client's entry ID of ours of a certain type; MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID. */
HRESULT store_entry(struct store *store, ULONG count, const void *id, USHORT type,
                    struct identity *out);
/* An entry ID in the caller's memory. */
HRESULT store_give_entry(struct store *store, const struct identity *object, ULONG *count,
                         ENTRYID **out);

HRESULT folder_create(struct store *store, const struct identity *folder, bool can_modify,
                      IMAPIFolder **out);
struct message_state;
struct attach;
/* Moves state. parent: the attachment that embeds it, or NULL. */
HRESULT message_create(struct store *store, struct message_state *moves_state,
                       struct attach *parent, bool can_modify, IMessage **out);

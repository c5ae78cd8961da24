/*
 * core.h - what the IMAPISession objects of one session share: profile, providers, the tables of
 * both
 */
#pragma once
#include <stdbool.h>
#include "base/list.h"
#include "base/lock.h"
#include "base/error.h"
#include "profile/hive.h"
#include "provider/router.h"
#include "table/rows.h"

struct roll_part;
struct session;

struct core {
    LONG refs;             /* memory: sessions, and who walks the list of shared ones */
    struct list link;      /* among the live shared sessions of this process (shared.c) */
    struct lock lock;      /* RANK_SESSION */
    struct router *router; /* owned */
    struct profile *profile; /* owned */
    struct profile_use *use; /* the profile isn't deleted under us */
    struct roll_part *part; /* owned; NULL: it isn't shared with other processes (roll.h) */
    ULONG_PTR ear;               /* ear.h; 0: there is no part */
    const struct provider_memory *memory; /* borrowed; lives as long as the subsystem */
    struct rows *stores;   /* owned; the message store table */
    struct list members;   /* struct session, under the lock */
    ULONG n_members;
    bool shareable;        /* MAPI_ALLOW_OTHERS */
    bool closed;           /* it ends for all: nobody joins any more; under the lock */
    bool over;             /* the last member has gone */
    bool may_ask;          /* dialogs were allowed at logon */
    ULONG_PTR ui;
    ULONG rows_own[3];     /* numbers of the status rows of MAPI's own */
    MAPIUID simple_store;  /* what MAPI_SIMPLE_STORE_TEMPORARY chose; zero: none */
    bool simple_store_chosen; /* else the profile says which */
    ULONG stores_asked, stores_busy; /* refreshes wanted; one runs (stores_table.c) */
    struct {
        MAPIUID *data;     /* store sections whose standard folders were verified in this session */
        size_t count, room;
    } verified;
};

/*
 * A session on that profile: its providers are there, the stores that never logged on have done so
 * once.
 * flags   MAPILogonEx's
 * part    NULL, or what it is of a shared session that other processes have part in (moves)
 * last    why some provider failed, which doesn't keep anyone from logging on
 */
HRESULT core_create(struct profile *profile, ULONG flags, struct roll_part *part, ULONG_PTR ui,
                    const struct provider_memory *memory, struct last_error *last,
                    struct core **out);
/* It ends without ever having had a member. */
void core_abandon(struct core *core);
void core_ref(struct core *core);
void core_unref(struct core *core);
/* One more member; MAPI_E_INVALID_OBJECT when the session is over, or closed. */
HRESULT core_join(struct core *core, struct list *member);
/* From now on it takes no more members, here and from other processes. */
void core_close(struct core *core);
/* One less; the last one logs all providers off. */
void core_leave(struct core *core, struct list *member);

/* stores_table.c */
HRESULT stores_table_refresh(struct core *core);
HRESULT stores_table_open(struct core *core, ULONG flags, IMAPITable **out);
/* status_table.c */
HRESULT
status_table_fill(struct core *core); /* the subsystem's, the spooler's, the address book's rows */
HRESULT status_table_open(struct core *core, ULONG flags, IMAPITable **out);
/* The object behind a status row. MAPI_E_UNKNOWN_ENTRYID: not a status row's; MAPI_E_NOT_FOUND:
 * gone */
HRESULT status_open(struct core *core, ULONG cb, const ENTRYID *eid, const IID *iid, ULONG flags,
                    ULONG *type, IUnknown **out);
bool status_is_own(struct core *core, ULONG cb, const ENTRYID *eid); /* the row of MAPI's own? */
/* identity.c: IMAPISession::QueryIdentity */
HRESULT identity_query(struct core *core, ULONG *cb, ENTRYID **out);
/* The default store, and whichever says it needs it, gets its standard folders, once in a session
 * (contracts 4.4-14, 6.4-08). The store in that section of the profile is open for writing. */
void core_verify_store(struct core *core, IMsgStore *store, const MAPIUID *section);
/* default_store.c: IMAPISession::SetDefaultStore */
HRESULT default_store_set(struct core *core, ULONG what, ULONG cb, const ENTRYID *eid,
                          struct last_error *last);

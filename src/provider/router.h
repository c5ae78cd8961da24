/*
 * router.h - the providers of one session: logged on when first needed, found by MAPIUID, logged
 * off in order
 *
 * One router serves all IMAPISession objects that share a session, and every support object handed
 * to a provider of it. No lock of ours is held while a provider is called.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapispi.h"
#include "base/list.h"
#include "profile/hive.h"
#include "profile/roster.h"

struct router; /* counted */
struct logon;  /* one logged-on provider, counted; see logon.h */
struct com_home;
struct dialogs;
struct last_error;
struct rows;

/* What xxProviderInit and GetMemAllocRoutines hand to a provider. */
struct provider_memory {
    IMalloc *malloc;
    ALLOCATEBUFFER *allocate;
    ALLOCATEMORE *more;
    FREEBUFFER *free;
};

/* What the router needs from above; each but hold is called without a lock. */
struct router_host {
    /* ctx is kept over a call that may outlast the session; hold is called with the router's lock
     * held: count only */
    void (*hold)(void *ctx);
    void (*drop)(void *ctx);
    /* A support object for logon, which it holds; its last Release calls logon_end. */
    HRESULT (*make_support)(void *ctx, struct logon *logon, IMAPISupport **out);
    /* MAPI_E_UNCONFIGURED: run the service's entry point for MSG_SERVICE_CONFIGURE. */
    HRESULT (*configure)(void *ctx, const MAPIUID *service, ULONG_PTR ui, bool may_ask);
    /* Entry IDs that are the subsystem's own: one-offs, status rows, the address book's root. As
     * OpenEntry; MAPI_E_UNKNOWN_ENTRYID: not one of these. */
    HRESULT (*open_own)
    (void *ctx, ULONG cb, const ENTRYID *eid, const IID *iid, ULONG flags, ULONG *type,
     IUnknown **out);
    /* The profile's list of stores, or what a store tells of itself there, may have changed. */
    void (*stores_changed)(void *ctx);
    /* A store was opened (contracts 4.4-14): verify its standard folders. */
    void (*store_opened)(void *ctx, IMsgStore *store, const MAPIUID *section);
    const struct dialogs *dialogs; /* what asks the user (ui/dialogs.h); NULL: nobody can */
};

/*
 * flags   those of the logon: MAPI_NO_MAIL and MAPI_NT_SERVICE matter
 * host    borrowed, with ctx; no call of it begins once router_shutdown has returned
 */
HRESULT router_create(struct profile *profile, ULONG flags, const struct provider_memory *memory,
                      const struct router_host *host, void *ctx, struct router **out);
void router_ref(struct router *router);
void router_unref(struct router *router);              /* NULL does nothing */
struct profile *router_profile(struct router *router); /* borrowed */
ULONG router_flags(const struct router *router);
/* A member without MAPI_NO_MAIL has joined a session that began with it. */
void router_allow_mail(struct router *router);
/* What asks the user; NULL: nobody can, or in a service nobody is there (contracts 7.8-14). */
const struct dialogs *router_dialogs(struct router *router);
const struct provider_memory *router_memory(const struct router *router);
const MAPIUID *router_session(const struct router *router); /* unique to this session */

/*
 * Logs every provider off: transports, then stores, then address books; ends router_home. Once; a
 * second call does nothing. Clients come no more: their objects have ended. From now on no store is
 * opened; a store that is being logged off can still use the address book, and both can open and
 * compare what others have. Afterwards all answers MAPI_E_INVALID_OBJECT.
 */
void router_shutdown(struct router *router);

/*
 * The logon of the provider that registered uid, number n among several (in order of registration);
 * the caller logon_unuses it. NULL: no (more) such provider. One look-up.
 */
struct logon *router_find(struct router *router, const MAPIUID *uid, ULONG n);
/* The logon on that profile section, or NULL; the caller logon_unuses it. */
struct logon *router_find_section(struct router *router, const MAPIUID *section);
/* That logon while it is active, else NULL; the caller logon_unuses it. */
struct logon *router_use(struct router *router, struct logon *logon);
/* All active logons of a type (0: all) but the spooler's, in order of logon; one allocation, each to
 * be logon_unused. */
HRESULT router_logons(struct router *router, ULONG type, ULONG *count, struct logon ***out);

/* IMAPISession::OpenEntry and IMAPISupport::OpenEntry behind their argument checks. */
HRESULT router_open_entry(struct router *router, ULONG cb, const ENTRYID *eid, const IID *iid,
                          ULONG flags, struct last_error *last, ULONG *type, IUnknown **out);
HRESULT router_compare(struct router *router, ULONG cb1, const ENTRYID *eid1, ULONG cb2,
                       const ENTRYID *eid2, ULONG flags, ULONG *same);

/*
 * IMAPISession::OpenMsgStore behind its argument checks.
 * eid     wrapped
 * flags   MDB_..., given to the provider as they are
 * Errors  MAPI_E_UNKNOWN_ENTRYID (not wrapped), MAPI_E_INVALID_ENTRYID, MAPI_E_NOT_FOUND (no such
 * provider), and what the provider answered
 */
HRESULT router_open_store(struct router *router, ULONG_PTR ui, ULONG cb, const ENTRYID *eid,
                          const IID *iid, ULONG flags, struct last_error *last, void **out);
/* The profile section of a store that the profile lists. MAPI_E_NOT_FOUND: it doesn't; else
 * router_open_store's. */
HRESULT router_store_section(struct router *router, ULONG cb, const ENTRYID *eid,
                             struct last_error *last, MAPIUID *section);
/* Makes the provider of a store section log on for the first time when the section has no
 * PR_ENTRYID yet, so that the store can be listed; the store is closed again. */
HRESULT router_first_logon(struct router *router, const struct provider *row, ULONG_PTR ui,
                           bool may_ask, struct last_error *last);
/*
 * A store of the profile as the spooler has it (IMSProvider::SpoolerLogon), and as a client has it,
 * which comes first.
 *
 * client  kept open as long as spooler is
 * Errors  MAPI_E_NOT_FOUND (no such section, or the store has no entry ID yet), MAPI_E_NO_SUPPORT
 *         (the provider knows no spooler), router_open_store's
 */
HRESULT router_open_for_spooler(struct router *router, const MAPIUID *section,
                                struct last_error *last, IMsgStore **client, IMsgStore **spooler);
/* Logs on all address book providers of the profile that are not yet; service NULL: of all
 * services. Who is being logged on by another thread is waited for. MAPI_W_ERRORS_RETURNED when
 * some failed, and last says why. */
HRESULT router_start_address_books(struct router *router, const MAPIUID *service, ULONG_PTR ui,
                                   ULONG flags, struct last_error *last);

/*
 * The same for all transports, in the profile's order; when a member of the session that has mail
 * first needs some.
 * flags   LOGON_NO_DIALOG, LOGON_NO_CONNECT; none of them receives or sends before its
 *         TransportNotify (contracts 8.1-06)
 * Errors  MAPI_E_NO_SUPPORT: no member has mail (MAPI_NO_MAIL)
 */
HRESULT router_start_transports(struct router *router, ULONG_PTR ui, ULONG flags,
                                struct last_error *last);

/* The session's status rows; borrowed. See status_row.h. */
struct rows *router_status_rows(struct router *router);

/* What services of the subsystem keep for the session, from their first use to the router's own
 * end. */
enum router_part {
    ROUTER_BOOK,    /* the address book's (ab/) */
    ROUTER_SPOOLER, /* spool/ */
    ROUTER_PARTS,
};
/* Borrowed; NULL: nothing yet. */
void *router_part(struct router *router, enum router_part which);
/* That is it from now on, and drop's in the end; if there is one already, that is given, and the
 * other dropped now. */
void *router_keep_part(struct router *router, enum router_part which, void *part,
                       void (*drop)(void *part));

/* What dies with the session at the latest (com/home.h); borrowed. A member of the session that
 * gives something to its client has a home of its own, which ends earlier. */
struct com_home *router_home(struct router *router);

/*
 * logon.h - one provider logged on: from its support object's making to its logon object's last
 * Release
 *
 * starting -> active -> ended. The support object holds the logon; the provider holds the support
 * object; whichever comes first, the support object's last Release or router_shutdown, ends it:
 * MAPIUIDs and status row go, what is kept of it (kept.h) is closed, the logon object's Logoff is called (once), then its Release; with
 * the last of its provider object, Shutdown.
 */
#pragma once
#include "base/error.h"
#include "provider/router.h"
#include "provider/served.h"

enum logon_state { LOGON_STARTING, LOGON_ACTIVE, LOGON_ENDED };

struct logon {
    struct list link;       /* in router->logons */
    LONG refs;              /* memory: list, support object, calls under way */
    LONG users; /* the provider's object: 1 while active, and calls under way; under the router's
                   lock */
    enum logon_state state; /* under the router's lock */
    struct router *router;  /* counted */
    struct served *served;  /* counted until object is released */
    struct loaded *
        module; /* counted as long as the support object lives: the provider's code may still run */
    struct list kept;       /* struct kept: closed before it is logged off; under the router's lock */
    ULONG type;             /* MAPI_STORE_PROVIDER, MAPI_AB_PROVIDER, MAPI_TRANSPORT_PROVIDER */
    MAPIUID section, service;
    bool temporary; /* section made for this logon, removed with it unless ModifyProfile keeps it */
    WCHAR *dll, *display;   /* of the profile row: PR_PROVIDER_DLL_NAME, PR_PROVIDER_DISPLAY */
    ULONG resource_flags;
    ULONG row;              /* number of its status row; 0: none */
    struct profile_use *use; /* keeps the section from being deleted */
    ULONG open_flags;       /* MDB_ flags of a store's logon */
    bool spooler;           /* a store as the spooler has it: nobody else finds it */
    ULONG n_security;       /* what a store's Logon gave for SpoolerLogon */
    BYTE *security;         /* owned */
    ULONG sp_flags;         /* LOGON_SP_ flags a transport answered */
    struct address_types *types;       /* counted; what a transport told last, under the router's */
    struct transport_options *options; /* lock; NULL: nothing */
    union {                 /* owned; NULL while starting and for a second open of an open store */
        IUnknown *object;
        IMSLogon *store;
        IABLogon *ab;
        IXPLogon *xp;
    };
};

void logon_ref(struct logon *logon);
void logon_unref(struct logon *logon);
/* Gives back what router_find lent. */
void logon_unuse(struct logon *logon);
/* IMAPISupport::SetProviderUID. MAPI_E_INVALID_OBJECT once ended. */
HRESULT logon_add_uid(struct logon *logon, const MAPIUID *uid);
/* See above. Safe at any time, on any thread, from inside the provider; repeats do nothing. */
void logon_end(struct logon *logon);

/* How a store is opened: IMSProvider::Logon's own parameters. */
struct store_call {
    ULONG_PTR ui;
    ULONG cb;            /* the unwrapped entry ID; NULL: not chosen yet */
    const ENTRYID *eid;
    ULONG flags;         /* MDB_... */
    const IID *iid;
};
/*
 * Logs a store provider on (MAPI_E_UNCONFIGURED: once more after the service was configured).
 * row      the provider's place in the profile
 * out      the store, in the interface asked for
 * Errors   the provider's, which close its whole service for the session but for
 * MAPI_E_FAILONEPROVIDER
 */
HRESULT logon_store(struct router *router, struct served *served, const struct provider *row,
                    bool temporary, const struct store_call *call, struct last_error *last,
                    void **out);
HRESULT logon_address_book(struct router *router, const struct provider *row, ULONG_PTR ui,
                           ULONG flags, struct last_error *last);
/*
 * The same for a transport, which is asked for its address types and options then.
 * flags    LOGON_NO_DIALOG, LOGON_NO_CONNECT; LOGON_NO_INBOUND and LOGON_NO_OUTBOUND come with them
 */
HRESULT logon_transport(struct router *router, const struct provider *row, ULONG_PTR ui,
                        ULONG flags, struct last_error *last);
/* ModifyProfile(0): a temporary section becomes one of the profile's. */
HRESULT logon_keep_section(struct logon *logon);

/*
 * served.h - one provider DLL's provider object in one session (IMSProvider, IABProvider,
 * IXPProvider)
 */
#pragma once
#include "mapidefs.h"
#include "mapispi.h"
#include "base/list.h"
#include "provider/loader.h"

struct router;
struct last_error;

struct served {
    struct list link;       /* in router->served, under the router's lock */
    struct router *router;  /* borrowed: the router outlives what it serves */
    LONG users;             /* under the router's lock; 0: Shutdown and Release */
    ULONG type;             /* MAPI_STORE_PROVIDER, MAPI_AB_PROVIDER, MAPI_TRANSPORT_PROVIDER */
    WCHAR *dll;             /* as the profile names it */
    struct loaded *module;  /* owned */
    union {
        IUnknown *object;   /* owned; NULL until its init function has answered */
        IMSProvider *store;
        IABProvider *ab;
        IXPProvider *xp;
    };
    struct sys_event *started; /* set when object, or the failure, is there */
    ULONG starter;          /* thread that runs the init function */
    HRESULT hr;             /* how that went */
};

/*
 * One more use of the provider object for dll, made now when the session has none: DLL loaded,
 * entry point called, its SPI version checked. One object serves all logons of its kind (contracts 8.1-04).
 * Errors  loader_load's
 *         MAPI_E_CALL_FAILED  no entry point of that kind, or it answered success without an object
 *         MAPI_E_VERSION      it needs, or speaks, another SPI version
 *         MAPI_E_BUSY         asked for by the entry point itself what the entry point answered
 * last    gets words for a user on failure
 */
HRESULT served_get(struct router *router, ULONG type, const WCHAR *dll, struct last_error *last,
                   struct served **out);
void served_ref(struct served *served);
/* The last use: Shutdown, Release; the DLL stays in memory. No lock may be held. NULL does nothing.
 */
void served_unref(struct served *served);

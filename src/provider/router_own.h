/*
 * router_own.h - what the files of provider/ share of a router
 */
#pragma once
#include "base/array.h"
#include "base/lock.h"
#include "base/map.h"
#include "com/home.h"
#include "provider/router.h"

/* Logons under one MAPIUID, in order of registration. */
struct uid_slot {
    MAPIUID uid;
    struct logon **data;
    size_t count, room;
};

/* A service that failed in a way that ends it for the session (contracts 5.5-06). */
struct fallen {
    MAPIUID service;
    HRESULT hr;
};

/* What a router is still good for. */
enum router_phase {
    ROUTER_LIVE,
    ROUTER_ENDING,  /* stores are being logged off: only address books still log on, for them */
    ROUTER_CLOSING, /* address books are: nobody logs on; who is logged on can be asked */
    ROUTER_OVER,
};

struct router {
    LONG refs;
    struct lock lock;        /* RANK_ROUTER */
    struct profile *profile; /* owned */
    ULONG flags;
    LONG mail;               /* some member of the session has mail */
    struct provider_memory memory; /* malloc owned */
    enum router_phase phase;
    const struct router_host *host; /* borrowed; not asked any more when all is over */
    void *ctx;
    MAPIUID session;
    struct map uids;         /* MAPIUID to struct uid_slot, owned */
    struct list logons;      /* active ones, each owned, in order of logon */
    struct list served;
    struct list starts;      /* struct start: log-ons under way (start.c) */
    struct com_home *home;   /* owned */
    struct {
        struct fallen *data;
        size_t count, room;
    } fallen;
    struct rows *status;     /* owned */
    ULONG last_row;          /* number of the last status row given out */
    struct {
        void *part; /* drop's; NULL: none */
        void (*drop)(void *part);
    } parts[ROUTER_PARTS];
};

/* The host kept for one call: host_leave it. False: the session is over. */
struct host_call {
    const struct router_host *host;
    void *ctx;
};
bool host_enter(struct router *router, struct host_call *call);
void host_leave(struct host_call *call);

/* MAPI_E_INVALID_OBJECT when the session is ending or over: no store is opened any more. */
HRESULT router_live(struct router *router);
/* MAPI_E_INVALID_OBJECT when it is over, and nobody is left to be asked. */
HRESULT router_serves(struct router *router);
/* May a provider of that type be logged on? Under the lock. */
bool router_takes(const struct router *router, ULONG type);
/* The failure that ended the service, or S_OK. */
HRESULT router_fallen(struct router *router, const MAPIUID *service);
void router_mark_fallen(struct router *router, const MAPIUID *service, HRESULT hr);
/* One more use of an active logon; under the lock. */
struct logon *router_lend(struct logon *logon);

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

struct router {
    LONG refs;
    struct lock lock;        /* RANK_ROUTER */
    struct profile *profile; /* owned */
    ULONG flags;
    struct provider_memory memory; /* malloc owned */
    const struct router_host *host; /* NULL after router_shutdown; borrowed */
    void *ctx;
    MAPIUID session;
    struct map uids;         /* MAPIUID to struct uid_slot, owned */
    struct list logons;      /* active ones, each owned, in order of logon */
    struct list served;
    struct com_home *home;   /* owned */
    struct {
        struct fallen *data;
        size_t count, room;
    } fallen;
    struct rows *status;     /* owned */
    ULONG last_row;          /* number of the last status row given out */
};

/* The host kept for one call: host_leave it. False: the session is over. */
struct host_call {
    const struct router_host *host;
    void *ctx;
};
bool host_enter(struct router *router, struct host_call *call);
void host_leave(struct host_call *call);

/* MAPI_E_INVALID_OBJECT when the session is over. */
HRESULT router_live(struct router *router);
/* The failure that ended the service, or S_OK. */
HRESULT router_fallen(struct router *router, const MAPIUID *service);
void router_mark_fallen(struct router *router, const MAPIUID *service, HRESULT hr);
/* One more use of an active logon; under the lock. */
struct logon *router_lend(struct logon *logon);

/*
 * ending.c - logs all providers of a session off, and waits for none of them for ever
 */
#include "provider/ending.h"
#include "base/error.h"
#include "base/mem.h"
#include "provider/logon.h"
#include "provider/router_own.h"
#include "sys/apartment.h"
#include "sys/thread.h"

enum {
    LIMIT_MSEC = 10000,
    BEGIN_MSEC = 1000, /* a thread that doesn't begin: the process is ending, or in a DllMain */
};

static ULONG limit_msec = LIMIT_MSEC;

void ending_set_limit(ULONG msec)
{
    limit_msec = msec ? msec : LIMIT_MSEC;
}

/* One thread's way through the providers. */
struct walk {
    LONG refs;               /* who waits, and the thread */
    struct router *router;   /* counted */
    struct sys_event *moved; /* set when it begins, after each provider, and at the end */
    /* under the router's lock: */
    ULONG steps; /* 1 when it has begun, and one more after each provider */
    bool done;
    bool dropped; /* nobody waits any more: it takes on no other provider */
};

static struct walk *walk_create(struct router *router)
{
    struct walk *walk = mem_zero(sizeof(*walk));

    if (!walk) return NULL;
    if (FAILED(sys_event_create(false, &walk->moved))) {
        mem_free(walk);
        return NULL;
    }
    walk->refs = 1;
    walk->router = router;
    router_ref(router);
    return walk;
}

static void walk_unref(struct walk *walk)
{
    if (atomic_dec(&walk->refs)) return;
    sys_event_destroy(walk->moved);
    router_unref(walk->router);
    mem_free(walk);
}

/* The next one to log off, with a use of its own; NULL: none is left, or somebody else goes on. */
static struct logon *next(struct walk *walk)
{
    /* contracts 5.7-03: stores may still want the address book */
    static const ULONG order[] = {MAPI_TRANSPORT_PROVIDER, MAPI_STORE_PROVIDER, MAPI_AB_PROVIDER};
    struct router *router = walk->router;

    LOCKED(&router->lock);
    walk->steps++;
    for (size_t i = 0; !walk->dropped && i < sizeof(order) / sizeof(order[0]); i++)
        LIST_EACH(logon, &router->logons, struct logon, link)
    if (logon->type == order[i]) return router_lend(logon);
    walk->done = true;
    return NULL;
}

static void go(struct walk *walk)
{
    struct logon *logon;

    while ((logon = next(walk))) {
        sys_event_set(walk->moved);
        logon_end(logon);
        logon_unuse(logon);
    }
    sys_event_set(walk->moved);
}

static void walk_thread(void *context)
{
    struct walk *walk = context;
    bool com = SUCCEEDED(sys_apartment_enter(true));

    go(walk);
    if (com) sys_apartment_leave();
    walk_unref(walk);
}

/* Waits until all is done or nothing has moved for too long. True: done. False: *begun tells
 * whether the thread ever ran; it does nothing new from now on. */
static bool watch(struct walk *walk, bool *begun)
{
    struct router *router = walk->router;
    ULONG seen = 0;

    for (;;) {
        bool moved = sys_event_wait_sent(walk->moved, seen ? limit_msec : BEGIN_MSEC);
        LOCKED(&router->lock);

        *begun = walk->steps != 0;
        if (walk->done) return true;
        if (!moved && seen == walk->steps) {
            walk->dropped = true;
            return false;
        }
        seen = walk->steps;
    }
}

/* True: all providers are logged off. */
static bool walk_once(struct router *router, bool *begun)
{
    struct walk *walk = walk_create(router);
    struct sys_thread *thread;
    bool done;

    *begun = false;
    if (!walk) return false;
    atomic_inc(&walk->refs);
    if (FAILED(sys_thread_start(walk_thread, walk, &thread))) {
        atomic_dec(&walk->refs);
        walk_unref(walk);
        return false;
    }
    done = watch(walk, begun);
    if (done) sys_thread_join(thread);
    else sys_thread_detach(thread);
    walk_unref(walk);
    return done;
}

/* On the calling thread, as long as it takes. */
static void walk_here(struct router *router)
{
    struct walk walk = {.router = router};
    struct logon *logon;

    while ((logon = next(&walk))) {
        logon_end(logon);
        logon_unuse(logon);
    }
}

void ending_run(struct router *router)
{
    bool begun;

    while (!walk_once(router, &begun)) {
        if (begun) continue; /* the next provider, on the next thread */
        walk_here(router);
        break;
    }
}

/*
 * ending.c - logs all providers of a session off
 */
#include "provider/ending.h"
#include "provider/logon.h"
#include "provider/patience.h"
#include "provider/router_own.h"

/* The first logon of that kind, with a use of its own; under the lock. */
static struct logon *first_of(struct router *router, ULONG type)
{
    LIST_EACH(logon, &router->logons, struct logon, link)
    {
        if (logon->type == type) return router_lend(logon);
    }
    return NULL;
}

/* Whose turn it is: stores may still want the address book (contracts 5.7-03), which may even be
 * logged on for them meanwhile, until its own turn has come. */
static void *next(void *context)
{
    struct router *router = context;
    struct logon *logon;

    LOCKED(&router->lock);
    logon = first_of(router, MAPI_TRANSPORT_PROVIDER);
    if (!logon) logon = first_of(router, MAPI_STORE_PROVIDER);
    if (logon) return logon;
    router->phase = ROUTER_CLOSING;
    return first_of(router, MAPI_AB_PROVIDER);
}

static void log_off(void *context, void *logon)
{
    (void)context;
    logon_end(logon);
    logon_unuse(logon);
}

static void ref(void *router)
{
    router_ref(router);
}

static void unref(void *router)
{
    router_unref(router);
}

static const struct patience_work all_log_off = {next, log_off, ref, unref};

void ending_run(struct router *router)
{
    patience_run(&all_log_off, router);
}

/* The one logon, once. */
static void *next_late(void *context)
{
    struct logon *logon = context;

    return router_use(logon->router, logon);
}

static void ref_late(void *logon)
{
    logon_ref(logon);
}

static void unref_late(void *logon)
{
    logon_unref(logon);
}

static const struct patience_work one_logs_off = {next_late, log_off, ref_late, unref_late};

void ending_run_late(struct logon *logon)
{
    patience_run(&one_logs_off, logon);
}

/*
 * forward.c - passes advises on to logon objects and remembers where they went
 */
#include "provider/forward.h"
#include "base/error.h"
#include "base/mem.h"
#include "eid/eid.h"
#include "notify/advise.h"
#include "provider/logon.h"
#include "provider/patience.h"

struct forward {
    struct list link;
    ULONG_PTR connection;  /* the client's */
    struct logon *logon;   /* counted */
    struct router *router; /* counted */
    ULONG_PTR theirs;      /* the provider's connection */
};

void forwards_init(struct forwards *forwards)
{
    lock_init(&forwards->lock, RANK_OBJECT);
    list_init(&forwards->list);
}

static HRESULT call_advise(struct logon *logon, ULONG cb, const ENTRYID *eid, ULONG mask,
                           IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    switch (logon->type) {
    case MAPI_STORE_PROVIDER:
        return logon->store->lpVtbl->Advise(logon->store, cb, (ENTRYID *)eid, mask, sink,
                                            connection);
    case MAPI_AB_PROVIDER:
        return logon->ab->lpVtbl->Advise(logon->ab, cb, (ENTRYID *)eid, mask, sink, connection);
    default:
        return MAPI_E_NO_SUPPORT;
    }
}

/* Tells the provider, if it still is logged on, and forgets. */
static HRESULT end(struct forward *forward)
{
    struct logon *logon = router_use(forward->router, forward->logon);
    HRESULT hr = S_OK;

    if (logon) {
        if (logon->type == MAPI_STORE_PROVIDER)
            hr = logon->store->lpVtbl->Unadvise(logon->store, forward->theirs);
        else hr = logon->ab->lpVtbl->Unadvise(logon->ab, forward->theirs);
    }
    logon_unuse(logon);
    logon_unref(forward->logon);
    router_unref(forward->router);
    mem_free(forward);
    return hr;
}

/* What was advised until now, on its way out; counted, for a provider may keep it (patience.h). */
struct parting {
    LONG refs;
    struct list list;
};

static void *next(void *context)
{
    struct parting *parting = context;
    struct list *link = parting->list.next;

    if (link == &parting->list) return NULL;
    list_remove(link);
    return LIST_ENTRY(link, struct forward, link);
}

static void part(void *parting, void *forward)
{
    (void)parting;
    end(forward);
}

static void parting_ref(void *context)
{
    atomic_inc(&((struct parting *)context)->refs);
}

static void parting_unref(void *context)
{
    if (!atomic_dec(&((struct parting *)context)->refs)) mem_free(context);
}

static const struct patience_work all_part = {next, part, parting_ref, parting_unref};

static void move_all(struct list *from, struct list *to)
{
    while (!list_empty(from)) {
        struct list *link = from->next;

        list_remove(link);
        list_append(to, link);
    }
}

void forwards_end(struct forwards *forwards)
{
    struct parting *parting, here = {.refs = 1};
    struct forward *forward;

    list_init(&here.list);
    lock_take(&forwards->lock);
    forwards->ended = true;
    move_all(&forwards->list, &here.list);
    lock_drop(&forwards->lock);
    if (list_empty(&here.list)) return;

    parting = mem_zero(sizeof(*parting));
    if (parting) {
        parting->refs = 1;
        list_init(&parting->list);
        move_all(&here.list, &parting->list);
        patience_run(&all_part, parting);
        parting_unref(parting);
    }
    while ((forward = next(&here))) /* out of memory: as long as it takes */
        end(forward);
}

void forwards_destroy(struct forwards *forwards)
{
    if (!forwards->list.next) return; /* never made */
    forwards_end(forwards);
    lock_destroy(&forwards->lock);
}

/* False: all has been ended while the provider was asked. */
static bool keep(struct forwards *forwards, struct forward *forward)
{
    LOCKED(&forwards->lock);
    if (forwards->ended) return false;
    list_append(&forwards->list, &forward->link);
    return true;
}

HRESULT forward_advise(struct forwards *forwards, struct router *router, ULONG cb,
                       const ENTRYID *eid, ULONG mask, IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    const MAPIUID *uid = eid_uid(cb, eid);
    struct forward *forward;
    struct logon *logon;
    HRESULT hr;

    *connection = 0;
    if (!uid) return FAIL(MAPI_E_INVALID_ENTRYID);
    forward = mem_zero(sizeof(*forward));
    if (!forward) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = MAPI_E_UNKNOWN_ENTRYID;
    for (ULONG n = 0; hr == MAPI_E_UNKNOWN_ENTRYID && (logon = router_find(router, uid, n)); n++) {
        hr = call_advise(logon, cb, eid, mask, sink, &forward->theirs);
        if (SUCCEEDED(hr)) {
            forward->logon = logon;
            logon_ref(logon);
        }
        logon_unuse(logon);
    }
    if (FAILED(hr)) {
        mem_free(forward);
        return hr;
    }
    forward->router = router;
    router_ref(router);
    forward->connection = advise_connection();
    if (!keep(forwards, forward)) {
        end(forward);
        return FAIL(MAPI_E_INVALID_OBJECT);
    }
    *connection = forward->connection;
    return S_OK;
}

HRESULT forward_unadvise(struct forwards *forwards, ULONG_PTR connection)
{
    struct forward *found = NULL;

    lock_take(&forwards->lock);
    LIST_EACH(forward, &forwards->list, struct forward, link)
    if (forward->connection == connection) found = forward;
    if (found) list_remove(&found->link);
    lock_drop(&forwards->lock);
    return found ? end(found) : FAIL(MAPI_E_NOT_FOUND);
}

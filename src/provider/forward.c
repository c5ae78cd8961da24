/*
 * forward.c - passes advises on to logon objects and remembers where they went
 */
#include "provider/forward.h"
#include "base/error.h"
#include "base/mem.h"
#include "eid/eid.h"
#include "notify/advise.h"
#include "provider/logon.h"

struct forward {
    struct list link;
    ULONG_PTR connection; /* the client's */
    struct logon *logon; /* counted */
    struct router *router; /* counted */
    ULONG_PTR theirs; /* the provider's connection */
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
        else
            hr = logon->ab->lpVtbl->Unadvise(logon->ab, forward->theirs);
    }
    logon_unuse(logon);
    logon_unref(forward->logon);
    router_unref(forward->router);
    mem_free(forward);
    return hr;
}

void forwards_end(struct forwards *forwards)
{
    for (;;) {
        struct list *link;

        lock_take(&forwards->lock);
        link = forwards->list.next;
        list_remove(link);
        lock_drop(&forwards->lock);
        if (link == &forwards->list) break;
        end(LIST_ENTRY(link, struct forward, link));
    }
}

void forwards_destroy(struct forwards *forwards)
{
    if (!forwards->list.next) return; /* never made */
    forwards_end(forwards);
    lock_destroy(&forwards->lock);
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
    forward->connection = *connection = advise_connection();
    LOCKED(&forwards->lock);
    list_append(&forwards->list, &forward->link);
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

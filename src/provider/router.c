/*
 * router.c - which logon answers for an entry ID, and the end of all of them
 */
#include "provider/router.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/uid.h"
#include "com/com.h"
#include "eid/eid.h"
#include "eid/oneoff.h"
#include "eid/wrap.h"
#include "provider/ending.h"
#include "provider/logon.h"
#include "provider/open_store.h"
#include "provider/router_own.h"
#include "provider/served.h"
#include "table/rows.h"

HRESULT router_create(struct profile *profile, ULONG flags, const struct provider_memory *memory,
                      const struct router_host *host, void *ctx, struct router **out)
{
    struct router *router = mem_zero(sizeof(*router));
    HRESULT hr;

    if (!router) return MAPI_E_NOT_ENOUGH_MEMORY;
    router->refs = 1;
    lock_init(&router->lock, RANK_ROUTER);
    list_init(&router->logons);
    list_init(&router->served);
    list_init(&router->starts);
    router->profile = profile;
    profile_ref(profile);
    router->flags = flags;
    router->mail = !(flags & MAPI_NO_MAIL);
    router->memory = *memory;
    if (memory->malloc) com_addref(memory->malloc);
    router->host = host;
    router->ctx = ctx;
    router->home = com_home_create();
    hr = router->home ? uid_new(&router->session) : MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) hr = rows_create(PR_INSTANCE_KEY, &router->status);
    if (FAILED(hr)) {
        router_unref(router);
        return hr;
    }
    *out = router;
    return S_OK;
}

void router_ref(struct router *router)
{
    atomic_inc(&router->refs);
}

void router_unref(struct router *router)
{
    struct uid_slot *slot;
    size_t cursor = 0;

    if (!router || atomic_dec(&router->refs)) return;
    while ((slot = map_next(&router->uids, &cursor, NULL, NULL))) {
        ARRAY_DROP(slot);
        mem_free(slot);
    }
    map_drop(&router->uids);
    ARRAY_DROP(&router->fallen);
    for (int i = 0; i < ROUTER_PARTS; i++)
        if (router->parts[i].part) router->parts[i].drop(router->parts[i].part);
    if (router->status) rows_unref(router->status);
    com_home_unref(router->home);
    profile_unref(router->profile);
    com_release(&router->memory.malloc);
    lock_destroy(&router->lock);
    mem_free(router);
}

struct profile *router_profile(struct router *router)
{
    return router->profile;
}

ULONG router_flags(const struct router *router)
{
    return router->flags;
}

const struct dialogs *router_dialogs(struct router *router)
{
    const struct dialogs *dialogs;
    struct host_call call;

    if (router->flags & MAPI_NT_SERVICE || !host_enter(router, &call)) return NULL;
    dialogs = call.host->dialogs;
    host_leave(&call);
    return dialogs;
}

const struct provider_memory *router_memory(const struct router *router)
{
    return &router->memory;
}

const MAPIUID *router_session(const struct router *router)
{
    return &router->session;
}

struct com_home *router_home(struct router *router)
{
    return router->home;
}

struct rows *router_status_rows(struct router *router)
{
    return router->status;
}

void *router_part(struct router *router, enum router_part which)
{
    LOCKED(&router->lock);
    return router->parts[which].part;
}

void *router_keep_part(struct router *router, enum router_part which, void *part,
                       void (*drop)(void *part))
{
    void *kept;

    lock_take(&router->lock);
    if (!router->parts[which].part) {
        router->parts[which].part = part;
        router->parts[which].drop = drop;
    }
    kept = router->parts[which].part;
    lock_drop(&router->lock);
    if (kept != part) drop(part);
    return kept;
}

bool host_enter(struct router *router, struct host_call *call)
{
    LOCKED(&router->lock);
    if (router->phase == ROUTER_OVER) return false;
    call->host = router->host;
    call->ctx = router->ctx;
    call->host->hold(call->ctx);
    return true;
}

void host_leave(struct host_call *call)
{
    call->host->drop(call->ctx);
}

HRESULT router_live(struct router *router)
{
    LOCKED(&router->lock);
    return router->phase == ROUTER_LIVE ? S_OK : FAIL(MAPI_E_INVALID_OBJECT);
}

HRESULT router_serves(struct router *router)
{
    LOCKED(&router->lock);
    return router->phase < ROUTER_OVER ? S_OK : FAIL(MAPI_E_INVALID_OBJECT);
}

bool router_takes(const struct router *router, ULONG type)
{
    return router->phase == ROUTER_LIVE ||
           (router->phase == ROUTER_ENDING && type == MAPI_AB_PROVIDER);
}

HRESULT router_fallen(struct router *router, const MAPIUID *service)
{
    LOCKED(&router->lock);
    for (size_t i = 0; i < router->fallen.count; i++)
        if (uid_equal(&router->fallen.data[i].service, service)) return router->fallen.data[i].hr;
    return S_OK;
}

void router_mark_fallen(struct router *router, const MAPIUID *service, HRESULT hr)
{
    struct fallen *place;

    LOCKED(&router->lock);
    place = ARRAY_PUSH(&router->fallen);
    if (place) *place = (struct fallen){*service, hr};
}

struct logon *router_lend(struct logon *logon)
{
    logon->users++;
    logon_ref(logon);
    return logon;
}

struct logon *router_find(struct router *router, const MAPIUID *uid, ULONG n)
{
    struct uid_slot *slot;

    LOCKED(&router->lock);
    slot = map_get(&router->uids, uid, sizeof(*uid));
    for (size_t i = 0; slot && i < slot->count; i++)
        if (slot->data[i]->state == LOGON_ACTIVE && n-- == 0) return router_lend(slot->data[i]);
    return NULL;
}

void router_allow_mail(struct router *router)
{
    atomic_set(&router->mail, true);
}

struct logon *router_find_section(struct router *router, const MAPIUID *section)
{
    LOCKED(&router->lock);
    LIST_EACH(logon, &router->logons, struct logon, link)
    if (uid_equal(&logon->section, section) && !logon->spooler) return router_lend(logon);
    return NULL;
}

struct logon *router_use(struct router *router, struct logon *logon)
{
    LOCKED(&router->lock);
    return logon->state == LOGON_ACTIVE ? router_lend(logon) : NULL;
}

HRESULT router_logons(struct router *router, ULONG type, ULONG *count, struct logon ***out)
{
    struct logon **found;
    size_t room = 0;

    LOCKED(&router->lock);
    LIST_EACH(logon, &router->logons, struct logon, link)
    room++;
    found = mem_array(room, sizeof(*found));
    if (!found) return MAPI_E_NOT_ENOUGH_MEMORY;
    *count = 0;
    LIST_EACH(logon, &router->logons, struct logon, link)
    if ((!type || logon->type == type) && !logon->spooler)
        found[(*count)++] = router_lend(logon);
    *out = found;
    return S_OK;
}

static bool enters(struct router *router, enum router_phase phase)
{
    bool first;

    LOCKED(&router->lock);
    first = router->phase < phase;
    if (first) router->phase = phase;
    return first;
}

void router_shutdown(struct router *router)
{
    if (!enters(router, ROUTER_ENDING)) return;
    ending_run(router);
    enters(router, ROUTER_OVER);
    com_home_end(router->home);
    rows_remove_all(router->status);
}

static HRESULT logon_open_entry(struct logon *logon, ULONG cb, const ENTRYID *eid, const IID *iid,
                                ULONG flags, ULONG *type, IUnknown **out)
{
    switch (logon->type) {
    case MAPI_STORE_PROVIDER:
        return logon->store->lpVtbl->OpenEntry(logon->store, cb, (ENTRYID *)eid, iid, flags, type,
                                               out);
    case MAPI_AB_PROVIDER:
        return logon->ab->lpVtbl->OpenEntry(logon->ab, cb, (ENTRYID *)eid, iid, flags, type, out);
    default:
        return MAPI_E_UNKNOWN_ENTRYID;
    }
}

/* A store's own entry ID: OpenMsgStore without dialogs (contracts 4.8-04). */
static HRESULT open_wrapped(struct router *router, ULONG cb, const ENTRYID *eid, const IID *iid,
                            ULONG flags, struct last_error *last, ULONG *type, IUnknown **out)
{
    ULONG how = MDB_NO_DIALOG | (flags & (MAPI_DEFERRED_ERRORS | MAPI_BEST_ACCESS));
    HRESULT hr;

    hr = eid_open_flags(flags);
    if (FAILED(hr)) return hr;
    if (flags & MAPI_MODIFY) how |= MDB_WRITE;
    hr = router_open_store(router, 0, cb, eid, iid, how, last, (void **)out);
    if (SUCCEEDED(hr) && type) *type = MAPI_STORE;
    return hr;
}

HRESULT router_open_entry(struct router *router, ULONG cb, const ENTRYID *eid, const IID *iid,
                          ULONG flags, struct last_error *last, ULONG *type, IUnknown **out)
{
    const MAPIUID *uid = eid_uid(cb, eid);
    struct host_call call;
    ULONG unused_type;
    HRESULT hr;

    if (!uid) return FAIL(MAPI_E_INVALID_ENTRYID);
    hr = router_serves(router);
    if (FAILED(hr)) return hr;
    if (!type) type = &unused_type; /* providers may be careless */
    if (wrap_is(cb, eid)) return open_wrapped(router, cb, eid, iid, flags, last, type, out);

    hr = MAPI_E_UNKNOWN_ENTRYID;
    for (ULONG n = 0; hr == MAPI_E_UNKNOWN_ENTRYID; n++) {
        struct logon *logon = router_find(router, uid, n);

        if (!logon) break;
        *out = NULL;
        hr = com_given(logon_open_entry(logon, cb, eid, iid, flags, type, out), out);
        logon_unuse(logon);
    }
    if (hr == MAPI_E_UNKNOWN_ENTRYID && host_enter(router, &call)) {
        hr = call.host->open_own(call.ctx, cb, eid, iid, flags, type, out);
        host_leave(&call);
    }
    return hr;
}

static HRESULT logon_compare(struct logon *logon, ULONG cb1, const ENTRYID *eid1, ULONG cb2,
                             const ENTRYID *eid2, ULONG flags, ULONG *same)
{
    switch (logon->type) {
    case MAPI_STORE_PROVIDER:
        return logon->store->lpVtbl->CompareEntryIDs(logon->store, cb1, (ENTRYID *)eid1, cb2,
                                                     (ENTRYID *)eid2, flags, same);
    case MAPI_AB_PROVIDER:
        return logon->ab->lpVtbl->CompareEntryIDs(logon->ab, cb1, (ENTRYID *)eid1, cb2,
                                                  (ENTRYID *)eid2, flags, same);
    default:
        return MAPI_E_UNKNOWN_ENTRYID;
    }
}

/* The subsystem's own kinds of entry ID, which no provider registers. */
static bool is_ours(const MAPIUID *uid)
{
    return uid_equal(uid, &wrap_uid) || uid_equal(uid, &one_off_uid) ||
           uid_equal(uid, &eid_own_uid);
}

static HRESULT compare_one_offs(ULONG cb1, const ENTRYID *eid1, ULONG cb2, const ENTRYID *eid2,
                                ULONG *same)
{
    AUTO_FREE struct one_off *a = NULL, *b = NULL;
    HRESULT hr;

    hr = one_off_read(cb1, eid1, &a);
    if (SUCCEEDED(hr)) hr = one_off_read(cb2, eid2, &b);
    if (SUCCEEDED(hr)) *same = one_off_equal(a, b);
    return hr;
}

/* A store's entry ID as clients have it, and something else: the same when that is the store as its
 * own provider names it. */
static HRESULT compare_unwrapped(struct router *router, ULONG cb, const ENTRYID *wrapped,
                                 ULONG cb_other, const ENTRYID *other, ULONG flags, ULONG *same)
{
    const MAPIUID *uid = eid_uid(cb_other, other);
    struct wrapped_eid store;
    struct logon *logon;
    bool has = false;
    HRESULT hr;

    hr = wrap_open(cb, wrapped, &store);
    if (FAILED(hr) || is_ours(uid)) return hr;
    logon = router_find(router, uid, 0);
    if (!logon) return FAIL(MAPI_E_UNKNOWN_ENTRYID);
    if (logon->type == MAPI_STORE_PROVIDER) hr = open_store_has_dll(logon->dll, store.dll, &has);
    if (has) hr = logon_compare(logon, store.cb, store.eid, cb_other, other, flags, same);
    logon_unuse(logon);
    return hr;
}

HRESULT router_compare(struct router *router, ULONG cb1, const ENTRYID *eid1, ULONG cb2,
                       const ENTRYID *eid2, ULONG flags, ULONG *same)
{
    const MAPIUID *uid1 = eid_uid(cb1, eid1), *uid2 = eid_uid(cb2, eid2);
    struct logon *first, *second;
    HRESULT hr;

    *same = FALSE;
    if (!uid1 || !uid2) return FAIL(MAPI_E_INVALID_ENTRYID);
    hr = router_serves(router);
    if (FAILED(hr)) return hr;
    if (wrap_is(cb1, eid1) && wrap_is(cb2, eid2))
        return open_store_compare(router, cb1, eid1, cb2, eid2, same);
    if (one_off_is(cb1, eid1) && one_off_is(cb2, eid2))
        return compare_one_offs(cb1, eid1, cb2, eid2, same);
    if (is_ours(uid1) && is_ours(uid2)) {
        *same = eid_equal(cb1, eid1, cb2, eid2);
        return S_OK;
    }

    if (wrap_is(cb1, eid1)) return compare_unwrapped(router, cb1, eid1, cb2, eid2, flags, same);
    if (wrap_is(cb2, eid2)) return compare_unwrapped(router, cb2, eid2, cb1, eid1, flags, same);

    first = router_find(router, uid1, 0);
    second = router_find(router, uid2, 0);
    if ((!first && !is_ours(uid1)) || (!second && !is_ours(uid2))) hr = MAPI_E_UNKNOWN_ENTRYID;
    else if (eid_equal(cb1, eid1, cb2, eid2)) *same = TRUE;
    else if (first && second && (first->served == second->served || uid_equal(uid1, uid2)))
        hr = logon_compare(first, cb1, eid1, cb2, eid2, flags, same);
    logon_unuse(first);
    logon_unuse(second);
    return hr;
}

/*
 * logon.c - logs providers on and off
 */
#include "provider/logon.h"
#include <string.h>
#include "mapitags.h"
#include "base/text.h"
#include "base/uid.h"
#include "com/com.h"
#include "profile/section.h"
#include "provider/address_types.h"
#include "provider/ending.h"
#include "provider/kept.h"
#include "provider/logon_own.h"
#include "provider/router_own.h"
#include "provider/status_row.h"
#include "provider/transport_options.h"

void logon_ref(struct logon *logon)
{
    atomic_inc(&logon->refs);
}

void logon_unref(struct logon *logon)
{
    if (!logon || atomic_dec(&logon->refs)) return;
    profile_unuse(logon->use);
    address_types_unref(logon->types);
    transport_options_unref(logon->options);
    loader_unref(logon->module);
    mem_free(logon->dll);
    mem_free(logon->display);
    mem_free(logon->security);
    router_unref(logon->router);
    mem_free(logon);
}

/* The provider's object is used no more: its Release, then the provider object's share. */
static void object_done(struct logon *logon)
{
    struct served *served = TAKE(logon->served);

    com_release(&logon->object);
    served_unref(served);
}

void logon_unuse(struct logon *logon)
{
    bool last;

    if (!logon) return;
    lock_take(&logon->router->lock);
    last = --logon->users == 0;
    lock_drop(&logon->router->lock);
    if (last) object_done(logon);
    logon_unref(logon);
}

HRESULT logon_add_uid(struct logon *logon, const MAPIUID *uid)
{
    struct router *router = logon->router;
    struct uid_slot *slot;
    struct logon **place;

    LOCKED(&router->lock);
    if (logon->state == LOGON_ENDED) return FAIL(MAPI_E_INVALID_OBJECT);
    if (logon->spooler) return S_OK; /* its entries are opened as the client has them */
    slot = map_get(&router->uids, uid, sizeof(*uid));
    if (!slot) {
        slot = mem_zero(sizeof(*slot));
        if (!slot) return MAPI_E_NOT_ENOUGH_MEMORY;
        slot->uid = *uid;
        if (!map_put(&router->uids, uid, sizeof(*uid), slot)) {
            mem_free(slot);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
    }
    for (size_t i = 0; i < slot->count; i++)
        if (slot->data[i] == logon) return S_OK; /* it would be asked twice */
    place = ARRAY_PUSH(slot);
    if (!place) return MAPI_E_NOT_ENOUGH_MEMORY; /* an empty slot does no harm */
    *place = logon;
    return S_OK;
}

/* Takes the logon out of every slot; under the lock. Empty slots stay: their provider is likely to
 * come back. */
static void drop_uids(struct router *router, const struct logon *logon)
{
    struct uid_slot *slot;
    size_t cursor = 0;

    while ((slot = map_next(&router->uids, &cursor, NULL, NULL)))
        for (size_t i = slot->count; i-- > 0;)
            if (slot->data[i] == logon) ARRAY_REMOVE(slot, i);
}

static void call_logoff(struct logon *logon)
{
    ULONG zero = 0;

    loader_trace(logon->dll, "Logoff", logon->type);
    switch (logon->type) {
    case MAPI_STORE_PROVIDER: logon->store->lpVtbl->Logoff(logon->store, &zero); break;
    case MAPI_AB_PROVIDER: logon->ab->lpVtbl->Logoff(logon->ab, 0); break;
    default: logon->xp->lpVtbl->TransportLogoff(logon->xp, 0); break;
    }
}

void logon_end(struct logon *logon)
{
    struct router *router = logon->router;
    enum logon_state before;
    bool temporary;
    ULONG row;

    lock_take(&router->lock);
    before = logon->state;
    logon->state = LOGON_ENDED;
    row = logon->row;
    logon->row = 0;
    temporary = logon->temporary;
    logon->temporary = false;
    if (before != LOGON_ENDED) drop_uids(router, logon);
    list_remove(&logon->link);
    lock_drop(&router->lock);
    if (before == LOGON_ENDED) return;

    if (row) status_row_remove(router, row);
    kept_end_all(logon);
    if (before == LOGON_ACTIVE) call_logoff(logon);
    if (temporary) section_delete(router->profile, &logon->section);
    if (before == LOGON_ACTIVE) logon_unuse(logon); /* the list's */
}

/* The host kept for a log-on; false: it is too late for one. */
static bool may_begin(struct router *router, ULONG type, struct host_call *call)
{
    bool takes;

    lock_take(&router->lock);
    takes = router_takes(router, type);
    lock_drop(&router->lock);
    return takes && host_enter(router, call);
}

HRESULT logon_begin(struct router *router, struct served *served, const struct provider *row,
                    bool temporary, struct logon **out, IMAPISupport **support)
{
    struct logon *logon = mem_zero(sizeof(*logon));
    struct host_call call;
    HRESULT hr;

    if (!logon) return MAPI_E_NOT_ENOUGH_MEMORY;
    list_init(&logon->link);
    list_init(&logon->kept);
    logon->refs = 1;
    logon->router = router;
    router_ref(router);
    logon->type = row->type;
    logon->section = row->uid;
    logon->service = row->service;
    logon->resource_flags = row->flags;
    logon->module = served->module;
    loader_ref(logon->module);
    logon->dll = mem_dup_text(row->dll, NULL);
    logon->display = mem_dup_text(row->provider_display, NULL);
    hr = logon->dll && logon->display ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) hr = profile_use(router->profile, &logon->section, &logon->use);
    if (SUCCEEDED(hr) && !may_begin(router, row->type, &call)) hr = FAIL(MAPI_E_INVALID_OBJECT);
    else if (SUCCEEDED(hr)) {
        hr = call.host->make_support(call.ctx, logon, support);
        host_leave(&call);
    }
    if (FAILED(hr)) {
        logon->state = LOGON_ENDED;
        logon_unref(logon);
        return hr;
    }
    logon->temporary = temporary;
    *out = logon;
    return S_OK;
}

HRESULT logon_activate(struct logon *logon, struct served *served)
{
    struct router *router = logon->router;
    bool taken;

    served_ref(served);
    lock_take(&router->lock);
    logon->served = served;
    logon->users = 1;
    taken = logon->state == LOGON_STARTING && router_takes(router, logon->type);
    logon->state = LOGON_ACTIVE;
    logon_ref(logon); /* the list's; logon_end gives it back */
    if (taken) list_append(&router->logons, &logon->link);
    lock_drop(&router->lock);
    if (taken) return S_OK;
    ending_run_late(logon);
    return FAIL(MAPI_E_INVALID_OBJECT);
}

HRESULT logon_profile_name(struct profile *profile, ULONG *flags, void **out)
{
    const WCHAR *name = profile_name(profile);
    AUTO_FREE WCHAR *back = NULL;
    AUTO_FREE char *narrow = NULL;
    HRESULT hr;

    hr = text_to_ansi(name, -1, 0, NULL, &narrow);
    if (SUCCEEDED(hr)) hr = text_from_ansi(narrow, -1, 0, NULL, &back);
    if (FAILED(hr)) return hr;
    if (!text_compare(name, back)) {
        *out = TAKE(narrow);
        return S_OK;
    }
    *flags |= MAPI_UNICODE;
    *out = mem_dup_text(name, NULL);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT store_once(struct router *router, struct served *served, const struct provider *row,
                          bool temporary, const struct store_call *call, struct last_error *last,
                          void **out)
{
    AUTO_RELEASE IMAPISupport *support = NULL;
    AUTO_RELEASE IMSLogon *object = NULL;
    AUTO_RELEASE IMsgStore *store = NULL;
    AUTO_FREE void *name = NULL;
    BYTE *security = NULL;
    MAPIERROR *error = NULL;
    ULONG flags = call->flags, n_security = 0;
    struct logon *logon;
    HRESULT hr, linked;
    bool told;

    hr = logon_profile_name(router->profile, &flags, &name);
    if (SUCCEEDED(hr)) hr = logon_begin(router, served, row, temporary, &logon, &support);
    if (FAILED(hr)) return hr;
    logon->open_flags = flags;
    loader_trace(row->dll, "Logon of a store", flags);
    hr = served->store->lpVtbl->Logon(served->store, support, call->ui, name, call->cb,
                                      (ENTRYID *)call->eid, flags, call->iid, &n_security,
                                      &security, &error, &object, &store);
    if (SUCCEEDED(hr) && n_security) {
        logon->security = TAKE(security);
        logon->n_security = n_security;
    }
    mem_free(security);
    told = error_take(last, hr, error, flags & MAPI_UNICODE);
    if (FAILED(hr)) object = NULL;
    hr = com_given(hr, &store);
    if (FAILED(hr)) {
        com_release(&object);
        com_release(&support);
        logon_end(logon); /* a support object the provider forgot to give back */
        logon_unref(logon);
        return told ? hr
                    : error_set(last, hr, L"MAPI", L"The message store %ls could not be opened.",
                                row->display);
    }

    if (object) {
        logon->store = TAKE(object);
        linked = logon_activate(logon, served);
        if (FAILED(linked)) hr = linked;
    }
    logon_unref(logon);
    if (SUCCEEDED(hr)) *out = TAKE(store); /* else it goes after its log-off */
    return hr;
}

static HRESULT address_book_once(struct router *router, struct served *served,
                                 const struct provider *row, ULONG_PTR ui, ULONG flags,
                                 struct last_error *last)
{
    AUTO_RELEASE IMAPISupport *support = NULL;
    AUTO_RELEASE IABLogon *object = NULL;
    AUTO_FREE void *name = NULL;
    BYTE *security = NULL;
    MAPIERROR *error = NULL;
    ULONG n_security = 0;
    struct logon *logon;
    HRESULT hr, linked;
    bool told;

    hr = logon_profile_name(router->profile, &flags, &name);
    if (SUCCEEDED(hr)) hr = logon_begin(router, served, row, false, &logon, &support);
    if (FAILED(hr)) return hr;
    loader_trace(row->dll, "Logon of an address book", flags);
    hr = served->ab->lpVtbl->Logon(served->ab, support, ui, name, flags, &n_security, &security,
                                   &error, &object);
    mem_free(security);
    told = error_take(last, hr, error, flags & MAPI_UNICODE);
    hr = com_given(hr, &object);
    if (SUCCEEDED(hr)) {
        logon->ab = TAKE(object);
        linked = logon_activate(logon, served);
        if (FAILED(linked)) hr = linked;
    } else {
        com_release(&support);
        logon_end(logon);
        if (!told)
            error_set(last, hr, L"MAPI", L"The address book %ls could not be opened.",
                      row->display);
    }
    logon_unref(logon);
    return hr;
}

static bool uid_is_zero(const MAPIUID *uid)
{
    static const MAPIUID zero;

    return uid_equal(uid, &zero);
}

bool logon_configured(struct router *router, const struct provider *row, ULONG_PTR ui,
                      bool may_ask, HRESULT hr)
{
    struct host_call call;

    if (hr != MAPI_E_UNCONFIGURED || uid_is_zero(&row->service) || !host_enter(router, &call))
        return false;
    hr = call.host->configure(call.ctx, &row->service, ui, may_ask);
    host_leave(&call);
    return SUCCEEDED(hr);
}

/* Is that about what the client asked for, and no reason to think ill of the provider? */
static bool is_about_the_call(HRESULT hr)
{
    return hr == MAPI_E_INTERFACE_NOT_SUPPORTED || hr == MAPI_E_UNKNOWN_FLAGS ||
           hr == MAPI_E_INVALID_PARAMETER || hr == MAPI_E_NO_ACCESS ||
           hr == MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT logon_judge(struct router *router, const struct provider *row, HRESULT hr)
{
    if (FAILED(hr) && hr != MAPI_E_FAILONEPROVIDER && !is_about_the_call(hr) &&
        !uid_is_zero(&row->service))
        router_mark_fallen(router, &row->service, hr);
    return hr;
}

HRESULT logon_store(struct router *router, struct served *served, const struct provider *row,
                    bool temporary, const struct store_call *call, struct last_error *last,
                    void **out)
{
    HRESULT hr;

    hr = store_once(router, served, row, temporary, call, last, out);
    if (logon_configured(router, row, call->ui, !(call->flags & MDB_NO_DIALOG), hr))
        hr = store_once(router, served, row, temporary, call, last, out);
    return logon_judge(router, row, hr);
}

HRESULT logon_address_book(struct router *router, const struct provider *row, ULONG_PTR ui,
                           ULONG flags, struct last_error *last)
{
    struct served *served;
    HRESULT hr;

    hr = served_get(router, MAPI_AB_PROVIDER, row->dll, last, &served);
    if (FAILED(hr)) return logon_judge(router, row, hr);
    hr = address_book_once(router, served, row, ui, flags, last);
    if (logon_configured(router, row, ui, !(flags & AB_NO_DIALOG), hr))
        hr = address_book_once(router, served, row, ui, flags, last);
    served_unref(served);
    return logon_judge(router, row, hr);
}

HRESULT logon_keep_section(struct logon *logon)
{
    struct router *router = logon->router;
    struct section *section;
    ULONG flags = 0;
    bool temporary;
    HRESULT hr;

    lock_take(&router->lock);
    temporary = logon->temporary;
    lock_drop(&router->lock);
    if (!temporary) return S_OK;

    hr = section_open(router->profile, &logon->section, SECTION_WRITE, &section);
    if (FAILED(hr)) return hr;
    section_get_long(section, PR_RESOURCE_FLAGS, &flags);
    hr = section_set_long(section, PR_RESOURCE_FLAGS, flags & ~(ULONG)STATUS_TEMP_SECTION);
    section_unref(section);
    if (SUCCEEDED(hr))
        hr = roster_add_provider(router->profile,
                                 uid_is_zero(&logon->service) ? NULL : &logon->service,
                                 &logon->section, MAPI_STORE_PROVIDER);
    if (FAILED(hr)) return hr;
    lock_take(&router->lock);
    logon->temporary = false;
    logon->resource_flags &= ~(ULONG)STATUS_TEMP_SECTION;
    lock_drop(&router->lock);
    return S_OK;
}

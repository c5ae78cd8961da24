/*
 * transport.c - the transports that are logged on: what they told of themselves
 */
#include "provider/transport.h"
#include <string.h>
#include "base/text.h"
#include "com/com.h"
#include "provider/logon_own.h"
#include "provider/router_own.h"

bool transports_listed(struct router *router)
{
    AUTO_FREE struct provider *rows = NULL;
    ULONG count = 0;

    if (!atomic_get(&router->mail)) return false;
    roster_providers(router->profile, MAPI_TRANSPORT_PROVIDER, NULL, &rows, &count);
    return count != 0;
}

struct address_types *transport_types(struct logon *logon)
{
    LOCKED(&logon->router->lock);
    if (logon->types) address_types_ref(logon->types);
    return logon->types;
}

HRESULT transport_ask_types(struct logon *logon)
{
    struct address_types *types = NULL, *before;
    HRESULT hr;

    loader_trace(logon->dll, "AddressTypes", 0);
    hr = address_types_ask(logon->xp, &types);
    if (FAILED(hr)) return hr;
    lock_take(&logon->router->lock);
    before = logon->types;
    logon->types = types;
    lock_drop(&logon->router->lock);
    address_types_unref(before);
    return S_OK;
}

/* Options are optional (contracts 8.1-02). */
static void ask_options(struct logon *logon)
{
    struct transport_options *options = NULL;

    loader_trace(logon->dll, "RegisterOptions", 0);
    if (FAILED(transport_options_ask(logon->xp, &options))) return;
    lock_take(&logon->router->lock);
    logon->options = options;
    lock_drop(&logon->router->lock);
}

static HRESULT once(struct router *router, struct served *served, const struct provider *row,
                    ULONG_PTR ui, ULONG flags, struct last_error *last)
{
    AUTO_RELEASE IMAPISupport *support = NULL;
    AUTO_RELEASE IXPLogon *object = NULL;
    AUTO_FREE void *name = NULL;
    MAPIERROR *error = NULL;
    struct logon *logon;
    HRESULT hr, linked;
    bool told;

    hr = logon_profile_name(router->profile, &flags, &name);
    if (SUCCEEDED(hr)) hr = logon_begin(router, served, row, false, &logon, &support);
    if (FAILED(hr)) return hr;
    loader_trace(row->dll, "TransportLogon", flags);
    hr = served->xp->lpVtbl->TransportLogon(served->xp, support, ui, name, &flags, &error, &object);
    told = error_take(last, hr, error, flags & MAPI_UNICODE);
    hr = com_given(hr, &object);
    if (SUCCEEDED(hr)) {
        logon->xp = TAKE(object);
        logon->sp_flags = flags & (LOGON_SP_IDLE | LOGON_SP_POLL | LOGON_SP_RESOLVE);
        transport_ask_types(logon); /* one that tells none gets no message */
        ask_options(logon);
        linked = logon_activate(logon, served);
        if (FAILED(linked)) hr = linked;
    } else {
        com_release(&support);
        logon_end(logon);
        if (!told)
            error_set(last, hr, L"MAPI", L"The transport %ls could not be opened.", row->display);
    }
    logon_unref(logon);
    return hr;
}

HRESULT logon_transport(struct router *router, const struct provider *row, ULONG_PTR ui,
                        ULONG flags, struct last_error *last)
{
    struct served *served;
    HRESULT hr;

    flags |= LOGON_NO_INBOUND | LOGON_NO_OUTBOUND;
    hr = served_get(router, MAPI_TRANSPORT_PROVIDER, row->dll, last, &served);
    if (FAILED(hr)) return logon_judge(router, row, hr);
    hr = once(router, served, row, ui, flags, last);
    if (logon_configured(router, row, ui, !(flags & LOGON_NO_DIALOG), hr))
        hr = once(router, served, row, ui, flags, last);
    served_unref(served);
    return logon_judge(router, row, hr);
}

/* The types of all that are logged on, each counted; the array is one allocation. */
static HRESULT all_types(struct router *router, ULONG *count, struct address_types ***out)
{
    struct address_types **all;
    ULONG n = 0;

    LOCKED(&router->lock);
    LIST_EACH(logon, &router->logons, struct logon, link)
    n += logon->types != NULL;
    all = mem_array((size_t)n + 1, sizeof(*all));
    if (!all) return MAPI_E_NOT_ENOUGH_MEMORY;
    *count = 0;
    LIST_EACH(logon, &router->logons, struct logon, link)
    {
        if (!logon->types) continue;
        address_types_ref(logon->types);
        all[(*count)++] = logon->types;
    }
    *out = all;
    return S_OK;
}

static bool is_before(struct address_types *const *all, ULONG n, ULONG i, const WCHAR *type)
{
    for (ULONG a = 0; a <= n; a++)
        for (ULONG t = 0; t < (a < n ? all[a]->n_types : i); t++)
            if (!text_compare_nocase(all[a]->types[t], type)) return true;
    return false;
}

HRESULT transports_enum_types(struct router *router, ULONG flags, ULONG *count, LPTSTR **out)
{
    AUTO_FREE struct address_types **all = NULL;
    AUTO_FREE LPTSTR *types = NULL;
    ULONG n_all = 0, n = 0;
    size_t room = 0;
    HRESULT hr;

    hr = all_types(router, &n_all, &all);
    if (FAILED(hr)) return hr;
    for (ULONG a = 0; a < n_all; a++)
        room += all[a]->n_types;
    types = mem_array(room + 1, sizeof(*types));
    hr = types ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG a = 0; a < n_all; a++) {
        for (ULONG t = 0; SUCCEEDED(hr) && t < all[a]->n_types; t++) {
            if (is_before(all, a, t, all[a]->types[t])) continue;
            hr = text_out(all[a]->types[t], flags, types, &types[n++]);
        }
    }
    for (ULONG a = 0; a < n_all; a++)
        address_types_unref(all[a]);
    if (FAILED(hr) || !n) return hr;
    *count = n;
    *out = TAKE(types);
    return S_OK;
}

/* The options of the nth transport that has some, counted; NULL: no more. */
static struct transport_options *nth_options(struct router *router, ULONG n)
{
    LOCKED(&router->lock);
    LIST_EACH(logon, &router->logons, struct logon, link)
    {
        if (!logon->options || n--) continue;
        transport_options_ref(logon->options);
        return logon->options;
    }
    return NULL;
}

HRESULT transports_find_option(struct router *router, ULONG kind, const WCHAR *type,
                               struct transport_options **held, const struct transport_option **out)
{
    for (ULONG n = 0; (*held = nth_options(router, n)); n++) {
        *out = transport_options_find(*held, kind, type);
        if (*out) return S_OK;
        transport_options_unref(*held);
    }
    return FAIL(MAPI_E_NOT_FOUND);
}

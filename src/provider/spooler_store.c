/*
 * spooler_store.c - a message store as the spooler has it
 */
#include "mapitags.h"
#include "com/com.h"
#include "eid/wrap.h"
#include "provider/logon_own.h"
#include "provider/open_store.h"
#include "provider/router_own.h"

/* SpoolerLogon, with what the client's Logon of the same store gave for it (contracts 5.4-07). */
static HRESULT call_spooler_logon(struct logon *logon, const struct logon *client,
                                  const struct wrapped_eid *eid, IMAPISupport *support,
                                  struct last_error *last, IMsgStore **out)
{
    IMSProvider *provider = client->served->store;
    AUTO_FREE void *name = NULL;
    MAPIERROR *error = NULL;
    ULONG flags = MDB_WRITE | MDB_NO_DIALOG;
    IMSLogon *object = NULL;
    HRESULT hr;

    hr = logon_profile_name(router_profile(logon->router), &flags, &name);
    if (FAILED(hr)) return hr;
    loader_trace(logon->dll, "SpoolerLogon", flags);
    hr = provider->lpVtbl->SpoolerLogon(provider, support, 0, name, eid->cb, (ENTRYID *)eid->eid,
                                        flags, NULL, client->n_security, client->security, &error,
                                        &object, out);
    error_take(last, hr, error, flags & MAPI_UNICODE);
    if (FAILED(hr)) object = NULL;
    hr = com_given(hr, out);
    if (FAILED(hr)) com_release(&object);
    logon->store = object;
    return hr;
}

static HRESULT open_spooler(struct router *router, const struct provider *row,
                            const struct logon *client, const struct wrapped_eid *eid,
                            struct last_error *last, IMsgStore **out)
{
    AUTO_RELEASE IMAPISupport *support = NULL;
    AUTO_RELEASE IMsgStore *store = NULL;
    struct logon *logon;
    HRESULT hr;

    hr = logon_begin(router, client->served, row, false, &logon, &support);
    if (FAILED(hr)) return hr;
    logon->spooler = true;
    hr = call_spooler_logon(logon, client, eid, support, last, &store);
    if (FAILED(hr)) {
        com_release(&support);
        logon_end(logon);
    } else if (logon->store) {
        hr = logon_activate(logon, client->served);
    }
    logon_unref(logon);
    if (SUCCEEDED(hr)) *out = TAKE(store);
    return hr;
}

HRESULT router_open_for_spooler(struct router *router, const MAPIUID *section,
                                struct last_error *last, IMsgStore **client, IMsgStore **spooler)
{
    AUTO_FREE struct provider *row = NULL;
    AUTO_RELEASE IMsgStore *opened = NULL;
    AUTO_FREE BYTE *bytes = NULL;
    struct wrapped_eid eid;
    struct logon *logon;
    ULONG cb;
    HRESULT hr;

    hr = roster_provider(router->profile, section, &row);
    if (SUCCEEDED(hr)) hr = open_store_section_eid(router, section, &bytes, &cb, &eid);
    if (SUCCEEDED(hr))
        hr = router_open_store(router, 0, cb, (ENTRYID *)bytes, NULL, MDB_NO_DIALOG | MDB_WRITE,
                               last, (void **)&opened);
    if (FAILED(hr)) return hr;
    logon = router_find_section(router, section);
    if (!logon) return FAIL(MAPI_E_NOT_FOUND); /* it was logged off meanwhile */
    hr = open_spooler(router, row, logon, &eid, last, spooler);
    logon_unuse(logon);
    if (SUCCEEDED(hr)) *client = TAKE(opened);
    return hr;
}

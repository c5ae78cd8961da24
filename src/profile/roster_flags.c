/*
 * roster_flags.c - which provider is the default store, which service the primary identity
 *
 * Both are marks in PR_RESOURCE_FLAGS that at most one provider, and its service, carries at a time.
 */
#include "base/error.h"
#include "base/mem.h"
#include "base/uid.h"
#include "mapitags.h"
#include "mapix.h"
#include "profile/hive_inner.h"
#include "profile/roster.h"

static HRESULT change_flags(struct profile *profile, const MAPIUID *uid, ULONG now, ULONG wanted)
{
    AUTO_SECTION struct section *section = NULL;
    HRESULT hr;

    if (now == wanted) return S_OK;
    hr = section_open(profile, uid, SECTION_WRITE, &section);
    return FAILED(hr) ? hr : section_set_long(section, PR_RESOURCE_FLAGS, wanted);
}

static ULONG with(ULONG flags, ULONG bit, bool on)
{
    return on ? flags | bit : flags & ~bit;
}

/* bit on the one service (NULL: on none), off on all others. */
static HRESULT move_service_bit(struct profile *profile, const MAPIUID *to, ULONG bit)
{
    AUTO_FREE struct service *list = NULL;
    ULONG n;
    HRESULT hr = roster_services(profile, &list, &n);

    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++)
        hr = change_flags(profile, &list[i].uid, list[i].flags,
                          with(list[i].flags, bit, to && uid_equal(to, &list[i].uid)));
    return hr;
}

HRESULT roster_default_store(struct profile *profile, MAPIUID *out)
{
    AUTO_FREE struct provider *list = NULL;
    ULONG n;
    HRESULT hr = roster_providers(profile, MAPI_STORE_PROVIDER, NULL, &list, &n);

    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < n; i++) {
        if (!(list[i].flags & STATUS_DEFAULT_STORE) || list[i].flags & STATUS_NO_DEFAULT_STORE) continue;
        *out = list[i].uid;
        return S_OK;
    }
    return MAPI_E_NOT_FOUND;
}

static HRESULT set_default_store(struct profile *profile, const MAPIUID *provider)
{
    AUTO_FREE struct provider *list = NULL;
    const MAPIUID *service = NULL;
    bool found = false;
    ULONG n;
    HRESULT hr = roster_providers(profile, MAPI_STORE_PROVIDER, NULL, &list, &n);

    if (FAILED(hr)) return hr;
    for (ULONG i = 0; provider && i < n; i++) {
        if (!uid_equal(provider, &list[i].uid)) continue;
        if (list[i].flags & STATUS_NO_DEFAULT_STORE) return FAIL(MAPI_E_NO_SUPPORT);
        service = &list[i].service;
        found = true;
    }
    if (provider && !found) return FAIL(MAPI_E_NOT_FOUND);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++)
        hr = change_flags(profile, &list[i].uid, list[i].flags,
                          with(list[i].flags, STATUS_DEFAULT_STORE, provider && uid_equal(provider, &list[i].uid)));
    return FAILED(hr) ? hr : move_service_bit(profile, service, SERVICE_DEFAULT_STORE);
}

HRESULT roster_set_default_store(struct profile *profile, const MAPIUID *provider)
{
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = set_default_store(profile, provider);
    hive_end();
    return hr;
}

/* ---- primary identity ---- */

/* chosen may name a service, or a provider of one; NULL: nobody. first_only: one provider of the service, else all
 * that can. */
static HRESULT set_identity(struct profile *profile, const MAPIUID *chosen)
{
    AUTO_FREE struct service *service = NULL;
    AUTO_FREE struct provider *list = NULL;
    MAPIUID owner;
    bool one = false; /* a provider was named */
    ULONG n;
    HRESULT hr = S_OK;

    if (chosen) {
        hr = roster_owner(profile, chosen, &owner, &one);
        if (SUCCEEDED(hr)) hr = roster_service(profile, &owner, &service);
        if (FAILED(hr)) return FAIL(hr);
        if (service->flags & SERVICE_NO_PRIMARY_IDENTITY) return FAIL(MAPI_E_NO_ACCESS);
    }
    hr = roster_providers(profile, 0, NULL, &list, &n);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        bool its = chosen && uid_equal(&list[i].service, &owner) && !(list[i].flags & STATUS_NO_PRIMARY_IDENTITY);

        if (one) its = its && uid_equal(&list[i].uid, chosen);
        hr = change_flags(profile, &list[i].uid, list[i].flags,
                          with(list[i].flags, STATUS_PRIMARY_IDENTITY, its));
    }
    return FAILED(hr) ? hr : move_service_bit(profile, chosen ? &owner : NULL, SERVICE_PRIMARY_IDENTITY);
}

HRESULT roster_set_identity(struct profile *profile, const MAPIUID *chosen)
{
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = set_identity(profile, chosen);
    hive_end();
    return hr;
}

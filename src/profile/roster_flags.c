/*
 * roster_flags.c - which provider is the default store, which service the primary identity
 *
 * Both are marks in PR_RESOURCE_FLAGS that at most one provider, and its service, carries at a
 * time.
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
        if (!(list[i].flags & STATUS_DEFAULT_STORE) || list[i].flags & STATUS_NO_DEFAULT_STORE)
            continue;
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
                          with(list[i].flags, STATUS_DEFAULT_STORE,
                               provider && uid_equal(provider, &list[i].uid)));
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

/* STATUS_PRIMARY_IDENTITY on the providers of owner that only (NULL: all that can) names, off on
 * all others. */
static HRESULT give_identity(struct profile *profile, const struct provider *list, ULONG n,
                             const MAPIUID *owner, const MAPIUID *only)
{
    ULONG able = 0; /* what marks a provider of owner as able: the inf's word, where there is any */
    HRESULT hr = S_OK;

    for (ULONG i = 0; owner && i < n; i++)
        if (uid_equal(&list[i].service, owner)) able |= list[i].inf_flags & STATUS_PRIMARY_IDENTITY;
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        bool its = owner && uid_equal(&list[i].service, owner) &&
                   !(list[i].flags & STATUS_NO_PRIMARY_IDENTITY);

        its = its && (only ? uid_equal(&list[i].uid, only) : (list[i].inf_flags & able) == able);
        hr = change_flags(profile, &list[i].uid, list[i].flags,
                          with(list[i].flags, STATUS_PRIMARY_IDENTITY, its));
    }
    return FAILED(hr) ? hr : move_service_bit(profile, owner, SERVICE_PRIMARY_IDENTITY);
}

static HRESULT set_identity(struct profile *profile, const MAPIUID *chosen)
{
    AUTO_FREE struct service *service = NULL;
    AUTO_FREE struct provider *list = NULL;
    bool one = false; /* chosen is a provider */
    MAPIUID owner;
    ULONG n;
    HRESULT hr = S_OK;

    if (chosen) {
        hr = roster_owner(profile, chosen, &owner, &one);
        if (SUCCEEDED(hr)) hr = roster_service(profile, &owner, &service);
        if (FAILED(hr)) return FAIL(hr);
        if (service->flags & SERVICE_NO_PRIMARY_IDENTITY) return FAIL(MAPI_E_NO_ACCESS);
    }
    hr = roster_providers(profile, 0, NULL, &list, &n);
    return FAILED(hr)
               ? hr
               : give_identity(profile, list, n, chosen ? &owner : NULL, one ? chosen : NULL);
}

HRESULT roster_set_identity(struct profile *profile, const MAPIUID *chosen)
{
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = set_identity(profile, chosen);
    hive_end();
    return hr;
}

/* The first provider of the first service, in profile order, that the inf says can supply it. NULL:
 * none. */
static const struct provider *first_able(const struct service *services, ULONG n_services,
                                         const struct provider *list, ULONG n)
{
    for (ULONG s = 0; s < n_services; s++) {
        if (services[s].flags & SERVICE_NO_PRIMARY_IDENTITY) continue;
        for (ULONG i = 0; i < n; i++)
            if (uid_equal(&list[i].service, &services[s].uid) &&
                list[i].inf_flags & STATUS_PRIMARY_IDENTITY)
                return &list[i];
    }
    return NULL;
}

static HRESULT settle_identity(struct profile *profile)
{
    AUTO_FREE struct service *services = NULL;
    AUTO_FREE struct provider *list = NULL;
    const struct provider *able;
    ULONG n_services, n;
    HRESULT hr = roster_services(profile, &services, &n_services);

    if (SUCCEEDED(hr)) hr = roster_providers(profile, 0, NULL, &list, &n);
    if (FAILED(hr)) return hr;
    for (ULONG s = 0; s < n_services; s++) { /* someone has it */
        if (!(services[s].flags & SERVICE_PRIMARY_IDENTITY)) continue;
        for (ULONG i = 0; i < n; i++) {
            bool its = uid_equal(&list[i].service, &services[s].uid);

            if (its || !(list[i].flags & STATUS_PRIMARY_IDENTITY)) continue;
            hr = change_flags(profile, &list[i].uid, list[i].flags,
                              list[i].flags & ~(ULONG)STATUS_PRIMARY_IDENTITY);
            if (FAILED(hr)) return hr;
        }
        return move_service_bit(profile, &services[s].uid, SERVICE_PRIMARY_IDENTITY);
    }
    able = first_able(services, n_services, list, n);
    return able ? give_identity(profile, list, n, &able->service, &able->uid) : S_OK;
}

HRESULT roster_settle_identity(struct profile *profile)
{
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = settle_identity(profile);
    hive_end();
    return hr;
}

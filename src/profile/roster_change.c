/*
 * roster_change.c - services and providers listed, reordered, taken out
 */
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "mapitags.h"
#include "mapix.h"
#include "profile/hive_inner.h"
#include "profile/roster.h"
#include "profile/uid_list.h"

/* at: the place it takes, count or more for the end. Already there: nothing changes. */
static HRESULT list_insert(struct section *section, ULONG tag, const MAPIUID *uid, ULONG at)
{
    AUTO_FREE MAPIUID *old = NULL, *all = NULL;
    ULONG n;
    HRESULT hr = section_get_uids(section, tag, &old, &n);

    if (FAILED(hr)) return hr;
    if (uid_list_has(old, n, uid)) return S_OK;
    if (at > n) at = n;
    all = mem_array(n + 1, sizeof(*all));
    if (!all) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (n) memcpy(all, old, at * sizeof(*all));
    all[at] = *uid;
    if (n) memcpy(all + at + 1, old + at, (n - at) * sizeof(*all));
    return section_set_uids(section, tag, all, n + 1);
}

static HRESULT list_take_out(struct section *section, ULONG tag, const MAPIUID *uid)
{
    AUTO_FREE MAPIUID *all = NULL;
    ULONG n, at;
    HRESULT hr = section_get_uids(section, tag, &all, &n);

    if (FAILED(hr)) return hr;
    at = uid_list_find(all, n, uid);
    if (at == n) return S_OK;
    memmove(all + at, all + at + 1, (n - at - 1) * sizeof(*all));
    return section_set_uids(section, tag, all, n - 1);
}

static HRESULT open_root(struct profile *profile, struct section **out)
{
    return section_open(profile, &profile_root_uid, SECTION_WRITE | SECTION_CREATE, out);
}

HRESULT roster_add_service(struct profile *profile, const MAPIUID *uid)
{
    AUTO_SECTION struct section *root = NULL;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = open_root(profile, &root);
    if (SUCCEEDED(hr)) hr = list_insert(root, PR_SERVICES, uid, (ULONG)-1);
    hive_end();
    return hr;
}

/* A transport goes before those at the end that want to be last (STATUS_XP_PREFER_LAST), unless it
 * is one. */
static HRESULT transport_place(struct profile *profile, const MAPIUID *uid, ULONG *at)
{
    AUTO_FREE struct provider *list = NULL;
    AUTO_SECTION struct section *section = NULL;
    ULONG n, flags = 0;
    HRESULT hr = section_open(profile, uid, 0, &section);

    *at = (ULONG)-1;
    if (FAILED(hr)) return hr;
    section_get_long(section, PR_RESOURCE_FLAGS, &flags);
    if (flags & STATUS_XP_PREFER_LAST) return S_OK;
    hr = roster_providers(profile, MAPI_TRANSPORT_PROVIDER, NULL, &list, &n);
    while (SUCCEEDED(hr) && n && list[n - 1].flags & STATUS_XP_PREFER_LAST) *at = list[--n].ordinal;
    return hr;
}

HRESULT roster_add_provider(struct profile *profile, const MAPIUID *service, const MAPIUID *uid,
                            ULONG type)
{
    AUTO_SECTION struct section *root = NULL, *owner = NULL;
    ULONG list = roster_list_of(type), at = (ULONG)-1;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = open_root(profile, &root);
    if (SUCCEEDED(hr) && type == MAPI_TRANSPORT_PROVIDER) hr = transport_place(profile, uid, &at);
    if (SUCCEEDED(hr) && service) {
        hr = section_open(profile, service, SECTION_WRITE, &owner);
        if (SUCCEEDED(hr)) hr = list_insert(owner, list, uid, (ULONG)-1);
    }
    if (SUCCEEDED(hr)) hr = list_insert(root, list, uid, at);
    hive_end();
    return hr;
}

HRESULT roster_add_extra(struct profile *profile, const MAPIUID *service, const MAPIUID *uid)
{
    AUTO_SECTION struct section *owner = NULL;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = section_open(profile, service, SECTION_WRITE, &owner);
    if (SUCCEEDED(hr)) hr = list_insert(owner, PR_SERVICE_EXTRA_UIDS, uid, (ULONG)-1);
    hive_end();
    return hr;
}

static HRESULT remove_provider(struct profile *profile, struct section *root,
                               const struct provider *provider)
{
    AUTO_SECTION struct section *owner = NULL;
    ULONG list = roster_list_of(provider->type);
    HRESULT hr = list_take_out(root, list, &provider->uid);

    if (FAILED(hr)) return hr;
    if (SUCCEEDED(section_open(profile, &provider->service, SECTION_WRITE, &owner)))
        list_take_out(owner, list, &provider->uid);
    hr = section_delete(profile, &provider->uid);
    return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
}

HRESULT roster_remove_provider(struct profile *profile, const MAPIUID *uid)
{
    AUTO_SECTION struct section *root = NULL;
    AUTO_FREE struct provider *provider = NULL;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = roster_provider(profile, uid, &provider);
    if (SUCCEEDED(hr)) hr = open_root(profile, &root);
    if (SUCCEEDED(hr)) hr = remove_provider(profile, root, provider);
    hive_end();
    return hr;
}

static HRESULT remove_service(struct profile *profile, const MAPIUID *uid)
{
    AUTO_SECTION struct section *root = NULL;
    AUTO_FREE struct provider *providers = NULL;
    AUTO_FREE MAPIUID *services = NULL, *extra = NULL;
    ULONG n_services, n_providers, n_extra = 0;
    HRESULT hr = open_root(profile, &root);

    if (SUCCEEDED(hr)) hr = section_get_uids(root, PR_SERVICES, &services, &n_services);
    if (FAILED(hr)) return hr;
    if (!uid_list_has(services, n_services, uid)) return FAIL(MAPI_E_NOT_FOUND);

    roster_extra(profile, uid, &extra, &n_extra);
    hr = roster_providers(profile, 0, uid, &providers, &n_providers);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n_providers; i++)
        hr = remove_provider(profile, root, &providers[i]);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n_extra; i++) section_delete(profile, &extra[i]);
    if (SUCCEEDED(hr)) hr = list_take_out(root, PR_SERVICES, uid);
    if (SUCCEEDED(hr)) section_delete(profile, uid);
    return hr;
}

HRESULT roster_remove_service(struct profile *profile, const MAPIUID *uid)
{
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = remove_service(profile, uid);
    hive_end();
    return hr;
}

HRESULT roster_order_transports(struct profile *profile, const MAPIUID *uids, ULONG count)
{
    AUTO_SECTION struct section *root = NULL;
    AUTO_FREE MAPIUID *now = NULL;
    ULONG n;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = open_root(profile, &root);
    if (SUCCEEDED(hr)) hr = section_get_uids(root, PR_TRANSPORT_PROVIDERS, &now, &n);
    if (SUCCEEDED(hr) && n != count) hr = FAIL(MAPI_E_BUSY);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) /* each of them once */
        if (!uid_list_has(now, n, &uids[i]) || uid_list_has(uids, i, &uids[i]))
            hr = FAIL(MAPI_E_NOT_FOUND);
    if (SUCCEEDED(hr) && count) hr = section_set_uids(root, PR_TRANSPORT_PROVIDERS, uids, count);
    hive_end();
    return hr;
}

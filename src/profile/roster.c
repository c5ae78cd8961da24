/*
 * roster.c - the services and providers of a profile, in profile order
 */
#include "profile/roster.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/uid.h"
#include "mapitags.h"
#include "mapix.h"
#include "profile/hive_inner.h"
#include "profile/uid_list.h"

/* Which list has the providers of a type. The last one, ours, is for types that MAPI keeps no list
 * of. */
static const struct kind {
    ULONG type, list;
} kinds[] = {
    {MAPI_STORE_PROVIDER, PR_STORE_PROVIDERS},
    {MAPI_AB_PROVIDER, PR_AB_PROVIDERS},
    {MAPI_TRANSPORT_PROVIDER, PR_TRANSPORT_PROVIDERS},
    {MAPI_HOOK_PROVIDER, PR_FILTERING_HOOKS},
    {0, PROP_TAG(PT_BINARY, 0x3DFF)},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct kind *kind_of(ULONG type)
{
    const struct kind *kind = kinds;

    while (kind->type && kind->type != type) kind++;
    return kind;
}

ULONG roster_list_of(ULONG type)
{
    return kind_of(type)->list;
}

static const MAPIUID no_uid;

/* ---- what a section says ---- */

/* NULL: it isn't there or isn't text. Fails for want of memory only. */
static HRESULT text_of(struct section *section, ULONG tag, void *root, const WCHAR **out)
{
    SPropValue value;
    HRESULT hr = section_get(section, CHANGE_PROP_TYPE(tag, PT_UNICODE), root, &value);

    *out = SUCCEEDED(hr) ? value.Value.lpszW : NULL;
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

static HRESULT long_of(struct section *section, ULONG tag, ULONG otherwise, ULONG *out)
{
    HRESULT hr = section_get_long(section, tag, out);

    if (FAILED(hr)) *out = otherwise;
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

/* MAPI_E_NOT_FOUND: the list names a section that isn't there. */
static HRESULT read_service(struct profile *profile, const MAPIUID *uid, void *root,
                            struct service *out)
{
    AUTO_SECTION struct section *section = NULL;
    HRESULT hr = section_open(profile, uid, 0, &section);

    if (FAILED(hr)) return hr;
    out->uid = *uid;
    hr = text_of(section, PR_SERVICE_NAME, root, &out->name);
    if (SUCCEEDED(hr)) hr = text_of(section, PR_DISPLAY_NAME, root, &out->display);
    if (SUCCEEDED(hr)) hr = text_of(section, PR_SERVICE_DLL_NAME, root, &out->dll);
    if (SUCCEEDED(hr)) hr = text_of(section, PR_SERVICE_ENTRY_NAME, root, &out->entry);
    if (SUCCEEDED(hr)) hr = long_of(section, PR_RESOURCE_FLAGS, 0, &out->flags);
    if (FAILED(hr)) return hr;
    if (!out->name) out->name = L"";
    if (!out->display) out->display = out->name;
    if (out->dll && !*out->dll) out->dll = NULL;
    if (out->entry && !*out->entry) out->entry = NULL;
    return S_OK;
}

static HRESULT read_provider(struct profile *profile, const MAPIUID *uid, void *root,
                             struct provider *out)
{
    AUTO_SECTION struct section *section = NULL, *service = NULL;
    HRESULT hr = section_open(profile, uid, 0, &section);

    if (FAILED(hr)) return hr;
    out->uid = *uid;
    hr = section_get_uid(section, PR_SERVICE_UID, &out->service);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (FAILED(hr)) out->service = no_uid;
    hr = long_of(section, PR_RESOURCE_TYPE, 0, &out->type);
    if (SUCCEEDED(hr)) hr = long_of(section, PR_RESOURCE_FLAGS, 0, &out->flags);
    if (SUCCEEDED(hr)) hr = long_of(section, PR_ROSTER_INF_FLAGS, out->flags, &out->inf_flags);
    if (SUCCEEDED(hr)) hr = text_of(section, PR_PROVIDER_DLL_NAME, root, &out->dll);
    if (SUCCEEDED(hr)) hr = text_of(section, PR_DISPLAY_NAME, root, &out->display);
    if (SUCCEEDED(hr)) hr = text_of(section, PR_PROVIDER_DISPLAY, root, &out->provider_display);
    if (FAILED(hr)) return hr;
    if (!uid_equal(&out->service, &no_uid)) hr = section_open(profile, &out->service, 0, &service);
    if (service) hr = text_of(service, PR_SERVICE_NAME, root, &out->service_name);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    if (!out->service_name) out->service_name = L"";
    if (!out->provider_display) out->provider_display = out->display ? out->display : L"";
    if (!out->display) out->display = out->provider_display;
    if (out->dll && !*out->dll) out->dll = NULL;
    return S_OK;
}

/* MAPI_E_NOT_FOUND: the profile is gone, with all its sections. */
static HRESULT check_there(struct profile *profile)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr;

    hive_enter();
    hr = profile->gone ? MAPI_E_NOT_FOUND
                       : place_open(profile->place, profile->name, NULL, false, &key);
    hive_leave();
    return FAILED(hr) ? FAIL(hr) : S_OK;
}

/* A list of the root section; a profile that lost the section has none. */
static HRESULT root_list(struct profile *profile, ULONG tag, MAPIUID **uids, ULONG *count)
{
    AUTO_SECTION struct section *root = NULL;
    HRESULT hr = section_open(profile, &profile_root_uid, 0, &root);

    *uids = NULL;
    *count = 0;
    if (hr == MAPI_E_NOT_FOUND) return check_there(profile);
    return FAILED(hr) ? hr : section_get_uids(root, tag, uids, count);
}

/* ---- services ---- */

HRESULT roster_services(struct profile *profile, struct service **out, ULONG *count)
{
    AUTO_FREE MAPIUID *uids = NULL;
    AUTO_FREE struct service *list = NULL;
    ULONG n, filled = 0;
    HRESULT hr;

    *out = NULL;
    *count = 0;
    hr = root_list(profile, PR_SERVICES, &uids, &n);
    if (FAILED(hr)) return hr;
    list = mem_array(n ? n : 1, sizeof(*list));
    if (!list) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < n; i++) {
        hr = read_service(profile, &uids[i], list, &list[filled]);
        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (SUCCEEDED(hr)) filled++;
    }
    *count = filled;
    *out = TAKE(list);
    return S_OK;
}

HRESULT roster_service(struct profile *profile, const MAPIUID *uid, struct service **out)
{
    AUTO_FREE MAPIUID *uids = NULL;
    AUTO_FREE struct service *one = NULL;
    ULONG n;
    HRESULT hr;

    *out = NULL;
    hr = root_list(profile, PR_SERVICES, &uids, &n);
    if (FAILED(hr)) return hr;
    if (!uid_list_has(uids, n, uid)) return FAIL(MAPI_E_NOT_FOUND);
    one = mem_zero(sizeof(*one));
    if (!one) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = read_service(profile, uid, one, one);
    if (SUCCEEDED(hr)) *out = TAKE(one);
    return hr;
}

HRESULT roster_extra(struct profile *profile, const MAPIUID *service, MAPIUID **out, ULONG *count)
{
    AUTO_SECTION struct section *section = NULL;
    HRESULT hr = section_open(profile, service, 0, &section);

    *out = NULL;
    *count = 0;
    return FAILED(hr) ? hr : section_get_uids(section, PR_SERVICE_EXTRA_UIDS, out, count);
}

/* ---- providers ---- */

struct provider_list {
    struct provider *data;
    ULONG count;
};

static HRESULT gather(struct profile *profile, const struct kind *kind, const MAPIUID *uids,
                      ULONG n, const MAPIUID *service, struct provider_list *list)
{
    for (ULONG i = 0; i < n; i++) {
        struct provider *slot = &list->data[list->count];
        HRESULT hr = read_provider(profile, &uids[i], list->data, slot);

        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (FAILED(hr) || (service && !uid_equal(service, &slot->service))) {
            memset(slot, 0, sizeof(*slot));
            continue;
        }
        if (kind->type) slot->type = kind->type; /* the list decides */
        slot->ordinal = i;
        list->count++;
    }
    return S_OK;
}

HRESULT roster_providers(struct profile *profile, ULONG type, const MAPIUID *service,
                         struct provider **out, ULONG *count)
{
    MAPIUID *uids[KINDS] = {0};
    ULONG n[KINDS] = {0}, total = 0;
    struct provider_list list = {0};
    HRESULT hr = S_OK;

    *out = NULL;
    *count = 0;
    for (size_t k = 0; k < KINDS && SUCCEEDED(hr); k++) {
        if (type && kind_of(type) != &kinds[k]) continue;
        hr = root_list(profile, kinds[k].list, &uids[k], &n[k]);
        total += n[k];
    }
    if (SUCCEEDED(hr)) {
        list.data = mem_array(total ? total : 1, sizeof(*list.data));
        if (!list.data) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    for (size_t k = 0; k < KINDS && SUCCEEDED(hr); k++)
        hr = gather(profile, &kinds[k], uids[k], n[k], service, &list);
    for (size_t k = 0; k < KINDS; k++) mem_free(uids[k]);
    if (FAILED(hr)) {
        mem_free(list.data);
        return hr;
    }
    *out = list.data;
    *count = list.count;
    return S_OK;
}

/* The list of the root section that names the provider. */
static HRESULT find_kind(struct profile *profile, const MAPIUID *uid, const struct kind **out,
                         ULONG *at)
{
    for (size_t k = 0; k < KINDS; k++) {
        AUTO_FREE MAPIUID *uids = NULL;
        ULONG n;
        HRESULT hr = root_list(profile, kinds[k].list, &uids, &n);

        if (FAILED(hr)) return hr;
        *at = uid_list_find(uids, n, uid);
        *out = &kinds[k];
        if (*at < n) return S_OK;
    }
    return MAPI_E_NOT_FOUND;
}

HRESULT roster_provider(struct profile *profile, const MAPIUID *uid, struct provider **out)
{
    AUTO_FREE struct provider *one = NULL;
    const struct kind *kind = NULL;
    ULONG at = 0;
    HRESULT hr;

    *out = NULL;
    hr = find_kind(profile, uid, &kind, &at);
    if (FAILED(hr)) return FAIL(hr);
    one = mem_zero(sizeof(*one));
    if (!one) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = read_provider(profile, uid, one, one);
    if (FAILED(hr)) return hr;
    if (kind->type) one->type = kind->type;
    one->ordinal = at;
    *out = TAKE(one);
    return S_OK;
}

HRESULT roster_owner(struct profile *profile, const MAPIUID *uid, MAPIUID *service,
                     bool *is_provider)
{
    AUTO_FREE struct provider *one = NULL;
    AUTO_FREE MAPIUID *services = NULL;
    ULONG n;
    HRESULT hr;

    *is_provider = false;
    hr = roster_provider(profile, uid, &one);
    if (SUCCEEDED(hr)) {
        *service = one->service;
        *is_provider = true;
        return S_OK;
    }
    if (hr != MAPI_E_NOT_FOUND) return hr;
    hr = root_list(profile, PR_SERVICES, &services, &n);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        AUTO_FREE MAPIUID *extra = NULL;
        ULONG n_extra = 0;

        *service = services[i];
        if (uid_equal(&services[i], uid)) return S_OK;
        if (FAILED(roster_extra(profile, &services[i], &extra, &n_extra))) continue;
        if (uid_list_has(extra, n_extra, uid)) return S_OK;
    }
    *service = no_uid;
    return FAILED(hr) ? hr : MAPI_E_NOT_FOUND;
}

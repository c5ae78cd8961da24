/*
 * service_copy.c - a service of one profile copied into another one, or into the same
 */
#include "admin/service_create.h"
#include "base/mem.h"
#include "base/uid.h"
#include "mapitags.h"

/* A section with all that the old one has, under another UID. */
static HRESULT copy_section(struct profile *from, const MAPIUID *uid, struct profile *to,
                            const MAPIUID *as, struct section **out)
{
    AUTO_SECTION struct section *source = NULL;
    HRESULT hr = section_open(from, uid, 0, &source);

    if (SUCCEEDED(hr)) hr = section_open(to, as, SECTION_WRITE | SECTION_CREATE, out);
    return FAILED(hr) ? hr : section_copy(source, *out);
}

/* Marks that only one in a profile has aren't copied. */
static HRESULT clear_flags(struct section *section, ULONG bits)
{
    ULONG flags;

    if (FAILED(section_get_long(section, PR_RESOURCE_FLAGS, &flags)) || !(flags & bits))
        return S_OK;
    return section_set_long(section, PR_RESOURCE_FLAGS, flags & ~bits);
}

static HRESULT copy_provider(struct profile *from, const struct provider *provider,
                             struct profile *to, const MAPIUID *service)
{
    AUTO_SECTION struct section *section = NULL;
    MAPIUID uid;
    HRESULT hr = uid_new(&uid);

    if (SUCCEEDED(hr)) hr = copy_section(from, &provider->uid, to, &uid, &section);
    if (SUCCEEDED(hr)) hr = section_set_bytes(section, PR_PROVIDER_UID, &uid, sizeof(uid));
    if (SUCCEEDED(hr)) hr = section_set_bytes(section, PR_SERVICE_UID, service, sizeof(*service));
    if (SUCCEEDED(hr)) hr = clear_flags(section, STATUS_PRIMARY_IDENTITY);
    if (SUCCEEDED(hr)) hr = roster_add_provider(to, service, &uid, provider->type);
    if (FAILED(hr) && section) section_delete(to, &uid);
    return hr;
}

/* Its name is published, so it keeps it where that is free. */
static HRESULT copy_extra(struct profile *from, const MAPIUID *uid, struct profile *to,
                          const MAPIUID *service)
{
    AUTO_SECTION struct section *section = NULL, *taken = NULL;
    MAPIUID as = *uid;
    HRESULT hr = S_OK;

    if (SUCCEEDED(section_open(to, uid, 0, &taken))) hr = uid_new(&as);
    if (SUCCEEDED(hr)) hr = copy_section(from, uid, to, &as, &section);
    return FAILED(hr) ? hr : roster_add_extra(to, service, &as);
}

/* The service's own section, its lists emptied. */
static HRESULT copy_service(struct profile *from, const MAPIUID *uid, struct profile *to,
                            MAPIUID *as)
{
    static const ULONG lists[] = {PR_STORE_PROVIDERS, PR_AB_PROVIDERS, PR_TRANSPORT_PROVIDERS,
                                  PR_FILTERING_HOOKS, PR_SERVICE_EXTRA_UIDS};
    AUTO_SECTION struct section *section = NULL;
    HRESULT hr = uid_new(as);

    if (SUCCEEDED(hr)) hr = copy_section(from, uid, to, as, &section);
    if (SUCCEEDED(hr)) hr = section_set_bytes(section, PR_SERVICE_UID, as, sizeof(*as));
    for (size_t i = 0; SUCCEEDED(hr) && i < sizeof(lists) / sizeof(lists[0]); i++) {
        hr = section_delete_prop(section, lists[i]);
        if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    }
    if (SUCCEEDED(hr)) hr = section_delete_prop(section, roster_list_of(0));
    if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    if (SUCCEEDED(hr)) hr = clear_flags(section, SERVICE_PRIMARY_IDENTITY | SERVICE_DEFAULT_STORE);
    if (SUCCEEDED(hr)) hr = roster_add_service(to, as);
    if (FAILED(hr) && section) section_delete(to, as);
    return hr;
}

HRESULT service_copy(struct profile *from, const MAPIUID *uid, struct profile *to)
{
    AUTO_FREE struct service *service = NULL;
    AUTO_FREE struct provider *providers = NULL;
    AUTO_FREE MAPIUID *extra = NULL;
    ULONG n_providers, n_extra;
    MAPIUID as;
    HRESULT hr = roster_service(from, uid, &service);

    if (SUCCEEDED(hr) && service->flags & SERVICE_SINGLE_COPY && service_present(to, service->name))
        return FAIL(MAPI_E_NO_ACCESS);
    if (SUCCEEDED(hr)) hr = roster_providers(from, 0, uid, &providers, &n_providers);
    if (SUCCEEDED(hr)) hr = roster_extra(from, uid, &extra, &n_extra);
    if (SUCCEEDED(hr)) hr = copy_service(from, uid, to, &as);
    if (FAILED(hr)) return hr;

    for (ULONG i = 0; SUCCEEDED(hr) && i < n_providers; i++)
        hr = copy_provider(from, &providers[i], to, &as);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n_extra; i++) hr = copy_extra(from, &extra[i], to, &as);
    if (SUCCEEDED(hr)) hr = roster_settle_identity(to);
    if (FAILED(hr)) roster_remove_service(to, &as);
    return hr;
}

/*
 * provider_admin.c - IProviderAdmin: the providers of one service
 */
#include "admin/provider_admin.h"
#include "admin/admin_table.h"
#include "admin/kept_error.h"
#include "admin/service_create.h"
#include "admin/service_entry.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/home.h"
#include "mapiguid.h"
#include "base/uid.h"
#include "profile/inf.h"

struct provider_admin {
    struct com_object com;
    IProviderAdmin IProviderAdmin_iface;
    struct kept_error error;
    struct profile *profile; /* one reference */
    const struct provider_memory *memory;
    MAPIUID service;
    bool entry; /* made for the service's entry point */
};

static void provider_admin_destroy(void *self)
{
    struct provider_admin *admin = self;

    profile_unref(admin->profile);
    kept_error_destroy(&admin->error);
}

COM_UNKNOWN(provider_admin, IProviderAdmin)
COM_DEAD(provider_admin, IProviderAdmin, IPROVIDERADMIN_DEAD_SLOTS);

static const struct com_face provider_admin_faces[] = {
    COM_MORTAL(provider_admin, IProviderAdmin),
};
COM_CLASS(provider_admin);

/* What a method made ends with the session that this one came from, if it came from one. */
static HRESULT follow(struct provider_admin *admin, HRESULT hr, void *iface_variable)
{
    return SUCCEEDED(hr) ? com_home_follow(admin, iface_variable) : hr;
}

static HRESULT STDMETHODCALLTYPE provider_admin_GetLastError(IProviderAdmin *iface, HRESULT hr,
                                                             ULONG flags, MAPIERROR **out)
{
    return kept_error_get(&provider_admin_from(iface)->error, hr, flags, out);
}

/*
 * GetProviderTable - this service's providers, and its extra sections as rows without
 * PR_RESOURCE_TYPE
 *
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_FOUND (the profile is gone)
 * Source  IProviderAdmin::GetProviderTable
 */
static HRESULT STDMETHODCALLTYPE provider_admin_GetProviderTable(IProviderAdmin *iface, ULONG flags,
                                                                 IMAPITable **out)
{
    struct provider_admin *admin = provider_admin_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return kept_error_set(
        &admin->error,
        follow(admin, admin_table_providers(admin->profile, &admin->service, flags, out), out),
        NULL);
}

/* The event to the service's entry; one without an entry, or one that doesn't know of it, has no
 * say. */
static HRESULT tell(struct provider_admin *admin, ULONG context, ULONG_PTR ui, ULONG flags,
                    struct last_error *last)
{
    struct entry_call call = {
        .service = &admin->service, .context = context, .flags = flags, .ui = ui};
    HRESULT hr;

    if (admin->entry) return S_OK;
    hr = service_entry_call(admin->profile, admin->memory, &call, last);
    return hr == MAPI_E_NOT_INITIALIZED || hr == MAPI_E_NO_SUPPORT ? S_OK : hr;
}

/*
 * CreateProvider - one more provider in the service, from the section of that name in mapisvc.inf
 * and from props
 *
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER what the service's entry answers to
 *         MSG_SERVICE_PROVIDER_CREATE: then there is no such provider
 * Source  IProviderAdmin::CreateProvider, MSGSERVICEENTRY; a name that isn't in the file is no
 *         error (2.5-06)
 */
static HRESULT STDMETHODCALLTYPE provider_admin_CreateProvider(IProviderAdmin *iface, LPTSTR name,
                                                               ULONG count, SPropValue *props,
                                                               ULONG_PTR ui, ULONG flags,
                                                               MAPIUID *uid)
{
    struct provider_admin *admin = provider_admin_from(iface);
    AUTO_FREE WCHAR *wide = NULL;
    AUTO_INF struct inf *inf = NULL;
    struct last_error last = {0};
    bool show = (flags & MAPI_DIALOG) != 0;
    MAPIUID made;
    HRESULT hr;

    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_DIALOG)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!uid || (count && !props)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = text_in(name, flags, &wide);
    if (FAILED(hr)) return kept_error_set(&admin->error, hr, NULL);
    hr = inf_open(&inf);
    if (SUCCEEDED(hr) || hr == MAPI_E_NOT_FOUND)
        hr = provider_write(admin->profile, inf, &admin->service, wide, count, props, &made);
    if (FAILED(hr)) return kept_error_set(&admin->error, hr, NULL);

    hr = tell(admin, MSG_SERVICE_PROVIDER_CREATE, show ? ui : 0,
              show ? (flags & MAPI_UNICODE) | SERVICE_UI_ALLOWED : 0, &last);
    if (FAILED(hr)) roster_remove_provider(admin->profile, &made);
    else *uid = made;
    roster_settle_identity(admin->profile);
    return kept_error_set(&admin->error, FAILED(hr) ? hr : S_OK, &last);
}

/*
 * DeleteProvider - out of the tables at once; its section goes with its last user
 *
 * Errors  MAPI_E_NOT_FOUND (not one of this service), MAPI_E_USER_CANCEL (from the entry)
 * Source  IProviderAdmin::DeleteProvider
 */
static HRESULT STDMETHODCALLTYPE provider_admin_DeleteProvider(IProviderAdmin *iface, MAPIUID *uid)
{
    struct provider_admin *admin = provider_admin_from(iface);
    AUTO_FREE struct provider *provider = NULL;
    struct last_error last = {0};
    HRESULT hr;

    if (!uid) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = roster_provider(admin->profile, uid, &provider);
    if (SUCCEEDED(hr) && !uid_equal(&provider->service, &admin->service))
        hr = FAIL(MAPI_E_NOT_FOUND);
    if (FAILED(hr)) return kept_error_set(&admin->error, hr, NULL);
    hr = tell(admin, MSG_SERVICE_PROVIDER_DELETE, 0, 0, &last);
    if (hr == MAPI_E_USER_CANCEL) return kept_error_set(&admin->error, hr, &last);

    hr = roster_remove_provider(admin->profile, uid);
    if (hr == MAPI_E_NOT_FOUND) hr = S_OK; /* the entry did it */
    if (SUCCEEDED(hr)) hr = roster_settle_identity(admin->profile);
    return kept_error_set(&admin->error, hr, NULL);
}

/* Source  IProviderAdmin::OpenProfileSection; errors and rules at section_open_for */
static HRESULT STDMETHODCALLTYPE provider_admin_OpenProfileSection(IProviderAdmin *iface,
                                                                   MAPIUID *uid, const IID *iid,
                                                                   ULONG flags, IProfSect **out)
{
    struct provider_admin *admin = provider_admin_from(iface);
    struct section_asker service = {.service = &admin->service, .own = &admin->service};

    return kept_error_set(&admin->error,
                          follow(admin,
                                 section_open_for(admin->profile, admin->entry ? &service : NULL,
                                                  uid, iid, flags, out),
                                 out),
                          NULL);
}

static const IProviderAdminVtbl provider_admin_vtbl = {
    COM_UNKNOWN_METHODS(provider_admin),
    .GetLastError = provider_admin_GetLastError,
    .GetProviderTable = provider_admin_GetProviderTable,
    .CreateProvider = provider_admin_CreateProvider,
    .DeleteProvider = provider_admin_DeleteProvider,
    .OpenProfileSection = provider_admin_OpenProfileSection,
};

HRESULT provider_admin_create(struct profile *profile, const struct provider_memory *memory,
                              const MAPIUID *service, bool entry, IProviderAdmin **out)
{
    struct provider_admin *admin = com_alloc(&provider_admin_class, sizeof(*admin));

    *out = NULL;
    if (!admin) return MAPI_E_NOT_ENOUGH_MEMORY;
    admin->IProviderAdmin_iface.lpVtbl = (IProviderAdminVtbl *)&provider_admin_vtbl;
    kept_error_init(&admin->error);
    profile_ref(profile);
    admin->profile = profile;
    admin->memory = memory;
    admin->service = *service;
    admin->entry = entry;
    *out = &admin->IProviderAdmin_iface;
    return S_OK;
}

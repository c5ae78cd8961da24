/*
 * profile_admin.c - IProfAdmin: the profiles of this user
 */
#include "admin/profile_admin.h"
#include "admin/admin_table.h"
#include "admin/kept_error.h"
#include "admin/service_admin.h"
#include "admin/service_create.h"
#include "admin/service_entry.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "mapiguid.h"
#include "profile/inf.h"

struct profile_admin {
    struct com_object com;
    IProfAdmin IProfAdmin_iface;
    struct kept_error error;
    const struct provider_memory *memory;
};

static void profile_admin_destroy(void *self)
{
    kept_error_destroy(&((struct profile_admin *)self)->error);
}

static const struct com_face profile_admin_faces[] = {
    COM_FACE(profile_admin, IProfAdmin),
};
COM_CLASS(profile_admin);
COM_UNKNOWN(profile_admin, IProfAdmin)

static HRESULT STDMETHODCALLTYPE profile_admin_GetLastError(IProfAdmin *iface, HRESULT hr,
                                                            ULONG flags, MAPIERROR **out)
{
    return kept_error_get(&profile_admin_from(iface)->error, hr, flags, out);
}

/* flags   MAPI_UNICODE, MAPI_APP_PROFILE (app profiles too).  Source  IProfAdmin::GetProfileTable
 */
static HRESULT STDMETHODCALLTYPE profile_admin_GetProfileTable(IProfAdmin *iface, ULONG flags,
                                                               IMAPITable **out)
{
    struct profile_admin *admin = profile_admin_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_UNICODE | MAPI_APP_PROFILE)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return kept_error_set(
        &admin->error,
        admin_table_profiles(flags & MAPI_UNICODE, (flags & MAPI_APP_PROFILE) != 0, out), NULL);
}

/* ---- made ---- */

/* The services of [Default Services]: first all that the file has to say about them, then their
 * entry points. */
static HRESULT add_default_services(struct profile_admin *admin, struct profile *profile,
                                    ULONG_PTR ui, ULONG flags, struct last_error *last)
{
    AUTO_INF struct inf *inf = NULL;
    AUTO_FREE struct service *made = NULL;
    const struct inf_entry *entry;
    ULONG n;
    HRESULT hr = inf_open(&inf);

    for (ULONG i = 0; SUCCEEDED(hr) && (entry = inf_entry(inf, L"Default Services", i)) != NULL;
         i++) {
        MAPIUID uid;

        hr = service_write(profile, inf, entry->key, NULL, &uid);
    }
    if (SUCCEEDED(hr)) hr = roster_services(profile, &made, &n);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++)
        hr = service_announce(profile, admin->memory, &made[i].uid, ui, flags, last);
    return hr;
}

/*
 * CreateProfile - an empty profile, or one with the default services
 *
 * password  ignored: profiles have none
 * flags     MAPI_DEFAULT_SERVICES, MAPI_APP_PROFILE, MAPI_UNICODE; MAPI_DIALOG gives the entries
 *           leave to ask
 * Errors    MAPI_E_INVALID_PARAMETER (the name), MAPI_E_NO_ACCESS (it exists) with
 *           MAPI_DEFAULT_SERVICES what CreateMsgService answers; then there is no profile
 * Source    IProfAdmin::CreateProfile
 */
static HRESULT STDMETHODCALLTYPE profile_admin_CreateProfile(IProfAdmin *iface, LPTSTR name,
                                                             LPTSTR password, ULONG_PTR ui,
                                                             ULONG flags)
{
    struct profile_admin *admin = profile_admin_from(iface);
    AUTO_FREE WCHAR *wide = NULL;
    struct last_error last = {0};
    struct profile *profile = NULL;
    HRESULT hr;

    (void)password;
    if (flags & ~(ULONG)(MAPI_DEFAULT_SERVICES | MAPI_APP_PROFILE | MAPI_DIALOG | MAPI_UNICODE))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = text_in(name, flags, &wide);
    if (SUCCEEDED(hr)) hr = profile_create(wide, (flags & MAPI_APP_PROFILE) != 0, &profile);
    if (SUCCEEDED(hr) && flags & MAPI_DEFAULT_SERVICES) {
        ULONG show = flags & MAPI_DIALOG ? (flags & MAPI_UNICODE) | SERVICE_UI_ALLOWED : 0;

        hr = add_default_services(admin, profile, show ? ui : 0, show, &last);
        if (FAILED(hr)) profile_delete(profile);
    }
    profile_unref(profile);
    return kept_error_set(&admin->error, hr, &last);
}

/* ---- changed ---- */

/* The profile of that name, if the flags give leave: an app profile wants MAPI_APP_PROFILE. */
static HRESULT open_for_change(LPTSTR name, ULONG flags, struct profile **out)
{
    AUTO_FREE WCHAR *wide = NULL;
    HRESULT hr = text_in(name, flags, &wide);

    *out = NULL;
    if (SUCCEEDED(hr)) hr = profile_open(wide, out);
    if (FAILED(hr)) return hr;
    if (!profile_is_app(*out) || flags & MAPI_APP_PROFILE) return S_OK;
    profile_unref(*out);
    *out = NULL;
    return FAIL(MAPI_E_NO_ACCESS);
}

/* Every service is told before anything is removed; none can stop it. */
static void tell_services(struct profile_admin *admin, struct profile *profile)
{
    AUTO_FREE struct service *list = NULL;
    ULONG n;

    if (FAILED(roster_services(profile, &list, &n))) return;
    for (ULONG i = 0; i < n; i++) {
        struct entry_call call = {.service = &list[i].uid, .context = MSG_SERVICE_DELETE};

        service_entry_tell(profile, admin->memory, &call, NULL);
    }
}

/* Errors  MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (an app profile).  Source  IProfAdmin::DeleteProfile
 */
static HRESULT STDMETHODCALLTYPE profile_admin_DeleteProfile(IProfAdmin *iface, LPTSTR name,
                                                             ULONG flags)
{
    struct profile_admin *admin = profile_admin_from(iface);
    struct profile *profile;
    HRESULT hr;

    if (flags & ~(ULONG)(MAPI_APP_PROFILE | MAPI_UNICODE)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = open_for_change(name, flags, &profile);
    if (SUCCEEDED(hr)) {
        tell_services(admin, profile);
        hr = profile_delete(profile);
        profile_unref(profile);
    }
    return kept_error_set(&admin->error, hr, NULL);
}

/* There are no passwords: S_OK, whatever the arguments (2.3-25). */
static HRESULT STDMETHODCALLTYPE profile_admin_ChangeProfilePassword(IProfAdmin *iface, LPTSTR name,
                                                                     LPTSTR from, LPTSTR to,
                                                                     ULONG flags)
{
    (void)iface;
    (void)name;
    (void)from;
    (void)to;
    (void)flags;
    return S_OK;
}

/*
 * CopyProfile - every section under another name, with an identity of its own; no entry point is
 * called
 *
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (to exists; an app profile without MAPI_APP_PROFILE),
 *         MAPI_E_INVALID_PARAMETER (to), MAPI_E_LOGON_FAILED (a password, and no leave to ask for
 *         the right one)
 * Source  IProfAdmin::CopyProfile
 */
static HRESULT STDMETHODCALLTYPE profile_admin_CopyProfile(IProfAdmin *iface, LPTSTR from,
                                                           LPTSTR password, LPTSTR to, ULONG_PTR ui,
                                                           ULONG flags)
{
    struct profile_admin *admin = profile_admin_from(iface);
    AUTO_FREE WCHAR *wide = NULL, *wide_password = NULL;
    struct profile *profile = NULL;
    HRESULT hr;

    (void)ui;
    if (flags & ~(ULONG)(MAPI_APP_PROFILE | MAPI_DIALOG | MAPI_UNICODE))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = open_for_change(from, flags, &profile);
    if (SUCCEEDED(hr)) hr = text_in_optional(password, flags, &wide_password);
    if (SUCCEEDED(hr) && wide_password && !(flags & MAPI_DIALOG)) hr = FAIL(MAPI_E_LOGON_FAILED);
    if (SUCCEEDED(hr)) hr = text_in(to, flags, &wide);
    if (SUCCEEDED(hr)) hr = profile_copy(profile, wide);
    profile_unref(profile);
    return kept_error_set(&admin->error, hr, NULL);
}

/* At once, or when nobody uses it any more.  Errors  as CopyProfile, without passwords.
 * Source  IProfAdmin::RenameProfile; codes for an existing name by analogy (2.3-35) */
static HRESULT STDMETHODCALLTYPE profile_admin_RenameProfile(IProfAdmin *iface, LPTSTR from,
                                                             LPTSTR password, LPTSTR to,
                                                             ULONG_PTR ui, ULONG flags)
{
    struct profile_admin *admin = profile_admin_from(iface);
    AUTO_FREE WCHAR *wide = NULL;
    struct profile *profile = NULL;
    HRESULT hr;

    (void)password;
    (void)ui;
    if (flags & ~(ULONG)(MAPI_APP_PROFILE | MAPI_DIALOG | MAPI_UNICODE))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = open_for_change(from, flags, &profile);
    if (SUCCEEDED(hr)) hr = text_in(to, flags, &wide);
    if (SUCCEEDED(hr)) hr = profile_rename(profile, wide);
    profile_unref(profile);
    return kept_error_set(&admin->error, hr, NULL);
}

/* name    NULL or "": there is no default any more.  Errors  MAPI_E_NOT_FOUND, E_FAIL (an app
 *         profile)
 * Source  IProfAdmin::SetDefaultProfile */
static HRESULT STDMETHODCALLTYPE profile_admin_SetDefaultProfile(IProfAdmin *iface, LPTSTR name,
                                                                 ULONG flags)
{
    struct profile_admin *admin = profile_admin_from(iface);
    AUTO_FREE WCHAR *wide = NULL;
    HRESULT hr;

    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = text_in_optional(name, flags, &wide);
    if (SUCCEEDED(hr)) hr = profile_set_default(wide);
    return kept_error_set(&admin->error, hr, NULL);
}

/*
 * AdminServices - the services of a profile; no session is made
 *
 * Errors  MAPI_E_INVALID_PARAMETER (no name: it never means the default), MAPI_E_LOGON_FAILED (no
 *         such profile)
 * Source  IProfAdmin::AdminServices
 */
static HRESULT STDMETHODCALLTYPE profile_admin_AdminServices(IProfAdmin *iface, LPTSTR name,
                                                             LPTSTR password, ULONG_PTR ui,
                                                             ULONG flags, IMsgServiceAdmin **out)
{
    struct profile_admin *admin = profile_admin_from(iface);
    AUTO_FREE WCHAR *wide = NULL;
    struct profile *profile = NULL;
    HRESULT hr;

    (void)password;
    (void)ui;
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_DIALOG | MAPI_UNICODE)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = text_in(name, flags, &wide);
    if (SUCCEEDED(hr)) hr = profile_open(wide, &profile);
    if (hr == MAPI_E_NOT_FOUND) hr = FAIL(MAPI_E_LOGON_FAILED);
    if (SUCCEEDED(hr)) hr = service_admin_create(profile, admin->memory, out);
    profile_unref(profile);
    return kept_error_set(&admin->error, hr, NULL);
}

static const IProfAdminVtbl profile_admin_vtbl = {
    COM_UNKNOWN_METHODS(profile_admin),
    .GetLastError = profile_admin_GetLastError,
    .GetProfileTable = profile_admin_GetProfileTable,
    .CreateProfile = profile_admin_CreateProfile,
    .DeleteProfile = profile_admin_DeleteProfile,
    .ChangeProfilePassword = profile_admin_ChangeProfilePassword,
    .CopyProfile = profile_admin_CopyProfile,
    .RenameProfile = profile_admin_RenameProfile,
    .SetDefaultProfile = profile_admin_SetDefaultProfile,
    .AdminServices = profile_admin_AdminServices,
};

HRESULT profile_admin_create(const struct provider_memory *memory, IProfAdmin **out)
{
    struct profile_admin *admin = com_alloc(&profile_admin_class, sizeof(*admin));

    *out = NULL;
    if (!admin) return MAPI_E_NOT_ENOUGH_MEMORY;
    admin->IProfAdmin_iface.lpVtbl = (IProfAdminVtbl *)&profile_admin_vtbl;
    kept_error_init(&admin->error);
    admin->memory = memory;
    *out = &admin->IProfAdmin_iface;
    return S_OK;
}

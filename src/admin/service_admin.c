/*
 * service_admin.c - IMsgServiceAdmin and IMsgServiceAdmin2: the services of one profile
 */
#include "admin/service_admin.h"
#include "admin/admin_table.h"
#include "admin/kept_error.h"
#include "admin/provider_admin.h"
#include "admin/service_create.h"
#include "admin/service_entry.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/home.h"
#include "mapiguid.h"
#include "profile/inf.h"

struct service_admin {
    struct com_object com;
    IMsgServiceAdmin2 IMsgServiceAdmin2_iface;
    struct kept_error error;
    struct profile *profile; /* one reference */
    const struct provider_memory *memory;
};

/* Tells our own objects from others' (CopyMsgService). Ours alone:
 * {6d14f1a5-7c0e-4b43-9a0f-3e8f5e2cf9b1} */
static const IID IID_service_admin = {
    0x6d14f1a5, 0x7c0e, 0x4b43, {0x9a, 0x0f, 0x3e, 0x8f, 0x5e, 0x2c, 0xf9, 0xb1}};

static void service_admin_destroy(void *self)
{
    struct service_admin *admin = self;

    profile_unref(admin->profile);
    kept_error_destroy(&admin->error);
}

COM_UNKNOWN(service_admin, IMsgServiceAdmin2)
COM_DEAD(service_admin, IMsgServiceAdmin2, IMSGSERVICEADMIN2_DEAD_SLOTS);

static const struct com_face service_admin_faces[] = {
    COM_MORTAL_AS(service_admin, IMsgServiceAdmin2, IMsgServiceAdmin),
    COM_MORTAL(service_admin, IMsgServiceAdmin2),
    COM_MORTAL_IID(service_admin, IMsgServiceAdmin2, IID_service_admin),
};
COM_CLASS(service_admin);

/* What a method made ends with the session that this one came from, if it came from one. */
static HRESULT follow(struct service_admin *admin, HRESULT hr, void *iface_variable)
{
    return SUCCEEDED(hr) ? com_home_follow(admin, iface_variable) : hr;
}

static HRESULT STDMETHODCALLTYPE service_admin_GetLastError(IMsgServiceAdmin2 *iface, HRESULT hr,
                                                            ULONG flags, MAPIERROR **out)
{
    return kept_error_get(&service_admin_from(iface)->error, hr, flags, out);
}

/* Source  IMsgServiceAdmin::GetMsgServiceTable; rows in the order the services were added (2.4-07)
 */
static HRESULT STDMETHODCALLTYPE service_admin_GetMsgServiceTable(IMsgServiceAdmin2 *iface,
                                                                  ULONG flags, IMAPITable **out)
{
    struct service_admin *admin = service_admin_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return kept_error_set(
        &admin->error, follow(admin, admin_table_services(admin->profile, flags, out), out), NULL);
}

static HRESULT STDMETHODCALLTYPE service_admin_GetProviderTable(IMsgServiceAdmin2 *iface,
                                                                ULONG flags, IMAPITable **out)
{
    struct service_admin *admin = service_admin_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return kept_error_set(
        &admin->error, follow(admin, admin_table_providers(admin->profile, NULL, flags, out), out),
        NULL);
}

/* ---- coming and going ---- */

/*
 * CreateMsgServiceEx - a service of mapisvc.inf with all its providers, configured by its entry
 * point
 *
 * uid     NULL, or gets the new PR_SERVICE_UID
 * Errors  MAPI_E_NOT_FOUND   [Services] has no such name, or there is no mapisvc.inf
 *         MAPI_E_NO_ACCESS   SERVICE_SINGLE_COPY, and the profile has it
 *         MAPI_E_CALL_FAILED its DLL can't be loaded;  any answer of the entry: then the profile is
 *         as it was
 * Source  IMsgServiceAdmin::CreateMsgService, IMsgServiceAdmin2::CreateMsgServiceEx
 */
static HRESULT STDMETHODCALLTYPE service_admin_CreateMsgServiceEx(IMsgServiceAdmin2 *iface,
                                                                  LPTSTR name, LPTSTR display,
                                                                  ULONG_PTR ui, ULONG flags,
                                                                  MAPIUID *uid)
{
    struct service_admin *admin = service_admin_from(iface);
    AUTO_FREE WCHAR *wide = NULL, *wide_display = NULL;
    AUTO_INF struct inf *inf = NULL;
    struct last_error last = {0};
    MAPIUID made;
    HRESULT hr;

    if (flags & ~(ULONG)(ENTRY_FLAGS | SERVICE_NO_RESTART_WARNING))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = text_in(name, flags, &wide);
    if (SUCCEEDED(hr)) hr = text_in_optional(display, flags, &wide_display);
    if (SUCCEEDED(hr)) hr = inf_open(&inf);
    if (SUCCEEDED(hr)) hr = service_write(admin->profile, inf, wide, wide_display, &made);
    if (SUCCEEDED(hr))
        hr = service_announce(admin->profile, admin->memory, &made, ui, flags, &last);
    if (SUCCEEDED(hr) && uid) *uid = made;
    return kept_error_set(&admin->error, hr, &last);
}

static HRESULT STDMETHODCALLTYPE service_admin_CreateMsgService(IMsgServiceAdmin2 *iface,
                                                                LPTSTR name, LPTSTR display,
                                                                ULONG_PTR ui, ULONG flags)
{
    return service_admin_CreateMsgServiceEx(iface, name, display, ui, flags, NULL);
}

/* Errors  MAPI_E_NOT_FOUND, MAPI_E_USER_CANCEL (the entry's).  Source
 * IMsgServiceAdmin::DeleteMsgService */
static HRESULT STDMETHODCALLTYPE service_admin_DeleteMsgService(IMsgServiceAdmin2 *iface,
                                                                MAPIUID *uid)
{
    struct service_admin *admin = service_admin_from(iface);
    struct entry_call call = {.service = uid, .context = MSG_SERVICE_DELETE};
    AUTO_FREE struct service *service = NULL;
    struct last_error last = {0};
    HRESULT hr;

    if (!uid) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = roster_service(admin->profile, uid, &service);
    if (SUCCEEDED(hr)) hr = service_entry_tell(admin->profile, admin->memory, &call, &last);
    if (SUCCEEDED(hr)) hr = roster_remove_service(admin->profile, uid);
    if (SUCCEEDED(hr)) hr = roster_settle_identity(admin->profile);
    return kept_error_set(&admin->error, hr, &last);
}

/* The service administration object behind object, one reference: a session's (interface NULL), or
 * itself. */
static HRESULT find_destination(const IID *iid, void *object, struct service_admin **out)
{
    AUTO_RELEASE IMsgServiceAdmin *of_session = NULL;
    IMsgServiceAdmin2 *own;
    IUnknown *unknown = object;
    HRESULT hr;

    if (!object) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!iid || IsEqualIID(iid, &IID_IMAPISession)) {
        IMAPISession *session = object;

        hr = session->lpVtbl->AdminServices(session, 0, &of_session);
        if (FAILED(hr)) return hr;
        unknown = (IUnknown *)of_session;
    } else if (!IsEqualIID(iid, &IID_IMsgServiceAdmin) &&
               !IsEqualIID(iid, &IID_IMsgServiceAdmin2)) {
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    }
    hr = unknown->lpVtbl->QueryInterface(unknown, &IID_service_admin, (void **)&own);
    if (FAILED(hr)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    *out = service_admin_from(own);
    return S_OK;
}

/* The display name is ignored (2.4-27).  Errors  as service_copy.  Source
 * IMsgServiceAdmin::CopyMsgService */
static HRESULT STDMETHODCALLTYPE service_admin_CopyMsgService(IMsgServiceAdmin2 *iface,
                                                              MAPIUID *uid, LPTSTR display,
                                                              const IID *to_copy, const IID *iid,
                                                              void *object, ULONG_PTR ui,
                                                              ULONG flags)
{
    struct service_admin *admin = service_admin_from(iface), *to = NULL;
    HRESULT hr;

    (void)display;
    (void)ui;
    if (!uid) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(ULONG)ENTRY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (to_copy && !IsEqualIID(to_copy, &IID_IProfSect) && !IsEqualIID(to_copy, &IID_IMAPIProp))
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    hr = find_destination(iid, object, &to);
    if (FAILED(hr)) return kept_error_set(&admin->error, hr, NULL);
    hr = service_copy(admin->profile, uid, to->profile);
    com_unref(to);
    return kept_error_set(&admin->error, hr, NULL);
}

/* ---- settings ---- */

/*
 * ConfigureMsgService - the service's entry with MSG_SERVICE_CONFIGURE; what it answers is the
 * answer
 *
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_NOT_INITIALIZED (no entry point), MAPI_E_CALL_FAILED (can't be
 *         loaded)
 *         MAPI_E_EXTENDED_ERROR: GetLastError has what the entry said
 * Source  IMsgServiceAdmin::ConfigureMsgService
 */
static HRESULT STDMETHODCALLTYPE service_admin_ConfigureMsgService(IMsgServiceAdmin2 *iface,
                                                                   MAPIUID *uid, ULONG_PTR ui,
                                                                   ULONG flags, ULONG count,
                                                                   SPropValue *props)
{
    struct service_admin *admin = service_admin_from(iface);
    struct entry_call call = {.service = uid,
                              .context = MSG_SERVICE_CONFIGURE,
                              .flags = flags,
                              .ui = ui,
                              .count = count,
                              .props = count ? props : NULL};
    struct last_error last = {0};

    if (!uid || (count && !props)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(ULONG)ENTRY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return kept_error_set(&admin->error,
                          service_entry_call(admin->profile, admin->memory, &call, &last), &last);
}

/* Source  IMsgServiceAdmin::OpenProfileSection; errors and rules at section_open_for */
static HRESULT STDMETHODCALLTYPE service_admin_OpenProfileSection(IMsgServiceAdmin2 *iface,
                                                                  MAPIUID *uid, const IID *iid,
                                                                  ULONG flags, IProfSect **out)
{
    struct service_admin *admin = service_admin_from(iface);

    return kept_error_set(
        &admin->error,
        follow(admin, section_open_for(admin->profile, NULL, uid, iid, flags, out), out), NULL);
}

/* uids    PR_PROVIDER_UID of every transport of the profile (2.4-44).  Errors  MAPI_E_BUSY,
 *         MAPI_E_NOT_FOUND
 * Source  IMsgServiceAdmin::MsgServiceTransportOrder */
static HRESULT STDMETHODCALLTYPE service_admin_MsgServiceTransportOrder(IMsgServiceAdmin2 *iface,
                                                                        ULONG count, MAPIUID *uids,
                                                                        ULONG flags)
{
    struct service_admin *admin = service_admin_from(iface);

    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (count && !uids) return FAIL(MAPI_E_INVALID_PARAMETER);
    return kept_error_set(&admin->error, roster_order_transports(admin->profile, uids, count),
                          NULL);
}

static HRESULT STDMETHODCALLTYPE service_admin_AdminProviders(IMsgServiceAdmin2 *iface,
                                                              MAPIUID *uid, ULONG flags,
                                                              IProviderAdmin **out)
{
    struct service_admin *admin = service_admin_from(iface);
    AUTO_FREE struct service *service = NULL;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!uid) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = roster_service(admin->profile, uid, &service);
    if (SUCCEEDED(hr)) hr = provider_admin_create(admin->profile, admin->memory, uid, false, out);
    hr = follow(admin, hr, out);
    return kept_error_set(&admin->error, hr, NULL);
}

/* uid     a service (or one of its providers, 2.4-50); NULL: nobody is the identity any more
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (SERVICE_NO_PRIMARY_IDENTITY)
 * Source  IMsgServiceAdmin::SetPrimaryIdentity */
static HRESULT STDMETHODCALLTYPE service_admin_SetPrimaryIdentity(IMsgServiceAdmin2 *iface,
                                                                  MAPIUID *uid, ULONG flags)
{
    struct service_admin *admin = service_admin_from(iface);

    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return kept_error_set(&admin->error, roster_set_identity(admin->profile, uid), NULL);
}

static const IMsgServiceAdmin2Vtbl service_admin_vtbl = {
    COM_UNKNOWN_METHODS(service_admin),
    .GetLastError = service_admin_GetLastError,
    .GetMsgServiceTable = service_admin_GetMsgServiceTable,
    .CreateMsgService = service_admin_CreateMsgService,
    .DeleteMsgService = service_admin_DeleteMsgService,
    .CopyMsgService = service_admin_CopyMsgService,
    .RenameMsgService = refuse_IMsgServiceAdmin2_RenameMsgService, /* by contract (2.4-29) */
    .ConfigureMsgService = service_admin_ConfigureMsgService,
    .OpenProfileSection = service_admin_OpenProfileSection,
    .MsgServiceTransportOrder = service_admin_MsgServiceTransportOrder,
    .AdminProviders = service_admin_AdminProviders,
    .SetPrimaryIdentity = service_admin_SetPrimaryIdentity,
    .GetProviderTable = service_admin_GetProviderTable,
    .CreateMsgServiceEx = service_admin_CreateMsgServiceEx,
};

HRESULT service_admin_create(struct profile *profile, const struct provider_memory *memory,
                             IMsgServiceAdmin **out)
{
    struct service_admin *admin = com_alloc(&service_admin_class, sizeof(*admin));

    *out = NULL;
    if (!admin) return MAPI_E_NOT_ENOUGH_MEMORY;
    admin->IMsgServiceAdmin2_iface.lpVtbl = (IMsgServiceAdmin2Vtbl *)&service_admin_vtbl;
    kept_error_init(&admin->error);
    profile_ref(profile);
    admin->profile = profile;
    admin->memory = memory;
    /* the longer vtable begins with the shorter */
    *out = (IMsgServiceAdmin *)&admin->IMsgServiceAdmin2_iface;
    return S_OK;
}

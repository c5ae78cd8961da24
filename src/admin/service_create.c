/*
 * service_create.c - services and providers brought into a profile from mapisvc.inf
 */
#include "admin/service_create.h"
#include "admin/service_entry.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/trace.h"
#include "base/uid.h"
#include "mapitags.h"

bool service_present(struct profile *profile, const WCHAR *name)
{
    AUTO_FREE struct service *list = NULL;
    ULONG n;

    if (FAILED(roster_services(profile, &list, &n))) return false;
    for (ULONG i = 0; i < n; i++)
        if (!text_compare_nocase(list[i].name, name)) return true;
    return false;
}

/* The properties that say whose section it is; neither the file nor a caller gives them. */
static bool is_ours(ULONG tag)
{
    static const ULONG ours[] = {
        PR_SERVICE_UID,        PR_PROVIDER_UID, PR_SERVICE_NAME,        PR_SERVICES,
        PR_STORE_PROVIDERS,    PR_AB_PROVIDERS, PR_TRANSPORT_PROVIDERS, PR_FILTERING_HOOKS,
        PR_SERVICE_EXTRA_UIDS,
    };

    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (PROP_ID(tag) == PROP_ID(ours[i])) return true;
    return false;
}

static HRESULT put(void *context, const SPropValue *value)
{
    return is_ours(value->ulPropTag) ? S_OK : section_set(context, value);
}

static HRESULT new_section(struct profile *profile, MAPIUID *uid, struct section **out)
{
    HRESULT hr = uid_new(uid);

    return FAILED(hr) ? hr : section_open(profile, uid, SECTION_WRITE | SECTION_CREATE, out);
}

/* ---- providers ---- */

static HRESULT fill_provider(struct section *section, const struct inf *inf, const MAPIUID *service,
                             const WCHAR *service_name, const WCHAR *name, ULONG count,
                             const SPropValue *props)
{
    ULONG flags = 0;
    HRESULT hr = inf ? inf_properties(inf, name, put, section) : S_OK;

    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        ULONG type = PROP_TYPE(props[i].ulPropTag);

        if (type != PT_NULL && type != PT_ERROR) hr = put(section, &props[i]);
    }
    if (SUCCEEDED(hr))
        hr = section_set_bytes(section, PR_PROVIDER_UID, section_uid(section), sizeof(MAPIUID));
    if (SUCCEEDED(hr)) hr = section_set_bytes(section, PR_SERVICE_UID, service, sizeof(*service));
    if (SUCCEEDED(hr)) hr = section_set_text(section, PR_SERVICE_NAME, service_name);
    section_get_long(section, PR_RESOURCE_FLAGS, &flags);
    if (SUCCEEDED(hr)) hr = section_set_long(section, PR_ROSTER_INF_FLAGS, flags);
    return hr;
}

HRESULT provider_write(struct profile *profile, const struct inf *inf, const MAPIUID *service,
                       const WCHAR *name, ULONG count, const SPropValue *props, MAPIUID *uid)
{
    AUTO_SECTION struct section *section = NULL;
    AUTO_FREE struct service *owner = NULL;
    ULONG type = 0;
    HRESULT hr = roster_service(profile, service, &owner);

    if (FAILED(hr)) return hr;
    hr = new_section(profile, uid, &section);
    if (FAILED(hr)) return hr;
    hr = fill_provider(section, inf, service, owner->name, name, count, props);
    section_get_long(section, PR_RESOURCE_TYPE, &type);
    if (SUCCEEDED(hr)) hr = roster_add_provider(profile, service, uid, type);
    if (FAILED(hr)) section_delete(profile, uid);
    return hr;
}

/* ---- extra sections ---- */

/* A section that the file gives a UID. One without a UID that can be read is left out. */
static HRESULT write_extra(struct profile *profile, const struct inf *inf, const MAPIUID *service,
                           const WCHAR *name)
{
    AUTO_SECTION struct section *section = NULL;
    MAPIUID uid;
    HRESULT hr = inf_uid(inf, name, &uid);

    if (FAILED(hr)) {
        TRACE("mapisvc.inf: an extra section has no UID of 32 hex digits and is left out");
        return S_OK;
    }
    hr = section_open(profile, &uid, SECTION_WRITE | SECTION_CREATE, &section);
    if (SUCCEEDED(hr)) hr = inf_properties(inf, name, put, section);
    return FAILED(hr) ? hr : roster_add_extra(profile, service, &uid);
}

/* ---- services ---- */

static HRESULT fill_service(struct section *section, const struct inf *inf,
                            const struct inf_entry *row, const WCHAR *display)
{
    HRESULT hr = inf_properties(inf, row->key, put, section);

    if (SUCCEEDED(hr)) hr = section_set_text(section, PR_SERVICE_NAME, row->key);
    if (SUCCEEDED(hr))
        hr = section_set_bytes(section, PR_SERVICE_UID, section_uid(section), sizeof(MAPIUID));
    if (SUCCEEDED(hr) && !inf_get(inf, row->key, L"PR_DISPLAY_NAME")) /* 2.4-12 */
        hr = section_set_text(section, PR_DISPLAY_NAME, display && *display ? display : row->value);
    return hr;
}

static HRESULT write_members(struct profile *profile, const struct inf *inf, const WCHAR *name,
                             const MAPIUID *uid)
{
    AUTO_FREE WCHAR **providers = NULL, **sections = NULL;
    ULONG n_providers, n_sections;
    HRESULT hr = inf_list(inf, name, L"Providers", &providers, &n_providers);

    if (SUCCEEDED(hr)) hr = inf_list(inf, name, L"Sections", &sections, &n_sections);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n_providers; i++) {
        MAPIUID provider;

        hr = provider_write(profile, inf, uid, providers[i], 0, NULL, &provider);
    }
    for (ULONG i = 0; SUCCEEDED(hr) && i < n_sections; i++)
        hr = write_extra(profile, inf, uid, sections[i]);
    return hr;
}

static const struct inf_entry *find_service(const struct inf *inf, const WCHAR *name)
{
    const struct inf_entry *entry;

    for (ULONG i = 0; (entry = inf_entry(inf, L"Services", i)) != NULL; i++)
        if (!text_compare_nocase(entry->key, name)) return entry;
    return NULL;
}

HRESULT service_write(struct profile *profile, const struct inf *inf, const WCHAR *name,
                      const WCHAR *display, MAPIUID *uid)
{
    const struct inf_entry *row = find_service(inf, name);
    AUTO_SECTION struct section *section = NULL;
    ULONG flags = 0;
    HRESULT hr;

    if (!row) return FAIL(MAPI_E_NOT_FOUND);
    hr = new_section(profile, uid, &section);
    if (FAILED(hr)) return hr;
    hr = fill_service(section, inf, row, display);
    if (SUCCEEDED(hr)) {
        section_get_long(section, PR_RESOURCE_FLAGS, &flags);
        if (flags & SERVICE_SINGLE_COPY && service_present(profile, row->key))
            hr = FAIL(MAPI_E_NO_ACCESS);
    }
    if (SUCCEEDED(hr)) hr = roster_add_service(profile, uid);
    if (FAILED(hr)) {
        section_delete(profile, uid);
        return hr;
    }
    hr = write_members(profile, inf, row->key, uid);
    if (SUCCEEDED(hr)) hr = roster_settle_identity(profile);
    if (FAILED(hr)) roster_remove_service(profile, uid);
    return hr;
}

HRESULT service_announce(struct profile *profile, const struct provider_memory *memory,
                         const MAPIUID *uid, ULONG_PTR ui, ULONG flags, struct last_error *last)
{
    struct entry_call call = {
        .service = uid, .context = MSG_SERVICE_CREATE, .flags = service_entry_flags(flags)};
    AUTO_FREE struct service *service = NULL;
    HRESULT hr = roster_service(profile, uid, &service);

    /* the file says all there is (2.4-14) */
    if (SUCCEEDED(hr) && (!service->dll || !service->entry)) return S_OK;
    if (call.flags) call.ui = ui;
    if (SUCCEEDED(hr)) hr = service_entry_call(profile, memory, &call, last);
    if (SUCCEEDED(hr)) return S_OK;
    roster_remove_service(profile, uid);
    roster_settle_identity(profile);
    return hr;
}

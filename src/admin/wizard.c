/*
 * wizard.c - services added to the default profile as the Profile Wizard does it
 *
 * With MAPI_PW_ADD_SERVICE_ONLY the wizard shows no page of its own where there is a default
 * profile (2.10-04), or where MAPI_PW_PROVIDER_UI_ONLY wants one made without them: that is this
 * file. Its pages wait for dialogs.
 */
#include "admin/wizard.h"
#include <string.h>
#include "admin/service_create.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "mapiwz.h"

#define WIZARD_FLAGS                                                                               \
    (MAPI_PW_FIRST_PROFILE | MAPI_PW_LAUNCHED_BY_CONFIG | MAPI_PW_ADD_SERVICE_ONLY |               \
     MAPI_PW_PROVIDER_UI_ONLY | MAPI_PW_HIDE_SERVICES_LIST)

static HRESULT add_service(struct profile *profile, const struct provider_memory *memory,
                           const struct inf *inf, const WCHAR *name, ULONG_PTR ui)
{
    MAPIUID uid;
    HRESULT hr = service_write(profile, inf, name, NULL, &uid);

    return FAILED(hr) ? hr : service_announce(profile, memory, &uid, ui, SERVICE_UI_ALLOWED, NULL);
}

static HRESULT add_all(struct profile *profile, const struct provider_memory *memory, ULONG_PTR ui,
                       const char *const *services)
{
    AUTO_INF struct inf *inf = NULL;
    HRESULT hr = inf_open(&inf);

    for (ULONG i = 0; SUCCEEDED(hr) && services[i]; i++) {
        AUTO_FREE WCHAR *name = NULL;

        hr = text_in(services[i], 0, &name);
        /* 2.10-03 */
        if (SUCCEEDED(hr) && !i && !services[1] && service_present(profile, name)) return S_OK;
        if (SUCCEEDED(hr)) hr = add_service(profile, memory, inf, name, ui);
    }
    return hr;
}

static HRESULT give_name(struct profile *profile, ULONG bytes, char *buffer)
{
    AUTO_FREE char *name = NULL;
    HRESULT hr = text_to_ansi(profile_name(profile), -1, 0, NULL, &name);

    if (FAILED(hr) || !buffer || !bytes) return hr;
    strncpy(buffer, name, bytes - 1);
    buffer[bytes - 1] = 0;
    return S_OK;
}

/* An empty profile by a name that is free. */
static HRESULT new_profile(struct profile **out)
{
    WCHAR name[] = L"Mail\0002";
    HRESULT hr = profile_create(name, false, out);

    for (name[4] = ' '; hr == MAPI_E_NO_ACCESS && name[5] <= '9'; name[5]++)
        hr = profile_create(name, false, out);
    return hr;
}

HRESULT wizard_run(const struct provider_memory *memory, ULONG_PTR ui, ULONG flags,
                   const char *const *services, ULONG bytes, char *buffer)
{
    AUTO_FREE WCHAR *name = NULL;
    struct profile *profile;
    bool made;
    HRESULT hr;

    if (flags & ~(ULONG)WIZARD_FLAGS) return FAIL(MAPI_E_CALL_FAILED);
    if (flags & MAPI_PW_PROVIDER_UI_ONLY && !(flags & MAPI_PW_ADD_SERVICE_ONLY))
        return FAIL(MAPI_E_CALL_FAILED);
    if (!(flags & MAPI_PW_ADD_SERVICE_ONLY) || !services || !services[0])
        return FAIL(MAPI_E_NO_SUPPORT);
    hr = profile_default(&name);
    made = hr == MAPI_E_NOT_FOUND;
    if (made && !(flags & MAPI_PW_PROVIDER_UI_ONLY)) return FAIL(MAPI_E_NO_SUPPORT);
    if (made) hr = new_profile(&profile);
    else if (SUCCEEDED(hr)) hr = profile_open(name, &profile);
    if (FAILED(hr)) return FAIL(MAPI_E_CALL_FAILED);
    hr = add_all(profile, memory, ui, services);
    if (SUCCEEDED(hr) && made) hr = profile_set_default(profile_name(profile));
    if (SUCCEEDED(hr)) hr = give_name(profile, bytes, buffer);
    if (FAILED(hr) && made) profile_delete(profile);
    profile_unref(profile);
    return FAILED(hr) ? FAIL(MAPI_E_CALL_FAILED) : S_OK;
}

/*
 * profile.c - the exports that administer profiles
 */
#include "admin/profile_admin.h"
#include "admin/wizard.h"
#include "api/gate.h"
#include "api/memory.h"
#include "base/error.h"
#include "mapiwz.h"

/*
 * MAPIAdminProfiles - the profiles of this user
 *
 * flags   0 (and MAPI_UNICODE, which says nothing here)
 * out     one reference
 * Errors  MAPI_E_NOT_INITIALIZED, MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  MAPIAdminProfiles (MAPI reference); contracts 2.3
 */
HRESULT STDMETHODCALLTYPE MAPIAdminProfiles(ULONG flags, LPPROFADMIN *out)
{
    HRESULT hr;

    if (out) *out = NULL;
    hr = gate_enter();
    if (FAILED(hr)) return hr;
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return profile_admin_create(api_memory(), out);
}

/*
 * LaunchWizard - adds services to the default profile; LAUNCHWIZARD is the same function
 *
 * Text is 8-bit, whatever the prototype says. Starts MAPI for itself.
 * Errors  MAPI_E_NO_SUPPORT (the wizard's pages aren't built), MAPI_E_CALL_FAILED
 * Source  LAUNCHWIZARDENTRY (MAPI reference); contracts 2.10
 */
HRESULT STDMETHODCALLTYPE LaunchWizard(HWND parent, ULONG flags, LPCSTR *services, ULONG bytes,
                                       LPSTR name)
{
    HRESULT hr;

    if (name && bytes) *name = 0;
    if (FAILED(gate_open(0))) return FAIL(MAPI_E_CALL_FAILED);
    hr = wizard_run(api_memory(), (ULONG_PTR)parent, flags, (const char *const *)services, bytes,
                    name);
    gate_close();
    return hr;
}

/*
 * service.c - ServiceEntry: the message service LOCALSTORE, also under the names of personal stores
 *
 * What a store needs is optional: without a path it makes its file at the first logon. So creating
 * asks for nothing, and configuring writes what it is given (PR_PST_PATH, PR_DISPLAY_NAME,
 * PR_PST_REMEMBER_PW and whatever else) into the provider's section, as it is. The limits of quota.h
 * wait there for the next logon, which makes them the store's.
 */
#include <stdlib.h>
#include "common/service.h"
#include "edktags.h"
#include "mapispi.h"
#include "mspst.h"
#include "settings.h"

static bool value_is_good(const SPropValue *value)
{
    for (size_t i = 0; i < N_QUOTAS; i++)
        if (PROP_ID(value->ulPropTag) == PROP_ID(quota_tags[i]))
            return value->ulPropTag == quota_tags[i];
    switch (value->ulPropTag) {
    case PR_PST_PATH_A:
    case PR_DISPLAY_NAME_A:
        return value->Value.lpszA && *value->Value.lpszA;
    case PR_PST_PATH_W:
    case PR_DISPLAY_NAME_W:
        return value->Value.lpszW && *value->Value.lpszW;
    }
    return true;
}

/*
 * ServiceEntry
 *
 * context  INSTALL, CREATE, DELETE, UNINSTALL, PROVIDER_CREATE, PROVIDER_DELETE need nothing: S_OK;
 *          the store's file stays
 * values   with MSG_SERVICE_CONFIGURE: what goes into the provider's section
 * Errors   MAPI_E_UNCONFIGURED (CONFIGURE with nothing to set: there is no dialog yet),
 *          MAPI_E_NO_SUPPORT (SERVICE_UI_ALWAYS), MAPI_E_INVALID_PARAMETER (an empty path or name,
 *          a limit that is no PT_LONG, an unknown context)
 * Source   MSGSERVICEENTRY
 */
HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE instance, IMalloc *malloc_, IMAPISupport *support,
                                    ULONG_PTR window, ULONG flags, ULONG context, ULONG count,
                                    SPropValue *values, IProviderAdmin *admin, MAPIERROR **error)
{
    (void)instance;
    (void)malloc_;
    (void)window;
    if (error) *error = NULL;
    switch (context) {
    case MSG_SERVICE_INSTALL:
    case MSG_SERVICE_UNINSTALL:
    case MSG_SERVICE_DELETE:
    case MSG_SERVICE_PROVIDER_CREATE:
    case MSG_SERVICE_PROVIDER_DELETE:
        return S_OK;
    case MSG_SERVICE_CREATE:
    case MSG_SERVICE_CONFIGURE:
        break;
    default:
        return MAPI_E_INVALID_PARAMETER;
    }
    if (!count) {
        if (flags & SERVICE_UI_ALWAYS) return MAPI_E_NO_SUPPORT;
        return context == MSG_SERVICE_CREATE ? S_OK : MAPI_E_UNCONFIGURED;
    }
    if (!values || !support || !admin) return MAPI_E_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; i++)
        if (!value_is_good(&values[i])) return MAPI_E_INVALID_PARAMETER;
    return service_configure(support, admin, count, values);
}

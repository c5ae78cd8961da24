/*
 * service.c - ServiceEntry: the message service LOCALSTORE, also under the names of personal stores
 *
 * The limits of quota.h wait in the provider's section for the next logon, which makes them the
 * store's.
 */
#include "common/service.h"
#include "edktags.h"
#include "settings.h"

static bool value_is_good(const SPropValue *value)
{
    for (size_t i = 0; i < N_QUOTAS; i++)
        if (PROP_ID(value->ulPropTag) == PROP_ID(quota_tags[i]))
            return value->ulPropTag == quota_tags[i];
    return service_file_value_is_good(value);
}

/*
 * ServiceEntry - see service_of_file; a limit that is no PT_LONG is MAPI_E_INVALID_PARAMETER, too
 *
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
    return service_of_file(support, flags, context, count, values, admin, value_is_good);
}

/*
 * service.c - ServiceEntry: the message service OMDROP
 */
#include "common/service.h"
#include "dropfolder/account.h"

/*
 * ServiceEntry - see service_of_file; what it writes is in omdrop.h
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
    return service_of_file(support, flags, context, count, values, admin, drop_value_is_good);
}

/*
 * service.c - ServiceEntry: the message service PERSONALAB, also under the name of personal address
 * books
 */
#include "common/service.h"

/*
 * ServiceEntry - see service_of_file
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
    return service_of_file(support, flags, context, count, values, admin,
                           service_file_value_is_good);
}

/*
 * service.c - ServiceEntry: the message service OMINET
 */
#include "common/service.h"
#include "internet/account.h"

/* The server itself is tried when there is mail. */
static bool is_good(const SPropValue *value)
{
    return account_value_is_good(value) && service_file_value_is_good(value);
}

/*
 * ServiceEntry - see service_of_file; what it writes is in ominet.h
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
    return service_of_file(support, flags, context, count, values, admin, is_good);
}

/*
 * service.c - ServiceEntry: the message service OMLDAP
 */
#include "common/service.h"
#include "omldap.h"

/* What is there must be something; the server itself is tried when it is used. */
static bool is_good(const SPropValue *value)
{
    switch (PROP_ID(value->ulPropTag)) {
    case PROP_ID(PR_OMLDAP_HOST):
    case PROP_ID(PR_OMLDAP_BASE):
        if (PROP_TYPE(value->ulPropTag) == PT_STRING8)
            return value->Value.lpszA && *value->Value.lpszA;
        return PROP_TYPE(value->ulPropTag) == PT_UNICODE && value->Value.lpszW &&
               *value->Value.lpszW;
    case PROP_ID(PR_OMLDAP_PORT):
        return value->ulPropTag == PR_OMLDAP_PORT && value->Value.l > 0 && value->Value.l < 65536;
    case PROP_ID(PR_OMLDAP_TLS):
        return value->ulPropTag == PR_OMLDAP_TLS && value->Value.l >= OMLDAP_PLAIN &&
               value->Value.l <= OMLDAP_STARTTLS;
    }
    return service_file_value_is_good(value);
}

/*
 * ServiceEntry - see service_of_file; what it writes is in omldap.h
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

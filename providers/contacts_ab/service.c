/*
 * service.c - ServiceEntry: the message service CONTAB
 *
 * It needs nothing: without PR_CONTAB_STORE_ENTRYIDS and PR_CONTAB_FOLDER_ENTRYIDS it shows the
 * Contacts of the default store.
 */
#include "book.h"
#include "common/service.h"

static bool is_good(const SPropValue *value)
{
    switch (value->ulPropTag) {
    case PR_CONTAB_STORE_ENTRYIDS:
    case PR_CONTAB_FOLDER_ENTRYIDS:
        return value->Value.MVbin.cValues && value->Value.MVbin.lpbin &&
               value->Value.MVbin.lpbin[0].cb;
    }
    return service_file_value_is_good(value);
}

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
    return service_of_file(support, flags, context, count, values, admin, is_good);
}

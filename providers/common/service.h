/*
 * service.h - the entry point of a message service whose one provider keeps all in one file
 */
#pragma once
#include <stdbool.h>
#include "mapispi.h"

/* No PR_PST_PATH and no PR_DISPLAY_NAME, or one that isn't empty. */
bool service_file_value_is_good(const SPropValue *value);

/*
 * What such a provider needs is optional: without a path it makes its file at the first logon. So
 * creating asks for nothing, and configuring writes what it is given (PR_PST_PATH, PR_DISPLAY_NAME
 * and whatever else) into the provider's section, as it is.
 *
 * context  INSTALL, CREATE, DELETE, UNINSTALL, PROVIDER_CREATE, PROVIDER_DELETE need nothing: S_OK;
 *          the file stays
 * values   with MSG_SERVICE_CREATE and MSG_SERVICE_CONFIGURE: what goes into the provider's section
 * is_good  whether one of them may
 * Errors   MAPI_E_UNCONFIGURED (CONFIGURE with nothing to set: there is no dialog yet),
 *          MAPI_E_NO_SUPPORT (SERVICE_UI_ALWAYS), MAPI_E_INVALID_PARAMETER (a value that is not
 *          good, an unknown context), MAPI_E_NOT_FOUND (the service has no provider), what the
 *          section answers
 */
HRESULT service_of_file(IMAPISupport *support, ULONG flags, ULONG context, ULONG count,
                        SPropValue *values, IProviderAdmin *admin,
                        bool (*is_good)(const SPropValue *value));

/*
 * service.h - what a program configures of a message service that has one provider
 */
#pragma once
#include "mapispi.h"

/*
 * The values go, as they are, into the section of the service's provider: for MSG_SERVICE_CREATE and
 * MSG_SERVICE_CONFIGURE in a ServiceEntry.
 * Errors  MAPI_E_NOT_FOUND (the service has no provider), what the section answers
 */
HRESULT service_configure(IMAPISupport *support, IProviderAdmin *admin, ULONG count,
                          SPropValue *values);

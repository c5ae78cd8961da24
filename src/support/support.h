/*
 * support.h - IMAPISupport: the face of MAPI that a provider or a service's entry point is shown
 *
 * Four flavours (contracts 5.9): address book, store, transport, configuration. What a flavour
 * doesn't have answers MAPI_E_NO_SUPPORT.
 */
#pragma once
#include "mapidefs.h"
#include "mapispi.h"
#include "provider/router.h"

struct logon;

/* For a provider about to log on, of logon's type; holds logon. Its last Release ends the logon:
 * logon_end. */
HRESULT support_create(struct logon *logon, IMAPISupport **out);
/*
 * For a service's entry point.
 * service  whose sections OpenProfileSection opens freely; NULL section UID means the service's own
 */
HRESULT support_config_create(struct profile *profile, const MAPIUID *service,
                              const struct provider_memory *memory, IMAPISupport **out);
/* The entry point has returned: who kept the object gets MAPI_E_INVALID_OBJECT from it. Releases
 * and clears *config. */
void support_config_end(IMAPISupport **config);

/*
 * service_create.h - services and providers brought into a profile, from mapisvc.inf or from
 * another profile
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "base/error.h"
#include "profile/inf.h"
#include "profile/roster.h"
#include "provider/router.h"

/* Has the profile a service of that name? */
bool service_present(struct profile *profile, const WCHAR *name);

/*
 * The sections of a new service and its providers, filled from the file; no entry point is called.
 * display  NULL, or what the service is called when the file doesn't say
 * Errors   MAPI_E_NOT_FOUND   [Services] doesn't have the name
 *          MAPI_E_NO_ACCESS   SERVICE_SINGLE_COPY, and it is there already
 *          on any failure the profile is as it was
 */
HRESULT service_write(struct profile *profile, const struct inf *inf, const WCHAR *name,
                      const WCHAR *display, MAPIUID *uid);
/*
 * The sections of one provider, listed with its service. An unknown name gets what props say,
 * nothing more (2.5-06).
 * inf     NULL: there is no file
 */
HRESULT provider_write(struct profile *profile, const struct inf *inf, const MAPIUID *service,
                       const WCHAR *name, ULONG count, const SPropValue *props, MAPIUID *uid);
/* MSG_SERVICE_CREATE, if it has an entry point; when that fails the service is taken out again.
 * flags   of CreateMsgService: ui and flags go to the entry if they give leave to show something */
HRESULT service_announce(struct profile *profile, const struct provider_memory *memory,
                         const MAPIUID *uid, ULONG_PTR ui, ULONG flags, struct last_error *last);
/*
 * A copy with the same settings and new UIDs, in the same or another profile; no entry point is
 * called.
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (SERVICE_SINGLE_COPY and already there)
 */
HRESULT service_copy(struct profile *from, const MAPIUID *uid, struct profile *to);

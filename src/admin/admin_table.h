/*
 * admin_table.h - the static tables of profiles, services and providers
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapix.h"
#include "profile/roster.h"

/* flags: MAPI_UNICODE, checked by the caller. All in profile order. */
HRESULT admin_table_profiles(ULONG flags, bool apps, IMAPITable **out);
HRESULT admin_table_services(struct profile *profile, ULONG flags, IMAPITable **out);
/* service NULL: of the whole profile; else that service's providers and its extra sections
 * (2.5-02). */
HRESULT admin_table_providers(struct profile *profile, const MAPIUID *service, ULONG flags,
                              IMAPITable **out);

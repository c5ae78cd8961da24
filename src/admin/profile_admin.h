/*
 * profile_admin.h - IProfAdmin: the profiles of this user
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "provider/router.h"

/* One reference. memory is borrowed and lives as long as the subsystem. */
HRESULT profile_admin_create(const struct provider_memory *memory, IProfAdmin **out);

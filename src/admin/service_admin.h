/*
 * service_admin.h - IMsgServiceAdmin and IMsgServiceAdmin2: the services of one profile
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "provider/router.h"

/* One reference; holds profile. memory is borrowed and lives as long as the subsystem. */
HRESULT service_admin_create(struct profile *profile, const struct provider_memory *memory,
                             IMsgServiceAdmin **out);

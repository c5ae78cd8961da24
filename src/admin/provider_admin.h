/*
 * provider_admin.h - IProviderAdmin: the providers of one service
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapix.h"
#include "provider/router.h"

/*
 * entry   made for the service's entry point: its sections are open to it, uid NULL means its own,
 *         and CreateProvider and DeleteProvider don't call it again (2.5-11)
 * memory  borrowed, lives as long as the subsystem
 */
HRESULT provider_admin_create(struct profile *profile, const struct provider_memory *memory,
                              const MAPIUID *service, bool entry, IProviderAdmin **out);

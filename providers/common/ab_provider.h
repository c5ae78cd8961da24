/*
 * ab_provider.h - what a provider of address books brings to ABProviderInit and IABProvider
 *
 * A folder takes them by provider_files += ab_provider_files.
 */
#pragma once
#include "common/allocators.h"
#include "mapispi.h"

/*
 * IABProvider::Logon, each provider's own, its arguments checked: the logon of a profile section.
 *
 * alloc    from ABProviderInit
 * profile  its name as MAPI handed it, of the width in flags (MAPI_UNICODE)
 * out      not NULL; NULL on entry
 */
HRESULT ab_provider_log_on(const struct allocators *alloc, IMAPISupport *support, LPTSTR profile,
                           ULONG flags, IABLogon **out);

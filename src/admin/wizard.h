/*
 * wizard.h - services added to the default profile as the Profile Wizard does it
 */
#pragma once
#include "mapidefs.h"
#include "provider/router.h"

/*
 * Adds to the default profile; where there is none, MAPI_PW_PROVIDER_UI_ONLY makes one, called Mail
 * or the like.
 *
 * services  8-bit names, ended by NULL
 * buffer    gets the profile's name, cut to bytes with its NUL; may be NULL
 * Errors    MAPI_E_NO_SUPPORT   pages would have to be shown: a profile to be made, services to be
 *           chosen
 *           MAPI_E_CALL_FAILED  everything else that went wrong (2.10-05)
 * Source    LAUNCHWIZARDENTRY
 */
HRESULT wizard_run(const struct provider_memory *memory, ULONG_PTR ui, ULONG flags,
                   const char *const *services, ULONG bytes, char *buffer);

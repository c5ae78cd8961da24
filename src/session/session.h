/*
 * session.h - MAPILogonEx and the IMAPISession it gives
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "provider/router.h"

/*
 * MAPILogonEx behind its gate; see there for arguments and errors.
 * memory   what providers are given
 */
HRESULT session_logon(ULONG_PTR ui, LPCTSTR profile, LPCTSTR password, ULONG flags,
                      const struct provider_memory *memory, IMAPISession **out);

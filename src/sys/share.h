/*
 * sys/share.h - drives that lead into the network
 */
#pragma once
#include "mapidefs.h"

/* "\\server\share" behind a drive letter, new root. Errors: MAPI_E_NOT_FOUND (none of the network;
 * natively always), MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT sys_drive_share(WCHAR letter, WCHAR **out);

/*
 * unc.h - paths on network drives: x:\path and \\server\share\path
 */
#pragma once
#include "mapidefs.h"

/* "\\server\share" behind a drive letter, a new root. MAPI_E_NOT_FOUND: it isn't one of the network
 */
typedef HRESULT unc_share_of(WCHAR letter, WCHAR **out);

/* Both give a new root; S_FALSE: path was such a path already, *out is a copy of it.
 * Errors  MAPI_E_INVALID_PARAMETER (unc_from_local: neither, or a drive that isn't of the network)
 *         MAPI_E_NOT_FOUND         (unc_to_local: neither, or no drive leads there)
 *         MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT unc_from_local(const WCHAR *path, unc_share_of *share_of, WCHAR **out);
HRESULT unc_to_local(const WCHAR *path, unc_share_of *share_of, WCHAR **out);

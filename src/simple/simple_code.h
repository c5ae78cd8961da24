/*
 * simple_code.h - what Simple MAPI answers where Extended MAPI answers an HRESULT
 */
#pragma once
#include "mapidefs.h"

/* SUCCESS_SUCCESS for every success, warnings too; MAPI_E_FAILURE (2) for what has no code of its
 * own. */
ULONG simple_code(HRESULT hr);

/*
 * simple_code.h - what Simple MAPI answers where Extended MAPI answers an HRESULT
 */
#pragma once
#include "base/error.h"
#include "mapidefs.h"

/* SUCCESS_SUCCESS for every success, warnings too; MAPI_E_FAILURE (2) for what has no code of its
 * own. */
ULONG simple_code(HRESULT hr);

/* A code of mapi.h for which Extended MAPI has none, as an HRESULT that simple_code turns back. */
#define SIMPLE_CODES      0x80047f00u
#define SIMPLE_FAIL(code) FAIL((HRESULT)(SIMPLE_CODES | (code)))

/*
 * storage_error.h - what a storage's error is called in MAPI
 */
#pragma once
#include "mapidefs.h"

/* A success is S_OK; what no error of MAPI's says is MAPI_E_CALL_FAILED. */
HRESULT storage_error(HRESULT hr);

/*
 * converter_session.h - IConverterSession: a message to Internet mail and back
 */
#pragma once
#include "mapidefs.h"

/* One reference to one of the object's interfaces. E_NOINTERFACE, MAPI_E_INVALID_PARAMETER,
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT converter_session_create(const IID *iid, void **out);

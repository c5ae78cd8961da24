/*
 * converter.h - IConverterSession of the MAPI that a provider's DLL is linked with
 */
#pragma once
#include "mapimime.h"

/*
 * As CoCreateInstance(CLSID_IConverterSession) would, without COM on the calling thread or a
 * registration: it is asked of msmapi32.dll's class object.
 * Errors  MAPI_E_NO_SUPPORT (that MAPI has none), those of IClassFactory::CreateInstance
 * Source  About the MAPI-MIME Conversion API
 */
HRESULT converter_open(IConverterSession **out);

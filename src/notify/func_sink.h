/*
 * func_sink.h - an advise sink that calls a function
 */
#pragma once
#include "mapidefs.h"

/* context is a raw pointer: neither counted nor freed. Source: HrAllocAdviseSink. Errors:
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT func_sink_create(LPNOTIFCALLBACK callback, void *context, IMAPIAdviseSink **out);

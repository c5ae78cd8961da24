/*
 * prop_data.h - IPropData over prop_bag (CreateIProp)
 */
#pragma once
#include "mapidefs.h"
#include "mapiutil.h"

/* An empty, writable IPropData; one reference. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT prop_data_create(IPropData **out);

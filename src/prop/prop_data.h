/*
 * prop_data.h - IPropData over prop_bag (CreateIProp)
 */
#pragma once
#include "mapidefs.h"
#include "mapiutil.h"

/* An empty, writable IPropData; one reference. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT prop_data_create(IPropData **out);
struct prop_bag;
/* The bag inside one that prop_data_create made, for its maker: it may give it names, hidden and
 * computed values. */
struct prop_bag *prop_data_bag(IPropData *data);

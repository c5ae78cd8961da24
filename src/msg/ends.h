/*
 * ends.h - which failures end all that goes from one object to another
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"

/* It isn't one property's own, nor one attachment's: the next one would meet it, too.
 * MAPI_E_USER_CANCEL is one. */
static inline bool ends_all(HRESULT hr)
{
    return hr == MAPI_E_NOT_ENOUGH_MEMORY || hr == MAPI_E_NOT_ENOUGH_DISK ||
           hr == MAPI_E_NOT_ENOUGH_RESOURCES || hr == MAPI_E_DISK_ERROR ||
           hr == MAPI_E_NETWORK_ERROR || hr == MAPI_E_OBJECT_DELETED ||
           hr == MAPI_E_INVALID_OBJECT || hr == MAPI_E_USER_CANCEL;
}

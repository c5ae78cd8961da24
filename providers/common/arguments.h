/*
 * arguments.h - the checks of arguments that methods of several objects have in common
 */
#pragma once
#include "mapicode.h"
#include "mapidefs.h"

/* GetLastError of an object whose codes say all there is to say. */
static inline HRESULT arguments_of_last_error(ULONG flags, MAPIERROR **out)
{
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    return flags & ~(ULONG)MAPI_UNICODE ? MAPI_E_UNKNOWN_FLAGS : S_OK;
}

/* IMAPITable::SetColumns: MAPI_E_INVALID_PARAMETER (none, or a PT_ERROR one), MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_TOO_BIG. */
static inline HRESULT arguments_of_columns(const SPropTagArray *columns, ULONG flags)
{
    if (!columns || !columns->cValues) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(TBL_ASYNC | TBL_BATCH)) return MAPI_E_UNKNOWN_FLAGS;
    if (columns->cValues > 0x7fff) return MAPI_E_TOO_BIG;
    for (ULONG i = 0; i < columns->cValues; i++)
        if (PROP_TYPE(columns->aulPropTag[i]) == PT_ERROR) return MAPI_E_INVALID_PARAMETER;
    return S_OK;
}

/*
 * simple_code.c - the table from HRESULTs to the small numbers of mapi.h
 *
 * No page has such a table; contracts 3.6-04 and 12.1-04 gather what the pages of the functions
 * say. Inside we know HRESULTs alone: an export asks here, last of all.
 */
#include "simple/simple_code.h"
#include "mapi.h"
#include "mapicode.h"

static const struct {
    HRESULT hr;
    ULONG code;
} codes[] = {
    {MAPI_E_USER_CANCEL, MAPI_E_USER_ABORT},
    {MAPI_E_LOGON_FAILED, MAPI_E_LOGIN_FAILURE},
    {MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_FULL},
    {MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_INSUFFICIENT_MEMORY},
    {MAPI_E_NO_ACCESS, MAPI_E_ACCESS_DENIED},
    {MAPI_E_SESSION_LIMIT, MAPI_E_TOO_MANY_SESSIONS},
    {MAPI_E_AMBIGUOUS_RECIP, MAPI_E_AMBIGUOUS_RECIPIENT},
    {MAPI_E_NETWORK_ERROR, MAPI_E_NETWORK_FAILURE},
    {MAPI_E_NO_SUPPORT, MAPI_E_NOT_SUPPORTED},
};

ULONG simple_code(HRESULT hr)
{
    if (SUCCEEDED(hr)) return SUCCESS_SUCCESS;
    if (((ULONG)hr & 0xffffff00) == SIMPLE_CODES) return (ULONG)hr & 0xff;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (codes[i].hr == hr) return codes[i].code;
    return MAPI_E_FAILURE;
}

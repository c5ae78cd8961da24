/*
 * share.c - the native twin: there are no drives
 */
#include "sys/share.h"
#include "mapicode.h"

HRESULT sys_drive_share(WCHAR letter, WCHAR **out)
{
    (void)letter;
    *out = NULL;
    return MAPI_E_NOT_FOUND;
}

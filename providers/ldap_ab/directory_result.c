/*
 * directory_result.c - the result codes of LDAP as those of MAPI
 */
#include "directory.h"

HRESULT directory_result(ULONG code)
{
    switch (code) {
    case 0: /* success */
        return S_OK;
    case 4:  /* sizeLimitExceeded */
    case 9:  /* partial results, of LDAP version 2 */
    case 10: /* referral: what is elsewhere isn't followed */
        return S_FALSE;
    case 3: /* timeLimitExceeded */
        return MAPI_E_TIMEOUT;
    case 8:  /* strongerAuthRequired */
    case 34: /* invalidDNSyntax, of a bind; a search's base is looked at before */
    case 48: /* inappropriateAuthentication */
    case 49: /* invalidCredentials */
        return MAPI_E_LOGON_FAILED;
    case 50: /* insufficientAccessRights */
        return MAPI_E_NO_ACCESS;
    case 32: /* noSuchObject */
        return MAPI_E_NOT_FOUND;
    case 11: /* adminLimitExceeded */
    case 12: /* unavailableCriticalExtension */
    case 53: /* unwillingToPerform */
        return MAPI_E_TOO_COMPLEX;
    case 51: /* busy */
    case 52: /* unavailable */
        return MAPI_E_NETWORK_ERROR;
    }
    return MAPI_E_CALL_FAILED;
}

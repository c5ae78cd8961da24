/*
 * simple_recipients.h - recipients of Simple MAPI as an address list of Extended MAPI
 */
#pragma once
#include <stdbool.h>
#include "mapi.h"
#include "mapix.h"

/*
 * Who has an entry ID is who that says; who has an address is that address, and their name is only
 * shown; a name alone is looked up in the address book (contracts 12.3-06 to 12.3-09).
 * count    1 at least
 * out      freed by adrlist_free
 * Errors   MAPI_E_BAD_RECIPTYPE         a class other than MAPI_TO, MAPI_CC, MAPI_BCC
 *          MAPI_E_AMBIGUOUS_RECIP       a name is several people's
 *          MAPI_E_UNKNOWN_RECIPIENT     it is nobody's, or there is none
 *          MAPI_E_INVALID_RECIPS        an entry ID is nobody's
 *          MAPI_E_NOT_ENOUGH_MEMORY, those of IAddrBook
 */
HRESULT simple_recipients_list(IAddrBook *book, ULONG count, const MapiRecipDescW *recips,
                               ADRLIST **out);
/* Whether class is MAPI_TO, MAPI_CC or MAPI_BCC. */
bool simple_recipients_class(ULONG class);

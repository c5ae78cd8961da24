/*
 * simple_address.h - "SMTP:ann@example.org": an address with its type in front
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct simple_address {
    WCHAR *type;    /* in capitals */
    WCHAR *address; /* without spaces around it */
};
/*
 * Takes text apart, both parts on root. Without a type it is of SMTP (contracts 12.3-09).
 * text     NULL and "" have no address
 * out      address NULL: there is none
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT simple_address_read(const WCHAR *text, void *root, struct simple_address *out);
/* Does a text begin with a type and a colon? */
bool simple_address_is_typed(const WCHAR *text);
/* "TYPE:address" on root (NULL: a new root). */
HRESULT simple_address_make(const WCHAR *type, const WCHAR *address, void *root, WCHAR **out);

/*
 * dn.h - distinguished names (RFC 4514), read in any spelling and written in one
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "common/platform.h"

/*
 * dn_normalize - a name as every spelling of it comes out: what two names are compared by
 *
 * UTF-8 in and out. Letters are folded, spaces beside separators go, ';' of LDAP version 2 is ',',
 * quotes and escapes are undone, of spaces in a value (RFC 4518, 2.6.1) those at its ends go and
 * several are one, the parts of an RDN ("cn=a+uid=b") stand in order. What must be
 * escaped, and bytes that aren't UTF-8, are \hh; so in what comes out ',' '+' and the first '=' of
 * a part are always separators, and no byte is a control character. A value in hexadecimal
 * (#0402...) stays one. Nothing is refused: what is no name, a host's for one, is a part without
 * '='.
 *
 * out  malloc, terminated; at most three times as long as dn. Errors: MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT dn_normalize(const char *dn, size_t bytes, char **out, size_t *out_bytes);

/* Errors: MAPI_E_INVALID_PARAMETER (a part that isn't a type with a value, or none at all),
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT dn_check(const char *dn);

/* Whether dn is base or below it, in whatever spelling. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT dn_is_below(const char *dn, const char *base, bool *below);

/* The value that dn begins with, as people read it: of ou=R\2c D,dc=org "R, D"; malloc. Errors:
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT dn_first_value(const char *dn, WCHAR **out);

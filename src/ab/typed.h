/*
 * typed.h - what somebody typed for a recipient: a name, or an address that needs no looking up
 *
 *     Ann Lee[FAX:+1 555 0100]    any type; \ before , [ ] : or \ takes its meaning away, \x0d is
 *                                 the character of that number
 *     ann@example.org             SMTP
 *     Ann Lee <ann@example.org>   SMTP; the name may stand in quotes
 */
#pragma once
#include "mapidefs.h"
#include "eid/oneoff.h"

/*
 * *out: the address, in one allocation with its texts; its name is "" when none was typed. NULL
 * (S_OK): that is no address, or longer than anybody types.
 * Source  One-off addresses (MAPI reference)
 */
HRESULT typed_read(const WCHAR *text, struct one_off **out);

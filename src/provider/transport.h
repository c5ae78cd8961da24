/*
 * transport.h - the transports that are logged on: what they told of themselves
 */
#pragma once
#include "provider/address_types.h"
#include "provider/logon.h"
#include "provider/transport_options.h"

/* Does the profile list any, in a session with mail? */
bool transports_listed(struct router *router);
/* What logon, a transport's, takes by now; counted. NULL: it hasn't told. */
struct address_types *transport_types(struct logon *logon);
/* AddressTypes once more, since its configuration has changed; what it told before stays where it
 * fails. Errors: address_types_ask's */
HRESULT transport_ask_types(struct logon *logon);
/*
 * The address types of all transports, each once, in their order: one allocation with its texts.
 * flags   MAPI_UNICODE
 * out     NULL when there is none
 * Source  IMAPISession::EnumAdrTypes; contracts 4.11-05
 */
HRESULT transports_enum_types(struct router *router, ULONG flags, ULONG *count, LPTSTR **out);
/*
 * The option of a kind that the first transport has for an address type.
 * out     lives as long as held, counted
 * Errors  MAPI_E_NOT_FOUND
 */
HRESULT transports_find_option(struct router *router, ULONG kind, const WCHAR *type,
                               struct transport_options **held,
                               const struct transport_option **out);

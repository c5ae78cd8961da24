/*
 * address_types.h - the addresses a transport takes, as IXPLogon::AddressTypes last told
 *
 * Never changes once made, and is counted: who routes a message keeps what it began with.
 */
#pragma once
#include <stdbool.h>
#include "mapispi.h"

struct address_types {
    LONG refs;
    bool any; /* every type */
    ULONG n_types, n_uids;
    WCHAR **types; /* not empty, each once whatever its case, in the transport's order */
    MAPIUID *uids; /* of address books whose entries it takes, whatever their type */
};

/*
 * Asks the transport. What is told is copied: theirs lives until TransportLogoff only. Empty types
 * and NULL pointers are passed over.
 * Errors  the transport's, MAPI_E_CORRUPT_DATA (more than 4,096 types or MAPIUIDs),
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IXPLogon::AddressTypes; contracts 8.2-01 to 8.2-03
 */
HRESULT address_types_ask(IXPLogon *transport, struct address_types **out);
void address_types_ref(struct address_types *types);
void address_types_unref(struct address_types *types); /* NULL does nothing */
/* type: PR_ADDRTYPE of a recipient; case doesn't matter (8.2-05). */
bool address_types_take(const struct address_types *types, const WCHAR *type);
bool address_types_take_uid(const struct address_types *types, const MAPIUID *uid);

/*
 * assign.h - which transports may take a recipient, and which of them is next
 */
#pragma once
#include <stdint.h>
#include "mapidefs.h"
#include "provider/address_types.h"

/* What of a recipient decides. */
struct assign_to {
    const WCHAR *type;  /* PR_ADDRTYPE; NULL: it has none */
    const MAPIUID *uid; /* of its PR_ENTRYID; NULL: it has none */
};
#define ASSIGN_NOBODY ((ULONG)-1)

/*
 * The transport whose turn it is for a recipient: those that registered its MAPIUID come first,
 * then those that take its address type, both in the order of transports.
 *
 * transports  what each takes, in the profile's order; NULL: nothing
 * left    a bit for each of them that has had its turn, and left it; count is 32 at most
 * Gives its index, or ASSIGN_NOBODY: no more may.
 * Source  IXPLogon::AddressTypes; contracts 8.2-04 to 8.2-06
 */
ULONG assign_next(ULONG count, const struct address_types *const *transports,
                  const struct assign_to *to, uint32_t left);
/* What decides, of a row with these two; borrowed from it. */
struct assign_to assign_of(const SPropValue *type, const SPropValue *eid);

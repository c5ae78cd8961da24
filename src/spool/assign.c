/*
 * assign.c - which transports may take a recipient, and which of them is next
 */
#include "spool/assign.h"
#include "mapitags.h"
#include "eid/eid.h"

static bool takes_uid(const struct address_types *types, const struct assign_to *to)
{
    return types && to->uid && address_types_take_uid(types, to->uid);
}

static bool takes_type(const struct address_types *types, const struct assign_to *to)
{
    return types && (to->type ? address_types_take(types, to->type) : types->any);
}

ULONG assign_next(ULONG count, const struct address_types *const *transports,
                  const struct assign_to *to, uint32_t left)
{
    for (ULONG i = 0; i < count; i++)
        if (!(left & UINT32_C(1) << i) && takes_uid(transports[i], to)) return i;
    for (ULONG i = 0; i < count; i++)
        if (!(left & UINT32_C(1) << i) && takes_type(transports[i], to)) return i;
    return ASSIGN_NOBODY;
}

struct assign_to assign_of(const SPropValue *type, const SPropValue *eid)
{
    struct assign_to to = {0};

    if (type->ulPropTag == PR_ADDRTYPE_W && *type->Value.lpszW) to.type = type->Value.lpszW;
    if (eid->ulPropTag == PR_ENTRYID)
        to.uid = eid_uid(eid->Value.bin.cb, (ENTRYID *)eid->Value.bin.lpb);
    return to;
}

/*
 * store_house.c - a logon to a store file as the parts that providers have in common see it
 */
#include "common/sql/house.h"
#include "names.h"

HOUSE_OF(store)

static HRESULT house_names_from_ids(void *store, SPropTagArray **tags, GUID *set, ULONG flags,
                                    ULONG *count, MAPINAMEID ***out)
{
    return names_from_ids(store, tags, set, flags, count, out);
}

static HRESULT house_ids_from_names(void *store, ULONG count, MAPINAMEID **names, ULONG flags,
                                    SPropTagArray **out)
{
    return ids_from_names(store, count, names, flags, out);
}

const struct house store_house = {
    HOUSE_SLOTS(store),
    .names_from_ids = house_names_from_ids,
    .ids_from_names = house_ids_from_names,
};

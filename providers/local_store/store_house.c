/*
 * store_house.c - a logon to a store file as the parts that providers have in common see it
 */
#include "common/sql/house.h"
#include "names.h"

static struct db *house_db(void *store)
{
    return store_db(store);
}

static const struct allocators *house_alloc(void *store)
{
    return &((struct store *)store)->alloc;
}

static IMAPISupport *house_support(void *store)
{
    return store_support(store);
}

static bool house_has_ended(void *store)
{
    return com_home_has_ended(((struct store *)store)->home);
}

static void house_enter(void *store, void *object)
{
    store_enter(store, object);
}

static void house_leave(void *store)
{
    store_leave(store);
}

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
    .db = house_db,
    .alloc = house_alloc,
    .support = house_support,
    .has_ended = house_has_ended,
    .enter = house_enter,
    .leave = house_leave,
    .names_from_ids = house_names_from_ids,
    .ids_from_names = house_ids_from_names,
};

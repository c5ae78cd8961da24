/*
 * house.h - what the objects of one logon share, as the parts that providers have in common ask for
 * it
 *
 * A provider has one struct house, constant, and a structure of its own for each logon: `store`.
 */
#pragma once
#include "common/home.h"
#include "common/sql/db.h"
#include "common/sql/value.h"
#include "mapispi.h"
#include "mapiutil.h"

struct house {
    struct db *(*db)(void *store);
    const struct allocators *(*alloc)(void *store);
    IMAPISupport *(*support)(void *store); /* a reference, or NULL after logoff */
    bool (*has_ended)(void *store);        /* the session */
    /* A new object of a client's, its vtables set, holds the store and ends with its home; leave is
     * for its destroy. */
    void (*enter)(void *store, void *object);
    void (*leave)(void *store);
    /* The bodies of GetNamesFromIDs and GetIDsFromNames of every object; NULL: there are no names.
     */
    HRESULT (*names_from_ids)
    (void *store, SPropTagArray **tags, GUID *set, ULONG flags, ULONG *count, MAPINAMEID ***out);
    HRESULT (*ids_from_names)
    (void *store, ULONG count, MAPINAMEID **names, ULONG flags, SPropTagArray **out);
};

/* For a struct name with members `alloc` and `home`, and functions name_db, name_support,
 * name_enter, name_leave: what HOUSE_SLOTS(name) puts into its house. */
#define HOUSE_OF(name)                                                                             \
    static struct db *name##_house_db(void *store)                                                 \
    {                                                                                              \
        return name##_db(store);                                                                   \
    }                                                                                              \
    static const struct allocators *name##_house_alloc(void *store)                                \
    {                                                                                              \
        return &((struct name *)store)->alloc;                                                     \
    }                                                                                              \
    static IMAPISupport *name##_house_support(void *store)                                         \
    {                                                                                              \
        return name##_support(store);                                                              \
    }                                                                                              \
    static bool name##_house_has_ended(void *store)                                                \
    {                                                                                              \
        return com_home_has_ended(((struct name *)store)->home);                                   \
    }                                                                                              \
    static void name##_house_enter(void *store, void *object)                                      \
    {                                                                                              \
        name##_enter(store, object);                                                               \
    }                                                                                              \
    static void name##_house_leave(void *store)                                                    \
    {                                                                                              \
        name##_leave(store);                                                                       \
    }
#define HOUSE_SLOTS(name)                                                                          \
    .db = name##_house_db, .alloc = name##_house_alloc, .support = name##_house_support,           \
    .has_ended = name##_house_has_ended, .enter = name##_house_enter, .leave = name##_house_leave

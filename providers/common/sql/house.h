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

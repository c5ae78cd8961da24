/*
 * names.h - the store's named properties: one mapping for all its objects
 */
#pragma once
#include "store.h"

/* The bodies of GetNamesFromIDs and GetIDsFromNames of every object. */
HRESULT names_from_ids(struct store *store, SPropTagArray **tags, GUID *set, ULONG flags,
                       ULONG *count, MAPINAMEID ***out);
HRESULT ids_from_names(struct store *store, ULONG count, MAPINAMEID **names, ULONG flags,
                       SPropTagArray **out);

/*
 * entry_values.h - an entry of a directory as the properties of a mail user or a distribution list
 */
#pragma once
#include "attribute_map.h"
#include "directory.h"
#include "mapispi.h"

/* The attributes to ask for, each once, NULL-ended; the array is malloc's, the names are the map's.
 * NULL: memory is out. */
const char **entry_attributes(const struct attribute_map *map);
/*
 * entry_values - the properties that every row and object of the kind has, and what the map says
 *
 * type        MAPI_MAILUSER or MAPI_DISTLIST: what the entry was searched as
 * attributes  what was asked for, as entry's values come
 * out         one allocation (MAPIFreeBuffer): 7.9-05, 7.9-06, 7.9-15, texts as PT_UNICODE; an
 * entry without an address has no PR_EMAIL_ADDRESS, a list without one is MAPI's to expand Errors
 * MAPI_E_INVALID_PARAMETER  a name longer than an entry ID has room for
 */
HRESULT entry_values(const struct attribute_map *map, const MAPIUID *directory, USHORT type,
                     const char *const *attributes, const struct directory_entry *entry,
                     ALLOCATEBUFFER *allocate, ALLOCATEMORE *more, FREEBUFFER *release,
                     ULONG *count, SPropValue **out);

/*
 * pname.h - named properties: names compared and copied, and a map from names to identifiers
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "base/lock.h"

bool pname_equal(const MAPINAMEID *a, const MAPINAMEID *b); /* strings: case matters */
bool pname_valid(const MAPINAMEID *name);
/* Deep copy; all hangs on root. */
HRESULT pname_copy(MAPINAMEID *dst, const MAPINAMEID *src, void *root);

/* Names to ids 0x8000..0xFFFE in order of arrival, in memory; shared by all objects of one mapping.
 */
struct pname_map;
HRESULT pname_map_create(struct pname_map **out); /* one reference */
void pname_map_ref(struct pname_map *map);
void pname_map_unref(struct pname_map *map);
/* The bodies of GetIDsFromNames and GetNamesFromIDs, arguments and answers as in IMAPIProp. */
HRESULT pname_map_ids(struct pname_map *map, ULONG count, MAPINAMEID **names, ULONG flags,
                      SPropTagArray **out);
HRESULT pname_map_names(struct pname_map *map, SPropTagArray **tags, const GUID *set, ULONG flags,
                        ULONG *count, MAPINAMEID ***names);
/* The next id, for whoever reads a mapping whose ids are given: name is copied; NULL leaves the id
 * without one. Of a name that comes twice the first id stays. MAPI_E_TOO_BIG,
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT pname_map_append(struct pname_map *map, const MAPINAMEID *name);
ULONG pname_map_count(struct pname_map *map); /* ids, from 0x8000 on */

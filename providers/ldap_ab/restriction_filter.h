/*
 * restriction_filter.h - an SRestriction as the filter of what a server is asked for
 */
#pragma once
#include "attribute_map.h"

#define RESTRICTION_MAX_NODES 4096

/*
 * restriction_filter - a filter that every entry matches whose row the restriction keeps
 *
 * What LDAP can't say is said wider, so the rows found must still be held against the restriction
 * where *exact is false. What differs in case only is the server's to judge: its schema says which
 * attributes mind it.
 *
 * out     malloc; NULL: every entry may match
 * Errors  MAPI_E_INVALID_PARAMETER  a part of the restriction is NULL or of no known kind
 *         MAPI_E_TOO_COMPLEX        it is deeper or larger than any that means something
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT restriction_filter(const struct attribute_map *map, const SRestriction *restriction,
                           char **out, bool *exact);

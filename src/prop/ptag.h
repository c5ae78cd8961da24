/*
 * ptag.h - property tags and arrays of them
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "prop/ptype.h"

/* A copy on root (NULL: a root of its own). NULL tags give *out = NULL. */
HRESULT ptag_copy_array(const SPropTagArray *tags, void *root, SPropTagArray **out);
/* An array with room for count tags, cValues = count, on root (NULL: a root of its own); NULL:
 * memory is out. */
SPropTagArray *ptag_new_array(ULONG count, void *root);
/* Is there a tag with this PROP_ID (types ignored)? */
bool ptag_has_id(const SPropTagArray *tags, ULONG tag);
/* tag with its string type as MAPI_UNICODE in flags says; other types stay. */
ULONG ptag_in_width(ULONG tag, ULONG flags);
/* Does a value tagged have answer a question for wanted: same id, and type equal, PT_UNSPECIFIED,
 * or text of either width? */
static inline bool ptag_fits(ULONG wanted, ULONG have)
{
    if (PROP_ID(wanted) != PROP_ID(have) || PROP_TYPE(have) == PT_ERROR) return false;
    if (PROP_TYPE(have) & MV_INSTANCE) return false; /* a way to ask, not to have */
    return wanted == have || PROP_TYPE(wanted) == PT_UNSPECIFIED || ptype_alike(wanted, have);
}

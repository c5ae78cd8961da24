/*
 * recipient.h - the properties that every recipient has, wherever it was found
 */
#pragma once
#include "mapidefs.h"
#include "eid/oneoff.h"
#include "provider/router.h"

enum { RECIPIENT_TAGS = 10, RECIPIENT_ONE_OFF_PROPS = ONE_OFF_PROPS + 2 };

/* What is asked of containers and entries: PR_ENTRYID first, then the texts in the width that
 * MAPI_UNICODE in flags says, PR_OBJECT_TYPE and kin. */
const SPropTagArray *recipient_tags(ULONG flags);
/* All that a one-off has, as the entry it stands for: RECIPIENT_ONE_OFF_PROPS values; as
 * one_off_props, whose values come first. */
HRESULT recipient_one_off(const struct one_off *one, bool wide, void *root, SPropValue *out);
/*
 * The entry gets these values in the place of its own of the same IDs, texts in the width of flags
 * (PR_7BIT_DISPLAY_NAME has but one); errors are left out. Its array is freed, and is a new one of
 * MAPIAllocateBuffer's. On failure it is as it was.
 */
HRESULT recipient_put(ADRENTRY *entry, ULONG count, const SPropValue *values, ULONG flags);
HRESULT recipient_put_one_off(ADRENTRY *entry, const struct one_off *one, ULONG flags);
/*
 * What an entry with an entry ID lacks is asked of the object, or made of what it has (search key,
 * transmittable name, types).
 * flags   MAPI_UNICODE: width of what is added; MAPI_CACHE_ONLY goes on to the provider
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY; what nobody knows stays away
 */
HRESULT recipient_complete(struct router *router, ADRENTRY *entry, ULONG flags);
/* The same ID, whether text of either width or an error. NULL: none. */
const SPropValue *recipient_value(const ADRENTRY *entry, ULONG tag);

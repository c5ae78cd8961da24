/*
 * adrentry.h - recipients of an ADRLIST: what they have, and what a provider puts in
 */
#pragma once
#include <stdbool.h>
#include "common/allocators.h"

/* By id; NULL: it hasn't, or has an error there. */
const SPropValue *adrentry_find(const ADRENTRY *entry, ULONG tag);
/* What each recipient has (7.5-11), text in the width that flags tell. */
const SPropTagArray *adrentry_usual(ULONG flags);
/*
 * A new array for the entry: values first, then what it had beside; the old one is freed. Where it
 * fails the entry is as it was.
 *
 * values  stay the caller's
 * keep    what the entry has wins over values
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_INVALID_PARAMETER (the entry has what is no property)
 */
HRESULT adrentry_fill(ADRENTRY *entry, ULONG count, const SPropValue *values, bool keep,
                      const struct allocators *alloc);

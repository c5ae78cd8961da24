/*
 * resolve.h - names that a user typed become entries of the book
 */
#pragma once
#include "book.h"

/*
 * IABContainer::ResolveNames: list and answers are of one length and order; what is resolved
 * already, or has no display name, is left alone. An entry whose whole name or address is what was
 * typed wins over those that it only begins (7.5-11, 7.9-12). tags    what a resolved one gets;
 * NULL: the usual ones, in the width of flags (MAPI_UNICODE) Errors  MAPI_E_INVALID_PARAMETER,
 * MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY; those that are resolved by then stay so
 */
HRESULT resolve_names(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list,
                      FlagList *answers);
/* IABLogon::PrepareRecips: what is of this book gets the tags it lacks (7.7); others are left
 * alone. MAPI_E_NOT_FOUND: one is not there any more. */
HRESULT resolve_prepare(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list);

/*
 * resolve.h - names that a user typed become entries of the book
 */
#pragma once
#include "book.h"

/*
 * IABContainer::ResolveNames: list and answers are of one length and order; what is resolved
 * already, or has no display name, is left alone. An entry whose whole name or address is what was
 * typed wins over those that it only begins; one that is found by an address of several is given
 * with that one (7.5-11, 7.9-12).
 *
 * tags    what a resolved one gets; NULL: the usual ones, in the width of flags (MAPI_UNICODE)
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY; those that are
 *         resolved by then stay so
 */
HRESULT resolve_names(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list,
                      FlagList *answers);
/* IDistList::ResolveNames: the same among the members of a list, of whatever provider. */
HRESULT resolve_members(struct book *book, int64_t list, const SPropTagArray *tags, ULONG flags,
                        ADRLIST *names, FlagList *answers);

/*
 * What all of them are made of: look says of one name whether it is found (MAPI_UNRESOLVED,
 * MAPI_AMBIGUOUS, MAPI_RESOLVED), and gives the values of tags, NULL where there is none. It is
 * called under the lock.
 */
typedef HRESULT resolve_look(struct book *book, void *context, const WCHAR *name,
                             const SPropTagArray *tags, struct value **values, ULONG *answer);
HRESULT resolve_with(struct book *book, resolve_look *look, void *context,
                     const SPropTagArray *tags, ULONG flags, ADRLIST *list, FlagList *answers);
/* The tags where a caller asks for none. */
const SPropTagArray *resolve_tags(const SPropTagArray *tags, ULONG flags);
/* The same name, whatever the case. */
bool resolve_is_same(const WCHAR *a, const WCHAR *b);

/*
 * addrbook.h - the integrated address book: IAddrBook over all address book providers of a session
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "provider/router.h"

/*
 * IMAPISession::OpenAddressBook: starts the providers that aren't yet, then one reference.
 * iid     NULL, IID_IAddrBook; others MAPI_E_INTERFACE_NOT_SUPPORTED
 * flags   AB_NO_DIALOG; others MAPI_E_UNKNOWN_FLAGS
 * MAPI_W_ERRORS_RETURNED when a provider failed: *out is valid, last says why
 */
HRESULT addrbook_open(struct router *router, ULONG_PTR ui, const IID *iid, ULONG flags,
                      struct last_error *last, IAddrBook **out);

/* What of the address book is opened by entry ID: one-offs, the root container, the template of
 * one-offs. As OpenEntry; MAPI_E_UNKNOWN_ENTRYID: none of these. */
HRESULT addrbook_open_own(struct router *router, ULONG cb, const ENTRYID *eid, const IID *iid,
                          ULONG flags, ULONG *type, IUnknown **out);

bool addrbook_is_own(ULONG cb, const ENTRYID *eid); /* is it one of these? */

/* OpenEntry of `opener`, an object of the address book, for an entry ID that is there. What the
 * subsystem itself has made ends with the opener; a provider's object is that one's to end. */
HRESULT addrbook_open_entry(void *opener, struct router *router, ULONG cb, const ENTRYID *eid,
                            const IID *iid, ULONG flags, ULONG *type, IUnknown **out);

/* root.c: the root container; holds the router. */
HRESULT ab_root_create(struct router *router, const IID *iid, ULONG flags, IUnknown **out);
/* oneoff_user.c: the mail user in a one-off entry ID. iid NULL, IID_IMailUser, IID_IMAPIProp. */
HRESULT oneoff_user_create(ULONG cb, const ENTRYID *eid, const IID *iid, IUnknown **out);
/*
 * expand.c: the recipients of a message that is being submitted. Members replace lists of type
 * MAPIPDL; a display name that was changed is again what PR_TRANSMITABLE_DISPLAY_NAME says; an
 * address alone gets a one-off's entry ID and search key; of those not yet taken
 * (PR_RESPONSIBILITY) with one search key the first is sent to: others of its type are removed,
 * those of another type get PR_RESPONSIBILITY TRUE. Calls the message as any client does; it is not
 * saved.
 * Errors: those of the message, of opening a list and its table; MAPI_E_TOO_COMPLEX (too many
 *     members)
 */
HRESULT ab_expand(struct router *router, IMessage *message);
/*
 * resolve.c: IAddrBook::ResolveName behind its argument checks; what is resolved stays so whatever
 * comes out of the rest.
 * Errors: MAPI_E_NOT_FOUND (a name is nobody's), MAPI_E_AMBIGUOUS_RECIP (several people's),
 *     MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT ab_resolve(struct router *router, ADRLIST *list, ULONG flags);
/*
 * prepare.c: IAddrBook::PrepareRecips behind its argument checks.
 * tags    first in each entry that has an entry ID, in this order; NULL: none
 * Errors: what the first provider that failed answered; the others' entries are prepared
 */
HRESULT ab_prepare(struct router *router, const SPropTagArray *tags, ADRLIST *list, ULONG flags);

/*
 * host.h - entries of the book that were made from others' entries and templates, which their
 * providers go on to look after
 *
 * Such an entry has a PR_TEMPLATEID. It is opened and made through IMAPISupport::OpenTemplateID,
 * and what a client gets is what the other provider binds to ours.
 * Source  "Acting as a Host Address Book Provider", IABContainer::CreateEntry; 7.9-09, 7.9-10
 */
#pragma once
#include "book.h"

/*
 * The client's object of an entry that was opened: in place of *entry what its provider binds to
 * it, if it has one, and that one answers.
 */
void host_open(struct book *book, USHORT type, const IID *iid, IUnknown **entry);
/*
 * A new entry from a template or an entry of any provider's; it is in the book with its first
 * SaveChanges.
 *
 * joins   the list that it becomes a member of; NULL: none
 * from    the original, with a reference; NULL: nobody wants it
 * Errors  MAPI_E_NO_SUPPORT (neither a user nor a list), what OpenEntry and OpenTemplateID say
 */
HRESULT host_make(struct book *book, const SBinary *id, ULONG flags, const struct book_id *joins,
                  USHORT *type, IMAPIProp **from, IMAPIProp **out);
/* ... and saved, with the members of a list that MAPI expands. MAPI_W_PARTIAL_COMPLETION: not all
 * of these. */
HRESULT host_copy(struct book *book, const SBinary *id, ULONG flags);

/*
 * members.h - the members of personal distribution lists, in the order in which they were added
 *
 * A member is an entry ID of any provider's, with the properties it had when it was added; of this
 * book's own entries those of now are shown, and one that was deleted is passed over.
 */
#pragma once
#include "entries.h"

#define MEMBERS_MOST 100000 /* of one list */
#define MEMBER_MOST_BYTES                                                                          \
    (1 << 16) /* of the properties that are kept of one, and of its entry ID */

struct book;

/* In a transaction. S_FALSE: it is one already. MAPI_E_TOO_BIG: there are MEMBERS_MOST, or it has
 * more than MEMBER_MOST_BYTES. */
HRESULT members_add(struct book_file *file, int64_t list, const SBinary *id, const struct bag *bag);
/* In a transaction. MAPI_E_NOT_FOUND: it is none. */
HRESULT members_remove(struct book_file *file, int64_t list, const SBinary *id);
/* A bag for each member, malloc, with PR_ENTRYID and PR_INSTANCE_KEY among the tags. Under the
 * lock. */
HRESULT members_rows(struct book *book, int64_t list, const SPropTagArray *tags, struct bag **rows,
                     size_t *n);
void members_free(struct bag *rows, size_t n);

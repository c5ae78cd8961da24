/*
 * members.h - the members of a distribution list in a directory
 */
#pragma once
#include "lookup.h"

/*
 * members_find - by the book's line for tables: the entries that a list names as its members, and
 * that are people with an address, or lists
 *
 * Members that are gone are passed over. Mail goes to whom this gives, so it is all of them or
 * none. A large list may take longer than one time limit: each part of it has one, and so have each
 * 64 members.
 *
 * filter  that they match, or NULL: all
 * rows    cleared by lookup_rows_clear, also after errors
 * Errors  MAPI_E_NOT_FOUND (the list is gone), MAPI_E_TABLE_TOO_BIG (more than
 *         DIRECTORY_MAX_VALUES members), MAPI_E_NETWORK_ERROR (the server doesn't have the list or
 *         a member, and says who may), MAPI_E_CALL_FAILED (it sends the members in parts, and
 *         another one than it was asked for, or too many; or another entry for the list or a
 *         member), line_search's
 */
HRESULT members_find(struct book *book, const char *dn, const char *filter,
                     struct lookup_rows *rows);

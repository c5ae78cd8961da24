/*
 * container_rows.h - containers of the directory as rows of properties
 */
#pragma once
#include "lookup.h"

#define TABLE_FLAGS (MAPI_UNICODE | MAPI_DEFERRED_ERRORS | MAPI_CACHE_ONLY | MAPI_NO_CACHE)

/* What a container has, in one allocation of the book's. dn NULL: the root, above the directory. */
HRESULT container_values(struct book *book, const char *dn, LONG depth, ULONG *count,
                         SPropValue **out);
/*
 * container_rows - those below one; the directory itself is the root's only child
 *
 * deep    all that are below, each after the one that it is in, with PR_DEPTH
 * Errors  as of line_search. A root whose server doesn't answer has its child all the same.
 */
HRESULT container_rows(struct book *book, const char *dn, bool deep, uint64_t deadline,
                       struct lookup_rows *rows);

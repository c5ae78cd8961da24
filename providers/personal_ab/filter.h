/*
 * filter.h - a restriction of the contents table: a copy of the caller's, and whether an entry
 * matches
 *
 * Text is compared without regard to case where the level says so; PR_ANR by the words an entry is
 * found by. A property that an entry hasn't got matches nothing.
 * Source  about-restrictions, address-book-restrictions (MAPI reference); 7.9-13, 7.9-14
 */
#pragma once
#include "book.h"

struct filter;

/*
 * Errors  MAPI_E_TOO_COMPLEX       nested too deep, too many parts, RES_SUBRESTRICTION, RELOP_RE
 *         MAPI_E_INVALID_PARAMETER an unknown kind or relation, a missing pointer
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT filter_create(const SRestriction *res, struct filter **out);
void filter_free(struct filter *filter); /* NULL does nothing */
/* The words that every match begins with (a PR_ANR that nothing else is beside, or in an AND), or
 * NULL. *whole: they are all there is to the filter. */
const struct words *filter_words(const struct filter *filter, bool *whole);
/* What an index answers: the beginning of PR_DISPLAY_NAME that every match has, whatever its case,
 * and no other name is between matches; NULL: it isn't that. */
const WCHAR *filter_name_prefix(const struct filter *filter);
/* An entry has that beginning, whatever its case. */
bool filter_name_begins(const struct filter *filter, const struct bag *bag);
/* The entry of the PR_INSTANCE_KEY that it asks for; 0: it doesn't. */
int64_t filter_instance(const struct filter *filter);
/* Under the connection's lock. */
HRESULT filter_matches(struct book *book, const struct filter *filter, const struct entry_row *row,
                       const struct bag *bag, bool *matches);

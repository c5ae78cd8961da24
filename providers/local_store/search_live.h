/*
 * search_live.h - the criteria of live searches as read, for search.c, search_live.c and
 * search_pass.c
 */
#pragma once
#include "restriction.h"
#include "scan.h"
#include "search.h"

struct search {
    struct identity folder;
    ULONG flags;
    struct identity *scopes; /* malloc */
    size_t n_scopes;
    struct scan_filter *filter; /* NULL: its criteria are damaged */
    bool touched;            /* in this transaction */
    sqlite3_stmt *stmt; /* a row when the message ?1 meets the criteria as far as SQL knows them */
};

struct searches {
    int64_t count, newest; /* of what was read; others: read again */
    struct store *shell;   /* a store without a logon: criteria are about messages alone */
    struct search *items;
    size_t n;
};

/* A restriction over messages that belongs to the file, not to one logon. Errors as
 * restriction_create. */
HRESULT search_shell(struct store_file *file, struct restriction **out, const SRestriction *res);

/* All the following in a transaction. */

/* A search with its criteria as the file has them now; S_FALSE: there is none. Borrowed until the
 * next such call. */
HRESULT search_find(struct store_file *file, int64_t folder, struct search **out);
/* A message that SQL let through. */
HRESULT search_matches(struct store_file *file, struct search *search, int64_t message, bool *out);

/* A folder and those above it, all alive; n 0: one of them isn't. */
struct search_chain {
    int64_t folder; /* whose chain this is */
    struct identity *items; /* malloc */
    size_t n, room;
};
HRESULT search_chain_read(struct store_file *file, int64_t folder, struct search_chain *chain);
void search_chain_clear(struct search_chain *chain);
bool search_in_scope(const struct search *search, const struct search_chain *chain);

HRESULT search_link(struct store_file *file, int64_t search, int64_t message);
HRESULT search_tell(struct store_file *file, enum change_what what, const struct identity *message,
                    const struct identity *search, struct change_list *list);
HRESULT search_tell_counts(struct store_file *file, const struct identity *search,
                           struct change_list *list);

/*
 * search.h - search folders: their criteria, and the messages that meet them
 *
 * A search folder (a row of `folders` of type FOLDER_SEARCH) holds links to messages that lie
 * elsewhere. Two things make links: a pass over all that was there when the criteria were set, in
 * steps that are a transaction each and go on where the last one ended, in whatever process; and
 * each transaction that touches messages, which before its commit compares them with the criteria
 * of every live search. Both may look at the same message; linking it twice is linking it once.
 */
#pragma once
#include "store_file.h"

#define SEARCH_AT_ONCE                                                                             \
    4096 /* messages that a background search looks at before its caller goes on */

struct searches; /* the criteria of all live searches, as last read; in struct store_file */

/* Under the lock. */
HRESULT folder_is_search(struct store_file *file, int64_t folder, bool *out);
/* The folder that a message which a search found lies in; MAPI_E_NOT_FOUND: the search has no such
 * message. Under the lock. */
HRESULT search_result_folder(struct store_file *file, int64_t search,
                             const struct identity *message, struct identity *out);

/* The next results after an id, as folder_messages does it. Under the lock. */
HRESULT search_results(struct store_file *file, int64_t search, int64_t after, struct identity *out,
                       size_t room, size_t *n);

/* In a transaction: a new folder becomes a search folder, as yet without criteria. */
HRESULT search_make(struct store_file *file, int64_t folder);
/* In a transaction: the copy of a search folder gets its criteria; what it finds is found anew. */
HRESULT search_copy(struct store_file *file, int64_t from, int64_t to);

/*
 * SetSearchCriteria's rows, in a transaction. res NULL, n 0: as before; so is what is equal to what
 * is there.
 * flags   STOP_SEARCH and the like, already checked for contradictions
 * Errors  MAPI_E_NOT_INITIALIZED (as before, but there is nothing yet), those of restriction_create
 *         and restriction_pack
 */
HRESULT search_set(struct store_file *file, const struct identity *search, const SRestriction *res,
                   const struct identity *scopes, size_t n, ULONG flags, struct change_list *list);

/* What GetSearchCriteria tells; to be cleared. MAPI_E_NOT_INITIALIZED. Under the lock. */
struct search_criteria {
    ULONG state; /* SEARCH_RUNNING and the like */
    void *packed; /* malloc */
    size_t bytes;
    struct identity *scopes; /* malloc */
    size_t n_scopes;
};
HRESULT search_get(struct store_file *file, int64_t search, struct search_criteria *out);
void search_criteria_clear(struct search_criteria *criteria);

/* Before the steps of a pass: makes them quicker when it can. */
void search_prepare(struct store_file *file, const struct identity *search);
/*
 * One step of the pass, a transaction of its own.
 * look       messages looked at by it, at most; a folder that isn't in scope, or empty, counts as
 *            one
 * gives_way  MAPI_E_BUSY when another process writes
 * done       there is no more to do: it is over, or stopped
 * Errors     MAPI_E_CORRUPT_STORE: its criteria are damaged
 */
HRESULT search_step(struct store_file *file, const struct identity *search, size_t look,
                    bool gives_way, bool *done, struct change_list *list);
/* The first running search after this folder whose pass has not come to its end; MAPI_E_NOT_FOUND.
 * Under the lock. */
HRESULT search_next_unfinished(struct store_file *file, int64_t after, struct identity *out);

/* In a transaction, before a message's row goes: its links do, and open tables will hear of it. */
HRESULT search_leave(struct store_file *file, const struct identity *message);
/* Before a commit: the messages that the transaction touched. db's before_commit. */
HRESULT searches_follow(struct store_file *file);
void searches_ended(struct store_file *file, bool committed);
void searches_forget(struct store_file *file); /* at the file's end */

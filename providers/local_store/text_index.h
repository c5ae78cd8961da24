/*
 * text_index.h - which messages may hold a part of a text: an index of the trigrams of their
 * subjects, bodies, attachments' names
 *
 * `text_index` is FTS5's; what goes into it is text_search_any_level of the text, so it gives each
 * message that holds the part at whatever FL_* level, and some more: who asks must look at each. A
 * message that was made or changed waits in `text_queue` (its triggers put it there) and counts as
 * one that may hold anything, until someone who searches bodies takes the time to index it: a save
 * pays for a row of the queue only. What is deleted or changed leaves its old trigrams behind,
 * until the store is compacted.
 */
#pragma once
#include "store_file.h"

#define TEXT_INDEX_SOME (8u << 20) /* text_index_catch_up: about half a second */
#define TEXT_INDEX_ALL  SIZE_MAX

/*
 * The part as what FTS5's MATCH is given; *out (sqlite3_malloc) NULL: it is too short, any message
 * may hold it.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT text_index_query(const WCHAR *part, size_t chars, char **out);

/* SQL, one parameter: the messages that may hold the part. */
#define TEXT_INDEX_MESSAGES                                                                        \
    "SELECT rowid FROM text_index WHERE text_index MATCH ? UNION ALL SELECT message FROM text_queue"
/* Whether these are so few that it is quicker to ask than to look at all. Under the lock; a damaged
 * index is of no use. */
bool text_index_is_quick(struct store_file *file, const char *query);

/*
 * Messages that wait, until so many bytes of text have been looked at; in transactions of its own.
 * But for TEXT_INDEX_ALL it gives way to other processes that write: MAPI_E_BUSY.
 */
HRESULT text_index_catch_up(struct store_file *file, size_t bytes);
/* In a transaction: empties it, and all messages wait. */
HRESULT text_index_start_over(struct db *db);
/* The text of a message as the index has it, in UTF-8; *out (malloc) NULL: too long, or damaged.
 * Under the lock. */
HRESULT text_index_text(struct store_file *file, int64_t message, char **out, size_t *bytes);

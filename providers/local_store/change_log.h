/*
 * change_log.h - the table of changes: written with each transaction, read by other processes
 */
#pragma once
#include "changes.h"
#include "store_file.h"

/* In a transaction; gives change its seq. quiet: nobody is told of it. */
HRESULT change_log_write(struct db *db, bool quiet, struct change *change);
/* The newest seq there is; 0: none. Under the lock. */
HRESULT change_log_newest(struct db *db, int64_t *seq);
/*
 * What other connections wrote after *seq goes behind what list has, and *seq moves there; in
 * steps, each of which takes the lock. What the log doesn't keep any more is one CHANGE_ANY, and
 * CHANGE_MODIFIED for each folder. Where it goes wrong, *seq stays, and list may have anything.
 */
HRESULT change_log_follow(struct store_file *file, int64_t *seq, struct change_list *list);

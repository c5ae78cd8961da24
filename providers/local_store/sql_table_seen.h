/*
 * sql_table_seen.h - the ids of the rows there were, kept by a table that has sinks and whose
 * changes alone don't tell
 *
 * All but sql_table_look_again are called under the lock.
 */
#pragma once
#include "sql_table.h"

/* A message that no restriction hides is a row exactly when it is in the folder: what changed tells
 * all. Or it is several. In the outgoing queue they come and go without being made or moved. */
bool needs_seen(const struct scan *scan);
size_t seen_place(const struct seen *seen, int64_t id); /* of the first id that isn't less */
bool seen_has(const struct seen *seen, int64_t id);
void seen_put(struct seen *seen, int64_t id, bool there);
void seen_clear(struct seen *seen); /* they are not known any more */

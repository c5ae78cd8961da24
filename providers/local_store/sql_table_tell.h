/*
 * sql_table_tell.h - what a table's sinks are told: read with the change, delivered later
 *
 * All without the lock. What is told waits in the file until store_file_deliver.
 */
#pragma once
#include "sql_table.h"

void table_tell(struct sql_table *table,
                ULONG event); /* TABLE_CHANGED and the like, if anyone hears it */
/* A change couldn't be followed: they must look for themselves, or can't any more (6.12-11). */
void table_tell_failure(struct sql_table *table, HRESULT hr);
void table_tell_deleted(struct sql_table *table, const struct scan *scan, int64_t id);
/* TABLE_ROW_ADDED or TABLE_ROW_MODIFIED (6.12-09) of the row that `at` is before; prior is the one
 * before it, 0: there is none. */
void table_tell_row(struct sql_table *table, struct scan *scan, const SPropTagArray *columns,
                    ULONG event, const struct position *at, int64_t prior);

/*
 * memory_table.h - the small tables that follow an open object: recipients, attachments
 *
 * Each is an ITableData of the subsystem (CreateTable), filled with copies of our values.
 */
#pragma once
#include "common/com.h"
#include "common/sql/bag.h"
#include "common/sql/db.h"

/* columns are wide ones, the first is the index column. */
struct memory_table {
    ITableData *data; /* owned; NULL until first wanted */
    bool stale;       /* it could not be filled: whoever wants a view next makes the table anew */
};

HRESULT memory_table_make(struct memory_table *table, const struct allocators *alloc,
                          const SPropTagArray *columns);
/* Replaces all rows; each bag is a row and has the index property. Not under the lock. */
HRESULT memory_table_fill(struct memory_table *table, const struct bag *rows, size_t n);
/* A view with the columns in flags' width, sorted ascending by sort (0: as filled). */
HRESULT memory_table_view(struct memory_table *table, const SPropTagArray *columns, ULONG sort,
                          ULONG flags, IMAPITable **out);
/* Threads may want an object's table at once: each makes one, the first that comes keeps his. */
bool memory_table_is_made(struct memory_table *table, struct db *db);
void memory_table_keep(struct memory_table *table, struct db *db, struct memory_table *moves_made);
void memory_table_failed(struct memory_table *table, struct db *db);
void memory_table_clear(struct memory_table *table);

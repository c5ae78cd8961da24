/*
 * sql_table_lines.h - what the files of a categorised table share
 *
 * All but lines_begin are called in the transaction that it began.
 */
#pragma once
#include "sql_table.h"

/* Begins a read transaction with groups, cursor and bookmarks as the file is. When it fails, or
 * gives S_FALSE, there is none. */
HRESULT lines_begin(struct sql_table *table);
HRESULT lines_end(struct sql_table *table, HRESULT hr); /* gives hr, or the failure to end it */

/* S_OK, or MAPI_W_POSITION_CHANGED: said once; MAPI_E_INVALID_BOOKMARK. */
HRESULT lines_of_mark(struct sql_table *table, BOOKMARK name, uint32_t *line);
HRESULT line_anchor_at(struct sql_table *table, uint32_t line, struct line_anchor *out);

/* *at before the item: among its group's, when SQL alone can tell which they are. */
HRESULT lines_seek_item(struct sql_table *table, uint32_t item, struct position *at);
/* The item that the position is before. */
HRESULT lines_item_at(struct sql_table *table, const struct position *at, uint32_t *item);
/* The item of a row. S_FALSE: there is no such row now. */
HRESULT lines_item_of(struct sql_table *table, int64_t id, uint32_t *item);

/* sql_table_heading.c */
struct heading_row {
    struct sql_table *table;
    struct group *group;
    struct scan_row *row; /* one below it */
};
/* row is open from then on, also when this fails: scan_row_close. */
HRESULT heading_open(struct sql_table *table, size_t group, struct scan_row *row,
                     struct heading_row *heading);
/* self is a struct heading_row: the keys, and what is known of the group. */
HRESULT heading_value(void *self, ULONG tag, struct value **out);

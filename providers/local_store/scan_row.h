/*
 * scan_row.h - one row of a table, by id: any property of it, each read when it is asked for
 */
#pragma once
#include "row.h"
#include "scan_order.h"

struct scan_row {
    const struct scan_source *source;
    struct row row;
    int64_t id;    /* the row's: row.object's, or an instance of it */
    LONG depth;
    sqlite3_stmt
        *columns; /* on the row: from number `first` on those of columns.h whose bits `has` has */
    sqlite3_stmt *own;     /* columns, when it isn't a scan's */
    int first;
    uint32_t has;
    bool parent_known;     /* row.parent has its guid */
    sqlite3_stmt *packed;  /* messages: on the row of message_props, once it is wanted */
    bool packed_known;
    const void *data;      /* packed properties */
    size_t bytes;
};

/* All under the lock, and closed before it is let go. S_FALSE: there is no such row (close it all
 * the same). */
HRESULT scan_row_open(const struct scan_source *source, int64_t id, LONG depth,
                      struct scan_row *row);
/*
 * The same from a scan's statement, which is on the row and has from number `first` on what
 * scan_row_select put there; it must stay until the row is closed.
 */
HRESULT scan_row_read(const struct scan_source *source, int64_t id, LONG depth, sqlite3_stmt *stmt,
                      int first, uint32_t columns, struct scan_row *row);
void scan_row_select(sqlite3_str *text, const struct scan_source *source, uint32_t columns);
/* The columns that these tags need; NULL: all. */
uint32_t scan_row_columns(const struct scan_source *source, const SPropTagArray *tags);
/* The number of columns.h's column in row->columns; -1: it isn't there. */
int scan_row_column(const struct scan_row *row, int column);
/* row is a struct scan_row. MAPI_E_NOT_FOUND; MAPI_E_CORRUPT_STORE: its packed properties are
 * damaged */
HRESULT scan_row_value(void *row, ULONG tag, struct value **out);
void scan_row_close(struct scan_row *row);

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
    sqlite3_stmt *columns; /* on the row */
    sqlite3_stmt *packed;  /* messages: on the row of message_props, once it is wanted */
    bool packed_known;
    const void *data;      /* packed properties */
    size_t bytes;
};

/* All under the lock, and closed before it is let go. S_FALSE: there is no such row (close it all the same). */
HRESULT scan_row_open(const struct scan_source *source, int64_t id, LONG depth, struct scan_row *row);
/* row is a struct scan_row. MAPI_E_NOT_FOUND; MAPI_E_CORRUPT_STORE: its packed properties are damaged */
HRESULT scan_row_value(void *row, ULONG tag, struct value **out);
void scan_row_close(struct scan_row *row);

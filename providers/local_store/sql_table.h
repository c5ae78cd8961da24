/*
 * sql_table.h - an IMAPITable over a scan, for the files that make up its methods
 */
#pragma once
#include "scan.h"
#include "tables.h"

#define MAX_BOOKMARKS 256
#define COLUMN_CHARS  255 /* longer text is cut in rows, as the reference recommends */

struct sql_bookmark {
    BOOKMARK name;
    struct position at;
    int64_t row; /* its row's id, 0: none, it was at the end */
};

/* The ids of the rows there are, where a change alone doesn't tell: so rows that a restriction hides stay silent. */
struct seen {
    bool known;    /* else there are too many to keep */
    int64_t *ids;  /* ascending; malloc */
    size_t n, room;
    ULONG version; /* counts changes heard of */
};

struct sql_table {
    struct com_object com;
    IMAPITable IMAPITable_iface;
    struct store *store; /* owned */
    ULONG flags;         /* MAPI_UNICODE: the width of what comes without a type */
    const ULONG *all;    /* tags of QueryColumns(TBL_ALL_COLUMNS), wide, 0 at the end */

    /* under the connection's lock */
    SPropTagArray *columns; /* malloc */
    struct scan *scan;
    struct position cursor;
    struct sql_bookmark *marks; /* malloc */
    ULONG n_marks;
    BOOKMARK next_mark;

    /* sql_table_notify.c */
    BYTE key[28]; /* of the notification engine */
    struct change_listener listener;
    bool listening;
    ULONG_PTR *sinks; /* connections; malloc */
    ULONG n_sinks;
    struct seen seen;
};

/* Default columns wide, 0 at the end; all lists what else can be asked for. */
HRESULT sql_table_create(const struct scan_source *source, const ULONG *defaults, const ULONG *all, ULONG flags,
                         IMAPITable **out);

static inline struct sql_table *sql_table_from_iface(IMAPITable *iface)
{
    return (struct sql_table *)((char *)iface - offsetof(struct sql_table, IMAPITable_iface));
}

/* One cell: a value, or why there is none. */
struct cell {
    struct value *value;
    HRESULT error;
};

/* sql_table_rows.c */
void cell_read(struct scan_row *row, ULONG tag, struct cell *out); /* under the lock */
void cells_clear(struct cell *cells, size_t n);
HRESULT columns_copy(const SPropTagArray *columns, SPropTagArray **out); /* malloc */
HRESULT STDMETHODCALLTYPE sql_table_QueryRows(IMAPITable *iface, LONG count, ULONG flags, SRowSet **out);

/* sql_table_notify.c */
HRESULT STDMETHODCALLTYPE sql_table_Advise(IMAPITable *iface, ULONG mask, IMAPIAdviseSink *sink, ULONG_PTR *connection);
HRESULT STDMETHODCALLTYPE sql_table_Unadvise(IMAPITable *iface, ULONG_PTR connection);
void sql_table_deaf(struct sql_table *table);              /* at the end: without the lock */
void sql_table_look_again(struct sql_table *table);        /* the scan is another; without the lock */
void sql_table_tell(struct sql_table *table, ULONG event); /* TABLE_SORT_DONE and the like; without the lock */

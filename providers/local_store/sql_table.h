/*
 * sql_table.h - an IMAPITable over a scan, for the files that make up its methods
 */
#pragma once
#include "common/sql/commit_mark.h"
#include "headings.h"
#include "row_block.h"
#include "scan.h"
#include "tables.h"

#define MAX_BOOKMARKS 256
#define COLUMN_CHARS  255 /* longer text is cut in rows, as the reference recommends */

/* In a categorised table: a line by what is on it. */
struct line_anchor {
    enum {
        LINE_END,
        LINE_ITEM,
        LINE_HEADING,
    } kind;
    int64_t id;      /* the row's, or the group's hash */
    uint32_t line;   /* its number, as of serial of the groups */
    unsigned serial;
    bool moved;      /* what it was on is gone or hidden, and nobody was told */
};

struct item_position {
    struct position at; /* before the item, or after the one before it */
    uint32_t item;
    unsigned version; /* of the file */
    bool known;
};

struct sql_bookmark {
    BOOKMARK name;
    struct line_anchor line; /* in a categorised table, instead of the rest */
    struct position at;
    int64_t row; /* its row's id, 0: none, it was at the end */
};

/* The ids of the rows there are, where a change alone doesn't tell: so rows that a restriction
 * hides stay silent. */
struct seen {
    bool known;    /* else there are too many to keep */
    int64_t *ids;  /* ascending; malloc */
    size_t n, room;
    ULONG version; /* counts changes heard of */
};

/* The row that FindRow has put the cursor before. */
struct found_row {
    struct scan *scan;       /* owned */
    int64_t id;
    struct commit_mark mark; /* of the file before it was read */
    SPropTagArray *columns;  /* it was read with; malloc */
    struct row_block block;  /* with these columns; of one row, or of none */
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
    struct headings groups;           /* when the order has categories */
    struct line_anchor cursor_line; /* then the cursor */
    struct found_row found;
    struct item_position walked;    /* where the last call has read to */
    struct sql_bookmark *marks; /* malloc */
    ULONG n_marks;
    BOOKMARK next_mark;

    /* sql_table_notify.c */
    BYTE key[32]; /* of the notification engine */
    struct change_listener listener;
    bool listening;
    ULONG_PTR *sinks; /* connections; malloc */
    ULONG n_sinks;
    struct seen seen;
};

/* Default columns wide, 0 at the end; all lists what else can be asked for. */
HRESULT sql_table_create(const struct scan_source *source, const ULONG *defaults, const ULONG *all,
                         ULONG flags, IMAPITable **out);

static inline struct sql_table *sql_table_from_iface(IMAPITable *iface)
{
    return (struct sql_table *)((char *)iface - offsetof(struct sql_table, IMAPITable_iface));
}

/* One cell: a value, or why there is none. */
struct cell {
    struct value *value;
    HRESULT error;
};

/* sql_table_cells.c */
/* Under the lock. get is as of a restriction. */
void cell_read(restriction_get_fn *get, void *context, ULONG tag, struct cell *out);
void cell_read_row(struct scan_row *row, ULONG tag, struct cell *out);
/* For the client, on his allocation root; without the lock. column: as SetColumns got it. Errors:
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT cell_give(const struct cell *cell, ULONG column, ULONG flags,
                  const struct allocators *alloc, void *root, SPropValue *out);
void cells_clear(struct cell *cells, size_t n);
/* sql_table_settings.c */
HRESULT columns_copy(const SPropTagArray *columns, SPropTagArray **out); /* malloc */
/* The tag of a column's values in rows: an MVI column has one of the values. */
static inline ULONG column_tag(ULONG column)
{
    return PROP_TYPE(column) & MV_INSTANCE ? column & ~(ULONG)MVI_FLAG : column;
}
/* sql_table_rows.c */
HRESULT STDMETHODCALLTYPE sql_table_QueryRows(IMAPITable *iface, LONG count, ULONG flags,
                                              SRowSet **out);

/* sql_table_settings.c */
HRESULT STDMETHODCALLTYPE sql_table_SetColumns(IMAPITable *iface, SPropTagArray *columns,
                                               ULONG flags);
HRESULT STDMETHODCALLTYPE sql_table_QueryColumns(IMAPITable *iface, ULONG flags,
                                                 SPropTagArray **out);
HRESULT STDMETHODCALLTYPE sql_table_Restrict(IMAPITable *iface, SRestriction *res, ULONG flags);
HRESULT STDMETHODCALLTYPE sql_table_SortTable(IMAPITable *iface, SSortOrderSet *set, ULONG flags);
HRESULT STDMETHODCALLTYPE sql_table_QuerySortOrder(IMAPITable *iface, SSortOrderSet **out);
ULONG sql_table_width(ULONG tag, ULONG flags); /* a wide default column in the table's width */
ULONG sql_table_count_tags(const ULONG *tags); /* up to the 0 */
/* sql_table.c: the scan as it is now, one reference; and all bookmarks go, under the lock */
struct scan *sql_table_scan(struct sql_table *table);
void sql_table_drop_marks(struct sql_table *table);

/* sql_table_found.c; all without the lock */
HRESULT found_begin(struct sql_table *table, struct scan *scan,
                    struct found_row *out); /* room for a row; what was kept is gone */
HRESULT found_gather(void *found, int64_t id, struct scan_row *row); /* a scan_each_fn */
void found_keep(struct sql_table *table, struct found_row *moves_found);
/* What was kept, if it is the row at the cursor and nothing was committed since; then it isn't kept
 * any more. */
bool found_take(struct sql_table *table, const struct scan *scan, const struct position *cursor,
                struct found_row *out);
void found_forget(struct sql_table *table);
void found_clear(struct found_row *found);

/* sql_table_notify.c */
HRESULT STDMETHODCALLTYPE sql_table_Advise(IMAPITable *iface, ULONG mask, IMAPIAdviseSink *sink,
                                           ULONG_PTR *connection);
HRESULT STDMETHODCALLTYPE sql_table_Unadvise(IMAPITable *iface, ULONG_PTR connection);
void sql_table_deaf(struct sql_table *table);              /* at the end: without the lock */
void sql_table_look_again(struct sql_table *table); /* the scan is another; without the lock */
/* sql_table_tell.c */
void sql_table_tell(struct sql_table *table,
                    ULONG event); /* TABLE_SORT_DONE and the like, at once; without the lock */

/* sql_table_lines.c: S_FALSE, the table isn't categorised */
struct line_rows {
    SPropTagArray *columns; /* malloc */
    struct cell *cells;     /* n rows of columns->cValues; malloc */
    size_t n;
    struct line_anchor next;  /* where the cursor is when they were given */
    const struct scan *scan;  /* they are of; only to compare */
};
void line_rows_clear(struct line_rows *rows);
HRESULT lines_read(struct sql_table *table, LONG count, bool stay, struct line_rows *out);
void lines_given(struct sql_table *table, const struct line_rows *rows);
HRESULT lines_count(struct sql_table *table, ULONG *count);
HRESULT lines_position(struct sql_table *table, ULONG *line, ULONG *lines);
HRESULT lines_seek(struct sql_table *table, BOOKMARK origin, LONG count, LONG *moved);
HRESULT lines_seek_part(struct sql_table *table, ULONG numerator, ULONG denominator);
HRESULT lines_find(struct sql_table *table, struct scan_filter *also, BOOKMARK origin, bool back);
HRESULT lines_mark(struct sql_table *table, struct line_anchor *out);
void lines_restart(struct sql_table *table, bool same_order); /* another scan; under the lock */
HRESULT lines_expand(struct sql_table *table, const BYTE *key, ULONG bytes, bool expand,
                     ULONG count, struct line_rows *out, ULONG *change);
HRESULT lines_save_state(struct sql_table *table, const BYTE *key, ULONG key_bytes, BYTE **state,
                         ULONG *bytes);
HRESULT lines_load_state(struct sql_table *table, const BYTE *state, ULONG bytes,
                         struct line_anchor *out);

/* sql_table_rows.c */
HRESULT line_rows_give(struct sql_table *table, const struct line_rows *rows, SRowSet **out);
/* sql_table.c: a bookmark; moves mark. MAPI_E_UNABLE_TO_COMPLETE: there are too many. Room for one
 * can be had before. */
HRESULT sql_table_room_for_mark(struct sql_table *table);
HRESULT sql_table_add_mark(struct sql_table *table, struct sql_bookmark *mark, BOOKMARK *name);
/* sql_table_expand.c */
HRESULT STDMETHODCALLTYPE sql_table_ExpandRow(IMAPITable *iface, ULONG bytes, BYTE *key,
                                              ULONG count, ULONG flags, SRowSet **rows,
                                              ULONG *more);
HRESULT STDMETHODCALLTYPE sql_table_CollapseRow(IMAPITable *iface, ULONG bytes, BYTE *key,
                                                ULONG flags, ULONG *gone);
HRESULT STDMETHODCALLTYPE sql_table_GetCollapseState(IMAPITable *iface, ULONG flags,
                                                     ULONG key_bytes, BYTE *key, ULONG *bytes,
                                                     BYTE **out);
HRESULT STDMETHODCALLTYPE sql_table_SetCollapseState(IMAPITable *iface, ULONG flags, ULONG bytes,
                                                     BYTE *state, BOOKMARK *out);

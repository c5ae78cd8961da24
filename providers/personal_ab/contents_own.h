/*
 * contents_own.h - the object behind IMAPITable of the book's entries, for the files it is made of
 */
#pragma once
#include "contents_rows.h"

#define MOST_MARKS 1024
#define MOST_SINKS 64

struct contents_table {
    struct com_object com;
    IMAPITable IMAPITable_iface;
    struct book *book; /* owned */
    ULONG flags;       /* MAPI_UNICODE */

    /* All under the connection's lock. */
    SPropTagArray *columns; /* malloc */
    SSortOrderSet *order;   /* malloc; NULL: by name */
    struct filter *filter;  /* or NULL */
    struct contents_rows rows;
    size_t at; /* the cursor, among the rows that are held; rows.ids.n: behind the last of them */
    size_t n_marks;
    size_t n_sinks;
    ULONG_PTR sinks[MOST_SINKS];
    int64_t marks[MOST_MARKS]; /* the row's id, -1 for the end; 0: freed */
};

static inline struct contents_table *contents_table_of(IMAPITable *iface)
{
    return (struct contents_table *)((char *)iface -
                                     offsetof(struct contents_table, IMAPITable_iface));
}

/* The rows anew; the cursor goes to the beginning. Under the lock. */
HRESULT contents_table_find_rows(struct contents_table *table, const SSortOrderSet *order,
                                 const struct filter *filter);

/* contents_columns.c */
HRESULT contents_columns_default(ULONG flags, SPropTagArray **out); /* by malloc */
HRESULT contents_columns_copy(const SPropTagArray *columns, SPropTagArray **out);
HRESULT STDMETHODCALLTYPE contents_table_SetColumns(IMAPITable *iface, SPropTagArray *columns,
                                                    ULONG flags);
HRESULT STDMETHODCALLTYPE contents_table_QueryColumns(IMAPITable *iface, ULONG flags,
                                                      SPropTagArray **out);

/* contents_cursor.c: under the lock, all rows are held from then on. */
HRESULT contents_cursor_hold_all(struct contents_table *table);
HRESULT STDMETHODCALLTYPE contents_table_GetRowCount(IMAPITable *iface, ULONG flags, ULONG *count);
HRESULT STDMETHODCALLTYPE contents_table_SeekRow(IMAPITable *iface, BOOKMARK origin, LONG count,
                                                 LONG *sought);
HRESULT STDMETHODCALLTYPE contents_table_SeekRowApprox(IMAPITable *iface, ULONG numerator,
                                                       ULONG denominator);
HRESULT STDMETHODCALLTYPE contents_table_QueryPosition(IMAPITable *iface, ULONG *row,
                                                       ULONG *numerator, ULONG *denominator);
HRESULT STDMETHODCALLTYPE contents_table_CreateBookmark(IMAPITable *iface, BOOKMARK *out);
HRESULT STDMETHODCALLTYPE contents_table_FreeBookmark(IMAPITable *iface, BOOKMARK mark);
HRESULT STDMETHODCALLTYPE contents_table_FindRow(IMAPITable *iface, SRestriction *res,
                                                 BOOKMARK origin, ULONG flags);

/* contents_query.c */
HRESULT STDMETHODCALLTYPE contents_table_QueryRows(IMAPITable *iface, LONG count, ULONG flags,
                                                   SRowSet **out);

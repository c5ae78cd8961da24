/*
 * view.h - what a table shows: the rows that pass, their instances in order, the lines one sees,
 * the window on them
 *
 * The part of an IMAPITable that its rows can reach; table_view.c is its face. Everything but
 * view_ref, view_unref and the making and closing is called with the view's lock held and after
 * view_sync.
 */
#pragma once
#include "base/error.h"
#include "base/lock.h"
#include "notify/advise.h"
#include "table/column.h"
#include "table/grouped.h"
#include "table/table_view.h"
#include "table/windowed.h"

struct items {
    struct item *list; /* owned; one reference on each row */
    size_t count, room;
};

struct view {
    LONG refs;
    struct lock lock;
    struct rows *rows; /* one reference */
    struct rows_listener listener;
    struct last_error last;
    SPropTagArray *default_columns;     /* owned; NULL: all that the rows have */
    SPropTagArray *columns;             /* owned; NULL: default_columns */
    SRestriction *always, *restriction; /* owned */
    SSortOrderSet *order;               /* owned; NULL: table order */
    struct instances instances;         /* of columns and order */
    ULONG flags, table_type;
    struct items items;   /* in order */
    struct column column; /* of the items: what was searched for last */
    struct groups groups; /* lines, when the order has categories */
    struct window window;
    struct advise_list sinks;
    bool stale; /* a change could not be followed for want of memory */
};

/* One reference; takes one on rows. Listening from now on. */
HRESULT view_create(struct rows *rows, const struct table_view_config *config, struct view **out);
/* Its face is gone, or dead: no more changes are heard, nobody is told; any number of times.
 * Without the lock. */
void view_close(struct view *view);
void view_ref(struct view *view);
void view_unref(struct view *view);

/* Follows what the rows say has changed, and tells the sinks. */
HRESULT view_sync(struct view *view);
/*
 * Everything anew with these (NULL: none; borrowed, view keeps what it has until the caller swaps):
 * on success items and groups are those of the new settings. Cursor and bookmarks stay on their
 * rows.
 */
HRESULT view_rebuild(struct view *view, const SRestriction *restriction, const SSortOrderSet *order,
                     const struct instances *instances);
/* Lines anew after groups_toggle; cursor and bookmarks on hidden rows go to the next one that is
 * seen. */
HRESULT view_regroup(struct view *view);

size_t view_lines(const struct view *view);
struct line view_line(const struct view *view, size_t at);
/* The value at a line that fits tag; borrowed, or made in scratch. NULL: none. */
const SPropValue *view_value(struct view *view, size_t at, ULONG tag, struct item_scratch *scratch);
/* search.c: the first line from *at on (back: before it) that matches. MAPI_E_NOT_FOUND */
HRESULT view_find(struct view *view, const SRestriction *restriction, bool back, size_t *at);
/* The columns that rows are given in: on a root of their own. */
HRESULT view_columns(struct view *view, SPropTagArray **out);
/* The same, to be read while the lock is held: the view's own, or *made (NULL before), which is the
 * caller's. */
HRESULT view_columns_now(struct view *view, SPropTagArray **made, const SPropTagArray **out);
/* One line in columns; row->lpProps is a root of its own. */
HRESULT view_row(struct view *view, size_t at, const SPropTagArray *columns, SRow *row);
/* The line with this instance key, or view_lines. */
size_t view_find_key(struct view *view, const BYTE *key, ULONG bytes);
/* Tells the sinks of something that concerns no row. */
void view_tell(struct view *view, ULONG event);

/* view_change.c: one change of the rows, in a view that isn't grouped. */
HRESULT view_apply(struct view *view, const struct rows_change *change);
/* Room for one more item. */
HRESULT items_reserve(struct items *items, size_t more);
void items_drop(struct items *items);
/* Does an item pass always and restriction? A restriction that can't be answered lets nothing pass.
 */
bool view_passes(const struct view *view, const SRestriction *restriction,
                 const struct instances *instances, const struct item *item);

/*
 * table_view.c - IMAPITable over rows: columns, restriction, order, groups, cursor, bookmarks,
 * notifications
 *
 * The face of a struct view. Everything is done before the call returns: TBL_ASYNC is answered with
 * the event that says it is done, and no call is ever told that another one is still busy.
 */
#include "table/table_view.h"
#include <string.h>
#include "base/mem.h"
#include "com/com.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/restrict.h"
#include "prop/rowset.h"
#include "table/collapse.h"
#include "table/view.h"

struct table_view {
    struct com_object com;
    IMAPITable IMAPITable_iface;
    struct view *view; /* one reference */
    void (*closed)(void *ctx, IMAPITable *view);
    void *closed_ctx;
};

static void table_view_destroy(void *self)
{
    struct table_view *table = self;

    if (table->closed) table->closed(table->closed_ctx, &table->IMAPITable_iface);
    if (table->view) view_close(table->view);
    view_unref(table->view);
}

/* Whoever advised is told of nothing any more, not even of what was posted before. */
static void table_view_ended(void *self)
{
    struct table_view *table = self;

    view_close(table->view);
    advise_list_end(&table->view->sinks);
}

COM_UNKNOWN(table_view, IMAPITable)
COM_DEAD(table_view, IMAPITable, IMAPITABLE_DEAD_SLOTS);

static const struct com_face table_view_faces[] = {
    COM_MORTAL(table_view, IMAPITable),
};
COM_CLASS_ENDED(table_view);

/* With the lock held, at the start of a method: forgets the last error, follows the rows. */
static HRESULT begin(struct view *view)
{
    error_clear(&view->last);
    return view_sync(view);
}

static HRESULT STDMETHODCALLTYPE table_view_GetLastError(IMAPITable *iface, HRESULT hr, ULONG flags,
                                                         LPMAPIERROR *out)
{
    struct view *view = table_view_from(iface)->view;

    LOCKED(&view->lock);
    return error_get(&view->last, hr, flags, out);
}

/*
 * Advise - hear of changes to rows that this view shows
 *
 * mask    has fnevTableModified; nothing else can be heard of here
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_Advise(IMAPITable *iface, ULONG mask,
                                                   LPMAPIADVISESINK sink, ULONG_PTR *connection)
{
    struct view *view = table_view_from(iface)->view;
    HRESULT hr;

    if (!sink || !connection || !(mask & fnevTableModified)) return FAIL(MAPI_E_INVALID_PARAMETER);
    lock_take(&view->lock);
    hr = begin(view); /* what happened before is no news */
    lock_drop(&view->lock);
    return FAILED(hr) ? hr : advise_list_add(&view->sinks, fnevTableModified, sink, 0, connection);
}

/* Unadvise. MAPI_E_NOT_FOUND: no such connection. */
static HRESULT STDMETHODCALLTYPE table_view_Unadvise(IMAPITable *iface, ULONG_PTR connection)
{
    return advise_list_remove(&table_view_from(iface)->view->sinks, connection);
}

static HRESULT STDMETHODCALLTYPE table_view_GetStatus(IMAPITable *iface, ULONG *status, ULONG *type)
{
    if (!status || !type) return FAIL(MAPI_E_INVALID_PARAMETER);
    *status = TBLSTAT_COMPLETE;
    *type = table_view_from(iface)->view->table_type;
    return S_OK;
}

/* The MVI columns among columns and order. */
static HRESULT gather_instances(const SPropTagArray *columns, const SSortOrderSet *order,
                                struct instances *out)
{
    HRESULT hr = S_OK;

    *out = (struct instances){0};
    for (ULONG i = 0; SUCCEEDED(hr) && columns && i < columns->cValues; i++)
        hr = instances_add(out, columns->aulPropTag[i]);
    for (ULONG i = 0; SUCCEEDED(hr) && order && i < order->cSorts; i++)
        hr = instances_add(out, order->aSort[i].ulPropTag);
    return hr;
}

/*
 * SetColumns - which values rows are given with, in which order
 *
 * columns  PR_NULL keeps a place; MVI_PROP multiplies rows (then bookmarks go); what no row has is
 *          PT_ERROR in rows
 * flags    TBL_ASYNC, TBL_BATCH: no matter
 * Errors   MAPI_E_INVALID_PARAMETER (none, or a PT_ERROR one), MAPI_E_UNKNOWN_FLAGS,
 *          MAPI_E_TOO_COMPLEX (too many MVI), MAPI_E_NOT_ENOUGH_MEMORY; columns stay as they were
 */
static HRESULT STDMETHODCALLTYPE table_view_SetColumns(IMAPITable *iface, LPSPropTagArray columns,
                                                       ULONG flags)
{
    struct view *view = table_view_from(iface)->view;
    AUTO_FREE SPropTagArray *copy = NULL;
    struct instances instances;
    size_t lines;
    HRESULT hr;

    if (!columns || !columns->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(TBL_ASYNC | TBL_BATCH)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    for (ULONG i = 0; i < columns->cValues; i++)
        if (PROP_TYPE(columns->aulPropTag[i]) == PT_ERROR) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = ptag_copy_array(columns, NULL, &copy);
    if (FAILED(hr)) return hr;

    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) hr = gather_instances(copy, view->order, &instances);
    if (FAILED(hr)) return hr;
    if (!instances_equal(&instances, &view->instances)) {
        lines = view_lines(view);
        hr = view_rebuild(view, view->restriction, view->order, &instances);
        if (FAILED(hr)) return hr;
        view->instances = instances;
        if (view_lines(view) != lines) window_reset(&view->window);
    }
    mem_free(view->columns);
    view->columns = TAKE(copy);
    if (flags & TBL_ASYNC) view_tell(view, TABLE_SETCOL_DONE);
    return S_OK;
}

/* What rows could be asked for: the set columns, then what else the rows have. */
static HRESULT all_columns(struct view *view, SPropTagArray **out)
{
    AUTO_FREE SPropTagArray *now = NULL, *have = NULL, *all = NULL;
    HRESULT hr = view_columns(view, &now);

    if (SUCCEEDED(hr)) hr = rows_columns(view->rows, NULL, &have);
    if (FAILED(hr)) return hr;
    all = ptag_new_array(now->cValues + have->cValues + 1, NULL);
    if (!all) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    memcpy(all->aulPropTag, now->aulPropTag, now->cValues * sizeof(ULONG));
    all->cValues = now->cValues;
    for (ULONG i = 0; i < have->cValues; i++)
        if (!ptag_has_id(all, have->aulPropTag[i]))
            all->aulPropTag[all->cValues++] = ptag_in_width(have->aulPropTag[i], view->flags);
    if (!ptag_has_id(all, PR_INSTANCE_KEY)) all->aulPropTag[all->cValues++] = PR_INSTANCE_KEY;
    *out = TAKE(all);
    return S_OK;
}

/* QueryColumns: the set now, or with TBL_ALL_COLUMNS all there are. One root. */
static HRESULT STDMETHODCALLTYPE table_view_QueryColumns(IMAPITable *iface, ULONG flags,
                                                         LPSPropTagArray *out)
{
    struct view *view = table_view_from(iface)->view;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~TBL_ALL_COLUMNS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    LOCKED(&view->lock);
    hr = begin(view);
    if (FAILED(hr)) return hr;
    return flags & TBL_ALL_COLUMNS ? all_columns(view, out) : view_columns(view, out);
}

static HRESULT STDMETHODCALLTYPE table_view_GetRowCount(IMAPITable *iface, ULONG flags,
                                                        ULONG *count)
{
    struct view *view = table_view_from(iface)->view;
    HRESULT hr;

    if (!count) return FAIL(MAPI_E_INVALID_PARAMETER);
    *count = 0;
    if (flags & ~TBL_NOWAIT) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) *count = (ULONG)view_lines(view);
    return hr;
}

/* from + move, kept within 0..lines. */
static size_t step(size_t from, LONG move, size_t lines)
{
    if (move < 0) {
        size_t back = (size_t) - (LONGLONG)move;

        return back > from ? 0 : from - back;
    }
    return (size_t)move > lines - from ? lines : from + (size_t)move;
}

/*
 * SeekRow - move the cursor by count rows from origin
 *
 * sought   may be NULL: how far it went, with sign
 * Gives    MAPI_W_POSITION_CHANGED when origin's row is gone and the next one taken
 * Errors   MAPI_E_INVALID_BOOKMARK, MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_SeekRow(IMAPITable *iface, BOOKMARK origin, LONG count,
                                                    LONG *sought)
{
    struct view *view = table_view_from(iface)->view;
    size_t from, to;
    HRESULT hr;

    if (sought) *sought = 0;
    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) hr = window_find(&view->window, origin, view_lines(view), &from);
    if (FAILED(hr)) return hr;
    to = step(from, count, view_lines(view));
    view->window.cursor = (struct anchor){to, false};
    if (sought) *sought = to < from ? -(LONG)(from - to) : (LONG)(to - from);
    return hr;
}

/* SeekRowApprox: numerator / denominator of the way. MAPI_E_INVALID_PARAMETER: denominator 0 */
static HRESULT STDMETHODCALLTYPE table_view_SeekRowApprox(IMAPITable *iface, ULONG numerator,
                                                          ULONG denominator)
{
    struct view *view = table_view_from(iface)->view;
    ULONGLONG lines;
    HRESULT hr;

    if (!denominator) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(&view->lock);
    hr = begin(view);
    if (FAILED(hr)) return hr;
    lines = view_lines(view);
    view->window.cursor = (struct anchor){
        (size_t)(numerator >= denominator ? lines : lines * numerator / denominator), false};
    return S_OK;
}

/* QueryPosition: the cursor's row from 0, and the same as a fraction whose denominator is never 0.
 */
static HRESULT STDMETHODCALLTYPE table_view_QueryPosition(IMAPITable *iface, ULONG *row,
                                                          ULONG *numerator, ULONG *denominator)
{
    struct view *view = table_view_from(iface)->view;
    size_t at;
    HRESULT hr;

    if (!row || !numerator || !denominator) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(&view->lock);
    hr = begin(view);
    if (FAILED(hr)) return hr;
    window_find(&view->window, BOOKMARK_CURRENT, view_lines(view), &at);
    *row = *numerator = (ULONG)at;
    *denominator = view_lines(view) ? (ULONG)view_lines(view) : 1;
    return S_OK;
}

static HRESULT too_complex(struct view *view, HRESULT hr, const WCHAR *what)
{
    if (hr != MAPI_E_TOO_COMPLEX) return hr;
    return error_set(&view->last, hr, L"table", L"This table can't do what the %ls asks for.",
                     what);
}

/*
 * FindRow - put the cursor on the first row that matches
 *
 * origin  the search begins at its row; with DIR_BACKWARD in flags at the one before it
 * Gives   MAPI_W_POSITION_CHANGED: found, from the row after origin's, which is gone
 * Errors  MAPI_E_NOT_FOUND (the cursor stays), MAPI_E_INVALID_BOOKMARK, MAPI_E_TOO_COMPLEX,
 * MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_FindRow(IMAPITable *iface, LPSRestriction restriction,
                                                    BOOKMARK origin, ULONG flags)
{
    struct view *view = table_view_from(iface)->view;
    size_t at;
    HRESULT hr, found;

    if (flags & ~DIR_BACKWARD) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!restriction) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) hr = too_complex(view, restrict_check(restriction), L"restriction");
    if (FAILED(hr)) return hr;
    found = window_find(&view->window, origin, view_lines(view), &at);
    if (FAILED(found)) return found;
    hr = view_find(view, restriction, flags & DIR_BACKWARD, &at);
    if (FAILED(hr)) return hr;
    view->window.cursor = (struct anchor){at, false};
    return found;
}

/*
 * Restrict - show only rows that match; NULL shows all
 *
 * Bookmarks are discarded, the cursor goes to the beginning. On failure nothing has changed.
 * Errors  MAPI_E_TOO_COMPLEX, MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_Restrict(IMAPITable *iface, LPSRestriction restriction,
                                                     ULONG flags)
{
    struct view *view = table_view_from(iface)->view;
    AUTO_FREE SRestriction *copy = NULL;
    HRESULT hr;

    if (flags & ~(TBL_ASYNC | TBL_BATCH)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) hr = too_complex(view, restrict_check(restriction), L"restriction");
    if (SUCCEEDED(hr)) hr = restrict_copy(restriction, NULL, &copy);
    if (SUCCEEDED(hr)) hr = view_rebuild(view, copy, view->order, &view->instances);
    if (FAILED(hr)) return hr;
    mem_free(view->restriction);
    view->restriction = TAKE(copy);
    window_reset(&view->window);
    if (flags & TBL_ASYNC) view_tell(view, TABLE_RESTRICT_DONE);
    return S_OK;
}

/* CreateBookmark: on the cursor. MAPI_E_UNABLE_TO_COMPLETE: there are too many. */
static HRESULT STDMETHODCALLTYPE table_view_CreateBookmark(IMAPITable *iface, BOOKMARK *out)
{
    struct view *view = table_view_from(iface)->view;
    size_t at;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = 0;
    LOCKED(&view->lock);
    hr = begin(view);
    if (FAILED(hr)) return hr;
    window_find(&view->window, BOOKMARK_CURRENT, view_lines(view), &at);
    return window_mark(&view->window, at, out);
}

static HRESULT STDMETHODCALLTYPE table_view_FreeBookmark(IMAPITable *iface, BOOKMARK mark)
{
    struct view *view = table_view_from(iface)->view;

    LOCKED(&view->lock);
    error_clear(&view->last);
    return window_unmark(&view->window, mark);
}

/*
 * SortTable - another order; cSorts 0 is the table's own
 *
 * Bookmarks are discarded, the cursor goes to the beginning. On failure the old order stays.
 * Errors  MAPI_E_TOO_COMPLEX, MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_SortTable(IMAPITable *iface, LPSSortOrderSet order,
                                                      ULONG flags)
{
    struct view *view = table_view_from(iface)->view;
    AUTO_FREE SSortOrderSet *copy = NULL;
    struct instances instances;
    HRESULT hr;

    if (!order) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(TBL_ASYNC | TBL_BATCH)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) hr = too_complex(view, order_check(order), L"sort order");
    if (SUCCEEDED(hr)) hr = order_copy(order->cSorts ? order : NULL, &copy);
    if (SUCCEEDED(hr))
        hr = gather_instances(view->columns ? view->columns : view->default_columns, copy,
                              &instances);
    if (SUCCEEDED(hr)) hr = view_rebuild(view, view->restriction, copy, &instances);
    if (FAILED(hr)) return hr;
    mem_free(view->order);
    view->order = TAKE(copy);
    view->instances = instances;
    window_reset(&view->window);
    if (flags & TBL_ASYNC) view_tell(view, TABLE_SORT_DONE);
    return S_OK;
}

/* QuerySortOrder: one root; cSorts 0 in table order. */
static HRESULT STDMETHODCALLTYPE table_view_QuerySortOrder(IMAPITable *iface, LPSSortOrderSet *out)
{
    struct view *view = table_view_from(iface)->view;
    static const SSortOrderSet none;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    LOCKED(&view->lock);
    error_clear(&view->last);
    return order_copy(view->order ? view->order : &none, out);
}

/* count lines from at, each a root of its own, in a set of its own. */
static HRESULT give_rows(struct view *view, size_t at, size_t count, SRowSet **out)
{
    AUTO_FREE SPropTagArray *made = NULL;
    const SPropTagArray *columns;
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr =
        count > 0x0fffffff ? FAIL(MAPI_E_NOT_ENOUGH_MEMORY) : rowset_create((ULONG)count, &rows);

    if (SUCCEEDED(hr)) hr = view_columns_now(view, &made, &columns);
    for (size_t i = 0; SUCCEEDED(hr) && i < count; i++) {
        hr = view_row(view, at + i, columns, &rows->aRow[i]);
        if (SUCCEEDED(hr)) rows->cRows++;
    }
    if (FAILED(hr)) return hr;
    *out = TAKE(rows);
    return S_OK;
}

/*
 * QueryRows - rows from the cursor on, or the -count rows before it
 *
 * count    not 0; fewer rows are given at the end, none past it
 * flags    TBL_NOADVANCE: the cursor stays before the first row given; so it does after rows before
 *          it (6.9-06)
 * out      each row has all columns in their order: PT_ERROR where it has none, PR_NULL where the
 *          column is
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_QueryRows(IMAPITable *iface, LONG count, ULONG flags,
                                                      LPSRowSet *out)
{
    struct view *view = table_view_from(iface)->view;
    size_t cursor, other, first, n;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!count) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~TBL_NOADVANCE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    LOCKED(&view->lock);
    hr = begin(view);
    if (FAILED(hr)) return hr;
    window_find(&view->window, BOOKMARK_CURRENT, view_lines(view), &cursor);
    other = step(cursor, count, view_lines(view));
    first = count < 0 ? other : cursor;
    n = count < 0 ? cursor - other : other - cursor;
    hr = give_rows(view, first, n, out);
    if (FAILED(hr)) return hr;
    view->window.cursor =
        (struct anchor){count < 0 || flags & TBL_NOADVANCE ? first : other, false};
    return S_OK;
}

/* Abort: nothing ever runs on its own here (6.9-30). */
static HRESULT STDMETHODCALLTYPE table_view_Abort(IMAPITable *iface)
{
    (void)iface;
    return MAPI_E_UNABLE_TO_ABORT;
}

/* The line of a group's heading: headings stand in order of their groups. */
static size_t heading_line(const struct view *view, size_t group)
{
    size_t at = 0;

    while (at < view_lines(view) &&
           !(view_line(view, at).item == NO_ITEM && view_line(view, at).group == group))
        at++;
    return at;
}

/* Expands or collapses the group that key names, if it isn't so; *group is its number, *change how
 * many lines that made more or less. MAPI_E_NOT_FOUND */
static HRESULT set_expanded(struct view *view, const BYTE *key, ULONG bytes, bool expanded,
                            size_t *group, size_t *change)
{
    size_t before = view_lines(view);
    uint64_t hash;
    HRESULT hr;

    *change = 0;
    *group = key ? groups_find(&view->groups, key, bytes) : NO_GROUP;
    if (*group == NO_GROUP) return MAPI_E_NOT_FOUND;
    if (view->groups.list[*group].expanded == expanded) return S_OK;
    hash = view->groups.list[*group].hash;
    hr = groups_toggle(&view->groups, hash);
    if (FAILED(hr)) return hr;
    hr = view_regroup(view);
    if (FAILED(hr)) {
        if (FAILED(groups_toggle(&view->groups, hash))) view->stale = true;
        return hr;
    }
    *change = expanded ? view_lines(view) - before : before - view_lines(view);
    return S_OK;
}

/*
 * ExpandRow - show what is under a heading
 *
 * count   rows to give at most; the cursor goes behind the last one given, or behind the heading
 * rows    may be NULL when count is 0
 * more    may be NULL: how many lines came into view
 * Errors  MAPI_E_NOT_FOUND (no heading has this key), MAPI_E_INVALID_PARAMETER,
 * MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_ExpandRow(IMAPITable *iface, ULONG bytes, LPBYTE key,
                                                      ULONG count, ULONG flags, LPSRowSet *rows,
                                                      ULONG *more)
{
    struct view *view = table_view_from(iface)->view;
    size_t group, added, heading, n;
    HRESULT hr;

    if (rows) *rows = NULL;
    if (more) *more = 0;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!bytes || !key || (count && !rows)) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) hr = set_expanded(view, key, bytes, true, &group, &added);
    if (FAILED(hr)) return hr;
    heading = heading_line(view, group);
    n = count < added ? count : added;
    if (rows) hr = give_rows(view, heading + 1, n, rows);
    if (FAILED(hr)) return hr;
    if (heading < view_lines(view)) view->window.cursor = (struct anchor){heading + 1 + n, false};
    if (more) *more = (ULONG)added;
    return S_OK;
}

/* CollapseRow: hides what is under a heading; *gone (may be NULL) lines went out of view. Errors as
 * ExpandRow. */
static HRESULT STDMETHODCALLTYPE table_view_CollapseRow(IMAPITable *iface, ULONG bytes, LPBYTE key,
                                                        ULONG flags, ULONG *gone)
{
    struct view *view = table_view_from(iface)->view;
    size_t group, removed;
    HRESULT hr;

    if (gone) *gone = 0;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!bytes || !key) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) hr = set_expanded(view, key, bytes, false, &group, &removed);
    if (FAILED(hr)) return hr;
    if (gone) *gone = (ULONG)removed;
    return S_OK;
}

/* WaitForCompletion: there is nothing to wait for. status may be NULL. */
static HRESULT STDMETHODCALLTYPE table_view_WaitForCompletion(IMAPITable *iface, ULONG flags,
                                                              ULONG msec, ULONG *status)
{
    (void)iface, (void)msec;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (status) *status = TBLSTAT_COMPLETE;
    return S_OK;
}

/*
 * GetCollapseState - which headings are expanded, and which row a bookmark is wanted for
 *
 * key     of a row; may be NULL with 0 bytes
 * out     a root; opaque, valid in any view of these rows in this order
 * Errors  MAPI_E_NO_SUPPORT (not categorised), MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_GetCollapseState(IMAPITable *iface, ULONG flags,
                                                             ULONG key_bytes, LPBYTE key,
                                                             ULONG *bytes, LPBYTE *out)
{
    struct view *view = table_view_from(iface)->view;
    HRESULT hr;

    if (!bytes || !out || (key_bytes && !key)) return FAIL(MAPI_E_INVALID_PARAMETER);
    *bytes = 0;
    *out = NULL;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    LOCKED(&view->lock);
    hr = begin(view);
    return FAILED(hr) ? hr : collapse_save(view, key, key_bytes, bytes, out);
}

/*
 * SetCollapseState - as GetCollapseState found it
 *
 * out     a bookmark on the row that was named then
 * Errors  MAPI_E_UNABLE_TO_COMPLETE (another order), MAPI_E_NO_SUPPORT, MAPI_E_INVALID_PARAMETER,
 * MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE table_view_SetCollapseState(IMAPITable *iface, ULONG flags,
                                                             ULONG bytes, LPBYTE state,
                                                             BOOKMARK *out)
{
    struct view *view = table_view_from(iface)->view;
    size_t at;
    HRESULT hr;

    if (!out || !bytes || !state) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = 0;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    LOCKED(&view->lock);
    hr = begin(view);
    if (SUCCEEDED(hr)) hr = collapse_load(view, state, bytes, &at);
    return FAILED(hr) ? hr : window_mark(&view->window, at, out);
}

static const IMAPITableVtbl table_view_vtbl = {
    COM_UNKNOWN_METHODS(table_view),
    .GetLastError = table_view_GetLastError,
    .Advise = table_view_Advise,
    .Unadvise = table_view_Unadvise,
    .GetStatus = table_view_GetStatus,
    .SetColumns = table_view_SetColumns,
    .QueryColumns = table_view_QueryColumns,
    .GetRowCount = table_view_GetRowCount,
    .SeekRow = table_view_SeekRow,
    .SeekRowApprox = table_view_SeekRowApprox,
    .QueryPosition = table_view_QueryPosition,
    .FindRow = table_view_FindRow,
    .Restrict = table_view_Restrict,
    .CreateBookmark = table_view_CreateBookmark,
    .FreeBookmark = table_view_FreeBookmark,
    .SortTable = table_view_SortTable,
    .QuerySortOrder = table_view_QuerySortOrder,
    .QueryRows = table_view_QueryRows,
    .Abort = table_view_Abort,
    .ExpandRow = table_view_ExpandRow,
    .CollapseRow = table_view_CollapseRow,
    .WaitForCompletion = table_view_WaitForCompletion,
    .GetCollapseState = table_view_GetCollapseState,
    .SetCollapseState = table_view_SetCollapseState,
};

HRESULT table_view_open(struct rows *rows, const struct table_view_config *config, IMAPITable **out)
{
    struct table_view *table = com_alloc(&table_view_class, sizeof(*table));
    HRESULT hr;

    *out = NULL;
    if (!table) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    table->IMAPITable_iface.lpVtbl = &table_view_vtbl;
    hr = view_create(rows, config, &table->view);
    if (FAILED(hr)) {
        com_unref(table);
        return hr;
    }
    table->closed = config->closed; /* only of a table that was handed out */
    table->closed_ctx = config->closed_ctx;
    *out = &table->IMAPITable_iface;
    return S_OK;
}

void table_view_kill(IMAPITable *table)
{
    com_kill(table_view_from(table));
}

HRESULT table_view_create(struct rows *rows, const SPropTagArray *default_columns,
                          const SSortOrderSet *order, IMAPITable **out)
{
    struct table_view_config config = {
        .columns = default_columns, .order = order, .table_type = TBLTYPE_DYNAMIC};

    for (ULONG i = 0; default_columns && i < default_columns->cValues; i++)
        if (ptype_is_text(default_columns->aulPropTag[i]) &&
            (default_columns->aulPropTag[i] & ~(ULONG)MVI_FLAG & 0xffff) == PT_UNICODE)
            config.flags = MAPI_UNICODE;
    return table_view_open(rows, &config, out);
}

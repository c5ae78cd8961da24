/*
 * sql_table.c - IMAPITable over a scan: columns, order, restriction, cursor, bookmarks
 *
 * Every call does its work before it returns; TBL_ASYNC is answered with the event that says it is
 * done. A call takes what it needs of the table under the lock and works without it, so one on
 * another thread is never told to come back.
 */
#include "sql_table.h"
#include <stdlib.h>
#include "common/arguments.h"

void sql_table_drop_marks(struct sql_table *table)
{
    for (ULONG i = 0; i < table->n_marks; i++)
        position_clear(&table->marks[i].at);
    free(table->marks);
    table->marks = NULL;
    table->n_marks = 0;
}

static void sql_table_destroy(void *self)
{
    struct sql_table *table = self;

    if (table->store) sql_table_deaf(table);
    sql_table_drop_marks(table);
    position_clear(&table->cursor);
    position_clear(&table->walked.at);
    headings_clear(&table->groups);
    found_clear(&table->found);
    scan_unref(table->scan);
    free(table->columns);
    if (table->store) store_leave(table->store);
}

COM_UNKNOWN(sql_table, IMAPITable)
COM_DEAD(sql_table, IMAPITable, IMAPITABLE_DEAD_SLOTS);

static const struct com_face sql_table_faces[] = {
    COM_MORTAL(sql_table, IMAPITable),
};
COM_CLASS(sql_table);

static void lock(struct sql_table *table)
{
    db_lock(store_db(table->store));
}

static void unlock(struct sql_table *table)
{
    db_unlock(store_db(table->store));
}

static HRESULT STDMETHODCALLTYPE sql_table_GetLastError(IMAPITable *iface, HRESULT hr, ULONG flags,
                                                        MAPIERROR **out)
{
    (void)iface;
    (void)hr;
    return arguments_of_last_error(flags, out);
}

static HRESULT STDMETHODCALLTYPE sql_table_GetStatus(IMAPITable *iface, ULONG *status, ULONG *type)
{
    (void)iface;
    if (!status || !type) return MAPI_E_INVALID_PARAMETER;
    *status = TBLSTAT_COMPLETE;
    *type = TBLTYPE_DYNAMIC;
    return S_OK;
}

/* ---- what a call works on ---- */

struct scan *sql_table_scan(struct sql_table *table)
{
    struct scan *scan;

    lock(table);
    scan = scan_ref(table->scan);
    unlock(table);
    return scan;
}

/* A position that a call has found becomes the cursor, unless the rows were ordered or restricted
 * anew meanwhile. */
static void set_cursor(struct sql_table *table, const struct scan *scan, struct position *moves_at)
{
    lock(table);
    if (table->scan == scan) position_move(moves_at, &table->cursor);
    unlock(table);
    position_clear(moves_at);
}

/* The row at or behind the position. S_FALSE: there is none. */
static HRESULT row_at(struct scan *scan, const struct position *at, struct position *row)
{
    struct scan_walk walk = {.scan = scan, .want = 1};
    HRESULT hr;

    hr = position_copy(at, row);
    if (SUCCEEDED(hr)) hr = scan_walk(&walk, row);
    if (SUCCEEDED(hr) && walk.got) {
        row->at = POSITION_BEFORE;
        return S_OK;
    }
    position_clear(row);
    return FAILED(hr) ? hr : S_FALSE;
}

static struct sql_bookmark *find_mark(struct sql_table *table, BOOKMARK name)
{
    for (ULONG i = 0; i < table->n_marks; i++)
        if (table->marks[i].name == name) return &table->marks[i];
    return NULL;
}

/* The bookmark is from now on where it was found; unless it went meanwhile. */
static HRESULT set_mark(struct sql_table *table, const struct scan *scan, BOOKMARK name,
                        int64_t row, const struct position *at)
{
    struct sql_bookmark *mark;
    struct position copy;
    HRESULT hr;

    hr = position_copy(at, &copy);
    if (FAILED(hr)) return hr;
    lock(table);
    mark = table->scan == scan ? find_mark(table, name) : NULL;
    if (mark) {
        mark->row = row;
        position_move(&copy, &mark->at);
    }
    unlock(table);
    position_clear(&copy);
    return S_OK;
}

/* A bookmark follows its row; when that is gone, or hidden, it goes on to the next. */
static HRESULT position_of_mark(struct sql_table *table, struct scan *scan, BOOKMARK name,
                                struct position *out)
{
    struct position old = {0}, now = {0};
    struct sql_bookmark *mark;
    int64_t row = 0;
    HRESULT hr, found;

    lock(table);
    mark = table->scan == scan ? find_mark(table, name) : NULL;
    hr = mark ? position_copy(&mark->at, &old) : MAPI_E_INVALID_BOOKMARK;
    if (mark) row = mark->row;
    unlock(table);
    if (FAILED(hr)) return hr;

    found = S_OK;
    if (row) hr = scan_locate(scan, row, &now);
    if (row && hr == S_FALSE) { /* told once: then it is the next row's */
        found = MAPI_W_POSITION_CHANGED;
        hr = row_at(scan, &old, &now);
        row = hr == S_OK ? now.id : 0;
    }
    if (!row || hr == S_FALSE) {
        position_clear(&now);
        now = old;
        memset(&old, 0, sizeof(old));
        hr = S_OK;
    }
    if (SUCCEEDED(hr)) hr = set_mark(table, scan, name, row, &now);
    if (SUCCEEDED(hr)) position_move(&now, out);
    position_clear(&now);
    position_clear(&old);
    return FAILED(hr) ? hr : found;
}

/* S_OK, or MAPI_W_POSITION_CHANGED; MAPI_E_INVALID_BOOKMARK. */
static HRESULT position_of(struct sql_table *table, struct scan *scan, BOOKMARK name,
                           struct position *out)
{
    HRESULT hr = S_OK;

    memset(out, 0, sizeof(*out));
    switch (name) {
    case BOOKMARK_BEGINNING:
        return S_OK;
    case BOOKMARK_END:
        out->at = POSITION_END;
        return S_OK;
    case BOOKMARK_CURRENT: /* always somewhere: that its row is gone is no news to warn of */
        lock(table);
        if (table->scan == scan) hr = position_copy(&table->cursor, out);
        unlock(table);
        return hr;
    }
    return position_of_mark(table, scan, name, out);
}

/* ---- counting ---- */

/* Without regard to the order: rows are looked at where they lie. */
static HRESULT count_unordered(struct scan *scan, int64_t *count)
{
    static const struct position end = {.at = POSITION_END};
    struct scan *natural;
    HRESULT hr;

    if (scan_is_exact(scan) || scan->source.folders) return scan_count(scan, &end, count);
    hr = scan_create(&scan->source, NULL, scan->filter, &natural);
    if (FAILED(hr)) return hr;
    hr = scan_count(natural, &end, count);
    scan_unref(natural);
    return hr;
}

/* Without a restriction the folder knows. */
static HRESULT count_all(struct sql_table *table, struct scan *scan, int64_t *count)
{
    static const char *const counts[] = {
        "SELECT messages FROM folders WHERE id=?1",
        "SELECT associated FROM folders WHERE id=?1",
        "SELECT deleted_messages FROM folders WHERE id=?1",
    };
    HRESULT hr;

    if (scan->filter || scan->source.instances.n || scan->source.folders || scan->source.outgoing ||
        scan->source.part > PART_DELETED)
        return count_unordered(scan, count);
    lock(table);
    hr = db_int(store_db(table->store), count, counts[scan->source.part], "i", scan->source.folder);
    unlock(table);
    if (hr == MAPI_E_NOT_FOUND) hr = S_OK; /* the folder is gone, and no row left */
    return hr;
}

/*
 * GetRowCount - the number of rows now
 *
 * flags   0 or TBL_NOWAIT
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS
 */
static HRESULT STDMETHODCALLTYPE sql_table_GetRowCount(IMAPITable *iface, ULONG flags, ULONG *count)
{
    struct sql_table *table = sql_table_from(iface);
    struct scan *scan;
    int64_t n = 0;
    HRESULT hr;

    if (!count) return MAPI_E_INVALID_PARAMETER;
    *count = 0;
    if (flags & ~(ULONG)TBL_NOWAIT) return MAPI_E_UNKNOWN_FLAGS;
    hr = lines_count(table, count);
    if (hr != S_FALSE) return hr;
    scan = sql_table_scan(table);
    hr = count_all(table, scan, &n);
    scan_unref(scan);
    if (SUCCEEDED(hr)) *count = (ULONG)n;
    return hr;
}

/*
 * QueryPosition - the cursor's row from 0, and the same as a fraction whose denominator is never 0
 *
 * Errors  MAPI_E_INVALID_PARAMETER
 */
static HRESULT STDMETHODCALLTYPE sql_table_QueryPosition(IMAPITable *iface, ULONG *row,
                                                         ULONG *numerator, ULONG *denominator)
{
    struct sql_table *table = sql_table_from(iface);
    struct scan *scan = NULL;
    struct position at;
    int64_t before = 0, all = 0;
    HRESULT hr;

    if (!row || !numerator || !denominator) return MAPI_E_INVALID_PARAMETER;
    hr = lines_position(table, row, denominator);
    if (hr == S_OK) {
        *numerator = *row;
        if (!*denominator) *denominator = 1;
    }
    if (hr != S_FALSE) return hr;
    scan = sql_table_scan(table);
    hr = position_of(table, scan, BOOKMARK_CURRENT, &at);
    if (SUCCEEDED(hr)) hr = count_all(table, scan, &all);
    if (SUCCEEDED(hr)) hr = scan_count(scan, &at, &before);
    position_clear(&at);
    scan_unref(scan);
    if (FAILED(hr)) return hr;
    *row = *numerator = (ULONG)before;
    *denominator = all < before ? (ULONG)before : all ? (ULONG)all : 1;
    return S_OK;
}

/* ---- moving ---- */

/*
 * SeekRow - move the cursor by count rows from origin
 *
 * sought  may be NULL: how far it went, with sign
 * Gives   MAPI_W_POSITION_CHANGED when origin's row is gone and the next one taken
 * Errors  MAPI_E_INVALID_BOOKMARK, MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE sql_table_SeekRow(IMAPITable *iface, BOOKMARK origin, LONG count,
                                                   LONG *sought)
{
    struct sql_table *table = sql_table_from(iface);
    struct scan *scan;
    struct position at;
    LONG lines_moved = 0;
    int64_t moved = 0;
    HRESULT hr, found;

    if (sought) *sought = 0;
    hr = lines_seek(table, origin, count, &lines_moved);
    if (hr != S_FALSE) {
        if (sought) *sought = lines_moved;
        return hr;
    }
    scan = sql_table_scan(table);
    found = position_of(table, scan, origin, &at);
    hr = SUCCEEDED(found) ? scan_seek(scan, &at, count, &moved) : found;
    if (SUCCEEDED(hr)) {
        set_cursor(table, scan, &at);
        if (sought) *sought = (LONG)moved;
        hr = found;
    }
    position_clear(&at);
    scan_unref(scan);
    return hr;
}

/*
 * SeekRowApprox - numerator / denominator of the way
 *
 * Errors  MAPI_E_INVALID_PARAMETER (denominator 0), MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE sql_table_SeekRowApprox(IMAPITable *iface, ULONG numerator,
                                                         ULONG denominator)
{
    struct sql_table *table = sql_table_from(iface);
    struct position at = {0};
    struct scan *scan;
    int64_t all;
    HRESULT hr;

    if (!denominator) return MAPI_E_INVALID_PARAMETER;
    hr = lines_seek_part(table, numerator, denominator);
    if (hr != S_FALSE) return hr;
    scan = sql_table_scan(table);
    hr = count_all(table, scan, &all);
    if (SUCCEEDED(hr))
        hr = scan_seek_row(
            scan,
            numerator >= denominator ? all : (int64_t)((uint64_t)all * numerator / denominator),
            all, &at);
    if (SUCCEEDED(hr)) set_cursor(table, scan, &at);
    position_clear(&at);
    scan_unref(scan);
    return hr;
}

/* The row itself is read with it: clients mostly ask for it next. */
static HRESULT find_row(struct sql_table *table, struct scan *scan, struct scan_filter *also,
                        BOOKMARK origin, bool back)
{
    struct found_row row;
    struct scan_walk walk = {.scan = scan,
                             .also = also,
                             .back = back,
                             .open_rows = true,
                             .want = 1,
                             .each = found_gather,
                             .context = &row};
    struct position at;
    HRESULT hr, found;

    found = position_of(table, scan, origin, &at);
    hr = SUCCEEDED(found) ? found_begin(table, scan, &row) : found;
    if (FAILED(hr)) {
        position_clear(&at);
        return hr;
    }
    walk.columns = row.columns;
    hr = scan_walk(&walk, &at);
    if (SUCCEEDED(hr) && walk.got) {
        at.at = POSITION_BEFORE;
        set_cursor(table, scan, &at);
        found_keep(table, &row);
        hr = found;
    } else {
        found_clear(&row);
        if (SUCCEEDED(hr)) hr = MAPI_E_NOT_FOUND;
    }
    position_clear(&at);
    return hr;
}

/*
 * FindRow - put the cursor on the first row that matches
 *
 * origin  the search begins at its row; with DIR_BACKWARD in flags at the one before it
 * Gives   MAPI_W_POSITION_CHANGED: found, from the row after origin's, which is gone
 * Errors  MAPI_E_NOT_FOUND (the cursor stays), MAPI_E_INVALID_BOOKMARK, MAPI_E_TOO_COMPLEX,
 * MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE sql_table_FindRow(IMAPITable *iface, SRestriction *res,
                                                   BOOKMARK origin, ULONG flags)
{
    struct sql_table *table = sql_table_from(iface);
    struct scan *scan;
    struct scan_filter *also = NULL;
    HRESULT hr;

    if (flags & ~(ULONG)DIR_BACKWARD) return MAPI_E_UNKNOWN_FLAGS;
    if (!res) return MAPI_E_INVALID_PARAMETER;
    scan = sql_table_scan(table);
    hr = scan_filter_create(&scan->source, res, &also);
    if (SUCCEEDED(hr)) scan_filter_quicken(&scan->source, also);
    if (SUCCEEDED(hr)) hr = lines_find(table, also, origin, flags & DIR_BACKWARD);
    if (hr == S_FALSE) hr = find_row(table, scan, also, origin, flags & DIR_BACKWARD);
    scan_filter_unref(also);
    scan_unref(scan);
    return hr;
}

HRESULT sql_table_room_for_mark(struct sql_table *table)
{
    struct sql_bookmark *bigger;

    lock(table);
    bigger = table->n_marks < MAX_BOOKMARKS
                 ? realloc(table->marks, (table->n_marks + 1) * sizeof(*bigger))
                 : NULL;
    if (bigger) table->marks = bigger;
    unlock(table);
    if (bigger) return S_OK;
    return table->n_marks < MAX_BOOKMARKS ? MAPI_E_NOT_ENOUGH_MEMORY : MAPI_E_UNABLE_TO_COMPLETE;
}

HRESULT sql_table_add_mark(struct sql_table *table, struct sql_bookmark *mark, BOOKMARK *name)
{
    HRESULT hr;

    lock(table);
    hr = sql_table_room_for_mark(table);
    if (SUCCEEDED(hr)) {
        *name = mark->name = table->next_mark++;
        table->marks[table->n_marks++] = *mark;
        memset(mark, 0, sizeof(*mark));
    }
    unlock(table);
    return hr;
}

/* Of the row that the cursor is before. */
static HRESULT mark_row(struct sql_table *table, struct sql_bookmark *mark)
{
    struct scan *scan = sql_table_scan(table);
    struct position at = {0};
    HRESULT hr;

    hr = position_of(table, scan, BOOKMARK_CURRENT, &at);
    if (SUCCEEDED(hr)) {
        hr = row_at(scan, &at, &mark->at);
        if (hr == S_OK) mark->row = mark->at.id;
        if (hr == S_FALSE) position_move(&at, &mark->at);
    }
    position_clear(&at);
    scan_unref(scan);
    return FAILED(hr) ? hr : S_OK;
}

/*
 * CreateBookmark - a name for the cursor's row, which it follows
 *
 * Errors  MAPI_E_UNABLE_TO_COMPLETE (there are too many), MAPI_E_INVALID_PARAMETER,
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT STDMETHODCALLTYPE sql_table_CreateBookmark(IMAPITable *iface, BOOKMARK *out)
{
    struct sql_table *table = sql_table_from(iface);
    struct sql_bookmark mark = {0};
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = 0;
    hr = lines_mark(table, &mark.line);
    if (hr == S_FALSE) hr = mark_row(table, &mark);
    if (SUCCEEDED(hr)) hr = sql_table_add_mark(table, &mark, out);
    position_clear(&mark.at);
    return hr;
}

/* FreeBookmark: a predefined one stays. MAPI_E_INVALID_BOOKMARK */
static HRESULT STDMETHODCALLTYPE sql_table_FreeBookmark(IMAPITable *iface, BOOKMARK name)
{
    struct sql_table *table = sql_table_from(iface);
    struct sql_bookmark *mark;

    if (name <= BOOKMARK_END) return S_OK;
    lock(table);
    mark = find_mark(table, name);
    if (mark) {
        position_clear(&mark->at);
        *mark = table->marks[--table->n_marks];
    }
    unlock(table);
    return mark ? S_OK : MAPI_E_INVALID_BOOKMARK;
}

/* ---- what never takes its time ---- */

/* Abort: nothing ever runs on its own here (6.9-30). */
static HRESULT STDMETHODCALLTYPE sql_table_Abort(IMAPITable *iface)
{
    (void)iface;
    return MAPI_E_UNABLE_TO_ABORT;
}

/* WaitForCompletion: there is nothing to wait for. status may be NULL. */
static HRESULT STDMETHODCALLTYPE sql_table_WaitForCompletion(IMAPITable *iface, ULONG flags,
                                                             ULONG msec, ULONG *status)
{
    (void)iface;
    (void)msec;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (status) *status = TBLSTAT_COMPLETE;
    return S_OK;
}

static const IMAPITableVtbl sql_table_vtbl = {
    COM_UNKNOWN_METHODS(sql_table),
    .GetLastError = sql_table_GetLastError,
    .Advise = sql_table_Advise,
    .Unadvise = sql_table_Unadvise,
    .GetStatus = sql_table_GetStatus,
    .SetColumns = sql_table_SetColumns,
    .QueryColumns = sql_table_QueryColumns,
    .GetRowCount = sql_table_GetRowCount,
    .SeekRow = sql_table_SeekRow,
    .SeekRowApprox = sql_table_SeekRowApprox,
    .QueryPosition = sql_table_QueryPosition,
    .FindRow = sql_table_FindRow,
    .Restrict = sql_table_Restrict,
    .CreateBookmark = sql_table_CreateBookmark,
    .FreeBookmark = sql_table_FreeBookmark,
    .SortTable = sql_table_SortTable,
    .QuerySortOrder = sql_table_QuerySortOrder,
    .QueryRows = sql_table_QueryRows,
    .Abort = sql_table_Abort,
    .ExpandRow = sql_table_ExpandRow,
    .CollapseRow = sql_table_CollapseRow,
    .WaitForCompletion = sql_table_WaitForCompletion,
    .GetCollapseState = sql_table_GetCollapseState,
    .SetCollapseState = sql_table_SetCollapseState,
};

HRESULT sql_table_create(const struct scan_source *source, const ULONG *defaults, const ULONG *all,
                         ULONG flags, IMAPITable **out)
{
    struct sql_table *table = com_alloc(&sql_table_class, sizeof(*table));
    ULONG n = sql_table_count_tags(defaults);
    HRESULT hr;

    *out = NULL;
    if (!table) return MAPI_E_NOT_ENOUGH_MEMORY;
    table->IMAPITable_iface.lpVtbl = (IMAPITableVtbl *)&sql_table_vtbl;
    table->store = source->store;
    store_enter(table->store, table);
    table->flags = flags & MAPI_UNICODE;
    table->all = all;
    table->next_mark = BOOKMARK_END + 1;
    table->columns = malloc(CbNewSPropTagArray(n));
    hr = table->columns ? scan_create(source, NULL, NULL, &table->scan) : MAPI_E_NOT_ENOUGH_MEMORY;
    if (FAILED(hr)) {
        com_unref(table);
        return hr;
    }
    table->columns->cValues = n;
    for (ULONG i = 0; i < n; i++)
        table->columns->aulPropTag[i] = sql_table_width(defaults[i], table->flags);
    *out = &table->IMAPITable_iface;
    return S_OK;
}

/*
 * sql_table_lines.c - a categorised table: its lines counted, read, moved over, expanded and
 * collapsed
 *
 * Each function does its work on one state of the file, under the lock; S_FALSE says that the table
 * isn't categorised. The cursor and bookmarks stay on their rows and headings; a number is only
 * good while nothing has changed.
 */
#include "sql_table_lines.h"
#include <stdlib.h>

/* ---- items ---- */

/* *at before the item: among its group's, when SQL alone can tell which they are. */
HRESULT lines_seek_item(struct sql_table *table, uint32_t item, struct position *at)
{
    const struct headings *groups = &table->groups;
    size_t i = headings_of_item(groups, item);
    const struct group *group;
    HRESULT hr;

    if (i == NO_GROUP || !scan_is_exact(table->scan))
        return scan_seek_row(table->scan, item, groups->items, at);
    group = &groups->list[i];
    hr = scan_seek_below(table->scan, group->row, table->scan->order.level_keys[group->level],
                         item - group->first, at);
    return hr == S_FALSE ? MAPI_E_CALL_FAILED : hr;
}

/* table->walked is before item, or after the one before it. */
static HRESULT walk_to(struct sql_table *table, uint32_t item)
{
    struct item_position *walked = &table->walked;
    HRESULT hr;

    if (walked->known && walked->version == table->groups.version && walked->item == item)
        return S_OK;
    walked->known = false;
    hr = lines_seek_item(table, item, &walked->at);
    if (FAILED(hr)) return hr;
    *walked = (struct item_position){walked->at, item, table->groups.version, true};
    return S_OK;
}

static HRESULT item_id(struct sql_table *table, uint32_t item, int64_t *id)
{
    struct item_position *walked = &table->walked;
    struct scan_walk one = {.scan = table->scan, .want = 1};
    HRESULT hr = walk_to(table, item);

    if (SUCCEEDED(hr) && walked->at.at != POSITION_BEFORE) {
        walked->known = false;
        hr = scan_walk(&one, &walked->at);
        if (FAILED(hr)) return hr;
        if (!one.got) return MAPI_E_CALL_FAILED;
        walked->at.at = POSITION_BEFORE;
        walked->known = true;
    }
    *id = walked->at.id;
    return hr;
}

/* The item that the position is before. */
HRESULT lines_item_at(struct sql_table *table, const struct position *at, uint32_t *item)
{
    const struct scan_order *order = &table->scan->order;
    size_t i = scan_is_exact(table->scan) ? headings_of_row(&table->groups, order, at) : NO_GROUP;
    uint32_t first = i == NO_GROUP ? 0 : table->groups.list[i].first;
    int64_t before = 0;
    HRESULT hr;

    if (i == NO_GROUP)
        hr = scan_count(table->scan, at, &before);
    else
        hr = scan_count_below(table->scan, at, order->level_keys[order->levels - 1], &before);
    *item = first + (uint32_t)before;
    return hr;
}

/* S_FALSE: there is no such row now. */
HRESULT lines_item_of(struct sql_table *table, int64_t id, uint32_t *item)
{
    struct position at = {0};
    HRESULT hr = scan_locate(table->scan, id, &at);

    if (hr == S_OK) hr = lines_item_at(table, &at, item);
    position_clear(&at);
    return hr;
}

/* ---- where the cursor and bookmarks are ---- */

HRESULT line_anchor_at(struct sql_table *table, uint32_t line, struct line_anchor *out)
{
    const struct headings *groups = &table->groups;
    struct line_anchor anchor = {.kind = LINE_END, .line = line, .serial = groups->serial};
    int64_t item;
    HRESULT hr = S_OK;
    size_t group;

    if (line < groups->lines) {
        group = headings_at(groups, line, &item);
        anchor.kind = item < 0 ? LINE_HEADING : LINE_ITEM;
        if (item < 0)
            anchor.id = (int64_t)groups->list[group].hash;
        else
            hr = item_id(table, (uint32_t)item, &anchor.id);
    }
    if (SUCCEEDED(hr)) *out = anchor;
    return hr;
}

/* The line that an anchor is on now; *gone: what it was on isn't seen any more. */
static HRESULT find_anchor(struct sql_table *table, const struct line_anchor *anchor,
                           uint32_t *line, bool *gone)
{
    const struct headings *groups = &table->groups;
    uint32_t item;
    size_t group;
    bool seen;
    HRESULT hr;

    *gone = false;
    if (anchor->kind == LINE_END) {
        *line = groups->lines;
        return S_OK;
    }
    *line = anchor->line < groups->lines ? anchor->line : groups->lines;
    if (anchor->kind == LINE_HEADING) {
        group = headings_by_hash(groups, (uint64_t)anchor->id);
        *gone = group == NO_GROUP || !groups->list[group].seen;
        if (group != NO_GROUP) *line = groups->list[group].line;
        return S_OK;
    }
    hr = lines_item_of(table, anchor->id, &item);
    if (hr == S_OK) {
        *line = headings_line_of(groups, item, &seen);
        *gone = !seen;
    }
    if (hr == S_FALSE) *gone = true;
    return FAILED(hr) ? hr : S_OK;
}

/* An anchor comes to where it is now. At the beginning, a cursor is before whatever comes first. */
static HRESULT settle(struct sql_table *table, struct line_anchor *anchor, bool cursor)
{
    struct line_anchor now;
    bool gone = false, moved = anchor->moved;
    uint32_t line = 0;
    HRESULT hr = S_OK;

    if (anchor->serial == table->groups.serial) return S_OK;
    if (!cursor || anchor->line) hr = find_anchor(table, anchor, &line, &gone);
    if (SUCCEEDED(hr)) hr = line_anchor_at(table, line, &now);
    if (FAILED(hr)) return hr;
    *anchor = now;
    anchor->moved = moved || gone;
    return S_OK;
}

static HRESULT settle_all(struct sql_table *table)
{
    HRESULT hr = settle(table, &table->cursor_line, true);

    for (ULONG i = 0; SUCCEEDED(hr) && i < table->n_marks; i++)
        hr = settle(table, &table->marks[i].line, false);
    return hr;
}

/* ---- one state of the file ---- */

/* Begins a read transaction with groups, cursor and bookmarks as the file is. When it fails, or
 * gives S_FALSE, there is none. */
HRESULT lines_begin(struct sql_table *table)
{
    struct db *db = store_db(table->store);
    HRESULT hr;

    db_lock(db);
    hr = table->groups.levels ? db_begin_read(db) : S_FALSE;
    if (hr == S_OK) {
        hr = headings_sync(&table->groups, table->scan);
        if (SUCCEEDED(hr)) hr = settle_all(table);
        if (FAILED(hr)) db_end(db, hr);
    }
    db_unlock(db); /* the transaction holds it, too */
    return hr;
}

HRESULT lines_end(struct sql_table *table, HRESULT hr)
{
    return db_end(store_db(table->store), hr);
}

/* S_OK, or MAPI_W_POSITION_CHANGED: said once; MAPI_E_INVALID_BOOKMARK. */
HRESULT lines_of_mark(struct sql_table *table, BOOKMARK name, uint32_t *line)
{
    HRESULT hr = MAPI_E_INVALID_BOOKMARK;

    switch (name) {
    case BOOKMARK_BEGINNING:
        *line = 0;
        return S_OK;
    case BOOKMARK_END:
        *line = table->groups.lines;
        return S_OK;
    case BOOKMARK_CURRENT: /* always somewhere: that its row is gone is no news to warn of */
        *line = table->cursor_line.line;
        return S_OK;
    }
    for (ULONG i = 0; i < table->n_marks; i++) {
        struct line_anchor *anchor = &table->marks[i].line;

        if (table->marks[i].name != name) continue;
        *line = anchor->line;
        hr = anchor->moved ? MAPI_W_POSITION_CHANGED : S_OK;
        anchor->moved = false;
    }
    return hr;
}

static uint32_t step(uint32_t from, LONG by, uint32_t lines)
{
    int64_t to = (int64_t)from + by;

    return to < 0 ? 0 : to > lines ? lines : (uint32_t)to;
}

/* ---- counting and moving ---- */

HRESULT lines_count(struct sql_table *table, ULONG *count)
{
    HRESULT hr = lines_begin(table);

    if (hr != S_OK) return hr;
    *count = table->groups.lines;
    return lines_end(table, S_OK);
}

HRESULT lines_position(struct sql_table *table, ULONG *line, ULONG *lines)
{
    HRESULT hr = lines_begin(table);

    if (hr != S_OK) return hr;
    *line = table->cursor_line.line;
    *lines = table->groups.lines;
    return lines_end(table, S_OK);
}

HRESULT lines_seek(struct sql_table *table, BOOKMARK origin, LONG count, LONG *moved)
{
    HRESULT hr = lines_begin(table), found;
    uint32_t from, to;

    if (hr != S_OK) return hr;
    found = lines_of_mark(table, origin, &from);
    if (FAILED(found)) return lines_end(table, found);
    to = step(from, count, table->groups.lines);
    hr = line_anchor_at(table, to, &table->cursor_line);
    if (SUCCEEDED(hr)) *moved = (LONG)((int64_t)to - from);
    return lines_end(table, SUCCEEDED(hr) ? found : hr);
}

HRESULT lines_seek_part(struct sql_table *table, ULONG numerator, ULONG denominator)
{
    HRESULT hr = lines_begin(table);
    uint64_t lines;

    if (hr != S_OK) return hr;
    lines = table->groups.lines;
    hr = line_anchor_at(
        table, (uint32_t)(numerator >= denominator ? lines : lines * numerator / denominator),
        &table->cursor_line);
    return lines_end(table, hr);
}

HRESULT lines_mark(struct sql_table *table, struct line_anchor *out)
{
    HRESULT hr = lines_begin(table);

    if (hr != S_OK) return hr;
    *out = table->cursor_line;
    out->moved = false;
    return lines_end(table, S_OK);
}

void lines_restart(struct sql_table *table, bool same_order)
{
    headings_start(&table->groups, table->scan, same_order);
    memset(&table->cursor_line, 0, sizeof(table->cursor_line));
    table->walked.known = false;
    position_clear(&table->walked.at);
}

/* ---- reading ---- */

static HRESULT read_heading(struct sql_table *table, size_t group, const SPropTagArray *columns,
                            struct cell *cells)
{
    struct heading_row heading;
    struct scan_row row;
    HRESULT hr = heading_open(table, group, &row, &heading);

    for (ULONG i = 0; SUCCEEDED(hr) && i < columns->cValues; i++)
        cell_read(heading_value, &heading, columns->aulPropTag[i], &cells[i]);
    scan_row_close(&row);
    return hr;
}

struct item_reading {
    const SPropTagArray *columns;
    struct cell *cells; /* of the next item */
};

static HRESULT read_item(void *context, int64_t id, struct scan_row *row)
{
    struct item_reading *reading = context;

    (void)id;
    for (ULONG i = 0; i < reading->columns->cValues; i++)
        cell_read_row(row, reading->columns->aulPropTag[i], reading->cells++);
    return S_OK;
}

static HRESULT read_items(struct sql_table *table, uint32_t item, uint32_t n,
                          const SPropTagArray *columns, struct cell *cells)
{
    struct item_reading reading = {columns, cells};
    struct scan_walk walk = {
        .scan = table->scan, .open_rows = true, .want = n, .each = read_item, .context = &reading};
    struct item_position *walked = &table->walked;
    HRESULT hr = walk_to(table, item);

    walked->known = false;
    if (SUCCEEDED(hr)) hr = scan_walk(&walk, &walked->at);
    if (FAILED(hr)) return hr;
    if (walk.got != n) return MAPI_E_CALL_FAILED;
    walked->item = item + n;
    walked->known = true;
    return S_OK;
}

static HRESULT read_lines(struct sql_table *table, uint32_t line, uint32_t n,
                          const SPropTagArray *columns, struct cell *cells)
{
    HRESULT hr = S_OK;

    while (SUCCEEDED(hr) && n) {
        uint32_t run = 1;
        int64_t item;
        size_t group = headings_at(&table->groups, line, &item);
        const struct group *g = &table->groups.list[group];

        if (item < 0) {
            hr = read_heading(table, group, columns, cells);
        } else {
            run = g->first + g->count - (uint32_t)item;
            if (run > n) run = n;
            hr = read_items(table, (uint32_t)item, run, columns, cells);
        }
        line += run;
        n -= run;
        cells += (size_t)run * columns->cValues;
    }
    return hr;
}

/* The cells of n lines; in a transaction. */
static HRESULT take_lines(struct sql_table *table, uint32_t line, uint32_t n, struct line_rows *out)
{
    HRESULT hr = columns_copy(table->columns, &out->columns);

    if (FAILED(hr)) return hr;
    /* n + 1: never of no bytes */
    out->cells = calloc((size_t)n + 1, out->columns->cValues * sizeof(struct cell));
    if (!out->cells) return MAPI_E_NOT_ENOUGH_MEMORY;
    out->n = n;
    return read_lines(table, line, n, out->columns, out->cells);
}

void line_rows_clear(struct line_rows *rows)
{
    if (rows->cells) cells_clear(rows->cells, rows->n * rows->columns->cValues);
    free(rows->cells);
    free(rows->columns);
    memset(rows, 0, sizeof(*rows));
}

HRESULT lines_read(struct sql_table *table, LONG count, bool stay, struct line_rows *out)
{
    HRESULT hr;
    uint32_t from, to, first;

    memset(out, 0, sizeof(*out));
    hr = lines_begin(table);
    if (hr != S_OK) return hr;
    from = table->cursor_line.line;
    to = step(from, count, table->groups.lines);
    first = count < 0 ? to : from;
    hr = take_lines(table, first, count < 0 ? from - to : to - from, out);
    if (SUCCEEDED(hr)) hr = line_anchor_at(table, count < 0 || stay ? first : to, &out->next);
    out->scan = table->scan;
    hr = lines_end(table, hr);
    if (FAILED(hr)) line_rows_clear(out);
    return hr;
}

void lines_given(struct sql_table *table, const struct line_rows *rows)
{
    db_lock(store_db(table->store));
    /* settles when the file is another meanwhile */
    if (table->scan == rows->scan) table->cursor_line = rows->next;
    db_unlock(store_db(table->store));
}

/* ---- expanding and collapsing ---- */

/* Cursor, bookmarks and what is expanded: to come back to when a call fails half way. */
struct lines_kept {
    struct line_anchor cursor, *marks; /* malloc */
    uint64_t *toggled;                 /* malloc */
    size_t n_toggled;
};

static HRESULT keep(const struct sql_table *table, struct lines_kept *kept)
{
    const struct headings *groups = &table->groups;

    kept->cursor = table->cursor_line;
    kept->n_toggled = groups->n_toggled;
    kept->marks = malloc((table->n_marks + 1) * sizeof(*kept->marks));
    kept->toggled = malloc((groups->n_toggled + 1) * sizeof(*kept->toggled));
    if (!kept->marks || !kept->toggled) {
        free(kept->marks);
        free(kept->toggled);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    for (ULONG i = 0; i < table->n_marks; i++)
        kept->marks[i] = table->marks[i].line;
    if (groups->n_toggled)
        memcpy(kept->toggled, groups->toggled, groups->n_toggled * sizeof(*kept->toggled));
    return S_OK;
}

static void drop_kept(struct lines_kept *kept)
{
    free(kept->marks);
    free(kept->toggled);
}

/* moves kept->toggled. In the same transaction: lines have the numbers they had. */
static void come_back(struct sql_table *table, struct lines_kept *kept)
{
    struct headings *groups = &table->groups;

    headings_set_toggled(groups, &kept->toggled, kept->n_toggled);
    table->cursor_line = kept->cursor;
    table->cursor_line.serial = groups->serial;
    for (ULONG i = 0; i < table->n_marks; i++) {
        table->marks[i].line = kept->marks[i];
        table->marks[i].line.serial = groups->serial;
    }
}

/* Expands or collapses; *change lines came or went. */
static HRESULT toggle(struct sql_table *table, size_t group, bool expand, ULONG *change)
{
    struct headings *groups = &table->groups;
    uint32_t before = groups->lines;
    HRESULT hr = S_OK;

    if (groups->list[group].expanded != expand) hr = headings_toggle(groups, group);
    if (SUCCEEDED(hr)) hr = settle_all(table);
    *change = expand ? groups->lines - before : before - groups->lines;
    return hr;
}

/* What is under the heading now, at most count lines of it. */
static HRESULT take_below(struct sql_table *table, size_t group, ULONG count, struct line_rows *out)
{
    uint32_t heading = table->groups.list[group].line;
    HRESULT hr = take_lines(table, heading + 1, count, out);

    if (SUCCEEDED(hr) && table->groups.list[group].seen)
        hr = line_anchor_at(table, heading + 1 + count, &out->next);
    return hr;
}

HRESULT lines_expand(struct sql_table *table, const BYTE *key, ULONG bytes, bool expand,
                     ULONG count, struct line_rows *out, ULONG *change)
{
    HRESULT hr = lines_begin(table);
    struct lines_kept kept;
    size_t group;

    *change = 0;
    memset(out, 0, sizeof(*out));
    if (hr != S_OK) return hr;
    group = headings_find(&table->groups, key, bytes);
    if (group == NO_GROUP) return lines_end(table, MAPI_E_NOT_FOUND);
    hr = keep(table, &kept);
    if (FAILED(hr)) return lines_end(table, hr);
    hr = toggle(table, group, expand, change);
    out->scan = table->scan;
    out->next = table->cursor_line;
    if (SUCCEEDED(hr) && expand)
        hr = take_below(table, group, count < *change ? count : *change, out);
    if (FAILED(hr)) come_back(table, &kept);
    drop_kept(&kept);
    hr = lines_end(table, hr);
    if (FAILED(hr)) line_rows_clear(out);
    return hr;
}

HRESULT lines_save_state(struct sql_table *table, const BYTE *key, ULONG key_bytes, BYTE **state,
                         ULONG *bytes)
{
    HRESULT hr = lines_begin(table);

    return hr == S_OK ? lines_end(table, headings_save(&table->groups, table->scan->set, key,
                                                       key_bytes, state, bytes))
                      : hr;
}

/* The line of the row or heading with this key, or the first one: it is gone, or hidden. */
static HRESULT line_of_key(struct sql_table *table, const BYTE *key, ULONG bytes, uint32_t *line)
{
    const struct headings *groups = &table->groups;
    size_t group = headings_find(groups, key, bytes);
    HRESULT hr = S_FALSE;
    uint32_t item, found;
    bool seen = false;
    int64_t id;

    *line = 0;
    if (group != NO_GROUP) {
        if (groups->list[group].seen) *line = groups->list[group].line;
        return S_OK;
    }
    id = row_key_read(&table->scan->source.instances, key, bytes);
    if (id) hr = lines_item_of(table, id, &item);
    if (hr != S_OK) return FAILED(hr) ? hr : S_OK;
    found = headings_line_of(groups, item, &seen);
    if (seen) *line = found;
    return S_OK;
}

HRESULT lines_load_state(struct sql_table *table, const BYTE *state, ULONG bytes,
                         struct line_anchor *out)
{
    HRESULT hr = lines_begin(table);
    struct lines_kept kept;
    const BYTE *key;
    ULONG key_bytes;
    uint32_t line;

    if (hr != S_OK) return hr;
    hr = keep(table, &kept);
    if (FAILED(hr)) return lines_end(table, hr);
    hr = headings_load(&table->groups, table->scan->set, state, bytes, &key, &key_bytes);
    if (SUCCEEDED(hr)) hr = settle_all(table);
    if (SUCCEEDED(hr)) hr = line_of_key(table, key, key_bytes, &line);
    if (SUCCEEDED(hr)) hr = line_anchor_at(table, line, out);
    if (FAILED(hr)) come_back(table, &kept);
    drop_kept(&kept);
    return lines_end(table, hr);
}

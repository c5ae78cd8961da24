/*
 * sql_table_find.c - FindRow in a categorised table
 */
#include "sql_table_lines.h"

/* The nearest visible item that matches, from item on (back: before it). S_FALSE: none. */
static HRESULT find_item(struct sql_table *table, struct scan_filter *also, int64_t item, bool back,
                         uint32_t *line)
{
    const struct headings *groups = &table->groups;
    struct position at = {0};
    HRESULT hr = S_FALSE;
    bool seen = false;

    while (hr == S_FALSE && (back ? item > 0 : item < groups->items)) {
        struct scan_walk walk = {.scan = table->scan, .also = also, .back = back, .want = 1};
        uint32_t found;

        hr = lines_seek_item(table, (uint32_t)item, &at);
        if (SUCCEEDED(hr)) hr = scan_walk(&walk, &at);
        if (SUCCEEDED(hr) && !walk.got) hr = S_FALSE;
        if (FAILED(hr) || !walk.got) break;
        at.at = POSITION_BEFORE;
        hr = lines_item_at(table, &at, &found);
        if (FAILED(hr)) break;
        *line = headings_line_of(groups, found, &seen);
        if (seen) break;
        hr = S_FALSE; /* hidden: go on at the nearest that isn't */
        item = headings_next_seen(groups, found, back);
    }
    position_clear(&at);
    return hr;
}

/*
 * Arranged groups: rows come in the scan's order, groups are shown in another one, so all rows are
 * looked at. A group's items are together in both: only in the one that `from` is an item of do
 * they lie on both sides.
 */
struct wide_search {
    struct sql_table *table;
    const struct position *at; /* of the walk: behind the row that matches */
    uint32_t from;
    size_t from_group;
    bool back;
    int64_t id;        /* the nearest row found so far; 0: none */
    uint32_t heading;  /* the line of its heading */
};

static HRESULT look_nearer(void *context, int64_t id, struct scan_row *row)
{
    struct wide_search *search = context;
    const struct headings *groups = &search->table->groups;
    size_t i = headings_of_row(groups, &search->table->scan->order, search->at);
    struct position before = *search->at; /* borrows the keys */
    uint32_t item, heading;
    HRESULT hr;

    (void)row;
    if (i == NO_GROUP || !groups->list[i].seen || !groups->list[i].expanded) return S_OK;
    heading = groups->list[i].line;
    if (search->id && (search->back ? heading < search->heading : heading >= search->heading))
        return S_OK;
    if (i != search->from_group &&
        (search->back ? heading >= search->from : heading < search->from))
        return S_OK;
    if (i == search->from_group) {
        before.at = POSITION_BEFORE;
        hr = lines_item_at(search->table, &before, &item);
        if (FAILED(hr)) return hr;
        heading = groups->list[i].line;
        item = heading + 1 + item - groups->list[i].first;
        if (search->back ? item >= search->from : item < search->from) return S_OK;
    }
    search->id = id;
    search->heading = heading;
    return S_OK;
}

/* As find_item, from a line on (back: before it). */
static HRESULT find_arranged(struct sql_table *table, struct scan_filter *also, uint32_t from,
                             bool back, uint32_t *line)
{
    const struct headings *groups = &table->groups;
    struct position at = {0};
    struct wide_search search = {
        .table = table, .at = &at, .from = from, .from_group = NO_GROUP, .back = back};
    struct scan_walk walk = {.scan = table->scan,
                             .also = also,
                             .want = SIZE_MAX,
                             .each = look_nearer,
                             .context = &search};
    int64_t item;
    uint32_t number;
    bool seen;
    HRESULT hr;

    if (from < groups->lines) search.from_group = headings_at(groups, from, &item);
    if (search.from_group != NO_GROUP && item < 0) search.from_group = NO_GROUP;
    hr = scan_walk(&walk, &at);
    if (SUCCEEDED(hr)) hr = search.id ? lines_item_of(table, search.id, &number) : S_FALSE;
    if (hr == S_OK) *line = headings_line_of(groups, number, &seen);
    position_clear(&at);
    return hr;
}

static HRESULT heading_matches(struct sql_table *table, size_t group, struct scan_filter *also,
                               bool *matches)
{
    struct heading_row heading;
    struct scan_row row;
    HRESULT hr = heading_open(table, group, &row, &heading);

    *matches = false;
    if (SUCCEEDED(hr))
        hr = restriction_matches(also->restriction, heading_value, &heading, matches);
    scan_row_close(&row);
    return hr;
}

/* The first heading that matches among lines from..to (back: the last one). S_FALSE: none. */
static HRESULT find_heading(struct sql_table *table, struct scan_filter *also, uint32_t from,
                            uint32_t to, bool back, uint32_t *line)
{
    const struct headings *groups = &table->groups;
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < groups->n; i++) {
        size_t at = back ? groups->n - 1 - i : i;
        const struct group *group = &groups->list[at];
        bool matches;

        if (!group->seen || group->line < from || group->line >= to) continue;
        hr = heading_matches(table, at, also, &matches);
        if (FAILED(hr) || !matches) continue;
        *line = group->line;
        return S_OK;
    }
    return FAILED(hr) ? hr : S_FALSE;
}

HRESULT lines_find(struct sql_table *table, struct scan_filter *also, BOOKMARK origin, bool back)
{
    const struct headings *groups = &table->groups;
    HRESULT hr = lines_begin(table), found, heading = S_FALSE;
    uint32_t from, line = 0, over = 0;
    int64_t item;

    if (hr != S_OK) return hr;
    found = lines_of_mark(table, origin, &from);
    if (FAILED(found)) return lines_end(table, found);
    item = groups->items; /* the first at or after the line */
    if (from < groups->lines) {
        size_t group = headings_at(groups, from, &item);

        if (item < 0) item = groups->list[group].first;
    }
    hr = groups->arranged ? find_arranged(table, also, from, back, &line)
                          : find_item(table, also, item, back, &line);
    if (SUCCEEDED(hr) && back)
        heading = find_heading(table, also, hr == S_OK ? line : 0, from, true, &over);
    if (SUCCEEDED(hr) && !back)
        heading = find_heading(table, also, from, hr == S_OK ? line : groups->lines, false, &over);
    if (heading != S_FALSE) hr = heading;
    if (heading == S_OK) line = over;
    if (hr == S_OK) hr = line_anchor_at(table, line, &table->cursor_line);
    if (hr == S_OK) hr = found;
    if (hr == S_FALSE) hr = MAPI_E_NOT_FOUND;
    return lines_end(table, hr);
}

/*
 * view.c - what a table shows: the rows that pass, their instances in order, the lines one sees,
 * the window on them
 */
#include "table/view.h"
#include <string.h>
#include "base/mem.h"
#include "mapitags.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "prop/restrict.h"
#include "table/sieve.h"

/* ---- items ---- */

HRESULT items_reserve(struct items *items, size_t more)
{
    size_t room = items->room ? items->room : 16;
    struct item *bigger;

    if (items->room - items->count >= more) return S_OK;
    while (room - items->count < more) {
        if (room > SIZE_MAX / 4) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        room *= 2;
    }
    bigger = mem_array(room, sizeof(*bigger));
    if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (items->count) memcpy(bigger, items->list, items->count * sizeof(*bigger));
    mem_free(items->list);
    items->list = bigger;
    items->room = room;
    return S_OK;
}

/* Room for so many in an empty list, and none to spare. */
static HRESULT items_exactly(struct items *items, size_t n)
{
    if (!n) return S_OK;
    items->list = mem_array(n, sizeof(*items->list));
    if (!items->list) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    items->room = n;
    return S_OK;
}

void items_drop(struct items *items)
{
    for (size_t i = 0; i < items->count; i++)
        row_unref(items->list[i].row);
    mem_free(items->list);
    *items = (struct items){0};
}

struct item_question {
    const struct instances *instances;
    const struct item *item;
    struct item_scratch scratch[2]; /* RES_COMPAREPROPS looks at two values at once */
    unsigned turn;
};

static const SPropValue *find_in_item(void *ctx, ULONG tag)
{
    struct item_question *q = ctx;

    return PROP_TYPE(tag) & MV_INSTANCE
               ? item_value(q->instances, q->item, tag, &q->scratch[q->turn++ % 2])
               : row_find(q->item->row, tag);
}

bool view_passes(const struct view *view, const SRestriction *restriction,
                 const struct instances *instances, const struct item *item)
{
    struct item_question q; /* its scratch is not for reading yet */
    struct restrict_row row = {.find = find_in_item, .ctx = &q};
    bool match;

    if (!restriction && !view->always) return true;
    q.instances = instances;
    q.item = item;
    q.turn = 0;
    if (view->always && (FAILED(restrict_match_row(view->always, &row, &match)) || !match))
        return false;
    return SUCCEEDED(restrict_match_row(restriction, &row, &match)) && match;
}

/* The rows that pass, each as often as it has instances, in order. Empties the queue of changes. */
static HRESULT collect(struct view *view, const SRestriction *restriction,
                       const SSortOrderSet *order, const struct instances *instances,
                       struct items *out)
{
    AUTO_FREE struct item *scratch = NULL;
    struct rows_entry *entries;
    struct sieve sieve;
    size_t n;
    HRESULT hr;

    *out = (struct items){0};
    sieve_make(&sieve, restriction);
    hr = rows_list_through(view->rows, &view->listener, &sieve, &n, &entries);
    if (FAILED(hr)) return hr;
    view->stale = true; /* until the caller has put the answer in place */
    if (!restriction && !view->always && !instances->count) hr = items_exactly(out, n);
    for (size_t i = 0; SUCCEEDED(hr) && i < n; i++) {
        ULONG copies = instances_of(instances, entries[i].row);

        hr = items_reserve(out, copies);
        for (ULONG k = 0; SUCCEEDED(hr) && k < copies; k++) {
            struct item item = item_of(entries[i].row, entries[i].rank, k);

            if (!view_passes(view, restriction, instances, &item)) continue;
            if (copies > 1) row_ref(item.row);
            else entries[i].row = NULL; /* its reference goes along */
            out->list[out->count++] = item;
        }
    }
    rows_list_free(n, entries);
    if (SUCCEEDED(hr) && order && out->count) {
        hr = order_sort(order, instances, out->list, out->count);
        if (SUCCEEDED(hr) && order->cCategories) {
            struct groups groups = {0}; /* only for its levels */

            scratch = mem_array(out->count, sizeof(*scratch));
            groups_start(&groups, order);
            hr = scratch ? groups_arrange(&groups, order, instances, out->list, out->count, scratch)
                         : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
            groups_drop(&groups);
        }
    }
    if (FAILED(hr)) items_drop(out);
    return hr;
}

/* ---- lines ---- */

size_t view_lines(const struct view *view)
{
    return view->groups.levels ? view->groups.n_lines : view->items.count;
}

struct line view_line(const struct view *view, size_t at)
{
    return view->groups.levels ? view->groups.lines[at] : (struct line){NO_GROUP, at};
}

const SPropValue *view_value(struct view *view, size_t at, ULONG tag, struct item_scratch *scratch)
{
    struct line line = view_line(view, at);
    const SPropValue *value;

    if (line.item == NO_ITEM)
        return group_value(&view->groups, view->order, &view->instances,
                           &view->groups.list[line.group], view->items.list, tag, scratch);
    value = item_value(&view->instances, &view->items.list[line.item], tag, scratch);
    if (value || PROP_TYPE(tag) != PT_LONG) return value;
    if (PROP_ID(tag) == PROP_ID(PR_ROW_TYPE)) scratch->value = pval_long(PR_ROW_TYPE, TBL_LEAF_ROW);
    else if (PROP_ID(tag) == PROP_ID(PR_DEPTH) && view->groups.levels)
        scratch->value = pval_long(PR_DEPTH, (LONG)view->groups.levels);
    else return NULL;
    return &scratch->value;
}

size_t view_find_key(struct view *view, const BYTE *key, ULONG bytes)
{
    struct item_scratch scratch;
    size_t at;

    for (at = 0; at < view_lines(view); at++) {
        const SPropValue *have = view_value(view, at, PR_INSTANCE_KEY, &scratch);

        if (have && have->Value.bin.cb == bytes && !memcmp(have->Value.bin.lpb, key, bytes)) break;
    }
    return at;
}

/* ---- where the window stands, while everything is made anew ---- */

/* What a line is, whatever its number; nothing: the end. */
struct identity {
    enum {
        IS_END,
        IS_ITEM,
        IS_GROUP
    } kind;
    uint64_t id; /* of the row, or the group's hash */
    ULONG instance;
};

static struct identity identity_of(const struct view *view, size_t at)
{
    struct line line;

    if (at >= view_lines(view)) return (struct identity){IS_END, 0, 0};
    line = view_line(view, at);
    if (line.item == NO_ITEM)
        return (struct identity){IS_GROUP, view->groups.list[line.group].hash, 0};
    return (struct identity){IS_ITEM, view->items.list[line.item].row->id,
                             item_instance(&view->items.list[line.item])};
}

static bool is_identity(const struct view *view, size_t at, const struct identity *identity)
{
    struct identity have = identity_of(view, at);

    return have.kind == identity->kind && have.id == identity->id &&
           have.instance == identity->instance;
}

/* The first line after item number, which is hidden. */
static size_t line_after_item(const struct view *view, size_t number)
{
    for (size_t at = 0; at < view_lines(view); at++) {
        struct line line = view_line(view, at);
        size_t first = line.item == NO_ITEM ? view->groups.list[line.group].first : line.item;

        if (first > number) return at;
    }
    return view_lines(view);
}

static void anchor_find(const struct view *view, const struct identity *identity,
                        struct anchor *anchor)
{
    size_t lines = view_lines(view);

    if (identity->kind == IS_END) {
        anchor->at = lines;
        return;
    }
    for (size_t at = 0; at < lines; at++) {
        if (!is_identity(view, at, identity)) continue;
        anchor->at = at;
        return;
    }
    anchor->moved = true;
    if (anchor->at > lines) anchor->at = lines;
    for (size_t i = 0; identity->kind == IS_GROUP && i < view->groups.count; i++) {
        if (view->groups.list[i].hash != identity->id) continue;
        /* a heading that is hidden */
        anchor->at = line_after_item(view, view->groups.list[i].first);
        return;
    }
    if (identity->kind != IS_ITEM || !view->groups.levels) return;
    for (size_t i = 0; i < view->items.count; i++) {
        if (view->items.list[i].row->id != identity->id ||
            item_instance(&view->items.list[i]) != identity->instance)
            continue;
        anchor->at = line_after_item(view, i);
        return;
    }
}

/* What cursor (the first) and bookmarks stand on; NULL: memory is out. */
static struct identity *anchors_remember(const struct view *view)
{
    struct identity *known = mem_array(view->window.count + 1, sizeof(*known));

    if (!known) return NULL;
    known[0] = identity_of(view, view->window.cursor.at);
    for (ULONG i = 0; i < view->window.count; i++)
        known[i + 1] = identity_of(view, view->window.marks[i].anchor.at);
    return known;
}

static void anchors_restore(struct view *view, const struct identity *known)
{
    /* At the beginning means before everything, whatever comes first now. */
    if (view->window.cursor.at) anchor_find(view, &known[0], &view->window.cursor);
    for (ULONG i = 0; i < view->window.count; i++)
        anchor_find(view, &known[i + 1], &view->window.marks[i].anchor);
}

HRESULT view_rebuild(struct view *view, const SRestriction *restriction, const SSortOrderSet *order,
                     const struct instances *instances)
{
    AUTO_FREE struct identity *known = anchors_remember(view);
    bool same_order = order == view->order;
    struct groups groups = {0};
    struct items items;
    HRESULT hr;

    if (!known) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = collect(view, restriction, order, instances, &items);
    if (FAILED(hr)) return hr;
    if (same_order) {
        hr = groups_build(&view->groups, order, instances, items.list, items.count);
    } else {
        groups_start(&groups, order);
        hr = groups_build(&groups, order, instances, items.list, items.count);
    }
    if (FAILED(hr)) {
        groups_drop(&groups);
        items_drop(&items);
        return hr;
    }
    if (!same_order) {
        groups_drop(&view->groups);
        view->groups = groups;
    }
    items_drop(&view->items);
    column_drop(&view->column);
    view->items = items;
    view->stale = false;
    anchors_restore(view, known);
    return S_OK;
}

HRESULT view_regroup(struct view *view)
{
    AUTO_FREE struct identity *known = anchors_remember(view);
    HRESULT hr;

    if (!known) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = groups_build(&view->groups, view->order, &view->instances, view->items.list,
                      view->items.count);
    if (SUCCEEDED(hr)) anchors_restore(view, known);
    return hr;
}

/* ---- rows as clients get them ---- */

HRESULT view_columns_now(struct view *view, SPropTagArray **made, const SPropTagArray **out)
{
    HRESULT hr;

    *out = view->columns ? view->columns : view->default_columns;
    if (*out) return S_OK;
    hr = rows_columns(view->rows, NULL, made);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < (*made)->cValues; i++)
        (*made)->aulPropTag[i] = ptag_in_width((*made)->aulPropTag[i], view->flags);
    *out = *made;
    return S_OK;
}

HRESULT view_columns(struct view *view, SPropTagArray **out)
{
    AUTO_FREE SPropTagArray *made = NULL;
    const SPropTagArray *now;
    HRESULT hr = view_columns_now(view, &made, &now);

    if (FAILED(hr)) return hr;
    if (!made) return ptag_copy_array(now, NULL, out);
    *out = TAKE(made);
    return S_OK;
}

/* Each value by itself, in the width that is wanted. */
static HRESULT row_made(struct view *view, size_t at, const SPropTagArray *columns, SRow *row)
{
    AUTO_FREE SPropValue *values =
        mem_array(columns->cValues ? columns->cValues : 1, sizeof(*values));
    struct item_scratch scratch;

    if (!values) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < columns->cValues; i++) {
        ULONG tag = columns->aulPropTag[i];
        ULONG width = ptype_is_text(tag)           ? PROP_TYPE(tag) & ~(ULONG)MVI_FLAG
                      : view->flags & MAPI_UNICODE ? PT_UNICODE
                                                   : PT_STRING8;
        const SPropValue *value = NULL;
        HRESULT hr;

        values[i] = (SPropValue){.ulPropTag = PR_NULL};
        if (tag == PR_NULL) continue; /* keeps its place */
        values[i] = pval_error(tag, MAPI_E_NOT_FOUND);
        value = view_value(view, at, tag, &scratch);
        if (!value || PROP_TYPE(value->ulPropTag) == PT_OBJECT) continue;
        hr = pval_as(value, width, values, &values[i]);
        if (FAILED(hr)) return hr;
    }
    *row = (SRow){0, columns->cValues, TAKE(values)};
    return S_OK;
}

enum {
    FEW_COLUMNS = 64
};

/* One with this very tag can't be just copied: it is made, wanted in some width, or an error. */
static bool is_special(ULONG tag)
{
    return PROP_TYPE(tag) == PT_UNSPECIFIED || PROP_TYPE(tag) == PT_OBJECT ||
           PROP_TYPE(tag) == PT_ERROR || PROP_TYPE(tag) & MV_INSTANCE || tag == PR_NULL ||
           PROP_ID(tag) == PROP_ID(PR_INSTANCE_KEY);
}

/* The columns are what the row has, one for one. */
static bool is_whole_row(const struct view *view, const struct row *row,
                         const SPropTagArray *columns)
{
    if (columns->cValues != row->count) return false;
    for (ULONG i = 0; i < row->count; i++) {
        ULONG tag = columns->aulPropTag[i];

        if (row->values[i].ulPropTag != tag) return false;
        if (is_special(tag) && (tag != PR_INSTANCE_KEY || view->instances.count)) return false;
    }
    return true;
}

/* What the row has for column number i, in *value; false: it is to be made. */
static bool value_as_it_is(struct view *view, size_t at, const struct row *row, ULONG i, ULONG tag,
                           SPropValue *value)
{
    const SPropValue *found = NULL;
    struct item_scratch scratch;

    *value = (SPropValue){.ulPropTag = PR_NULL};
    if (tag == PR_NULL) return true; /* keeps its place */
    if (is_special(tag)) return false;
    if (i < row->count && row->values[i].ulPropTag == tag) { /* as columns usually stand */
        found = &row->values[i];
    } else {
        found = view_value(view, at, tag, &scratch);
        if (found && found->ulPropTag != tag) return false; /* of the other width */
    }
    *value = found ? *found : pval_error(tag, MAPI_E_NOT_FOUND);
    return true;
}

/* The row's values as they are in one piece, which is how most are wanted: *done. Not when one is
 * made up, or wanted in another width. */
static HRESULT row_as_it_is(struct view *view, size_t at, const SPropTagArray *columns, SRow *row,
                            bool *done)
{
    const struct row *from;
    SPropValue values[FEW_COLUMNS];
    HRESULT hr;

    *done = false;
    if (view->groups.levels || !columns->cValues || columns->cValues > FEW_COLUMNS) return S_OK;
    from = view->items.list[at].row;
    if (is_whole_row(view, from, columns)) {
        hr = pval_copy_block(from->count, from->values, row_block_bytes(from), &row->lpProps);
    } else {
        for (ULONG i = 0; i < columns->cValues; i++)
            if (!value_as_it_is(view, at, from, i, columns->aulPropTag[i], &values[i])) return S_OK;
        hr = pval_copy_array(columns->cValues, values, NULL, &row->lpProps);
    }
    if (FAILED(hr)) return hr;
    row->ulAdrEntryPad = 0;
    row->cValues = columns->cValues;
    *done = true;
    return S_OK;
}

HRESULT view_row(struct view *view, size_t at, const SPropTagArray *columns, SRow *row)
{
    bool done;
    HRESULT hr = row_as_it_is(view, at, columns, row, &done);

    return done || FAILED(hr) ? hr : row_made(view, at, columns, row);
}

/* ---- life ---- */

static struct view *view_of(struct rows_listener *listener)
{
    return (struct view *)((char *)listener - offsetof(struct view, listener));
}

static void view_hold(struct rows_listener *listener)
{
    view_ref(view_of(listener));
}

static void view_drop(struct rows_listener *listener)
{
    view_unref(view_of(listener));
}

static void view_poke(struct rows_listener *listener)
{
    struct view *view = view_of(listener);

    LOCKED(&view->lock);
    view_sync(view); /* when it fails, the next call of a client tries again and tells why */
}

void view_ref(struct view *view)
{
    atomic_inc(&view->refs);
}

void view_unref(struct view *view)
{
    if (!view || atomic_dec(&view->refs)) return;
    items_drop(&view->items);
    column_drop(&view->column);
    groups_drop(&view->groups);
    window_reset(&view->window);
    advise_list_destroy(&view->sinks);
    mem_free(view->default_columns);
    mem_free(view->columns);
    mem_free(view->always);
    mem_free(view->restriction);
    mem_free(view->order);
    rows_unref(view->rows);
    lock_destroy(&view->lock);
    mem_free(view);
}

void view_close(struct view *view)
{
    rows_unlisten(view->rows, &view->listener); /* a poke that runs now holds its own reference */
}

static HRESULT view_configure(struct view *view, const struct table_view_config *config)
{
    HRESULT hr = order_check(config->order);

    view->flags = config->flags;
    view->table_type = config->table_type;
    if (SUCCEEDED(hr)) hr = restrict_check(config->always);
    if (SUCCEEDED(hr)) hr = ptag_copy_array(config->columns, NULL, &view->default_columns);
    if (SUCCEEDED(hr)) hr = restrict_copy(config->always, NULL, &view->always);
    for (ULONG i = 0; SUCCEEDED(hr) && config->columns && i < config->columns->cValues; i++)
        hr = instances_add(&view->instances, config->columns->aulPropTag[i]);
    for (ULONG i = 0; SUCCEEDED(hr) && config->order && i < config->order->cSorts; i++)
        hr = instances_add(&view->instances, config->order->aSort[i].ulPropTag);
    if (SUCCEEDED(hr) && config->order && config->order->cSorts)
        hr = order_copy(config->order, &view->order);
    return hr;
}

HRESULT view_create(struct rows *rows, const struct table_view_config *config, struct view **out)
{
    struct view *view = mem_zero(sizeof(*view));
    HRESULT hr;

    *out = NULL;
    if (!view) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    view->refs = 1;
    lock_init(&view->lock, RANK_VIEW);
    advise_list_init(&view->sinks, RANK_HUB);
    window_init(&view->window);
    rows_ref(rows);
    view->rows = rows;
    hr = view_configure(view, config);
    if (SUCCEEDED(hr)) {
        view->listener =
            (struct rows_listener){.poke = view_poke, .hold = view_hold, .drop = view_drop};
        rows_listen(rows, &view->listener);
        LOCKED(&view->lock);
        groups_start(&view->groups, view->order);
        hr = view_rebuild(view, NULL, view->order, &view->instances);
    }
    if (FAILED(hr)) {
        if (view->listener.poke) view_close(view);
        view_unref(view);
        return hr;
    }
    *out = view;
    return S_OK;
}

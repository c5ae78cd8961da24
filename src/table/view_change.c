/*
 * view_change.c - a view follows its rows, and tells its sinks
 */
#include <string.h>
#include "base/mem.h"
#include "mapitags.h"
#include "prop/pval.h"
#include "table/view.h"

/* ---- telling ---- */

static void tell(struct view *view, NOTIFICATION *event)
{
    event->ulEventType = fnevTableModified;
    /* Copied for the sinks' threads; nothing of theirs runs here. A sink that can't be told is told
     * nothing. */
    advise_list_post(&view->sinks, 1, event, 0, NULL);
}

void view_tell(struct view *view, ULONG kind)
{
    NOTIFICATION event = {0};

    if (advise_list_empty(&view->sinks)) return;
    event.info.tab.ulTableEvent = kind;
    event.info.tab.propIndex.ulPropTag = PR_NULL;
    event.info.tab.propPrior.ulPropTag = PR_NULL;
    tell(view, &event);
}

/* What names a line in *out: its instance key, or in a display table the control's identifier
 * (7.10-15). What it points at lives in the row or in scratch. */
static void key_at(struct view *view, size_t at, struct item_scratch *scratch, SPropValue *out)
{
    ULONG tag = rows_index_tag(view->rows) == PR_CONTROL_ID ? PR_CONTROL_ID : PR_INSTANCE_KEY;
    const SPropValue *key = view_value(view, at, tag, scratch);

    *out = key ? *key : (SPropValue){.ulPropTag = PR_NULL};
}

/* TABLE_ROW_ADDED, TABLE_ROW_MODIFIED (6.12-09), or TABLE_ROW_DELETED of a line that is still there
 * (6.12-10). */
static void tell_row(struct view *view, ULONG kind, size_t at)
{
    AUTO_FREE SPropTagArray *made = NULL;
    const SPropTagArray *columns;
    struct item_scratch scratch, scratch_prior;
    NOTIFICATION event = {0};

    if (advise_list_empty(&view->sinks)) return;
    event.info.tab.ulTableEvent = kind;
    key_at(view, at, &scratch, &event.info.tab.propIndex);
    event.info.tab.propPrior.ulPropTag = PR_NULL;
    if (kind != TABLE_ROW_DELETED) {
        if (at) key_at(view, at - 1, &scratch_prior, &event.info.tab.propPrior);
        if (FAILED(view_columns_now(view, &made, &columns)) ||
            FAILED(view_row(view, at, columns, &event.info.tab.row))) {
            view_tell(view,
                      TABLE_CHANGED); /* no memory for the row: they must look for themselves */
            return;
        }
    }
    tell(view, &event);
    mem_free(event.info.tab.row.lpProps);
}

/* ---- following, in a view that isn't grouped: lines are items ---- */

/* Where this item is; items.count: it isn't. The order says where to look; what memory that is out
 * made of the order of texts in another code page says nothing, so all are looked at then. */
static size_t find_item(const struct view *view, const struct item *item)
{
    size_t at =
        order_place(view->order, &view->instances, view->items.list, view->items.count, item);

    if (at < view->items.count && view->items.list[at].row == item->row &&
        view->items.list[at].place == item->place)
        return at;
    for (at = 0; at < view->items.count; at++)
        if (view->items.list[at].row == item->row &&
            item_instance(&view->items.list[at]) == item_instance(item))
            break;
    return at;
}

static void take_out(struct view *view, size_t at)
{
    struct items *items = &view->items;

    items->count--;
    memmove(&items->list[at], &items->list[at + 1], (items->count - at) * sizeof(*items->list));
    column_take_out(&view->column, at, items->count);
}

/* Room has been reserved. */
static void put_in(struct view *view, size_t at, struct item item)
{
    struct items *items = &view->items;

    memmove(&items->list[at + 1], &items->list[at], (items->count - at) * sizeof(*items->list));
    items->list[at] = item;
    items->count++;
    column_put_in(&view->column, at, items->count);
}

/* An item that passes comes where it belongs. Room has been reserved. */
static void add_one(struct view *view, struct item item)
{
    size_t lines = view->items.count;
    size_t at = order_place(view->order, &view->instances, view->items.list, lines, &item);

    row_ref(item.row);
    put_in(view, at, item);
    window_inserted(&view->window, at, lines);
    tell_row(view, TABLE_ROW_ADDED, at);
}

static HRESULT add_all(struct view *view, struct row *row, uint64_t rank)
{
    ULONG copies = instances_of(&view->instances, row);
    HRESULT hr = items_reserve(&view->items, copies);

    for (ULONG i = 0; SUCCEEDED(hr) && i < copies; i++) {
        struct item item = item_of(row, rank, i);

        if (view_passes(view, view->restriction, &view->instances, &item)) add_one(view, item);
    }
    return hr;
}

static void remove_one(struct view *view, size_t at)
{
    struct row *held = view->items.list[at].row;

    tell_row(view, TABLE_ROW_DELETED, at);
    take_out(view, at);
    window_deleted(&view->window, at);
    row_unref(held);
}

static void remove_all(struct view *view, struct row *row, uint64_t rank)
{
    ULONG copies = instances_of(&view->instances, row);

    for (ULONG i = 0; i < copies; i++) {
        struct item item = item_of(row, rank, i);
        size_t at = find_item(view, &item);

        if (at < view->items.count) remove_one(view, at);
    }
}

/* The item at from becomes this one, and goes where it belongs now. */
static void replace_one(struct view *view, size_t from, struct item item)
{
    struct item *list = view->items.list;
    struct row *held = list[from].row;
    size_t to;

    row_ref(item.row);
    to = order_place_among_others(view->order, &view->instances, list, view->items.count, from,
                                  &item);
    if (to > from) memmove(&list[from], &list[from + 1], (to - from) * sizeof(*list));
    else memmove(&list[to + 1], &list[to], (from - to) * sizeof(*list));
    list[to] = item;
    column_replaced(&view->column, from, to);
    window_moved(&view->window, from, to);
    tell_row(view, TABLE_ROW_MODIFIED, to);
    row_unref(held);
}

/* Each instance of before becomes the same instance of after, comes, or goes. */
static HRESULT modify(struct view *view, const struct rows_change *change)
{
    ULONG copies = instances_of(&view->instances, change->after);
    HRESULT hr = items_reserve(&view->items, copies);

    if (FAILED(hr)) return hr;
    if (copies != instances_of(&view->instances, change->before)) {
        remove_all(view, change->before, change->rank);
        return add_all(view, change->after, change->rank);
    }
    for (ULONG i = 0; i < copies; i++) {
        struct item was = item_of(change->before, change->rank, i),
                    item = item_of(change->after, change->rank, i);
        bool is = view_passes(view, view->restriction, &view->instances, &item);
        size_t at = find_item(view, &was);

        if (at < view->items.count && is) replace_one(view, at, item);
        else if (at < view->items.count) remove_one(view, at);
        else if (is) add_one(view, item);
    }
    return S_OK;
}

HRESULT view_apply(struct view *view, const struct rows_change *change)
{
    switch (change->kind) {
    case ROWS_ADDED:
        return add_all(view, change->after, change->rank);
    case ROWS_MODIFIED:
        return modify(view, change);
    case ROWS_DELETED:
        remove_all(view, change->before, change->rank);
        return S_OK;
    default:
        return FAIL(MAPI_E_CALL_FAILED);
    }
}

/* ---- the queue ---- */

/* What was passed over unheard is part of what the next event tells of. */
static bool take_unheard(struct view *view)
{
    bool unheard = view->listener.unheard;

    view->listener.unheard = false;
    return unheard;
}

/* Grouped views, and changes of many rows: everything anew, one event. */
static HRESULT follow_by_rebuild(struct view *view, bool reload, bool silent)
{
    bool unheard;
    HRESULT hr;

    if (reload) window_reset(&view->window); /* no bookmark means anything any more */
    hr = view_rebuild(view, view->restriction, view->order, &view->instances);
    unheard = take_unheard(view);
    if (FAILED(hr)) view->stale = true;
    else if (reload) view_tell(view, TABLE_RELOAD);
    else if (unheard || !silent) view_tell(view, TABLE_CHANGED);
    return hr;
}

/* Lines of this row, each by an event of its own. */
static void tell_lines(struct view *view, const struct row *row, ULONG event)
{
    for (size_t at = 0; at < view_lines(view); at++) {
        struct line line = view_line(view, at);

        if (line.item != NO_ITEM && view->items.list[line.item].row == row)
            tell_row(view, event, at);
    }
}

/* All ranks are others. The change behind it is the row that there was no rank for: it is told as
 * any other. */
static HRESULT follow_renumbering(struct view *view)
{
    struct rows_change change;
    HRESULT hr;

    if (view->groups.levels || !rows_next_change(view->rows, &view->listener, &change))
        return follow_by_rebuild(view, false, true);
    if (change.kind != ROWS_ADDED) view->listener.unheard = true;
    hr = follow_by_rebuild(view, false, true);
    if (SUCCEEDED(hr) && change.kind == ROWS_ADDED) tell_lines(view, change.after, TABLE_ROW_ADDED);
    row_unref(change.before);
    row_unref(change.after);
    return hr;
}

static bool is_shown(const struct view *view, struct row *row, uint64_t rank)
{
    ULONG copies = row ? instances_of(&view->instances, row) : 0;

    for (ULONG i = 0; i < copies; i++) {
        struct item item = item_of(row, rank, i);

        if (view_passes(view, view->restriction, &view->instances, &item)) return true;
    }
    return false;
}

/* What one row changes among groups is left to a rebuild; rows that aren't shown change nothing. */
static HRESULT follow_in_groups(struct view *view, const struct rows_change *change)
{
    if (!is_shown(view, change->before, change->rank) &&
        !is_shown(view, change->after, change->rank))
        return S_OK;
    if (change->before != change->after) return follow_by_rebuild(view, false, false);
    tell_lines(view, change->after, TABLE_ROW_MODIFIED); /* only touched */
    return S_OK;
}

HRESULT view_sync(struct view *view)
{
    struct rows_change change;
    HRESULT hr = S_OK;

    if (view->stale || atomic_get(&view->listener.lost))
        return follow_by_rebuild(view, false, false);
    if (take_unheard(view)) view_tell(view, TABLE_CHANGED);
    while (SUCCEEDED(hr) && rows_next_change(view->rows, &view->listener, &change)) {
        switch (change.kind) {
        case ROWS_CHANGED:
        case ROWS_RELOADED:
            hr = follow_by_rebuild(view, change.kind == ROWS_RELOADED, false);
            break;
        case ROWS_RENUMBERED:
            hr = follow_renumbering(view);
            break;
        default:
            if (view->groups.levels) hr = follow_in_groups(view, &change);
            else hr = view_apply(view, &change);
            if (FAILED(hr)) view->stale = true;
        }
        row_unref(change.before);
        row_unref(change.after);
    }
    return hr;
}

/*
 * changes.c - what a transaction did: written to the change log with it
 */
#include "changes.h"
#include "change_log.h"
#include <stdlib.h>
#include "message_state.h"

#define MOST_SINGLE  4096 /* changes of messages that are told one by one */
#define MOST_TOUCHED 4096 /* messages that searches look at one by one */

/* ---- many at once ---- */

static bool is_of_message(const struct change *change)
{
    return change->object.type == MAPI_MESSAGE && !change->report &&
           (change->what == CHANGE_CREATED || change->what == CHANGE_DELETED ||
            change->what == CHANGE_RESULTS || (change->what == CHANGE_MODIFIED && change->result));
}

static bool is_alike(const struct change *a, const struct change *b)
{
    return a->what == CHANGE_RESULTS && a->parent.id == b->parent.id &&
           a->old_parent.id == b->old_parent.id && a->associated == b->associated &&
           a->unseen == b->unseen && a->outgoing == b->outgoing && a->result == b->result;
}

/* The last one becomes "many of its folder", or goes, if that is there already. */
static void merge_last(struct change_list *list)
{
    struct change *last = &list->items[list->n - 1];

    if (!is_of_message(last)) return;
    for (size_t i = list->n - 1; i-- > MOST_SINGLE;) { /* mostly the one before */
        if (!is_alike(&list->items[i], last)) continue;
        list->n--;
        return;
    }
    last->what = CHANGE_RESULTS;
    last->object = (struct identity){.type = MAPI_MESSAGE};
}

/* Searches look at each message, or at all there are in its folder. */
static HRESULT touch(struct db *db, const struct change *change)
{
    if (change->result) return S_OK;
    if (change->object.type != MAPI_MESSAGE || db->n_touched < MOST_TOUCHED || !change->parent.type)
        return db_touch(db, change->object.type, change->what, change->object.id);
    if (db->touched[db->n_touched - 1].type == MAPI_FOLDER &&
        db->touched[db->n_touched - 1].id == change->parent.id &&
        db->touched[db->n_touched - 1].what == CHANGE_RESULTS)
        return S_OK;
    return db_touch(db, MAPI_FOLDER, CHANGE_RESULTS, change->parent.id);
}

HRESULT change_list_put(struct change_list *list, const struct change *change)
{
    if (list->n > MOST_SINGLE) merge_last(list);
    if (list->n == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        struct change *grown = realloc(list->items, room * sizeof(*grown));

        if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
        list->items = grown;
        list->room = room;
    }
    list->items[list->n++] = *change;
    return S_OK;
}

HRESULT change_add(struct db *db, struct change_list *list, const struct change *change)
{
    HRESULT hr = change_list_put(list, change);

    if (FAILED(hr)) return hr;
    hr = change_log_write(db, list->quiet, &list->items[list->n - 1]);
    if (SUCCEEDED(hr)) hr = touch(db, change);
    if (FAILED(hr)) list->n--;
    return hr;
}

void change_list_append(struct change_list *to, struct change_list *from)
{
    struct change *grown = from->n ? realloc(to->items, (to->n + from->n) * sizeof(*grown)) : NULL;

    if (grown) {
        memcpy(grown + to->n, from->items, from->n * sizeof(*grown));
        to->items = grown;
        to->room = to->n += from->n;
        from->n = 0;
    }
    change_list_clear(from);
}

void change_list_clear(struct change_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        message_state_unref(list->items[i].report);
    free(list->items);
    *list = (struct change_list){.quiet = list->quiet};
}

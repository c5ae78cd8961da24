/*
 * open_stores.c - the stores of one provider object that are open
 */
#include "open_stores.h"
#include <stdlib.h>

struct open_stores {
    LONG refs;
    sqlite3_mutex *lock;
    struct store *first; /* linked by next_open; not counted, they take themselves off */
};

HRESULT open_stores_new(struct open_stores **out)
{
    struct open_stores *open = calloc(1, sizeof(*open));

    *out = NULL;
    if (open && sqlite3_initialize() == SQLITE_OK)
        open->lock = sqlite3_mutex_alloc(SQLITE_MUTEX_FAST);
    if (!open || !open->lock) {
        free(open);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    open->refs = 1;
    *out = open;
    return S_OK;
}

struct open_stores *open_stores_ref(struct open_stores *open)
{
    __atomic_add_fetch(&open->refs, 1, __ATOMIC_RELAXED);
    return open;
}

void open_stores_unref(struct open_stores *open)
{
    if (!open || __atomic_sub_fetch(&open->refs, 1, __ATOMIC_ACQ_REL)) return;
    sqlite3_mutex_free(open->lock);
    free(open);
}

void open_stores_add(struct open_stores *open, struct store *store)
{
    sqlite3_mutex_enter(open->lock);
    store->next_open = open->first;
    open->first = store;
    sqlite3_mutex_leave(open->lock);
}

struct store *open_stores_leaving(struct open_stores *open, const struct com_home *home)
{
    struct store *all = NULL;

    sqlite3_mutex_enter(open->lock);
    for (struct store *at = open->first; at; at = at->next_open) {
        if (at->home != home || !com_ref_alive(at)) continue;
        at->next_leaving = all;
        all = at;
    }
    sqlite3_mutex_leave(open->lock);
    return all;
}

struct store *open_stores_at_home(struct open_stores *open, const struct com_home *home)
{
    struct store *found = NULL, *reader = NULL, *at;

    sqlite3_mutex_enter(open->lock);
    for (at = open->first; at && !found; at = at->next_open) {
        if (at->home != home || (reader && !at->can_modify) || !store_is_logged_on(at) ||
            !com_ref_alive(at))
            continue;
        if (at->can_modify) found = at;
        else reader = at;
    }
    sqlite3_mutex_leave(open->lock);
    if (!found) return reader;
    if (reader) com_unref(reader); /* not under the lock: it may be the last */
    return found;
}

bool open_stores_set_face(struct open_stores *open, struct store *store, bool has_face)
{
    bool none = true;

    sqlite3_mutex_enter(open->lock);
    store->has_face = has_face;
    for (struct store *at = open->first; at && none; at = at->next_open)
        none = at->home != store->home || !at->has_face;
    sqlite3_mutex_leave(open->lock);
    return none;
}

void open_stores_remove(struct open_stores *open, struct store *store)
{
    struct store **at;

    sqlite3_mutex_enter(open->lock);
    for (at = &open->first; *at; at = &(*at)->next_open) {
        if (*at != store) continue;
        *at = store->next_open;
        break;
    }
    sqlite3_mutex_leave(open->lock);
}

struct store *open_stores_find(struct open_stores *open, const char *path, bool spooler)
{
    struct store *found = NULL, *second = NULL, *at;

    sqlite3_mutex_enter(open->lock);
    for (at = open->first; at && !found; at = at->next_open) {
        bool logged_on = at->spooler == spooler && store_is_logged_on(at);

        if (strcmp(at->file->path, path) || (second && !logged_on) || !com_ref_alive(at)) continue;
        if (logged_on)
            found = at;
        else
            second = at;
    }
    sqlite3_mutex_leave(open->lock);
    if (!found) return second;
    com_unref(second); /* not under the lock: it may be the last */
    return found;
}

struct store *open_stores_find_writer(struct open_stores *open, const char *path)
{
    struct store *at;

    sqlite3_mutex_enter(open->lock);
    for (at = open->first; at; at = at->next_open)
        if (at->can_modify && store_is_logged_on(at) && !strcmp(at->file->path, path) &&
            com_ref_alive(at))
            break;
    sqlite3_mutex_leave(open->lock);
    return at;
}

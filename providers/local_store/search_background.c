/*
 * search_background.c - passes of searches that go on while clients do other things: one thread for
 * a file, while there is work
 *
 * The thread takes the connection's lock for a step and leaves it for half as long again, and
 * writes only when no other process does. It belongs to a logon, whose support object its
 * notifications go through, and has ended when the logon has.
 */
#include "search_background.h"
#include <stdlib.h>
#include "common/clock.h"
#include "common/thread.h"
#include "open_stores.h"
#include "search.h"

#define LOOK_LEAST     64    /* messages looked at by one step */
#define LOOK_MOST      16384
#define STEP_LONG      500000 /* 100 ns: a step that takes longer is too much at once */
#define STEP_SHORT     100000 /* one that takes less is too little */
#define GIVE_WAY_MSEC  100   /* to another process that writes */

struct search_background {
    struct store *store; /* not counted: it stops the thread before it goes */
    struct thread *thread;
    bool again;          /* under the lock: someone has brought work since the round began */
    bool ended;          /* under the lock: there was nothing left to do */
};

static void tell(struct store *store, struct change_list *list, HRESULT hr)
{
    if (SUCCEEDED(hr))
        store_tell(store, list);
    else
        change_list_clear(list);
}

/* One search to its end, as far as it can be. */
static void search_on(struct search_background *self, struct thread *thread,
                      const struct identity *search)
{
    struct store *store = self->store;
    size_t look = LOOK_LEAST;
    bool done = false;
    ULONG pause = 0;
    HRESULT hr = S_OK;

    search_prepare(store->file, search);
    while (!done && SUCCEEDED(hr) && !thread_is_stopped(thread, pause)) {
        struct change_list list = {0};
        int64_t took = clock_now();

        hr = search_step(store->file, search, look, true, &done, &list);
        took = clock_now() - took;
        tell(store, &list, hr);
        pause = (ULONG)(took / 20000);
        if (hr == MAPI_E_BUSY) {
            pause = GIVE_WAY_MSEC;
            hr = S_OK;
            continue;
        }
        if (took > STEP_LONG && look > LOOK_LEAST) look /= 2;
        if (took < STEP_SHORT && look < LOOK_MOST) look *= 2;
        if (pause > GIVE_WAY_MSEC) pause = GIVE_WAY_MSEC;
    }
}

/* The next that is unfinished; after a round in which work came, another round. MAPI_E_NOT_FOUND:
 * it has ended. */
static HRESULT next(struct search_background *self, int64_t after, struct identity *out)
{
    struct store_file *file = self->store->file;
    HRESULT hr;

    db_lock(file->db);
    hr = search_next_unfinished(file, after, out);
    if (hr == MAPI_E_NOT_FOUND && self->again) {
        self->again = false;
        hr = search_next_unfinished(file, 0, out);
    }
    if (FAILED(hr)) self->ended = true;
    db_unlock(file->db);
    return hr;
}

static void run(struct thread *thread, void *context)
{
    struct search_background *self = context;
    struct identity search = {0};

    while (!thread_is_stopped(thread, 0) && SUCCEEDED(next(self, search.id, &search)))
        search_on(self, thread, &search);
}

static void end(struct search_background *self)
{
    if (!self) return;
    thread_stop(self->thread);
    free(self);
}

HRESULT search_background_start(struct store *store)
{
    struct store_file *file = store->file;
    struct search_background *self, *old = NULL;
    struct identity search;
    HRESULT hr;

    if (!store->can_modify) return MAPI_E_NO_ACCESS;
    self = calloc(1, sizeof(*self));
    if (!self) return MAPI_E_NOT_ENOUGH_MEMORY;
    self->store = store;
    db_lock(file->db);
    if (!store_is_logged_on(store)) {
        hr = MAPI_E_INVALID_OBJECT;
    } else if (file->background && !file->background->ended) {
        file->background->again = true;
        hr = S_FALSE;
    } else {
        hr = search_next_unfinished(file, 0, &search);
        if (SUCCEEDED(hr)) hr = thread_start(run, self, &self->thread);
        if (SUCCEEDED(hr)) {
            old = file->background;
            file->background = self;
        }
    }
    db_unlock(file->db);
    if (hr != S_OK) free(self);
    end(old);
    return hr == MAPI_E_NOT_FOUND || hr == S_FALSE ? S_OK : hr;
}

void search_background_stop(struct store *store)
{
    struct store_file *file = store->file;
    struct search_background *mine = NULL;
    struct store *other;

    db_lock(file->db);
    if (file->background && file->background->store == store) {
        mine = file->background;
        file->background = NULL;
    }
    db_unlock(file->db);
    if (!mine) return;
    end(mine);
    other = store->open ? open_stores_find_writer(store->open, file->path) : NULL;
    if (!other) return;
    search_background_start(other);
    com_unref(other);
}

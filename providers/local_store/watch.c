/*
 * watch.c - other processes' changes, told as our own are: one thread for a file, while somebody
 * listens
 *
 * Who commits rings the others' bells (common/sql/bell.h). Theirs wakes this thread, which reads
 * the change log from where it stopped: that alone says what there is to be told. Once a second the
 * thread looks at the file's commit mark, for those who died before they called. It belongs to a logon,
 * whose support object its notifications go through, and has ended when the logon has.
 */
#include "watch.h"
#include <stdlib.h>
#include "change_log.h"
#include "common/sql/bell.h"
#include "common/sql/commit_mark.h"
#include "common/thread.h"
#include "open_stores.h"

#define LOOK_MSEC 1000

struct watch {
    struct store *store; /* not counted: it stops the thread before it goes */
    struct thread *thread;
    struct bell *bell;       /* owned */
    struct commit_mark mark; /* of when the log was read last */
    bool ended;              /* under the connection's lock: nobody listened any more */
};

/* ---- called by others ---- */

static bool hold_store(void *context)
{
    return com_ref_alive(context);
}

static void heard(void *context, ULONG count, NOTIFICATION *notes)
{
    struct store *store = context;

    for (ULONG i = 0; i < count; i++)
        if (notes[i].ulEventType == fnevNewMail) store_tell_heard_mail(store, &notes[i]);
    com_unref(store);
}

/* The store isn't counted: it doesn't go before the thread is out of the bell. */
static const struct bell_ops new_mail = {.hold = hold_store, .heard = heard};

void watch_call(struct store *store, IMAPISupport *support, const NOTIFICATION *note)
{
    bell_ring(support, &store->file->uid, store_db(store)->origin, note);
}

/* ---- the thread ---- */

/* Whether somebody listens; else the watch has ended, and its store may go. */
static bool goes_on(struct watch *self)
{
    struct store_file *file = self->store->file;
    bool on;

    db_lock(file->db);
    on = file->advised || file->listeners;
    if (!on) {
        bell_wakes(self->bell, NULL);
        file->watched = false;
        self->ended = true;
    }
    db_unlock(file->db);
    return on;
}

/* What failed is tried again at the next look. */
static void look(struct watch *self, IMAPISupport *support)
{
    struct store_file *file = self->store->file;
    struct change_list list = {0};
    struct commit_mark mark = {0};
    int64_t from, heard;
    bool same, mine;
    HRESULT hr;

    db_lock(file->db);
    from = heard = file->heard;
    same = commit_mark_holds(file->db, &self->mark);
    if (!same) commit_mark_set(file->db, &mark); /* then read: what comes meanwhile is met */
    db_unlock(file->db);
    if (same) return;
    hr = change_log_follow(file, &heard, &list);
    if (FAILED(hr)) {
        change_list_clear(&list);
        return;
    }
    db_lock(file->db);
    mine =
        file->heard == from; /* else the watch that was before ours, or comes after it, tells it */
    if (mine) file->heard = heard;
    db_unlock(file->db);
    if (!mine) {
        change_list_clear(&list);
        return;
    }
    self->mark = mark;
    store_tell_heard(self->store, support, &list);
}

static void run(struct thread *thread, void *context)
{
    struct watch *self = context;
    IMAPISupport *support = store_support(self->store);
    ULONG_PTR connection = 0;

    if (!support) return; /* it is being stopped */
    bell_wakes(self->bell, thread);
    bell_hear(self->bell, support, &self->store->file->uid, &connection);
    while (goes_on(self)) {
        look(self, support);
        if (thread_sleep(thread, LOOK_MSEC)) break;
    }
    if (connection) support->lpVtbl->Unsubscribe(support, connection);
    bell_wakes(self->bell, NULL);
    support->lpVtbl->Release(support);
}

static void end(struct watch *self)
{
    if (!self) return;
    thread_stop(self->thread);
    bell_free(self->bell);
    free(self);
}

/* Under the lock. */
static HRESULT begin(struct watch *self)
{
    struct store_file *file = self->store->file;
    HRESULT hr = S_OK;

    if (!file->watched) hr = change_log_newest(file->db, &file->heard);
    if (SUCCEEDED(hr)) hr = thread_start(run, self, &self->thread);
    if (SUCCEEDED(hr)) file->watched = true;
    return hr;
}

static struct watch *watch_new(struct store *store)
{
    struct watch *self = calloc(1, sizeof(*self));

    if (!self) return NULL;
    self->store = store;
    self->bell = bell_create(store_db(store)->origin, &new_mail, store);
    if (self->bell) return self;
    free(self);
    return NULL;
}

/* Under the lock. */
static bool is_watched(const struct store_file *file)
{
    return file->watch && !file->watch->ended;
}

HRESULT watch_start(struct store *store)
{
    struct store_file *file = store->file;
    struct watch *self, *unused, *old = NULL;
    HRESULT hr;
    bool done;

    db_lock(file->db);
    done = is_watched(file);
    db_unlock(file->db);
    if (done) return S_OK;
    self = unused = watch_new(store);
    if (!self) return MAPI_E_NOT_ENOUGH_MEMORY;
    db_lock(file->db);
    if (is_watched(file)) hr = S_OK;
    else hr = store_is_logged_on(store) ? begin(self) : MAPI_E_INVALID_OBJECT;
    if (SUCCEEDED(hr) && self->thread) {
        old = file->watch;
        file->watch = self;
        unused = NULL;
    }
    db_unlock(file->db);
    end(unused);
    end(old);
    return hr;
}

/* Of the same file, with a reference, or NULL: a client's or the spooler's. */
static struct store *other_logon(struct store *store)
{
    struct store *other;

    for (int spooler = 0; store->open && spooler < 2; spooler++) {
        other = open_stores_find(store->open, store->file->path, spooler);
        if (other && other->file == store->file && store_is_logged_on(other)) return other;
        com_unref(other);
    }
    return NULL;
}

void watch_stop(struct store *store)
{
    struct store_file *file = store->file;
    struct watch *mine = NULL;
    struct store *other;
    bool goes_on;

    db_lock(file->db);
    if (file->watch && file->watch->store == store) {
        mine = file->watch;
        file->watch = NULL;
    }
    db_unlock(file->db);
    if (!mine) return;
    end(mine);
    other = other_logon(store);
    goes_on = other && SUCCEEDED(watch_start(other));
    db_lock(file->db);
    if (!goes_on && !file->watch) file->watched = false; /* who advises next begins anew */
    db_unlock(file->db);
    com_unref(other);
}

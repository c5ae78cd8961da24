/*
 * watch.c - other processes' changes, told as our own are: one thread for a file, while somebody
 * listens
 *
 * Who commits calls the others by a notification under the store's uid. Theirs is a synchronous
 * sink that wakes this thread, which reads the change log from where it stopped. The log alone says
 * what there is to be told, so a call too many or too few changes nothing: once a second the thread
 * looks at the file's commit mark, for those who died before they called. It belongs to a logon,
 * whose support object its notifications go through, and has ended when the logon has.
 */
#include "watch.h"
#include <stdlib.h>
#include "change_log.h"
#include "common/sql/commit_mark.h"
#include "common/thread.h"
#include "open_stores.h"

#define LOOK_MSEC 1000

struct store_key {
    ULONG cb;
    BYTE ab[16];
};

/* Held by the notification engine, which may call it a last time when the watch has ended. */
struct watch_sink {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    sqlite3_mutex *lock;   /* owned; guards the next two; taken after the connection's lock */
    struct thread *thread; /* NULL: there is none to be woken, any more or yet */
    struct store *store;   /* not counted: it doesn't go before the thread is out of here */
    int64_t origin;        /* our own */
};

struct watch {
    struct store *store; /* not counted: it stops the thread before it goes */
    struct thread *thread;
    struct watch_sink *sink; /* owned */
    struct commit_mark mark; /* of when the log was read last */
    bool ended;              /* under the connection's lock: nobody listened any more */
};

static struct store_key key_of(struct store *store)
{
    struct store_key key = {.cb = sizeof(key.ab)};

    memcpy(key.ab, &store->file->uid, sizeof(key.ab));
    return key;
}

/* ---- called by others ---- */

static void watch_sink_destroy(void *self)
{
    sqlite3_mutex_free(((struct watch_sink *)self)->lock);
}

static const struct com_face watch_sink_faces[] = {COM_FACE(watch_sink, IMAPIAdviseSink)};
COM_CLASS(watch_sink);
COM_UNKNOWN(watch_sink, IMAPIAdviseSink)

static bool is_our_own(const struct watch_sink *sink, const NOTIFICATION *call)
{
    const EXTENDED_NOTIFICATION *by = &call->info.ext;

    return call->ulEventType != (ULONG)fnevExtended || by->cb != sizeof(sink->origin) ||
           !memcmp(by->pbEventParameters, &sink->origin, sizeof(sink->origin));
}

/* Wakes the thread; gives the store with a reference when there is one. */
static struct store *wake(struct watch_sink *sink)
{
    struct store *store = NULL;

    sqlite3_mutex_enter(sink->lock);
    if (sink->thread) {
        thread_wake(sink->thread);
        if (com_ref_alive(sink->store)) store = sink->store;
    }
    sqlite3_mutex_leave(sink->lock);
    return store;
}

static ULONG STDMETHODCALLTYPE watch_sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                   NOTIFICATION *batch)
{
    struct watch_sink *sink = watch_sink_from(iface);
    struct store *store;

    if (!count || is_our_own(sink, batch)) return S_OK;
    store = wake(sink);
    if (!store) return S_OK;
    for (ULONG i = 1; i < count; i++)
        if (batch[i].ulEventType == fnevNewMail) store_tell_heard_mail(store, &batch[i]);
    com_unref(store);
    return S_OK;
}

static const IMAPIAdviseSinkVtbl watch_sink_vtbl = {
    COM_UNKNOWN_METHODS(watch_sink),
    .OnNotify = watch_sink_OnNotify,
};

static struct watch_sink *sink_new(struct store *store)
{
    struct watch_sink *sink = com_alloc(&watch_sink_class, sizeof(*sink));

    if (!sink) return NULL;
    sink->IMAPIAdviseSink_iface.lpVtbl = &watch_sink_vtbl;
    sink->lock = sqlite3_mutex_alloc(SQLITE_MUTEX_FAST);
    sink->store = store;
    sink->origin = store_db(store)->origin;
    if (sink->lock) return sink;
    com_unref(sink);
    return NULL;
}

static void sink_wakes(struct watch_sink *sink, struct thread *thread)
{
    sqlite3_mutex_enter(sink->lock);
    sink->thread = thread;
    sqlite3_mutex_leave(sink->lock);
}

void watch_call(struct store *store, IMAPISupport *support, const NOTIFICATION *note)
{
    struct store_key key = key_of(store);
    int64_t *origin = &store_db(store)->origin;
    NOTIFICATION call[2] = {
        {.ulEventType = (ULONG)fnevExtended, .info.ext = {0, sizeof(*origin), (BYTE *)origin}},
    };
    ULONG flags = 0;

    if (note) call[1] = *note;
    support->lpVtbl->Notify(support, (NOTIFKEY *)&key, note ? 2 : 1, call, &flags);
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
        sink_wakes(self->sink, NULL);
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
    struct store_key key = key_of(self->store);
    ULONG_PTR connection = 0;

    if (!support) return; /* it is being stopped */
    sink_wakes(self->sink, thread);
    support->lpVtbl->Subscribe(support, (NOTIFKEY *)&key, (ULONG)fnevExtended | fnevNewMail,
                               NOTIFY_SYNC, &self->sink->IMAPIAdviseSink_iface, &connection);
    while (goes_on(self)) {
        look(self, support);
        if (thread_sleep(thread, LOOK_MSEC)) break;
    }
    if (connection) support->lpVtbl->Unsubscribe(support, connection);
    sink_wakes(self->sink, NULL);
    support->lpVtbl->Release(support);
}

static void end(struct watch *self)
{
    if (!self) return;
    thread_stop(self->thread);
    com_unref(self->sink);
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
    self->sink = sink_new(store);
    if (self->sink) return self;
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

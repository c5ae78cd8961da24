/*
 * bell.c - who writes to a file calls those who watch it, in other logons and other processes
 */
#include "common/sql/bell.h"
#include <string.h>
#include "common/com.h"
#include "common/thread.h"
#include "sqlite3.h"

struct file_key {
    ULONG cb;
    BYTE ab[16];
};

struct bell {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    sqlite3_mutex *lock;   /* owned; guards thread; taken after the connection's lock */
    struct thread *thread; /* NULL: there is none to be woken, any more or yet */
    int64_t origin;
    const struct bell_ops *ops;
    void *context; /* as long as there is a thread */
};

static void bell_destroy(void *self)
{
    sqlite3_mutex_free(((struct bell *)self)->lock);
}

static const struct com_face bell_faces[] = {COM_FACE(bell, IMAPIAdviseSink)};
COM_CLASS(bell);
COM_UNKNOWN(bell, IMAPIAdviseSink)

static struct file_key key_of(const GUID *uid)
{
    struct file_key key = {.cb = sizeof(key.ab)};

    memcpy(key.ab, uid, sizeof(key.ab));
    return key;
}

static bool is_our_own(const struct bell *bell, const NOTIFICATION *call)
{
    const EXTENDED_NOTIFICATION *by = &call->info.ext;

    return call->ulEventType != (ULONG)fnevExtended || by->cb != sizeof(bell->origin) ||
           !memcmp(by->pbEventParameters, &bell->origin, sizeof(bell->origin));
}

static ULONG STDMETHODCALLTYPE bell_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                             NOTIFICATION *batch)
{
    struct bell *bell = bell_from(iface);
    bool held = false;

    if (!count || is_our_own(bell, batch)) return S_OK;
    sqlite3_mutex_enter(bell->lock);
    if (bell->thread) {
        thread_wake(bell->thread);
        held = bell->ops && bell->ops->hold(bell->context);
    }
    sqlite3_mutex_leave(bell->lock);
    if (held) bell->ops->heard(bell->context, count - 1, batch + 1);
    return S_OK;
}

static const IMAPIAdviseSinkVtbl bell_vtbl = {
    COM_UNKNOWN_METHODS(bell),
    .OnNotify = bell_OnNotify,
};

struct bell *bell_create(int64_t origin, const struct bell_ops *ops, void *context)
{
    struct bell *bell = com_alloc(&bell_class, sizeof(*bell));

    if (!bell) return NULL;
    bell->IMAPIAdviseSink_iface.lpVtbl = &bell_vtbl;
    bell->lock = sqlite3_mutex_alloc(SQLITE_MUTEX_FAST);
    bell->origin = origin;
    bell->ops = ops;
    bell->context = context;
    if (bell->lock) return bell;
    com_unref(bell);
    return NULL;
}

void bell_free(struct bell *bell)
{
    if (bell) com_unref(bell);
}

void bell_wakes(struct bell *bell, struct thread *thread)
{
    sqlite3_mutex_enter(bell->lock);
    bell->thread = thread;
    sqlite3_mutex_leave(bell->lock);
}

HRESULT bell_hear(struct bell *bell, IMAPISupport *support, const GUID *uid, ULONG_PTR *connection)
{
    struct file_key key = key_of(uid);

    *connection = 0;
    return support->lpVtbl->Subscribe(support, (NOTIFKEY *)&key, (ULONG)fnevExtended | fnevNewMail,
                                      NOTIFY_SYNC, &bell->IMAPIAdviseSink_iface, connection);
}

void bell_ring(IMAPISupport *support, const GUID *uid, int64_t origin, const NOTIFICATION *note)
{
    struct file_key key = key_of(uid);
    NOTIFICATION call[2] = {
        {.ulEventType = (ULONG)fnevExtended, .info.ext = {0, sizeof(origin), (BYTE *)&origin}},
    };
    ULONG flags = 0;

    if (note) call[1] = *note;
    support->lpVtbl->Notify(support, (NOTIFKEY *)&key, note ? 2 : 1, call, &flags);
}

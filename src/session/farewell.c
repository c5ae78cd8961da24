/*
 * farewell.c - the last sink of a session that somebody else ends
 */
#include "session/farewell.h"
#include "session/session_own.h"
#include "sys/lock.h"

struct farewell {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    struct sys_latch latch;
    struct session *session; /* under the latch; NULL once forgotten */
};

static void farewell_destroy(void *self)
{
    (void)self;
}

static const struct com_face farewell_faces[] = {
    COM_FACE(farewell, IMAPIAdviseSink),
};
COM_CLASS(farewell);
COM_UNKNOWN(farewell, IMAPIAdviseSink)

/* The session with a reference, unless its end has begun. */
static struct session *still_there(struct farewell *farewell)
{
    struct session *session;

    sys_latch_take(&farewell->latch);
    session = farewell->session;
    if (session && !com_ref_alive(session)) session = NULL;
    sys_latch_drop(&farewell->latch);
    return session;
}

static ULONG STDMETHODCALLTYPE farewell_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                 NOTIFICATION *batch)
{
    struct session *session = still_there(farewell_from(iface));

    (void)count, (void)batch;
    if (!session) return S_OK;
    session_leave(session);
    com_unref(session);
    return S_OK;
}

static const IMAPIAdviseSinkVtbl farewell_vtbl = {
    COM_UNKNOWN_METHODS(farewell),
    .OnNotify = farewell_OnNotify,
};

void farewell_forget(IMAPIAdviseSink *iface)
{
    struct farewell *farewell = farewell_from(iface);

    sys_latch_take(&farewell->latch);
    farewell->session = NULL;
    sys_latch_drop(&farewell->latch);
}

HRESULT farewell_create(struct session *session, IMAPIAdviseSink **out)
{
    struct farewell *farewell = com_alloc(&farewell_class, sizeof(*farewell));

    if (!farewell) return MAPI_E_NOT_ENOUGH_MEMORY;
    farewell->IMAPIAdviseSink_iface.lpVtbl = &farewell_vtbl;
    farewell->session = session;
    *out = &farewell->IMAPIAdviseSink_iface;
    return S_OK;
}

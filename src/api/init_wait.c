/*
 * init_wait.c - IMAPIWaitResult: the rest of a wait for MAPI to be initialised
 */
#include "api/init_wait.h"
#include "api/gate.h"
#include "com/com.h"
#include "sys/clock.h"
#include "sys/thread.h"

struct init_wait {
    struct com_object com;
    IMAPIWaitResult IMAPIWaitResult_iface;
    ULONG msec;
    uint64_t began;
};

static void init_wait_destroy(void *self)
{
    (void)self;
}

static const struct com_face init_wait_faces[] = {
    COM_FACE_IID(init_wait, IMAPIWaitResult, IID_IUnknown), /* its own IID was never published */
};
COM_CLASS(init_wait);
COM_UNKNOWN(init_wait, IMAPIWaitResult)

/* End - blocks the thread that calls it. S_OK, HRESULT_FROM_WIN32(ERROR_TIMEOUT). Source:
 * IMAPIWaitResult::End */
static HRESULT STDMETHODCALLTYPE init_wait_End(IMAPIWaitResult *iface)
{
    struct init_wait *wait = init_wait_from(iface);
    uint64_t gone = sys_ticks_msec() - wait->began;

    if (wait->msec == SYS_FOREVER) return gate_wait(SYS_FOREVER);
    return gate_wait(gone < wait->msec ? wait->msec - (ULONG)gone : 0);
}

static const IMAPIWaitResultVtbl init_wait_vtbl = {
    COM_UNKNOWN_METHODS(init_wait),
    .End = init_wait_End,
};

HRESULT init_wait_create(ULONG msec, IMAPIWaitResult **out)
{
    struct init_wait *wait = com_alloc(&init_wait_class, sizeof(*wait));

    *out = NULL;
    if (!wait) return E_OUTOFMEMORY;
    wait->IMAPIWaitResult_iface.lpVtbl = &init_wait_vtbl;
    wait->msec = msec;
    wait->began = sys_ticks_msec();
    *out = &wait->IMAPIWaitResult_iface;
    return S_OK;
}

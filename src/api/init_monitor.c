/*
 * init_monitor.c - IMAPIInitMonitor: is MAPI initialised, and waiting until it is
 */
#include "api/init_monitor.h"
#include "api/gate.h"
#include "api/init_wait.h"
#include "com/com.h"

struct init_monitor {
    struct com_object com;
    IMAPIInitMonitor IMAPIInitMonitor_iface;
};

static void init_monitor_destroy(void *self)
{
    (void)self;
}

/* The interface's IID was never published: the object answers IUnknown. */
static const struct com_face init_monitor_faces[] = {
    COM_FACE_IID(init_monitor, IMAPIInitMonitor, IID_IUnknown),
};
COM_CLASS(init_monitor);
COM_UNKNOWN(init_monitor, IMAPIInitMonitor)

static BOOL STDMETHODCALLTYPE init_monitor_IsInitialized(IMAPIInitMonitor *iface)
{
    (void)iface;
    return gate_is_open();
}

/* Wait - msec INFINITE waits for ever. S_OK, HRESULT_FROM_WIN32(ERROR_TIMEOUT). Source:
 * IMAPIInitMonitor::Wait */
static HRESULT STDMETHODCALLTYPE init_monitor_Wait(IMAPIInitMonitor *iface, DWORD msec)
{
    (void)iface;
    return gate_wait(msec);
}

/* BeginWait - the time starts now; *out's End waits for what is left of it. E_OUTOFMEMORY,
 * E_INVALIDARG */
static HRESULT STDMETHODCALLTYPE init_monitor_BeginWait(IMAPIInitMonitor *iface, DWORD msec,
                                                        IMAPIWaitResult **out)
{
    (void)iface;
    return out ? init_wait_create(msec, out) : E_INVALIDARG;
}

static const IMAPIInitMonitorVtbl init_monitor_vtbl = {
    COM_UNKNOWN_METHODS(init_monitor),
    .IsInitialized = init_monitor_IsInitialized,
    .Wait = init_monitor_Wait,
    .BeginWait = init_monitor_BeginWait,
};

HRESULT init_monitor_create(IMAPIInitMonitor **out)
{
    struct init_monitor *monitor = com_alloc(&init_monitor_class, sizeof(*monitor));

    *out = NULL;
    if (!monitor) return E_OUTOFMEMORY;
    monitor->IMAPIInitMonitor_iface.lpVtbl = &init_monitor_vtbl;
    *out = &monitor->IMAPIInitMonitor_iface;
    return S_OK;
}

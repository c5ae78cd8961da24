/*
 * func_sink.c - an advise sink that calls a function
 */
#include "notify/func_sink.h"
#include "com/com.h"

struct func_sink {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LPNOTIFCALLBACK callback;
    void *context; /* the caller's */
};

static void func_sink_destroy(void *self)
{
    (void)self;
}

static const struct com_face func_sink_faces[] = {
    COM_FACE(func_sink, IMAPIAdviseSink),
};
COM_CLASS(func_sink);
COM_UNKNOWN(func_sink, IMAPIAdviseSink)

static ULONG STDMETHODCALLTYPE func_sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                  NOTIFICATION *batch)
{
    struct func_sink *sink = func_sink_from(iface);

    return (ULONG)sink->callback(sink->context, count, batch);
}

static const IMAPIAdviseSinkVtbl func_sink_vtbl = {
    COM_UNKNOWN_METHODS(func_sink),
    .OnNotify = func_sink_OnNotify,
};

HRESULT func_sink_create(LPNOTIFCALLBACK callback, void *context, IMAPIAdviseSink **out)
{
    struct func_sink *sink = com_alloc(&func_sink_class, sizeof(*sink));

    *out = NULL;
    if (!sink) return MAPI_E_NOT_ENOUGH_MEMORY;
    sink->IMAPIAdviseSink_iface.lpVtbl = &func_sink_vtbl;
    sink->callback = callback;
    sink->context = context;
    *out = &sink->IMAPIAdviseSink_iface;
    return S_OK;
}

/*
 * thread_sink.c - an advise sink whose calls arrive on the thread that made it
 */
#include "notify/thread_sink.h"
#include "base/mem.h"
#include "com/com.h"
#include "notify/batch.h"
#include "notify/thread_queue.h"
#include "sys/lock.h"

/* One call that waits for the sink's thread. */
struct call {
    struct thread_job job;
    IMAPIAdviseSink *client; /* owned */
    ULONG count;
    NOTIFICATION *batch; /* owned */
    LONG begun;
};

struct thread_sink {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    IMAPIAdviseSink *client;   /* owned; called only on home's thread */
    struct thread_queue *home; /* owned; may outlive its thread */
};

static void call_stop(struct thread_job *job)
{
    atomic_set(&((struct call *)job)->begun, 1);
}

static void call_run(struct thread_job *job)
{
    struct call *call = (struct call *)job;

    if (atomic_swap(&call->begun, 1)) return;
    call->client->lpVtbl->OnNotify(call->client, call->count, call->batch);
}

static void call_destroy(struct thread_job *job)
{
    struct call *call = (struct call *)job;

    com_release(&call->client);
    mem_free(call->batch);
    mem_free(call);
}

static const struct thread_job_class call_class = {call_run, call_stop, call_destroy};

static struct thread_job *call_create(IMAPIAdviseSink *client, ULONG count, NOTIFICATION **batch)
{
    struct call *call = mem_zero(sizeof(*call));

    if (!call) return NULL;
    thread_job_init(&call->job, &call_class);
    com_addref(client);
    call->client = client;
    call->count = count;
    call->batch = TAKE(*batch);
    return &call->job;
}

static void thread_sink_destroy(void *self)
{
    struct thread_sink *sink = self;

    com_release(&sink->client);
    thread_queue_unref(sink->home);
}

static const struct com_face thread_sink_faces[] = {
    COM_FACE(thread_sink, IMAPIAdviseSink),
};
COM_CLASS(thread_sink);
COM_UNKNOWN(thread_sink, IMAPIAdviseSink)

/*
 * OnNotify - accept one batch, from any thread; only on the sink's own thread is the client called
 * at once
 *
 * count   elements in batch, 1 or more
 * batch   the provider's memory, read only until we return; copied as one block
 * Errors  MAPI_E_INVALID_PARAMETER  batch is NULL, count is 0, or an event is of no known type
 *         MAPI_E_NOT_ENOUGH_MEMORY  nothing was queued
 * Source  IMAPIAdviseSink::OnNotify, HrThisThreadAdviseSink (MAPI reference)
 */
static ULONG STDMETHODCALLTYPE thread_sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                    NOTIFICATION *batch)
{
    struct thread_sink *sink = thread_sink_from(iface);
    AUTO_FREE NOTIFICATION *copy = NULL;
    struct thread_job *job;
    ULONG kept;
    HRESULT hr;

    if (!count || !batch) return MAPI_E_INVALID_PARAMETER;
    if (thread_queue_is_home(sink->home)) {
        thread_queue_catch_up(sink->home); /* what came before from other threads */
        return sink->client->lpVtbl->OnNotify(sink->client, count, batch);
    }

    hr = batch_copy(count, batch, ~0u, 0, &kept, &copy);
    if (FAILED(hr)) return hr;
    job = call_create(sink->client, kept, &copy); /* moves copy */
    if (!job) return MAPI_E_NOT_ENOUGH_MEMORY;
    thread_queue_post(sink->home, job); /* where its thread is gone, nobody is left to hear it */
    return S_OK;
}

static const IMAPIAdviseSinkVtbl thread_sink_vtbl = {
    COM_UNKNOWN_METHODS(thread_sink),
    .OnNotify = thread_sink_OnNotify,
};

HRESULT thread_sink_create(IMAPIAdviseSink *client, IMAPIAdviseSink **out)
{
    struct thread_sink *sink = com_alloc(&thread_sink_class, sizeof(*sink));
    HRESULT hr;

    *out = NULL;
    if (!sink) return MAPI_E_NOT_ENOUGH_MEMORY;
    sink->IMAPIAdviseSink_iface.lpVtbl = &thread_sink_vtbl;
    sink->client = client;
    com_addref(client);
    hr = thread_queue_mine(&sink->home);
    if (FAILED(hr)) {
        com_unref(sink);
        return hr;
    }
    *out = &sink->IMAPIAdviseSink_iface;
    return S_OK;
}

struct thread_queue *thread_sink_queue(IMAPIAdviseSink *sink)
{
    return sink && sink->lpVtbl == &thread_sink_vtbl ? thread_sink_from(sink)->home : NULL;
}

IMAPIAdviseSink *thread_sink_client(IMAPIAdviseSink *sink)
{
    return sink && sink->lpVtbl == &thread_sink_vtbl ? thread_sink_from(sink)->client : sink;
}

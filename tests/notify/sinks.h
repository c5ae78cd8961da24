/*
 * sinks.h - what the tests of notifications share: a sink that writes down what it hears
 */
#pragma once
#include <stdio.h>
#include "prop/props.h"
#include "mapiguid.h"
#include "mapispi.h"
#include "notify/engine.h"
#include "sys/lock.h"
#include "sys/thread.h"
#include "sys/window.h"

struct sink {
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LONG refs;
    bool quiet; /* called on several threads at a time: counts alone */
    LONG calls;
    ULONG thread; /* of the last call */
    ULONG answer;
    void (*heard)(struct sink *sink); /* may be NULL */
    void *context;                    /* heard's */
    NOTIFICATION *batch;              /* while heard runs */
    ULONG count;
    char seen[512]; /* scodes of fnevCriticalError, event types of others, calls ended by ';' */
};

static HRESULT STDMETHODCALLTYPE sink_QueryInterface(IMAPIAdviseSink *iface, REFIID iid, void **out)
{
    (void)iface;
    (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE sink_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)atomic_inc(&((struct sink *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE sink_Release(IMAPIAdviseSink *iface)
{
    return (ULONG)atomic_dec(&((struct sink *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                             NOTIFICATION *batch)
{
    struct sink *sink = (struct sink *)iface;
    size_t at;

    assert_true(atomic_get(&sink->refs) > (sink->quiet ? 1 : 0)); /* the list's, too */
    atomic_inc(&sink->calls);
    if (sink->quiet) return sink->answer;
    at = strlen(sink->seen);
    sink->thread = sys_thread_id();
    sink->batch = batch;
    sink->count = count;
    for (ULONG i = 0; i < count && at < sizeof(sink->seen) - 40; i++) {
        bool numbered = batch[i].ulEventType == fnevCriticalError;

        at += snprintf(
            sink->seen + at, sizeof(sink->seen) - at, numbered ? "%s%u" : "%sx%x", i ? " " : "",
            numbered ? (unsigned)batch[i].info.err.scode : (unsigned)batch[i].ulEventType);
    }
    if (at < sizeof(sink->seen) - 2) strcpy(sink->seen + at, ";");
    if (sink->heard) sink->heard(sink);
    return sink->answer;
}

static const IMAPIAdviseSinkVtbl sink_vtbl = {
    sink_QueryInterface, sink_AddRef, sink_Release, sink_OnNotify,
};
#define SINK               {.IMAPIAdviseSink_iface = {&sink_vtbl}, .refs = 1}
#define FACE(sink_)        (&(sink_)->IMAPIAdviseSink_iface)
#define ERROR_EVENT(code_) {.ulEventType = fnevCriticalError, .info.err.scode = (code_)}

/* What it heard since the last time, in words. */
__attribute__((unused)) static const char *heard_by(struct sink *sink)
{
    static char text[sizeof(sink->seen)];

    strcpy(text, sink->seen);
    sink->seen[0] = 0;
    return text;
}

/* A key for the hub. */
#define KEY(text_) \
    ((NOTIFKEY *)&(struct { ULONG cb; char ab[sizeof(text_) - 1]; }){sizeof(text_) - 1, text_})

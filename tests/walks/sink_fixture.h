/*
 * sink_fixture.h - an advise sink that counts, and may do something when it is told
 */
#pragma once
#include <stdio.h>
#include "mapitags.h"
#include "mapix.h"
#include "sys/lock.h"

struct counting_sink {
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    LONG refs;
    LONG calls;
    ULONG events;
    HRESULT error;               /* of the last fnevCriticalError */
    LONG rows[TABLE_RELOAD + 1]; /* fnevTableModified, by what happened */
    char name[40];               /* PR_DISPLAY_NAME_A of the last row that it brought */
    void (*told)(void *context); /* may be NULL */
    void *context;
};

static HRESULT STDMETHODCALLTYPE counting_QueryInterface(IMAPIAdviseSink *iface, REFIID iid,
                                                         void **out)
{
    (void)iface, (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE counting_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)atomic_inc(&((struct counting_sink *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE counting_Release(IMAPIAdviseSink *iface)
{
    return (ULONG)atomic_dec(&((struct counting_sink *)iface)->refs);
}

static void count_row(struct counting_sink *sink, const TABLE_NOTIFICATION *table)
{
    if (table->ulTableEvent <= TABLE_RELOAD) sink->rows[table->ulTableEvent]++;
    for (ULONG i = 0; i < table->row.cValues; i++)
        if (table->row.lpProps[i].ulPropTag == PR_DISPLAY_NAME_A)
            snprintf(sink->name, sizeof(sink->name), "%s", table->row.lpProps[i].Value.lpszA);
}

static ULONG STDMETHODCALLTYPE counting_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                 NOTIFICATION *batch)
{
    struct counting_sink *sink = (struct counting_sink *)iface;

    atomic_inc(&sink->calls);
    for (ULONG i = 0; i < count; i++) {
        sink->events |= batch[i].ulEventType;
        if (batch[i].ulEventType == fnevCriticalError) sink->error = batch[i].info.err.scode;
        if (batch[i].ulEventType == fnevTableModified) count_row(sink, &batch[i].info.tab);
    }
    if (sink->told) sink->told(sink->context);
    return 0;
}

static const IMAPIAdviseSinkVtbl counting_vtbl = {counting_QueryInterface, counting_AddRef,
                                                  counting_Release, counting_OnNotify};

__attribute__((unused)) static struct counting_sink counting_sink(void)
{
    return (struct counting_sink){.IMAPIAdviseSink_iface = {&counting_vtbl}, .refs = 1};
}

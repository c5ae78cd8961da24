/*
 * indicator.c - a progress object that remembers what it was told
 */
#include "fakes/indicator.h"
#include <stddef.h>
#include "mapicode.h"

static struct indicator *indicator_of(IMAPIProgress *iface)
{
    return (struct indicator *)((char *)iface - offsetof(struct indicator, IMAPIProgress_iface));
}

static HRESULT STDMETHODCALLTYPE indicator_QueryInterface(IMAPIProgress *iface, REFIID iid,
                                                          void **out)
{
    (void)iface;
    (void)iid;
    *out = NULL;
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

static ULONG STDMETHODCALLTYPE indicator_AddRef(IMAPIProgress *iface)
{
    return (ULONG)++indicator_of(iface)->refs;
}

static ULONG STDMETHODCALLTYPE indicator_Release(IMAPIProgress *iface)
{
    return (ULONG)--indicator_of(iface)->refs;
}

static HRESULT STDMETHODCALLTYPE indicator_Progress(IMAPIProgress *iface, ULONG value, ULONG count,
                                                    ULONG total)
{
    struct indicator *it = indicator_of(iface);

    if (it->calls && value < it->value) it->sinks = true;
    if (value > 1000) it->outside++;
    it->calls++;
    it->value = value;
    it->count = count;
    it->total = total;
    if (it->shown) it->shown(it);
    return it->cancel_at && it->calls >= it->cancel_at ? MAPI_E_USER_CANCEL : S_OK;
}

static HRESULT STDMETHODCALLTYPE indicator_GetFlags(IMAPIProgress *iface, ULONG *flags)
{
    *flags = indicator_of(iface)->flags;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE indicator_GetMax(IMAPIProgress *iface, ULONG *max)
{
    *max = indicator_of(iface)->max;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE indicator_GetMin(IMAPIProgress *iface, ULONG *min)
{
    *min = indicator_of(iface)->min;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE indicator_SetLimits(IMAPIProgress *iface, ULONG *min, ULONG *max,
                                                     ULONG *flags)
{
    struct indicator *it = indicator_of(iface);

    it->limits++;
    if (flags && !(*flags & MAPI_TOP_LEVEL)) it->inner++;
    if (min) it->min = *min;
    if (max) it->max = *max;
    if (flags) it->flags = *flags;
    return S_OK;
}

struct indicator new_indicator(ULONG flags, ULONG min, ULONG max)
{
    static const IMAPIProgressVtbl vtbl = {
        .QueryInterface = indicator_QueryInterface,
        .AddRef = indicator_AddRef,
        .Release = indicator_Release,
        .Progress = indicator_Progress,
        .GetFlags = indicator_GetFlags,
        .GetMax = indicator_GetMax,
        .GetMin = indicator_GetMin,
        .SetLimits = indicator_SetLimits,
    };

    return (struct indicator){
        {(IMAPIProgressVtbl *)&vtbl}, 1, .flags = flags, .min = min, .max = max};
}

/*
 * offline.c - how a provider takes part in the profile's offline state; doc/offline.md walks
 * through
 *
 * There are three objects: the profile's own, one of the provider below it, and one of the store
 * below that, which is aggregated: the store's QueryInterface hands IID_IMAPIOffline to it. The
 * callback is told of changes, and asked to follow, on whatever thread; so it knows nothing of the
 * store, whose end may come on another one.
 */
#ifdef _WIN32
#include <windows.h>
#endif
#include "mapicode.h"
#include "mapioffline.h"
#include "sample.h"

#define BOTH (MAPIOFFLINE_CAPABILITY_OFFLINE | MAPIOFFLINE_CAPABILITY_ONLINE)

/* ---- the callback ---- */

struct sample_follower {
    struct com_object com;
    IMAPIOfflineNotify IMAPIOfflineNotify_iface;
    IMAPIOfflineFollow IMAPIOfflineFollow_iface;
    LONG state; /* MAPIOFFLINE_STATE_...: as we are now */
};

static void sample_follower_destroy(void *self)
{
    (void)self;
}

static const struct com_face sample_follower_faces[] = {
    COM_FACE(sample_follower, IMAPIOfflineNotify),
    COM_FACE(sample_follower, IMAPIOfflineFollow),
};
COM_CLASS(sample_follower);
COM_UNKNOWN(sample_follower, IMAPIOfflineNotify)
COM_UNKNOWN_SECOND(sample_follower, IMAPIOfflineFollow)

/* START: end what can't wait. DONE says what the object is now, which may not be what Follow was
 * told: somebody else refused for it, or the change was given up. */
static void STDMETHODCALLTYPE sample_follower_Notify(IMAPIOfflineNotify *iface,
                                                     const MAPIOFFLINE_NOTIFY *what)
{
    struct sample_follower *follower = sample_follower_from(iface);

    if (what->NotifyType != MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_DONE) return;
    __atomic_store_n(&follower->state, (LONG)what->Info.StateChange.ulStateNew, __ATOMIC_RELEASE);
}

/*
 * Follow - go offline, or online; the profile waits for the answer, but only some seconds
 *
 * Offline: close connections; from now on calls that need the server answer MAPI_E_OFFLINE.
 * Online: connect, and say so with a failure when that can't be done: then the store stays offline
 * while the profile is online. This store has all it shows in itself.
 */
static HRESULT STDMETHODCALLTYPE sample_follower_Follow(IMAPIOfflineFollow *iface, ULONG mask,
                                                        ULONG old_state, ULONG new_state)
{
    struct sample_follower *follower = sample_follower_IMAPIOfflineFollow_from(iface);

    (void)old_state;
    if (!(mask & MAPIOFFLINE_STATE_OFFLINE_MASK)) return S_OK;
    __atomic_store_n(&follower->state, (LONG)new_state, __ATOMIC_RELEASE);
    return S_OK;
}

static const IMAPIOfflineNotifyVtbl notify_vtbl = {
    COM_UNKNOWN_METHODS(sample_follower),
    .Notify = sample_follower_Notify,
};

static const IMAPIOfflineFollowVtbl follow_vtbl = {
    COM_UNKNOWN_SECOND_METHODS(sample_follower, IMAPIOfflineFollow),
    .Follow = sample_follower_Follow,
};

static HRESULT advise(struct sample_offline *offline)
{
    struct sample_follower *follower = com_alloc(&sample_follower_class, sizeof(*follower));
    MAPIOFFLINE_ADVISEINFO info = {.ulSize = sizeof(info),
                                   .CallbackType = MAPIOFFLINE_CALLBACK_TYPE_NOTIFY,
                                   .ulAdviseTypes = MAPIOFFLINE_ADVISE_TYPE_STATECHANGE,
                                   .ulStateMask = MAPIOFFLINE_STATE_ALL};
    HRESULT hr;

    if (!follower) return MAPI_E_NOT_ENOUGH_MEMORY;
    follower->IMAPIOfflineNotify_iface.lpVtbl = &notify_vtbl;
    follower->IMAPIOfflineFollow_iface.lpVtbl = &follow_vtbl;
    info.pCallback = (IUnknown *)&follower->IMAPIOfflineNotify_iface;
    hr = offline->provider->lpVtbl->Advise(offline->provider, MAPIOFFLINE_ADVISE_DEFAULT, &info,
                                           &offline->token);
    com_unref(follower); /* the registration has its own reference */
    return hr;
}

/* ---- the objects ---- */

static HRESULT make_objects(struct sample_offline *offline, const WCHAR *profile, IUnknown *store)
{
    MAPIOFFLINE_AGGREGATEINFO aggregate = {.ulSize = sizeof(aggregate), .pOuterObj = store};
    MAPIOFFLINE_CREATEINFO info = {.ulSize = sizeof(info),
                                   .pwszProfileName = profile,
                                   .ulCapabilities = BOTH,
                                   .pGUID = &GUID_GlobalState};
    AUTO_RELEASE IMAPIOfflineMgr *global = NULL; /* the provider's object holds it */
    HRESULT hr = HrCreateOfflineObj(0, &info, &global);

    if (FAILED(hr)) return hr;
    /* One name among all providers; were there several accounts, each had an instance of its own.
     */
    info.pGUID = info.pInstance = (const GUID *)&sample_uid;
    info.pParent = global;
    hr = HrCreateOfflineObj(0, &info, &offline->provider);
    if (FAILED(hr)) return hr;
    info.pGUID = info.pInstance = NULL;
    info.pParent = offline->provider;
    info.pAggregateInfo = &aggregate;
    return HrCreateOfflineObj(0, &info, &offline->store);
}

const WCHAR *sample_offline_name(const void *name, ULONG flags, WCHAR out[SAMPLE_NAME_CHARS])
{
    if (!name || flags & MAPI_UNICODE) return name;
#ifdef _WIN32
    return MultiByteToWideChar(CP_ACP, 0, name, -1, out, SAMPLE_NAME_CHARS) ? out : NULL;
#else
    for (int i = 0; i < SAMPLE_NAME_CHARS; i++)
        if (!(out[i] = ((const BYTE *)name)[i])) return out;
    return NULL;
#endif
}

HRESULT sample_offline_begin(struct sample_offline *offline, const WCHAR *profile, IUnknown *store)
{
    HRESULT hr = make_objects(offline, profile, store);

    if (SUCCEEDED(hr)) hr = advise(offline);
    if (FAILED(hr)) sample_offline_end(offline);
    return hr;
}

HRESULT sample_offline_query(struct sample_offline *offline, REFIID iid, void **out)
{
    *out = NULL;
    if (!offline->store) return E_NOINTERFACE;
    if (!IsEqualGUID(iid, &IID_IMAPIOffline) && !IsEqualGUID(iid, &IID_IMAPIOfflineMgr) &&
        !IsEqualGUID(iid, &IID_IMAPIOfflineRule))
        return E_NOINTERFACE;
    return offline->store->lpVtbl->QueryInterface(offline->store, iid, out);
}

void sample_offline_end(struct sample_offline *offline)
{
    if (offline->token) /* after this our code isn't called any more, and may be unloaded */
        offline->provider->lpVtbl->Unadvise(offline->provider, MAPIOFFLINE_UNADVISE_DEFAULT,
                                            offline->token);
    offline->token = 0;
    com_release(&offline->store);
    com_release(&offline->provider);
}

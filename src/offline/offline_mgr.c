/*
 * offline_mgr.c - offline objects as clients and providers see them
 *
 * An object that is aggregated has two IMAPIOfflineMgr: `inner` counts the object itself, and is
 * what HrCreateOfflineObj gives to the outer object, which keeps it as its own and releases it in
 * the end; what inner's QueryInterface gives is counted by the outer object and is one with it.
 */
#include "offline/offline_mgr.h"
#include "base/error.h"
#include "com/com.h"
#include "offline/offline_delivery.h"
#include "offline/offline_thread.h"

struct offline_mgr {
    struct com_object com;
    IMAPIOfflineMgr IMAPIOfflineMgr_iface; /* inner, and the only one of an object on its own */
    IMAPIOfflineMgr outer_iface;           /* of an aggregated one */
    IMAPIOfflineRule IMAPIOfflineRule_iface;
    IUnknown *outer;         /* borrowed: it holds us; NULL: nobody aggregates us */
    IMAPIOfflineMgr *parent; /* owned */
    struct node *node;       /* one reference */
    struct house *house;     /* one opening */
};

static void offline_mgr_destroy(void *self)
{
    struct offline_mgr *mgr = self;

    if (mgr->node) node_unref(mgr->node);
    if (mgr->house) house_close(mgr->house);
    com_release(&mgr->parent);
}

static const struct com_face offline_mgr_faces[] = {
    COM_FACE(offline_mgr, IMAPIOfflineMgr),
    COM_FACE_AS(offline_mgr, IMAPIOfflineMgr, IMAPIOffline),
    COM_FACE(offline_mgr, IMAPIOfflineRule),
};
COM_CLASS(offline_mgr);

/* ---- identity ---- */

static const IMAPIOfflineMgrVtbl offline_mgr_vtbl, outer_vtbl;

static struct offline_mgr *offline_mgr_from(IMAPIOfflineMgr *iface)
{
    size_t offset = iface->lpVtbl == &outer_vtbl
                        ? offsetof(struct offline_mgr, outer_iface)
                        : offsetof(struct offline_mgr, IMAPIOfflineMgr_iface);

    return (struct offline_mgr *)((char *)iface - offset);
}

static struct offline_mgr *offline_mgr_from_rule(IMAPIOfflineRule *iface)
{
    return (struct offline_mgr *)((char *)iface -
                                  offsetof(struct offline_mgr, IMAPIOfflineRule_iface));
}

static HRESULT STDMETHODCALLTYPE offline_mgr_QueryInterface(IMAPIOfflineMgr *iface, REFIID iid,
                                                            void **out)
{
    struct offline_mgr *mgr = offline_mgr_from(iface);
    HRESULT hr;

    if (!mgr->outer || !iid || IsEqualGUID(iid, &IID_IUnknown)) return com_query(mgr, iid, out);
    hr = com_query(mgr, iid, out);
    if (FAILED(hr)) return hr;
    if (*out == &mgr->IMAPIOfflineMgr_iface) *out = &mgr->outer_iface;
    com_addref(mgr->outer);
    com_unref(mgr);
    return S_OK;
}

static ULONG STDMETHODCALLTYPE offline_mgr_AddRef(IMAPIOfflineMgr *iface)
{
    return com_count_up(offline_mgr_from(iface));
}

static ULONG STDMETHODCALLTYPE offline_mgr_Release(IMAPIOfflineMgr *iface)
{
    return com_unref(offline_mgr_from(iface));
}

static HRESULT STDMETHODCALLTYPE outer_QueryInterface(IMAPIOfflineMgr *iface, REFIID iid,
                                                      void **out)
{
    IUnknown *outer = offline_mgr_from(iface)->outer;

    return outer->lpVtbl->QueryInterface(outer, iid, out);
}

static ULONG STDMETHODCALLTYPE outer_AddRef(IMAPIOfflineMgr *iface)
{
    IUnknown *outer = offline_mgr_from(iface)->outer;

    return outer->lpVtbl->AddRef(outer);
}

static ULONG STDMETHODCALLTYPE outer_Release(IMAPIOfflineMgr *iface)
{
    IUnknown *outer = offline_mgr_from(iface)->outer;

    return outer->lpVtbl->Release(outer);
}

/* Whoever counts the object: its outer one, or it itself. */
static IUnknown *counted(IMAPIOfflineRule *iface)
{
    struct offline_mgr *mgr = offline_mgr_from_rule(iface);

    return mgr->outer ? mgr->outer : (IUnknown *)&mgr->IMAPIOfflineMgr_iface;
}

static HRESULT STDMETHODCALLTYPE rule_QueryInterface(IMAPIOfflineRule *iface, REFIID iid,
                                                     void **out)
{
    return counted(iface)->lpVtbl->QueryInterface(counted(iface), iid, out);
}

static ULONG STDMETHODCALLTYPE rule_AddRef(IMAPIOfflineRule *iface)
{
    return counted(iface)->lpVtbl->AddRef(counted(iface));
}

static ULONG STDMETHODCALLTYPE rule_Release(IMAPIOfflineRule *iface)
{
    return counted(iface)->lpVtbl->Release(counted(iface));
}

/* ---- the state ---- */

/*
 * SetCurrentState - the object, and with it all below it, goes online or offline
 *
 * flags   MAPIOFFLINE_FLAG_BLOCK: returns when it has; else at once, and it happens by and by
 * mask    MAPIOFFLINE_STATE_OFFLINE_MASK
 * state   MAPIOFFLINE_STATE_ONLINE, _OFFLINE: of the global object this is the user's word. Offline
 *         stays, also when programs start again, until it is set online; online follows the network
 *         again where the rule is automatic, and stays where it isn't
 * Gives   S_OK                       done, or begun; it was so before
 *         MAPI_W_PARTIAL_COMPLETION  (BLOCK) done, but somebody refused, or was not heard of in
 *                                    time
 * Errors  E_PENDING             a change runs, begun here or elsewhere: inside Notify too
 *         E_INVALIDARG          flags, mask, state, reserved
 *         MAPI_E_NO_SUPPORT     the object can't
 *         MAPI_E_NO_ACCESS ...  (BLOCK) the profile can't keep it: nothing has changed
 *         MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES
 * Source  IMAPIOffline::SetCurrentState; contracts 10.4
 */
static HRESULT STDMETHODCALLTYPE offline_mgr_SetCurrentState(IMAPIOfflineMgr *iface, ULONG flags,
                                                             ULONG mask, ULONG state,
                                                             void *reserved)
{
    struct offline_mgr *mgr = offline_mgr_from(iface);

    if (flags & ~(ULONG)MAPIOFFLINE_FLAG_BLOCK || mask != MAPIOFFLINE_STATE_OFFLINE_MASK ||
        (state != MAPIOFFLINE_STATE_ONLINE && state != MAPIOFFLINE_STATE_OFFLINE) || reserved)
        return FAIL(E_INVALIDARG);
    if (!(node_capabilities(mgr->node) & state)) /* the bits of capabilities and states agree */
        return FAIL(MAPI_E_NO_SUPPORT);
    return request_make(mgr->node, REQUEST_STATE, state, flags & MAPIOFFLINE_FLAG_BLOCK);
}

/* GetCapabilities - of the global object, what all that follow it can do; both, where nobody has
 * said. E_INVALIDARG. Source: IMAPIOffline::GetCapabilities; contracts 10.3 */
static HRESULT STDMETHODCALLTYPE offline_mgr_GetCapabilities(IMAPIOfflineMgr *iface,
                                                             ULONG *capabilities)
{
    if (!capabilities) return FAIL(E_INVALIDARG);
    *capabilities = node_capabilities(offline_mgr_from(iface)->node);
    return S_OK;
}

/* GetCurrentState - MAPIOFFLINE_STATE_ONLINE or _OFFLINE as of now, in whatever process it changed.
 * E_INVALIDARG. Source: IMAPIOffline::GetCurrentState; contracts 10.3 */
static HRESULT STDMETHODCALLTYPE offline_mgr_GetCurrentState(IMAPIOfflineMgr *iface, ULONG *state)
{
    if (!state) return FAIL(E_INVALIDARG);
    *state = node_state(offline_mgr_from(iface)->node);
    return S_OK;
}

/* ---- who wants to hear ---- */

/*
 * Advise - has info->pCallback told of the object's changes, on any thread, until Unadvise or until
 * the object is gone in this process
 *
 * A callback that answers IID_IMAPIOfflineFollow is also asked to follow (mapioffline.h).
 * Errors  E_INVALIDARG   flags, info (size, kind of callback, no callback, types, a mask without
 *                        the offline bits), token
 *         E_NOINTERFACE  the callback isn't an IMAPIOfflineNotify
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPIOfflineMgr::Advise, MAPIOFFLINE_ADVISEINFO; contracts 10.5
 */
static HRESULT STDMETHODCALLTYPE offline_mgr_Advise(IMAPIOfflineMgr *iface, ULONG flags,
                                                    MAPIOFFLINE_ADVISEINFO *info, ULONG *token)
{
    struct offline_mgr *mgr = offline_mgr_from(iface);
    AUTO_RELEASE IMAPIOfflineNotify *notify = NULL;
    AUTO_RELEASE IMAPIOfflineFollow *follow = NULL;
    IUnknown *callback;
    HRESULT hr;

    if (!token) return FAIL(E_INVALIDARG);
    *token = 0;
    if (flags != MAPIOFFLINE_ADVISE_DEFAULT || !info || info->ulSize != sizeof(*info) ||
        info->CallbackType != MAPIOFFLINE_CALLBACK_TYPE_NOTIFY || !info->pCallback ||
        info->ulAdviseTypes != MAPIOFFLINE_ADVISE_TYPE_STATECHANGE ||
        (info->ulStateMask & MAPIOFFLINE_STATE_OFFLINE_MASK) != MAPIOFFLINE_STATE_OFFLINE_MASK)
        return FAIL(E_INVALIDARG);
    callback = info->pCallback;
    hr = callback->lpVtbl->QueryInterface(callback, &IID_IMAPIOfflineNotify, (void **)&notify);
    hr = com_given(hr, &notify);
    if (FAILED(hr)) return FAIL(hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : E_NOINTERFACE);
    hr = callback->lpVtbl->QueryInterface(callback, &IID_IMAPIOfflineFollow, (void **)&follow);
    com_given(hr, &follow);
    return sink_add(mgr->node, info->ulClientToken, notify, follow, token);
}

/*
 * Unadvise - no call begins after this, and the callback is released
 *
 * A call that runs on another thread is waited for (some seconds), unless this is called from
 * inside one; then its callback is released when it returns. Gives S_OK, whatever the token.
 * Source: IMAPIOfflineMgr::Unadvise; contracts 10.5
 */
static HRESULT STDMETHODCALLTYPE offline_mgr_Unadvise(IMAPIOfflineMgr *iface, ULONG flags,
                                                      ULONG token)
{
    (void)flags; /* "always returns S_OK" */
    sink_remove(offline_mgr_from(iface)->house, token);
    return S_OK;
}

/* ---- the rule ---- */

/* GetRule - MAPIOFFLINE_RULE_..., with MAPIOFFLINE_RULE_CHOSEN. E_INVALIDARG */
static HRESULT STDMETHODCALLTYPE rule_GetRule(IMAPIOfflineRule *iface, ULONG *rule)
{
    struct offline_shared *shared = offline_mgr_from_rule(iface)->house->state->shared;

    if (!rule) return FAIL(E_INVALIDARG);
    *rule = atomic_get(&shared->rule);
    if (atomic_get(&shared->work_offline) || atomic_get(&shared->insisted))
        *rule |= MAPIOFFLINE_RULE_CHOSEN;
    return S_OK;
}

/* SetRule - the rule is kept in the profile, and the state becomes what it says. flags and results:
 * as SetCurrentState's. */
static HRESULT STDMETHODCALLTYPE rule_SetRule(IMAPIOfflineRule *iface, ULONG flags, ULONG rule)
{
    struct offline_mgr *mgr = offline_mgr_from_rule(iface);
    struct node *global;
    HRESULT hr;

    if (flags & ~(ULONG)MAPIOFFLINE_FLAG_BLOCK || rule > MAPIOFFLINE_RULE_ALWAYS_OFFLINE)
        return FAIL(E_INVALIDARG);
    global = node_global(mgr->house);
    hr = request_make(global, REQUEST_RULE, rule, flags & MAPIOFFLINE_FLAG_BLOCK);
    node_unref(global);
    return hr;
}

/* ---- slots that nobody documented ---- */

#define PLACEHOLDER(n)                                                                             \
    static HRESULT STDMETHODCALLTYPE offline_mgr_PLACEHOLDER##n(IMAPIOfflineMgr *iface)            \
    {                                                                                              \
        (void)iface;                                                                               \
        return FAIL(E_NOTIMPL);                                                                    \
    }
PLACEHOLDER(6)
PLACEHOLDER(9)
PLACEHOLDER(10)
PLACEHOLDER(11)
PLACEHOLDER(12)
PLACEHOLDER(13)
PLACEHOLDER(14)
PLACEHOLDER(15)

#define METHODS                                                                                    \
    .SetCurrentState = offline_mgr_SetCurrentState,                                                \
    .GetCapabilities = offline_mgr_GetCapabilities,                                                \
    .GetCurrentState = offline_mgr_GetCurrentState, .PLACEHOLDER6 = offline_mgr_PLACEHOLDER6,      \
    .Advise = offline_mgr_Advise, .Unadvise = offline_mgr_Unadvise,                                \
    .PLACEHOLDER9 = offline_mgr_PLACEHOLDER9, .PLACEHOLDER10 = offline_mgr_PLACEHOLDER10,          \
    .PLACEHOLDER11 = offline_mgr_PLACEHOLDER11, .PLACEHOLDER12 = offline_mgr_PLACEHOLDER12,        \
    .PLACEHOLDER13 = offline_mgr_PLACEHOLDER13, .PLACEHOLDER14 = offline_mgr_PLACEHOLDER14,        \
    .PLACEHOLDER15 = offline_mgr_PLACEHOLDER15

static const IMAPIOfflineMgrVtbl offline_mgr_vtbl = {
    COM_UNKNOWN_METHODS(offline_mgr),
    METHODS,
};

static const IMAPIOfflineMgrVtbl outer_vtbl = {
    COM_UNKNOWN_METHODS(outer),
    METHODS,
};

static const IMAPIOfflineRuleVtbl rule_vtbl = {
    COM_UNKNOWN_METHODS(rule),
    .GetRule = rule_GetRule,
    .SetRule = rule_SetRule,
};

/* ---- making ---- */

/* Moves the node and one opening of the house. */
static HRESULT make(struct house *house, struct node *node, IMAPIOfflineMgr *parent,
                    IUnknown *outer, IMAPIOfflineMgr **out)
{
    struct offline_mgr *mgr = com_alloc(&offline_mgr_class, sizeof(*mgr));

    if (!mgr) {
        node_unref(node);
        house_close(house);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    mgr->IMAPIOfflineMgr_iface.lpVtbl = &offline_mgr_vtbl;
    mgr->outer_iface.lpVtbl = &outer_vtbl;
    mgr->IMAPIOfflineRule_iface.lpVtbl = &rule_vtbl;
    mgr->house = house;
    mgr->node = node;
    mgr->outer = outer;
    mgr->parent = parent;
    if (parent) com_addref(parent);
    *out = &mgr->IMAPIOfflineMgr_iface;
    return S_OK;
}

static HRESULT open_global(const WCHAR *profile, ULONG capabilities, IUnknown *outer,
                           IMAPIOfflineMgr **out)
{
    struct house *house;
    struct node *node;
    HRESULT hr = house_open(profile, &house);

    if (FAILED(hr)) return hr;
    node = node_global(house);
    if (capabilities) node_give(node, capabilities);
    return make(house, node, NULL, outer, out);
}

HRESULT offline_open(const WCHAR *profile, IMAPIOfflineMgr **out)
{
    return open_global(profile, 0, NULL, out);
}

/* One of ours, of that profile: *house gets an opening. */
static HRESULT check_parent(IMAPIOfflineMgr *parent, const WCHAR *profile, struct house **house)
{
    struct offline_mgr *mgr;
    HRESULT hr;

    if (parent->lpVtbl != &offline_mgr_vtbl && parent->lpVtbl != &outer_vtbl)
        return FAIL(E_INVALIDARG);
    mgr = offline_mgr_from(parent);
    hr = house_open(profile, house);
    if (FAILED(hr)) return hr;
    if (*house == mgr->house) return S_OK;
    house_close(*house);
    return FAIL(E_INVALIDARG);
}

static HRESULT create_child(const MAPIOFFLINE_CREATEINFO *info, IUnknown *outer,
                            IMAPIOfflineMgr **out)
{
    struct house *house;
    struct node *node;
    HRESULT hr = check_parent(info->pParent, info->pwszProfileName, &house);

    if (FAILED(hr)) return hr;
    hr = node_make(offline_mgr_from(info->pParent)->node, info->pGUID, info->pInstance,
                   info->ulCapabilities, &node);
    if (FAILED(hr)) {
        house_close(house);
        return hr;
    }
    return make(house, node, info->pParent, outer, out);
}

/* S_OK, with the outer object or NULL. */
static HRESULT check_aggregate(const MAPIOFFLINE_AGGREGATEINFO *info, IUnknown **outer)
{
    *outer = NULL;
    if (!info) return S_OK;
    if (info->ulSize != sizeof(*info) || !info->pOuterObj || info->pRefTrackRoot)
        return FAIL(E_INVALIDARG);
    *outer = info->pOuterObj;
    return S_OK;
}

HRESULT offline_create(const MAPIOFFLINE_CREATEINFO *info, IMAPIOfflineMgr **out)
{
    IUnknown *outer;
    HRESULT hr;

    if (info->ulSize != sizeof(*info) || info->ulCreateFlags || info->pConnectInfo ||
        !info->pwszProfileName)
        return FAIL(E_INVALIDARG);
    hr = check_aggregate(info->pAggregateInfo, &outer);
    if (FAILED(hr)) return hr;
    if (info->pGUID && IsEqualGUID(info->pGUID, &GUID_GlobalState)) {
        if (info->pParent) return FAIL(E_INVALIDARG);
        return open_global(info->pwszProfileName, info->ulCapabilities, outer, out);
    }
    if (!info->pParent) return FAIL(E_INVALIDARG);
    return create_child(info, outer, out);
}

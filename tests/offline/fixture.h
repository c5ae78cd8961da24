/*
 * fixture.h - profiles with an offline state, and a listener that writes down what it is told
 *
 * house_make gives a second house of a profile, which is to the first as another process's.
 */
#pragma once
#include "profile/fixture.h"
#include <stdio.h>
#include "mapioffline.h"
#include "offline/offline_delivery.h"
#include "offline/offline_mgr.h"
#include "offline/offline_tree.h"
#include "profile/section.h"
#include "sys/clock.h"
#include "sys/network.h"
#include "sys/thread.h"

#define ONLINE  MAPIOFFLINE_STATE_ONLINE
#define OFFLINE MAPIOFFLINE_STATE_OFFLINE
#define MASK    MAPIOFFLINE_STATE_OFFLINE_MASK
#define BLOCK   MAPIOFFLINE_FLAG_BLOCK
#define LIMIT   20000 /* of a wait that must not be in vain */

struct listener {
    IMAPIOfflineNotify IMAPIOfflineNotify_iface;
    IMAPIOfflineFollow IMAPIOfflineFollow_iface;
    LONG refs;
    bool follows;            /* answers IID_IMAPIOfflineFollow */
    HRESULT answer;          /* of Follow */
    ULONG hangs_in;          /* a phase, */
    struct sys_event *go_on; /* ... until this is set */
    struct sys_event *told;  /* set by each call, when it is there */
    void (*heard)(struct listener *listener, const MAPIOFFLINE_NOTIFY *what);
    void *context;
    char seen[256]; /* S, C, D, F with old and new: "S21 F21 C21 D21 " */
    LONG calls;
    ULONG token;
};

static struct listener *listener_of(void *iface, bool follow)
{
    return (struct listener *)((char *)iface -
                               (follow ? offsetof(struct listener, IMAPIOfflineFollow_iface) : 0));
}

static HRESULT listener_query(struct listener *l, REFIID iid, void **out)
{
    *out = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IMAPIOfflineNotify))
        *out = &l->IMAPIOfflineNotify_iface;
    else if (l->follows && IsEqualGUID(iid, &IID_IMAPIOfflineFollow))
        *out = &l->IMAPIOfflineFollow_iface;
    if (!*out) return E_NOINTERFACE;
    atomic_inc(&l->refs);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE notify_QueryInterface(IMAPIOfflineNotify *iface, REFIID iid,
                                                       void **out)
{
    return listener_query(listener_of(iface, false), iid, out);
}

static ULONG STDMETHODCALLTYPE notify_AddRef(IMAPIOfflineNotify *iface)
{
    return (ULONG)atomic_inc(&listener_of(iface, false)->refs);
}

static ULONG STDMETHODCALLTYPE notify_Release(IMAPIOfflineNotify *iface)
{
    return (ULONG)atomic_dec(&listener_of(iface, false)->refs);
}

static void listener_note(struct listener *l, char what, ULONG phase, ULONG old_state,
                          ULONG new_state)
{
    size_t at = strlen(l->seen);

    snprintf(l->seen + at, sizeof(l->seen) - at, "%c%u%u ", what, (unsigned)old_state,
             (unsigned)new_state);
    atomic_inc(&l->calls);
    assert_false(lock_any_held()); /* 10.6-06 */
    if (l->told) sys_event_set(l->told);
    if (l->hangs_in == phase) assert_true(sys_event_wait(l->go_on, LIMIT));
}

static void STDMETHODCALLTYPE notify_Notify(IMAPIOfflineNotify *iface,
                                            const MAPIOFFLINE_NOTIFY *what)
{
    struct listener *l = listener_of(iface, false);
    static const char letters[] = "?SCD";
    static const ULONG phases[] = {0, PHASE_START, PHASE_CHANGE, PHASE_DONE};

    assert_int_equal(what->ulSize, sizeof(*what)); /* 10.6-01, 10.6-02 */
    assert_int_equal(what->Info.StateChange.ulMask, MASK);
    assert_true(what->NotifyType >= 1 && what->NotifyType <= 3); /* 10.6-07 */
    if (l->heard) l->heard(l, what);
    listener_note(l, letters[what->NotifyType], phases[what->NotifyType],
                  what->Info.StateChange.ulStateOld, what->Info.StateChange.ulStateNew);
}

static HRESULT STDMETHODCALLTYPE follow_QueryInterface(IMAPIOfflineFollow *iface, REFIID iid,
                                                       void **out)
{
    return listener_query(listener_of(iface, true), iid, out);
}

static ULONG STDMETHODCALLTYPE follow_AddRef(IMAPIOfflineFollow *iface)
{
    return (ULONG)atomic_inc(&listener_of(iface, true)->refs);
}

static ULONG STDMETHODCALLTYPE follow_Release(IMAPIOfflineFollow *iface)
{
    return (ULONG)atomic_dec(&listener_of(iface, true)->refs);
}

static HRESULT STDMETHODCALLTYPE follow_Follow(IMAPIOfflineFollow *iface, ULONG mask,
                                               ULONG old_state, ULONG new_state)
{
    struct listener *l = listener_of(iface, true);

    assert_int_equal(mask, MASK);
    listener_note(l, 'F', PHASE_FOLLOW, old_state, new_state);
    return l->answer;
}

static IMAPIOfflineNotifyVtbl notify_vtbl = {notify_QueryInterface, notify_AddRef, notify_Release,
                                             notify_Notify};
static IMAPIOfflineFollowVtbl follow_vtbl = {follow_QueryInterface, follow_AddRef, follow_Release,
                                             follow_Follow};
#define LISTENER                                                                                   \
    {                                                                                              \
        .IMAPIOfflineNotify_iface = {&notify_vtbl}, .IMAPIOfflineFollow_iface = {&follow_vtbl},    \
        .refs = 1                                                                                  \
    }
#define FOLLOWER                                                                                   \
    {                                                                                              \
        .IMAPIOfflineNotify_iface = {&notify_vtbl}, .IMAPIOfflineFollow_iface = {&follow_vtbl},    \
        .refs = 1, .follows = true                                                                 \
    }

__attribute__((unused)) static MAPIOFFLINE_ADVISEINFO info_of(struct listener *l, ULONG client)
{
    return (MAPIOFFLINE_ADVISEINFO){.ulSize = sizeof(MAPIOFFLINE_ADVISEINFO),
                                    .ulClientToken = client,
                                    .CallbackType = MAPIOFFLINE_CALLBACK_TYPE_NOTIFY,
                                    .pCallback = (IUnknown *)&l->IMAPIOfflineNotify_iface,
                                    .ulAdviseTypes = MAPIOFFLINE_ADVISE_TYPE_STATECHANGE,
                                    .ulStateMask = MAPIOFFLINE_STATE_ALL};
}

__attribute__((unused)) static void advise(IMAPIOfflineMgr *mgr, struct listener *l)
{
    MAPIOFFLINE_ADVISEINFO info = info_of(l, 77);

    assert_hr(mgr->lpVtbl->Advise(mgr, 0, &info, &l->token), S_OK);
    assert_int_not_equal(l->token, 0);
}

__attribute__((unused)) static void unadvise(IMAPIOfflineMgr *mgr, struct listener *l)
{
    assert_hr(mgr->lpVtbl->Unadvise(mgr, 0, l->token), S_OK);
}

__attribute__((unused)) static IMAPIOfflineMgr *opened(const WCHAR *name)
{
    IMAPIOfflineMgr *mgr = NULL;

    assert_hr(offline_open(name, &mgr), S_OK);
    return mgr;
}

__attribute__((unused)) static ULONG state_now(IMAPIOfflineMgr *mgr)
{
    ULONG state = 0;

    assert_hr(mgr->lpVtbl->GetCurrentState(mgr, &state), S_OK);
    return state;
}

__attribute__((unused)) static HRESULT set(IMAPIOfflineMgr *mgr, ULONG flags, ULONG state)
{
    return mgr->lpVtbl->SetCurrentState(mgr, flags, MASK, state, NULL);
}

/* A child of parent: kind NULL, one of its own. */
__attribute__((unused)) static HRESULT create(IMAPIOfflineMgr *parent, const GUID *kind,
                                              const GUID *instance, ULONG capabilities,
                                              IUnknown *outer, IMAPIOfflineMgr **out)
{
    MAPIOFFLINE_AGGREGATEINFO aggregate = {sizeof(aggregate), outer, NULL};
    MAPIOFFLINE_CREATEINFO info = {.ulSize = sizeof(info),
                                   .pwszProfileName = L"one",
                                   .ulCapabilities = capabilities,
                                   .pGUID = kind,
                                   .pInstance = instance,
                                   .pParent = parent,
                                   .pAggregateInfo = outer ? &aggregate : NULL};

    return offline_create(&info, out);
}

static const GUID kind_a = {0xaaaaaaaa, 1, 1, {1}}, kind_b = {0xbbbbbbbb, 1, 1, {1}},
                  instance_1 = {1, 0, 0, {0}}, instance_2 = {2, 0, 0, {0}};

/* Until what is said holds: state changes of other threads. */
#define WAIT_FOR(condition)                                                                        \
    do {                                                                                           \
        uint64_t began_ = sys_ticks_msec();                                                        \
        while (!(condition) && sys_ticks_msec() - began_ < LIMIT)                                  \
            sys_event_wait(tick, 5);                                                               \
        assert_true(condition);                                                                    \
    } while (0)

static struct sys_event *tick; /* nobody sets it */

static long users_left(void)
{
    return mem_roots_alive() - roots_before;
}

/* A profile "one", a network that is there; afterwards nothing is left, once threads have ended. */
__attribute__((unused)) static int offline_begin(void **state)
{
    begin(state);
    assert_hr(sys_event_create(false, &tick), S_OK);
    assert_hr(profile_create(L"one", false, NULL), S_OK);
    roots_before = mem_roots_alive();
    sys_network_pretend(1);
    return 0;
}

__attribute__((unused)) static int offline_end(void **state)
{
    uint64_t began = sys_ticks_msec();
    int left;

    while (users_left() && sys_ticks_msec() - began < LIMIT)
        sys_event_wait(tick, 5);
    left = end(state);
    sys_network_pretend(-1);
    sys_event_destroy(tick);
    return left;
}
#define OFFLINE_TEST(name) cmocka_unit_test_setup_teardown(name, offline_begin, offline_end)

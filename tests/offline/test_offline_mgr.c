/*
 * test_offline_mgr.c - offline objects as clients and providers see them
 */
#include "offline/fixture.h"

/* ---- opening and creating ---- */

/* 10.1-05, 10.1-11 */
static void a_profile_that_is_not_there_has_none(void **state)
{
    IMAPIOfflineMgr *mgr = (void *)1;

    (void)state;
    assert_hr(offline_open(L"two", &mgr), MAPI_E_NOT_FOUND);
    assert_false(found(L"two"));
}

/* 10.1-09, 10.1-10, 10.3-04 */
static void two_openings_are_one_state(void **state)
{
    IMAPIOfflineMgr *a = opened(L"one"), *b = opened(L"ONE");
    struct listener heard = LISTENER;

    (void)state;
    assert_int_equal(state_now(a), ONLINE); /* 10.3-07 */
    advise(b, &heard);
    assert_hr(set(a, BLOCK, OFFLINE), S_OK);
    assert_int_equal(state_now(b), OFFLINE);         /* 10.4-12 */
    assert_string_equal(heard.seen, "S21 C21 D21 "); /* 10.6-03 */
    unadvise(b, &heard);
    a->lpVtbl->Release(a);
    b->lpVtbl->Release(b);
    a = opened(L"one");
    assert_hr(set(a, BLOCK, ONLINE), S_OK);
    a->lpVtbl->Release(a);
    assert_int_equal(heard.refs, 1);
}

/* 10.2-05, 10.2-06, 10.2-08 to 10.2-10 */
static void all_faces_are_one_object(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    IUnknown *faces[4];
    const IID *iids[4] = {&IID_IUnknown, &IID_IMAPIOffline, &IID_IMAPIOfflineMgr,
                          &IID_IMAPIOfflineRule};
    IUnknown *self;
    void *none = (void *)1;

    (void)state;
    assert_int_equal(sizeof(IMAPIOfflineVtbl), 7 * sizeof(void *));
    assert_int_equal(sizeof(IMAPIOfflineMgrVtbl), 16 * sizeof(void *));
    for (size_t i = 0; i < sizeof(IMAPIOfflineMgrVtbl) / sizeof(void *); i++)
        assert_non_null(((void *const *)mgr->lpVtbl)[i]);
    for (int i = 0; i < 4; i++) {
        assert_hr(mgr->lpVtbl->QueryInterface(mgr, iids[i], (void **)&faces[i]), S_OK);
        assert_hr(faces[i]->lpVtbl->QueryInterface(faces[i], &IID_IUnknown, (void **)&self), S_OK);
        assert_ptr_equal(self, faces[0]);
        self->lpVtbl->Release(self);
    }
    assert_hr(mgr->lpVtbl->QueryInterface(mgr, &IID_IMAPIProp, &none), E_NOINTERFACE);
    assert_null(none);
    assert_hr(mgr->lpVtbl->PLACEHOLDER6(mgr), E_NOTIMPL);
    assert_hr(mgr->lpVtbl->PLACEHOLDER9(mgr), E_NOTIMPL);
    assert_hr(mgr->lpVtbl->PLACEHOLDER15(mgr), E_NOTIMPL);
    for (int i = 0; i < 4; i++)
        faces[i]->lpVtbl->Release(faces[i]);
    assert_int_equal(mgr->lpVtbl->Release(mgr), 0);
}

/* 10.7-03, 10.7-10 */
static void what_is_off_in_the_creation_is_refused(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *out;
    MAPIOFFLINE_AGGREGATEINFO aggregate = {sizeof(aggregate), (IUnknown *)global, NULL};
    MAPIOFFLINE_CREATEINFO good = {.ulSize = sizeof(good),
                                   .pwszProfileName = L"one",
                                   .ulCapabilities = 3,
                                   .pGUID = &kind_a,
                                   .pInstance = &instance_1,
                                   .pParent = global},
                           bad;
    struct {
        IMAPIOfflineMgrVtbl *lpVtbl;
    } foreign;
    IMAPIOfflineMgrVtbl vtbl = *global->lpVtbl;

    (void)state;
    foreign.lpVtbl = &vtbl;
#define REFUSED(change, code)                                                                      \
    bad = good;                                                                                    \
    bad.change;                                                                                    \
    assert_hr(offline_create(&bad, &out), code)
    REFUSED(ulSize = sizeof(good) - 1, E_INVALIDARG);
    REFUSED(ulCreateFlags = 1, E_INVALIDARG);
    REFUSED(pwszProfileName = NULL, E_INVALIDARG);
    REFUSED(pwszProfileName = L"two", MAPI_E_NOT_FOUND);
    REFUSED(pParent = NULL, E_INVALIDARG);
    REFUSED(pParent = (void *)&foreign, E_INVALIDARG);
    REFUSED(pGUID = &GUID_GlobalState, E_INVALIDARG); /* which has no parent */
    REFUSED(pConnectInfo = (void *)global, E_INVALIDARG);
    good.pAggregateInfo = &aggregate;
    aggregate.ulSize--;
    REFUSED(ulSize = sizeof(good), E_INVALIDARG);
    aggregate.ulSize++;
    aggregate.pRefTrackRoot = (IUnknown *)global;
    REFUSED(ulSize = sizeof(good), E_INVALIDARG);
    aggregate.pRefTrackRoot = NULL;
    aggregate.pOuterObj = NULL;
    REFUSED(ulSize = sizeof(good), E_INVALIDARG);
    good.pAggregateInfo = NULL;
    assert_hr(profile_create(L"two", false, NULL), S_OK);
    REFUSED(pwszProfileName = L"two", E_INVALIDARG); /* the parent is another's */
    good.pGUID = &GUID_GlobalState;
    good.pParent = NULL;
    assert_hr(offline_create(&good, &out), S_OK); /* 10.7-04 */
    assert_hr(set(out, BLOCK, OFFLINE), S_OK);
    assert_int_equal(state_now(global), OFFLINE);
    out->lpVtbl->Release(out);
    global->lpVtbl->Release(global);
}

/* 10.7-05, 10.7-07, 10.7-08, 10.7-13 */
static void children_follow_and_do_not_lead(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *provider, *same, *store, *other;
    struct listener at_global = LISTENER, at_store = LISTENER, at_other = LISTENER;

    (void)state;
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &provider), S_OK);
    assert_hr(create(global, &kind_a, &instance_2, 3, NULL, &other), S_OK);
    assert_hr(create(provider, NULL, NULL, 3, NULL, &store), S_OK); /* 10.7-06, 10.7-14 */
    global->lpVtbl->AddRef(global);
    assert_int_equal(global->lpVtbl->Release(global), 3); /* ours and two parents' */
    advise(global, &at_global);
    advise(store, &at_store);
    advise(other, &at_other);

    assert_hr(set(provider, BLOCK, OFFLINE), S_OK);
    assert_int_equal(state_now(global), ONLINE);
    assert_int_equal(state_now(store), OFFLINE);
    assert_int_equal(state_now(other), ONLINE);
    assert_string_equal(at_store.seen, "S21 C21 D21 ");
    assert_string_equal(at_global.seen, "");
    assert_string_equal(at_other.seen, "");
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &same), S_OK);
    assert_int_equal(state_now(same), OFFLINE);
    assert_hr(create(provider, &kind_a, &instance_1, 3, NULL, &(IMAPIOfflineMgr *){NULL}),
              MAPI_E_INVALID_PARAMETER); /* it can't be its own parent */

    assert_hr(set(global, BLOCK, OFFLINE), S_OK);
    assert_string_equal(at_global.seen, "S21 C21 D21 ");
    assert_string_equal(at_other.seen, "S21 C21 D21 ");
    assert_string_equal(at_store.seen, "S21 C21 D21 "); /* it was offline: nothing to tell */
    assert_hr(set(global, BLOCK, ONLINE), S_OK);
    assert_int_equal(state_now(same), ONLINE);
    assert_string_equal(at_store.seen, "S21 C21 D21 S12 C12 D12 ");

    assert_hr(set(store, BLOCK, OFFLINE), S_OK); /* which nobody else knows of */
    assert_int_equal(state_now(provider), ONLINE);
    assert_int_equal(state_now(store), OFFLINE);
    same->lpVtbl->Release(same);
    store->lpVtbl->Release(store);
    provider->lpVtbl->Release(provider);
    other->lpVtbl->Release(other);
    global->lpVtbl->Release(global);
    assert_int_equal(at_store.refs, 1); /* 10.5-12 */
    assert_int_equal(at_global.refs, 1);
    assert_int_equal(at_other.refs, 1);
}

static ULONG capabilities_of(IMAPIOfflineMgr *mgr)
{
    ULONG all = 0;

    assert_hr(mgr->lpVtbl->GetCapabilities(mgr, &all), S_OK);
    return all;
}

/* 10.3-01, 10.3-03, 10.4-10, 10.7-09 */
static void the_global_object_can_what_its_children_can(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *off, *on;

    (void)state;
    assert_int_equal(capabilities_of(global), 3); /* nobody has said anything */
    assert_hr(create(global, &kind_a, NULL, MAPIOFFLINE_CAPABILITY_OFFLINE, NULL, &off), S_OK);
    assert_int_equal(capabilities_of(global), MAPIOFFLINE_CAPABILITY_OFFLINE);
    assert_int_equal(capabilities_of(off), MAPIOFFLINE_CAPABILITY_OFFLINE);
    assert_hr(set(global, BLOCK, ONLINE), MAPI_E_NO_SUPPORT);
    assert_hr(create(global, &kind_b, NULL, MAPIOFFLINE_CAPABILITY_ONLINE, NULL, &on), S_OK);
    assert_int_equal(capabilities_of(global), 3);
    assert_int_equal(capabilities_of(on), MAPIOFFLINE_CAPABILITY_ONLINE);
    assert_hr(set(on, BLOCK, OFFLINE), MAPI_E_NO_SUPPORT);
    assert_int_equal(state_now(on), ONLINE);
    assert_hr(set(global, BLOCK, OFFLINE), S_OK);
    assert_int_equal(state_now(on), OFFLINE); /* it follows nevertheless */
    assert_hr(global->lpVtbl->GetCapabilities(global, NULL), E_INVALIDARG);
    assert_hr(global->lpVtbl->GetCurrentState(global, NULL), E_INVALIDARG);
    off->lpVtbl->Release(off);
    on->lpVtbl->Release(on);
    assert_int_equal(capabilities_of(global), 3);
    global->lpVtbl->Release(global);
}

/* ---- aggregation ---- */

struct outer {
    IUnknown IUnknown_iface;
    LONG refs;
    IMAPIOfflineMgr *inner;
};

static HRESULT STDMETHODCALLTYPE outer_QueryInterface(IUnknown *iface, REFIID iid, void **out)
{
    struct outer *outer = (struct outer *)iface;

    *out = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown)) {
        outer->refs++;
        *out = iface;
        return S_OK;
    }
    return outer->inner->lpVtbl->QueryInterface(outer->inner, iid, out);
}

static ULONG STDMETHODCALLTYPE outer_AddRef(IUnknown *iface)
{
    return (ULONG)++((struct outer *)iface)->refs;
}

static ULONG STDMETHODCALLTYPE outer_Release(IUnknown *iface)
{
    return (ULONG)--((struct outer *)iface)->refs;
}

/* 10.7-11, 10.7-12, 10.7-15, 1.7-02 */
static void an_aggregated_object_is_its_outer_one(void **state)
{
    static IUnknownVtbl vtbl = {outer_QueryInterface, outer_AddRef, outer_Release};
    struct outer outer = {{&vtbl}, 1, NULL};
    IUnknown *unknown = &outer.IUnknown_iface, *self;
    IMAPIOfflineMgr *global = opened(L"one"), *mgr;
    IMAPIOfflineRule *rule;
    IMAPIOffline *offline;
    ULONG now;

    (void)state;
    assert_hr(create(global, NULL, NULL, 3, unknown, &outer.inner), S_OK);
    assert_int_equal(outer.refs, 1);
    assert_hr(unknown->lpVtbl->QueryInterface(unknown, &IID_IMAPIOffline, (void **)&offline), S_OK);
    assert_int_equal(outer.refs, 2);
    assert_hr(offline->lpVtbl->QueryInterface(offline, &IID_IUnknown, (void **)&self), S_OK);
    assert_ptr_equal(self, unknown);
    assert_int_equal(outer.refs, 3);
    self->lpVtbl->Release(self);
    assert_hr(offline->lpVtbl->QueryInterface(offline, &IID_IMAPIOfflineMgr, (void **)&mgr), S_OK);
    assert_hr(mgr->lpVtbl->QueryInterface(mgr, &IID_IMAPIOfflineRule, (void **)&rule), S_OK);
    assert_hr(rule->lpVtbl->QueryInterface(rule, &IID_IUnknown, (void **)&self), S_OK);
    assert_ptr_equal(self, unknown);
    assert_int_equal(outer.refs, 5);
    self->lpVtbl->Release(self);
    rule->lpVtbl->Release(rule);
    mgr->lpVtbl->Release(mgr);
    assert_hr(set(global, BLOCK, OFFLINE), S_OK);
    assert_hr(offline->lpVtbl->GetCurrentState(offline, &now), S_OK);
    assert_int_equal(now, OFFLINE);
    offline->lpVtbl->AddRef(offline);
    assert_int_equal(outer.refs, 3);
    offline->lpVtbl->Release(offline);
    offline->lpVtbl->Release(offline);
    assert_int_equal(outer.refs, 1);
    assert_int_equal(outer.inner->lpVtbl->Release(outer.inner), 0);
    global->lpVtbl->Release(global);
}

/* ---- arguments ---- */

/* 10.4-01 to 10.4-03, 10.4-06, 10.4-09 */
static void only_what_is_documented_is_set(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener heard = LISTENER;

    (void)state;
    advise(mgr, &heard);
    assert_hr(mgr->lpVtbl->SetCurrentState(mgr, 0, 1, OFFLINE, NULL), E_INVALIDARG);
    assert_hr(mgr->lpVtbl->SetCurrentState(mgr, 0, MAPIOFFLINE_STATE_ALL, OFFLINE, NULL),
              E_INVALIDARG);
    assert_hr(set(mgr, 0, 0), E_INVALIDARG);
    assert_hr(set(mgr, 0, 3), E_INVALIDARG);
    assert_hr(set(mgr, 1, OFFLINE), E_INVALIDARG);
    assert_hr(set(mgr, BLOCK | 1, OFFLINE), E_INVALIDARG);
    assert_hr(mgr->lpVtbl->SetCurrentState(mgr, 0, MASK, OFFLINE, mgr), E_INVALIDARG);
    assert_hr(set(mgr, BLOCK, ONLINE), S_OK);
    assert_hr(set(mgr, 0, ONLINE), S_OK);
    assert_int_equal(heard.calls, 0);
    unadvise(mgr, &heard);
    mgr->lpVtbl->Release(mgr);
}

/* 10.5-01 to 10.5-07, 10.5-09, 10.5-13 */
static void only_what_is_documented_is_advised(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener heard = LISTENER;
    MAPIOFFLINE_ADVISEINFO good = info_of(&heard, 5), bad;
    ULONG token = 9;

    (void)state;
#undef REFUSED
#define REFUSED(change)                                                                            \
    bad = good;                                                                                    \
    bad.change;                                                                                    \
    assert_hr(mgr->lpVtbl->Advise(mgr, 0, &bad, &token), E_INVALIDARG)
    REFUSED(ulSize--);
    REFUSED(ulSize++);
    REFUSED(CallbackType = 1);
    REFUSED(pCallback = NULL);
    REFUSED(ulAdviseTypes = 0);
    REFUSED(ulAdviseTypes = 3);
    REFUSED(ulStateMask = 0);
    assert_int_equal(token, 0);
    assert_hr(mgr->lpVtbl->Advise(mgr, 1, &good, &token), E_INVALIDARG);
    assert_hr(mgr->lpVtbl->Advise(mgr, 0, NULL, &token), E_INVALIDARG);
    assert_hr(mgr->lpVtbl->Advise(mgr, 0, &good, NULL), E_INVALIDARG);
    bad = good;
    bad.pCallback = (IUnknown *)mgr; /* which is no IMAPIOfflineNotify */
    assert_hr(mgr->lpVtbl->Advise(mgr, 0, &bad, &token), E_NOINTERFACE);
    good.ulStateMask = MASK;
    assert_hr(mgr->lpVtbl->Advise(mgr, 0, &good, &token), S_OK);
    assert_int_equal(heard.refs, 2);
    assert_hr(mgr->lpVtbl->Unadvise(mgr, 0, token + 1), S_OK);
    assert_int_equal(heard.refs, 2);
    assert_hr(mgr->lpVtbl->Unadvise(mgr, 0, token), S_OK);
    assert_int_equal(heard.refs, 1); /* 10.5-10 */
    assert_hr(mgr->lpVtbl->Unadvise(mgr, 0, token), S_OK);
    assert_hr(mgr->lpVtbl->Unadvise(mgr, 0, 0), S_OK);
    mgr->lpVtbl->Release(mgr);
}

static void heard_token(struct listener *l, const MAPIOFFLINE_NOTIFY *what)
{
    *(ULONG *)l->context += what->ulClientToken;
}

/* 10.5-08, 10.6-01 */
static void registrations_are_independent(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener heard = LISTENER;
    MAPIOFFLINE_ADVISEINFO one = info_of(&heard, 1), ten = info_of(&heard, 10);
    ULONG tokens[2], sum = 0;

    (void)state;
    heard.heard = heard_token;
    heard.context = &sum;
    assert_hr(mgr->lpVtbl->Advise(mgr, 0, &one, &tokens[0]), S_OK);
    assert_hr(mgr->lpVtbl->Advise(mgr, 0, &ten, &tokens[1]), S_OK);
    assert_int_not_equal(tokens[0], tokens[1]);
    assert_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    assert_int_equal(sum, 33);
    assert_hr(mgr->lpVtbl->Unadvise(mgr, 0, tokens[0]), S_OK);
    assert_hr(set(mgr, BLOCK, ONLINE), S_OK);
    assert_int_equal(sum, 63);
    mgr->lpVtbl->Release(mgr);
    assert_int_equal(heard.refs, 1);
}

/* ---- the rule ---- */

static IMAPIOfflineRule *rule_of(IMAPIOfflineMgr *mgr)
{
    IMAPIOfflineRule *rule;

    assert_hr(mgr->lpVtbl->QueryInterface(mgr, &IID_IMAPIOfflineRule, (void **)&rule), S_OK);
    return rule;
}

static ULONG rule_now(IMAPIOfflineRule *rule)
{
    ULONG now;

    assert_hr(rule->lpVtbl->GetRule(rule, &now), S_OK);
    return now;
}

/* 10.8-04 */
static void what_the_user_sets_stays(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    IMAPIOfflineRule *rule = rule_of(mgr);

    (void)state;
    assert_int_equal(rule_now(rule), MAPIOFFLINE_RULE_AUTOMATIC);
    assert_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    assert_int_equal(rule_now(rule), MAPIOFFLINE_RULE_AUTOMATIC | MAPIOFFLINE_RULE_CHOSEN);
    rule->lpVtbl->Release(rule);
    assert_int_equal(mgr->lpVtbl->Release(mgr), 0); /* nobody has the state in memory any more */

    mgr = opened(L"one");
    rule = rule_of(mgr);
    assert_int_equal(state_now(mgr), OFFLINE);
    assert_hr(set(mgr, BLOCK, ONLINE), S_OK);
    assert_int_equal(rule_now(rule), MAPIOFFLINE_RULE_AUTOMATIC);
    assert_hr(rule->lpVtbl->SetRule(rule, BLOCK, MAPIOFFLINE_RULE_ALWAYS_OFFLINE), S_OK);
    assert_int_equal(state_now(mgr), OFFLINE);
    assert_hr(rule->lpVtbl->SetRule(rule, BLOCK, 3), E_INVALIDARG);
    assert_hr(rule->lpVtbl->SetRule(rule, 1, 1), E_INVALIDARG);
    assert_hr(rule->lpVtbl->GetRule(rule, NULL), E_INVALIDARG);
    rule->lpVtbl->Release(rule);
    mgr->lpVtbl->Release(mgr);

    mgr = opened(L"one");
    rule = rule_of(mgr);
    assert_int_equal(rule_now(rule), MAPIOFFLINE_RULE_ALWAYS_OFFLINE);
    assert_int_equal(state_now(mgr), OFFLINE);
    assert_hr(set(mgr, BLOCK, ONLINE), S_OK); /* the user's word, under either rule */
    assert_int_equal(rule_now(rule), MAPIOFFLINE_RULE_ALWAYS_ONLINE);
    sys_network_pretend(0);
    rule->lpVtbl->Release(rule);
    mgr->lpVtbl->Release(mgr);
    mgr = opened(L"one");
    assert_int_equal(state_now(mgr), ONLINE);
    mgr->lpVtbl->Release(mgr);
}

/* ---- memory ---- */

static void whatever_runs_out_leaves_nothing(void **state)
{
    IMAPIOfflineMgr *global = NULL, *child = NULL;
    struct listener heard = LISTENER;
    MAPIOFFLINE_ADVISEINFO info = info_of(&heard, 5);
    ULONG token = 0;
    HRESULT hr;

    (void)state;
    for (int n = 0;; n++) {
        fault_alloc_after(n);
        hr = offline_open(L"one", &global);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    for (int n = 0;; n++) {
        fault_alloc_after(n);
        hr = create(global, &kind_a, &instance_1, 3, NULL, &child);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    for (int n = 0;; n++) {
        fault_alloc_after(n);
        hr = child->lpVtbl->Advise(child, 0, &info, &token);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(heard.refs, 1);
    }
    for (int n = 0;; n++) {
        ULONG now;

        fault_alloc_after(n);
        hr = set(global, BLOCK, OFFLINE);
        fault_alloc_never();
        now = state_now(global);
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(now, ONLINE);
        if (*heard.seen) { /* 10.6-04 */
            assert_string_equal(heard.seen, "S21 D22 ");
            *heard.seen = 0;
        }
    }
    assert_int_equal(state_now(child), OFFLINE);
    child->lpVtbl->Release(child);
    global->lpVtbl->Release(global);
    assert_int_equal(heard.refs, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFLINE_TEST(a_profile_that_is_not_there_has_none),
        OFFLINE_TEST(two_openings_are_one_state),
        OFFLINE_TEST(all_faces_are_one_object),
        OFFLINE_TEST(what_is_off_in_the_creation_is_refused),
        OFFLINE_TEST(children_follow_and_do_not_lead),
        OFFLINE_TEST(the_global_object_can_what_its_children_can),
        OFFLINE_TEST(an_aggregated_object_is_its_outer_one),
        OFFLINE_TEST(only_what_is_documented_is_set),
        OFFLINE_TEST(only_what_is_documented_is_advised),
        OFFLINE_TEST(registrations_are_independent),
        OFFLINE_TEST(what_the_user_sets_stays),
        OFFLINE_TEST(whatever_runs_out_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_offline_change.c - a change of the state: its steps, who is asked, told and waited for, here
 * and in other processes
 */
#include "offline/fixture.h"
#include "offline/offline_thread.h"

/* ---- asynchronous changes ---- */

/* 10.3-06, 10.4-04, 10.4-07, 10.4-08 */
static void a_change_runs_by_and_by(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener heard = LISTENER;

    (void)state;
    assert_hr(sys_event_create(true, &heard.go_on), S_OK);
    assert_hr(sys_event_create(false, &heard.told), S_OK);
    heard.hangs_in = PHASE_START;
    advise(mgr, &heard);
    assert_hr(set(mgr, 0, OFFLINE), S_OK);
    assert_true(sys_event_wait(heard.told, LIMIT));
    assert_int_equal(state_now(mgr), ONLINE); /* START is being told */
    assert_hr(set(mgr, 0, OFFLINE), E_PENDING);
    assert_hr(set(mgr, BLOCK, OFFLINE), E_PENDING);
    assert_hr(set(mgr, BLOCK, ONLINE), E_PENDING);
    sys_event_set(heard.go_on);
    WAIT_FOR(atomic_get(&heard.calls) == 3);
    assert_int_equal(state_now(mgr), OFFLINE);
    assert_string_equal(heard.seen, "S21 C21 D21 ");
    WAIT_FOR(set(mgr, BLOCK, ONLINE) == S_OK);
    assert_string_equal(heard.seen, "S21 C21 D21 S12 C12 D12 ");
    unadvise(mgr, &heard);
    mgr->lpVtbl->Release(mgr);
    sys_event_destroy(heard.go_on);
    sys_event_destroy(heard.told);
}

static void asks_again(struct listener *l, const MAPIOFFLINE_NOTIFY *what)
{
    IMAPIOfflineMgr *mgr = l->context;
    ULONG now = state_now(mgr);

    assert_int_equal(now, what->NotifyType == MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_START
                              ? what->Info.StateChange.ulStateOld
                              : what->Info.StateChange.ulStateNew);
    assert_hr(set(mgr, BLOCK, ONLINE), E_PENDING);
    assert_hr(set(mgr, 0, OFFLINE), E_PENDING);
}

/* 10.4-11, 10.3-06 */
static void inside_notify_a_change_is_pending(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener heard = LISTENER;

    (void)state;
    heard.heard = asks_again;
    heard.context = mgr;
    advise(mgr, &heard);
    assert_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    assert_string_equal(heard.seen, "S21 C21 D21 ");
    unadvise(mgr, &heard);
    mgr->lpVtbl->Release(mgr);
}

static void goes(struct listener *l, const MAPIOFFLINE_NOTIFY *what)
{
    IMAPIOfflineMgr *mgr = l->context;

    if (what->NotifyType != MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE) return;
    unadvise(mgr, l);
    assert_int_equal(l->refs, 2); /* 10.5-11: until we return */
}

/* 10.5-11 */
static void a_sink_may_leave_while_it_is_called(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener heard = LISTENER;

    (void)state;
    heard.heard = goes;
    heard.context = mgr;
    advise(mgr, &heard);
    assert_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    WAIT_FOR(atomic_get(&heard.refs) == 1);
    assert_string_equal(heard.seen, "S21 C21 ");
    mgr->lpVtbl->Release(mgr);
}

static void releases(struct listener *l, const MAPIOFFLINE_NOTIFY *what)
{
    IMAPIOfflineMgr **mgr = l->context;

    if (what->NotifyType == MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_START) com_release(mgr);
}

/* 10.5-12, 10.8-03: the last object goes while its change runs */
static void the_last_object_may_go_inside_notify(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener heard = LISTENER;

    (void)state;
    heard.heard = releases;
    heard.context = &mgr;
    advise(mgr, &heard);
    assert_hr(set(mgr, 0, OFFLINE), S_OK);
    WAIT_FOR(atomic_get(&heard.refs) == 1);
    assert_string_equal(heard.seen, "S21 ");
    mgr = opened(L"one");
    assert_int_equal(state_now(mgr), OFFLINE); /* what was begun is done all the same */
    mgr->lpVtbl->Release(mgr);
}

static void comes_late(struct listener *l, const MAPIOFFLINE_NOTIFY *what)
{
    if (what->NotifyType == MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_START) {
        struct listener *late = l->context;

        advise(late->context, late);
    }
}

/* 10.6-08 */
static void a_late_registration_hears_the_rest(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener first = LISTENER, late = LISTENER;

    (void)state;
    first.heard = comes_late;
    first.context = &late;
    late.context = mgr;
    advise(mgr, &first);
    assert_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    assert_string_equal(late.seen, "C21 D21 ");
    mgr->lpVtbl->Release(mgr);
}

/* ---- providers that follow, refuse, hang ---- */

static void providers_are_asked_before_the_switch(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *child;
    struct listener provider = FOLLOWER;

    (void)state;
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &child), S_OK);
    advise(child, &provider);
    assert_hr(set(global, BLOCK, OFFLINE), S_OK);
    assert_string_equal(provider.seen, "S21 F21 C21 D21 ");
    child->lpVtbl->Release(child);
    global->lpVtbl->Release(global);
}

static void who_refuses_stays_as_it_is(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *child, *below, *other;
    struct listener provider = FOLLOWER, store = LISTENER, fine = FOLLOWER, user = LISTENER;

    (void)state;
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &child), S_OK);
    assert_hr(create(child, NULL, NULL, 3, NULL, &below), S_OK);
    assert_hr(create(global, &kind_b, &instance_1, 3, NULL, &other), S_OK);
    provider.answer = MAPI_E_BUSY;
    advise(child, &provider);
    advise(below, &store);
    advise(other, &fine);
    advise(global, &user);
    assert_hr(set(global, BLOCK, OFFLINE), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(state_now(global), OFFLINE);
    assert_int_equal(state_now(child), ONLINE);
    assert_int_equal(state_now(below), ONLINE);
    assert_int_equal(state_now(other), OFFLINE);
    assert_string_equal(user.seen, "S21 C21 D21 ");
    assert_string_equal(fine.seen, "S21 F21 C21 D21 ");
    assert_string_equal(provider.seen, "S21 F21 D22 ");
    assert_string_equal(store.seen, "S21 D22 ");
    provider.answer = S_OK;
    assert_hr(set(child, BLOCK, OFFLINE), S_OK);
    assert_int_equal(state_now(below), OFFLINE);
    below->lpVtbl->Release(below);
    child->lpVtbl->Release(child);
    other->lpVtbl->Release(other);
    global->lpVtbl->Release(global);
}

/* The global state's limit for waiting, shortened. */
static struct house *impatient(void)
{
    struct house *house;

    assert_hr(house_open(L"one", &house), S_OK);
    house->wait_msec = 700;
    house_close(house);
    return house;
}

static void who_hangs_holds_nobody_up(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *child;
    struct listener stuck = FOLLOWER, users[3] = {LISTENER, LISTENER, LISTENER};

    (void)state;
    impatient();
    assert_hr(sys_event_create(true, &stuck.go_on), S_OK);
    stuck.hangs_in = PHASE_FOLLOW;
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &child), S_OK);
    advise(child, &stuck);
    for (int i = 0; i < 3; i++)
        advise(global, &users[i]);
    assert_hr(set(global, BLOCK, OFFLINE), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(state_now(global), OFFLINE);
    assert_int_equal(state_now(child), ONLINE);
    for (int i = 0; i < 3; i++)
        assert_string_equal(users[i].seen, "S21 C21 D21 ");
    assert_hr(set(global, BLOCK, ONLINE), S_OK); /* for which nobody is asked: it is online */
    assert_hr(set(global, BLOCK, OFFLINE), MAPI_W_PARTIAL_COMPLETION); /* it can't be asked */
    assert_int_equal(state_now(child), ONLINE);
    assert_hr(set(global, BLOCK, ONLINE), S_OK);
    stuck.hangs_in = 0;
    sys_event_set(stuck.go_on);
    WAIT_FOR(strstr(stuck.seen, "S21 D22")); /* what was left for it comes in order */
    assert_string_equal(stuck.seen, "S21 F21 D22 S21 D22 ");
    assert_hr(set(global, BLOCK, OFFLINE), S_OK);
    assert_string_equal(stuck.seen, "S21 F21 D22 S21 D22 S21 F21 C21 D21 ");
    child->lpVtbl->Release(child);
    global->lpVtbl->Release(global);
    sys_event_destroy(stuck.go_on);
}

/* One that hangs for good, in START, is left alone after a while; its queue has an end. */
static void a_sink_that_hangs_costs_one_wait(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one");
    struct listener stuck = LISTENER, user = LISTENER;

    (void)state;
    impatient();
    assert_hr(sys_event_create(true, &stuck.go_on), S_OK);
    stuck.hangs_in = PHASE_START;
    advise(global, &stuck);
    advise(global, &user);
    assert_hr(set(global, BLOCK, OFFLINE), MAPI_W_PARTIAL_COMPLETION);
    assert_string_equal(user.seen, "S21 C21 D21 ");
    for (int i = 0; i < 12; i++) {
        *user.seen = 0;
        assert_hr(set(global, BLOCK, i % 2 ? OFFLINE : ONLINE), S_OK);
        assert_string_equal(user.seen, i % 2 ? "S21 C21 D21 " : "S12 C12 D12 ");
    }
    unadvise(global, &stuck);
    assert_int_equal(stuck.refs, 2); /* it is still in there */
    assert_int_equal(global->lpVtbl->Release(global), 0);
    sys_event_set(stuck.go_on);
    WAIT_FOR(atomic_get(&stuck.refs) == 1);
    assert_string_equal(stuck.seen, "S21 ");
    sys_event_destroy(stuck.go_on);
}

/* ---- other processes ---- */

static HRESULT set_in(struct house *house, ULONG state_to_be)
{
    struct node *global = node_global(house);
    HRESULT hr = request_make(global, REQUEST_STATE, state_to_be, true);

    node_unref(global);
    return hr;
}

static struct house *elsewhere(void)
{
    struct profile *profile;
    struct house *house;

    assert_hr(profile_open(L"one", &profile), S_OK);
    assert_hr(house_make(profile, &house), S_OK);
    profile_unref(profile);
    return house;
}

/* 10.1-06, 10.8-04 */
static void other_processes_are_asked_and_told(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *child;
    struct house *other = elsewhere();
    struct node *their_global = node_global(other), *theirs;
    struct listener here = FOLLOWER, there = FOLLOWER;
    ULONG token;

    (void)state;
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &child), S_OK);
    assert_hr(node_make(their_global, &kind_a, &instance_1, 3, &theirs), S_OK);
    advise(child, &here);
    assert_hr(sink_add(theirs, 1, &there.IMAPIOfflineNotify_iface, &there.IMAPIOfflineFollow_iface,
                       &token),
              S_OK);
    assert_hr(set(global, BLOCK, OFFLINE), S_OK);
    assert_string_equal(there.seen, "S21 F21 C21 D21 ");
    assert_string_equal(here.seen, "S21 F21 C21 D21 ");
    assert_int_equal(node_state(their_global), OFFLINE);

    there.answer = MAPI_E_NETWORK_ERROR;
    assert_hr(set_in(other, ONLINE), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(state_now(global), ONLINE);
    assert_int_equal(state_now(child), OFFLINE); /* it is one object: no half of it goes online */
    assert_string_equal(here.seen, "S21 F21 C21 D21 S12 F12 D11 ");
    assert_string_equal(there.seen, "S21 F21 C21 D21 S12 F12 D11 ");
    assert_hr(set(global, BLOCK, OFFLINE), S_OK);
    assert_hr(set(global, BLOCK, ONLINE), MAPI_W_PARTIAL_COMPLETION); /* refused over there */
    node_unref(theirs);
    node_unref(their_global);
    house_close(other);
    child->lpVtbl->Release(child);
    assert_hr(set(global, BLOCK, OFFLINE), S_OK);
    global->lpVtbl->Release(global);
}

static void a_change_elsewhere_is_pending_here(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one");
    struct house *other = elsewhere();
    struct listener slow = LISTENER;

    (void)state;
    assert_hr(sys_event_create(true, &slow.go_on), S_OK);
    slow.hangs_in = PHASE_CHANGE;
    advise(global, &slow);
    assert_hr(set(global, 0, OFFLINE), S_OK);
    WAIT_FOR(atomic_get(&slow.calls) == 2); /* START, STATECHANGE */
    assert_hr(set_in(other, ONLINE), E_PENDING);
    sys_event_set(slow.go_on);
    WAIT_FOR(set_in(other, ONLINE) == S_OK);
    assert_int_equal(state_now(global), ONLINE);
    WAIT_FOR(atomic_get(&slow.calls) == 6);
    assert_string_equal(slow.seen, "S21 C21 D21 S12 C12 D12 ");
    global->lpVtbl->Release(global);
    house_close(other);
    sys_event_destroy(slow.go_on);
}

/* A provider and its store in another process, with somebody who listens at each object there. */
struct there {
    struct house *house;
    struct node *global, *provider, *store;
    struct listener user, follower, reader;
};

static void listen_there(struct node *node, struct listener *l)
{
    ULONG token;

    assert_hr(sink_add(node, 1, &l->IMAPIOfflineNotify_iface,
                       l->follows ? &l->IMAPIOfflineFollow_iface : NULL, &token),
              S_OK);
}

static void there_begin(struct there *there)
{
    *there = (struct there){elsewhere(), NULL, NULL, NULL, LISTENER, FOLLOWER, LISTENER};
    there->global = node_global(there->house);
    assert_hr(node_make(there->global, &kind_a, &instance_1, 3, &there->provider), S_OK);
    assert_hr(node_make(there->provider, NULL, NULL, 3, &there->store), S_OK);
    listen_there(there->global, &there->user);
    listen_there(there->provider, &there->follower);
    listen_there(there->store, &there->reader);
}

static void there_end(struct there *there)
{
    node_unref(there->store);
    node_unref(there->provider);
    node_unref(there->global);
    house_close(there->house);
}

/* 10.6-08 */
static void a_process_that_comes_in_a_change_hears_the_rest(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one");
    struct listener slow = LISTENER;
    struct there there;

    (void)state;
    assert_hr(sys_event_create(true, &slow.go_on), S_OK);
    slow.hangs_in = PHASE_START;
    advise(global, &slow);
    assert_hr(set(global, 0, OFFLINE), S_OK);
    WAIT_FOR(atomic_get(&slow.calls) == 1);
    there_begin(&there);
    sys_event_set(slow.go_on);
    WAIT_FOR(strchr(there.reader.seen, 'D'));
    WAIT_FOR(strchr(there.user.seen, 'D'));
    assert_string_equal(there.user.seen, "C21 D21 ");
    assert_string_equal(there.follower.seen, "F21 C21 D21 ");
    assert_string_equal(there.reader.seen, "C21 D21 ");
    assert_int_equal(node_state(there.store), OFFLINE);
    there_end(&there);
    global->lpVtbl->Release(global);
    sys_event_destroy(slow.go_on);
}

static void a_process_that_slept_hears_what_it_missed(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *child, *other;
    struct there there;

    (void)state;
    impatient();
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &child), S_OK);
    assert_hr(create(global, &kind_b, &instance_1, 3, NULL, &other), S_OK);
    there_begin(&there);
    there.house->wait_msec = LIMIT; /* its thread waits as long as its sink hangs */
    assert_hr(sys_event_create(true, &there.follower.go_on), S_OK);
    there.follower.hangs_in = PHASE_START;
    assert_hr(set(child, BLOCK, OFFLINE), MAPI_W_PARTIAL_COMPLETION);
    assert_hr(set(global, BLOCK, OFFLINE), MAPI_W_PARTIAL_COMPLETION);
    assert_hr(set(other, BLOCK, ONLINE), MAPI_W_PARTIAL_COMPLETION); /* of which it has nothing */
    assert_string_equal(there.user.seen, "");
    there.follower.hangs_in = 0;
    sys_event_set(there.follower.go_on);
    WAIT_FOR(strchr(there.user.seen, 'D'));
    assert_string_equal(there.user.seen, "S21 C21 D21 ");
    assert_string_equal(there.follower.seen, "S21 C21 D21 "); /* overtaken: it isn't asked */
    assert_int_equal(node_state(there.store), OFFLINE);
    there_end(&there);
    child->lpVtbl->Release(child);
    other->lpVtbl->Release(other);
    global->lpVtbl->Release(global);
    sys_event_destroy(there.follower.go_on);
}

/* As an add-in does that is done: set, and go. 10.4-07 */
static void the_last_release_does_not_cut_a_change_short(void **state)
{
    IMAPIOfflineMgr *global;
    struct there there;

    (void)state;
    there_begin(&there);
    there.follower.answer = MAPI_E_BUSY;
    global = opened(L"one");
    assert_hr(set(global, 0, OFFLINE), S_OK);
    global->lpVtbl->Release(global);
    WAIT_FOR(strchr(there.reader.seen, 'D'));
    WAIT_FOR(strchr(there.user.seen, 'D'));
    assert_string_equal(there.user.seen, "S21 C21 D21 ");
    assert_string_equal(there.follower.seen, "S21 F21 D22 "); /* it was asked in time */
    assert_int_equal(node_state(there.store), ONLINE);
    there_end(&there);
}

/* A process that is killed leaves what it wrote; here the lines of one that died are written by us.
 */
static void what_a_dead_process_began_is_ended(void **state)
{
    static const struct {
        ULONG phase, state;
        const char *seen;
    } cases[] = {
        {PHASE_NONE, ONLINE, "S21 D22 "},
        {PHASE_START, ONLINE, "S21 D22 "},
        {PHASE_FOLLOW, ONLINE, "S21 F21 D22 "},
        {PHASE_FOLLOW, OFFLINE, "S21 F21 C21 D21 "}, /* between the state and the word for it */
        {PHASE_CHANGE, OFFLINE, "S21 C21 D21 "},     /* too late to ask */
    };

    (void)state;
    for (int i = 0; i < 5; i++) {
        IMAPIOfflineMgr *global = opened(L"one");
        struct house *house;
        struct offline_shared *shared;
        struct listener heard = FOLLOWER;

        advise(global, &heard);
        assert_hr(house_open(L"one", &house), S_OK);
        shared = house->state->shared;
        assert_true(sys_shared_take(house->state->change, LIMIT));
        state_enter(house->state);
        shared->turn++;
        shared->node = NODE_GLOBAL;
        shared->old_state = ONLINE;
        shared->new_state = OFFLINE;
        shared->owner = MAX_PROCESSES - 1; /* where nobody is */
        shared->state = cases[i].state;
        shared->phase = cases[i].phase;
        state_leave(house->state);
        sys_event_set(house->wake);
        if (cases[i].phase == PHASE_FOLLOW) WAIT_FOR(strchr(heard.seen, 'F'));
        if (cases[i].phase == PHASE_CHANGE) WAIT_FOR(strchr(heard.seen, 'C'));
        sys_shared_drop(house->state->change); /* with the process */
        WAIT_FOR(strchr(heard.seen, 'D'));
        assert_string_equal(heard.seen, cases[i].seen);
        assert_int_equal(state_now(global), cases[i].state);
        WAIT_FOR(set(global, BLOCK, ONLINE) == S_OK);
        house_close(house);
        global->lpVtbl->Release(global);
    }
}

/* ---- the network ---- */

static void the_state_follows_the_network(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct house *other = elsewhere(); /* which looks on too: one change, not two */
    struct listener heard = LISTENER;

    (void)state;
    advise(mgr, &heard);
    sys_network_pretend(0);
    WAIT_FOR(atomic_get(&heard.calls) == 3);
    assert_int_equal(state_now(mgr), OFFLINE);
    sys_network_pretend(1);
    WAIT_FOR(atomic_get(&heard.calls) == 6);
    assert_int_equal(state_now(mgr), ONLINE);
    assert_string_equal(heard.seen, "S21 C21 D21 S12 C12 D12 ");
    mgr->lpVtbl->Release(mgr);
    house_close(other);
}

static ULONG rule_of_it(IMAPIOfflineMgr *mgr, HRESULT wanted, ULONG rule)
{
    IMAPIOfflineRule *face;
    ULONG now;

    assert_hr(mgr->lpVtbl->QueryInterface(mgr, &IID_IMAPIOfflineRule, (void **)&face), S_OK);
    if (rule != ~0u) assert_hr(face->lpVtbl->SetRule(face, BLOCK, rule), wanted);
    assert_hr(face->lpVtbl->GetRule(face, &now), S_OK);
    face->lpVtbl->Release(face);
    return now;
}

/* 10.3-07 */
static void a_profile_begins_as_the_network_is(void **state)
{
    IMAPIOfflineMgr *mgr;

    (void)state;
    sys_network_pretend(0);
    mgr = opened(L"one");
    assert_int_equal(state_now(mgr), OFFLINE);
    assert_hr(set(mgr, BLOCK, ONLINE), S_OK); /* the user insists ... */
    assert_int_equal(rule_of_it(mgr, S_OK, ~0u),
                     MAPIOFFLINE_RULE_AUTOMATIC | MAPIOFFLINE_RULE_CHOSEN);
    sys_network_pretend(0);
    {
        struct house *other = elsewhere();

        assert_int_equal(state_now(mgr), ONLINE); /* ... which one who comes later heeds */
        house_close(other);
    }
    sys_network_pretend(1);
    WAIT_FOR(rule_of_it(mgr, S_OK, ~0u) == MAPIOFFLINE_RULE_AUTOMATIC);
    sys_network_pretend(0);
    WAIT_FOR(state_now(mgr) == OFFLINE); /* ... until the network has come and gone */
    mgr->lpVtbl->Release(mgr);
}

/* A change of the network that can't be heeded at once is heeded when the other change is over, and
 * as it is then: the user's word counts. */
static void a_network_heeded_late_overrules_nobody(void **state)
{
    IMAPIOfflineMgr *global, *child;
    struct listener slow = FOLLOWER;
    struct house *other;

    (void)state;
    sys_network_pretend(0);
    global = opened(L"one");
    assert_hr(set(global, BLOCK, ONLINE), S_OK); /* the user insists */
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &child), S_OK);
    assert_hr(sys_event_create(true, &slow.go_on), S_OK);
    slow.hangs_in = PHASE_FOLLOW;
    advise(child, &slow);
    assert_hr(set(child, 0, OFFLINE), S_OK);
    WAIT_FOR(strchr(slow.seen, 'F'));
    other = elsewhere(); /* which looks at the network, and can do nothing yet */
    WAIT_FOR(atomic_get(&other->network_pending));
    sys_event_set(slow.go_on);
    WAIT_FOR(!atomic_get(&other->network_pending));
    assert_int_equal(state_now(global), ONLINE);
    assert_int_equal(rule_of_it(global, S_OK, ~0u),
                     MAPIOFFLINE_RULE_AUTOMATIC | MAPIOFFLINE_RULE_CHOSEN);
    house_close(other);
    child->lpVtbl->Release(child);
    global->lpVtbl->Release(global);
    sys_event_destroy(slow.go_on);
}

/* Each process finds out by itself that the network has gone, one of them when the user has spoken.
 */
static void a_loss_seen_late_overrules_nobody(void **state)
{
    IMAPIOfflineMgr *global = opened(L"one"), *child;
    struct there there;

    (void)state;
    impatient();
    assert_hr(create(global, &kind_a, &instance_1, 3, NULL, &child), S_OK);
    there_begin(&there);
    WAIT_FOR(atomic_get(&there.house->online) == 1);
    there.house->wait_msec = LIMIT; /* its thread waits as long as its sink hangs */
    assert_hr(sys_event_create(true, &there.follower.go_on), S_OK);
    there.follower.hangs_in = PHASE_START;
    assert_hr(set(child, BLOCK, OFFLINE), MAPI_W_PARTIAL_COMPLETION);
    sys_network_pretend(0);
    WAIT_FOR(state_now(global) == OFFLINE);
    WAIT_FOR(set(global, BLOCK, ONLINE) != E_PENDING); /* the user insists */
    assert_int_equal(there.house->online, 1);
    there.follower.hangs_in = 0;
    sys_event_set(there.follower.go_on);
    WAIT_FOR(atomic_get(&there.house->online) == 0);
    WAIT_FOR(!atomic_get(&there.house->network_pending));
    there_end(&there);
    assert_int_equal(state_now(global), ONLINE);
    assert_int_equal(rule_of_it(global, S_OK, ~0u),
                     MAPIOFFLINE_RULE_AUTOMATIC | MAPIOFFLINE_RULE_CHOSEN);
    child->lpVtbl->Release(child);
    global->lpVtbl->Release(global);
    sys_event_destroy(there.follower.go_on);
}

static void the_rule_decides_whether_the_network_counts(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct listener heard = LISTENER;
    struct house *house;

    (void)state;
    rule_of_it(mgr, S_OK, MAPIOFFLINE_RULE_ALWAYS_ONLINE);
    advise(mgr, &heard);
    sys_network_pretend(0);
    rule_of_it(mgr, S_OK, MAPIOFFLINE_RULE_ALWAYS_ONLINE); /* by now the network was looked at */
    assert_int_equal(heard.calls, 0);
    assert_int_equal(rule_of_it(mgr, S_OK, MAPIOFFLINE_RULE_AUTOMATIC), MAPIOFFLINE_RULE_AUTOMATIC);
    assert_int_equal(state_now(mgr), OFFLINE);
    assert_string_equal(heard.seen, "S21 C21 D21 ");
    sys_network_pretend(1);
    WAIT_FOR(state_now(mgr) == ONLINE);
    WAIT_FOR(set(mgr, BLOCK, OFFLINE) == S_OK); /* the user's word */
    assert_hr(house_open(L"one", &house), S_OK);
    *heard.seen = 0;
    sys_network_pretend(0);
    WAIT_FOR(atomic_get(&house->online) == 0);
    sys_network_pretend(1);
    WAIT_FOR(atomic_get(&house->online) == 1);
    assert_hr(set(mgr, BLOCK, OFFLINE), S_OK); /* the house has heeded it: nothing is to be done */
    assert_string_equal(heard.seen, "");
    house_close(house);
    mgr->lpVtbl->Release(mgr);
}

/* ---- the profile ---- */

/* What two logon sessions share is the profile alone: here the other one's word is written by us.
 */
static void what_is_chosen_is_written_though_it_is_in_force(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct house *house;

    (void)state;
    assert_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    assert_hr(set(mgr, BLOCK, ONLINE), S_OK);
    assert_hr(house_open(L"one", &house), S_OK);
    assert_hr(state_keep(house->state, MAPIOFFLINE_RULE_ALWAYS_OFFLINE, false), S_OK);
    house_close(house);
    assert_hr(set(mgr, BLOCK, ONLINE), S_OK);
    assert_int_equal(mgr->lpVtbl->Release(mgr), 0);
    mgr = opened(L"one");
    assert_int_equal(state_now(mgr), ONLINE);
    mgr->lpVtbl->Release(mgr);
}

/* 10.8-02: the state is the profile's; one that goes meanwhile has nothing to keep */
static void a_profile_may_go_meanwhile(void **state)
{
    IMAPIOfflineMgr *mgr = opened(L"one");
    struct profile *profile;

    (void)state;
    assert_hr(profile_open(L"one", &profile), S_OK);
    assert_hr(profile_delete(profile), S_OK);
    profile_unref(profile);
    assert_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    assert_int_equal(state_now(mgr), OFFLINE);
    mgr->lpVtbl->Release(mgr);
    assert_hr(offline_open(L"one", &mgr), MAPI_E_NOT_FOUND);
    assert_false(found(L"one"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFLINE_TEST(a_change_runs_by_and_by),
        OFFLINE_TEST(inside_notify_a_change_is_pending),
        OFFLINE_TEST(a_sink_may_leave_while_it_is_called),
        OFFLINE_TEST(the_last_object_may_go_inside_notify),
        OFFLINE_TEST(a_late_registration_hears_the_rest),
        OFFLINE_TEST(providers_are_asked_before_the_switch),
        OFFLINE_TEST(who_refuses_stays_as_it_is),
        OFFLINE_TEST(who_hangs_holds_nobody_up),
        OFFLINE_TEST(a_sink_that_hangs_costs_one_wait),
        OFFLINE_TEST(other_processes_are_asked_and_told),
        OFFLINE_TEST(a_change_elsewhere_is_pending_here),
        OFFLINE_TEST(a_process_that_comes_in_a_change_hears_the_rest),
        OFFLINE_TEST(a_process_that_slept_hears_what_it_missed),
        OFFLINE_TEST(the_last_release_does_not_cut_a_change_short),
        OFFLINE_TEST(what_a_dead_process_began_is_ended),
        OFFLINE_TEST(the_state_follows_the_network),
        OFFLINE_TEST(a_profile_begins_as_the_network_is),
        OFFLINE_TEST(a_network_heeded_late_overrules_nobody),
        OFFLINE_TEST(a_loss_seen_late_overrules_nobody),
        OFFLINE_TEST(the_rule_decides_whether_the_network_counts),
        OFFLINE_TEST(what_is_chosen_is_written_though_it_is_in_force),
        OFFLINE_TEST(a_profile_may_go_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

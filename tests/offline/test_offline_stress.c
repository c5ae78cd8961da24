/*
 * test_offline_stress.c - eight threads at the offline state of a profile, at random, and two that
 * look on: what they are told is whole, in order, and leads to the state that is
 *
 * SEED=number repeats a run's choices (which thread comes first is the machine's).
 */
#include "offline/fixture.h"
#include <stdlib.h>

enum {
    THREADS = 8,
    OBJECTS = 4, /* of one thread at a time */
    STEPS = 500,
    LONG_STEPS = 20000
};

/* ---- a sink that knows what may come next ---- */

struct watcher {
    struct listener listener; /* first */
    LONG inside;
    ULONG last;      /* type of the last notification; 0: none yet, or DONE */
    ULONG from, to;  /* of the change that runs */
    ULONG state;     /* what it was told last; 0: nothing yet */
    bool registered; /* between Advise and the return of Unadvise */
    bool from_start; /* it heard a START: from then on nothing may be left out */
    bool whole;      /* nobody changes anything before it listens: the first must be START */
    ULONG n_changes;
};

/* 10.6-03, 10.6-05: what it needs later it copies */
static void watch(struct listener *l, const MAPIOFFLINE_NOTIFY *what)
{
    struct watcher *w = (struct watcher *)l;
    ULONG from = what->Info.StateChange.ulStateOld, to = what->Info.StateChange.ulStateNew;

    assert_int_equal(atomic_inc(&w->inside), 1); /* one call at a time */
    assert_true(w->registered);
    assert_int_equal(what->ulClientToken, 77);
    l->seen[0] = '\0'; /* the fixture's notes have an end, this has none */
    switch (what->NotifyType) {
    case MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_START:
        assert_int_equal(w->last, 0);
        assert_true(from != to && (from == ONLINE || from == OFFLINE));
        if (w->state) assert_int_equal(from, w->state); /* none was left out */
        w->from = from;
        w->to = to;
        w->from_start = true;
        break;
    case MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE:
        if (w->from_start || w->whole) {
            assert_int_equal(w->last, MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_START);
            assert_true(from == w->from && to == w->to);
        }
        w->state = to;
        break;
    case MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_DONE:
        if (w->from_start || w->whole) {
            assert_int_not_equal(w->last, 0);
            /* one that was given up ends where it began */
            assert_int_equal(to, w->last == MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE ? w->to : w->from);
        }
        w->state = to;
        w->n_changes++;
        break;
    default:
        fail();
    }
    w->last = what->NotifyType == MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_DONE ? 0 : what->NotifyType;
    assert_int_equal(atomic_dec(&w->inside), 0);
}

static void watcher_make(struct watcher *w)
{
    static const struct listener empty = LISTENER;

    memset(w, 0, sizeof(*w));
    w->listener = empty;
    w->listener.heard = watch;
}

/* ---- a thread ---- */

struct walker {
    uint32_t dice;
    int steps;
    IMAPIOfflineMgr *objects[OBJECTS];
    struct watcher watchers[OBJECTS]; /* each at its object */
    bool advised[OBJECTS];
    ULONG changes;
};

static ULONG roll(struct walker *me, ULONG sides)
{
    me->dice ^= me->dice << 13;
    me->dice ^= me->dice >> 17;
    me->dice ^= me->dice << 5;
    return me->dice % sides;
}

static void leave(struct walker *me, ULONG i)
{
    struct watcher *w = &me->watchers[i];
    LONG calls;

    if (!me->advised[i]) return;
    unadvise(me->objects[i], &w->listener);
    calls = atomic_get(&w->listener.calls);
    assert_int_equal(atomic_get(&w->inside), 0);
    assert_int_equal(atomic_get(&w->listener.refs), 1);
    w->registered = me->advised[i] = false;
    me->changes += w->n_changes;
    assert_int_equal(atomic_get(&w->listener.calls), calls);
}

static void let_go(struct walker *me, ULONG i)
{
    if (!me->objects[i]) return;
    leave(me, i);
    me->objects[i]->lpVtbl->Release(me->objects[i]);
    me->objects[i] = NULL;
}

static void take(struct walker *me, ULONG i)
{
    IMAPIOfflineMgr *global = opened(L"one");
    ULONG kind = roll(me, 4);

    let_go(me, i);
    if (kind < 2) {
        me->objects[i] = global;
        return;
    }
    assert_hr(create(global, kind == 2 ? &kind_a : NULL, kind == 2 ? &instance_1 : NULL, 3, NULL,
                     &me->objects[i]),
              S_OK);
    global->lpVtbl->Release(global);
}

/* once is what a client does that has other things to do; else until it is its turn */
static void change(IMAPIOfflineMgr *mgr, ULONG flags, ULONG wanted, bool once)
{
    uint64_t began = sys_ticks_msec();
    HRESULT hr;

    while ((hr = set(mgr, flags, wanted)) == E_PENDING && !once && sys_ticks_msec() - began < LIMIT)
        sys_event_wait(tick, 1);
    assert_true(hr == S_OK || (hr == E_PENDING && once));
}

static void look(IMAPIOfflineMgr *mgr)
{
    ULONG capabilities = 0, state = state_now(mgr);

    assert_true(state == ONLINE || state == OFFLINE); /* 10.3-04, 10.3-05: no other bit */
    assert_hr(mgr->lpVtbl->GetCapabilities(mgr, &capabilities), S_OK);
    assert_int_equal(capabilities,
                     MAPIOFFLINE_CAPABILITY_OFFLINE | MAPIOFFLINE_CAPABILITY_ONLINE); /* 10.3-02 */
}

struct sys_event;
static void walk(void *context)
{
    struct walker *me = context;

    for (int n = 0; n < me->steps; n++) {
        ULONG i = roll(me, OBJECTS);

        if (!me->objects[i]) take(me, i);
        switch (roll(me, 12)) {
        case 0:
            let_go(me, i);
            break;
        case 1:
            take(me, i);
            break;
        case 2:
        case 3:
            if (me->advised[i]) break;
            watcher_make(&me->watchers[i]);
            me->watchers[i].registered = me->advised[i] = true;
            advise(me->objects[i], &me->watchers[i].listener);
            break;
        case 4:
            leave(me, i);
            break;
        case 5:
            sys_network_pretend((int)roll(me, 2));
            break;
        case 6:
        case 7:
        case 8:
            look(me->objects[i]);
            break;
        default:
            change(me->objects[i], roll(me, 2) ? BLOCK : 0, roll(me, 2) ? ONLINE : OFFLINE,
                   roll(me, 2));
            break;
        }
    }
    for (ULONG i = 0; i < OBJECTS; i++)
        let_go(me, i);
}

/* 10.8-01, 10.8-04: two look on all the time, one of them as another process */
static void threads_may_do_anything_at_once(void **state)
{
    static struct walker walkers[THREADS];
    struct sys_thread *threads[THREADS];
    static struct watcher here, there;
    IMAPIOfflineMgr *global = opened(L"one");
    struct profile *profile;
    struct house *other;
    struct node *theirs;
    ULONG token;
    uint32_t seed = getenv("SEED") ? (uint32_t)strtoul(getenv("SEED"), NULL, 0) : 20261122;

    (void)state;
    print_message("SEED=%u\n", (unsigned)seed);
    assert_hr(profile_open(L"one", &profile), S_OK);
    assert_hr(house_make(profile, &other), S_OK);
    profile_unref(profile);
    theirs = node_global(other);
    watcher_make(&here);
    watcher_make(&there);
    here.registered = there.registered = here.whole = there.whole = true;
    here.state = there.state = state_now(global);
    advise(global, &here.listener);
    assert_hr(sink_add(theirs, 77, &there.listener.IMAPIOfflineNotify_iface, NULL, &token), S_OK);

    for (int i = 0; i < THREADS; i++) {
        memset(&walkers[i], 0, sizeof(walkers[i]));
        walkers[i].dice = seed * 2654435761u + (uint32_t)i + 1;
        walkers[i].steps = getenv("OPENMAPI_LONG") ? LONG_STEPS : STEPS;
        assert_hr(sys_thread_start(walk, &walkers[i], &threads[i]), S_OK);
    }
    for (int i = 0; i < THREADS; i++)
        sys_thread_join(threads[i]);

    /* the user's word, against the network's too; when it is done everybody has been told */
    sys_network_pretend(1);
    change(global, BLOCK, ONLINE, false);
    change(global, BLOCK, OFFLINE, false);
    assert_int_equal(state_now(global), OFFLINE);
    assert_int_equal(here.state, OFFLINE);
    assert_int_equal(there.state, OFFLINE);
    assert_int_equal(here.n_changes, there.n_changes);
    print_message("%u changes\n", (unsigned)here.n_changes);
    assert_true(here.n_changes > 1);
    unadvise(global, &here.listener);
    global->lpVtbl->Release(global);
    node_unref(theirs);
    house_close(other);
    assert_int_equal(here.listener.refs, 1);
    assert_int_equal(there.listener.refs, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFLINE_TEST(threads_may_do_anything_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * offline_tree.c - the offline objects of a profile in this process
 */
#include "offline/offline_tree.h"
#include "base/error.h"
#include "base/mem.h"
#include "offline/offline_delivery.h"
#include "offline/offline_thread.h"
#include "sys/clock.h"

#define READY_MSEC  10000 /* the network's manager may have to be started first */
#define CHANGE_MSEC 5000  /* for each step of a change */

#define BOTH (MAPIOFFLINE_CAPABILITY_OFFLINE | MAPIOFFLINE_CAPABILITY_ONLINE)

static struct sys_latch latch; /* over all houses and their counts of openings */
static struct list houses = LIST_INIT(houses);

/* ---- nodes ---- */

static struct node *node_alloc(struct house *house, struct node *parent, ULONG index)
{
    struct node *node = mem_zero(sizeof(*node));

    if (!node) return NULL;
    list_init(&node->sinks);
    list_init(&node->link);
    node->refs = 1;
    node->house = house;
    node->parent = parent;
    node->index = index;
    return node;
}

struct node *node_global(struct house *house)
{
    struct node *node = LIST_ENTRY(house->nodes.next, struct node, link);

    node_ref(node);
    return node;
}

void node_ref(struct node *node)
{
    LOCKED(&node->house->lock);
    node->refs++;
}

/* What our children can do goes to the other processes. */
static ULONG capabilities_here(struct house *house)
{
    ULONG all = 0;

    LOCKED(&house->lock);
    LIST_EACH(node, &house->nodes, struct node, link)
    all |= node->given;
    return all;
}

static void publish(struct house *house)
{
    struct offline_state *state = house->state;

    state_enter(state);
    if (state->seated)
        state->shared->processes[state->slot].capabilities = capabilities_here(house);
    state_leave(state);
}

void node_unref(struct node *node)
{
    struct house *house = node->house;
    struct node *parent;
    bool last = true, any = false;

    while (node && last) {
        struct list sinks = LIST_INIT(sinks);

        lock_take(&house->lock);
        parent = node->parent;
        last = !--node->refs;
        if (last) {
            list_remove(&node->link);
            sinks_take(node, &sinks);
        }
        lock_drop(&house->lock);
        if (!last) break;
        any = true;
        sinks_let_go(&sinks);
        mem_free(node);
        node = parent;
    }
    if (any) publish(house);
}

static struct node *find(struct house *house, ULONG index)
{
    LIST_EACH(node, &house->nodes, struct node, link)
    if (node->index == index) return node;
    return NULL;
}

/* The one that is there, or made, which it becomes. */
static struct node *find_or_add(struct node *made, ULONG index)
{
    struct house *house = made->house;
    struct node *node = NULL;

    LOCKED(&house->lock);
    if (index != NODE_LOCAL) node = find(house, index);
    if (node) {
        node->refs++;
        return node;
    }
    made->index = index;
    made->parent->refs++;
    made->state = node_state(made->parent);
    made->told = node_state(made);
    list_append(&house->nodes, &made->link);
    return made;
}

HRESULT node_make(struct node *parent, const GUID *kind, const GUID *instance, ULONG capabilities,
                  struct node **out)
{
    static const GUID no_instance;
    struct house *house = parent->house;
    struct node *made = node_alloc(house, parent, NODE_LOCAL), *node;
    ULONG index = NODE_LOCAL;
    HRESULT hr = S_OK;

    *out = NULL;
    if (!made) return MAPI_E_NOT_ENOUGH_MEMORY;
    /* below one that only we know, so is this */
    if (kind && parent->index != NODE_LOCAL)
        hr = state_object(house->state, kind, instance ? instance : &no_instance, parent->index,
                          &index);
    if (FAILED(hr)) {
        mem_free(made);
        return hr;
    }
    node = find_or_add(made, index);
    if (node != made) mem_free(made);
    node_give(node, capabilities);
    *out = node;
    return S_OK;
}

void node_give(struct node *node, ULONG capabilities)
{
    lock_take(&node->house->lock);
    node->given |= capabilities & BOTH;
    lock_drop(&node->house->lock);
    publish(node->house);
}

ULONG node_state(const struct node *node)
{
    if (node->index == NODE_LOCAL) return atomic_get(&node->state);
    return state_of(node->house->state, node->index);
}

bool node_is_under(const struct node *node, const struct node *above)
{
    while (node && node != above)
        node = node->parent;
    return node != NULL;
}

/* Of the global one: what all children can do, in all processes; of a profile where nobody has said
 * anything, both. */
ULONG node_capabilities(struct node *node)
{
    struct house *house = node->house;
    ULONG all = 0;

    lock_take(&house->lock);
    LIST_EACH(it, &house->nodes, struct node, link)
    if (node_is_under(it, node)) all |= it->given;
    lock_drop(&house->lock);
    if (node->index != NODE_GLOBAL) return all;
    if (all != BOTH) all |= state_capabilities(house->state);
    return all ? all : BOTH;
}

/* ---- houses ---- */

void house_unuse(struct house *house)
{
    if (atomic_dec(&house->users)) return;
    if (!list_empty(&house->nodes)) mem_free(LIST_ENTRY(house->nodes.next, struct node, link));
    sys_event_destroy(house->ready);
    sys_event_destroy(house->ended);
    sys_event_destroy(house->returned);
    state_close(house->state);
    profile_unref(house->profile);
    lock_destroy(&house->lock);
    mem_free(house);
}

/* Without its thread. */
static HRESULT build(struct profile *profile, struct house **out)
{
    struct house *house = mem_zero(sizeof(*house));
    struct node *global;
    HRESULT hr;

    *out = NULL;
    if (!house) return MAPI_E_NOT_ENOUGH_MEMORY;
    lock_init(&house->lock, RANK_OFFLINE);
    list_init(&house->link);
    list_init(&house->nodes);
    list_init(&house->ready_sinks);
    list_init(&house->called_sinks);
    house->openings = house->users = 1;
    house->online = -1;
    house->wait_msec = CHANGE_MSEC;
    profile_ref(profile);
    house->profile = profile;
    global = node_alloc(house, NULL, NODE_GLOBAL);
    if (global) list_append(&house->nodes, &global->link);
    hr = global ? sys_event_create(true, &house->ready) : MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) hr = sys_event_create(false, &house->ended);
    if (SUCCEEDED(hr)) hr = sys_event_create(false, &house->returned);
    if (SUCCEEDED(hr)) hr = state_open(profile, &house->state);
    if (FAILED(hr)) {
        house_unuse(house);
        return hr;
    }
    house->wake = house->state->bell;
    house->turn = house->state->shared->processes[house->state->slot].turn;
    house->phase = house->state->shared->processes[house->state->slot].phase;
    house->changed = house->state->node; /* a change that runs: we hear the rest of it */
    house->target = house->state->target;
    global->told = node_state(global);
    *out = house;
    return S_OK;
}

HRESULT house_make(struct profile *profile, struct house **out)
{
    struct house *house;
    struct sys_thread *thread;
    HRESULT hr = build(profile, &house);

    *out = NULL;
    if (FAILED(hr)) return hr;
    house->users++;
    hr = sys_thread_start(house_run, house, &thread);
    if (FAILED(hr)) {
        house->users--;
        house_unuse(house);
        return hr;
    }
    sys_thread_detach(thread);
    sys_event_wait(house->ready, READY_MSEC);
    *out = house;
    return S_OK;
}

static struct house *find_house(struct profile *profile)
{
    LIST_EACH(house, &houses, struct house, link)
    if (house->profile == profile) {
        house->openings++;
        return house;
    }
    return NULL;
}

HRESULT house_open(const WCHAR *name, struct house **out)
{
    struct profile *profile;
    struct house *made = NULL;
    HRESULT hr = profile_open(name, &profile);

    *out = NULL;
    if (FAILED(hr)) return hr;
    sys_latch_take(&latch);
    *out = find_house(profile);
    sys_latch_drop(&latch);
    if (!*out) {
        hr = house_make(profile, &made);
        if (SUCCEEDED(hr)) {
            sys_latch_take(&latch);
            *out = find_house(profile); /* another thread was faster */
            if (!*out) {
                list_append(&houses, &made->link);
                *out = TAKE(made);
            }
            sys_latch_drop(&latch);
        }
        if (made) house_close(made);
    }
    profile_unref(profile);
    return hr;
}

void house_ref(struct house *house)
{
    sys_latch_take(&latch);
    house->openings++;
    sys_latch_drop(&latch);
}

/* Threads of the house that may still touch it, but for those which are in a call of a sink: these
 * end on their own. */
static bool threads_are_left(struct house *house)
{
    LOCKED(&house->lock);
    return (ULONG)atomic_get(&house->users) > 1 + house->calling;
}

void house_close(struct house *house)
{
    struct list sinks = LIST_INIT(sinks);
    uint64_t began = sys_ticks_msec();
    ULONG thread;
    bool last;

    sys_latch_take(&latch);
    last = !--house->openings;
    if (last) list_remove(&house->link);
    sys_latch_drop(&latch);
    if (!last) return;
    lock_take(&house->lock);
    sinks_take(LIST_ENTRY(house->nodes.next, struct node, link), &sinks);
    lock_drop(&house->lock);
    sinks_let_go(&sinks);
    atomic_set(&house->stop, true);
    sys_event_set(house->wake);
    /* A sink's last Release may come on the house's thread, which ends when that returns; and one
     * that hasn't begun (who makes us now holds the loader's lock) frees the house itself. So does
     * one that we have waited for long enough: it may never end (the process does, or it needs what
     * our caller holds). */
    thread = atomic_get(&house->thread);
    if (thread && thread != sys_thread_id())
        while (threads_are_left(house) && sys_ticks_msec() - began < 2u * house->wait_msec)
            sys_event_wait_sent(house->ended, 10);
    house_unuse(house);
}

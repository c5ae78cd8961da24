/*
 * offline_thread.c - the thread of a profile's offline state: requests, other processes, the
 * network
 */
#include "offline/offline_thread.h"
#include "base/error.h"
#include "base/mem.h"
#include "offline/offline_change.h"
#include "sys/clock.h"
#include "sys/network.h"

#define SETTLE_MSEC                                                                                \
    1000 /* who opens the state for a moment doesn't pay for a watch on the network */
#define RETRY_MSEC 1000 /* while another process changes the state, which may die in it */

/* ---- requests ---- */

static void request_unref(struct request *request)
{
    if (atomic_dec(&request->refs)) return;
    sys_event_destroy(request->event);
    mem_free(request);
}

void request_answer(struct request *request, HRESULT hr)
{
    if (request->answered) return;
    request->answered = true;
    request->hr = hr;
    sys_event_set(request->event);
}

static struct request *request_take(struct house *house)
{
    LOCKED(&house->lock);
    return TAKE(house->request);
}

static void request_end(struct request *request)
{
    node_unref(request->node);
    request_unref(request);
}

void request_refuse(struct house *house)
{
    struct request *request = request_take(house);

    if (!request) return;
    request_answer(request, E_PENDING);
    request_end(request);
}

/* False: the thread has something else to do. */
static bool request_post(struct house *house, struct request *request)
{
    LOCKED(&house->lock);
    if (house->changing || house->request) return false;
    house->request = request;
    request->refs++;
    request->node->refs++;
    return true;
}

HRESULT request_make(struct node *node, enum request_kind kind, ULONG value, bool block)
{
    struct request *request = mem_zero(sizeof(*request));
    HRESULT hr;

    if (!request) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (!atomic_get(
            &node->house->thread)) { /* it can't begin: our caller holds the loader's lock */
        mem_free(request);
        return E_PENDING;
    }
    request->refs = 1;
    request->kind = kind;
    request->node = node;
    request->value = value;
    request->block = block;
    hr = sys_event_create(true, &request->event);
    if (SUCCEEDED(hr)) {
        if (request_post(node->house, request)) {
            sys_event_set(node->house->wake);
            if (!sys_event_wait_sent(request->event, SYS_FOREVER))
                sys_event_wait(request->event, SYS_FOREVER); /* it has no messages */
            hr = request->hr;
        } else {
            hr = E_PENDING;
        }
    }
    request_unref(request);
    return hr;
}

static void serve_request(struct house *house)
{
    struct request *request = request_take(house);

    if (!request) return;
    change_run(house, request);
    request_end(request);
}

/* ---- the network ---- */

static void network_changed(void *context)
{
    struct house *house = context;

    atomic_set(&house->network_changed, true);
    sys_event_set(house->wake);
}

/* True: the network says something else than it said before. */
static bool ask_network(struct house *house, struct sys_network *network)
{
    bool online = sys_network_online(network);

    if (house->online == online) return false;
    house->online = online;
    /* each process finds out by itself that the network has gone; the user may have spoken since */
    if (online) atomic_set(&house->state->shared->insisted, false);
    return true;
}

static void heed_network(struct house *house, struct sys_network *network)
{
    struct offline_shared *shared = house->state->shared;

    if (atomic_swap(&house->network_changed, false) && ask_network(house, network))
        house->network_pending = true;
    if (!house->network_pending) return;
    house->network_pending = false;
    if (atomic_get(&shared->rule) != MAPIOFFLINE_RULE_AUTOMATIC) return;
    /* again, when the change that runs is over */
    house->network_pending =
        change_for_network(house, house->online ? MAPIOFFLINE_STATE_ONLINE
                                                : MAPIOFFLINE_STATE_OFFLINE) == E_PENDING;
}

/* ---- the thread ---- */

/* A profile that nobody had open begins as the network is, and nobody has to be told. */
static void first_look(struct house *house, struct sys_network *network)
{
    struct offline_shared *shared = house->state->shared;

    bool first = house->state->first;

    if (first) house->online = sys_network_online(network);
    state_enter(house->state);
    for (ULONG i = 0; i < MAX_PROCESSES; i++)
        if (i != house->state->slot && shared->processes[i].process) first = false;
    if (first && !house->online && shared->rule == MAPIOFFLINE_RULE_AUTOMATIC) {
        atomic_set(&shared->state, MAPIOFFLINE_STATE_OFFLINE);
        LIST_ENTRY(house->nodes.next, struct node, link)->told = MAPIOFFLINE_STATE_OFFLINE;
    }
    state_leave(house->state);
    if (first) return;
    house->online = -1;
    network_changed(house);
}

/* Something that came while we waited in a change, whose bell is spent. */
static bool has_work(struct house *house)
{
    struct offline_shared *shared = house->state->shared;

    LOCKED(&house->lock);
    return atomic_get(&house->stop) || house->request || atomic_get(&shared->turn) != house->turn ||
           atomic_get(&shared->phase) > house->phase;
}

void house_run(void *context)
{
    struct house *house = context;
    struct offline_shared *shared = house->state->shared;
    struct sys_network *network = NULL;
    uint64_t settle_at = sys_ticks_msec() + SETTLE_MSEC;
    bool settled = false;

    atomic_set(&house->thread, sys_thread_id());
    sys_network_watch(network_changed, house, &network); /* without it: online, as far as we know */
    first_look(house, network);
    sys_event_set(house->ready);
    while (!atomic_get(&house->stop)) {
        bool waiting;

        change_follow(house);
        heed_network(house, network);
        serve_request(house);
        waiting = atomic_get(&shared->phase) != PHASE_DONE;
        if (waiting && change_repair(house)) waiting = false;
        waiting |= atomic_get(&house->network_changed) || house->network_pending;
        if (has_work(house)) continue;
        if (settled) {
            sys_event_wait(house->wake, waiting ? RETRY_MSEC : SYS_FOREVER);
        } else if (!sys_event_wait(house->wake, SETTLE_MSEC) || sys_ticks_msec() >= settle_at) {
            sys_network_settle(network);
            settled = true;
            network_changed(house); /* it may know better now */
        }
    }
    serve_request(house); /* made before the last object was released: it is not to be lost */
    sys_network_unwatch(network);
    state_retire(house->state);
    sys_event_set(house->ended);
    house_unuse(house);
}

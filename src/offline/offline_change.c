/*
 * offline_change.c - a change of the state, step by step, in all processes
 *
 * Its owner has the mutex `change` from the first step to the last. In each step it writes the step
 * down in the block, rings the other processes' bells, tells its own sinks, and waits for all of
 * them: for its sinks, and for the processes to write down that they are as far. Each wait has a
 * limit, and who was waited for in vain isn't waited for again in this change.
 *
 * Who finds a change that isn't done, and the mutex free, has found one whose owner died: it goes
 * on to the last step with the state that is there.
 */
#include "offline/offline_change.h"
#include <string.h>
#include "base/error.h"
#include "offline/offline_delivery.h"
#include "sys/clock.h"
#include "sys/network.h"

#define SLICE_MSEC  100  /* how often a wait looks for processes that died, and calls that hang */
#define MARGIN_MSEC 1000 /* other processes wait themselves, and then have to say so */

/* ---- our sinks ---- */

/* With the house's lock. Nodes come parents first, so a parent knows already. */
static ULONG state_after(const struct house *house, const struct node *node,
                         const struct node *changed)
{
    if (node->index != NODE_LOCAL) return node_state(node);
    if (node == changed) return house->target;
    return node->parent->told == house->target && !node->refused ? house->target : node->state;
}

static void tell_node(struct node *node, enum phase phase, ULONG new_state)
{
    struct job job = {phase, node->old, new_state, node->house->here};

    LIST_EACH(sink, &node->sinks, struct sink, link)
    sink_tell(sink, &job);
}

/* With the lock: objects that came while the change ran take part in what is left of it. */
static bool takes_part(struct house *house, struct node *node)
{
    if (!node->in_change && node->told != house->target) {
        node->in_change = true;
        node->refused = false;
        node->old = node->told;
    }
    return node->in_change;
}

/* Puts one step in the queues of the sinks of changed and all below; the objects that only we know
 * change with PHASE_CHANGE. */
static void tell(struct house *house, struct node *changed, enum phase phase)
{
    lock_take(&house->lock);
    LIST_EACH(node, &house->nodes, struct node, link)
    {
        if (!node_is_under(node, changed)) continue;
        if (phase == PHASE_START) node->in_change = false;
        if (!takes_part(house, node)) continue;
        if (phase == PHASE_CHANGE) {
            ULONG after = state_after(house, node, changed);

            if (after == node->told) continue;
            if (node->index == NODE_LOCAL) atomic_set(&node->state, after);
            node->told = after;
        }
        tell_node(node, phase, phase < PHASE_CHANGE ? house->target : node->told);
        if (phase == PHASE_DONE) node->in_change = false;
    }
    lock_drop(&house->lock);
    delivery_push(house);
}

static bool sinks_are_told(struct house *house)
{
    LOCKED(&house->lock);
    return !house->pending;
}

/* Shared objects whose provider here didn't follow stay as they are, in all processes. */
static void note_refusals(struct house *house, ULONG turn)
{
    struct offline_object *objects = house->state->shared->objects;

    lock_take(&house->lock);
    LIST_EACH(node, &house->nodes, struct node, link)
    if (node->in_change && node->refused && node->index != NODE_GLOBAL && node->index != NODE_LOCAL)
        atomic_set(&objects[node->index - 1].refused, turn);
    lock_drop(&house->lock);
}

/* ---- other processes ---- */

/* Is that process as far? late: it isn't waited for. */
static bool is_told(struct house *house, ULONG slot, bool late[MAX_PROCESSES])
{
    struct offline_shared *shared = house->state->shared;
    struct offline_process *process = &shared->processes[slot];

    if (slot == house->state->slot || late[slot] || !atomic_get(&process->process)) return true;
    return atomic_get(&process->turn) == shared->turn &&
           atomic_get(&process->phase) >= shared->phase;
}

static bool processes_are_told(struct house *house, bool late[MAX_PROCESSES])
{
    for (ULONG i = 0; i < MAX_PROCESSES; i++)
        if (!is_told(house, i, late)) return false;
    return true;
}

/* Rings those that aren't as far; the dead are struck out. */
static void ring(struct house *house, bool late[MAX_PROCESSES])
{
    for (ULONG i = 0; i < MAX_PROCESSES; i++)
        if (!is_told(house, i, late)) state_ring(house->state, i);
}

/* ---- one step ---- */

/* What the user wants from now on. */
struct choice {
    ULONG rule;
    bool work_offline, insisted;
};

struct change {
    struct node *node;
    const struct choice *choice; /* takes effect with PHASE_CHANGE; NULL: nothing is chosen */
    bool alone;                  /* only this process knows the object */
    bool late[MAX_PROCESSES];
    ULONG refused; /* processes that weren't heard of */
};

/* Waits for our sinks (change NULL: only for them) and the other processes. */
static void wait_for(struct house *house, struct change *change)
{
    uint64_t start = sys_ticks_msec(), passed;
    ULONG limit = house->wait_msec;
    bool others = change && !change->alone;

    for (;;) {
        /* with the last object of ours our sinks have gone */
        bool ours = atomic_get(&house->stop) || sinks_are_told(house);

        passed = sys_ticks_msec() - start;
        if (!ours && passed >= limit) house->refused += delivery_give_up(house);
        if (ours && (!others || processes_are_told(house, change->late))) return;
        if (passed >= limit + MARGIN_MSEC) break;
        request_refuse(house);
        delivery_push(house);
        if (others) ring(house, change->late);
        sys_event_wait(house->wake, SLICE_MSEC);
    }
    for (ULONG i = 0; others && i < MAX_PROCESSES; i++)
        if (!is_told(house, i, change->late)) {
            change->late[i] = true;
            change->refused++;
        }
}

static struct node *node_of(struct house *house, ULONG index)
{
    LIST_EACH(node, &house->nodes, struct node, link)
    if (node->index == index) return node;
    return NULL;
}

/* The object that another process changes, held; NULL: we haven't got it. */
static struct node *held_node(struct house *house, ULONG index)
{
    struct node *node;

    LOCKED(&house->lock);
    node = node_of(house, index);
    if (node) node->refs++;
    return node;
}

/* Shared objects below the one that changes get its state with it. With the block. */
static void change_objects(struct offline_shared *shared, ULONG index, ULONG state)
{
    uint8_t part[MAX_OBJECTS + 1] = {0}; /* does it change? */

    if (index == NODE_GLOBAL) atomic_set(&shared->state, state);
    else atomic_set(&shared->objects[index - 1].state, state);
    part[index] = 1;
    /* a parent is older than its children, but its place may be a later one */
    for (bool more = true; more;) {
        more = false;
        for (ULONG i = 0; i < MAX_OBJECTS; i++) {
            struct offline_object *object = &shared->objects[i];

            if (!object->used || part[i + 1] || !part[object->parent]) continue;
            if (object->refused == shared->turn) continue;
            part[i + 1] = 1;
            atomic_set(&object->state, state);
            more = true;
        }
    }
}

/* With the block. */
static void choose(struct offline_shared *shared, const struct choice *choice)
{
    if (!choice) return;
    atomic_set(&shared->rule, choice->rule);
    atomic_set(&shared->work_offline, choice->work_offline);
    atomic_set(&shared->insisted, choice->insisted);
}

/* As owner: all that is done in a step. new_state is what the last steps say the state is. */
static void step(struct house *house, struct change *change, enum phase phase, ULONG new_state)
{
    struct offline_shared *shared = house->state->shared;

    if (!change->alone) {
        state_enter(house->state);
        shared->new_state = new_state;
        if (phase == PHASE_CHANGE) {
            change_objects(shared, shared->node, new_state);
            choose(shared, change->choice);
        }
        atomic_set(&shared->phase, phase);
        state_leave(house->state);
        house->phase = phase;
        shared->processes[house->state->slot].turn = shared->turn;
        shared->processes[house->state->slot].phase = phase;
        ring(house, change->late);
    }
    if (change->node) tell(house, change->node, phase);
    wait_for(house, change);
    if (phase == PHASE_FOLLOW && !change->alone) note_refusals(house, shared->turn);
}

static void new_change(struct house *house, ULONG target)
{
    LOCKED(&house->lock);
    house->target = target;
    house->here++;
    house->refused = 0;
}

static void begin(struct house *house, struct change *change, ULONG new_state)
{
    struct offline_shared *shared = house->state->shared;

    new_change(house, new_state);
    if (change->alone) return;
    state_enter(house->state);
    shared->turn++;
    shared->node = change->node->index;
    shared->old_state = node_state(change->node);
    shared->new_state = new_state;
    shared->owner = house->state->slot;
    atomic_set(&shared->phase, PHASE_NONE);
    state_leave(house->state);
    house->turn = shared->turn;
    house->changed = shared->node;
}

static ULONG refused_elsewhere(struct house *house)
{
    struct offline_shared *shared = house->state->shared;
    ULONG all = 0;

    for (ULONG i = 0; i < MAX_PROCESSES; i++)
        if (i != house->state->slot && shared->processes[i].process &&
            shared->processes[i].turn == shared->turn)
            all += shared->processes[i].refused;
    return all;
}

/* With the mutex: the profile remembers what the user wants, also when that is in force: what is in
 * the profile may be another logon session's, or half of what a process that was killed chose. */
static HRESULT keep(struct house *house, const struct choice *choice)
{
    return state_keep(house->state, choice->rule, choice->work_offline);
}

/* With the mutex, from START to DONE. choice: what the profile is to remember, or NULL; when it
 * can't, nothing changes. */
static HRESULT go(struct house *house, struct node *node, ULONG new_state,
                  const struct choice *choice)
{
    struct change change = {.node = node, .choice = choice, .alone = node->index == NODE_LOCAL};
    ULONG old = node_state(node);
    HRESULT hr = S_OK;

    begin(house, &change, new_state);
    step(house, &change, PHASE_START, new_state);
    step(house, &change, PHASE_FOLLOW, new_state);
    if (choice) hr = keep(house, choice);
    if (SUCCEEDED(hr)) step(house, &change, PHASE_CHANGE, new_state);
    step(house, &change, PHASE_DONE, SUCCEEDED(hr) ? new_state : old);
    if (FAILED(hr)) return hr;
    if (house->refused || change.refused || (!change.alone && refused_elsewhere(house)))
        return MAPI_W_PARTIAL_COMPLETION;
    return S_OK;
}

/* ---- following ---- */

static void set_changing(struct house *house, bool changing)
{
    LOCKED(&house->lock);
    house->changing = changing;
}

/* One step of the turn that the house is in. */
static void follow_step(struct house *house, struct node *node, enum phase phase)
{
    struct offline_process *mine = &house->state->shared->processes[house->state->slot];

    house->phase = phase;
    if (node) {
        tell(house, node, phase);
        wait_for(house, NULL);
        if (phase == PHASE_FOLLOW) note_refusals(house, house->turn);
    }
    /* with our word the owner ends, and its caller may ask us for the next change */
    if (phase == PHASE_DONE) set_changing(house, false);
    atomic_set(&mine->refused, house->refused);
    atomic_set(&mine->turn, house->turn);
    atomic_set(&mine->phase, phase);
}

/* What is written of the change alone; the rest isn't copied. */
static struct offline_shared look(struct house *house, ULONG *turn, ULONG *phase)
{
    struct offline_shared copy;

    state_enter(house->state);
    memcpy(&copy, house->state->shared, offsetof(struct offline_shared, processes));
    state_leave(house->state);
    *turn = copy.turn;
    *phase = copy.phase;
    return copy;
}

/* The first shared object whose sinks don't know its state, held; NULL: there is none. */
static struct node *outdated_node(struct house *house)
{
    LOCKED(&house->lock);
    LIST_EACH(node, &house->nodes, struct node, link)
    if (node->index != NODE_LOCAL && node->told != node_state(node)) {
        node->refs++;
        return node;
    }
    return NULL;
}

/* Changes that came and went without us are told as one of each object; nobody is asked to follow
 * what has been. */
static void catch_up(struct house *house)
{
    struct node *node;

    while ((node = outdated_node(house))) {
        new_change(house, node_state(node));
        tell(house, node, PHASE_START);
        tell(house, node, PHASE_CHANGE);
        tell(house, node, PHASE_DONE);
        node_unref(node);
        wait_for(house, NULL);
    }
}

/* The turn after the last one that we were told of. */
static void follow_begin(struct house *house, const struct offline_shared *now)
{
    if (now->turn != house->turn + 1) catch_up(house);
    house->turn = now->turn;
    house->phase = PHASE_NONE;
    house->changed = now->node;
    new_change(house, state_target(now));
}

void change_follow(struct house *house)
{
    struct node *node = NULL;
    ULONG turn, phase;

    for (;;) {
        struct offline_shared now = look(house, &turn, &phase);

        if (atomic_get(&house->stop)) break;
        if (turn == house->turn && phase <= house->phase) break;
        set_changing(house, true);
        if (turn != house->turn) {
            if (house->phase == PHASE_DONE) {
                follow_begin(house, &now);
                continue;
            }
            phase = PHASE_DONE; /* overtaken: ours ends first */
        }
        /* we are late, or it failed: nobody is asked to follow any more */
        if (house->phase == PHASE_START && phase >= PHASE_CHANGE) house->phase = PHASE_FOLLOW;
        if (!node) node = held_node(house, house->changed);
        if (house->phase < phase) follow_step(house, node, house->phase + 1);
        state_ring(house->state, now.owner);
        if (house->phase < PHASE_DONE) continue;
        if (node) node_unref(node);
        node = NULL;
    }
    if (node) node_unref(node);
    if (house->phase == PHASE_DONE) set_changing(house, false);
}

/* ---- owning ---- */

/* With the mutex: what a dead owner has left behind. */
static void finish(struct house *house)
{
    struct offline_shared *shared = house->state->shared;
    struct change change = {.node = NULL};
    ULONG turn, phase;
    struct offline_shared now = look(house, &turn, &phase);

    if (phase == PHASE_DONE) return;
    state_enter(house->state);
    shared->owner = house->state->slot;
    /* the state may have changed, and then its owner died before it could say so */
    if (phase < PHASE_CHANGE && state_of(house->state, now.node) == now.old_state)
        shared->new_state = shared->old_state;
    else change_objects(shared, now.node, now.new_state);
    atomic_set(&shared->phase, PHASE_DONE);
    state_leave(house->state);
    change_follow(house); /* our own sinks */
    ring(house, change.late);
    wait_for(house, &change);
}

static bool take(struct house *house)
{
    if (!sys_shared_take(house->state->change, 0)) return false;
    set_changing(house, true);
    finish(house);
    change_follow(house);
    set_changing(house, true);
    return true;
}

static void drop(struct house *house)
{
    sys_shared_drop(house->state->change);
    set_changing(house, false);
}

bool change_repair(struct house *house)
{
    if (!take(house)) return false;
    drop(house);
    return true;
}

static bool is_online(struct house *house)
{
    return house->online != 0;
}

/* What follows for the profile's state from the user's wish for it. */
static struct choice choice_of_state(struct house *house, ULONG state)
{
    struct offline_shared *shared = house->state->shared;
    bool offline = state == MAPIOFFLINE_STATE_OFFLINE;

    if (shared->rule == MAPIOFFLINE_RULE_AUTOMATIC)
        return (struct choice){.rule = MAPIOFFLINE_RULE_AUTOMATIC,
                               .work_offline = offline,
                               .insisted = !offline && !is_online(house)};
    return (struct choice){.rule = offline ? MAPIOFFLINE_RULE_ALWAYS_OFFLINE
                                           : MAPIOFFLINE_RULE_ALWAYS_ONLINE};
}

static ULONG state_of_rule(struct house *house, ULONG rule)
{
    bool online = rule == MAPIOFFLINE_RULE_AUTOMATIC ? is_online(house)
                                                     : rule == MAPIOFFLINE_RULE_ALWAYS_ONLINE;

    return online ? MAPIOFFLINE_STATE_ONLINE : MAPIOFFLINE_STATE_OFFLINE;
}

/* The state is what was asked for; that the user has asked is new. */
static HRESULT stay(struct house *house, const struct choice *choice)
{
    HRESULT hr = keep(house, choice);

    if (FAILED(hr)) return hr;
    state_enter(house->state);
    choose(house->state->shared, choice);
    state_leave(house->state);
    return S_OK;
}

static HRESULT run(struct house *house, struct request *request)
{
    struct choice choice = {.rule = request->value};
    ULONG state = request->value;
    bool global = request->node->index == NODE_GLOBAL;

    if (request->kind == REQUEST_RULE) state = state_of_rule(house, request->value);
    else if (global) choice = choice_of_state(house, state);
    if (node_state(request->node) == state) return global ? stay(house, &choice) : S_OK;
    if (!request->block) request_answer(request, S_OK);
    return go(house, request->node, state, global ? &choice : NULL);
}

void change_run(struct house *house, struct request *request)
{
    HRESULT hr;

    if (!take(house)) {
        request_answer(request, E_PENDING);
        return;
    }
    hr = run(house, request);
    drop(house);
    request_answer(request, hr);
}

/* Is the state to be another one, for the network's sake? */
static bool network_decides(const struct offline_shared *shared, ULONG state)
{
    return atomic_get(&shared->rule) == MAPIOFFLINE_RULE_AUTOMATIC &&
           !atomic_get(&shared->work_offline) && !atomic_get(&shared->insisted) &&
           atomic_get(&shared->state) != state;
}

HRESULT change_for_network(struct house *house, ULONG state)
{
    struct offline_shared *shared = house->state->shared;
    struct node *global = LIST_ENTRY(house->nodes.next, struct node, link);
    HRESULT hr = S_OK;

    if (!(node_capabilities(global) & state)) return S_OK; /* the bits of both are the same */
    /* who has nothing to do doesn't keep others from it; a change that runs may be the one */
    if (!network_decides(shared, state) && atomic_get(&shared->phase) == PHASE_DONE) return S_OK;
    if (!take(house)) return E_PENDING;
    if (network_decides(shared, state)) hr = go(house, global, state, NULL);
    drop(house);
    return hr;
}

/*
 * offline_state.c - the offline state of a profile, shared by processes and kept in the profile
 */
#include "offline/offline_state.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "profile/identity.h"
#include "profile/section.h"
#include "sys/lock.h"
#include "sys/process.h"
#include "mapitags.h"

#define LAYOUT      1     /* of the block; the name has it too */
#define LOCK_MSEC   10000 /* more than anybody has the block */
#define NAME_PREFIX L"offline1."

/* The section of the profile with what the user chose, and its properties. */
static const MAPIUID section_uid_of_state = {{0x1f, 0x9e, 0x62, 0xa4, 0x37, 0x50, 0x4c, 0x8d, 0x8b,
                                              0x16, 0xd2, 0x70, 0x5b, 0xee, 0x43, 0x09}};
#define PR_OFFLINE_RULE        PROP_TAG(PT_LONG, 0x6600)
#define PR_OFFLINE_WORKOFFLINE PROP_TAG(PT_LONG, 0x6601) /* 1: chosen under the automatic rule */

/* ---- names ---- */

static WCHAR *append(WCHAR *to, const WCHAR *text)
{
    while ((*to = *text++))
        to++;
    return to;
}

static HRESULT make_name(struct offline_state *state)
{
    WCHAR hex[33];
    HRESULT hr = profile_identity(state->profile, hex);

    if (SUCCEEDED(hr)) append(append(state->name, NAME_PREFIX), hex);
    return hr;
}

/* what: "." and at most three characters */
static void name_of(const struct offline_state *state, const WCHAR *what,
                    WCHAR out[SYS_SHARED_NAME])
{
    append(append(out, state->name), what);
}

static void bell_name(const struct offline_state *state, ULONG slot, WCHAR out[SYS_SHARED_NAME])
{
    WCHAR number[] = L".00";

    number[1] = L"0123456789abcdef"[slot >> 4 & 15];
    number[2] = L"0123456789abcdef"[slot & 15];
    name_of(state, number, out);
}

/* ---- at rest ---- */

/* 0 when it isn't there, or is no number. */
static HRESULT read_long(struct section *section, ULONG tag, ULONG *value)
{
    HRESULT hr = section_get_long(section, tag, value);

    if (FAILED(hr)) *value = 0;
    return hr == MAPI_E_NOT_FOUND || hr == MAPI_E_CORRUPT_DATA ? S_OK : hr;
}

/* What the profile says that can't be is taken for nothing. */
static HRESULT read_kept(struct profile *profile, ULONG *rule, ULONG *work_offline)
{
    AUTO_SECTION struct section *section = NULL;
    HRESULT hr = section_open(profile, &section_uid_of_state, 0, &section);

    *rule = *work_offline = 0;
    if (hr == MAPI_E_NOT_FOUND) return S_OK;
    if (SUCCEEDED(hr)) hr = read_long(section, PR_OFFLINE_RULE, rule);
    if (SUCCEEDED(hr)) hr = read_long(section, PR_OFFLINE_WORKOFFLINE, work_offline);
    if (*rule > MAPIOFFLINE_RULE_ALWAYS_OFFLINE) *rule = MAPIOFFLINE_RULE_AUTOMATIC;
    return hr;
}

HRESULT state_keep(struct offline_state *state, ULONG rule, bool work_offline)
{
    AUTO_SECTION struct section *section = NULL;
    ULONG rule_there, work_there;
    HRESULT hr = read_kept(state->profile, &rule_there, &work_there);

    if (SUCCEEDED(hr) && rule == rule_there &&
        (rule != MAPIOFFLINE_RULE_AUTOMATIC || work_offline == (work_there == 1)))
        return S_OK;
    hr = section_open(state->profile, &section_uid_of_state, SECTION_WRITE | SECTION_CREATE,
                      &section);
    /* one word decides: what goes with the automatic rule comes before it, and is left alone by the
     * others */
    if (SUCCEEDED(hr) && rule == MAPIOFFLINE_RULE_AUTOMATIC)
        hr = section_set_long(section, PR_OFFLINE_WORKOFFLINE, work_offline);
    if (SUCCEEDED(hr) && rule != rule_there) hr = section_set_long(section, PR_OFFLINE_RULE, rule);
    return hr == MAPI_E_NOT_FOUND || hr == MAPI_E_OBJECT_DELETED ? S_OK : hr;
}

/* With the lock. */
static HRESULT fill(struct offline_state *state)
{
    struct offline_shared *shared = state->shared;
    ULONG rule, work_offline;
    HRESULT hr = read_kept(state->profile, &rule, &work_offline);
    bool offline;

    if (FAILED(hr)) return hr;
    shared->rule = rule;
    shared->work_offline = rule == MAPIOFFLINE_RULE_AUTOMATIC && work_offline == 1;
    offline = shared->work_offline || rule == MAPIOFFLINE_RULE_ALWAYS_OFFLINE;
    shared->state = offline ? MAPIOFFLINE_STATE_OFFLINE : MAPIOFFLINE_STATE_ONLINE;
    shared->phase = PHASE_DONE;
    shared->version = LAYOUT;
    return S_OK;
}

/* ---- shared ---- */

void state_enter(struct offline_state *state)
{
    sys_shared_take(state->block, LOCK_MSEC);
}

void state_leave(struct offline_state *state)
{
    sys_shared_drop(state->block);
}

ULONG state_of(const struct offline_state *state, ULONG node)
{
    const uint32_t *at =
        node == NODE_GLOBAL ? &state->shared->state : &state->shared->objects[node - 1].state;

    return atomic_get(at);
}

ULONG state_target(const struct offline_shared *shared)
{
    return shared->new_state != shared->old_state
               ? shared->new_state
               : MAPIOFFLINE_STATE_OFFLINE_MASK ^ shared->old_state;
}

/* A process's bell goes with it, however that ends. */
static bool is_alive(const struct offline_state *state, ULONG slot)
{
    WCHAR name[SYS_SHARED_NAME];

    bell_name(state, slot, name);
    return sys_bell_hangs(name);
}

bool state_ring(struct offline_state *state, ULONG slot)
{
    struct offline_process *process = &state->shared->processes[slot];
    WCHAR name[SYS_SHARED_NAME];
    bool alive;

    if (!atomic_get(&process->process)) return false;
    state_enter(state);
    alive = process->process && is_alive(state, slot);
    if (!alive) memset(process, 0, sizeof(*process));
    state_leave(state);
    if (!alive) return false;
    bell_name(state, slot, name);
    sys_bell_ring(name);
    return true;
}

ULONG state_capabilities(struct offline_state *state)
{
    ULONG all = 0;

    for (ULONG i = 0; i < MAX_PROCESSES; i++) {
        ULONG more = atomic_get(&state->shared->processes[i].capabilities);

        if (i != state->slot && more & ~all && state_ring(state, i)) all |= more;
    }
    return all;
}

HRESULT state_object(struct offline_state *state, const GUID *kind, const GUID *instance,
                     ULONG parent, ULONG *index)
{
    struct offline_object *free_one = NULL, *it = state->shared->objects;
    HRESULT hr = S_OK;
    ULONG i;

    state_enter(state);
    for (i = 0; i < MAX_OBJECTS; i++, it++) {
        if (!it->used && !free_one) free_one = it;
        if (it->used && IsEqualGUID(&it->kind, kind) && IsEqualGUID(&it->instance, instance)) break;
    }
    if (i == MAX_OBJECTS && free_one) {
        it = free_one;
        it->kind = *kind;
        it->instance = *instance;
        it->parent = parent;
        it->refused = 0;
        it->state = state_of(state, parent);
        it->used = 1;
    } else if (i == MAX_OBJECTS) {
        hr = FAIL(MAPI_E_NOT_ENOUGH_RESOURCES);
    } else if (it->parent != parent) {
        hr = FAIL(MAPI_E_INVALID_PARAMETER);
    }
    if (SUCCEEDED(hr)) *index = (ULONG)(it - state->shared->objects) + 1;
    state_leave(state);
    return hr;
}

/* With the lock: a free place for us, those of dead processes among them. */
static HRESULT claim(struct offline_state *state)
{
    struct offline_shared *shared = state->shared;
    WCHAR name[SYS_SHARED_NAME];
    HRESULT hr;

    state->first = true;
    state->slot = MAX_PROCESSES;
    for (ULONG i = MAX_PROCESSES; i--;) {
        struct offline_process *process = &shared->processes[i];

        bool alive = is_alive(state, i);

        if (process->process && !alive) memset(process, 0, sizeof(*process));
        if (process->process) state->first = false;
        else if (!alive) state->slot = i; /* else someone is on the way out */
    }
    if (state->slot == MAX_PROCESSES) return FAIL(MAPI_E_NOT_ENOUGH_RESOURCES);
    bell_name(state, state->slot, name);
    hr = sys_bell_hang(name, &state->bell);
    if (FAILED(hr)) return hr;
    /* a change that runs: we hear the rest of it */
    shared->processes[state->slot] = (struct offline_process){
        .process = sys_process_id(), .turn = shared->turn, .phase = shared->phase};
    state->node = shared->node;
    state->target = state_target(shared);
    state->seated = true;
    return S_OK;
}

HRESULT state_open(struct profile *profile, struct offline_state **out)
{
    struct offline_state *state = mem_zero(sizeof(*state));
    WCHAR name[SYS_SHARED_NAME];
    HRESULT hr;

    *out = NULL;
    if (!state) return MAPI_E_NOT_ENOUGH_MEMORY;
    profile_ref(profile);
    state->profile = profile;
    hr = make_name(state);
    name_of(state, L".c", name);
    if (SUCCEEDED(hr)) hr = sys_shared_open(name, sizeof(uint32_t), &state->change);
    if (SUCCEEDED(hr)) hr = sys_shared_open(state->name, sizeof(*state->shared), &state->block);
    if (SUCCEEDED(hr)) {
        state->shared = sys_shared_memory(state->block);
        state_enter(state);
        if (state->shared->version != LAYOUT) hr = fill(state);
        if (SUCCEEDED(hr)) hr = claim(state);
        state_leave(state);
    }
    if (FAILED(hr)) state_close(state);
    else *out = state;
    return hr;
}

void state_retire(struct offline_state *state)
{
    if (!state->seated) return;
    state->seated = false;
    state_enter(state);
    memset(&state->shared->processes[state->slot], 0, sizeof(state->shared->processes[0]));
    state_leave(state);
}

void state_close(struct offline_state *state)
{
    if (!state) return;
    state_retire(state);
    sys_bell_take_down(state->bell);
    sys_shared_close(state->change);
    sys_shared_close(state->block);
    profile_unref(state->profile);
    mem_free(state);
}

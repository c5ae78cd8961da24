/*
 * offline_state.h - the offline state of a profile: what all processes share of it, what is at rest
 *
 * The truth lies in a block of memory that the processes of the user's session share by a name made
 * of the profile's identity; so it is asked for without a call to anybody. What the user chose lies
 * in a section of the profile and is read when the first process opens the block. Whoever changes
 * the state holds the mutex `change` all the while, and writes down in the block how far it got, so
 * that others can follow, and finish what a killed process has begun.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"
#include "mapioffline.h"
#include "profile/hive.h"
#include "sys/shared.h"

/* How far a change is. Between changes it is PHASE_DONE. */
enum phase {
    PHASE_NONE,   /* announced to nobody yet */
    PHASE_START,  /* advisers hear that the state is about to change */
    PHASE_FOLLOW, /* providers are asked to follow */
    PHASE_CHANGE, /* the state has changed */
    PHASE_DONE
};

#define MAX_PROCESSES 64
#define MAX_OBJECTS   128
#define NODE_GLOBAL   0u          /* the profile's own state; n: shared object n - 1 */
#define NODE_LOCAL    0xffffffffu /* an object that only its process knows */

/* Fields of fixed width: 64-bit and 32-bit programs share this. */
struct offline_shared {
    uint32_t version;      /* of this layout; 0: nobody has filled it in yet */
    uint32_t state;        /* MAPIOFFLINE_STATE_ONLINE, _OFFLINE */
    uint32_t rule;         /* MAPIOFFLINE_RULE_... */
    uint32_t work_offline; /* automatic, but the user has chosen to be offline */
    uint32_t insisted;     /* ... to be online, while the network was away; until that changes */
    /* the change that runs, or the last one */
    uint32_t turn, phase, node, old_state, new_state, owner;
    struct offline_process {
        uint32_t process; /* its id, 0: free; it lives as long as its bell hangs */
        uint32_t capabilities;
        uint32_t turn, phase; /* told to its advisers */
        uint32_t refused;     /* how many didn't follow in time in that turn */
    } processes[MAX_PROCESSES];
    struct offline_object {
        GUID kind, instance;
        uint32_t used;
        uint32_t parent; /* as node */
        uint32_t state;
        uint32_t refused; /* the turn in which it didn't follow */
    } objects[MAX_OBJECTS];
};
_Static_assert(sizeof(struct offline_shared) == 44 + MAX_PROCESSES * 20 + MAX_OBJECTS * 48,
               "the same for both bitnesses");

struct offline_state {
    struct profile *profile;  /* one reference */
    struct sys_shared *block; /* and the lock over it, for moments */
    struct offline_shared *shared;
    struct sys_shared *change; /* whose lock has he who changes the state, a house's thread */
    struct sys_event *bell;    /* ours: something has changed */
    ULONG slot;                /* ours in shared->processes */
    bool seated;               /* it is: others see us */
    bool first;                /* nobody else had the block */
    ULONG node, target;        /* of the change that ran when we came, or the last one */
    WCHAR name[SYS_SHARED_NAME];
};

/*
 * Errors  MAPI_E_NOT_FOUND            the profile is gone
 *         MAPI_E_NOT_ENOUGH_RESOURCES 64 processes have it open already; the system says no
 *         MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NO_ACCESS
 */
HRESULT state_open(struct profile *profile, struct offline_state **out);
void state_close(struct offline_state *state); /* NULL does nothing */
/* Others wait for us no more. */
void state_retire(struct offline_state *state);

/* The state that a change leads to; one that has failed already says so with equal states. With the
 * block. */
ULONG state_target(const struct offline_shared *shared);

/* The block is ours for a moment. */
void state_enter(struct offline_state *state);
void state_leave(struct offline_state *state);

/* Now, without the lock. */
ULONG state_of(const struct offline_state *state, ULONG node);

/* Wakes the process of that slot; one that is gone is struck out. False: nobody is there. */
bool state_ring(struct offline_state *state, ULONG slot);

/* What all processes but ours can do together; those that are gone count no more. */
ULONG state_capabilities(struct offline_state *state);

/* The shared object of that kind and instance, as its index; made with its parent's state when
 * there is none. MAPI_E_NOT_ENOUGH_RESOURCES, MAPI_E_INVALID_PARAMETER (it has another parent) */
HRESULT state_object(struct offline_state *state, const GUID *kind, const GUID *instance,
                     ULONG parent, ULONG *index);

/* Writes what the user chose into the profile; one that is gone has nothing to keep. */
HRESULT state_keep(struct offline_state *state, ULONG rule, bool work_offline);

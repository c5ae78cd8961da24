/*
 * offline_tree.h - the offline objects of a profile in this process: the global one, its children,
 * and who wants to hear of them
 */
#pragma once
#include "base/list.h"
#include "base/lock.h"
#include "offline/offline_state.h"
#include "sys/thread.h"

struct request;

/* All of a profile in this process; ends with the last object that was handed out. */
struct house {
    struct list link; /* among all houses; alone: it is ending */
    LONG openings;    /* objects handed out */
    LONG users;       /* threads of its own, and one for all openings: who may still touch it */
    struct profile *profile; /* one reference */
    struct offline_state *state;
    struct sys_event *wake;     /* the state's bell: for the house's thread */
    struct sys_event *ready;    /* the thread knows how things are */
    struct sys_event *ended;    /* a thread has left */
    struct sys_event *returned; /* a sink that was removed has */
    ULONG thread;               /* the house's own; 0: it hasn't begun */
    bool stop;                  /* it is to end, and waits for nobody any more */

    struct lock lock;  /* over all below */
    struct list nodes; /* parents before children; the first is the global one */
    ULONG last_token;
    struct request *request;               /* waits for the thread; one reference */
    bool changing;                         /* a change runs, ours or another process's */
    bool network_changed, network_pending; /* to be asked; to be heeded, when a change is over */

    /* Deliveries (offline_delivery.c) */
    struct list ready_sinks;  /* sinks with jobs that nobody is doing */
    struct list called_sinks; /* ... that are in a call now */
    ULONG pending;            /* jobs that the change waits for */
    ULONG runners, calling;   /* threads that deliver; of them, in foreign code now */

    /* The house's thread alone */
    ULONG turn, phase; /* what our sinks have been told of */
    ULONG changed;     /* the object that turn changes, as index */
    ULONG target;      /* the state that it leads to */
    ULONG here;        /* counts changes that were told here */
    ULONG refused;     /* sinks that didn't follow in time in this one */
    int online;        /* what the network said last; -1: it wasn't asked yet */
    ULONG wait_msec;   /* for one step of a change */
};

struct node {
    struct list link; /* in the house */
    LONG refs;        /* under the house's lock */
    struct house *house;
    struct node *parent; /* one reference; NULL: the global one */
    GUID kind, instance; /* of a shared one */
    ULONG index;         /* as in offline_state.h */
    ULONG given;         /* capabilities its makers gave */
    ULONG state;         /* of a local one */
    struct list sinks;
    /* a change that runs */
    bool in_change;
    bool refused; /* its provider didn't follow */
    ULONG old;    /* its state before */
    ULONG told;   /* the state its sinks know of */
};

/*
 * The house of a profile, with one more opening; it is made, and its thread started, when there is
 * none. Errors: as state_open, and what a thread can't be had for.
 */
HRESULT house_open(const WCHAR *profile, struct house **out);
void house_close(struct house *house); /* the last one waits for the house's thread */
void house_ref(struct house *house);   /* one more opening */
/* A house that isn't found by house_open: as if it were another process's. For tests, and for it.
 */
HRESULT house_make(struct profile *profile, struct house **out);
/* For the house's threads: the last one frees it. */
void house_unuse(struct house *house);
/* The house's thread and, in a change, whoever waits for sinks. */
void house_run(void *house); /* offline_thread.c */

/* The global object, one more reference. */
struct node *node_global(struct house *house);
void node_ref(struct node *node);
/* With the last reference its sinks are let go of: no lock may be held. */
void node_unref(struct node *node);
/*
 * A shared object (kind; found when it is there) or one of its own (kind NULL).
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES, MAPI_E_INVALID_PARAMETER (it has
 *         another parent)
 */
HRESULT node_make(struct node *parent, const GUID *kind, const GUID *instance, ULONG capabilities,
                  struct node **out);
void node_give(struct node *node, ULONG capabilities); /* ... more of them */
ULONG node_state(const struct node *node);
ULONG node_capabilities(struct node *node);
/* Is it below, or the same? */
bool node_is_under(const struct node *node, const struct node *above);

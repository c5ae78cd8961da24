/*
 * offline_delivery.h - sinks of offline objects, and calls to them that nobody waits for too long
 *
 * A sink's calls stand in a queue of its own and come in order, one at a time. Threads that end
 * when there is nothing to do make them; one that is held up in a call is left to it, and another
 * one goes on with the other sinks.
 */
#pragma once
#include "offline/offline_tree.h"

enum {
    MAX_JOBS = 16
};

struct job {
    enum phase phase;
    ULONG old_state, new_state;
    ULONG here; /* the change it belongs to */
};

struct sink {
    struct list link;  /* in its node */
    struct list ready; /* in the house's ready_sinks, or its called_sinks; alone: in neither */
    LONG refs;         /* under the house's lock: its node's, and a thread's that calls it */
    struct house *house;
    struct node *node; /* borrowed; not to be used when it is removed */
    ULONG token, client_token;
    IMAPIOfflineNotify *notify; /* owned */
    IMAPIOfflineFollow *follow; /* owned; NULL: it only listens */
    bool removed, running;
    uint64_t called; /* running: since when, */
    ULONG thread;    /* ... and on which thread */
    bool late;      /* a change gave up waiting for it, and so do others until its queue is empty */
    bool skip_turn; /* its queue is full: it hears nothing of this change */
    ULONG n_jobs;
    struct job jobs[MAX_JOBS];
};

/* A registration, which takes over neither reference. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT sink_add(struct node *node, ULONG client_token, IMAPIOfflineNotify *notify,
                 IMAPIOfflineFollow *follow, ULONG *token);
/* Of any object of the house; unknown tokens do nothing. A call that runs is waited for, so that
 * its code may be unloaded, but not from inside a call, and not longer than a step of a change. */
void sink_remove(struct house *house, ULONG token);
/* With the house's lock: all sinks of the node, removed, into the list; then, without it, their
 * end. */
void sinks_take(struct node *node, struct list *out);
void sinks_let_go(struct list *sinks);

/* With the house's lock: one more call for the sink. The first of a change is PHASE_START. */
void sink_tell(struct sink *sink, const struct job *job);
/* Sees to it that somebody makes the calls. Without the lock. */
void delivery_push(struct house *house);
/* The change goes on without those that are still called: they count as refused where they were to
 * follow. Gives how many there are. */
ULONG delivery_give_up(struct house *house);

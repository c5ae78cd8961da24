/*
 * offline_thread.h - what is asked of the thread of a profile's offline state
 *
 * One thread in each process changes the state, follows what other processes change, and listens to
 * the network. It ends with the last object.
 */
#pragma once
#include "offline/offline_tree.h"

enum request_kind {
    REQUEST_STATE,
    REQUEST_RULE
};

struct request {
    LONG refs;
    enum request_kind kind;
    struct node *node; /* one reference */
    ULONG value;       /* MAPIOFFLINE_STATE_... or _RULE_... */
    bool block;        /* answered when all is done, else when it has begun */
    bool answered;
    HRESULT hr;
    struct sys_event *event; /* set with the answer */
};

/*
 * Changes the node's state, or the profile's rule.
 * Gives   S_OK                      done (block) or begun; the state was in force before
 *         MAPI_W_PARTIAL_COMPLETION done, but somebody refused or didn't answer in time (block)
 *         E_PENDING                 a change runs already, in this process or in another one
 *         MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES
 *         what the profile says when it can't keep the choice (block)
 */
HRESULT request_make(struct node *node, enum request_kind kind, ULONG value, bool block);
/* The house's thread: */
void request_answer(struct request *request, HRESULT hr);
/* Whoever waits is told that a change runs. */
void request_refuse(struct house *house);

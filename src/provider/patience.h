/*
 * patience.h - calls into providers that may never come back, and a wait for each that is limited
 */
#pragma once
#include "mapidefs.h"

/* A series of calls. context is counted: what hangs keeps it. */
struct patience_work {
    /* What is to be done next, the caller's from then on; NULL: nothing is left. One thread at a
     * time asks; it calls nobody, and returns soon. */
    void *(*next)(void *context);
    void (*call)(void *context, void *item); /* does it; may never come back */
    void (*ref)(void *context);
    void (*unref)(void *context);
};

/*
 * Makes all those calls, one after the other, on a thread of ours, which has an apartment of its
 * own, and waits for it. One that hasn't come back after the limit is left behind on that thread,
 * and the others follow on a new one. The caller's thread makes them itself, for as long as they
 * take, where no thread can be had or none begins (the process is ending, or is in a DllMain).
 * Without a call to make there is no thread.
 */
void patience_run(const struct patience_work *work, void *context);
/* The limit for each call, in milliseconds (0: ours, 10 seconds); for tests. */
void patience_set_limit(ULONG msec);

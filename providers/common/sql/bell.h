/*
 * bell.h - who writes to a file calls those who watch it, in other logons and other processes
 *
 * The call is a notification under the file's uid, which wakes a thread. It says nothing more: what
 * there is to be told stands in the file, so a call too many or too few changes nothing.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "common/platform.h"
#include "mapispi.h"

struct bell;
struct thread;

/* What a call may bring beside (local store: new mail). NULL: nothing is looked at. */
struct bell_ops {
    /* Under the bell's lock, while it has a thread. false: the context is on its way out. */
    bool (*hold)(void *context);
    /* Without it: the notifications after the call itself; then context is let go. */
    void (*heard)(void *context, ULONG count, NOTIFICATION *notes);
};

/*
 * A bell that wakes nobody yet; NULL: memory is out. It is counted: the notification engine may
 * call it a last time after bell_free.
 *
 * origin  whose own calls aren't heard
 */
struct bell *bell_create(int64_t origin, const struct bell_ops *ops, void *context);
void bell_free(struct bell *bell);
/* From now on; NULL: nobody, and when it returns the thread and the context aren't used any more.
 */
void bell_wakes(struct bell *bell, struct thread *thread);
/* IMAPISupport::Subscribe: hears who rings for the file until Unsubscribe. */
HRESULT bell_hear(struct bell *bell, IMAPISupport *support, const GUID *uid, ULONG_PTR *connection);

/* Calls the others, once it is committed; note, or NULL, goes with it. Without locks. */
void bell_ring(IMAPISupport *support, const GUID *uid, int64_t origin, const NOTIFICATION *note);

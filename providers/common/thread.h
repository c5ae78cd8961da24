/*
 * thread.h - a thread of a provider's own, and how it is told to stop
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct thread;

/* Whoever calls does nothing for so long. */
void thread_pause(ULONG msec);

/*
 * run     our DLL stays loaded as long as it runs
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES
 */
HRESULT thread_start(void (*run)(struct thread *thread, void *context), void *context,
                     struct thread **out);
/* In the thread: waits that long, or until it is told to stop; whether it is. */
bool thread_is_stopped(struct thread *thread, ULONG msec);
/* The same, and also no longer than until it is woken; a wake that comes before isn't lost. */
bool thread_sleep(struct thread *thread, ULONG msec);
void thread_wake(struct thread *thread);
/*
 * Tells it, waits until run has returned, or will never be called, and frees; NULL does nothing.
 * Hold no lock that run takes; the loader's may be held. Windows of the caller's go on hearing what
 * other threads send.
 */
void thread_stop(struct thread *thread);
/*
 * Tells it, doesn't wait and forgets it: what frees it is its own end, which may never come (a call
 * of the system's that hangs). Gives false when run was never called and won't be, or thread is
 * NULL; else run may go on, and its context must last.
 */
bool thread_leave(struct thread *thread);

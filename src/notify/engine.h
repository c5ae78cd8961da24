/*
 * engine.h - the process's notification engine: which thread runs the sinks that name none
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct engine;
struct thread_job;
struct thread_queue;

/*
 * Starts it: the home of unwrapped sinks is a thread of ours (own_thread:
 * MAPI_MULTITHREAD_NOTIFICATIONS) or the calling one, while it pumps messages. Errors:
 * MAPI_E_INVALID_OBJECT (window or thread can't be made). Once per process at a time; the gate sees
 * to that.
 */
HRESULT engine_start(bool own_thread);
/* The same while one runs, which is in *before then: what is posted from now on goes to the new one.
 * engine_finish it. Errors: engine_start's; the old one goes on. */
HRESULT engine_move(bool own_thread, struct engine **before);
/* Nothing is queued for unwrapped sinks after this; a new engine may start at once. NULL: none was
 * running. */
struct engine *engine_take(void);
/* Ends what engine_take gave: no unwrapped sink is called after this returns, but for one that is
 * calling it. It waits for sinks that run on the thread of ours, so no lock may be held. */
void engine_end(struct engine *engine);
/* The same, but what a thread of ours has queued is told first. */
void engine_finish(struct engine *engine);
/* Queues job (moved) on queue, or on the engine's home when queue is NULL. False: nobody is left to
 * run it, as without a running engine (utilities-only clients get no notifications); it is dropped.
 */
bool engine_post(struct thread_queue *queue, struct thread_job *job);
bool engine_is_running(void);
/* HrDispatchNotifications. S_OK, MAPI_E_USER_CANCEL */
HRESULT engine_dispatch(void);

/*
 * thread_queue.h - notifications that wait for one thread to run them
 */
#pragma once
#include "mapidefs.h"

struct advise;
struct delivery;
struct thread_queue;

/* A queue whose home is the calling thread, with a hidden window to wake it. One reference.
 * Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED (no window) */
HRESULT thread_queue_create(const WCHAR *class_name, const WCHAR *title, struct thread_queue **out);
/* The calling thread's queue for its thread sinks, made at first use and shared by them all. */
HRESULT thread_queue_mine(struct thread_queue **out);
void thread_queue_ref(struct thread_queue *queue);
void thread_queue_unref(struct thread_queue *queue);
/* Queues a batch for a registration (one reference taken; moves *batch) and wakes the home thread.
 * When that thread is gone the batch is dropped: S_OK, as nobody is left to hear it.
 * delivery  NULL, or what is due one more until the sink has been called or the batch is dropped */
HRESULT thread_queue_post(struct thread_queue *queue, struct advise *advise, ULONG count,
                          NOTIFICATION **batch, struct delivery *delivery);
/* The same for a sink that has no registration here (one reference taken). */
HRESULT thread_queue_post_sink(struct thread_queue *queue, IMAPIAdviseSink *sink, ULONG count,
                               NOTIFICATION **batch);
/* Runs all that waits, on the calling thread. */
void thread_queue_drain(struct thread_queue *queue);
/* The same before something newer is run on the home thread, unless that is itself part of a drain.
 */
void thread_queue_catch_up(struct thread_queue *queue);
/* Runs all that waits, on the home thread, before it returns. */
void thread_queue_drain_at_home(struct thread_queue *queue);
BOOL thread_queue_is_home(const struct thread_queue *queue);
/* Runs the home thread's message loop until thread_queue_end. For the notification thread. */
void thread_queue_loop(struct thread_queue *queue);
void thread_queue_end(struct thread_queue *queue);
/* Drops what waits and lets go of the window: nothing is delivered any more. */
void thread_queue_close(struct thread_queue *queue);
/* Runs what waits for thread sinks of the calling thread; one atomic load when nothing waits
 * anywhere. */
void thread_queue_drain_mine(void);

/*
 * thread_queue.h - notifications that wait for one thread to run them
 */
#pragma once
#include <stdint.h>
#include "base/list.h"
#include "mapidefs.h"

struct thread_queue;

/* What waits there. Embedded at the beginning of what knows what is to be done. */
struct thread_job {
    struct list link; /* the queue's */
    uint64_t number;  /* in its queue */
    LONG refs;
    const struct thread_job_class *class;
};
struct thread_job_class {
    /* Does what of it is still to be done; no lock is held. May be called while it runs already, in
     * a call of its own or on another thread, and then takes turns with that. */
    void (*run)(struct thread_job *job);
    /* Nothing more of it begins. */
    void (*stop)(struct thread_job *job);
    /* Run, or never. */
    void (*destroy)(struct thread_job *job);
};
/* One reference. */
void thread_job_init(struct thread_job *job, const struct thread_job_class *class);
/* NULL does nothing. No lock may be held. */
void thread_job_unref(struct thread_job *job);

/* A queue whose home is the calling thread, with a hidden window to wake it. One reference.
 * Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED (no window) */
HRESULT thread_queue_create(const WCHAR *class_name, const WCHAR *title, struct thread_queue **out);
/* The calling thread's queue for its thread sinks, made at first use and shared by them all. */
HRESULT thread_queue_mine(struct thread_queue **out);
void thread_queue_ref(struct thread_queue *queue);
void thread_queue_unref(struct thread_queue *queue);
/* Queues job (moved) and wakes the home thread. False: that thread is gone, nobody is left to run
 * it, and the job is dropped. */
BOOL thread_queue_post(struct thread_queue *queue, struct thread_job *job);
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
/* Drops what waits, stops what runs, and lets go of the window: no call begins any more. */
void thread_queue_close(struct thread_queue *queue);
/* Closes those whose threads ended, with what they never came to run. */
void thread_queues_sweep(void);
/* Runs what waits for thread sinks of the calling thread; one atomic load when nothing waits
 * anywhere. */
void thread_queue_drain_mine(void);
/* The same, unless that thread is running some of it just now. */
void thread_queue_catch_up_mine(void);

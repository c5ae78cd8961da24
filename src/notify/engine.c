/*
 * engine.c - the process's notification engine
 */
#include "notify/engine.h"
#include "base/error.h"
#include "base/mem.h"
#include "notify/thread_queue.h"
#include "sys/lock.h"
#include "sys/thread.h"
#include "sys/window.h"

struct engine {
    struct thread_queue *home; /* owned */
    struct sys_thread *runner; /* owned: the thread of ours, or NULL */
};

static struct sys_latch latch; /* guards the engine; never held across a call that can run a sink */
static struct engine *running;

struct start {
    struct sys_event *ready;
    struct thread_queue *queue;
    HRESULT hr;
};

static void run(void *context)
{
    struct start *start = context;
    struct thread_queue *queue = NULL;

    start->hr = thread_queue_create(L"WMS notif engine", L"WMS notif engine", &queue);
    start->queue = queue;
    if (queue) thread_queue_ref(queue);
    sys_event_set(start->ready); /* start is gone after this */
    if (!queue) return;
    thread_queue_loop(queue);
    thread_queue_close(queue);
    thread_queue_unref(queue);
}

static HRESULT start_thread(struct thread_queue **queue, struct sys_thread **thread)
{
    struct start start = {.hr = MAPI_E_CALL_FAILED};
    HRESULT hr = sys_event_create(true, &start.ready);

    if (FAILED(hr)) return hr;
    hr = sys_thread_start(run, &start, thread);
    if (SUCCEEDED(hr)) {
        sys_event_wait(start.ready, SYS_FOREVER);
        hr = start.hr;
        *queue = start.queue;
        if (FAILED(hr)) {
            sys_thread_join(*thread);
            *thread = NULL;
        }
    }
    sys_event_destroy(start.ready);
    return hr;
}

HRESULT engine_move(bool own_thread, struct engine **before)
{
    AUTO_FREE struct engine *engine = mem_zero(sizeof(*engine));
    HRESULT hr;

    *before = NULL;
    if (!engine) return FAIL(MAPI_E_INVALID_OBJECT);
    if (own_thread) hr = start_thread(&engine->home, &engine->runner);
    else hr = thread_queue_create(L"WMS ST Notif Class", L"WMS ST Notif Window", &engine->home);
    if (FAILED(hr)) return FAIL(MAPI_E_INVALID_OBJECT);
    sys_latch_take(&latch);
    *before = running;
    running = TAKE(engine);
    sys_latch_drop(&latch);
    return S_OK;
}

HRESULT engine_start(bool own_thread)
{
    struct engine *none;

    return engine_move(own_thread, &none);
}

struct engine *engine_take(void)
{
    struct engine *engine;

    sys_latch_take(&latch);
    engine = TAKE(running);
    sys_latch_drop(&latch);
    return engine;
}

void engine_end(struct engine *engine)
{
    bool at_home;

    if (!engine) return;
    at_home = thread_queue_is_home(engine->home);
    thread_queue_close(engine->home);
    if (engine->runner) {
        thread_queue_end(engine->home);
        if (at_home) sys_thread_detach(engine->runner); /* a sink ends MAPI */
        else sys_thread_join(engine->runner);
    }
    thread_queue_unref(engine->home);
    thread_queues_sweep();
    mem_free(engine);
}

void engine_finish(struct engine *engine)
{
    if (engine && engine->runner) thread_queue_drain_at_home(engine->home);
    engine_end(engine);
}

/* The home queue with a reference, or NULL; *own says whether it has a thread of ours. */
static struct thread_queue *take_home(bool *own)
{
    struct thread_queue *queue = NULL;

    sys_latch_take(&latch);
    if (running) {
        queue = running->home;
        *own = running->runner != NULL;
        thread_queue_ref(queue);
    }
    sys_latch_drop(&latch);
    return queue;
}

bool engine_is_running(void)
{
    return atomic_get(&running) != NULL;
}

bool engine_post(struct thread_queue *queue, struct thread_job *job)
{
    struct thread_queue *home = NULL;
    bool own, posted;

    if (!queue) queue = home = take_home(&own);
    if (!queue || !engine_is_running()) {
        thread_job_unref(job);
        thread_queue_unref(home);
        return false;
    }
    posted = thread_queue_post(queue, job);
    thread_queue_unref(home);
    return posted;
}

HRESULT engine_dispatch(void)
{
    bool own;
    struct thread_queue *queue = take_home(&own);

    if (queue) {
        if (own) thread_queue_drain_at_home(queue);
        else thread_queue_drain(queue);
        thread_queue_unref(queue);
    }
    thread_queue_drain_mine();
    sys_window_pump();
    return sys_window_quit_asked() ? MAPI_E_USER_CANCEL : S_OK;
}

/*
 * idle.c - the idle engine: routines that one thread runs while it has nothing better to do
 */
#include "notify/idle.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/mem.h"
#include "notify/idle_queue.h"
#include "sys/clock.h"
#include "sys/thread.h"
#include "sys/window.h"

struct idle {
    LONG refs;
    LONG users; /* of idle_start */
    struct lock lock;
    struct idle_queue queue;
    struct sys_window *window; /* of the thread that runs the routines */
    struct sys_thread *keeper; /* keeps the time */
    struct sys_event *changed; /* for the keeper */
    bool woken;                /* the window has been told, and hasn't answered yet */
    bool running;              /* a routine is, and may pump messages itself */
    bool refused;              /* nobody could be called when the window answered last */
    bool ending;
};

/* Msec until one that is due, but for input that waits, is tried again: the thread looks at that
 * meanwhile. */
enum { REFUSED_WAIT = 10 };

static struct sys_latch latch; /* guards the one engine and its users */
static struct idle *engine;

static void unref(struct idle *idle)
{
    if (!idle || atomic_dec(&idle->refs)) return;
    LIST_EACH_SAFE(routine, &idle->queue.routines, struct idle_routine, link)
        idle_queue_remove(routine);
    sys_window_destroy(idle->window);
    if (idle->changed) sys_event_destroy(idle->changed);
    lock_destroy(&idle->lock);
    mem_free(idle);
}

static bool hold(void *context)
{
    struct idle *idle = context;
    LONG refs = atomic_get(&idle->refs);

    while (refs)
        if (__atomic_compare_exchange_n(&idle->refs, &refs, refs + 1, true, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
            return true;
    return false;
}

static struct idle_times times(bool input_waits)
{
    return (struct idle_times){sys_awake_msec(), sys_input_quiet_msec(), input_waits};
}

/* On the home thread: one routine at most, so that the thread gets to its other messages in
 * between. */
static void wake(void *context)
{
    struct idle *idle = context;
    struct idle_routine *routine = NULL;
    struct idle_times now = times(sys_input_waits());
    PFNIDLE call = NULL;
    void *argument = NULL;

    {
        LOCKED(&idle->lock);
        if (!idle->running && !idle->ending) routine = idle_queue_take(&idle->queue, &now);
        if (routine) {
            idle->running = true;
            call = routine->call;
            argument = routine->context;
        }
    }
    if (routine) {
        call(argument); /* only FALSE is legal, and nothing hangs on it */
        idle_routine_unref(routine);
    }
    {
        LOCKED(&idle->lock);
        if (routine) idle->running = false;
        idle->refused = !routine;
        idle->woken = false;
    }
    sys_event_set(idle->changed);
    unref(idle);
}

static const struct sys_window_owner window_owner = {hold, wake};

/* Msec the keeper has to wait; wakes the home thread when somebody is due. */
static ULONG keep(struct idle *idle)
{
    struct idle_times now = times(false);
    uint64_t wait;

    LOCKED(&idle->lock);
    /* each ends with the event */
    if (idle->ending || idle->running || idle->woken) return SYS_FOREVER;
    wait = idle_queue_wait(&idle->queue, &now);
    if (idle->refused && wait < REFUSED_WAIT) wait = REFUSED_WAIT;
    idle->refused = false;
    if (wait) return wait < SYS_FOREVER ? (ULONG)wait : SYS_FOREVER;
    idle->woken = sys_window_wake(idle->window);
    /* too many wait already */
    return idle->woken || !sys_window_alive(idle->window) ? SYS_FOREVER : REFUSED_WAIT;
}

static bool is_ending(struct idle *idle)
{
    LOCKED(&idle->lock);
    return idle->ending;
}

static void keeper(void *context)
{
    struct idle *idle = context;

    sys_thread_be_idle();
    while (!is_ending(idle))
        sys_event_wait(idle->changed, keep(idle));
    unref(idle);
}

static HRESULT create(struct idle **out)
{
    struct idle *idle = mem_zero(sizeof(*idle));
    HRESULT hr;

    if (!idle) return MAPI_E_NOT_ENOUGH_MEMORY;
    idle->refs = idle->users = 1;
    lock_init(&idle->lock, RANK_QUEUE);
    idle_queue_init(&idle->queue);
    hr = sys_event_create(false, &idle->changed);
    if (SUCCEEDED(hr))
        hr = sys_window_create(L"OpenMAPI idle engine", L"OpenMAPI idle engine", &window_owner,
                               idle, &idle->window);
    if (SUCCEEDED(hr)) {
        atomic_inc(&idle->refs); /* the keeper's */
        hr = sys_thread_start(keeper, idle, &idle->keeper);
        if (FAILED(hr)) atomic_dec(&idle->refs);
    }
    if (FAILED(hr)) {
        unref(idle);
        return hr;
    }
    *out = idle;
    return S_OK;
}

HRESULT idle_start(void)
{
    HRESULT hr = S_OK;

    sys_latch_take(&latch); /* no foreign code runs while one is made */
    if (engine) engine->users++;
    else hr = create(&engine);
    sys_latch_drop(&latch);
    return hr;
}

void idle_end(void)
{
    struct idle *ended = NULL;

    sys_latch_take(&latch);
    if (engine && !--engine->users) ended = TAKE(engine);
    sys_latch_drop(&latch);
    if (!ended) return;
    {
        LOCKED(&ended->lock);
        ended->ending = true;
    }
    sys_event_set(ended->changed);
    sys_thread_join(ended->keeper);
    sys_window_close(ended->window);
    unref(ended);
}

/* The engine with a reference and its lock taken, or NULL. */
static struct idle *enter(void)
{
    struct idle *idle;

    sys_latch_take(&latch);
    idle = engine;
    if (idle) atomic_inc(&idle->refs);
    sys_latch_drop(&latch);
    if (idle) lock_take(&idle->lock);
    return idle;
}

/* The keeper counts anew. */
static void leave(struct idle *idle)
{
    lock_drop(&idle->lock);
    sys_event_set(idle->changed);
    unref(idle);
}

ULONG idle_add(PFNIDLE call, void *context, short priority, ULONG csec, USHORT options)
{
    struct idle *idle = enter();
    ULONG tag;

    if (!idle) return 0;
    tag = idle_queue_add(&idle->queue, sys_awake_msec(), call, context, priority, csec, options);
    leave(idle);
    return tag;
}

void idle_remove(ULONG tag)
{
    struct idle *idle = enter();
    struct idle_routine *routine;

    if (!idle) return;
    routine = idle_queue_find(&idle->queue, tag);
    if (routine) idle_queue_remove(routine);
    leave(idle);
}

void idle_enable(ULONG tag, bool enable)
{
    struct idle *idle = enter();
    struct idle_routine *routine;

    if (!idle) return;
    routine = idle_queue_find(&idle->queue, tag);
    if (routine) routine->disabled = !enable;
    leave(idle);
}

void idle_change(ULONG tag, PFNIDLE call, void *context, short priority, ULONG csec, USHORT options,
                 USHORT changes)
{
    struct idle *idle = enter();
    struct idle_routine *routine;

    if (!idle) return;
    routine = idle_queue_find(&idle->queue, tag);
    if (routine)
        idle_routine_change(routine, sys_awake_msec(), call, context, priority, csec, options,
                            changes);
    leave(idle);
}

/*
 * patience.c - makes calls that may never come back, and waits for none of them for ever
 */
#include "provider/patience.h"
#include "base/lock.h"
#include "base/mem.h"
#include "sys/apartment.h"
#include "sys/thread.h"

enum {
    LIMIT_MSEC = 10000,
    BEGIN_MSEC = 1000, /* a thread that doesn't begin: the process is ending, or in a DllMain */
};

static ULONG limit_msec = LIMIT_MSEC;

void patience_set_limit(ULONG msec)
{
    limit_msec = msec ? msec : LIMIT_MSEC;
}

/* One thread's way through the work. */
struct walk {
    LONG refs; /* who waits, and the thread */
    const struct patience_work *work;
    void *context;           /* counted */
    struct sys_event *moved; /* set when it begins, after each call, and at the end */
    struct sys_latch latch;  /* guards the rest */
    void *first;             /* what to begin with; NULL once the thread has it */
    ULONG steps;             /* 1 when it has begun, and one more after each call */
    bool done;
    bool dropped; /* nobody waits any more: it begins nothing new */
};

static struct walk *walk_create(const struct patience_work *work, void *context, void *first)
{
    struct walk *walk = mem_zero(sizeof(*walk));

    if (!walk) return NULL;
    if (FAILED(sys_event_create(false, &walk->moved))) {
        mem_free(walk);
        return NULL;
    }
    walk->refs = 1;
    walk->work = work;
    walk->context = context;
    work->ref(context);
    walk->first = first;
    return walk;
}

static void walk_unref(struct walk *walk)
{
    if (atomic_dec(&walk->refs)) return;
    sys_event_destroy(walk->moved);
    walk->work->unref(walk->context);
    mem_free(walk);
}

/* What the thread does next; NULL: nothing is left, or somebody else goes on. */
static void *next(struct walk *walk)
{
    void *item = NULL;

    sys_latch_take(&walk->latch);
    walk->steps++;
    if (walk->dropped) item = NULL;
    else if (walk->first) item = TAKE(walk->first);
    else item = walk->work->next(walk->context);
    sys_latch_drop(&walk->latch);
    sys_event_set(walk->moved);
    return item;
}

static void walk_thread(void *context)
{
    struct walk *walk = context;
    bool com = SUCCEEDED(sys_apartment_enter(true));
    void *item;

    while ((item = next(walk)))
        walk->work->call(walk->context, item);
    if (com) sys_apartment_leave(); /* which may call the client's apartment, too */
    sys_latch_take(&walk->latch);
    walk->done = true;
    sys_latch_drop(&walk->latch);
    sys_event_set(walk->moved);
    walk_unref(walk);
}

/* Waits until all is done or nothing has moved for too long. True: done; else the thread does
 * nothing new from now on. */
static bool watch(struct walk *walk)
{
    ULONG seen = 0;

    for (;;) {
        bool moved = sys_event_wait_sent(walk->moved, seen ? limit_msec : BEGIN_MSEC);
        bool done;

        sys_latch_take(&walk->latch);
        done = walk->done;
        walk->dropped = !done && !moved && seen == walk->steps;
        seen = walk->steps;
        sys_latch_drop(&walk->latch);
        if (done) return true;
        if (walk->dropped) return false;
    }
}

/* *item: what to begin with; NULL when a thread has begun with it. True: all is done. */
static bool walk_once(const struct patience_work *work, void *context, void **item)
{
    struct walk *walk = walk_create(work, context, *item);
    struct sys_thread *thread;
    bool done;

    if (!walk) return false;
    atomic_inc(&walk->refs);
    if (FAILED(sys_thread_start(walk_thread, walk, &thread))) {
        walk_unref(walk);
        walk_unref(walk);
        return false;
    }
    done = watch(walk);
    *item = TAKE(walk->first);
    if (done) sys_thread_join(thread);
    else sys_thread_detach(thread);
    walk_unref(walk);
    return done;
}

void patience_run(const struct patience_work *work, void *context)
{
    void *item = work->next(context);

    while (item && !walk_once(work, context, &item)) {
        for (; item; item = work->next(context)) /* no thread has begun */
            work->call(context, item);
        item = work->next(context); /* the next one, on the next thread */
    }
}

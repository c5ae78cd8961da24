/*
 * farewell.c - the end of a member that somebody else forces off, on a thread of ours
 */
#include "session/farewell.h"
#include "base/mem.h"
#include "notify/delivery.h"
#include "session/session_own.h"
#include "sys/apartment.h"
#include "sys/thread.h"

enum {
    LIMIT_MSEC = 10000, /* the same as for a provider's Logoff */
    BEGIN_MSEC = 1000,
    SETTLE_MSEC = 5000,
};

static ULONG limit_msec = LIMIT_MSEC;

struct farewell {
    LONG refs;                /* the thread's, its starter's, the session's, the delivery's */
    struct delivery delivery; /* of the news, to the member's sinks */
    struct sys_event *go;     /* set when there is nothing to wait for any more */
    struct sys_event *over;   /* manual reset; set when the thread has done what it is there for */
    bool begun;               /* the thread runs */
    ULONG thread_id;          /* of the thread, once it runs */
    struct list link;         /* in farewells, until the thread is done */
    struct sys_latch latch;
    struct session *session; /* under the latch; NULL once forgotten */
};

static struct sys_latch all_latch;
/* under all_latch: */
static struct list farewells = LIST_INIT(farewells); /* borrowed */
static LONG threads;                                 /* of ours that run, or will */
static struct sys_event *idle; /* borrowed: somebody waits until there is none */

void farewell_set_limit(ULONG msec)
{
    limit_msec = msec ? msec : LIMIT_MSEC;
}

void farewell_ref(struct farewell *farewell)
{
    atomic_inc(&farewell->refs);
}

void farewell_unref(struct farewell *farewell)
{
    if (!farewell || atomic_dec(&farewell->refs)) return;
    sys_event_destroy(farewell->go);
    sys_event_destroy(farewell->over);
    mem_free(farewell);
}

static void enlist(struct farewell *farewell)
{
    sys_latch_take(&all_latch);
    list_append(&farewells, &farewell->link);
    threads++;
    sys_latch_drop(&all_latch);
}

static void delist(struct farewell *farewell)
{
    sys_latch_take(&all_latch);
    list_remove(&farewell->link);
    sys_latch_drop(&all_latch);
}

/* Nothing of ours is touched by the thread after this. */
static void thread_gone(void)
{
    sys_latch_take(&all_latch);
    if (!--threads && idle) sys_event_set(idle);
    sys_latch_drop(&all_latch);
}

static struct farewell *of_delivery(struct delivery *delivery)
{
    return (struct farewell *)((char *)delivery - offsetof(struct farewell, delivery));
}

static void all_told(struct delivery *delivery)
{
    struct farewell *farewell = of_delivery(delivery);

    sys_event_set(farewell->go);
    farewell_unref(farewell);
}

struct delivery *farewell_delivery(struct farewell *farewell)
{
    return &farewell->delivery;
}

bool farewell_is_told(struct farewell *farewell)
{
    bool told = atomic_get(&farewell->delivery.due) == 1;

    delivery_done(&farewell->delivery);
    return told;
}

void farewell_forget(struct farewell *farewell)
{
    sys_latch_take(&farewell->latch);
    farewell->session = NULL;
    sys_latch_drop(&farewell->latch);
    sys_event_set(farewell->go);
}

/* The session with a reference, unless its end has begun. */
static struct session *still_there(struct farewell *farewell)
{
    struct session *session;

    sys_latch_take(&farewell->latch);
    session = farewell->session;
    if (session && !com_ref_alive(session)) session = NULL;
    sys_latch_drop(&farewell->latch);
    return session;
}

static void end_member(struct session *session)
{
    bool com = SUCCEEDED(sys_apartment_enter(true)); /* providers are called */

    session_leave(session);
    com_unref(session);
    if (com) sys_apartment_leave();
}

static void run(void *context)
{
    struct farewell *farewell = context;
    struct session *session;

    atomic_set(&farewell->thread_id, sys_thread_id());
    atomic_set(&farewell->begun, true);
    sys_event_wait(farewell->go, limit_msec);
    session = still_there(farewell);
    if (session) end_member(session);
    delist(farewell);
    sys_event_set(farewell->over);
    farewell_unref(farewell);
    thread_gone();
}

static HRESULT make(struct session *session, struct farewell **out)
{
    struct farewell *farewell = mem_zero(sizeof(*farewell));
    HRESULT hr;

    if (!farewell) return MAPI_E_NOT_ENOUGH_MEMORY;
    list_init(&farewell->link);
    farewell->refs = 1;
    farewell->session = session;
    farewell->delivery = (struct delivery){.due = 1, .over = all_told};
    hr = sys_event_create(false, &farewell->go);
    if (SUCCEEDED(hr)) hr = sys_event_create(true, &farewell->over);
    if (SUCCEEDED(hr)) *out = farewell;
    else farewell_unref(farewell);
    return hr;
}

HRESULT farewell_begin(struct session *session, struct farewell **out)
{
    struct farewell *farewell;
    struct sys_thread *thread;
    HRESULT hr = make(session, &farewell);

    *out = NULL;
    if (FAILED(hr)) return hr;
    farewell->refs = 3; /* the caller's, the thread's, the delivery's */
    enlist(farewell);
    hr = sys_thread_start(run, farewell, &thread);
    if (FAILED(hr)) {
        delist(farewell);
        thread_gone();
        farewell->refs = 1;
        farewell_unref(farewell);
        return hr;
    }
    sys_thread_detach(thread);
    *out = farewell;
    return S_OK;
}

bool farewell_wait(struct farewell *farewell)
{
    if (sys_event_wait_sent(farewell->over, BEGIN_MSEC)) return true;
    if (!atomic_get(&farewell->begun)) return false;
    sys_event_wait_sent(farewell->over, limit_msec);
    return true;
}

/* All that wait to be told go on. True: there are some to wait for, which tell *event. */
static bool hurry(struct sys_event *event)
{
    bool mine = false, wait;

    sys_latch_take(&all_latch);
    LIST_EACH(farewell, &farewells, struct farewell, link) {
        if (atomic_get(&farewell->thread_id) == sys_thread_id()) mine = true;
        sys_event_set(farewell->go);
    }
    wait = threads && !mine && !idle;
    if (wait) idle = event;
    sys_latch_drop(&all_latch);
    return wait;
}

void farewell_settle(void)
{
    struct sys_event *event;

    if (!atomic_get(&threads) || FAILED(sys_event_create(true, &event))) return;
    if (hurry(event)) {
        sys_event_wait_sent(event, SETTLE_MSEC);
        sys_latch_take(&all_latch);
        idle = NULL;
        sys_latch_drop(&all_latch);
    }
    sys_event_destroy(event);
}

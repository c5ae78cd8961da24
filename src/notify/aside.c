/*
 * aside.c - news that are told on a thread of ours, owner by owner
 */
#include "notify/aside.h"
#include "base/mem.h"
#include "sys/lock.h"
#include "sys/memory.h"
#include "sys/thread.h"

#define STAY_MSEC 1000     /* a thread that has nothing to do */
#define THREADS   32       /* more owners wait until one of these has told all */
#define MOST      0x100000 /* bytes that wait for one owner, as the wire's board holds */

struct aside_news {
    struct aside_news *next;
    ULONG count;
    NOTIFICATION *batch; /* owned */
    size_t bytes;
};

/* One thread. In the system's memory: nothing of it is anybody's while it has nothing to do. */
struct worker {
    struct list all, idle;
    struct sys_event *given; /* owned */
    struct aside *aside;     /* what it does, or is to do; NULL: nothing */
    ULONG thread_id;
};

static struct sys_latch latch; /* guards all; nothing is called under it */
static struct list workers = LIST_INIT(workers);
static struct list idle = LIST_INIT(idle); /* who came last goes first, so that the others end */
static struct aside *waiting, **waiting_last = &waiting; /* for a thread; each runs */
static LONG threads;            /* that run, or are being started */
static LONG settling;           /* who waits for their end */
static struct sys_event *quiet; /* manual reset, set while there is no thread; NULL: never was one */

/* ---- one owner's news; under the latch ---- */

static void append(struct aside *aside, struct aside_news *news)
{
    if (!aside->first) aside->last = &aside->first;
    *aside->last = news;
    aside->last = &news->next;
    aside->bytes += news->bytes;
}

/* NULL: nothing waits. */
static struct aside_news *first_off(struct aside *aside)
{
    struct aside_news *news = aside->first;

    if (!news) return NULL;
    aside->first = news->next;
    aside->bytes -= news->bytes;
    return news;
}

/* ---- owners for whom there is no thread; under the latch ---- */

static void wait_for_thread(struct aside *aside)
{
    aside->behind = NULL;
    *waiting_last = aside;
    waiting_last = &aside->behind;
}

/* NULL: none waits. */
static struct aside *first_waiting(void)
{
    struct aside *aside = waiting;

    if (!aside) return NULL;
    waiting = aside->behind;
    if (!waiting) waiting_last = &waiting;
    return aside;
}

/* ---- the threads ---- */

static void news_free(struct aside_news *news)
{
    if (news) mem_free(news->batch);
    mem_free(news);
}

static void tell_all(struct aside *aside)
{
    for (bool more = true; more;) {
        struct aside_news *news;
        bool lost = false;

        sys_latch_take(&latch);
        news = first_off(aside);
        if (!news) {
            lost = aside->lost;
            aside->lost = false;
        }
        aside->runs = more = news || lost;
        sys_latch_drop(&latch);
        if (news) aside->owner->tell(aside, news->count, news->batch);
        else if (lost) aside->owner->tell(aside, 0, NULL);
        news_free(news);
    }
    aside->owner->unref(aside);
}

/* False: nobody has given it anything, and it is in no list any more. */
static bool await_more(struct worker *worker)
{
    bool stays;

    sys_latch_take(&latch);
    worker->aside = first_waiting();
    stays = !worker->aside && !settling;
    sys_event_reset(worker->given);
    if (stays) list_append(&idle, &worker->idle);
    sys_latch_drop(&latch);
    if (stays) sys_event_wait(worker->given, STAY_MSEC);
    sys_latch_take(&latch);
    list_remove(&worker->idle);
    if (!worker->aside) worker->aside = first_waiting();
    if (!worker->aside) list_remove(&worker->all);
    stays = worker->aside != NULL;
    sys_latch_drop(&latch);
    return stays;
}

static void worker_free(struct worker *worker)
{
    sys_event_destroy(worker->given);
    sys_heap_free(worker);
}

static void thread_is_over(void)
{
    sys_latch_take(&latch);
    if (!--threads) sys_event_set(quiet);
    sys_latch_drop(&latch);
}

static void run(void *context)
{
    struct worker *worker = context;

    sys_latch_take(&latch);
    worker->thread_id = sys_thread_id();
    sys_latch_drop(&latch);
    do
        tell_all(worker->aside);
    while (await_more(worker));
    worker_free(worker);
    thread_is_over();
}

/* NULL: there isn't any, and none can be made. */
static struct worker *worker_create(struct aside *aside)
{
    struct worker *worker = sys_heap_zero(sizeof(*worker));

    if (!worker) return NULL;
    worker->aside = aside;
    list_init(&worker->idle);
    if (SUCCEEDED(sys_event_create(false, &worker->given))) return worker;
    sys_heap_free(worker);
    return NULL;
}

static bool start(struct aside *aside)
{
    struct worker *worker = worker_create(aside);
    struct sys_thread *thread;

    if (!worker) return false;
    if (!quiet && FAILED(sys_event_create(true, &quiet))) {
        worker_free(worker);
        return false;
    }
    sys_latch_take(&latch);
    list_append(&workers, &worker->all);
    threads++;
    sys_event_reset(quiet);
    sys_latch_drop(&latch);
    if (SUCCEEDED(sys_thread_start(run, worker, &thread))) {
        sys_thread_detach(thread);
        return true;
    }
    sys_latch_take(&latch);
    list_remove(&worker->all);
    sys_latch_drop(&latch);
    worker_free(worker);
    thread_is_over();
    return false;
}

/* Under the latch. False: none has nothing to do. */
static bool give(struct aside *aside)
{
    struct worker *worker;

    if (list_empty(&idle)) return false;
    worker = LIST_ENTRY(idle.prev, struct worker, idle);
    list_remove(&worker->idle);
    worker->aside = aside;
    sys_event_set(worker->given);
    return true;
}

/* ---- telling ---- */

bool aside_tell(struct aside *aside, ULONG count, NOTIFICATION **batch, size_t bytes)
{
    struct aside_news *news = count ? mem_zero(sizeof(*news)) : NULL, *refused = NULL;
    bool begins, begun, full;

    if (news) *news = (struct aside_news){NULL, count, TAKE(*batch), bytes};
    sys_latch_take(&latch);
    begins = !aside->runs;
    aside->runs = true;
    if (news && !aside->lost && aside->bytes + bytes <= MOST) {
        append(aside, news);
    } else {
        aside->lost = true;
        refused = news;
    }
    sys_latch_drop(&latch);
    news_free(refused);
    if (!begins) return true;

    aside->owner->ref(aside);
    sys_latch_take(&latch);
    begun = give(aside);
    full = threads >= THREADS;
    sys_latch_drop(&latch);
    if (begun || (!full && start(aside))) return true;
    sys_latch_take(&latch);
    begun = !list_empty(&workers); /* one of them comes to it */
    if (begun) {
        wait_for_thread(aside);
    } else {
        news = first_off(aside);
        aside->runs = aside->lost = false;
    }
    sys_latch_drop(&latch);
    if (begun) return true;
    if (news) *batch = TAKE(news->batch);
    news_free(news);
    aside->owner->unref(aside);
    return false;
}

bool aside_is_busy(struct aside *aside)
{
    bool busy;

    sys_latch_take(&latch);
    busy = aside->runs;
    sys_latch_drop(&latch);
    return busy;
}

bool aside_settle(ULONG msec)
{
    ULONG me = sys_thread_id();
    bool own = false, none;

    sys_latch_take(&latch);
    LIST_EACH(worker, &workers, struct worker, all)
    {
        own = own || worker->thread_id == me;
    }
    none = !threads;
    if (!own && !none) {
        settling++;
        LIST_EACH(worker, &idle, struct worker, idle)
        {
            sys_event_set(worker->given); /* nothing, so it goes */
        }
    }
    sys_latch_drop(&latch);
    if (own || none) return none;
    none = sys_event_wait_sent(quiet, msec);
    sys_latch_take(&latch);
    settling--;
    sys_latch_drop(&latch);
    return none;
}

void aside_unload(void)
{
    sys_event_destroy(TAKE(quiet));
}

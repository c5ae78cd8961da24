/*
 * spool_thread.c - the thread of a session's spooler
 */
#include "spool/spool_thread.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "profile/identity.h"
#include "provider/transport.h"
#include "spool/spool_own.h"
#include "sys/apartment.h"
#include "sys/shared.h"

enum {
    ELECTION_MSEC = 1000, /* how often who doesn't host asks whether it may */
    LONGEST_MSEC = 60000,
    STOP_MSEC = 10000, /* more than that nobody waits for a transport */
    CANCEL_MSEC = 1000,
    LAYOUT_BYTES = 64, /* of the block, which nobody reads yet */
};

struct spool_thread {
    LONG refs;             /* the engine, and the thread */
    struct router *router; /* counted by the thread, else borrowed */
    struct spooler *spooler;
    struct sys_thread *thread;
    ULONG id;
    struct sys_event *wake, *ended;
    struct sys_shared *profile; /* whose lock the host has; NULL: nobody else can be asked */
    WCHAR bell_name[SYS_SHARED_NAME];
    LONG stop, hosts;
};

static LONG held_back;

void spool_thread_hold(bool hold)
{
    atomic_set(&held_back, hold);
}

/* ---- who hosts ---- */

static WCHAR *append(WCHAR *to, const WCHAR *text)
{
    while ((*to = *text++))
        to++;
    return to;
}

/* Where no other process can be met, this one hosts. */
static void meet_others(struct spool_thread *thread)
{
    WCHAR name[SYS_SHARED_NAME], hex[33];

    if (FAILED(profile_identity(router_profile(thread->router), hex))) return;
    append(append(name, L"omspool1."), hex);
    append(append(thread->bell_name, name), L".b");
    if (FAILED(sys_shared_open(name, LAYOUT_BYTES, &thread->profile))) thread->profile = NULL;
}

static bool may_host(struct spool_thread *thread)
{
    return !thread->profile || sys_shared_take(thread->profile, 0);
}

static ULONG msec_until(uint64_t until, uint64_t now)
{
    uint64_t msec = until > now ? (until - now) / 10000 + 1 : 0;

    return msec < LONGEST_MSEC ? (ULONG)msec : LONGEST_MSEC;
}

/* Steps until it is to stop. */
static void host(struct spool_thread *thread)
{
    struct sys_event *bell = NULL;

    atomic_set(&thread->hosts, true);
    while (!atomic_get(&thread->stop)) {
        uint64_t now = filetime_to_u64(filetime_now()), until;
        ULONG msec;

        if (!bell && FAILED(sys_bell_hang(thread->bell_name, &bell)))
            bell = NULL; /* the last host's hangs still */
        if (spool_step(thread->spooler, now, &until)) continue;
        msec = msec_until(until, now);
        if (!bell && msec > ELECTION_MSEC) msec = ELECTION_MSEC;
        if (sys_event_wait_sent(bell ? bell : thread->wake, msec)) spool_ring(thread->spooler);
    }
    spool_rest(thread->spooler);
    sys_bell_take_down(bell);
    atomic_set(&thread->hosts, false);
}

static void thread_unref(struct spool_thread *thread)
{
    if (atomic_dec(&thread->refs)) return;
    sys_shared_close(thread->profile);
    sys_event_destroy(thread->wake);
    sys_event_destroy(thread->ended);
    mem_free(thread);
}

static void run(void *context)
{
    struct spool_thread *thread = context;
    struct router *router = thread->router;
    bool com = SUCCEEDED(sys_apartment_enter(true));

    thread->id = sys_thread_id();
    while (!atomic_get(&thread->stop)) {
        if (may_host(thread)) {
            host(thread);
            if (thread->profile) sys_shared_drop(thread->profile);
        } else {
            sys_event_wait_sent(thread->wake, ELECTION_MSEC);
        }
    }
    if (com) sys_apartment_leave();
    sys_event_set(thread->ended);
    thread_unref(thread);
    router_unref(router);
}

/* ---- begun and ended by the session ---- */

static struct spool_thread *make(struct router *router, struct spooler *spooler)
{
    struct spool_thread *thread = mem_zero(sizeof(*thread));

    if (!thread) return NULL;
    thread->refs = 1;
    thread->router = router;
    thread->spooler = spooler;
    if (FAILED(sys_event_create(false, &thread->wake)) ||
        FAILED(sys_event_create(true, &thread->ended))) {
        thread_unref(thread);
        return NULL;
    }
    meet_others(thread);
    return thread;
}

/* Begins, as the engine's; false: it has one, or shall have none any more. */
static bool begin(struct spooler *spooler, struct spool_thread *thread, HRESULT *hr)
{
    LOCKED(&spooler->lock); /* which it waits for */
    if (spooler->thread || spooler->stopped) return false;
    atomic_inc(&thread->refs);
    router_ref(thread->router);
    *hr = sys_thread_start(run, thread, &thread->thread);
    if (FAILED(*hr)) return false;
    spooler->thread = thread;
    return true;
}

/* The engine's; none comes after it. */
static struct spool_thread *take_thread(struct spooler *spooler)
{
    struct spool_thread *thread;

    LOCKED(&spooler->lock);
    thread = TAKE(spooler->thread);
    spooler->stopped = true;
    return thread;
}

/* With a reference; NULL: there is none. */
static struct spool_thread *thread_of(struct router *router)
{
    struct spooler *spooler = router_part(router, ROUTER_SPOOLER);
    struct spool_thread *thread;

    if (!spooler) return NULL;
    LOCKED(&spooler->lock);
    thread = spooler->thread;
    if (thread) atomic_inc(&thread->refs);
    return thread;
}

static bool is_begun(struct spooler *spooler)
{
    LOCKED(&spooler->lock);
    return spooler->thread || spooler->stopped;
}

HRESULT spool_thread_start(struct router *router)
{
    struct spooler *spooler;
    struct spool_thread *thread;
    HRESULT hr = S_OK;

    if (atomic_get(&held_back) || !transports_listed(router)) return S_OK;
    spooler = spooler_of(router);
    if (!spooler) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (is_begun(spooler)) return S_OK;
    thread = make(router, spooler);
    if (!thread) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (begin(spooler, thread, &hr)) return S_OK;
    if (FAILED(hr)) { /* the next one who needs it tries again */
        router_unref(router);
        thread_unref(thread);
    }
    thread_unref(thread);
    return hr;
}

static void wake_up(struct spool_thread *thread)
{
    sys_event_set(thread->wake);
    if (*thread->bell_name) sys_bell_ring(thread->bell_name);
}

/* Has it ended? Who is in a transport's call is asked to leave it before we give up. */
static bool wait_for(struct spool_thread *thread)
{
    if (sys_event_wait_sent(thread->ended, CANCEL_MSEC)) return true;
    spool_cancel(thread->spooler);
    for (ULONG msec = CANCEL_MSEC; msec < STOP_MSEC; msec += CANCEL_MSEC)
        if (sys_thread_is_over(thread->thread) || sys_event_wait_sent(thread->ended, CANCEL_MSEC))
            return true;
    return false;
}

void spool_thread_stop(struct router *router)
{
    struct spooler *spooler = router_part(router, ROUTER_SPOOLER);
    struct spool_thread *thread;

    if (!spooler) return;
    thread = take_thread(spooler);
    if (!thread) return;
    atomic_set(&thread->stop, true);
    wake_up(thread);
    if (thread->id != sys_thread_id() && wait_for(thread)) sys_thread_join(thread->thread);
    else sys_thread_detach(thread->thread);
    thread_unref(thread);
}

void spool_thread_ring(struct router *router)
{
    struct spool_thread *thread = thread_of(router);

    if (!thread) return;
    spool_ring(thread->spooler);
    wake_up(thread);
    thread_unref(thread);
}

bool spool_thread_cancels(struct router *router)
{
    struct spooler *spooler = router_part(router, ROUTER_SPOOLER);

    if (!spooler) return false;
    LOCKED(&spooler->lock);
    return spooler->stopped;
}

bool spool_thread_hosts(struct router *router)
{
    struct spool_thread *thread = thread_of(router);
    bool hosts = thread && atomic_get(&thread->hosts);

    if (thread) thread_unref(thread);
    return hosts;
}

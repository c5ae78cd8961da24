/*
 * spool_thread.c - the thread of a session's spooler
 */
#include "spool/spool_thread.h"
#include <string.h>
#include "base/error.h"
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
    FLUSH_POLL_MSEC = 20,
    FLUSH_LOST_MSEC = 60000, /* nobody who asks, or fetches an answer, needs that long */
};

/* How far a flush is. */
enum flush_state {
    FLUSH_NONE,
    FLUSH_FILLED_IN,
    FLUSH_ASKED,
    FLUSH_RUNS,
    FLUSH_ANSWERED
};

/* What the processes share; fields of fixed width. Who changes the state owns the rest. */
struct spool_block {
    uint32_t state; /* enum flush_state */
    uint32_t since; /* when it was filled in or answered: milliseconds of FILETIMEs */
    uint32_t flags, result, has_section;
    BYTE section[16];
};
_Static_assert(sizeof(struct spool_block) == 36, "the same for both bitnesses");

struct spool_thread {
    LONG refs;             /* the engine, and the thread */
    struct router *router; /* counted by the thread, else borrowed */
    struct spooler *spooler;
    struct sys_thread *thread;
    ULONG id;
    struct sys_event *wake, *ended;
    struct sys_shared *profile; /* whose lock the host has; NULL: nobody else can be asked */
    struct spool_block *block;  /* in it, or alone */
    struct spool_block alone;
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

    thread->block = &thread->alone;
    if (FAILED(profile_identity(router_profile(thread->router), hex))) return;
    append(append(name, L"omspool1."), hex);
    append(append(thread->bell_name, name), L".b");
    if (FAILED(sys_shared_open(name, sizeof(*thread->block), &thread->profile)))
        thread->profile = NULL;
    else thread->block = sys_shared_memory(thread->profile);
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

/* ---- a flush ---- */

static uint32_t msec_now(void)
{
    return (uint32_t)(filetime_to_u64(filetime_now()) / 10000);
}

static bool changes(struct spool_block *block, uint32_t from, enum flush_state to)
{
    return __atomic_compare_exchange_n(&block->state, &from, to, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
}

/* Ours to fill in; one that somebody left behind who died is nobody's. */
static bool claim(struct spool_block *block)
{
    uint32_t state = atomic_get(&block->state);

    if (changes(block, FLUSH_NONE, FLUSH_FILLED_IN)) return true;
    if (state != FLUSH_FILLED_IN && state != FLUSH_ANSWERED) return false;
    return msec_now() - block->since > FLUSH_LOST_MSEC && changes(block, state, FLUSH_FILLED_IN);
}

/* As the host. */
static bool flush_if_asked(struct spool_thread *thread, uint64_t now)
{
    struct spool_block *block = thread->block;
    MAPIUID section;
    HRESULT hr;

    if (!changes(block, FLUSH_ASKED, FLUSH_RUNS)) return false;
    memcpy(&section, block->section, sizeof(section));
    hr = spool_flush(thread->spooler, block->has_section ? &section : NULL, block->flags, now,
                     &thread->stop);
    block->result = (uint32_t)hr;
    block->since = msec_now();
    atomic_set(&block->state,
               (uint32_t)(block->flags & FLUSH_ASYNC_OK ? FLUSH_NONE : FLUSH_ANSWERED));
    return true;
}

/* ---- hosting ---- */

/* Steps until it is to stop. */
static void host(struct spool_thread *thread)
{
    struct sys_event *bell = NULL;

    atomic_set(&thread->hosts, true);
    changes(thread->block, FLUSH_RUNS, FLUSH_ASKED); /* a dead host began it */
    while (!atomic_get(&thread->stop)) {
        uint64_t now = filetime_to_u64(filetime_now()), until;
        ULONG msec;

        if (!bell && FAILED(sys_bell_hang(thread->bell_name, &bell)))
            bell = NULL; /* the last host's hangs still */
        if (spool_step(thread->spooler, now, &until)) continue;
        if (flush_if_asked(thread, now)) continue;
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

static HRESULT wait_for_answer(struct spool_thread *thread)
{
    struct spool_block *block = thread->block;
    struct sys_event *never;
    HRESULT hr;

    hr = sys_event_create(true, &never);
    if (FAILED(hr)) return hr;
    while (atomic_get(&block->state) != FLUSH_ANSWERED && !atomic_get(&thread->stop))
        sys_event_wait_sent(never, FLUSH_POLL_MSEC);
    sys_event_destroy(never);
    if (atomic_get(&block->state) != FLUSH_ANSWERED) return FAIL(MAPI_E_CALL_FAILED);
    hr = (HRESULT)block->result;
    atomic_set(&block->state, (uint32_t)FLUSH_NONE);
    return hr;
}

static HRESULT ask_flush(struct spool_thread *thread, const MAPIUID *section, ULONG flags)
{
    struct spool_block *block = thread->block;

    if (thread->id == sys_thread_id() || !claim(block)) return FAIL(MAPI_E_BUSY);
    block->since = msec_now();
    block->flags = flags;
    block->has_section = section != NULL;
    if (section) memcpy(block->section, section, sizeof(block->section));
    atomic_set(&block->state, (uint32_t)FLUSH_ASKED);
    wake_up(thread);
    return flags & FLUSH_ASYNC_OK ? S_OK : wait_for_answer(thread);
}

HRESULT spool_thread_flush(struct router *router, const MAPIUID *section, ULONG flags)
{
    struct spool_thread *thread = thread_of(router);
    HRESULT hr;

    if (!thread) return FAIL(MAPI_E_NO_SUPPORT);
    hr = ask_flush(thread, section, flags);
    thread_unref(thread);
    return hr;
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

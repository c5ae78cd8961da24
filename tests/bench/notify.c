/*
 * notify.c - one change told to 1,000 sinks, against a plain loop of 1,000 OnNotify calls
 *
 *     bench_notify              ratios of all ways, natively, without sanitizers
 *     bench_notify names        the ways, one a line
 *     bench_notify WAY TURNS    that one so many times, for who counts instructions; "plain SINK"
 * is the loop
 *
 * A change is one IMAPISupport::Notify until the last sink has been called: the copy of the
 * notification, the queue, the wake and the dispatch are in it. The loop shows the same
 * notification to the same sinks. Prints microseconds of processor time, which the machine's other
 * work hardly changes, and of the clock on the wall, best of some runs taken in turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "mapispi.h"
#include "notify/engine.h"
#include "notify/hub.h"
#include "notify/thread_sink.h"
#include "sys/lock.h"

enum {
    SINKS = 1000,
    RUNS = 15,
    TURNS = 200
};

struct sink {
    IMAPIAdviseSink iface;
    LONG refs, calls, found;
    BYTE id[24]; /* what it looks for */
    struct sys_latch latch;
};

static const NOTIFKEY *const key = (const NOTIFKEY *)&(const struct {
    ULONG cb;
    char ab[5];
}){5, "bench"};

static struct sink sinks[SINKS];
static ULONG_PTR connections[SINKS];

static void expect(int is, const char *what)
{
    if (is) return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static HRESULT STDMETHODCALLTYPE sink_QueryInterface(IMAPIAdviseSink *iface, REFIID iid, void **out)
{
    (void)iface, (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE sink_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)atomic_inc(&((struct sink *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE sink_Release(IMAPIAdviseSink *iface)
{
    return (ULONG)atomic_dec(&((struct sink *)iface)->refs);
}

/* The least that a sink can do, of which no client would have anything. */
static ULONG STDMETHODCALLTYPE count_it(IMAPIAdviseSink *iface, ULONG count, NOTIFICATION *batch)
{
    (void)count, (void)batch;
    ((struct sink *)iface)->calls++;
    return S_OK;
}

static bool is_mine(const struct sink *sink, ULONG count, const NOTIFICATION *batch)
{
    for (ULONG i = 0; i < count; i++)
        if (batch[i].ulEventType == fnevObjectModified &&
            batch[i].info.obj.cbEntryID == sizeof(sink->id) &&
            !memcmp(batch[i].info.obj.lpEntryID, sink->id, sizeof(sink->id)))
            return true;
    return false;
}

/* Is it about my object? */
static ULONG STDMETHODCALLTYPE look_at_it(IMAPIAdviseSink *iface, ULONG count, NOTIFICATION *batch)
{
    struct sink *sink = (struct sink *)iface;

    sink->calls++;
    if (is_mine(sink, count, batch)) sink->found++;
    return S_OK;
}

/* The same where other threads look at what it found: one interlocked instruction. */
static ULONG STDMETHODCALLTYPE share_it(IMAPIAdviseSink *iface, ULONG count, NOTIFICATION *batch)
{
    struct sink *sink = (struct sink *)iface;

    atomic_inc(&sink->calls);
    if (is_mine(sink, count, batch)) atomic_inc(&sink->found);
    return S_OK;
}

/* The same with a lock, as a sink has that keeps more than a number. */
static ULONG STDMETHODCALLTYPE keep_it(IMAPIAdviseSink *iface, ULONG count, NOTIFICATION *batch)
{
    struct sink *sink = (struct sink *)iface;

    sys_latch_take(&sink->latch);
    sink->calls++;
    if (is_mine(sink, count, batch)) sink->found++;
    sys_latch_drop(&sink->latch);
    return S_OK;
}

static IMAPIAdviseSinkVtbl keeping = {sink_QueryInterface, sink_AddRef, sink_Release, keep_it};
static IMAPIAdviseSinkVtbl sharing = {sink_QueryInterface, sink_AddRef, sink_Release, share_it};
static IMAPIAdviseSinkVtbl counting = {sink_QueryInterface, sink_AddRef, sink_Release, count_it};
static IMAPIAdviseSinkVtbl looking = {sink_QueryInterface, sink_AddRef, sink_Release, look_at_it};

/* ---- what is told ---- */

static NOTIFICATION *change(void)
{
    static BYTE ids[2][24] = {{5, 1}, {7, 2}};
    static NOTIFICATION note = {.ulEventType = fnevObjectModified,
                                .info.obj = {24, (ENTRYID *)ids[0], MAPI_MESSAGE, 24,
                                             (ENTRYID *)ids[1], 0, NULL, 0, NULL, NULL}};

    return &note;
}

static void plain_loop(void)
{
    NOTIFICATION *note = change();

    for (int i = 0; i < SINKS; i++)
        sinks[i].iface.lpVtbl->OnNotify(&sinks[i].iface, 1, note);
}

static void through_mapi(void)
{
    ULONG flags = 0;

    expect(hub_notify(key, 1, change(), &flags) == S_OK, "not told");
    expect(engine_dispatch() == S_OK, "not dispatched");
}

/* ---- the ways ---- */

static const struct way {
    const char *name;
    IMAPIAdviseSinkVtbl *vtbl;
    ULONG flags;
    bool thread_sinks;
} ways[] = {
    {"keeping", &keeping, 0, false},
    {"keeping-thread-sinks", &keeping, 0, true},
    {"keeping-at-once", &keeping, NOTIFY_SYNC, false},
    {"sharing", &sharing, 0, false},
    {"looking", &looking, 0, false},
    {"counting", &counting, 0, false},
};
#define N_WAYS (sizeof(ways) / sizeof(ways[0]))

static void begin(const struct way *way)
{
    for (int i = 0; i < SINKS; i++) {
        IMAPIAdviseSink *sink = &sinks[i].iface, *wrapped = NULL;

        sinks[i] = (struct sink){{way->vtbl}, 1, 0, 0, {5, (BYTE)(1 + i), (BYTE)(i >> 8)}, {{0}}};
        if (way->thread_sinks) expect(thread_sink_create(sink, &wrapped) == S_OK, "no thread sink");
        if (wrapped) sink = wrapped;
        expect(hub_subscribe(key, fnevObjectModified, way->flags, sink, &connections[i]) == S_OK,
               "not subscribed");
        if (wrapped) wrapped->lpVtbl->Release(wrapped);
    }
}

static void finish(LONG calls)
{
    for (int i = 0; i < SINKS; i++) {
        expect(hub_unsubscribe(connections[i]) == S_OK, "not unsubscribed");
        expect(sinks[i].refs == 1, "a sink is held");
        expect(sinks[i].calls == calls, "a sink wasn't told once of each change");
    }
}

/* ---- times ---- */

struct cost {
    double cpu, wall; /* microseconds a turn */
};

static double now_us(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void measure(void (*turn)(void), struct cost *best)
{
    double cpu = now_us(CLOCK_PROCESS_CPUTIME_ID), wall = now_us(CLOCK_MONOTONIC);

    for (int i = 0; i < TURNS; i++)
        turn();
    cpu = (now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu) / TURNS;
    wall = (now_us(CLOCK_MONOTONIC) - wall) / TURNS;
    if (!best->cpu || cpu < best->cpu) best->cpu = cpu;
    if (!best->wall || wall < best->wall) best->wall = wall;
}

static void compare(const struct way *way)
{
    struct cost plain = {0}, mapi = {0};

    begin(way);
    for (int i = 0; i < RUNS; i++) {
        measure(plain_loop, &plain);
        measure(through_mapi, &mapi);
    }
    finish(2 * RUNS * TURNS);
    printf("%-22s %8.2f %8.2f %6.2f   %8.2f %8.2f %6.2f\n", way->name, plain.cpu, mapi.cpu,
           mapi.cpu / plain.cpu, plain.wall, mapi.wall, mapi.wall / plain.wall);
}

static const struct way *way_of(const char *name)
{
    for (size_t i = 0; i < N_WAYS; i++)
        if (!strcmp(ways[i].name, name)) return &ways[i];
    fprintf(stderr, "no such way: %s\n", name);
    exit(1);
}

static void turns(const struct way *way, void (*turn)(void), int count)
{
    begin(way);
    for (int i = 0; i < count; i++)
        turn();
    finish(count);
}

int main(int argc, char **argv)
{
    expect(engine_start(false) == S_OK, "no engine");
    if (argc == 2 && !strcmp(argv[1], "names")) {
        for (size_t i = 0; i < N_WAYS; i++)
            puts(ways[i].name);
    } else if (argc == 3) {
        bool plain = !strncmp(argv[1], "plain-", 6);

        turns(way_of(argv[1] + (plain ? 6 : 0)), plain ? plain_loop : through_mapi, atoi(argv[2]));
    } else {
        puts("microseconds a change  processor: plain, MAPI, ratio;    wall: plain, MAPI, ratio");
        for (size_t i = 0; i < N_WAYS; i++)
            compare(&ways[i]);
    }
    engine_end(engine_take());
    return 0;
}

/*
 * hub.c - sinks found by key, in all processes of the user's session
 */
#include "notify/hub.h"
#include "base/array.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/size.h"
#include "notify/advise.h"
#include "notify/aside.h"
#include "notify/batch.h"
#include "notify/engine.h"
#include "notify/pack.h"
#include "notify/wire.h"

#define BOARD_NAME  L"News.2" /* 2: of the board and of packed notifications */
#define SETTLE_MSEC 5000      /* for threads that tell aside */

/* All registrations under one key; lives while it has any, or is being posted to. */
struct topic {
    LONG refs; /* under latch: one per registration, one per post under way */
    struct advise_list list;
    bool wired;   /* other processes are listened to; under wire_latch */
    bool at_once; /* it has, or had, a sink with NOTIFY_SYNC, which may block */
    struct aside aside; /* what others told, where it has */
    bool owed;          /* a loss that there was no memory to tell of */
    size_t key_bytes;
    BYTE key[];
};

static struct sys_latch latch; /* guards the maps and topics' counts; no foreign code under it */
static struct map topics;      /* key bytes -> struct topic */
static struct map connections; /* connection -> struct topic */
static struct wire *wire;      /* NULL: not needed yet. Stays as long as the DLL */

static struct sys_latch
    wire_latch; /* held while the wire is made, and a topic comes to listen there */

/* Under the latch. Of a map that got empty nothing stays. */
static void *take_out(struct map *map, const void *key, size_t bytes)
{
    void *value = map_remove(map, key, bytes);

    if (!map->count) map_drop(map);
    return value;
}

/* Under the latch. The same when nothing came to be in it. */
static bool put_in(struct map *map, const void *key, size_t bytes, void *value)
{
    bool kept = map_put(map, key, bytes, value);

    if (!map->count) map_drop(map);
    return kept;
}

static const struct aside_owner topic_aside;

/* Under the latch. NULL when memory is out. */
static struct topic *topic_for(const NOTIFKEY *key)
{
    struct topic *topic = map_get(&topics, key->ab, key->cb);
    size_t bytes = sizeof(*topic);

    if (topic) return topic;
    topic = size_add(&bytes, key->cb) ? mem_zero(bytes) : NULL;
    if (!topic) return NULL;
    topic->key_bytes = key->cb;
    topic->aside.owner = &topic_aside;
    memcpy(topic->key, key->ab, key->cb);
    advise_list_init(&topic->list, RANK_HUB);
    if (put_in(&topics, topic->key, topic->key_bytes, topic)) return topic;
    advise_list_destroy(&topic->list);
    mem_free(topic);
    return NULL;
}

static void topic_unref(struct topic *topic)
{
    bool last;

    sys_latch_take(&latch);
    last = --topic->refs == 0;
    if (last) take_out(&topics, topic->key, topic->key_bytes);
    sys_latch_drop(&latch);
    if (!last) return;
    if (topic->wired) wire_unlisten(wire, topic->key, topic->key_bytes);
    advise_list_destroy(&topic->list);
    mem_free(topic);
}

/* A topic with a reference, or NULL. */
static struct topic *topic_find(const void *key, size_t bytes)
{
    struct topic *topic;

    sys_latch_take(&latch);
    topic = map_get(&topics, key, bytes);
    if (topic) topic->refs++;
    sys_latch_drop(&latch);
    return topic;
}

/* ---- other processes ---- */

/* Somebody told more than we could be told: tables at least can be looked at again (6.12-11). */
static HRESULT tell_of_loss(struct topic *topic)
{
    NOTIFICATION changed = {.ulEventType = fnevTableModified,
                            .info.tab = {.ulTableEvent = TABLE_CHANGED,
                                         .propIndex.ulPropTag = PR_NULL,
                                         .propPrior.ulPropTag = PR_NULL}};

    return advise_list_post(&topic->list, 1, &changed, 0, NULL);
}

/* Without an engine nothing is told: subscriptions that are left may be those of DLLs that go.
 * count 0: something was lost. */
static void tell(struct topic *topic, ULONG count, const NOTIFICATION *batch)
{
    if (!engine_is_running()) return;
    if (count && advise_list_post(&topic->list, count, batch, 0, NULL) != S_OK) count = 0;
    if (count && !atomic_get(&topic->owed)) return;
    atomic_set(&topic->owed, false);
    if (FAILED(tell_of_loss(topic))) atomic_set(&topic->owed, true); /* with the next that comes */
}

static struct topic *topic_of(struct aside *aside)
{
    return (struct topic *)((char *)aside - offsetof(struct topic, aside));
}

static void tell_aside(struct aside *aside, ULONG count, NOTIFICATION *batch)
{
    tell(topic_of(aside), count, batch);
}

static void topic_ref_aside(struct aside *aside)
{
    sys_latch_take(&latch);
    topic_of(aside)->refs++;
    sys_latch_drop(&latch);
}

static void topic_unref_aside(struct aside *aside)
{
    topic_unref(topic_of(aside));
}

static const struct aside_owner topic_aside = {tell_aside, topic_ref_aside, topic_unref_aside};

/* On the wire's thread, which is to get on: a sink that is called at once may take its time. */
static void tell_here_or_aside(struct topic *topic, ULONG count, NOTIFICATION **batch, size_t bytes)
{
    bool may_block = atomic_get(&topic->at_once) || aside_is_busy(&topic->aside);

    if (!may_block || !aside_tell(&topic->aside, count, batch, bytes)) tell(topic, count, *batch);
}

static void heard(void *unused, const void *key, size_t key_bytes, ULONG events, const void *bytes,
                  size_t n)
{
    struct topic *topic = engine_is_running() ? topic_find(key, key_bytes) : NULL;
    AUTO_FREE NOTIFICATION *batch = NULL;
    ULONG count = 0;

    (void)unused, (void)events;
    if (!topic) return;
    if (bytes && FAILED(pack_read(bytes, n, &count, &batch))) count = 0;
    tell_here_or_aside(topic, count, &batch, n);
    topic_unref(topic);
}

struct some_topics {
    struct topic **data;
    size_t count, room;
};

/* All with a reference, as far as there is memory. */
static void topics_hold(struct some_topics *all)
{
    size_t cursor = 0, bytes;
    struct topic *topic, **slot;
    const void *key;

    sys_latch_take(&latch);
    while ((topic = map_next(&topics, &cursor, &key, &bytes)) && (slot = ARRAY_PUSH(all))) {
        topic->refs++;
        *slot = topic;
    }
    sys_latch_drop(&latch);
}

static void missed(void *unused)
{
    struct some_topics all = {0};

    (void)unused;
    if (!engine_is_running()) return;
    topics_hold(&all);
    for (size_t i = 0; i < all.count; i++) {
        NOTIFICATION *nothing = NULL;

        tell_here_or_aside(all.data[i], 0, &nothing, 0);
        topic_unref(all.data[i]);
    }
    ARRAY_DROP(&all);
}

static const struct wire_ears ears = {heard, missed};

/* NULL: memory is out. */
static struct wire *wire_there(void)
{
    struct wire *there = atomic_get(&wire);

    if (there) return there;
    sys_latch_take(&wire_latch);
    if (!wire && SUCCEEDED(wire_open(BOARD_NAME, &ears, NULL, &there))) atomic_set(&wire, there);
    there = wire;
    sys_latch_drop(&wire_latch);
    return there;
}

/* Before a sink is added. Where others can't be listened to (no thread can be started), this
 * process still can. */
static void topic_wire(struct topic *topic)
{
    struct wire *others = wire_there();

    sys_latch_take(&wire_latch);
    if (others && !topic->wired)
        topic->wired = SUCCEEDED(wire_listen(others, topic->key, topic->key_bytes));
    sys_latch_drop(&wire_latch);
}

/* False: nobody was told; that is more than the board takes, or one that is no event is in it. */
static bool tell_others(struct wire *others, const NOTIFKEY *key, ULONG count,
                        const NOTIFICATION *batch, ULONG flags)
{
    AUTO_FREE NOTIFICATION *copy = NULL;
    struct writer bytes = {0};
    ULONG events = 0, kept;
    HRESULT hr = batch_copy(count, batch, ~0u, flags, &kept, &copy);
    bool whole = count == 1;

    if (SUCCEEDED(hr)) hr = pack_write(kept, copy, &bytes);
    if (hr != MAPI_E_INVALID_PARAMETER)
        whole = whole || FAILED(hr) || wire_takes(key->cb, bytes.count);
    for (ULONG i = 0; i < count; i++)
        events |= batch[i].ulEventType;
    if (whole && hr != MAPI_E_INVALID_PARAMETER) /* what is no event nobody hears of */
        wire_tell(others, key->ab, key->cb, events, SUCCEEDED(hr) ? bytes.data : NULL, bytes.count);
    writer_drop(&bytes);
    return whole;
}

/* In as few pieces as halving gives. */
static void tell_in_pieces(struct wire *others, const NOTIFKEY *key, ULONG count,
                           const NOTIFICATION *batch, ULONG flags)
{
    if (tell_others(others, key, count, batch, flags)) return;
    tell_in_pieces(others, key, count / 2, batch, flags);
    tell_in_pieces(others, key, count - count / 2, batch + count / 2, flags);
}

static void tell_elsewhere(const NOTIFKEY *key, ULONG count, const NOTIFICATION *batch, ULONG flags)
{
    struct wire *others = wire_there();

    if (!others || !count || !wire_is_listened(others, key->ab, key->cb)) return;
    tell_in_pieces(others, key, count, batch, flags);
}

bool hub_settle(void)
{
    struct wire *there = atomic_get(&wire);

    return (!there || wire_settle(there)) && aside_settle(SETTLE_MSEC);
}

void hub_unload(void)
{
    wire_unload(TAKE(wire));
    aside_unload();
}

/* ---- this process ---- */

HRESULT hub_subscribe(const NOTIFKEY *key, ULONG mask, ULONG flags, IMAPIAdviseSink *sink,
                      ULONG_PTR *connection)
{
    struct topic *topic;
    HRESULT hr;
    bool kept;

    if (!key || !key->cb || !sink || !connection) return FAIL(MAPI_E_INVALID_PARAMETER);
    *connection = 0;
    if (flags & ~(ULONG)NOTIFY_SYNC) return FAIL(MAPI_E_UNKNOWN_FLAGS);

    sys_latch_take(&latch);
    topic = topic_for(key);
    if (topic) topic->refs++;
    sys_latch_drop(&latch);
    if (!topic) return MAPI_E_NOT_ENOUGH_MEMORY;

    if (flags & NOTIFY_SYNC) atomic_set(&topic->at_once, true);
    topic_wire(topic);
    hr = advise_list_add(&topic->list, mask, sink, flags, connection);
    if (FAILED(hr)) {
        topic_unref(topic);
        return hr;
    }
    sys_latch_take(&latch);
    kept = put_in(&connections, connection, sizeof(*connection), topic);
    sys_latch_drop(&latch);
    if (kept) return S_OK;
    advise_list_remove(&topic->list, *connection);
    *connection = 0;
    topic_unref(topic);
    return MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT hub_unsubscribe(ULONG_PTR connection)
{
    struct topic *topic;
    HRESULT hr;

    sys_latch_take(&latch);
    topic = take_out(&connections, &connection, sizeof(connection));
    sys_latch_drop(&latch);
    if (!topic) return FAIL(MAPI_E_NOT_FOUND);
    hr = advise_list_remove(&topic->list, connection);
    topic_unref(topic);
    return hr;
}

HRESULT hub_notify(const NOTIFKEY *key, ULONG count, const NOTIFICATION *batch, ULONG *flags)
{
    ULONG unicode = flags ? *flags : 0;
    struct topic *topic;
    bool canceled = false;
    HRESULT hr = S_OK;

    if (!key || !flags || (count && !batch)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (*flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    topic = topic_find(key->ab, key->cb);
    if (topic) {
        hr = advise_list_post(&topic->list, count, batch, unicode, &canceled);
        topic_unref(topic);
    }
    if (!canceled) tell_elsewhere(key, count, batch, unicode);
    *flags = canceled ? NOTIFY_CANCELED : 0;
    return hr;
}

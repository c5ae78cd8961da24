/*
 * hub.c - sinks found by key, process-wide
 */
#include "notify/hub.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/size.h"
#include "notify/advise.h"

/* All registrations under one key; lives while it has any, or is being posted to. */
struct topic {
    LONG refs; /* under latch: one per registration, one per post under way */
    struct advise_list list;
    size_t key_bytes;
    BYTE key[];
};

static struct sys_latch latch; /* guards the maps and topics' counts; no foreign code under it */
static struct map topics;      /* key bytes -> struct topic */
static struct map connections; /* connection -> struct topic */

/* Under the latch. Of a map that got empty nothing stays. */
static void *take_out(struct map *map, const void *key, size_t bytes)
{
    void *value = map_remove(map, key, bytes);

    if (!map->count) map_drop(map);
    return value;
}

/* Under the latch. NULL when memory is out. */
static struct topic *topic_for(const NOTIFKEY *key)
{
    struct topic *topic = map_get(&topics, key->ab, key->cb);
    size_t bytes = sizeof(*topic);

    if (topic) return topic;
    topic = size_add(&bytes, key->cb) ? mem_zero(bytes) : NULL;
    if (!topic) return NULL;
    topic->key_bytes = key->cb;
    memcpy(topic->key, key->ab, key->cb);
    advise_list_init(&topic->list, RANK_HUB);
    if (map_put(&topics, topic->key, topic->key_bytes, topic)) return topic;
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
    advise_list_destroy(&topic->list);
    mem_free(topic);
}

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

    hr = advise_list_add(&topic->list, mask, sink, flags, connection);
    if (FAILED(hr)) {
        topic_unref(topic);
        return hr;
    }
    sys_latch_take(&latch);
    kept = map_put(&connections, connection, sizeof(*connection), topic);
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
    struct topic *topic;
    bool canceled;
    HRESULT hr;

    if (!key || !flags || (count && !batch)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (*flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    sys_latch_take(&latch);
    topic = map_get(&topics, key->ab, key->cb);
    if (topic) topic->refs++;
    sys_latch_drop(&latch);
    if (!topic) {
        *flags = 0;
        return S_OK;
    }
    hr = advise_list_post(&topic->list, count, batch, *flags, &canceled);
    *flags = canceled ? NOTIFY_CANCELED : 0;
    topic_unref(topic);
    return hr;
}

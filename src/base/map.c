/*
 * map.c - a hash map with open addressing; a slot that is removed is filled by moving its
 * successors back
 */
#include "base/map.h"
#include <stdint.h>
#include <string.h>
#include "base/mem.h"

#define IN_PLACE 16 /* keys up to a MAPIUID lie in the slot itself */

struct map_slot {
    void *value;
    uint32_t hash, bytes;
    bool used;
    union {
        unsigned char in_place[IN_PLACE];
        void *copy; /* owned */
    } key;
};

uint32_t map_hash(const void *key, size_t bytes)
{
    const unsigned char *b = key;
    uint32_t h = 2166136261u;

    while (bytes--)
        h = (h ^ *b++) * 16777619u;
    return h ^ h >> 15;
}

static const void *key_of(const struct map_slot *slot)
{
    return slot->bytes <= IN_PLACE ? slot->key.in_place : slot->key.copy;
}

/* The slot that holds key, or the empty one where it would go. There is always an empty one. */
static struct map_slot *find(const struct map *m, uint32_t hash, const void *key, size_t bytes)
{
    for (size_t i = hash & (m->room - 1);; i = (i + 1) & (m->room - 1)) {
        struct map_slot *slot = &m->slots[i];

        if (!slot->used) return slot;
        if (slot->hash == hash && slot->bytes == bytes && !memcmp(key_of(slot), key, bytes))
            return slot;
    }
}

static bool grow(struct map *m)
{
    struct map bigger = {NULL, m->count, m->room ? m->room * 2 : 16};

    bigger.slots = mem_array(bigger.room, sizeof(*bigger.slots));
    if (!bigger.slots) return false;
    for (size_t i = 0; i < m->room; i++) {
        struct map_slot *slot = &m->slots[i];

        if (slot->used) *find(&bigger, slot->hash, key_of(slot), slot->bytes) = *slot;
    }
    mem_free(m->slots);
    *m = bigger;
    return true;
}

void *map_get(const struct map *m, const void *key, size_t bytes)
{
    struct map_slot *slot;

    if (!m->count) return NULL;
    slot = find(m, map_hash(key, bytes), key, bytes);
    return slot->used ? slot->value : NULL;
}

bool map_put(struct map *m, const void *key, size_t bytes, void *value)
{
    uint32_t hash = map_hash(key, bytes);
    struct map_slot *slot;
    void *copy = NULL;

    if (bytes > UINT32_MAX) return false;
    if (m->count) {
        slot = find(m, hash, key, bytes);
        if (slot->used) {
            slot->value = value;
            return true;
        }
    }
    if (m->count * 4 >= m->room * 3 && !grow(m)) return false;
    if (bytes > IN_PLACE && !(copy = mem_dup(key, bytes, NULL))) return false;
    slot = find(m, hash, key, bytes);
    *slot = (struct map_slot){.value = value, .hash = hash, .bytes = (uint32_t)bytes, .used = true};
    if (copy) slot->key.copy = copy;
    else if (bytes) memcpy(slot->key.in_place, key, bytes);
    m->count++;
    return true;
}

void *map_remove(struct map *m, const void *key, size_t bytes)
{
    struct map_slot *slot;
    size_t hole, i;
    void *value;

    if (!m->count) return NULL;
    slot = find(m, map_hash(key, bytes), key, bytes);
    if (!slot->used) return NULL;
    value = slot->value;
    if (slot->bytes > IN_PLACE) mem_free(slot->key.copy);
    m->count--;
    hole = i = (size_t)(slot - m->slots);
    for (;;) { /* whatever could stand in the hole moves there, and leaves the next hole */
        i = (i + 1) & (m->room - 1);
        if (!m->slots[i].used) break;
        if (((i - m->slots[i].hash) & (m->room - 1)) < ((i - hole) & (m->room - 1))) continue;
        m->slots[hole] = m->slots[i];
        hole = i;
    }
    m->slots[hole].used = false;
    return value;
}

void *map_next(const struct map *m, size_t *cursor, const void **key, size_t *bytes)
{
    while (*cursor < m->room) {
        struct map_slot *slot = &m->slots[(*cursor)++];

        if (!slot->used) continue;
        if (key) *key = key_of(slot);
        if (bytes) *bytes = slot->bytes;
        return slot->value;
    }
    return NULL;
}

void map_drop(struct map *m)
{
    for (size_t i = 0; i < m->room; i++)
        if (m->slots[i].used && m->slots[i].bytes > IN_PLACE) mem_free(m->slots[i].key.copy);
    mem_free(m->slots);
    *m = (struct map){0};
}

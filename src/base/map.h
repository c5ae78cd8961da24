/*
 * map.h - a hash map from short byte keys (a MAPIUID, a tag, an entry ID) to pointers
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map {
    struct map_slot *slots;
    size_t count, room;
};
/* Of any bytes; FNV-1a, its high bits mixed into the low ones. */
uint32_t map_hash(const void *key, size_t bytes);
/* Zero-initialise. Keys are copied, values borrowed. */
void *map_get(const struct map *m, const void *key, size_t bytes);       /* NULL: not there */
bool map_put(struct map *m, const void *key, size_t bytes, void *value); /* false: memory is out */
void *map_remove(struct map *m, const void *key,
                 size_t bytes); /* the value that was there, or NULL */
/* Walk: *cursor starts at 0; NULL when done. The map must not change in between. */
void *map_next(const struct map *m, size_t *cursor, const void **key, size_t *bytes);
void map_drop(struct map *m);

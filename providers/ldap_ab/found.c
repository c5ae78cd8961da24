/*
 * found.c - what a search has found, kept
 */
#include "found.h"
#include <stdlib.h>
#include <string.h>

/* Layout: the entry, its values, each value's place, then the bytes, each value's and the name's
 * with a 0 behind it. */
static size_t bytes_of(const struct directory_entry *entry, size_t n_attributes)
{
    size_t bytes = sizeof(*entry) + n_attributes * sizeof(*entry->values) + strlen(entry->dn) + 1;

    for (size_t i = 0; i < n_attributes; i++)
        for (size_t j = 0; j < entry->values[i].n; j++)
            bytes += sizeof(struct directory_value) + entry->values[i].values[j].count + 1;
    return bytes;
}

static char *put(char **at, const void *bytes, size_t count)
{
    char *to = *at;

    memcpy(to, bytes, count);
    to[count] = 0;
    *at += count + 1;
    return to;
}

static struct directory_entry *copy(const struct directory_entry *entry, size_t n_attributes,
                                    size_t bytes)
{
    struct directory_entry *out = malloc(bytes);
    struct directory_values *values = (struct directory_values *)(out + 1);
    struct directory_value *flat = (struct directory_value *)(values + n_attributes);
    size_t total = 0, k = 0;
    char *at;

    if (!out) return NULL;
    for (size_t i = 0; i < n_attributes; i++)
        total += entry->values[i].n;
    at = (char *)(flat + total);
    out->values = values;
    out->dn = put(&at, entry->dn, strlen(entry->dn));
    for (size_t i = 0; i < n_attributes; i++) {
        values[i] = (struct directory_values){entry->values[i].n, &flat[k], entry->values[i].range};
        for (size_t j = 0; j < entry->values[i].n; j++, k++) {
            flat[k].count = entry->values[i].values[j].count;
            flat[k].bytes = put(&at, entry->values[i].values[j].bytes, flat[k].count);
        }
    }
    return out;
}

HRESULT found_add(struct found *found, const struct directory_entry *entry, size_t n_attributes)
{
    size_t bytes = bytes_of(entry, n_attributes);

    if (bytes > FOUND_MAX_BYTES - found->bytes) return S_FALSE;
    if (found->n == found->room) {
        size_t room = found->room ? found->room * 2 : 16;
        struct directory_entry **more = realloc(found->entries, room * sizeof(*more));

        if (!more) return MAPI_E_NOT_ENOUGH_MEMORY;
        found->entries = more;
        found->room = room;
    }
    found->entries[found->n] = copy(entry, n_attributes, bytes);
    if (!found->entries[found->n]) return MAPI_E_NOT_ENOUGH_MEMORY;
    found->bytes += bytes;
    found->n++;
    return S_OK;
}

void found_clear(struct found *found)
{
    for (size_t i = 0; i < found->n; i++)
        free(found->entries[i]);
    free(found->entries);
    *found = (struct found){0};
}

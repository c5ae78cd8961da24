/*
 * entities.c - HTML's named character references
 */
#include "codec/text/entities.h"
#include <string.h>

struct entity_row {
    uint16_t name; /* in entity_names */
    uint16_t bare;
    uint32_t first;
    uint16_t second;
};
#include "codec/text/entity_table.h"

bool entity_find(const char *name, size_t chars, bool bare, struct entity *out)
{
    size_t low = 0, high = sizeof(entity_rows) / sizeof(entity_rows[0]);

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct entity_row *row = &entity_rows[middle];
        int order = strncmp(name, entity_names + row->name, chars);

        if (!order && entity_names[row->name + chars]) order = -1;
        if (!order) {
            *out = (struct entity){row->first, row->second};
            return !bare || row->bare;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

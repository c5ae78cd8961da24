/*
 * entities.h - HTML's named character references
 *
 * Needs nothing but include/: providers link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct entity {
    uint32_t first, second; /* code points; second 0: there is one only */
};

/* A name as it stands between "&" and ";". bare: without the semicolon, which only some may go
 * without. */
bool entity_find(const char *name, size_t chars, bool bare, struct entity *out);

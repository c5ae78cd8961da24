/*
 * large.h - the register of roots that are too large for a slot
 *
 * Asking takes no lock and reads no memory but the register's own.
 */
#pragma once
#include <stdbool.h>

bool large_add(const void *root); /* false: memory is out */
bool large_has(const void *root);
bool large_remove(const void *root); /* false: it isn't there (any more) */
long large_count(void);
/* Calls seen for each, while none is added or removed. */
void large_each(void (*seen)(void *context, const void *root), void *context);
void large_unload(void); /* gives the register back, by the last call ever */

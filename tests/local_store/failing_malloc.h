/*
 * failing_malloc.h - the C allocations of the provider and of SQLite fail one by one
 *
 * For tests linked with failing_malloc_args (meson.build): malloc, calloc and realloc of what is
 * linked in pass through here.
 */
#pragma once
#include <stdbool.h>

/* The n-th allocation from now on (0: the next) fails, once; or it and all after it. */
void malloc_fails_after(long n);
void malloc_fails_from(long n);
/* Ends it: whether it came to the failure. */
bool malloc_failed(void);

/*
 * failing_malloc.c - the C allocations of the provider and of SQLite fail one by one
 */
#include "local_store/failing_malloc.h"
#include <stddef.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t n, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);

static long countdown = -1;
static bool counting, staying, hit;

static bool fails(void)
{
    if (!counting || (hit && !staying) || countdown-- > 0) return false;
    hit = true;
    return true;
}

void *__wrap_malloc(size_t bytes)
{
    return fails() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t n, size_t bytes)
{
    return fails() ? NULL : __real_calloc(n, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    return fails() ? NULL : __real_realloc(old, bytes);
}

static void start(long n, bool stays)
{
    countdown = n;
    staying = stays;
    hit = false;
    counting = true;
}

void malloc_fails_after(long n)
{
    start(n, false);
}

void malloc_fails_from(long n)
{
    start(n, true);
}

bool malloc_failed(void)
{
    counting = false;
    return hit;
}

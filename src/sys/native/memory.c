/*
 * memory.c - malloc, whole 64 KiB of pages, and giving way
 */
#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include "sys/memory.h"

void *sys_heap_alloc(size_t bytes)
{
    return malloc(bytes);
}

void *sys_heap_zero(size_t bytes)
{
    return calloc(1, bytes);
}

void sys_heap_free(void *block)
{
    free(block);
}

void *sys_local_alloc(size_t bytes)
{
    return malloc(bytes ? bytes : 1);
}

void *sys_local_realloc(void *block, size_t bytes)
{
    return realloc(block, bytes);
}

size_t sys_local_size(void *block)
{
    return malloc_usable_size(block);
}

void sys_local_free(void *block)
{
    free(block);
}

void *sys_task_alloc(size_t bytes)
{
    return malloc(bytes);
}

void sys_task_free(void *block)
{
    free(block);
}

/* Maps one unit more than wanted, and gives back what lies before and behind the aligned part. */
static void *map_aligned(size_t bytes, int protection)
{
    size_t all = bytes + SYS_SLAB, before;
    char *at = mmap(NULL, all, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (at == MAP_FAILED) return NULL;
    before = -(size_t)at % SYS_SLAB;
    if (before) munmap(at, before);
    munmap(at + before + bytes, all - before - bytes);
    return at + before;
}

void *sys_pages_alloc(size_t bytes)
{
    return map_aligned(bytes, PROT_READ | PROT_WRITE);
}

void sys_pages_free(void *pages, size_t bytes)
{
    if (pages) munmap(pages, bytes);
}

void *sys_space_reserve(size_t bytes)
{
    return map_aligned(bytes, PROT_NONE);
}

bool sys_space_commit(void *part, size_t bytes)
{
    return !mprotect(part, bytes, PROT_READ | PROT_WRITE);
}

void sys_space_decommit(void *part, size_t bytes)
{
    mmap(part, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

void sys_space_free(void *space, size_t bytes)
{
    munmap(space, bytes);
}

void sys_spin_wait(unsigned turn)
{
    struct timespec nap = {.tv_nsec = 1000000};

    if (turn < 32) __builtin_ia32_pause();
    else if (turn < 256) sched_yield();
    else nanosleep(&nap, NULL);
}

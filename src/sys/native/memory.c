/*
 * memory.c - malloc, whole 64 KiB of pages, and giving way
 */
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

/* Maps one unit more than wanted, and gives back what lies before and behind the aligned part. */
void *sys_pages_alloc(size_t bytes)
{
    size_t all = bytes + SYS_SLAB, before;
    char *at = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (at == MAP_FAILED) return NULL;
    before = -(size_t)at % SYS_SLAB;
    if (before) munmap(at, before);
    munmap(at + before + bytes, all - before - bytes);
    return at + before;
}

void sys_pages_free(void *pages, size_t bytes)
{
    if (pages) munmap(pages, bytes);
}

void sys_spin_wait(unsigned turn)
{
    struct timespec nap = {.tv_nsec = 1000000};

    if (turn < 32)
        __builtin_ia32_pause();
    else if (turn < 256)
        sched_yield();
    else
        nanosleep(&nap, NULL);
}

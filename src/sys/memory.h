/*
 * sys/memory.h - the system's memory, and where answers of sys/ are kept
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#if !defined(_WIN32) && !defined(__x86_64__)
#    include <pthread.h>
#endif

/* The system's heap, for what is big and for small things of sys/ itself. Aligned for every type;
 * NULL: memory is out. */
void *sys_heap_alloc(size_t bytes);
void *sys_heap_zero(size_t bytes);
void sys_heap_free(void *block);

/* LocalAlloc and kin, which programs mix with MAPI's IMalloc. NULL: memory is out (a block that
 * can't grow stays). */
void *sys_local_alloc(size_t bytes);
void *sys_local_realloc(void *block, size_t bytes);
size_t sys_local_size(void *block);
void sys_local_free(void *block);

/* COM's memory, for what OLE's interfaces answer with (names in a STATSTG); the caller frees it by
 * CoTaskMemFree. */
void *sys_task_alloc(size_t bytes);
void sys_task_free(void *block);

/* Whole pages, zeroed, at an address that SYS_SLAB divides; bytes is a multiple of it. NULL: memory
 * is out. */
#define SYS_SLAB 65536u
void *sys_pages_alloc(size_t bytes);
void sys_pages_free(void *pages, size_t bytes);
/* Address space alone, to be had for nothing; parts of it become zeroed pages and address space
 * again. All addresses and sizes are multiples of SYS_SLAB. NULL, false: there is none left. */
void *sys_space_reserve(size_t bytes);
bool sys_space_commit(void *part, size_t bytes);
void sys_space_decommit(void *part, size_t bytes);
void sys_space_free(void *space, size_t bytes); /* all that was reserved at once */

/* Somebody else holds a spin lock: gives way, the longer the higher turn is (0, 1, 2 ... of one
 * wait). */
void sys_spin_wait(unsigned turn);

/* What tells the calling thread from every other that lives now. */
static inline void *sys_thread_mark(void)
{
#if defined(_WIN64)
    void *teb;

    __asm__("movq %%gs:0x30, %0" : "=r"(teb));
    return teb;
#elif defined(_WIN32)
    void *teb;

    __asm__("movl %%fs:0x18, %0" : "=r"(teb));
    return teb;
#elif defined(__x86_64__)
    void *block;

    __asm__("movq %%fs:0, %0" : "=r"(block));
    return block;
#else
    return (void *)pthread_self();
#endif
}

/*
 * A "new root" that a function of sys/ answers with lies in the memory of the layer above. That
 * layer lends these two at link time: base/mem.c makes them mem_root and mem_free.
 */
SCODE sys_answer(size_t bytes, void **out);
void sys_answer_free(void *answer);

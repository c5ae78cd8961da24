/*
 * memory.c - the process heap, COM's memory, whole 64 KiB of pages, and giving way
 */
#include <windows.h>
#include <objbase.h>
#include "sys/memory.h"

void *sys_heap_alloc(size_t bytes)
{
    return HeapAlloc(GetProcessHeap(), 0, bytes);
}

void *sys_heap_zero(size_t bytes)
{
    return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, bytes);
}

void sys_heap_free(void *block)
{
    if (block) HeapFree(GetProcessHeap(), 0, block);
}

void *sys_local_alloc(size_t bytes)
{
    return LocalAlloc(LMEM_FIXED, bytes);
}

void *sys_local_realloc(void *block, size_t bytes)
{
    return LocalReAlloc(block, bytes, LMEM_MOVEABLE);
}

size_t sys_local_size(void *block)
{
    return LocalSize(block);
}

void sys_local_free(void *block)
{
    LocalFree(block);
}

void *sys_task_alloc(size_t bytes)
{
    return CoTaskMemAlloc(bytes);
}

void sys_task_free(void *block)
{
    CoTaskMemFree(block);
}

/* Windows hands out address space in units of 64 KiB at addresses that 64 KiB divides: that is
 * SYS_SLAB. */
void *sys_pages_alloc(size_t bytes)
{
    return VirtualAlloc(NULL, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void sys_pages_free(void *pages, size_t bytes)
{
    (void)bytes;
    if (pages) VirtualFree(pages, 0, MEM_RELEASE);
}

void *sys_space_reserve(size_t bytes)
{
    return VirtualAlloc(NULL, bytes, MEM_RESERVE, PAGE_NOACCESS);
}

bool sys_space_commit(void *part, size_t bytes)
{
    return VirtualAlloc(part, bytes, MEM_COMMIT, PAGE_READWRITE);
}

void sys_space_decommit(void *part, size_t bytes)
{
    VirtualFree(part, bytes, MEM_DECOMMIT);
}

void sys_space_free(void *space, size_t bytes)
{
    (void)bytes;
    VirtualFree(space, 0, MEM_RELEASE);
}

void sys_spin_wait(unsigned turn)
{
    if (turn < 32) YieldProcessor();
    else if (turn < 256) SwitchToThread();
    else Sleep(1); /* a holder of lower priority must get its turn, too */
}

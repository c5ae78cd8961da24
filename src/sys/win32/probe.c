/*
 * probe.c - is this memory there?
 */
#include "sys/probe.h"
#include <windows.h>
#include <stdint.h>

#define READABLE                                                                                   \
    (PAGE_READONLY | PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READ |                         \
     PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)
#define EXECUTABLE                                                                                 \
    (PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)

/* The end of the region at address, or 0 when it lacks the protection. Unlike IsBadReadPtr this touches nothing, so a
 * guard page stays one. */
static uintptr_t region_end(uintptr_t address, DWORD protection)
{
    MEMORY_BASIC_INFORMATION region;

    if (!VirtualQuery((void *)address, &region, sizeof(region))) return 0;
    if (region.State != MEM_COMMIT || region.Protect & PAGE_GUARD || !(region.Protect & protection))
        return 0;
    return (uintptr_t)region.BaseAddress + region.RegionSize;
}

bool sys_readable(const void *address, size_t bytes)
{
    uintptr_t at = (uintptr_t)address, end = at + bytes;

    if (!bytes) return true;
    if (!address || end < at) return false;
    while (at < end) {
        at = region_end(at, READABLE);
        if (!at) return false;
    }
    return true;
}

bool sys_callable(const void *address)
{
    return address && region_end((uintptr_t)address, EXECUTABLE);
}

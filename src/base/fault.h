/*
 * fault.h - the test seam: allocations that fail on demand
 *
 * Compiled in native test builds only (OPENMAPI_FAULTS); elsewhere fault_alloc_fails() is the
 * constant false.
 */
#pragma once
#include <stdbool.h>

#ifdef OPENMAPI_FAULTS
void fault_alloc_after(
    int n); /* the n-th allocation from now (0 = the next) and all later ones fail */
void fault_alloc_never(void);
bool fault_alloc_fails(void); /* asked by mem.c */
#else
static inline bool fault_alloc_fails(void)
{
    return false;
}
#endif

/*
 * fault.c - allocations that fail on demand, in the thread that asked for it
 */
#include "base/fault.h"

#ifdef OPENMAPI_FAULTS
static __thread int left = -1; /* allocations that still succeed; negative: all of them */

void fault_alloc_after(int n)
{
    left = n;
}

void fault_alloc_never(void)
{
    left = -1;
}

bool fault_alloc_fails(void)
{
    if (left < 0) return false;
    if (!left) return true;
    left--;
    return false;
}
#endif

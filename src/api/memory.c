/*
 * memory.c - gathers the exported memory functions for providers
 */
#include "api/memory.h"
#include "mapiutil.h"
#include "mapix.h"
#include "sys/lock.h"

const struct provider_memory *api_memory(void)
{
    static struct sys_latch latch;
    static struct provider_memory memory;

    sys_latch_take(&latch);
    if (!memory.allocate) {
        memory.malloc = MAPIGetDefaultMalloc(); /* the process's one object: never released */
        memory.allocate = MAPIAllocateBuffer;
        memory.more = MAPIAllocateMore;
        memory.free = MAPIFreeBuffer;
    }
    sys_latch_drop(&latch);
    return &memory;
}

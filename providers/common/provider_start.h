/*
 * provider_start.h - what MSProviderInit and its kin check and keep, whatever the provider
 */
#pragma once
#include "common/allocators.h"
#include "common/com.h"
#include "mapispi.h"

/* What a provider object has of MAPI's memory. */
struct provider_memory {
    IMalloc *malloc; /* owned: some callers only lend it */
    struct allocators alloc;
};

/*
 * Before the provider object is made; *version gets ours. out is what the object will go to.
 * Errors  MAPI_E_VERSION (MAPI's SPI is older than ours), MAPI_E_INVALID_PARAMETER
 */
static inline HRESULT provider_start(const struct allocators *alloc, ULONG mapi_version,
                                     ULONG *version, const void *out)
{
    if (!out || !version || !alloc->buffer || !alloc->more || !alloc->free)
        return MAPI_E_INVALID_PARAMETER;
    *version = CURRENT_SPI_VERSION;
    return mapi_version < CURRENT_SPI_VERSION ? MAPI_E_VERSION : S_OK;
}

static inline void provider_memory_take(struct provider_memory *memory, IMalloc *malloc_,
                                        const struct allocators *alloc)
{
    memory->alloc = *alloc;
    memory->malloc = malloc_;
    if (malloc_) com_addref(malloc_);
}

static inline void provider_memory_drop(struct provider_memory *memory)
{
    com_release(&memory->malloc);
}

/*
 * claim.h - something that one thread has at a time, and the others wait for no longer than so long
 *
 * Unlike a latch it may be kept while others' code is called. Not recursive: who has it and claims
 * it again waits until the deadline.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "common/latch.h"
#include "common/platform.h"

/* Zeroed it is free. */
struct claim {
    struct latch latch;
    bool taken;
    struct claim_waiter *waiting; /* each on its thread's stack */
};

/* deadline: event_now_msec. Errors: MAPI_E_BUSY (not by then), MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT claim_take(struct claim *claim, uint64_t deadline);
void claim_drop(struct claim *claim);

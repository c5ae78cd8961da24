/*
 * claim.c - something that one thread has at a time, and the others wait for no longer than so long
 */
#include "claim.h"
#include <stddef.h>
#include "common/event.h"

struct claim_waiter {
    struct event *dropped;
    struct claim_waiter *next;
};

/* Whether it is the caller's now; if not, and it has an event, it is told when that may be. */
static bool try_take(struct claim *claim, struct claim_waiter *waiter)
{
    bool mine;

    latch_take(&claim->latch);
    mine = !claim->taken;
    claim->taken = true;
    if (!mine && waiter->dropped) {
        waiter->next = claim->waiting;
        claim->waiting = waiter;
    }
    latch_drop(&claim->latch);
    return mine;
}

static void forget(struct claim *claim, struct claim_waiter *waiter)
{
    struct claim_waiter **at = &claim->waiting;

    latch_take(&claim->latch);
    while (*at && *at != waiter)
        at = &(*at)->next;
    if (*at) *at = waiter->next;
    latch_drop(&claim->latch);
}

HRESULT claim_take(struct claim *claim, uint64_t deadline)
{
    struct claim_waiter waiter = {NULL, NULL};

    while (!try_take(claim, &waiter)) {
        uint64_t now = event_now_msec();
        bool dropped;

        if (!waiter.dropped) { /* made only now: most don't wait */
            waiter.dropped = event_create();
            if (!waiter.dropped) return MAPI_E_NOT_ENOUGH_MEMORY;
            continue;
        }
        dropped = now < deadline && event_wait(waiter.dropped, deadline - now);
        forget(claim, &waiter);
        event_free(waiter.dropped);
        waiter.dropped = NULL;
        if (!dropped) return MAPI_E_BUSY;
    }
    event_free(waiter.dropped);
    return S_OK;
}

void claim_drop(struct claim *claim)
{
    latch_take(&claim->latch);
    claim->taken = false;
    for (struct claim_waiter *waiter = claim->waiting; waiter; waiter = waiter->next)
        event_set(waiter->dropped);
    latch_drop(&claim->latch);
}

/*
 * latch.h - a lock that needs no making: zeroed memory is an open one
 *
 * Not recursive. For a few instructions: nobody else's code is called while it is held.
 */
#pragma once

struct latch {
    void *opaque[6]; /* SRWLOCK or pthread_mutex_t fits */
};
void latch_take(struct latch *latch);
void latch_drop(struct latch *latch);

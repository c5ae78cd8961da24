/*
 * delivery.h - one post, whose poster wants to know when every sink has been called, or can't be
 */
#pragma once
#include "mapidefs.h"
#include "sys/lock.h"

struct delivery {
    LONG due; /* 1, the poster's own until its post returned, and one for each call to be made */
    void (*over)(struct delivery *delivery); /* due has come to 0; on any thread, without a lock */
};

/* NULL: nobody wants to know. */
static inline void delivery_due(struct delivery *delivery)
{
    if (delivery) atomic_inc(&delivery->due);
}

/* One call has returned, or will never be made. */
static inline void delivery_done(struct delivery *delivery)
{
    if (delivery && !atomic_dec(&delivery->due)) delivery->over(delivery);
}

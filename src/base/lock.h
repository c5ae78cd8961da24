/*
 * lock.h - recursive locks with ranks; a debug build checks that they are taken in rank order
 *
 * No lock is held across foreign code: provider, sink, a caller's allocator, the last Release of
 * what isn't ours.
 */
#pragma once
#include "sys/lock.h"

enum lock_rank { /* taken in this order, lower first */
    RANK_GATE,
    RANK_OFFLINE,
    RANK_SESSION,
    RANK_SUPPORT,
    RANK_ROUTER,
    RANK_PROFILE,
    RANK_OBJECT, /* an object of ours that stands alone: status, address book, message */
    RANK_VIEW,   /* table_view */
    RANK_HUB,
    RANK_ROWS,
    RANK_PROP_BAG,
    RANK_QUEUE,
    RANK_LEAF, /* takes no other */
};

struct lock {
    struct sys_lock sys;
    enum lock_rank rank;
};
void lock_init(struct lock *lock, enum lock_rank rank);
void lock_destroy(struct lock *lock);
void lock_take(struct lock *lock);
void lock_drop(struct lock *lock);
/* True when the calling thread holds any lock of ours: asserted false before foreign code in debug
 * builds. */
_Bool lock_any_held(void);

void lock_cleanup(struct lock **lock);
#define LOCKED_NAME2(line) locked_##line
#define LOCKED_NAME(line)  LOCKED_NAME2(line)
/* `LOCKED(&self->lock);` holds it to the end of the block. AUTO_UNLOCK is for hand-made cases. */
#define AUTO_UNLOCK __attribute__((cleanup(lock_cleanup)))
#define LOCKED(l)                                                                                  \
    AUTO_UNLOCK __attribute__((unused)) struct lock *LOCKED_NAME(__LINE__) = (lock_take(l), (l))

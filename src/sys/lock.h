/*
 * sys/lock.h - a recursive mutex, atomic counts, a once
 */
#pragma once
#include <stdint.h>

struct sys_lock {
    void *opaque[8]; /* pthread_mutex_t fits */
};
void sys_lock_init(struct sys_lock *lock);
void sys_lock_destroy(struct sys_lock *lock);
void sys_lock_take(struct sys_lock *lock);
void sys_lock_drop(struct sys_lock *lock);

/* A lock that needs no making: zeroed memory is an open one. Not recursive; for the few globals we
 * have. */
struct sys_latch {
    void *opaque[6];
};
void sys_latch_take(struct sys_latch *latch);
void sys_latch_drop(struct sys_latch *latch);

#define atomic_inc(p)     __atomic_add_fetch((p), 1, __ATOMIC_ACQ_REL) /* gives the new value */
#define atomic_dec(p)     __atomic_sub_fetch((p), 1, __ATOMIC_ACQ_REL)
#define atomic_get(p)     __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define atomic_set(p, v)  __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define atomic_swap(p, v) __atomic_exchange_n((p), (v), __ATOMIC_ACQ_REL)

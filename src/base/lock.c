/*
 * lock.c - recursive locks with ranks; native builds check that they are taken in rank order
 */
#include "base/lock.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#if !defined(_WIN32) && !defined(NDEBUG)
/* What this thread holds, in the order taken. (MinGW's __thread would need a library; Windows
 * builds don't check.) */
static __thread struct lock *held[32];
static __thread int n_held;

static void note_taken(struct lock *lock)
{
    enum lock_rank highest = 0;
    bool again = false;

    for (int i = 0; i < n_held; i++) {
        if (held[i] == lock) again = true;
        if (held[i]->rank > highest) highest = held[i]->rank;
    }
    if (!again && n_held && lock->rank <= highest) {
        fprintf(stderr, "lock of rank %d taken while one of rank %d is held\n", lock->rank,
                highest);
        abort();
    }
    if (n_held == (int)(sizeof(held) / sizeof(held[0]))) abort();
    held[n_held++] = lock;
}

static void note_dropped(struct lock *lock)
{
    int i = n_held - 1;

    while (i >= 0 && held[i] != lock)
        i--;
    if (i < 0) {
        fprintf(stderr, "a lock is dropped that this thread doesn't hold\n");
        abort();
    }
    for (n_held--; i < n_held; i++)
        held[i] = held[i + 1];
}

bool lock_any_held(void)
{
    return n_held > 0;
}
#else
static void note_taken(struct lock *lock)
{
    (void)lock;
}

static void note_dropped(struct lock *lock)
{
    (void)lock;
}

bool lock_any_held(void)
{
    return false;
}
#endif

void lock_init(struct lock *lock, enum lock_rank rank)
{
    sys_lock_init(&lock->sys);
    lock->rank = rank;
}

void lock_destroy(struct lock *lock)
{
    sys_lock_destroy(&lock->sys);
}

void lock_take(struct lock *lock)
{
    note_taken(lock); /* before we could wait for ever */
    sys_lock_take(&lock->sys);
}

void lock_drop(struct lock *lock)
{
    note_dropped(lock);
    sys_lock_drop(&lock->sys);
}

void lock_cleanup(struct lock **lock)
{
    if (*lock) lock_drop(*lock);
}

/*
 * lock.c - a recursive mutex: a slim lock that knows who holds it
 *
 * Nothing is made or ended with it, as with a critical section: most objects of ours have one, and
 * many live shorter than it takes Windows to make that.
 */
#include <windows.h>
#include "sys/lock.h"

struct recursive {
    SRWLOCK slim;
    DWORD holder; /* thread id; 0: nobody. Only the holder itself can find its own here */
    DWORD again;  /* how often more than once it is held */
};
_Static_assert(sizeof(struct recursive) <= sizeof(struct sys_lock), "it fits a lock");

void sys_lock_init(struct sys_lock *lock)
{
    *(struct recursive *)lock = (struct recursive){SRWLOCK_INIT, 0, 0};
}

void sys_lock_destroy(struct sys_lock *lock)
{
    (void)lock;
}

void sys_lock_take(struct sys_lock *lock)
{
    struct recursive *recursive = (struct recursive *)lock;
    DWORD me = GetCurrentThreadId();

    if (__atomic_load_n(&recursive->holder, __ATOMIC_RELAXED) == me) {
        recursive->again++;
        return;
    }
    AcquireSRWLockExclusive(&recursive->slim);
    __atomic_store_n(&recursive->holder, me, __ATOMIC_RELAXED);
}

void sys_lock_drop(struct sys_lock *lock)
{
    struct recursive *recursive = (struct recursive *)lock;

    if (recursive->again) {
        recursive->again--;
        return;
    }
    __atomic_store_n(&recursive->holder, 0, __ATOMIC_RELAXED);
    ReleaseSRWLockExclusive(&recursive->slim);
}

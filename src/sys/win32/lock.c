/*
 * lock.c - a recursive mutex: a critical section
 */
#include <windows.h>
#include "sys/lock.h"

_Static_assert(sizeof(CRITICAL_SECTION) <= sizeof(struct sys_lock),
               "a critical section fits a lock");

void sys_lock_init(struct sys_lock *lock)
{
    /* no debug information: it would be an allocation for each */
    InitializeCriticalSectionEx((CRITICAL_SECTION *)lock, 0, CRITICAL_SECTION_NO_DEBUG_INFO);
}

void sys_lock_destroy(struct sys_lock *lock)
{
    DeleteCriticalSection((CRITICAL_SECTION *)lock);
}

void sys_lock_take(struct sys_lock *lock)
{
    EnterCriticalSection((CRITICAL_SECTION *)lock);
}

void sys_lock_drop(struct sys_lock *lock)
{
    LeaveCriticalSection((CRITICAL_SECTION *)lock);
}

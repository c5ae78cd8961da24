/*
 * latch.c - a lock that needs no making: an SRWLOCK
 */
#include <windows.h>
#include "sys/lock.h"

_Static_assert(sizeof(SRWLOCK) <= sizeof(struct sys_latch), "an SRWLOCK fits a latch");

void sys_latch_take(struct sys_latch *latch)
{
    AcquireSRWLockExclusive((SRWLOCK *)latch);
}

void sys_latch_drop(struct sys_latch *latch)
{
    ReleaseSRWLockExclusive((SRWLOCK *)latch);
}

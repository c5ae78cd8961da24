/*
 * fence.c - a full barrier in all other threads: FlushProcessWriteBuffers
 */
#include <windows.h>
#include "sys/fence.h"
#include "sys/lock.h"
#include "sys/win32/wine.h"

bool sys_fence_is_there(void)
{
    static LONG known; /* 0: not asked; 1: no; 2: yes */
    LONG answer = atomic_get(&known);

    if (!answer) {
        answer = is_wine() ? 1 : 2; /* Wine 8 has a stub of it, which says nothing (observed.md) */
        atomic_set(&known, answer);
    }
    return answer == 2;
}

void sys_fence_others(void)
{
    if (sys_fence_is_there()) FlushProcessWriteBuffers();
}

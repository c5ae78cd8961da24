/*
 * clock.c - the time of day and a clock that only goes forward
 */
#include <windows.h>
#include "sys/clock.h"

FILETIME sys_now(void)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    return now;
}

uint64_t sys_awake_msec(void)
{
    ULONGLONG time = 0; /* 100 ns */

    QueryUnbiasedInterruptTime(&time);
    return time / 10000;
}

uint64_t sys_ticks_msec(void)
{
    return GetTickCount64();
}

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

bool sys_local(FILETIME time, struct sys_local_time *out)
{
    SYSTEMTIME utc, local;

    if (!FileTimeToSystemTime(&time, &utc) || !SystemTimeToTzSpecificLocalTime(NULL, &utc, &local))
        return false;
    *out =
        (struct sys_local_time){local.wYear, local.wMonth, local.wDay, local.wHour, local.wMinute};
    return true;
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

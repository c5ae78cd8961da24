/*
 * clock.c - the time of day and a clock that only goes forward
 */
#include <time.h>
#include "sys/clock.h"

#define FROM_1601_TO_1970 11644473600u /* seconds */

FILETIME sys_now(void)
{
    struct timespec now;
    uint64_t v;

    clock_gettime(CLOCK_REALTIME, &now);
    v = ((uint64_t)now.tv_sec + FROM_1601_TO_1970) * 10000000 + (uint64_t)now.tv_nsec / 100;
    return (FILETIME){(DWORD)v, (DWORD)(v >> 32)};
}

bool sys_local(FILETIME time, struct sys_local_time *out)
{
    uint64_t v = (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;
    time_t seconds = (time_t)(v / 10000000) - (time_t)FROM_1601_TO_1970;
    struct tm local;

    if (!localtime_r(&seconds, &local)) return false;
    *out = (struct sys_local_time){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                                   local.tm_hour, local.tm_min};
    return true;
}

static uint64_t msec_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t sys_ticks_msec(void)
{
    return msec_of(CLOCK_BOOTTIME);
}

uint64_t sys_awake_msec(void)
{
    return msec_of(CLOCK_MONOTONIC);
}

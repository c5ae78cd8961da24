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

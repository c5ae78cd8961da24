/*
 * clock.c - the time as a FILETIME in one number
 */
#include "common/clock.h"
#ifdef _WIN32
#include "common/platform.h"

int64_t clock_now(void)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    return (int64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
}
#else
#include <time.h>

int64_t clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return ((int64_t)now.tv_sec + 11644473600) * 10000000 + now.tv_nsec / 100;
}
#endif

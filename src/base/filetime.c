/*
 * filetime.c - FILETIME as a 64-bit count of 100 ns since 1601 (UTC)
 */
#include "base/filetime.h"
#include "sys/clock.h"

FILETIME filetime_now(void)
{
    return sys_now();
}

FILETIME filetime_from_unix(int64_t seconds)
{
    return filetime_from_u64((uint64_t)(seconds + 11644473600) * 10000000);
}

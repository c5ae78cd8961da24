/*
 * filetime.h - FILETIME as a 64-bit count of 100 ns since 1601 (UTC)
 */
#pragma once
#include <stdint.h>
#include "mapidefs.h"

static inline uint64_t filetime_to_u64(FILETIME t)
{
    return (uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime;
}
static inline FILETIME filetime_from_u64(uint64_t v)
{
    return (FILETIME){(DWORD)v, (DWORD)(v >> 32)};
}
FILETIME filetime_now(void);
FILETIME filetime_from_unix(int64_t seconds);

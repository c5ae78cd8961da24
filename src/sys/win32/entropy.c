/*
 * entropy.c - RtlGenRandom, which ADVAPI32 exports as SystemFunction036
 */
#include <windows.h>
#include "sys/entropy.h"

BOOLEAN NTAPI SystemFunction036(void *out, ULONG bytes);

bool sys_random(void *out, size_t bytes)
{
    return bytes <= 0xffffffffu && SystemFunction036(out, (ULONG)bytes);
}

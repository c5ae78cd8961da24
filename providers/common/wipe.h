/*
 * wipe.h - bytes that nobody is to find in memory any more
 */
#pragma once
#include <stddef.h>
#include <string.h>

/* As memset, but it is done though nobody reads the bytes again. NULL with 0 bytes does nothing. */
static inline void wipe(void *bytes, size_t count)
{
    if (!count) return;
    memset(bytes, 0, count);
    __asm__ volatile(""
                     :
                     : "r"(bytes)
                     : "memory"); /* who knows who reads them: not to be left out */
}

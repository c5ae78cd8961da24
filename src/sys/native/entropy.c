/*
 * entropy.c - getrandom
 */
#include <sys/random.h>
#include "sys/entropy.h"

bool sys_random(void *out, size_t bytes)
{
    for (size_t done = 0; done < bytes;) {
        ssize_t n = getrandom((char *)out + done, bytes - done, 0);

        if (n <= 0) return false;
        done += (size_t)n;
    }
    return true;
}

/*
 * dying.h - a process that ends after so many steps that it makes with files
 *
 * For one file of a test that is linked with -Wl,--wrap=renameat2.
 */
#pragma once
#include <unistd.h>

int __real_renameat2(int from, const char *old, int to, const char *new, unsigned flags);
int __wrap_renameat2(int from, const char *old, int to, const char *new, unsigned flags);

static int steps = -1; /* that are made before the process dies; -1: it lives */

static void step(void)
{
    if (steps > 0) steps--;
    else if (!steps) _exit(9);
}

/* A step before it, one behind it. */
int __wrap_renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
    int answer;

    step();
    answer = __real_renameat2(from, old, to, new, flags);
    step();
    return answer;
}

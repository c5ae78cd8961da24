/*
 * sys/fence.h - a full barrier in all other threads of the process, so that what they do often
 * needs none of its own
 *
 * One thread writes A, then reads B; another writes B, calls sys_fence_others, then reads A. One of
 * them at least sees what the other wrote, though the first has kept only the compiler from
 * exchanging its two steps.
 */
#pragma once
#include <stdbool.h>

/* Whether this system has it: the same answer for as long as the process lives. */
bool sys_fence_is_there(void);
/* Each other thread passes a full barrier between the call and its return. Some microseconds; waits
 * for no thread. Where it isn't there: nothing. */
void sys_fence_others(void);

#ifndef _WIN32
/* For tests: 0 as where it isn't there; -1: the machine. No thread may rely on it just now. */
void sys_fence_pretend(int there);
#endif

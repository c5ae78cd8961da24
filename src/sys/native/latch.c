/*
 * latch.c - a lock that needs no making: a pthread mutex, whose open state is all zeros here
 */
#include <pthread.h>
#include "sys/lock.h"

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(struct sys_latch), "a mutex fits a latch");

void sys_latch_take(struct sys_latch *latch)
{
    pthread_mutex_lock((pthread_mutex_t *)latch);
}

void sys_latch_drop(struct sys_latch *latch)
{
    pthread_mutex_unlock((pthread_mutex_t *)latch);
}

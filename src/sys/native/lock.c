/*
 * lock.c - a recursive mutex
 */
#include <pthread.h>
#include "sys/lock.h"

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(struct sys_lock), "a mutex fits a lock");

void sys_lock_init(struct sys_lock *lock)
{
    pthread_mutexattr_t recursive;

    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init((pthread_mutex_t *)lock, &recursive);
    pthread_mutexattr_destroy(&recursive);
}

void sys_lock_destroy(struct sys_lock *lock)
{
    pthread_mutex_destroy((pthread_mutex_t *)lock);
}

void sys_lock_take(struct sys_lock *lock)
{
    pthread_mutex_lock((pthread_mutex_t *)lock);
}

void sys_lock_drop(struct sys_lock *lock)
{
    pthread_mutex_unlock((pthread_mutex_t *)lock);
}

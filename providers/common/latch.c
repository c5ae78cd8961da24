/*
 * latch.c - a lock that needs no making
 */
#include "common/latch.h"
#ifdef _WIN32
#    include <windows.h>
typedef SRWLOCK lock_t; /* SRWLOCK_INIT is zero */
#    define take AcquireSRWLockExclusive
#    define drop ReleaseSRWLockExclusive
#else
#    include <pthread.h>
typedef pthread_mutex_t lock_t; /* so is PTHREAD_MUTEX_INITIALIZER */
#    define take pthread_mutex_lock
#    define drop pthread_mutex_unlock
#endif

_Static_assert(sizeof(lock_t) <= sizeof(struct latch), "the lock fits");

void latch_take(struct latch *latch)
{
    take((lock_t *)latch);
}

void latch_drop(struct latch *latch)
{
    drop((lock_t *)latch);
}

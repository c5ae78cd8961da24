/*
 * home.c - objects that end together
 */
#include "common/home.h"
#include <stdlib.h>
#ifdef _WIN32
#    include <windows.h>
typedef SRWLOCK lock_t;
#    define lock_init(lock) InitializeSRWLock(lock)
#    define lock_take(lock) AcquireSRWLockExclusive(lock)
#    define lock_drop(lock) ReleaseSRWLockExclusive(lock)
#    define lock_end(lock)  ((void)(lock))
#else
#    include <pthread.h>
typedef pthread_mutex_t lock_t;
#    define lock_init(lock) pthread_mutex_init(lock, NULL)
#    define lock_take(lock) pthread_mutex_lock(lock)
#    define lock_drop(lock) pthread_mutex_unlock(lock)
#    define lock_end(lock)  pthread_mutex_destroy(lock)
#endif

struct com_home {
    LONG refs;   /* its owner's, and one for each object in it */
    lock_t lock; /* guards the rest, and the links of all objects in it */
    struct com_object *first;
    bool ended;
};

struct com_home *com_home_create(void)
{
    struct com_home *home = calloc(1, sizeof(*home));

    if (!home) return NULL;
    home->refs = 1;
    lock_init(&home->lock);
    return home;
}

struct com_home *com_home_ref(struct com_home *home)
{
    __atomic_add_fetch(&home->refs, 1, __ATOMIC_RELAXED);
    return home;
}

void com_home_unref(struct com_home *home)
{
    if (!home || __atomic_sub_fetch(&home->refs, 1, __ATOMIC_ACQ_REL)) return;
    lock_end(&home->lock);
    free(home);
}

void com_home_settle(struct com_home *home, void *self)
{
    struct com_object *object = self;
    bool ended;

    lock_take(&home->lock);
    ended = home->ended;
    if (!ended) {
        __atomic_add_fetch(&home->refs, 1, __ATOMIC_RELAXED);
        object->home = home;
        object->next = home->first;
        object->at = &home->first;
        if (object->next) object->next->at = &object->next;
        home->first = object;
    }
    lock_drop(&home->lock);
    if (ended) com_kill(object);
}

void com_home_leave(struct com_object *object)
{
    struct com_home *home = object->home;

    if (!home) return;
    lock_take(&home->lock);
    *object->at = object->next;
    if (object->next) object->next->at = object->at;
    lock_drop(&home->lock);
    object->home = NULL;
    com_home_unref(home);
}

void com_home_end(struct com_home *home)
{
    lock_take(&home->lock);
    home->ended = true;
    for (struct com_object *object = home->first; object; object = object->next)
        com_kill(object);
    lock_drop(&home->lock);
}

/*
 * home.c - objects that end together
 */
#include "common/home.h"
#include <stdlib.h>
#include "common/latch.h"

struct com_home {
    LONG refs;   /* its owner's, and one for each object in it */
    struct latch latch; /* guards the rest, and the links of all objects in it */
    struct com_object *first;
    bool ended;
};

struct com_home *com_home_create(void)
{
    struct com_home *home = calloc(1, sizeof(*home));

    if (!home) return NULL;
    home->refs = 1;
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
    free(home);
}

void com_home_settle(struct com_home *home, void *self)
{
    struct com_object *object = self;
    bool ended;

    latch_take(&home->latch);
    ended = home->ended;
    if (!ended) {
        __atomic_add_fetch(&home->refs, 1, __ATOMIC_RELAXED);
        object->home = home;
        object->next = home->first;
        object->at = &home->first;
        if (object->next) object->next->at = &object->next;
        home->first = object;
    }
    latch_drop(&home->latch);
    if (ended) com_kill(object);
}

void com_home_leave(struct com_object *object)
{
    struct com_home *home = object->home;

    if (!home) return;
    latch_take(&home->latch);
    *object->at = object->next;
    if (object->next) object->next->at = object->at;
    latch_drop(&home->latch);
    object->home = NULL;
    com_home_unref(home);
}

void com_home_end(struct com_home *home)
{
    latch_take(&home->latch);
    home->ended = true;
    for (struct com_object *object = home->first; object; object = object->next)
        com_kill(object);
    latch_drop(&home->latch);
}

bool com_home_has_ended(struct com_home *home)
{
    bool ended;

    latch_take(&home->latch);
    ended = home->ended;
    latch_drop(&home->latch);
    return ended;
}

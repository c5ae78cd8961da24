/*
 * home.c - objects that end together
 */
#include "com/home.h"
#include "sys/lock.h"

struct com_home {
    LONG refs;              /* its owner's, and one for each object in it */
    struct sys_latch latch; /* guards the rest, and the links of all objects in it */
    struct list objects;
    bool ended;
};

struct com_home *com_home_create(void)
{
    struct com_home *home = mem_zero(sizeof(*home));

    if (!home) return NULL;
    home->refs = 1;
    list_init(&home->objects);
    return home;
}

void com_home_ref(struct com_home *home)
{
    atomic_inc(&home->refs);
}

void com_home_unref(struct com_home *home)
{
    if (home && !atomic_dec(&home->refs)) mem_free(home);
}

/* Whoever moves an object has a reference on it, or is its end: nobody else does at the same time.
 */
void com_home_leave(struct com_object *object)
{
    struct com_home *home = object->home;

    if (!home) return;
    sys_latch_take(&home->latch);
    list_remove(&object->neighbours);
    sys_latch_drop(&home->latch);
    object->home = NULL;
    com_home_unref(home);
}

static bool move_in(struct com_home *home, struct com_object *object)
{
    bool ended;

    com_home_leave(object);
    sys_latch_take(&home->latch);
    ended = home->ended;
    if (!ended) {
        list_append(&home->objects, &object->neighbours);
        object->home = home;
        com_home_ref(home);
    }
    sys_latch_drop(&home->latch);
    return !ended;
}

HRESULT com_home_adopt(struct com_home *home, void *iface_variable)
{
    struct com_object *object = com_object_of(*(void **)iface_variable);
    bool in;

    if (!object) return S_OK;
    in = move_in(home, object);
    if (!in) com_kill(object);
    com_unref(object);
    if (in) return S_OK;
    com_release(iface_variable);
    return MAPI_E_INVALID_OBJECT;
}

HRESULT com_home_follow(void *object, void *iface_variable)
{
    struct com_home *home = ((struct com_object *)object)->home;

    return home ? com_home_adopt(home, iface_variable) : S_OK;
}

void com_home_end(struct com_home *home)
{
    sys_latch_take(&home->latch);
    home->ended = true;
    LIST_EACH(object, &home->objects, struct com_object, neighbours)
    com_kill(object);
    sys_latch_drop(&home->latch);
}

/*
 * home.c - objects that end together
 *
 * One latch for all homes: it guards their lists and which home an object has. It is held for a few
 * instructions, and by an end for as long as its objects are killed; none of their code runs then.
 */
#include "com/home.h"
#include "sys/lock.h"

struct com_home {
    LONG refs;           /* its owner's, and one for each object in it */
    struct list objects; /* under the latch */
    bool ended;          /* under the latch */
};

static struct sys_latch latch;

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

void com_home_leave(struct com_object *object)
{
    struct com_home *home = object->home;

    if (!home) return; /* nobody moves it any more: this is its end */
    sys_latch_take(&latch);
    list_remove(&object->neighbours);
    object->home = NULL;
    sys_latch_drop(&latch);
    com_home_unref(home);
}

/* Under the latch. An object that has a second home to end with is told once. */
static bool is_to_be_told(struct com_object *object)
{
    bool first = object->class->ended && !object->told;

    object->told = true;
    return first;
}

/*
 * False: the home has ended; the object stays where it was.
 * tell   out, with false: its end is to be told
 */
static bool move_in(struct com_home *home, struct com_object *object, bool *tell)
{
    struct com_home *left = NULL;
    bool ended;

    sys_latch_take(&latch);
    ended = home->ended;
    if (!ended) {
        left = object->home;
        if (left) list_remove(&object->neighbours);
        list_append(&home->objects, &object->neighbours);
        object->home = home;
        com_home_ref(home);
    } else {
        com_kill(object);
        *tell = is_to_be_told(object);
    }
    sys_latch_drop(&latch);
    com_home_unref(left);
    return !ended;
}

HRESULT com_home_adopt(struct com_home *home, void *iface_variable)
{
    struct com_object *object = com_object_of(*(void **)iface_variable);
    bool in, tell = false;

    if (!object) return S_OK;
    in = move_in(home, object, &tell);
    if (tell) object->class->ended(object);
    com_unref(object);
    if (in) return S_OK;
    com_release(iface_variable);
    return MAPI_E_INVALID_OBJECT;
}

HRESULT com_home_follow(void *self, void *iface_variable)
{
    struct com_object *object = self;
    struct com_home *home;
    HRESULT hr;

    sys_latch_take(&latch);
    home = object->home;
    if (home) com_home_ref(home);
    sys_latch_drop(&latch);
    hr = home ? com_home_adopt(home, iface_variable) : S_OK;
    com_home_unref(home);
    return hr;
}

/* The next in the list that has something to give back, with a reference; those passed by are moved
 * to over. */
static struct com_object *next_to_end(struct com_home *home, struct list *over)
{
    struct com_object *found = NULL;

    sys_latch_take(&latch);
    while (!found && !list_empty(&home->objects)) {
        struct com_object *object = LIST_ENTRY(home->objects.next, struct com_object, neighbours);

        list_remove(&object->neighbours);
        list_append(over, &object->neighbours);
        if (is_to_be_told(object) && com_ref_alive(object)) found = object;
    }
    sys_latch_drop(&latch);
    return found;
}

void com_home_end(struct com_home *home)
{
    struct list over; /* objects leave it as they would leave the other */
    struct com_object *object;

    list_init(&over);
    sys_latch_take(&latch);
    home->ended = true;
    LIST_EACH(object, &home->objects, struct com_object, neighbours)
    com_kill(object);
    sys_latch_drop(&latch);
    while ((object = next_to_end(home, &over))) {
        object->class->ended(object);
        com_unref(object);
    }
    sys_latch_take(&latch); /* they stay until their last Release */
    while (!list_empty(&over)) {
        struct list *link = over.next;

        list_remove(link);
        list_append(&home->objects, link);
    }
    sys_latch_drop(&latch);
}

/*
 * com.c - identity and lifetime of a provider's COM objects
 */
#include "common/com.h"
#include <stdlib.h>
#include "common/home.h"

/* The count while destroy runs: references taken and given back meanwhile do not end the object
 * twice. */
#define ENDING (-0x40000000)

static long alive;

void *com_alloc(const struct com_class *class, size_t bytes)
{
    struct com_object *object = calloc(1, bytes);

    if (!object) return NULL;
    object->class = class;
    object->refs = 1;
    __atomic_add_fetch(&alive, 1, __ATOMIC_RELAXED);
    return object;
}

void com_ref(void *object)
{
    com_count_up(object);
}

ULONG com_count_up(void *self)
{
    struct com_object *object = self;

    return (ULONG)__atomic_add_fetch(&object->refs, 1, __ATOMIC_RELAXED);
}

ULONG com_unref(void *self)
{
    struct com_object *object = self;
    LONG left;

    if (!object) return 0;
    left = __atomic_sub_fetch(&object->refs, 1, __ATOMIC_ACQ_REL);
    if (left) return (ULONG)left;
    __atomic_store_n(&object->refs, ENDING, __ATOMIC_RELAXED);
    com_home_leave(object);
    object->class->destroy(object);
    free(object);
    __atomic_sub_fetch(&alive, 1, __ATOMIC_RELAXED);
    return 0;
}

bool com_ref_alive(void *self)
{
    struct com_object *object = self;
    LONG refs = __atomic_load_n(&object->refs, __ATOMIC_ACQUIRE);

    while (refs > 0)
        if (__atomic_compare_exchange_n(&object->refs, &refs, refs + 1, true, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
            return true;
    return false;
}

HRESULT com_query(void *self, const IID *iid, void **out)
{
    struct com_object *object = self;
    const struct com_class *class = object->class;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (!iid) return MAPI_E_INVALID_PARAMETER;
    for (size_t i = 0; i < class->n_faces; i++) {
        if (!IsEqualGUID(iid, class->faces[i].iid) && !(i == 0 && IsEqualGUID(iid, &IID_IUnknown)))
            continue;
        com_ref(object);
        *out = (char *)object + class->faces[i].offset;
        return S_OK;
    }
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

void com_kill(void *self)
{
    struct com_object *object = self;
    const struct com_class *class = object->class;

    for (size_t i = 0; i < class->n_faces; i++)
        if (class->faces[i].dead)
            __atomic_store_n((const void **)((char *)object + class->faces[i].offset),
                             class->faces[i].dead, __ATOMIC_RELEASE);
}

long com_objects_alive(void)
{
    return __atomic_load_n(&alive, __ATOMIC_RELAXED);
}

void com_release(void *interface_pointer_variable)
{
    IUnknown **pointer = interface_pointer_variable;
    IUnknown *iface = *pointer;

    *pointer = NULL;
    if (iface) iface->lpVtbl->Release(iface);
}

/*
 * com.c - identity and lifetime of COM objects in C
 */
#include "com/com.h"
#include "com/home.h"
#include "sys/lock.h"

static long alive;

/* The question for the object behind a face, put by the address of this constant: *out is a struct
 * answer then, which only com_query knows. {b1f0b3a2-53a1-4b6e-9d0c-2f7c1e6c9a41} */
struct answer {
    struct com_object *object;
};
static const IID IID_ours = {0xb1f0b3a2, 0x53a1, 0x4b6e,
                             {0x9d, 0x0c, 0x2f, 0x7c, 0x1e, 0x6c, 0x9a, 0x41}};

void *com_alloc(const struct com_class *class, size_t bytes)
{
    struct com_object *object = mem_zero(bytes);

    if (!object) return NULL;
    object->class = class;
    object->refs = 1;
    atomic_inc(&alive);
    return object;
}

void com_ref(void *object)
{
    com_count_up(object);
}

ULONG com_count_up(void *self)
{
    struct com_object *object = self;

    return (ULONG)atomic_inc(&object->refs);
}

/* While destroy runs, an object may be handed out and taken back without a second end. */
#define REFS_ENDING 0x40000000

bool com_ref_alive(void *self)
{
    struct com_object *object = self;
    LONG refs = atomic_get(&object->refs);

    while (refs > 0 && refs < REFS_ENDING)
        if (__atomic_compare_exchange_n(&object->refs, &refs, refs + 1, true, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
            return true;
    return false;
}

ULONG com_unref(void *self)
{
    struct com_object *object = self;
    LONG left;

    if (!object) return 0;
    left = atomic_dec(&object->refs);
    if (left > 0) return (ULONG)left;
    if (left < 0) { /* released once too often by a client, and its memory not used again yet */
        atomic_inc(&object->refs);
        return 0;
    }
    object->refs = REFS_ENDING;
    com_home_leave(object);
    object->class->destroy(object);
    object->refs = 0;
    mem_free(object);
    atomic_dec(&alive);
    return 0;
}

HRESULT com_query(void *self, const IID *iid, void **out)
{
    struct com_object *object = self;
    const struct com_class *class = object->class;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    if (iid == &IID_ours) {
        com_ref(object);
        ((struct answer *)*out)->object = object;
        return S_OK;
    }
    *out = NULL;
    if (!iid) return MAPI_E_INVALID_PARAMETER;
    for (size_t i = 0; i < class->n_faces; i++) {
        if (!IsEqualGUID(iid, class->faces[i].iid) && !(i == 0 && IsEqualGUID(iid, &IID_IUnknown)))
            continue;
        com_ref(object);
        *out = (char *)object + class->faces[i].offset;
        return S_OK;
    }
    return E_NOINTERFACE;
}

static bool has_face(const struct com_object *object, const void *iface)
{
    for (size_t i = 0; i < object->class->n_faces; i++)
        if ((const char *)object + object->class->faces[i].offset == iface) return true;
    return false;
}

void *com_object_of(void *iface)
{
    IUnknown *unknown = iface;
    struct answer answer = {NULL};
    IUnknown *out = (IUnknown *)&answer;
    HRESULT hr = unknown->lpVtbl->QueryInterface(unknown, &IID_ours, (void **)&out);

    if (answer.object) { /* ours, or one that was asked by somebody else's */
        if (has_face(answer.object, iface)) return answer.object;
        com_unref(answer.object);
    } else if (SUCCEEDED(hr) && out != (IUnknown *)&answer) {
        com_release(&out); /* it says yes to all */
    }
    return NULL;
}

void com_kill(void *self)
{
    struct com_object *object = self;
    const struct com_class *class = object->class;

    object->killed = true;
    for (size_t i = 0; i < class->n_faces; i++)
        if (class->faces[i].dead)
            atomic_set((const void **)((char *)object + class->faces[i].offset),
                       class->faces[i].dead);
}

void com_release(void *interface_pointer_variable)
{
    IUnknown **pointer = interface_pointer_variable;
    IUnknown *iface = *pointer;

    *pointer = NULL;
    if (iface) iface->lpVtbl->Release(iface);
}

HRESULT com_given(HRESULT hr, void *result_pointer_variable)
{
    void **result = result_pointer_variable;

    if (FAILED(hr)) *result = NULL;
    else if (!*result) return MAPI_E_CALL_FAILED;
    return hr;
}

long com_objects_alive(void)
{
    return atomic_get(&alive);
}

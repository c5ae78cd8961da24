/*
 * com.h - COM objects in C: identity, count, faces, QueryInterface by table
 *
 * An object's struct starts with `struct com_object com;` and has one `IFoo IFoo_iface;` per
 * vtable. See doc/style.md section 3 for a whole one. Per-interface forwarders, refusals and dead
 * vtables are generated: com/faces.h.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "base/list.h"
#include "base/mem.h"
#include "com/faces.h"

struct com_home;

struct com_face {
    const IID *iid;
    size_t offset;    /* of the interface in the object */
    const void *dead; /* the vtable after com_kill; NULL: the face outlives its session */
    size_t n_slots;   /* in its vtable */
};

struct com_class {
    const char *name;
    const struct com_face *faces; /* the first also answers IUnknown */
    size_t n_faces;
    void (*destroy)(void *self); /* accepts a half-built, zeroed object; must not free self */
    /* Its home has ended, and it was killed: gives back what others wait for and calls nobody any
     * more. Once, without a lock; methods may still be running on other threads. NULL: nothing to
     * give. */
    void (*ended)(void *self);
};

struct com_object {
    const struct com_class *class;
    LONG refs;
    bool killed;
    bool told;             /* class->ended was called, or will be; under the homes' latch */
    struct com_home *home; /* counted; with whom it ends (home.h), or NULL */
    struct list neighbours; /* in home, under its latch */
};

/* A zeroed object with one reference, or NULL. Unset lpVtbl slots are the constructor's
 * business. */
void *com_alloc(const struct com_class *class, size_t bytes);
void com_ref(void *object);
/* One reference, unless the last one is gone and the object's end has begun: for who finds it in a
 * list that its destroy takes it out of, under that list's lock. */
bool com_ref_alive(void *object);
ULONG com_count_up(void *object);
/* Gives back one reference; the last calls destroy and frees. NULL does nothing. Gives the new
 * count. */
ULONG com_unref(void *object);
HRESULT com_query(void *object, const IID *iid, void **out);
/* Swaps every mortal face's vtable for its dead one: AddRef and Release go on, the rest answers
 * MAPI_E_INVALID_OBJECT. */
void com_kill(void *object);
/* The object of ours that an interface pointer is a face of, with a reference; NULL: it is somebody
 * else's, whatever its QueryInterface says, or passes on to one of ours. */
void *com_object_of(void *iface);
/* Objects alive, of all classes; tests compare at their end. */
long com_objects_alive(void);

/* Releases *pointer (any interface pointer variable, as void *) and makes it NULL:
 * com_release(&s->sink). */
void com_release(void *interface_pointer_variable);
#define AUTO_RELEASE __attribute__((cleanup(com_release)))
/*
 * What somebody else's method gave: hr, with *result_pointer_variable made NULL when that is a
 * failure (whatever was left there), and MAPI_E_CALL_FAILED when it says success and gave nothing.
 * `hr = com_given(f(&p), &p);`
 */
HRESULT com_given(HRESULT hr, void *result_pointer_variable);
/* Any interface pointer: */
#define com_addref(iface) ((void)((IUnknown *)(iface))->lpVtbl->AddRef((IUnknown *)(iface)))

/* The faces of a class. IID_ constants come from mapiguid.h; where IID and interface differ in name
 * (IID_IMAPISup) the last kind gives the IID. */
#define COM_FACE(class_, iface_)           COM_FACE_IID(class_, iface_, IID_##iface_)
#define COM_FACE_AS(class_, iface_, base_) COM_FACE_IID(class_, iface_, IID_##base_)
#define COM_FACE_IID(class_, iface_, iid_) COM_FACE_ROW(class_, iface_, iid_, NULL)
/* ... of a class that can be killed: class_IFoo_dead comes from COM_DEAD, before the faces */
#define COM_MORTAL(class_, iface_)           COM_MORTAL_IID(class_, iface_, IID_##iface_)
#define COM_MORTAL_AS(class_, iface_, base_) COM_MORTAL_IID(class_, iface_, IID_##base_)
#define COM_MORTAL_IID(class_, iface_, iid_)                                                       \
    COM_FACE_ROW(class_, iface_, iid_, &class_##_##iface_##_dead)
#define COM_FACE_ROW(class_, iface_, iid_, dead_)                                                  \
    {&(iid_), offsetof(struct class_, iface_##_iface), dead_,                                      \
     sizeof(iface_##Vtbl) / sizeof(void *)}

/* `static const struct com_class x_class`, from x_faces and x_destroy; with x_ended, too. */
#define COM_CLASS(class_)       COM_CLASS_ROW(class_, NULL)
#define COM_CLASS_ENDED(class_) COM_CLASS_ROW(class_, class_##_ended)
#define COM_CLASS_ROW(class_, ended_)                                                              \
    static const struct com_class class_##_class = {                                               \
        #class_, class_##_faces, sizeof(class_##_faces) / sizeof(class_##_faces[0]),               \
        class_##_destroy, ended_}

/* x_from(iface) and IUnknown's three methods, for the class's one vtable. */
#define COM_UNKNOWN(class_, iface_)                                                                \
    static inline struct class_ *class_##_from(iface_ *iface)                                      \
    {                                                                                              \
        return (struct class_ *)((char *)iface - offsetof(struct class_, iface_##_iface));         \
    }                                                                                              \
    static HRESULT STDMETHODCALLTYPE class_##_QueryInterface(iface_ *iface, REFIID iid,            \
                                                             void **out)                           \
    {                                                                                              \
        return com_query(class_##_from(iface), iid, out);                                          \
    }                                                                                              \
    static ULONG STDMETHODCALLTYPE class_##_AddRef(iface_ *iface)                                  \
    {                                                                                              \
        return com_count_up(class_##_from(iface));                                                 \
    }                                                                                              \
    static ULONG STDMETHODCALLTYPE class_##_Release(iface_ *iface)                                 \
    {                                                                                              \
        return com_unref(class_##_from(iface));                                                    \
    }
#define COM_UNKNOWN_METHODS(class_)                                                                \
    .QueryInterface = class_##_QueryInterface, .AddRef = class_##_AddRef,                          \
    .Release = class_##_Release

/* A second vtable of the same object: x_IFoo_from, x_IFoo_QueryInterface, ... */
#define COM_UNKNOWN_SECOND(class_, iface_)                                                         \
    static inline struct class_ *class_##_##iface_##_from(iface_ *iface)                           \
    {                                                                                              \
        return (struct class_ *)((char *)iface - offsetof(struct class_, iface_##_iface));         \
    }                                                                                              \
    static HRESULT STDMETHODCALLTYPE class_##_##iface_##_QueryInterface(iface_ *iface, REFIID iid, \
                                                                        void **out)                \
    {                                                                                              \
        return com_query(class_##_##iface_##_from(iface), iid, out);                               \
    }                                                                                              \
    static ULONG STDMETHODCALLTYPE class_##_##iface_##_AddRef(iface_ *iface)                       \
    {                                                                                              \
        return com_count_up(class_##_##iface_##_from(iface));                                      \
    }                                                                                              \
    static ULONG STDMETHODCALLTYPE class_##_##iface_##_Release(iface_ *iface)                      \
    {                                                                                              \
        return com_unref(class_##_##iface_##_from(iface));                                         \
    }
#define COM_UNKNOWN_SECOND_METHODS(class_, iface_)                                                 \
    .QueryInterface = class_##_##iface_##_QueryInterface, .AddRef = class_##_##iface_##_AddRef,    \
    .Release = class_##_##iface_##_Release

/*
 * The vtable of an object that was killed, for COM_MORTAL: `COM_DEAD(msg_store, IMsgStore,
 * IMSGSTORE_DEAD_SLOTS);` It stands after COM_UNKNOWN and before the faces.
 */
#define COM_DEAD(class_, iface_, ...)                                                              \
    static const iface_##Vtbl class_##_##iface_##_dead = {COM_UNKNOWN_METHODS(class_), __VA_ARGS__}
#define COM_DEAD_SECOND(class_, iface_, ...)                                                       \
    static const iface_##Vtbl class_##_##iface_##_dead = {                                         \
        COM_UNKNOWN_SECOND_METHODS(class_, iface_), __VA_ARGS__}

/*
 * Out of com/faces.h, for every interface IFoo of include/ (and IStream, IStorage, IMalloc and
 * their like):
 *
 *   refuse_IFoo_Method      a function of the slot's type that answers MAPI_E_NO_SUPPORT
 *                           (doc/coverage.md lists its uses)
 *   dead_IFoo_Method        ... MAPI_E_INVALID_OBJECT; void, BOOL and pointer results are nothing
 *                           and 0
 *   IFOO_DEAD_SLOTS         `.Method = dead_IFoo_Method, ...` for all but IUnknown's three,
 *                           inherited ones too
 *   IFOO_REFUSED_SLOTS      the same with refuse_
 *   IFOO_SLOTS(class)       `.Method = class_Method, ...` for the interface's own methods, without
 *                           inherited ones
 *   IFOO_FORWARD(class, IBar, target, member)
 *                           a thunk class_Method(IBar *iface, ...) for each of IFoo's own methods
 *                           that calls target_method(&class_from(iface)->member, ...) with the
 *                           method's own parameters, the name in snake case: GetPropList ->
 *                           target_get_prop_list, GetIDsFromNames -> target_get_ids_from_names.
 *                           IBar is IFoo or what inherits from it: IMAPIPROP_FORWARD(mail_user,
 *                           IMailUser, prop_bag, props)
 *   IFOO_FORWARD_Method(class, IBar, target, member)
 *                           one of these thunks, for a class that writes some of the methods itself
 */

/*
 * com.h - COM objects in C for providers: identity, count, faces, QueryInterface by table
 *
 * The same macros as the subsystem's own src/com/com.h, where an object's shape is described; a
 * provider includes nothing of src/. Method refusals and IMAPIProp's forwarders are generated:
 * common/faces.h.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "mapiguid.h"
#include "common/faces.h"

/* A native test links the subsystem beside a provider: the functions need names of their own. */
#define com_alloc         provider_com_alloc
#define com_ref           provider_com_ref
#define com_count_up      provider_com_count_up
#define com_unref         provider_com_unref
#define com_query         provider_com_query
#define com_release       provider_com_release
#define com_ref_alive     provider_com_ref_alive
#define com_objects_alive provider_com_objects_alive
#define com_kill          provider_com_kill

struct com_home;

struct com_face {
    const IID *iid;
    size_t offset; /* of the interface in the object */
    const void *dead; /* the vtable after com_kill; NULL: the face stays as it is */
};

struct com_class {
    const char *name;
    const struct com_face *faces; /* the first also answers IUnknown */
    size_t n_faces;
    void (*destroy)(void *self); /* accepts a half-built, zeroed object; must not free self */
};

struct com_object {
    const struct com_class *class;
    LONG refs;
    struct com_home *home; /* counted; with whom it ends (home.h), or NULL */
    struct com_object *next, **at; /* its neighbours there, under that home's lock */
};

/* A zeroed object with one reference, or NULL. */
void *com_alloc(const struct com_class *class, size_t bytes);
void com_ref(void *object);
ULONG com_count_up(void *object);
/* Gives back one reference; the last calls destroy and frees. NULL does nothing. Gives the new
 * count. */
ULONG com_unref(void *object);
HRESULT com_query(void *object, const IID *iid, void **out);
/* A reference to an object that may be ending in another thread: false then. The caller holds a
 * lock that its destroy takes. */
bool com_ref_alive(void *object);
/* Swaps every mortal face's vtable for its dead one: AddRef and Release go on, the rest answers
 * MAPI_E_INVALID_OBJECT. */
void com_kill(void *object);
/* Objects alive, of all classes; tests compare at their end. */
long com_objects_alive(void);

/* Releases *pointer (any interface pointer variable, as void *) and makes it NULL. */
void com_release(void *interface_pointer_variable);
#define AUTO_RELEASE __attribute__((cleanup(com_release)))
#define com_addref(iface) ((void)((IUnknown *)(iface))->lpVtbl->AddRef((IUnknown *)(iface)))

#define COM_FACE(class_, iface_)           COM_FACE_ROW(class_, iface_, IID_##iface_, NULL)
#define COM_FACE_AS(class_, iface_, base_) COM_FACE_ROW(class_, iface_, IID_##base_, NULL)
#define COM_FACE_IID(class_, iface_, iid_) COM_FACE_ROW(class_, iface_, iid_, NULL)
/* ... of a class that can be killed: class_IFoo_dead comes from COM_DEAD, before the faces */
#define COM_MORTAL(class_, iface_)           COM_MORTAL_IID(class_, iface_, IID_##iface_)
#define COM_MORTAL_AS(class_, iface_, base_) COM_MORTAL_IID(class_, iface_, IID_##base_)
#define COM_MORTAL_IID(class_, iface_, iid_)                                                       \
    COM_FACE_ROW(class_, iface_, iid_, &class_##_##iface_##_dead)
#define COM_FACE_ROW(class_, iface_, iid_, dead_)                                                  \
    {                                                                                              \
        &(iid_), offsetof(struct class_, iface_##_iface), dead_                                    \
    }

/* `static const struct com_class x_class`, from x_faces and x_destroy. */
#define COM_CLASS(class_)                                                                          \
    static const struct com_class class_##_class = {                                               \
        #class_, class_##_faces, sizeof(class_##_faces) / sizeof(class_##_faces[0]),               \
        class_##_destroy}

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

/*
 * The vtable of an object that was killed, for COM_MORTAL: `COM_DEAD(folder, IMAPIFolder,
 * IMAPIFOLDER_DEAD_SLOTS);` It stands after COM_UNKNOWN and before the faces.
 */
#define COM_DEAD(class_, iface_, ...)                                                              \
    static const iface_##Vtbl class_##_##iface_##_dead = {COM_UNKNOWN_METHODS(class_), __VA_ARGS__}

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

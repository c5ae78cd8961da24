/*
 * prop_bag.h - a set of properties with access marks; behind every IMAPIProp of ours
 *
 * Embed one, give it to IMAPIPROP_FORWARD(class, IFoo, prop_bag, bag), and the object has all 11
 * methods. Values are kept as they were set (text: in the width it came in) and given in the width
 * that is asked for.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "base/error.h"
#include "base/lock.h"
#include "prop/pname.h"

/* Marks of one property. */
#define PROP_COMPUTED  0x01 /* SetProps and DeleteProps give the problem MAPI_E_COMPUTED */
#define PROP_LOCKED    0x02 /* ... MAPI_E_NO_ACCESS (IPROP_READONLY) */
#define PROP_HIDDEN    0x04 /* given only when asked by its tag: secure properties (6.1-08) */
#define PROP_DIRTY     0x08 /* changed by a client */
#define PROP_DELETED   0x10 /* gone, but remembered for IPropData */
#define PROP_ON_DEMAND 0x20 /* no value kept: ops->compute is asked each time */

struct prop_bag;

struct prop_bag_slot {
    ULONG tag;
    ULONG marks;
    SPropValue *value; /* owned root; NULL: PROP_ON_DEMAND, PROP_DELETED, or a PT_OBJECT */
};

/*
 * What an owner may add; each may be NULL. compute, put and drop are called with the bag's lock
 * held (the owner's own when it lent one), so they call no foreign code; the others are called
 * without it.
 */
struct prop_bag_ops {
    /* The value of a PROP_ON_DEMAND property; what it points at hangs on root. */
    HRESULT (*compute)(void *owner, ULONG tag, void *root, SPropValue *out);
    /* Before a client's value is kept (value->ulPropTag is its tag); a failure becomes its problem.
     */
    HRESULT (*put)(void *owner, const SPropValue *value);
    /* Before a client's deletion. */
    HRESULT (*drop)(void *owner, ULONG tag);
    /* After one SetProps, DeleteProps or CopyTo that changed anything. */
    void (*changed)(void *owner);
    /* OpenProperty; MAPI_E_INTERFACE_NOT_SUPPORTED goes on to the bag's own: IID_IStream on binary
     * and text. */
    HRESULT (*open_property)
    (void *owner, ULONG tag, const IID *iid, ULONG interface_options, ULONG flags, IUnknown **out);
    /* SaveChanges; NULL: S_OK without effect (6.1-37). */
    HRESULT (*save_changes)(void *owner, ULONG flags);
};

struct prop_bag {
    struct lock own_lock;
    struct lock *lock;           /* own_lock, or lent by the owner */
    struct last_error last;      /* what GetLastError tells */
    struct prop_bag_slot *slots; /* owned, ordered by PROP_ID */
    size_t count, room;
    bool read_only;    /* SetProps, DeleteProps: MAPI_E_NO_ACCESS */
    bool keep_deleted; /* slots stay, marked PROP_DELETED */
    bool any_id; /* takes ids from 0x8000 although it has no names (else MAPI_E_UNEXPECTED_ID) */
    const struct prop_bag_ops *ops; /* may be NULL */
    void *owner;                    /* the first argument of ops */
    IUnknown *outer; /* borrowed: the object whose bag this is; kept alive by streams, told apart in
                        CopyTo */
    struct pname_map *names; /* one reference; NULL: no named properties (MAPI_E_NO_SUPPORT) */
};

/* lock NULL: the bag has its own (RANK_PROP_BAG). A bag of zeroes may be destroyed. */
void prop_bag_init(struct prop_bag *bag, IUnknown *outer, const struct prop_bag_ops *ops,
                   void *owner, struct lock *lock);
void prop_bag_destroy(struct prop_bag *bag);
/* From now on the bag's ids from 0x8000 are names of map (one more reference is taken). */
void prop_bag_use_names(struct prop_bag *bag, struct pname_map *map);

/* For the owner: no access check, no ops called. The value is copied. */
HRESULT prop_bag_set(struct prop_bag *bag, const SPropValue *value);
HRESULT prop_bag_set_marked(struct prop_bag *bag, const SPropValue *value, ULONG marks);
HRESULT prop_bag_set_text(struct prop_bag *bag, ULONG tag, const WCHAR *text);
HRESULT prop_bag_set_long(struct prop_bag *bag, ULONG tag, LONG value);
HRESULT prop_bag_set_binary(struct prop_bag *bag, ULONG tag, ULONG bytes, const void *value);
/* Lists a PT_OBJECT property, which has no value here; ops->open_property gives it. */
HRESULT prop_bag_add_object(struct prop_bag *bag, ULONG tag, ULONG marks);
/* The same for a client: one that is listed stays as it is. MAPI_E_NO_ACCESS: what has this id is
 * locked */
HRESULT prop_bag_list_object(struct prop_bag *bag, ULONG tag);
/* Marks of a property that is there (or, with PROP_ON_DEMAND, is from now on); its old marks are
 * replaced. MAPI_E_NOT_FOUND */
HRESULT prop_bag_mark(struct prop_bag *bag, ULONG tag, ULONG marks);
ULONG prop_bag_marks(struct prop_bag *bag, ULONG tag); /* 0 for what isn't there */
void prop_bag_remove(struct prop_bag *bag, ULONG tag);
/* The value kept (fits tag, not PT_ERROR), or NULL. Borrowed: valid until the bag changes; hold the
 * bag's lock where others may change it. */
const SPropValue *prop_bag_get(struct prop_bag *bag, ULONG tag);
/* Any slot with tag's id, deleted ones too; NULL. The lock must be held as long as it is used. */
struct prop_bag_slot *prop_bag_slot(struct prop_bag *bag, ULONG tag);
/* A deep copy on root, in tag's type. MAPI_E_NOT_FOUND. */
HRESULT prop_bag_fetch(struct prop_bag *bag, ULONG tag, void *root, SPropValue *out);

/* The eleven methods; each is documented at its definition. */
HRESULT prop_bag_get_last_error(struct prop_bag *bag, HRESULT hr, ULONG flags, LPMAPIERROR *out);
HRESULT prop_bag_save_changes(struct prop_bag *bag, ULONG flags);
HRESULT prop_bag_get_props(struct prop_bag *bag, LPSPropTagArray tags, ULONG flags, ULONG *count,
                           LPSPropValue *out);
HRESULT prop_bag_get_prop_list(struct prop_bag *bag, ULONG flags, LPSPropTagArray *out);
HRESULT prop_bag_open_property(struct prop_bag *bag, ULONG tag, LPCIID iid, ULONG interface_options,
                               ULONG flags, LPUNKNOWN *out);
HRESULT prop_bag_set_props(struct prop_bag *bag, ULONG count, LPSPropValue props,
                           LPSPropProblemArray *problems);
HRESULT prop_bag_delete_props(struct prop_bag *bag, LPSPropTagArray tags,
                              LPSPropProblemArray *problems);
HRESULT prop_bag_copy_to(struct prop_bag *bag, ULONG n_excluded_iids, LPCIID excluded_iids,
                         LPSPropTagArray excluded, ULONG_PTR ui_param, LPMAPIPROGRESS progress,
                         LPCIID iid, LPVOID destination, ULONG flags,
                         LPSPropProblemArray *problems);
HRESULT prop_bag_copy_props(struct prop_bag *bag, LPSPropTagArray included, ULONG_PTR ui_param,
                            LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                            LPSPropProblemArray *problems);
HRESULT prop_bag_get_names_from_ids(struct prop_bag *bag, LPSPropTagArray *tags, LPGUID set,
                                    ULONG flags, ULONG *count, LPMAPINAMEID **names);
HRESULT prop_bag_get_ids_from_names(struct prop_bag *bag, ULONG count, LPMAPINAMEID *names,
                                    ULONG flags, LPSPropTagArray *out);

/*
 * props.h - IMAPIProp for every object of a logon: over a bag, with computed properties and
 * streams
 *
 * An object embeds a struct props and forwards its eleven methods here (IMAPIPROP_FORWARD(class,
 * IFoo, props, props)).
 */
#pragma once
#include "common/sql/bag.h"
#include "common/sql/house.h"

struct props;

struct props_ops {
    const struct house *house;
    /* The first five are called under the connection's lock. */
    HRESULT (*bag)
    (struct props *props, struct bag **out); /* the bag as it is now, valid under the lock */
    HRESULT (*settle)(struct props *props);  /* before all of the bag is looked at; may be NULL */
    /* S_FALSE: not a computed property. Errors go into the answer's entry. */
    HRESULT (*computed)(struct props *props, ULONG tag, struct value **out);
    /* May a client set (or, value NULL, delete) this? S_FALSE: leave it silently; errors become
     * problems. */
    HRESULT (*check)(struct props *props, ULONG tag, const struct value *value);
    /* The bag was changed; an object that is not transacted writes it now, in the transaction that
     * it was read in. */
    HRESULT (*changed)(struct props *props);

    const ULONG
        *computed_tags; /* ends with 0; those that have no value now are left out of GetPropList */
    const ULONG *object_tags; /* PT_OBJECT, ends with 0 */

    /* Without the lock. Tables, embedded messages; S_FALSE: a stream, if at all. NULL: never. */
    HRESULT (*open)
    (struct props *props, ULONG tag, const IID *iid, ULONG options, ULONG flags, IUnknown **out);
    HRESULT (*save)(struct props *props, ULONG flags); /* NULL: not transacted */
    /* DeleteProps of one of object_tags, in the lock. NULL: it stays. */
    HRESULT (*remove)(struct props *props, ULONG tag);
    void (*tell)(struct props *props,
                 bool stored); /* after `changed`, without the lock; may be NULL */
};

struct props {
    const struct props_ops *ops;
    void *object;     /* the COM object that embeds this */
    IMAPIProp *iface; /* its face, and which */
    const IID *iid;
    void *store; /* the house's; borrowed from the object */
    bool can_modify;
    bool gathering; /* the values of one GetProps are read */
    bool gathered;  /* ... and one of them has loaded the bag for them all */
};

static inline struct db *props_db(const struct props *props)
{
    return props->ops->house->db(props->store);
}

HRESULT props_get_last_error(struct props *props, HRESULT hr, ULONG flags, MAPIERROR **out);
HRESULT props_save_changes(struct props *props, ULONG flags);
HRESULT props_get_props(struct props *props, SPropTagArray *tags, ULONG flags, ULONG *count,
                        SPropValue **out);
HRESULT props_get_prop_list(struct props *props, ULONG flags, SPropTagArray **out);
HRESULT props_open_property(struct props *props, ULONG tag, const IID *iid, ULONG options,
                            ULONG flags, IUnknown **out);
HRESULT props_set_props(struct props *props, ULONG count, SPropValue *values,
                        SPropProblemArray **problems);
HRESULT props_delete_props(struct props *props, SPropTagArray *tags, SPropProblemArray **problems);
HRESULT props_copy_to(struct props *props, ULONG n_exclude, const IID *exclude,
                      SPropTagArray *exclude_tags, ULONG_PTR window, IMAPIProgress *progress,
                      const IID *iid, void *dest, ULONG flags, SPropProblemArray **problems);
HRESULT props_copy_props(struct props *props, SPropTagArray *tags, ULONG_PTR window,
                         IMAPIProgress *progress, const IID *iid, void *dest, ULONG flags,
                         SPropProblemArray **problems);
HRESULT props_get_names_from_ids(struct props *props, SPropTagArray **tags, GUID *set, ULONG flags,
                                 ULONG *count, MAPINAMEID ***out);
HRESULT props_get_ids_from_names(struct props *props, ULONG count, MAPINAMEID **names, ULONG flags,
                                 SPropTagArray **out);

/* One property, computed or kept, under the lock; MAPI_E_NOT_FOUND. */
HRESULT props_value(struct props *props, ULONG tag, struct value **out);
/* What a stream's commit brings. Without the lock. */
HRESULT props_set_value(struct props *props, struct value *value);

/* prop_stream.c: options STGM_TRANSACTED, flags MAPI_MODIFY | MAPI_CREATE as in OpenProperty. */
HRESULT props_stream_open(struct props *props, ULONG tag, ULONG options, ULONG flags,
                          IStream **out);

/* A refused argument of a call that has an interface ID: NULL, or one of the two given (second may
 * be NULL). */
bool iid_is(const IID *iid, const IID *a, const IID *b);

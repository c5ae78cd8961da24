/*
 * entry_props.h - IMAPIProp of an object that is read from a directory: its values as they were
 * then, which nobody changes
 *
 * An object embeds a struct entry_props and forwards its eleven methods here
 * (IMAPIPROP_FORWARD(class, IFoo, entry_props, props)).
 */
#pragma once
#include "book.h"

struct entry_props {
    IPropData *data; /* owned */
    void *object;    /* whose it is */
    /* OpenProperty of one of the objects below; the interface asked for is IMAPITable. */
    HRESULT (*open)(void *object, ULONG tag, ULONG flags, IMAPITable **out);
};

/*
 * values   copied
 * objects  PT_OBJECT properties that open opens, ended by 0
 */
HRESULT entry_props_init(struct entry_props *props, struct book *book, void *object, ULONG count,
                         SPropValue *values, const ULONG *objects,
                         HRESULT (*open)(void *object, ULONG tag, ULONG flags, IMAPITable **out));
void entry_props_clear(struct entry_props *props);

HRESULT entry_props_get_last_error(struct entry_props *props, HRESULT hr, ULONG flags,
                                   MAPIERROR **out);
HRESULT entry_props_save_changes(struct entry_props *props, ULONG flags);
HRESULT entry_props_get_props(struct entry_props *props, SPropTagArray *tags, ULONG flags,
                              ULONG *count, SPropValue **out);
HRESULT entry_props_get_prop_list(struct entry_props *props, ULONG flags, SPropTagArray **out);
HRESULT entry_props_open_property(struct entry_props *props, ULONG tag, const IID *iid,
                                  ULONG options, ULONG flags, IUnknown **out);
HRESULT entry_props_set_props(struct entry_props *props, ULONG count, SPropValue *values,
                              SPropProblemArray **problems);
HRESULT entry_props_delete_props(struct entry_props *props, SPropTagArray *tags,
                                 SPropProblemArray **problems);
HRESULT entry_props_copy_to(struct entry_props *props, ULONG n_exclude, const IID *exclude,
                            SPropTagArray *exclude_tags, ULONG_PTR window, IMAPIProgress *progress,
                            const IID *iid, void *dest, ULONG flags, SPropProblemArray **problems);
HRESULT entry_props_copy_props(struct entry_props *props, SPropTagArray *tags, ULONG_PTR window,
                               IMAPIProgress *progress, const IID *iid, void *dest, ULONG flags,
                               SPropProblemArray **problems);
HRESULT entry_props_get_names_from_ids(struct entry_props *props, SPropTagArray **tags, GUID *set,
                                       ULONG flags, ULONG *count, MAPINAMEID ***out);
HRESULT entry_props_get_ids_from_names(struct entry_props *props, ULONG count, MAPINAMEID **names,
                                       ULONG flags, SPropTagArray **out);

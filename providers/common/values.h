/*
 * values.h - the properties of a read-only object: the eleven methods of IMAPIProp
 */
#pragma once
#include "common/allocators.h"
#include "common/com.h"
#include "mapiutil.h"

/* Embedded in an object; IMAPIPROP_FORWARD(class, IFoo, values, props) makes the thunks. */
struct values {
    IPropData *data; /* owned */
};
/* MAPI's own IPropData keeps the values, in the width they have, and gives them in the width that
 * is asked for. */
HRESULT values_set(struct values *values, const struct allocators *alloc, ULONG count,
                   SPropValue *props);
void values_drop(struct values *values);

HRESULT values_get_last_error(struct values *values, HRESULT hr, ULONG flags, LPMAPIERROR *out);
HRESULT values_save_changes(struct values *values, ULONG flags);
HRESULT values_get_props(struct values *values, LPSPropTagArray tags, ULONG flags, ULONG *count,
                         LPSPropValue *out);
HRESULT values_get_prop_list(struct values *values, ULONG flags, LPSPropTagArray *out);
HRESULT values_open_property(struct values *values, ULONG tag, LPCIID iid, ULONG options,
                             ULONG flags, LPUNKNOWN *out);
HRESULT values_set_props(struct values *values, ULONG count, LPSPropValue props,
                         LPSPropProblemArray *problems);
HRESULT values_delete_props(struct values *values, LPSPropTagArray tags,
                            LPSPropProblemArray *problems);
HRESULT values_copy_to(struct values *values, ULONG n_excluded, LPCIID excluded_iids,
                       LPSPropTagArray excluded, ULONG_PTR ui, LPMAPIPROGRESS progress, LPCIID iid,
                       LPVOID destination, ULONG flags, LPSPropProblemArray *problems);
HRESULT values_copy_props(struct values *values, LPSPropTagArray included, ULONG_PTR ui,
                          LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                          LPSPropProblemArray *problems);
HRESULT values_get_names_from_ids(struct values *values, LPSPropTagArray *tags, LPGUID set,
                                  ULONG flags, ULONG *count, LPMAPINAMEID **names);
HRESULT values_get_ids_from_names(struct values *values, ULONG count, LPMAPINAMEID *names,
                                  ULONG flags, LPSPropTagArray *out);

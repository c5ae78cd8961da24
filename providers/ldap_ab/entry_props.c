/*
 * entry_props.c - IMAPIProp of an object that is read from a directory: its values as they were
 * then, which nobody changes
 */
#include "entry_props.h"
#include "common/arguments.h"

HRESULT entry_props_init(struct entry_props *props, struct book *book, void *object, ULONG count,
                         SPropValue *values, const ULONG *objects,
                         HRESULT (*open)(void *object, ULONG tag, ULONG flags, IMAPITable **out))
{
    IPropData *data;
    HRESULT hr;

    props->object = object;
    props->open = open;
    hr = CreateIProp(&IID_IMAPIPropData, book->alloc.buffer, book->alloc.more, book->alloc.free,
                     NULL, &props->data);
    if (FAILED(hr)) return hr;
    data = props->data;
    hr = data->lpVtbl->SetProps(data, count, values, NULL);
    for (size_t i = 0; SUCCEEDED(hr) && objects[i]; i++) {
        SizedSPropTagArray(1, tag) = {1, {objects[i]}};

        hr = data->lpVtbl->HrAddObjProps(data, (SPropTagArray *)&tag, NULL);
        if (hr == MAPI_W_PARTIAL_COMPLETION) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return SUCCEEDED(hr) ? data->lpVtbl->HrSetObjAccess(data, IPROP_READONLY) : hr;
}

void entry_props_clear(struct entry_props *props)
{
    com_release(&props->data);
}

HRESULT entry_props_get_last_error(struct entry_props *props, HRESULT hr, ULONG flags,
                                   MAPIERROR **out)
{
    (void)props;
    (void)hr;
    return arguments_of_last_error(flags, out);
}

HRESULT entry_props_save_changes(struct entry_props *props, ULONG flags)
{
    (void)props;
    (void)flags;
    return MAPI_E_NO_ACCESS;
}

HRESULT entry_props_get_props(struct entry_props *props, SPropTagArray *tags, ULONG flags,
                              ULONG *count, SPropValue **out)
{
    return props->data->lpVtbl->GetProps(props->data, tags, flags, count, out);
}

HRESULT entry_props_get_prop_list(struct entry_props *props, ULONG flags, SPropTagArray **out)
{
    return props->data->lpVtbl->GetPropList(props->data, flags, out);
}

HRESULT entry_props_open_property(struct entry_props *props, ULONG tag, const IID *iid,
                                  ULONG options, ULONG flags, IUnknown **out)
{
    if (!out || !iid) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)(MAPI_CREATE | MAPI_MODIFY | MAPI_DEFERRED_ERRORS))
        return MAPI_E_UNKNOWN_FLAGS;
    if (PROP_TYPE(tag) == PT_OBJECT && !(flags & (MAPI_CREATE | MAPI_MODIFY))) {
        IMAPITable *table = NULL;
        HRESULT hr;

        if (!IsEqualGUID(iid, &IID_IMAPITable) && !IsEqualGUID(iid, &IID_IUnknown))
            return MAPI_E_INTERFACE_NOT_SUPPORTED;
        hr = props->open(props->object, tag, options, &table);
        *out = (IUnknown *)table;
        return hr;
    }
    if (flags & (MAPI_CREATE | MAPI_MODIFY)) return MAPI_E_NO_ACCESS;
    return props->data->lpVtbl->OpenProperty(props->data, tag, iid, options, flags, out);
}

HRESULT entry_props_set_props(struct entry_props *props, ULONG count, SPropValue *values,
                              SPropProblemArray **problems)
{
    return props->data->lpVtbl->SetProps(props->data, count, values, problems);
}

HRESULT entry_props_delete_props(struct entry_props *props, SPropTagArray *tags,
                                 SPropProblemArray **problems)
{
    return props->data->lpVtbl->DeleteProps(props->data, tags, problems);
}

HRESULT entry_props_copy_to(struct entry_props *props, ULONG n_exclude, const IID *exclude,
                            SPropTagArray *exclude_tags, ULONG_PTR window, IMAPIProgress *progress,
                            const IID *iid, void *dest, ULONG flags, SPropProblemArray **problems)
{
    return props->data->lpVtbl->CopyTo(props->data, n_exclude, exclude, exclude_tags, window,
                                       progress, iid, dest, flags, problems);
}

HRESULT entry_props_copy_props(struct entry_props *props, SPropTagArray *tags, ULONG_PTR window,
                               IMAPIProgress *progress, const IID *iid, void *dest, ULONG flags,
                               SPropProblemArray **problems)
{
    return props->data->lpVtbl->CopyProps(props->data, tags, window, progress, iid, dest, flags,
                                          problems);
}

HRESULT entry_props_get_names_from_ids(struct entry_props *props, SPropTagArray **tags, GUID *set,
                                       ULONG flags, ULONG *count, MAPINAMEID ***out)
{
    return props->data->lpVtbl->GetNamesFromIDs(props->data, tags, set, flags, count, out);
}

HRESULT entry_props_get_ids_from_names(struct entry_props *props, ULONG count, MAPINAMEID **names,
                                       ULONG flags, SPropTagArray **out)
{
    return props->data->lpVtbl->GetIDsFromNames(props->data, count, names, flags, out);
}

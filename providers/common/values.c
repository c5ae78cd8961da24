/*
 * values.c - properties that can be read, and not written
 */
#include "common/values.h"
#include "mapiutil.h"

HRESULT values_set(struct values *values, const struct allocators *alloc, ULONG count,
                   SPropValue *props)
{
    HRESULT hr;

    hr = CreateIProp((LPCIID)&IID_IMAPIPropData, alloc->buffer, alloc->more, alloc->free, NULL,
                     &values->data);
    if (SUCCEEDED(hr)) hr = values->data->lpVtbl->SetProps(values->data, count, props, NULL);
    return SUCCEEDED(hr) ? values->data->lpVtbl->HrSetObjAccess(values->data, IPROP_READONLY) : hr;
}

void values_drop(struct values *values)
{
    com_release(&values->data);
}

HRESULT values_get_last_error(struct values *values, HRESULT hr, ULONG flags, LPMAPIERROR *out)
{
    return values->data->lpVtbl->GetLastError(values->data, hr, flags, out);
}

HRESULT values_get_props(struct values *values, LPSPropTagArray tags, ULONG flags, ULONG *count,
                         LPSPropValue *out)
{
    return values->data->lpVtbl->GetProps(values->data, tags, flags, count, out);
}

HRESULT values_get_prop_list(struct values *values, ULONG flags, LPSPropTagArray *out)
{
    return values->data->lpVtbl->GetPropList(values->data, flags, out);
}

/* Streams on text and binary properties are IPropData's own. */
HRESULT values_open_property(struct values *values, ULONG tag, LPCIID iid, ULONG options,
                             ULONG flags, LPUNKNOWN *out)
{
    if (flags & (MAPI_MODIFY | MAPI_CREATE)) return MAPI_E_NO_ACCESS;
    return values->data->lpVtbl->OpenProperty(values->data, tag, iid, options, flags, out);
}

HRESULT values_copy_to(struct values *values, ULONG n_excluded, LPCIID excluded_iids,
                       LPSPropTagArray excluded, ULONG_PTR ui, LPMAPIPROGRESS progress, LPCIID iid,
                       LPVOID destination, ULONG flags, LPSPropProblemArray *problems)
{
    return values->data->lpVtbl->CopyTo(values->data, n_excluded, excluded_iids, excluded, ui,
                                        progress, iid, destination, flags, problems);
}

HRESULT values_copy_props(struct values *values, LPSPropTagArray included, ULONG_PTR ui,
                          LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                          LPSPropProblemArray *problems)
{
    return values->data->lpVtbl->CopyProps(values->data, included, ui, progress, iid, destination,
                                           flags, problems);
}

/* What writes is refused with the code that says so, not with
 * MAPI_E_NO_SUPPORT. */
HRESULT values_save_changes(struct values *values, ULONG flags)
{
    (void)values, (void)flags;
    return MAPI_E_NO_ACCESS;
}

HRESULT values_set_props(struct values *values, ULONG count, LPSPropValue props,
                         LPSPropProblemArray *problems)
{
    (void)values, (void)count, (void)props;
    if (problems) *problems = NULL;
    return MAPI_E_NO_ACCESS;
}

HRESULT values_delete_props(struct values *values, LPSPropTagArray tags,
                            LPSPropProblemArray *problems)
{
    (void)values, (void)tags;
    if (problems) *problems = NULL;
    return MAPI_E_NO_ACCESS;
}

/* No named properties. */
HRESULT values_get_names_from_ids(struct values *values, LPSPropTagArray *tags, LPGUID set,
                                  ULONG flags, ULONG *count, LPMAPINAMEID **names)
{
    (void)values, (void)tags, (void)set, (void)flags, (void)count, (void)names;
    return MAPI_E_NO_SUPPORT;
}

HRESULT values_get_ids_from_names(struct values *values, ULONG count, LPMAPINAMEID *names,
                                  ULONG flags, LPSPropTagArray *out)
{
    (void)values, (void)count, (void)names, (void)flags, (void)out;
    return MAPI_E_NO_SUPPORT;
}

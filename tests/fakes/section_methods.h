/*
 * section_methods.h - IProfSect of fakes/section.h, for the one file of a test that makes it
 */
#pragma once
#include "common/com.h"
#include "fakes/section.h"
#include "mapix.h"

static struct fake_section *fake_section_from(IProfSect *iface)
{
    return (struct fake_section *)((char *)iface - offsetof(struct fake_section, IProfSect_iface));
}

static HRESULT STDMETHODCALLTYPE fake_section_QueryInterface(IProfSect *iface, REFIID iid,
                                                             void **out)
{
    (void)iface;
    (void)iid;
    *out = NULL;
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

static ULONG STDMETHODCALLTYPE fake_section_AddRef(IProfSect *iface)
{
    (void)iface;
    return 2;
}

static HRESULT STDMETHODCALLTYPE fake_section_GetProps(IProfSect *iface, SPropTagArray *tags,
                                                       ULONG flags, ULONG *count, SPropValue **out)
{
    struct fake_section *section = fake_section_from(iface);

    (void)flags;
    *count = 0;
    *out = NULL;
    if (FAILED(MAPIAllocateBuffer((ULONG)(tags->cValues * sizeof(SPropValue)), (void **)out)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    *count = tags->cValues;
    for (ULONG i = 0; i < tags->cValues; i++) {
        const SPropValue *value = fake_section_find(section, tags->aulPropTag[i]);

        (*out)[i].ulPropTag = CHANGE_PROP_TYPE(tags->aulPropTag[i], PT_ERROR);
        (*out)[i].Value.err = MAPI_E_NOT_FOUND;
        if (value) (*out)[i] = *value;
    }
    return MAPI_W_ERRORS_RETURNED;
}

static HRESULT STDMETHODCALLTYPE fake_section_SetProps(IProfSect *iface, ULONG count,
                                                       SPropValue *values,
                                                       SPropProblemArray **problems)
{
    (void)values;
    (void)problems;
    fake_section_from(iface)->n_set = count;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE fake_section_DeleteProps(IProfSect *iface, SPropTagArray *tags,
                                                          SPropProblemArray **problems)
{
    (void)problems;
    for (ULONG i = 0; i < tags->cValues; i++)
        fake_section_remove(fake_section_from(iface), tags->aulPropTag[i]);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE fake_section_SaveChanges(IProfSect *iface, ULONG flags)
{
    (void)flags;
    fake_section_from(iface)->saves++;
    return S_OK;
}

static const IProfSectVtbl fake_section_refusing = {
    IPROFSECT_REFUSED_SLOTS,
    .QueryInterface = fake_section_QueryInterface,
    .AddRef = fake_section_AddRef,
    .Release = fake_section_AddRef,
};

static inline void fake_section_init(struct fake_section *section)
{
    static IProfSectVtbl methods;

    methods = fake_section_refusing;
    methods.GetProps = fake_section_GetProps;
    methods.SetProps = fake_section_SetProps;
    methods.DeleteProps = fake_section_DeleteProps;
    methods.SaveChanges = fake_section_SaveChanges;
    *section = (struct fake_section){.IProfSect_iface = {&methods}};
}

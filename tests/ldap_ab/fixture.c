/*
 * fixture.c - a directory, logged on through ABProviderInit
 */
#include "ldap_ab/fixture.h"
#include "base/mem.h"
#include "common/com.h"
#include "fakes/section_methods.h"
#include "common/text/text8.h"

/* ---- the support object ---- */

static struct fixture *of_support(IMAPISupport *iface)
{
    return (struct fixture *)((char *)iface - offsetof(struct fixture, IMAPISupport_iface));
}

static ULONG STDMETHODCALLTYPE support_AddRef(IMAPISupport *iface)
{
    return (ULONG)++of_support(iface)->refs;
}

static ULONG STDMETHODCALLTYPE support_Release(IMAPISupport *iface)
{
    return (ULONG)--of_support(iface)->refs;
}

static HRESULT STDMETHODCALLTYPE support_OpenProfileSection(IMAPISupport *iface, MAPIUID *uid,
                                                            ULONG flags, IProfSect **out)
{
    (void)uid;
    (void)flags;
    *out = &of_support(iface)->section.IProfSect_iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE support_SetProviderUID(IMAPISupport *iface, MAPIUID *uid,
                                                        ULONG flags)
{
    (void)iface;
    (void)flags;
    assert_non_null(uid);
    return S_OK;
}

static const IMAPISupportVtbl support_vtbl = {
    IMAPISUPPORT_REFUSED_SLOTS,
    .AddRef = support_AddRef,
    .Release = support_Release,
};

/* ---- the log-on ---- */

void fixture_begin(struct fixture *f, const struct directory_ops *ops)
{
    static IMAPISupportVtbl support;
    ULONG version = 0;

    support = support_vtbl;
    support.OpenProfileSection = support_OpenProfileSection;
    support.SetProviderUID = support_SetProviderUID;
    *f = (struct fixture){.IMAPISupport_iface = {&support}};
    fake_section_init(&f->section);
    book_directory = ops;
    ok_hr(ABProviderInit(NULL, NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, 0,
                         CURRENT_SPI_VERSION, &version, &f->provider));
    assert_int_equal(version, CURRENT_SPI_VERSION);
}

HRESULT fixture_log_on(struct fixture *f)
{
    return f->provider->lpVtbl->Logon(f->provider, &f->IMAPISupport_iface, 0, NULL, 0, NULL, NULL,
                                      NULL, &f->logon);
}

void fixture_open(struct fixture *f)
{
    ok_hr(fixture_log_on(f));
    f->container = open_only_container(f->logon);
}

void fixture_close(struct fixture *f)
{
    if (f->container) f->container->lpVtbl->Release(f->container);
    f->container = NULL;
    if (!f->logon) return;
    ok_hr(f->logon->lpVtbl->Logoff(f->logon, 0));
    f->logon->lpVtbl->Release(f->logon);
    f->logon = NULL;
}

void fixture_end(struct fixture *f)
{
    fixture_close(f);
    f->provider->lpVtbl->Release(f->provider);
    assert_int_equal(f->refs, 0);
    assert_int_equal(com_objects_alive(), 0);
    assert_int_equal(mem_roots_alive(), 0);
}

/* ---- what is done with it ---- */

IMAPITable *open_contents(struct fixture *f, ULONG flags)
{
    IMAPITable *table = NULL;

    ok_hr(f->container->lpVtbl->GetContentsTable(f->container, flags, &table));
    return table;
}

ADRLIST *typed_names(size_t n, const WCHAR *const *names)
{
    ADRLIST *list = NULL;

    ok_hr(MAPIAllocateBuffer((ULONG)CbNewADRLIST(n), (void **)&list));
    list->cEntries = (ULONG)n;
    for (size_t i = 0; i < n; i++) {
        size_t bytes = (wide_len(names[i]) + 1) * sizeof(WCHAR);
        SPropValue *values = NULL;

        list->aEntries[i].ulReserved1 = 0;
        list->aEntries[i].cValues = 2;
        ok_hr(MAPIAllocateBuffer(2 * sizeof(*values), (void **)&values));
        list->aEntries[i].rgPropVals = values;
        values[0] = (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE};
        values[0].Value.l = MAPI_TO;
        values[1] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W};
        ok_hr(MAPIAllocateMore((ULONG)bytes, values, (void **)&values[1].Value.lpszW));
        memcpy(values[1].Value.lpszW, names[i], bytes);
    }
    return list;
}

void free_typed(ADRLIST *list)
{
    for (ULONG i = 0; i < list->cEntries; i++)
        MAPIFreeBuffer(list->aEntries[i].rgPropVals);
    MAPIFreeBuffer(list);
}

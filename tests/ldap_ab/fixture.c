/*
 * fixture.c - a directory, logged on through ABProviderInit
 */
#include "ldap_ab/fixture.h"
#include "base/mem.h"
#include "common/com.h"
#include "common/text/text8.h"

/* ---- the profile section ---- */

static struct fixture *of_section(IProfSect *iface)
{
    return (struct fixture *)((char *)iface - offsetof(struct fixture, IProfSect_iface));
}

static ULONG STDMETHODCALLTYPE section_count(IProfSect *iface)
{
    (void)iface;
    return 2;
}

static HRESULT STDMETHODCALLTYPE section_GetProps(IProfSect *iface, SPropTagArray *tags,
                                                  ULONG flags, ULONG *count, SPropValue **out)
{
    struct fixture *f = of_section(iface);

    (void)flags;
    if (FAILED(MAPIAllocateBuffer((ULONG)(tags->cValues * sizeof(SPropValue)), (void **)out)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    *count = tags->cValues;
    for (ULONG i = 0; i < tags->cValues; i++) {
        (*out)[i].ulPropTag = CHANGE_PROP_TYPE(tags->aulPropTag[i], PT_ERROR);
        (*out)[i].Value.err = MAPI_E_NOT_FOUND;
        for (ULONG k = 0; k < f->n_settings; k++)
            if (f->settings[k].ulPropTag == tags->aulPropTag[i]) (*out)[i] = f->settings[k];
    }
    return MAPI_W_ERRORS_RETURNED;
}

static const IProfSectVtbl section_vtbl = {
    IPROFSECT_REFUSED_SLOTS,
    .AddRef = section_count,
    .Release = section_count,
};

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
    *out = &of_support(iface)->IProfSect_iface;
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

void fixture_number(struct fixture *f, ULONG tag, LONG number)
{
    f->settings[f->n_settings] = (SPropValue){.ulPropTag = tag};
    f->settings[f->n_settings++].Value.l = number;
}

void fixture_text(struct fixture *f, ULONG tag, const WCHAR *text)
{
    f->settings[f->n_settings] = (SPropValue){.ulPropTag = tag};
    f->settings[f->n_settings++].Value.lpszW = (WCHAR *)text;
}

void fixture_begin(struct fixture *f, const struct directory_ops *ops)
{
    static IMAPISupportVtbl support;
    static IProfSectVtbl section;
    ULONG version = 0;

    support = support_vtbl;
    support.OpenProfileSection = support_OpenProfileSection;
    support.SetProviderUID = support_SetProviderUID;
    section = section_vtbl;
    section.GetProps = section_GetProps;
    *f = (struct fixture){.IMAPISupport_iface = {&support}, .IProfSect_iface = {&section}};
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
    IABContainer *root = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type = 0;

    ok_hr(fixture_log_on(f));
    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, 0, NULL, NULL, 0, &type, (IUnknown **)&root));
    assert_int_equal(type, MAPI_ABCONT);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    for (ULONG i = 0; i < rows->aRow[0].cValues; i++) {
        const SPropValue *value = &rows->aRow[0].lpProps[i];

        if (value->ulPropTag != PR_ENTRYID) continue;
        ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, value->Value.bin.cb,
                                          (ENTRYID *)value->Value.bin.lpb, &IID_IABContainer, 0,
                                          &type, (IUnknown **)&f->container));
    }
    assert_non_null(f->container);
    free_rows(rows);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
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

void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        MAPIFreeBuffer(rows->aRow[i].lpProps);
    MAPIFreeBuffer(rows);
}

IMAPITable *open_contents(struct fixture *f, ULONG flags)
{
    IMAPITable *table = NULL;

    ok_hr(f->container->lpVtbl->GetContentsTable(f->container, flags, &table));
    return table;
}

HRESULT restrict_anr(IMAPITable *table, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = PR_ANR_W};
    SRestriction res = {.rt = RES_PROPERTY};

    value.Value.lpszW = (WCHAR *)text;
    res.res.resProperty.relop = RELOP_EQ;
    res.res.resProperty.ulPropTag = PR_ANR_W;
    res.res.resProperty.lpProp = &value;
    return table->lpVtbl->Restrict(table, &res, 0);
}

void assert_names(IMAPITable *table, const WCHAR *names)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_DISPLAY_NAME_W}};
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        const WCHAR *name = rows->aRow[i].lpProps[0].Value.lpszW;

        assert_int_equal(rows->aRow[i].lpProps[0].ulPropTag, PR_DISPLAY_NAME_W);
        while (*name)
            assert_int_equal(*name++, *names++);
        assert_int_equal('|', *names++);
    }
    assert_int_equal(*names, 0);
    free_rows(rows);
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

/*
 * recording_ab.h - the recording provider as an address book without containers
 *
 * Included by recording.c alone, behind what it needs of that: note(), well(), told(),
 * shutdown_asked().
 */
#pragma once

struct rec_ab_provider {
    struct com_object com;
    IABProvider IABProvider_iface;
};

struct rec_ab {
    struct com_object com;
    IABLogon IABLogon_iface;
    IMAPISupport *support; /* owned until Logoff */
};

static void rec_ab_destroy(void *self)
{
    struct rec_ab *ab = self;

    note("ab-gone");
    com_release(&ab->support);
}

static const struct com_face rec_ab_faces[] = {COM_FACE(rec_ab, IABLogon)};
COM_CLASS(rec_ab);
COM_UNKNOWN(rec_ab, IABLogon)

static HRESULT STDMETHODCALLTYPE rec_ab_Logoff(IABLogon *iface, ULONG flags)
{
    HRESULT hr;

    if (!well(flags ? "ab-logoff(?)" : "ab-logoff", &hr, NULL, NULL)) return hr;
    com_release(&rec_ab_from(iface)->support);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE rec_ab_OpenEntry(IABLogon *iface, ULONG cb, ENTRYID *eid,
                                                  LPCIID iid, ULONG flags, ULONG *type,
                                                  IUnknown **out)
{
    IMAPISupport *support = rec_ab_from(iface)->support;
    HRESULT hr;

    (void)eid, (void)flags;
    *out = NULL;
    if (iid && support &&
        IsEqualGUID(iid, &IID_IMAPISup)) { /* what nobody else gives: tests want it */
        support->lpVtbl->AddRef(support);
        *type = 0;
        *out = (IUnknown *)support;
        return S_OK;
    }
    return well(cb ? "ab-open" : "ab-root", &hr, out, NULL) ? MAPI_E_NOT_FOUND : hr;
}

static const IABLogonVtbl rec_ab_vtbl = {
    COM_UNKNOWN_METHODS(rec_ab),
    .GetLastError = refuse_IABLogon_GetLastError,
    .Logoff = rec_ab_Logoff,
    .OpenEntry = rec_ab_OpenEntry,
    .CompareEntryIDs = refuse_IABLogon_CompareEntryIDs,
    .Advise = refuse_IABLogon_Advise,
    .Unadvise = refuse_IABLogon_Unadvise,
    .OpenStatusEntry = refuse_IABLogon_OpenStatusEntry,
    .OpenTemplateID = refuse_IABLogon_OpenTemplateID,
    .GetOneOffTable = refuse_IABLogon_GetOneOffTable,
    .PrepareRecips = refuse_IABLogon_PrepareRecips,
};

static void rec_ab_provider_destroy(void *self)
{
    (void)self;
    note("ab-provider-gone");
}

static const struct com_face rec_ab_provider_faces[] = {COM_FACE(rec_ab_provider, IABProvider)};
COM_CLASS(rec_ab_provider);
COM_UNKNOWN(rec_ab_provider, IABProvider)

static HRESULT STDMETHODCALLTYPE rec_ab_provider_Shutdown(IABProvider *iface, ULONG *flags)
{
    HRESULT hr;

    (void)iface;
    return well(*flags ? "ab-shutdown(?)" : "ab-shutdown", &hr, NULL, NULL) ? S_OK : hr;
}

static bool keeps_support(IMAPISupport *support)
{
    SizedSPropTagArray(1, tags) = {1, {REC_FORGETS_SUPPORT}};
    IProfSect *section = NULL;
    SPropValue *value = NULL;
    bool keeps = true;
    ULONG n;

    if (support->lpVtbl->OpenProfileSection(support, NULL, 0, &section)) return true;
    if (section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &value) == S_OK)
        keeps = false;
    ab_free(value);
    section->lpVtbl->Release(section);
    return keeps;
}

static HRESULT STDMETHODCALLTYPE rec_ab_provider_Logon(IABProvider *iface, IMAPISupport *support,
                                                       ULONG_PTR ui, LPTSTR profile, ULONG flags,
                                                       ULONG *n_security, BYTE **security,
                                                       MAPIERROR **error, IABLogon **out)
{
    struct rec_provider told_by = {.free = ab_free};
    struct rec_ab *ab;
    char what[32];
    HRESULT hr;

    (void)iface;
    seen.ab_ui = ui;
    see_profile(seen.ab_profile, sizeof(seen.ab_profile), profile, flags);
    *error = NULL;
    *out = NULL;
    if (!n_security || !security) return MAPI_E_INVALID_PARAMETER;
    *n_security = 0;
    *security = NULL;
    snprintf(what, sizeof(what), "ab-logon(%x)", (unsigned)flags);
    if (!well(what, &hr, out, error)) return hr;
    hr = told(&told_by, support);
    if (FAILED(hr)) return hr;
    ab = com_alloc(&rec_ab_class, sizeof(*ab));
    if (!ab) return MAPI_E_NOT_ENOUGH_MEMORY;
    ab->IABLogon_iface.lpVtbl = &rec_ab_vtbl;
    if (keeps_support(support)) {
        ab->support = support;
        support->lpVtbl->AddRef(support);
    }
    support->lpVtbl->SetProviderUID(support, (MAPIUID *)&rec_ab_uid, 0);
    *out = &ab->IABLogon_iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE rec_ab_provider_Query(IABProvider *iface, REFIID iid, void **out)
{
    HRESULT hr;

    return shutdown_asked(iid, "ab-", out, &hr) ? hr
                                                : rec_ab_provider_QueryInterface(iface, iid, out);
}

static const IABProviderVtbl rec_ab_provider_vtbl = {
    .QueryInterface = rec_ab_provider_Query,
    .AddRef = rec_ab_provider_AddRef,
    .Release = rec_ab_provider_Release,
    .Shutdown = rec_ab_provider_Shutdown,
    .Logon = rec_ab_provider_Logon,
};

EXPORT HRESULT STDMAPIINITCALLTYPE ABProviderInit(HINSTANCE instance, LPMALLOC allocator,
                                                  LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                                  LPFREEBUFFER free_buffer, ULONG flags,
                                                  ULONG mapi_version, ULONG *version,
                                                  LPABPROVIDER *out)
{
    struct rec_ab_provider *provider;
    HRESULT hr;

    (void)instance, (void)allocator, (void)allocate, (void)more, (void)flags, (void)mapi_version;
    if (!well("ab-init", &hr, out, NULL)) return hr;
    *version = CURRENT_SPI_VERSION;
    provider = com_alloc(&rec_ab_provider_class, sizeof(*provider));
    if (!provider) return MAPI_E_NOT_ENOUGH_MEMORY;
    ab_free = free_buffer;
    provider->IABProvider_iface.lpVtbl = &rec_ab_provider_vtbl;
    *out = &provider->IABProvider_iface;
    return S_OK;
}

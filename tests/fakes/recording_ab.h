/*
 * recording_ab.h - the recording provider as an address book without containers
 *
 * Entry IDs are flags, rec_ab_uid, one byte: 1 is an entry that isn't there, but can be advised on.
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
    IMAPISupport *support; /* owned until Logoff; take_support */
    LONG logoffs;
    bool has_status;
    HRESULT status; /* what its status object's ValidateState answers */
};

static void rec_ab_destroy(void *self)
{
    struct rec_ab *ab = self;

    note("ab-gone");
    drop_support(&ab->support);
    see_end_of_logon(true, ab->logoffs);
}

static const struct com_face rec_ab_faces[] = {COM_FACE(rec_ab, IABLogon)};
COM_CLASS(rec_ab);
COM_UNKNOWN(rec_ab, IABLogon)

static HRESULT STDMETHODCALLTYPE rec_ab_Logoff(IABLogon *iface, ULONG flags)
{
    HRESULT hr;

    __atomic_add_fetch(&rec_ab_from(iface)->logoffs, 1, __ATOMIC_RELAXED);
    if (!well(flags ? "ab-logoff(?)" : "ab-logoff", &hr, NULL, NULL)) return hr;
    drop_support(&rec_ab_from(iface)->support);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE rec_ab_OpenEntry(IABLogon *iface, ULONG cb, ENTRYID *eid,
                                                  LPCIID iid, ULONG flags, ULONG *type,
                                                  IUnknown **out)
{
    HRESULT hr;

    (void)eid, (void)flags;
    *out = NULL;
    if (iid && IsEqualGUID(iid, &IID_IMAPISup)) { /* what nobody else gives: tests want it */
        *out = (IUnknown *)lend_support(&rec_ab_from(iface)->support);
        *type = 0;
        if (*out) return S_OK;
    }
    return well(cb ? "ab-open" : "ab-root", &hr, out, NULL) ? MAPI_E_NOT_FOUND : hr;
}

static HRESULT STDMETHODCALLTYPE rec_ab_CompareEntryIDs(IABLogon *iface, ULONG cb1, ENTRYID *eid1,
                                                        ULONG cb2, ENTRYID *eid2, ULONG flags,
                                                        ULONG *same)
{
    HRESULT hr;

    (void)iface, (void)flags;
    if (!well("ab-compare", &hr, NULL, NULL)) return hr;
    *same = cb1 == cb2 && cb1 && ((BYTE *)eid1)[cb1 - 1] == ((BYTE *)eid2)[cb2 - 1];
    return S_OK;
}

/* As the store's. */
static HRESULT STDMETHODCALLTYPE rec_ab_Advise(IABLogon *iface, ULONG cb, ENTRYID *eid, ULONG mask,
                                               IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    char what[32];
    HRESULT hr;

    (void)iface, (void)sink;
    if (cb != 21 || memcmp(eid->ab, &rec_ab_uid, 16)) return MAPI_E_UNKNOWN_ENTRYID;
    if (((BYTE *)eid)[20] != 1) return MAPI_E_NO_SUPPORT;
    snprintf(what, sizeof(what), "ab-advise(%x)", (unsigned)mask);
    if (!well(what, &hr, connection, NULL)) return hr;
    *connection = mask;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE rec_ab_Unadvise(IABLogon *iface, ULONG_PTR connection)
{
    char what[32];
    HRESULT hr;

    (void)iface;
    snprintf(what, sizeof(what), "ab-unadvise(%x)", (unsigned)connection);
    return well(what, &hr, NULL, NULL) ? S_OK : hr;
}

static HRESULT STDMETHODCALLTYPE rec_ab_OpenStatusEntry(IABLogon *iface, LPCIID iid, ULONG flags,
                                                        ULONG *type, IMAPIStatus **out)
{
    struct rec_ab *ab = rec_ab_from(iface);
    HRESULT hr;

    (void)flags;
    if (!well("ab-status", &hr, out, NULL)) return hr;
    return ab->has_status ? status_make("ab-", ab->status, iid, type, (void **)out)
                          : MAPI_E_NO_SUPPORT;
}

static const IABLogonVtbl rec_ab_vtbl = {
    COM_UNKNOWN_METHODS(rec_ab),
    .GetLastError = refuse_IABLogon_GetLastError,
    .Logoff = rec_ab_Logoff,
    .OpenEntry = rec_ab_OpenEntry,
    .CompareEntryIDs = rec_ab_CompareEntryIDs,
    .Advise = rec_ab_Advise,
    .Unadvise = rec_ab_Unadvise,
    .OpenStatusEntry = rec_ab_OpenStatusEntry,
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

/* What its section says of it. Gives whether it keeps its support object. */
static bool configure(struct rec_ab *ab, IMAPISupport *support)
{
    SizedSPropTagArray(2, tags) = {2, {REC_FORGETS_SUPPORT, REC_STATUS}};
    IProfSect *section = NULL;
    SPropValue *values = NULL;
    bool keeps = true;
    ULONG n;

    if (support->lpVtbl->OpenProfileSection(support, NULL, 0, &section)) return true;
    section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values);
    if (values) {
        keeps = values[0].ulPropTag != REC_FORGETS_SUPPORT;
        ab->has_status = values[1].ulPropTag == REC_STATUS;
        if (ab->has_status) ab->status = (HRESULT)values[1].Value.l;
    }
    ab_free(values);
    section->lpVtbl->Release(section);
    return keeps;
}

static void tell_of_ab(IMAPISupport *support)
{
    SPropValue values[3];

    values[0].ulPropTag = PR_DISPLAY_NAME_A;
    values[0].Value.lpszA = (char *)"Friends";
    values[1].ulPropTag = PR_STATUS_CODE;
    values[1].Value.l = STATUS_AVAILABLE;
    values[2].ulPropTag = PR_RESOURCE_METHODS;
    values[2].Value.l = STATUS_VALIDATE_STATE;
    support->lpVtbl->ModifyStatusRow(support, 3, values, 0);
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
    if (configure(ab, support)) {
        ab->support = support;
        support->lpVtbl->AddRef(support);
    }
    if (ab->has_status) tell_of_ab(support);
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

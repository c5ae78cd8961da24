/*
 * logon.c - IMSLogon: what MAPI itself calls of an open store, mostly to route entry IDs
 */
#include "sample.h"

void sample_logon_let_go(struct sample_logon *logon)
{
    IMAPISupport *support = logon->support;

    logon->support = NULL; /* before: MAPI calls our Logoff from inside that Release */
    if (support) support->lpVtbl->Release(support);
}

static void sample_logon_destroy(void *self)
{
    struct sample_logon *logon = self;

    sample_logon_let_go(logon);
    com_home_unref(logon->home);
}

static const struct com_face sample_logon_faces[] = {COM_FACE(sample_logon, IMSLogon)};
COM_CLASS(sample_logon);
COM_UNKNOWN(sample_logon, IMSLogon)

/* A forced end: whatever we answer, MAPI goes on to release us. */
static HRESULT STDMETHODCALLTYPE sample_logon_Logoff(IMSLogon *iface, ULONG *flags)
{
    struct sample_logon *logon = sample_logon_from(iface);

    (void)flags; /* 0 */
    if (logon->support) com_home_end(logon->home); /* else it is the store that is going */
    sample_logon_let_go(logon);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE sample_logon_OpenEntry(IMSLogon *iface, ULONG cb, ENTRYID *eid,
                                                        LPCIID iid, ULONG flags, ULONG *type,
                                                        IUnknown **out)
{
    struct sample_logon *logon = sample_logon_from(iface);

    return logon->store ? sample_open(logon->store, cb, eid, iid, flags, type, out)
                        : MAPI_E_INVALID_OBJECT;
}

static HRESULT STDMETHODCALLTYPE sample_logon_CompareEntryIDs(IMSLogon *iface, ULONG cb1,
                                                              ENTRYID *eid1, ULONG cb2,
                                                              ENTRYID *eid2, ULONG flags,
                                                              ULONG *same)
{
    enum sample_kind a, b;
    HRESULT hr;

    (void)iface;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = sample_eid_read(cb1, eid1, &a);
    if (SUCCEEDED(hr)) hr = sample_eid_read(cb2, eid2, &b);
    if (SUCCEEDED(hr)) *same = a == b;
    return hr;
}

static const IMSLogonVtbl sample_logon_vtbl = {
    COM_UNKNOWN_METHODS(sample_logon),
    .GetLastError = refuse_IMSLogon_GetLastError,       /* nothing to add to the codes */
    .Logoff = sample_logon_Logoff,
    .OpenEntry = sample_logon_OpenEntry,
    .CompareEntryIDs = sample_logon_CompareEntryIDs,
    .Advise = refuse_IMSLogon_Advise,                   /* nothing ever changes */
    .Unadvise = refuse_IMSLogon_Unadvise,
    .OpenStatusEntry = refuse_IMSLogon_OpenStatusEntry, /* PR_RESOURCE_METHODS says so */
};

HRESULT sample_logon_create(IMAPISupport *support, struct sample_logon **out)
{
    struct sample_logon *logon = com_alloc(&sample_logon_class, sizeof(*logon));

    if (!logon) return MAPI_E_NOT_ENOUGH_MEMORY;
    logon->home = com_home_create();
    if (!logon->home) {
        com_unref(logon);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    logon->IMSLogon_iface.lpVtbl = &sample_logon_vtbl;
    logon->support = support;
    com_addref(support);
    *out = logon;
    return S_OK;
}

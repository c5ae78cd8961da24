/*
 * logon.c - IMSLogon: what MAPI itself calls of an open store, mostly to route entry IDs
 */
#include "sample.h"

void sample_logon_pair(struct sample_logon *logon, struct sample_store *store)
{
    latch_take(&logon->latch);
    logon->store = store;
    latch_drop(&logon->latch);
}

/* The store, counted; NULL: it has gone, or is going. */
static struct sample_store *lend_store(struct sample_logon *logon)
{
    struct sample_store *store;

    latch_take(&logon->latch);
    store = logon->store;
    if (store && !com_ref_alive(store)) store = NULL;
    latch_drop(&logon->latch);
    return store;
}

IMAPISupport *sample_logon_take_support(struct sample_logon *logon)
{
    IMAPISupport *support;

    latch_take(&logon->latch);
    support = logon->support;
    logon->support = NULL;
    latch_drop(&logon->latch);
    return support;
}

IMAPISupport *sample_logon_lend_support(struct sample_logon *logon)
{
    IMAPISupport *support;

    latch_take(&logon->latch);
    support = logon->support;
    if (support) com_addref(support);
    latch_drop(&logon->latch);
    return support;
}

static void sample_logon_destroy(void *self)
{
    struct sample_logon *logon = self;
    AUTO_RELEASE IMAPISupport *support = sample_logon_take_support(logon);

    com_home_unref(logon->home);
}

static const struct com_face sample_logon_faces[] = {COM_FACE(sample_logon, IMSLogon)};
COM_CLASS(sample_logon);
COM_UNKNOWN(sample_logon, IMSLogon)

/* A forced end: whatever we answer, MAPI goes on to release us. */
static HRESULT STDMETHODCALLTYPE sample_logon_Logoff(IMSLogon *iface, ULONG *flags)
{
    struct sample_logon *logon = sample_logon_from(iface);
    AUTO_RELEASE IMAPISupport *support = sample_logon_take_support(logon);

    (void)flags; /* 0 */
    if (support) com_home_end(logon->home); /* else it is the store that is going */
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE sample_logon_OpenEntry(IMSLogon *iface, ULONG cb, ENTRYID *eid,
                                                        LPCIID iid, ULONG flags, ULONG *type,
                                                        IUnknown **out)
{
    struct sample_store *store = lend_store(sample_logon_from(iface));
    HRESULT hr;

    if (!store) return MAPI_E_INVALID_OBJECT;
    hr = sample_open(store, cb, eid, iid, flags, type, out);
    sample_store_unref(store);
    return hr;
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

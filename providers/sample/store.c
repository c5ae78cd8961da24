/*
 * store.c - IMsgStore: the store a client opens
 */
#include "sample.h"
#include "common/values.h"

struct sample_store {
    struct com_object com;
    IMsgStore IMsgStore_iface;
    struct sample_logon *logon; /* counted */
    struct values props;
    struct sample_offline offline;
};

static void sample_store_destroy(void *self)
{
    struct sample_store *store = self;
    AUTO_RELEASE IMAPISupport *support = NULL;
    ULONG how = LOGOFF_ABORT;

    sample_offline_end(&store->offline);
    values_drop(&store->props);
    if (!store->logon) return;
    sample_logon_pair(store->logon, NULL);
    /* not logged off before: no mail is under way, so nothing is lost */
    support = sample_logon_take_support(store->logon);
    if (support) support->lpVtbl->StoreLogoffTransports(support, &how);
    com_release(&support); /* while our logon object is there: MAPI calls its Logoff from inside */
    com_unref(store->logon);
}

COM_UNKNOWN(sample_store, IMsgStore)
COM_DEAD(sample_store, IMsgStore, IMSGSTORE_DEAD_SLOTS);

static const struct com_face sample_store_faces[] = {
    COM_MORTAL(sample_store, IMsgStore),
    COM_MORTAL_AS(sample_store, IMsgStore, IMAPIProp),
};
COM_CLASS(sample_store);
/* The store's own interfaces, and those of the offline object that it aggregates. */
static HRESULT STDMETHODCALLTYPE whole_QueryInterface(IMsgStore *iface, REFIID iid, void **out)
{
    HRESULT hr = sample_store_QueryInterface(iface, iid, out);

    if (hr != E_NOINTERFACE) return hr;
    return sample_offline_query(&sample_store_from(iface)->offline, iid, out);
}

IMAPIPROP_FORWARD(sample_store, IMsgStore, values, props)

void sample_store_ref(struct sample_store *store)
{
    com_ref(store);
}

void sample_store_unref(struct sample_store *store)
{
    com_unref(store);
}

IMAPISupport *sample_store_support(struct sample_store *store)
{
    return sample_logon_lend_support(store->logon);
}

void sample_store_settle(struct sample_store *store, void *object)
{
    com_home_settle(store->logon->home, object);
}

HRESULT sample_open(struct sample_store *store, ULONG cb, const ENTRYID *eid, LPCIID iid,
                    ULONG flags, ULONG *type, IUnknown **out)
{
    enum sample_kind kind = SAMPLE_FOLDER;
    ULONG unasked;
    HRESULT hr;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (!type) type = &unasked;
    if (cb || eid) { /* else the root folder */
        hr = sample_eid_read(cb, eid, &kind);
        if (FAILED(hr)) return hr;
    }
    if (flags & MAPI_MODIFY && !(flags & MAPI_BEST_ACCESS)) return MAPI_E_NO_ACCESS;
    switch (kind) {
    case SAMPLE_FOLDER: *type = MAPI_FOLDER; return sample_folder_create(store, iid, out);
    case SAMPLE_MESSAGE: *type = MAPI_MESSAGE; return sample_message_create(store, iid, out);
    default: *type = MAPI_STORE; return com_query(store, iid ? iid : &IID_IMsgStore, (void **)out);
    }
}

static HRESULT STDMETHODCALLTYPE sample_store_OpenEntry(IMsgStore *iface, ULONG cb, ENTRYID *eid,
                                                        LPCIID iid, ULONG flags, ULONG *type,
                                                        IUnknown **out)
{
    return sample_open(sample_store_from(iface), cb, eid, iid, flags, type, out);
}

static HRESULT STDMETHODCALLTYPE sample_store_CompareEntryIDs(IMsgStore *iface, ULONG cb1,
                                                              ENTRYID *eid1, ULONG cb2,
                                                              ENTRYID *eid2, ULONG flags,
                                                              ULONG *same)
{
    IMSLogon *logon = &sample_store_from(iface)->logon->IMSLogon_iface;

    if (!same) return MAPI_E_INVALID_PARAMETER;
    return logon->lpVtbl->CompareEntryIDs(logon, cb1, eid1, cb2, eid2, flags, same);
}

/* Every class of message would be received in the root folder, if any were. */
static HRESULT STDMETHODCALLTYPE sample_store_GetReceiveFolder(IMsgStore *iface,
                                                               LPTSTR message_class, ULONG flags,
                                                               ULONG *cb, ENTRYID **eid,
                                                               LPTSTR *explicit_class)
{
    HRESULT hr;

    (void)iface, (void)message_class;
    if (flags & ~MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    if (!cb || !eid) return MAPI_E_INVALID_PARAMETER;
    hr = sample_allocate(SAMPLE_EID_BYTES, (void **)eid);
    if (FAILED(hr)) return hr;
    if (explicit_class) {
        hr = sample_allocate(sizeof(WCHAR), (void **)explicit_class);
        if (FAILED(hr)) {
            sample_free(*eid);
            *eid = NULL;
            return hr;
        }
        **(WCHAR **)explicit_class = 0; /* "" in either width */
    }
    sample_eid(SAMPLE_FOLDER, (BYTE *)*eid);
    *cb = SAMPLE_EID_BYTES;
    return S_OK;
}

/* This client is done with the store; the objects it has open stay readable until it releases them.
 */
static HRESULT STDMETHODCALLTYPE sample_store_StoreLogoff(IMsgStore *iface, ULONG *flags)
{
    struct sample_store *store = sample_store_from(iface);
    AUTO_RELEASE IMAPISupport *support = NULL, *held = NULL;
    HRESULT hr;

    if (!flags) return MAPI_E_INVALID_PARAMETER;
    support = sample_logon_lend_support(store->logon);
    if (!support) return S_OK;
    hr = support->lpVtbl->StoreLogoffTransports(support, flags);
    if (SUCCEEDED(hr)) held = sample_logon_take_support(store->logon);
    return hr;
}

static const IMsgStoreVtbl sample_store_vtbl = {
    .QueryInterface = whole_QueryInterface,
    .AddRef = sample_store_AddRef,
    .Release = sample_store_Release,
    IMAPIPROP_SLOTS(sample_store),
    .OpenEntry = sample_store_OpenEntry,
    .CompareEntryIDs = sample_store_CompareEntryIDs,
    .GetReceiveFolder = sample_store_GetReceiveFolder,
    .StoreLogoff = sample_store_StoreLogoff,
    .Advise = refuse_IMsgStore_Advise, /* STORE_NOTIFY_OK is not set */
    .Unadvise = refuse_IMsgStore_Unadvise,
    .SetReceiveFolder = refuse_IMsgStore_SetReceiveFolder, /* read-only */
    .GetReceiveFolderTable = refuse_IMsgStore_GetReceiveFolderTable,
    .AbortSubmit = refuse_IMsgStore_AbortSubmit, /* STORE_SUBMIT_OK is not set: no queue */
    .GetOutgoingQueue = refuse_IMsgStore_GetOutgoingQueue,
    .SetLockState = refuse_IMsgStore_SetLockState,
    .FinishedMsg = refuse_IMsgStore_FinishedMsg,
    .NotifyNewMail = refuse_IMsgStore_NotifyNewMail,
};

/* What a store must tell (contracts 6.2-02). Its entry IDs are wrapped where clients see them. */
static HRESULT fill(struct sample_store *store)
{
    AUTO_RELEASE IMAPISupport *support = sample_logon_lend_support(store->logon);
    BYTE own[SAMPLE_EID_BYTES];
    ENTRYID *wrapped = NULL;
    SPropValue props[8];
    ULONG cb, n = 0;
    HRESULT hr;

    if (!support) return MAPI_E_INVALID_OBJECT;
    sample_eid(SAMPLE_STORE, own);
    hr = support->lpVtbl->WrapStoreEntryID(support, sizeof(own), (ENTRYID *)own, &cb, &wrapped);
    if (FAILED(hr)) return hr;
    props[n++] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W,
                              .Value.lpszW = (WCHAR *)L"Sample Message Store"};
    props[n++] = (SPropValue){.ulPropTag = PR_ENTRYID, .Value.bin = {cb, (BYTE *)wrapped}};
    props[n++] = (SPropValue){.ulPropTag = PR_STORE_ENTRYID, .Value.bin = {cb, (BYTE *)wrapped}};
    props[n++] = (SPropValue){.ulPropTag = PR_RECORD_KEY, .Value.bin = {sizeof(own), own}};
    props[n++] = (SPropValue){.ulPropTag = PR_STORE_RECORD_KEY, .Value.bin = {sizeof(own), own}};
    props[n++] = (SPropValue){.ulPropTag = PR_MDB_PROVIDER,
                              .Value.bin = {sizeof(sample_uid), (BYTE *)&sample_uid}};
    props[n++] = (SPropValue){.ulPropTag = PR_OBJECT_TYPE, .Value.l = MAPI_STORE};
    props[n++] = (SPropValue){.ulPropTag = PR_STORE_SUPPORT_MASK,
                              .Value.l = STORE_ENTRYID_UNIQUE | STORE_READONLY |
                                         STORE_RESTRICTION_OK | STORE_SORT_OK | STORE_UNICODE_OK};
    hr = values_set(&store->props, SAMPLE_MEMORY, n, props);
    sample_free(wrapped);
    return hr;
}

HRESULT sample_store_create(struct sample_logon *logon, const WCHAR *profile, IMsgStore **out)
{
    struct sample_store *store = com_alloc(&sample_store_class, sizeof(*store));
    HRESULT hr;

    if (!store) return MAPI_E_NOT_ENOUGH_MEMORY;
    store->IMsgStore_iface.lpVtbl = &sample_store_vtbl;
    store->logon = logon;
    com_ref(logon);
    com_home_settle(logon->home, store);
    hr = fill(store);
    if (FAILED(hr)) {
        com_unref(store);
        return hr;
    }
    /* a MAPI without offline objects, or without memory for them, gets a store without one */
    if (profile)
        sample_offline_begin(&store->offline, profile, (IUnknown *)&store->IMsgStore_iface);
    sample_logon_pair(logon, store);
    *out = &store->IMsgStore_iface;
    return S_OK;
}

/*
 * logon.c - IMSLogon: what MAPI holds of an open store
 */
#include "logon.h"
#include "common/arguments.h"
#include "open_stores.h"

struct logon {
    struct com_object com;
    IMSLogon IMSLogon_iface;
    struct store *store; /* owned */
};

static void logon_destroy(void *self)
{
    struct logon *logon = self;

    if (logon->store) com_unref(logon->store);
}

static const struct com_face logon_faces[] = {
    COM_FACE(logon, IMSLogon),
};
COM_CLASS(logon);
COM_UNKNOWN(logon, IMSLogon)

static HRESULT STDMETHODCALLTYPE logon_GetLastError(IMSLogon *iface, HRESULT hr, ULONG flags,
                                                    MAPIERROR **out)
{
    (void)iface;
    (void)hr;
    return arguments_of_last_error(flags, out);
}

/* 5.6-03: by force, at the end of the session: all that was given out answers
 * MAPI_E_INVALID_OBJECT. When the last of that has let go of the support object, it is that
 * object's Release that calls us, and there is nothing left to end. */
static HRESULT STDMETHODCALLTYPE logon_Logoff(IMSLogon *iface, ULONG *flags)
{
    if (flags) *flags = 0;
    store_end(logon_from(iface)->store);
    return S_OK;
}

/* An opening of the log-on that is there yet, with a reference, or NULL. */
static struct store *opening(IMSLogon *iface)
{
    struct store *store = logon_from(iface)->store;

    if (!store_is_logged_on(store)) return open_stores_at_home(store->open, store->home);
    com_ref(store);
    return store;
}

static HRESULT STDMETHODCALLTYPE logon_OpenEntry(IMSLogon *iface, ULONG count, ENTRYID *id,
                                                 LPCIID iid, ULONG flags, ULONG *type,
                                                 IUnknown **out)
{
    struct store *store = opening(iface);
    HRESULT hr;

    if (out) *out = NULL;
    if (!store) return MAPI_E_INVALID_OBJECT;
    hr = store_open_entry(store, count, id, iid, flags, type, out);
    com_unref(store);
    return hr;
}

static HRESULT STDMETHODCALLTYPE logon_CompareEntryIDs(IMSLogon *iface, ULONG count1, ENTRYID *id1,
                                                       ULONG count2, ENTRYID *id2, ULONG flags,
                                                       ULONG *result)
{
    return store_compare_entry_ids(logon_from(iface)->store, count1, id1, count2, id2, flags,
                                   result);
}

static HRESULT STDMETHODCALLTYPE logon_Advise(IMSLogon *iface, ULONG count, ENTRYID *id,
                                              ULONG events, IMAPIAdviseSink *sink,
                                              ULONG_PTR *connection)
{
    struct store *store = opening(iface);
    HRESULT hr;

    if (connection) *connection = 0;
    if (!store) return MAPI_E_INVALID_OBJECT;
    hr = store_advise(store, count, id, events, sink, connection);
    com_unref(store);
    return hr;
}

static HRESULT STDMETHODCALLTYPE logon_Unadvise(IMSLogon *iface, ULONG_PTR connection)
{
    struct store *store = opening(iface);
    HRESULT hr;

    if (!store) return S_OK; /* logoff has taken all connections with it */
    hr = store_unadvise(store, connection);
    com_unref(store);
    return hr;
}

static const IMSLogonVtbl logon_vtbl = {
    COM_UNKNOWN_METHODS(logon),
    .GetLastError = logon_GetLastError,
    .Logoff = logon_Logoff,
    .OpenEntry = logon_OpenEntry,
    .CompareEntryIDs = logon_CompareEntryIDs,
    .Advise = logon_Advise,
    .Unadvise = logon_Unadvise,
    .OpenStatusEntry = refuse_IMSLogon_OpenStatusEntry, /* a file has no status worth an object */
};

HRESULT logon_create(struct store *store, IMSLogon **out)
{
    struct logon *logon = com_alloc(&logon_class, sizeof(*logon));

    *out = NULL;
    if (!logon) return MAPI_E_NOT_ENOUGH_MEMORY;
    logon->IMSLogon_iface.lpVtbl = (IMSLogonVtbl *)&logon_vtbl;
    logon->store = store;
    com_ref(store);
    *out = &logon->IMSLogon_iface;
    return S_OK;
}

/*
 * support.c - the support object: what all flavours share, and which flavour has what
 */
#include "support/support.h"
#include <string.h>
#include "base/array.h"
#include "base/uid.h"
#include "ab/addrbook.h"
#include "com/progress.h"
#include "com/stream_storage.h"
#include "eid/oneoff.h"
#include "eid/wrap.h"
#include "notify/hub.h"
#include "profile/section.h"
#include "provider/status_row.h"
#include "spool/spool_thread.h"
#include "support/support_own.h"
#include "ui/progress_box.h"

static void support_destroy(void *self)
{
    struct support *support = self;

    for (size_t i = 0; i < support->connections.count; i++)
        hub_unsubscribe(support->connections.data[i]);
    ARRAY_DROP(&support->connections);
    if (support->logon) {
        logon_end(support->logon); /* contracts 5.6-04: may call the provider */
        logon_unref(support->logon);
    }
    profile_unref(support->profile);
    lock_destroy(&support->lock);
}

COM_UNKNOWN(support, IMAPISupport)
COM_DEAD(support, IMAPISupport, IMAPISUPPORT_DEAD_SLOTS);

static const struct com_face support_faces[] = {
    COM_MORTAL_IID(support, IMAPISupport, IID_IMAPISup),
};
COM_CLASS(support);

HRESULT support_result(struct support *support, HRESULT hr)
{
    LOCKED(&support->lock);
    error_clear(&support->last);
    support->last.hr = hr;
    return hr;
}

/* Source  IMAPISupport::GetLastError: MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER,
 * MAPI_E_NOT_ENOUGH_MEMORY */
static HRESULT STDMETHODCALLTYPE support_GetLastError(IMAPISupport *iface, HRESULT hr, ULONG flags,
                                                      MAPIERROR **out)
{
    struct support *support = support_of(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(&support->lock);
    return error_get(&support->last, hr, flags, out);
}

/* Source  IMAPISupport::GetMemAllocRoutines: the pointers xxProviderInit was given */
static HRESULT STDMETHODCALLTYPE support_GetMemAllocRoutines(IMAPISupport *iface,
                                                             LPALLOCATEBUFFER *allocate,
                                                             LPALLOCATEMORE *more,
                                                             LPFREEBUFFER *free)
{
    struct support *support = support_of(iface);

    if (!allocate || !more || !free) return FAIL(MAPI_E_INVALID_PARAMETER);
    *allocate = support->memory.allocate;
    *more = support->memory.more;
    *free = support->memory.free;
    return S_OK;
}

/*
 * Subscribe - have sink called when somebody notifies about key
 * Errors  hub_subscribe's. The registration ends with the support object at the latest.
 * Source  IMAPISupport::Subscribe
 */
static HRESULT STDMETHODCALLTYPE support_Subscribe(IMAPISupport *iface, NOTIFKEY *key, ULONG mask,
                                                   ULONG flags, IMAPIAdviseSink *sink,
                                                   ULONG_PTR *connection)
{
    struct support *support = support_of(iface);
    ULONG_PTR *place;
    HRESULT hr;

    hr = hub_subscribe(key, mask, flags, sink, connection);
    if (FAILED(hr)) return support_result(support, hr);
    lock_take(&support->lock);
    place = ARRAY_PUSH(&support->connections);
    if (place) *place = *connection;
    lock_drop(&support->lock);
    if (place) return S_OK;
    hub_unsubscribe(*connection);
    *connection = 0;
    return MAPI_E_NOT_ENOUGH_MEMORY;
}

/* Errors  MAPI_E_NOT_FOUND. Source  IMAPISupport::Unsubscribe */
static HRESULT STDMETHODCALLTYPE support_Unsubscribe(IMAPISupport *iface, ULONG_PTR connection)
{
    struct support *support = support_of(iface);

    lock_take(&support->lock);
    for (size_t i = 0; i < support->connections.count; i++) {
        if (support->connections.data[i] != connection) continue;
        ARRAY_REMOVE(&support->connections, i);
        break;
    }
    lock_drop(&support->lock);
    return hub_unsubscribe(connection);
}

/* Errors  hub_notify's. Source  IMAPISupport::Notify */
static HRESULT STDMETHODCALLTYPE support_Notify(IMAPISupport *iface, NOTIFKEY *key, ULONG count,
                                                NOTIFICATION *batch, ULONG *flags)
{
    ULONG none = 0;

    return support_result(support_of(iface), hub_notify(key, count, batch, flags ? flags : &none));
}

/*
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER (no values), MAPI_E_INVALID_OBJECT (logged
 *         off)
 * Source  IMAPISupport::ModifyStatusRow
 */
static HRESULT STDMETHODCALLTYPE support_ModifyStatusRow(IMAPISupport *iface, ULONG count,
                                                         SPropValue *values, ULONG flags)
{
    struct support *support = support_of(iface);

    return support_result(support, status_row_modify(support->logon, count, values, flags));
}

/* Errors  section_open_for's. Source  IMAPISupport::OpenProfileSection */
static HRESULT STDMETHODCALLTYPE support_OpenProfileSection(IMAPISupport *iface, MAPIUID *uid,
                                                            ULONG flags, IProfSect **out)
{
    struct support *support = support_of(iface);
    struct section_asker who = {
        .service = &support->service,
        .own = &support->section,
        .logged_on = support->logon != NULL,
    };

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    return support_result(support, section_open_for(support->profile, &who, uid, NULL, flags, out));
}

/* Source  IMAPISupport::NewUID */
static HRESULT STDMETHODCALLTYPE support_NewUID(IMAPISupport *iface, MAPIUID *out)
{
    (void)iface;
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    return uid_new(out);
}

/*
 * SpoolerNotify - NOTIFY_READYTOSEND is remembered for PrepareSubmit. NOTIFY_NEWMAIL_RECEIVED is
 * passed over in a session without mail (contracts 5.13-13); with mail it needs the spooler, which
 * isn't there yet.
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER (no data), MAPI_E_NO_SUPPORT
 * Source  IMAPISupport::SpoolerNotify
 */
static HRESULT STDMETHODCALLTYPE support_SpoolerNotify(IMAPISupport *iface, ULONG flags, void *data)
{
    struct support *support = support_of(iface);

    if (flags & ~(NOTIFY_READYTOSEND | NOTIFY_NEWMAIL_RECEIVED)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (flags & NOTIFY_NEWMAIL_RECEIVED) {
        if (!data) return FAIL(MAPI_E_INVALID_PARAMETER);
        if (!(router_flags(support->logon->router) & MAPI_NO_MAIL)) return FAIL(MAPI_E_NO_SUPPORT);
    }
    if (!(flags & NOTIFY_READYTOSEND)) return S_OK;
    lock_take(&support->lock);
    support->ready_to_send = true;
    lock_drop(&support->lock);
    /* a message is about to be in the queue, where it waits when nobody can be woken */
    spool_thread_start(support->logon->router);
    spool_thread_ring(support->logon->router);
    return S_OK;
}

/* Errors  one_off_create's. Source  IMAPISupport::CreateOneOff */
static HRESULT STDMETHODCALLTYPE support_CreateOneOff(IMAPISupport *iface, LPTSTR name, LPTSTR type,
                                                      LPTSTR address, ULONG flags, ULONG *cb,
                                                      ENTRYID **out)
{
    return support_result(support_of(iface), one_off_create(name, type, address, flags, cb, out));
}

/*
 * SetProviderUID - entry IDs with uid come to this logon from now on; the same UID may be given
 * often
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_OBJECT (logged off)
 * Source  IMAPISupport::SetProviderUID
 */
static HRESULT STDMETHODCALLTYPE support_SetProviderUID(IMAPISupport *iface, MAPIUID *uid,
                                                        ULONG flags)
{
    struct support *support = support_of(iface);

    if (!uid) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return support_result(support, logon_add_uid(support->logon, uid));
}

/* Errors  router_compare's. Source  IMAPISupport::CompareEntryIDs */
static HRESULT STDMETHODCALLTYPE support_CompareEntryIDs(IMAPISupport *iface, ULONG cb1,
                                                         ENTRYID *eid1, ULONG cb2, ENTRYID *eid2,
                                                         ULONG flags, ULONG *same)
{
    struct support *support = support_of(iface);

    if (!same || !eid1 || !eid2) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return support_result(
        support, router_compare(support->logon->router, cb1, eid1, cb2, eid2, flags, same));
}

/* Errors  router_open_entry's. Source  IMAPISupport::OpenEntry */
static HRESULT STDMETHODCALLTYPE support_OpenEntry(IMAPISupport *iface, ULONG cb, ENTRYID *eid,
                                                   LPCIID iid, ULONG flags, ULONG *type,
                                                   IUnknown **out)
{
    struct support *support = support_of(iface);
    struct last_error last = {0};
    HRESULT hr;

    if (!out || !eid || !cb) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    hr = router_open_entry(support->logon->router, cb, eid, iid, flags, &last, type, out);
    LOCKED(&support->lock);
    support->last = last;
    return hr;
}

/* Errors  addrbook_open's; MAPI_W_ERRORS_RETURNED is a success. Source
 * IMAPISupport::OpenAddressBook */
static HRESULT STDMETHODCALLTYPE support_OpenAddressBook(IMAPISupport *iface, LPCIID iid,
                                                         ULONG flags, IAddrBook **out)
{
    struct support *support = support_of(iface);
    struct last_error last = {0};
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = addrbook_open(support->logon->router, 0, iid, AB_NO_DIALOG, &last, out);
    LOCKED(&support->lock);
    support->last = last;
    return hr;
}

/*
 * WrapStoreEntryID - a store's entry ID for clients, with the name of the caller's DLL as its
 * profile section has it
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPISupport::WrapStoreEntryID
 */
static HRESULT STDMETHODCALLTYPE support_WrapStoreEntryID(IMAPISupport *iface, ULONG cb,
                                                          ENTRYID *eid, ULONG *cb_out,
                                                          ENTRYID **out)
{
    struct support *support = support_of(iface);

    if (!cb_out || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb_out = 0;
    *out = NULL;
    if (!cb || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    return support_result(support, wrap_make(support->logon->dll, cb, eid, cb_out, out));
}

/* A configuration object for the caller's own service entry. Source
 * IMAPISupport::GetSvcConfigSupportObj */
static HRESULT STDMETHODCALLTYPE support_GetSvcConfigSupportObj(IMAPISupport *iface, ULONG flags,
                                                                IMAPISupport **out)
{
    struct support *support = support_of(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return support_result(
        support, support_config_create(support->profile, &support->service, &support->memory, out));
}

/*
 * DoProgressDialog - MAPI's own progress object, in a window over ui
 *
 * ui      0, or a window that isn't there any more: over none
 * flags   MAPI_TOP_LEVEL, which GetFlags of the object answers then
 * A session of a service has nobody who looks: no window comes up, and nobody cancels.
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IMAPISupport::DoProgressDialog; contracts 5.10-19, 11.13-11
 */
static HRESULT STDMETHODCALLTYPE support_DoProgressDialog(IMAPISupport *iface, ULONG_PTR ui,
                                                          ULONG flags, IMAPIProgress **out)
{
    struct support *support = support_of(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_TOP_LEVEL) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (router_flags(support->logon->router) & MAPI_NT_SERVICE)
        return support_result(support, progress_create(flags, NULL, NULL, out));
    return support_result(support, progress_box_open(ui, flags, out));
}

/* Errors  stream_storage_open's. Source  IMAPISupport::IStorageFromStream */
static HRESULT STDMETHODCALLTYPE support_IStorageFromStream(IMAPISupport *iface, IUnknown *stream,
                                                            LPCIID iid, ULONG flags, IStorage **out)
{
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    return support_result(support_of(iface), stream_storage_open(stream, iid, flags, out));
}

/* What needs the dialogs, the spooler or the address book's own services is refused by name until
 * those come. */
#define SUPPORT_COMMON                                                                             \
    COM_UNKNOWN_METHODS(support),                                                                  \
    .GetLastError = support_GetLastError,                                                          \
    .GetMemAllocRoutines = support_GetMemAllocRoutines,                                            \
    .OpenProfileSection = support_OpenProfileSection,                                              \
    .NewUID = support_NewUID,                                                                      \
    .MakeInvalid = support_MakeInvalid,                                                            \
    .DoConfigPropsheet = support_DoConfigPropsheet,                                                 \
    .GetSvcConfigSupportObj = support_GetSvcConfigSupportObj,                                      \
    .UpdatePAB = refuse_IMAPISupport_UpdatePAB,                                                    \
    .Preprocess = refuse_IMAPISupport_Preprocess

#define SUPPORT_LOGGED_ON                                                                          \
    .Subscribe = support_Subscribe,                                                                \
    .Unsubscribe = support_Unsubscribe,                                                            \
    .Notify = support_Notify,                                                                      \
    .ModifyStatusRow = support_ModifyStatusRow,                                                    \
    .CreateOneOff = support_CreateOneOff,                                                          \
    .CompareEntryIDs = support_CompareEntryIDs,                                                    \
    .OpenEntry = support_OpenEntry,                                                                \
    .OpenAddressBook = support_OpenAddressBook,                                                    \
    .WrapStoreEntryID = support_WrapStoreEntryID,                                                  \
    .IStorageFromStream = support_IStorageFromStream

#define SUPPORT_NOT_LOGGED_ON                                                                      \
    .Subscribe = refuse_IMAPISupport_Subscribe,                                                    \
    .Unsubscribe = refuse_IMAPISupport_Unsubscribe,                                                \
    .Notify = refuse_IMAPISupport_Notify,                                                          \
    .ModifyStatusRow = refuse_IMAPISupport_ModifyStatusRow,                                        \
    .CreateOneOff = refuse_IMAPISupport_CreateOneOff,                                              \
    .CompareEntryIDs = refuse_IMAPISupport_CompareEntryIDs,                                        \
    .OpenEntry = refuse_IMAPISupport_OpenEntry,                                                    \
    .OpenAddressBook = refuse_IMAPISupport_OpenAddressBook,                                        \
    .WrapStoreEntryID = refuse_IMAPISupport_WrapStoreEntryID,                                      \
    .IStorageFromStream = refuse_IMAPISupport_IStorageFromStream

#define SUPPORT_NOT_ADDRESS_BOOK                                                                   \
    .OpenTemplateID = refuse_IMAPISupport_OpenTemplateID,                                          \
    .GetOneOffTable = refuse_IMAPISupport_GetOneOffTable,                                          \
    .Address = refuse_IMAPISupport_Address,                                                        \
    .Details = refuse_IMAPISupport_Details,                                                        \
    .NewEntry = refuse_IMAPISupport_NewEntry

#define SUPPORT_NOT_STORE                                                                          \
    .CopyMessages = refuse_IMAPISupport_CopyMessages,                                              \
    .CopyFolder = refuse_IMAPISupport_CopyFolder,                                                  \
    .DoCopyTo = refuse_IMAPISupport_DoCopyTo,                                                      \
    .DoCopyProps = refuse_IMAPISupport_DoCopyProps,                                                \
    .ReadReceipt = refuse_IMAPISupport_ReadReceipt,                                                \
    .PrepareSubmit = refuse_IMAPISupport_PrepareSubmit,                                            \
    .ExpandRecips = refuse_IMAPISupport_ExpandRecips,                                              \
    .DoSentMail = refuse_IMAPISupport_DoSentMail,                                                  \
    .CompleteMsg = refuse_IMAPISupport_CompleteMsg,                                                \
    .StoreLogoffTransports = refuse_IMAPISupport_StoreLogoffTransports,                            \
    .ModifyProfile = refuse_IMAPISupport_ModifyProfile

#define SUPPORT_NOT_TRANSPORT                                                                      \
    .RegisterPreprocessor = refuse_IMAPISupport_RegisterPreprocessor,                              \
    .SpoolerYield = refuse_IMAPISupport_SpoolerYield,                                              \
    .StatusRecips = refuse_IMAPISupport_StatusRecips

static const IMAPISupportVtbl support_store_vtbl = {
    SUPPORT_COMMON,
    SUPPORT_LOGGED_ON,
    SUPPORT_NOT_ADDRESS_BOOK,
    SUPPORT_NOT_TRANSPORT,
    .SetProviderUID = support_SetProviderUID,
    .SpoolerNotify = support_SpoolerNotify,
    .DoProgressDialog = support_DoProgressDialog,
    .CopyMessages = support_store_CopyMessages,
    .CopyFolder = support_store_CopyFolder,
    .DoCopyTo = support_store_DoCopyTo,
    .DoCopyProps = support_store_DoCopyProps,
    .ReadReceipt = support_store_ReadReceipt,
    .PrepareSubmit = support_store_PrepareSubmit,
    .ExpandRecips = support_store_ExpandRecips,
    .DoSentMail = support_store_DoSentMail,
    .CompleteMsg = refuse_IMAPISupport_CompleteMsg,
    .StoreLogoffTransports = support_store_StoreLogoffTransports,
    .ModifyProfile = support_store_ModifyProfile,
};

static const IMAPISupportVtbl support_ab_vtbl = {
    SUPPORT_COMMON,
    SUPPORT_LOGGED_ON,
    SUPPORT_NOT_STORE,
    SUPPORT_NOT_TRANSPORT,
    .SetProviderUID = support_SetProviderUID,
    .SpoolerNotify = refuse_IMAPISupport_SpoolerNotify,
    .DoProgressDialog = support_DoProgressDialog,
    .OpenTemplateID = support_ab_OpenTemplateID,
    .GetOneOffTable = support_ab_GetOneOffTable,
    .Address = support_ab_Address,
    .Details = support_ab_Details,
    .NewEntry = support_ab_NewEntry,
};

static const IMAPISupportVtbl support_xp_vtbl = {
    SUPPORT_COMMON,
    SUPPORT_LOGGED_ON,
    SUPPORT_NOT_STORE,
    SUPPORT_NOT_ADDRESS_BOOK,
    .SetProviderUID = refuse_IMAPISupport_SetProviderUID,
    .SpoolerNotify = support_transport_SpoolerNotify,
    .DoProgressDialog = refuse_IMAPISupport_DoProgressDialog,
    .RegisterPreprocessor = refuse_IMAPISupport_RegisterPreprocessor,
    .SpoolerYield = support_transport_SpoolerYield,
    .StatusRecips = support_transport_StatusRecips,
};

static const IMAPISupportVtbl support_config_vtbl = {
    SUPPORT_COMMON,
    SUPPORT_NOT_LOGGED_ON,
    SUPPORT_NOT_STORE,
    SUPPORT_NOT_ADDRESS_BOOK,
    SUPPORT_NOT_TRANSPORT,
    .SetProviderUID = refuse_IMAPISupport_SetProviderUID,
    .SpoolerNotify = refuse_IMAPISupport_SpoolerNotify,
    .DoProgressDialog = refuse_IMAPISupport_DoProgressDialog,
};

static struct support *support_alloc(struct profile *profile, const MAPIUID *service,
                                     const MAPIUID *section, const struct provider_memory *memory)
{
    struct support *support = com_alloc(&support_class, sizeof(*support));

    if (!support) return NULL;
    lock_init(&support->lock, RANK_SUPPORT);
    support->profile = profile;
    profile_ref(profile);
    support->service = *service;
    support->section = *section;
    support->memory = *memory;
    return support;
}

HRESULT support_create(struct logon *logon, IMAPISupport **out)
{
    struct support *support = support_alloc(router_profile(logon->router), &logon->service,
                                            &logon->section, router_memory(logon->router));

    if (!support) return MAPI_E_NOT_ENOUGH_MEMORY;
    support->logon = logon;
    logon_ref(logon);
    switch (logon->type) {
    case MAPI_STORE_PROVIDER: support->IMAPISupport_iface.lpVtbl = &support_store_vtbl; break;
    case MAPI_AB_PROVIDER: support->IMAPISupport_iface.lpVtbl = &support_ab_vtbl; break;
    default: support->IMAPISupport_iface.lpVtbl = &support_xp_vtbl; break;
    }
    *out = &support->IMAPISupport_iface;
    return S_OK;
}

HRESULT support_config_create(struct profile *profile, const MAPIUID *service,
                              const struct provider_memory *memory, IMAPISupport **out)
{
    struct support *support = support_alloc(profile, service, service, memory);

    if (!support) return MAPI_E_NOT_ENOUGH_MEMORY;
    support->IMAPISupport_iface.lpVtbl = &support_config_vtbl;
    *out = &support->IMAPISupport_iface;
    return S_OK;
}

void support_config_end(IMAPISupport **config)
{
    if (!*config) return;
    com_kill(support_of(*config));
    com_release(config);
}

/*
 * session.c - IMAPISession: checks what the client gives, and asks the shared core
 */
#include "session/session.h"
#include "mapitags.h"
#include "ab/addrbook.h"
#include "admin/service_admin.h"
#include "base/mem.h"
#include "base/trace.h"
#include "profile/section.h"
#include "provider/fast_shutdown.h"
#include "session/session_own.h"

/* Sinks on the session hear of its end: those of this member, or with a critical error those of the
 * others. */
static void tell(struct session *session, ULONG event)
{
    NOTIFICATION notification = {.ulEventType = event};

    if (event == fnevCriticalError) notification.info.err.scode = MAPI_E_END_OF_SESSION;
    advise_list_post(&session->advises, 1, &notification, MAPI_UNICODE, NULL);
}

static void leave(struct session *session)
{
    bool joined;

    lock_take(&session->core->lock);
    joined = session->joined;
    session->joined = false;
    lock_drop(&session->core->lock);
    if (!joined) return;
    tell(session, fnevExtended);
    com_kill(session);
    forwards_end(&session->forwards);
    core_leave(session->core, &session->link);
    if (atomic_get(&session->core->over)) shared_withdraw(session->core);
}

static void session_destroy(void *self)
{
    struct session *session = self;

    leave(session);
    forwards_destroy(&session->forwards);
    advise_list_destroy(&session->advises);
    lock_destroy(&session->lock);
    core_unref(session->core);
}

COM_UNKNOWN(session, IMAPISession)
COM_UNKNOWN_SECOND(session, IMAPIClientShutdown)
COM_DEAD(session, IMAPISession, IMAPISESSION_DEAD_SLOTS);
COM_DEAD_SECOND(session, IMAPIClientShutdown, IMAPICLIENTSHUTDOWN_DEAD_SLOTS);

static const struct com_face session_faces[] = {
    COM_MORTAL(session, IMAPISession),
    COM_MORTAL(session, IMAPIClientShutdown),
};
COM_CLASS(session);

/* What GetLastError tells from now on; *last is what a method gathered, NULL: nothing. */
static HRESULT result(struct session *session, HRESULT hr, const struct last_error *last)
{
    LOCKED(&session->lock);
    if (last && last->hr)
        session->last = *last;
    else
        error_clear(&session->last);
    return hr;
}

/* Source  IMAPISession::GetLastError: MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER,
 * MAPI_E_NOT_ENOUGH_MEMORY */
static HRESULT STDMETHODCALLTYPE session_GetLastError(IMAPISession *iface, HRESULT hr, ULONG flags,
                                                      MAPIERROR **out)
{
    struct session *session = session_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(&session->lock);
    return error_get(&session->last, hr, flags, out);
}

/*
 * GetMsgStoresTable - the stores of the profile, each with what its provider told of it
 * flags   MAPI_UNICODE: width of the default columns; others MAPI_E_UNKNOWN_FLAGS
 * Source  IMAPISession::GetMsgStoresTable
 */
static HRESULT STDMETHODCALLTYPE session_GetMsgStoresTable(IMAPISession *iface, ULONG flags,
                                                           IMAPITable **out)
{
    struct session *session = session_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return result(session, stores_table_open(session->core, flags, out), NULL);
}

/*
 * OpenMsgStore - logs the store's provider on, when it isn't, and gives the store
 *
 * flags   MDB_NO_DIALOG, MDB_WRITE, MAPI_DEFERRED_ERRORS, MAPI_BEST_ACCESS, MDB_TEMPORARY,
 * MDB_NO_MAIL, MDB_ONLINE: the provider sees them as they are; others MAPI_E_UNKNOWN_FLAGS iid NULL
 * or IID_IMsgStore, or what the provider takes Errors  MAPI_E_INVALID_PARAMETER,
 * MAPI_E_UNKNOWN_ENTRYID, MAPI_E_INVALID_ENTRYID, MAPI_E_NOT_FOUND, MAPI_E_LOGON_FAILED (its
 * configuration lacks something), what the provider's Logon answered; MAPI_W_ERRORS_RETURNED is a
 * success Source  IMAPISession::OpenMsgStore
 */
static HRESULT STDMETHODCALLTYPE session_OpenMsgStore(IMAPISession *iface, ULONG_PTR ui, ULONG cb,
                                                      ENTRYID *eid, LPCIID iid, ULONG flags,
                                                      IMsgStore **out)
{
    const ULONG known = MDB_NO_DIALOG | MDB_WRITE | MAPI_DEFERRED_ERRORS | MAPI_BEST_ACCESS |
                        MDB_TEMPORARY | MDB_NO_MAIL | MDB_ONLINE;
    struct session *session = session_from(iface);
    struct last_error last = {0};
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!eid || !cb) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    if (flags & ~known) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    if (session->flags & MAPI_NO_MAIL) flags |= MDB_NO_MAIL;
    if (session->flags & MAPI_NT_SERVICE) flags |= MDB_NO_DIALOG;
    hr = router_open_store(session->core->router, ui, cb, eid, iid, flags, &last, (void **)out);
    /* the provider's word to us; there is no dialog to ask for what lacks */
    if (hr == MAPI_E_UNCONFIGURED) {
        TRACE("OpenMsgStore: no dialog can ask for what the store's configuration lacks");
        hr = FAIL(MAPI_E_LOGON_FAILED);
        if (last.hr) last.hr = hr;
    }
    return result(session, hr, &last);
}

/* Errors  addrbook_open's; MAPI_W_ERRORS_RETURNED is a success. Source
 * IMAPISession::OpenAddressBook */
static HRESULT STDMETHODCALLTYPE session_OpenAddressBook(IMAPISession *iface, ULONG_PTR ui,
                                                         LPCIID iid, ULONG flags, IAddrBook **out)
{
    struct session *session = session_from(iface);
    struct last_error last = {0};
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    hr = addrbook_open(session->core->router, ui, iid, flags, &last, out);
    return result(session, hr, &last);
}

/* Errors  section_open_for's. Source  IMAPISession::OpenProfileSection */
static HRESULT STDMETHODCALLTYPE session_OpenProfileSection(IMAPISession *iface, MAPIUID *uid,
                                                            LPCIID iid, ULONG flags,
                                                            IProfSect **out)
{
    struct session *session = session_from(iface);
    const struct section_asker client = {0};

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    return result(session, section_open_for(session->core->profile, &client, uid, iid, flags, out),
                  NULL);
}

/* flags as GetMsgStoresTable's. Source  IMAPISession::GetStatusTable */
static HRESULT STDMETHODCALLTYPE session_GetStatusTable(IMAPISession *iface, ULONG flags,
                                                        IMAPITable **out)
{
    struct session *session = session_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return result(session, status_table_open(session->core, flags, out), NULL);
}

/*
 * OpenEntry - anything with an entry ID: the provider that registered its MAPIUID opens it
 * Errors  MAPI_E_INVALID_PARAMETER (none), MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID
 * (nobody's), the provider's Source  IMAPISession::OpenEntry
 */
static HRESULT STDMETHODCALLTYPE session_OpenEntry(IMAPISession *iface, ULONG cb, ENTRYID *eid,
                                                   LPCIID iid, ULONG flags, ULONG *type,
                                                   IUnknown **out)
{
    struct session *session = session_from(iface);
    struct last_error last = {0};
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!eid || !cb) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    hr = router_open_entry(session->core->router, cb, eid, iid, flags, &last, type, out);
    return result(session, hr, &last);
}

/* Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, router_compare's. Source
 * IMAPISession::CompareEntryIDs */
static HRESULT STDMETHODCALLTYPE session_CompareEntryIDs(IMAPISession *iface, ULONG cb1,
                                                         ENTRYID *eid1, ULONG cb2, ENTRYID *eid2,
                                                         ULONG flags, ULONG *same)
{
    struct session *session = session_from(iface);

    if (!same || !eid1 || !eid2) return FAIL(MAPI_E_INVALID_PARAMETER);
    *same = FALSE;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return result(session, router_compare(session->core->router, cb1, eid1, cb2, eid2, flags, same),
                  NULL);
}

/*
 * Advise - without an entry ID: the end of the session (fnevExtended) and critical errors; else the
 * provider's events Errors  MAPI_E_INVALID_PARAMETER, forward_advise's Source  IMAPISession::Advise
 */
static HRESULT STDMETHODCALLTYPE session_Advise(IMAPISession *iface, ULONG cb, ENTRYID *eid,
                                                ULONG mask, IMAPIAdviseSink *sink,
                                                ULONG_PTR *connection)
{
    struct session *session = session_from(iface);
    HRESULT hr;

    if (!sink || !connection) return FAIL(MAPI_E_INVALID_PARAMETER);
    *connection = 0;
    if (!cb || !eid) {
        hr = advise_list_add(&session->advises, fnevCriticalError | fnevExtended, sink, 0,
                             connection);
    } else {
        hr = forward_advise(&session->forwards, session->core->router, cb, eid, mask, sink,
                            connection);
    }
    return result(session, hr, NULL);
}

/* Errors  MAPI_E_NOT_FOUND. Source  IMAPISession::Unadvise */
static HRESULT STDMETHODCALLTYPE session_Unadvise(IMAPISession *iface, ULONG_PTR connection)
{
    struct session *session = session_from(iface);
    HRESULT hr;

    hr = advise_list_remove(&session->advises, connection);
    if (hr == MAPI_E_NOT_FOUND) hr = forward_unadvise(&session->forwards, connection);
    return result(session, hr, NULL);
}

/* Options belong to transports, and no transport is active: MAPI_E_NOT_FOUND (contracts 4.11-02).
 */
static HRESULT STDMETHODCALLTYPE session_MessageOptions(IMAPISession *iface, ULONG_PTR ui,
                                                        ULONG flags, LPTSTR type, IMessage *message)
{
    (void)ui;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!type || !message) return FAIL(MAPI_E_INVALID_PARAMETER);
    return result(session_from(iface), FAIL(MAPI_E_NOT_FOUND), NULL);
}

/* As MessageOptions (contracts 4.11-03). */
static HRESULT STDMETHODCALLTYPE session_QueryDefaultMessageOpt(IMAPISession *iface, LPTSTR type,
                                                                ULONG flags, ULONG *count,
                                                                SPropValue **out)
{
    if (!count || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *count = 0;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!type) return FAIL(MAPI_E_INVALID_PARAMETER);
    return result(session_from(iface), FAIL(MAPI_E_NOT_FOUND), NULL);
}

/* The address types of active transports, of which there are none: S_OK and 0. Source
 * IMAPISession::EnumAdrTypes */
static HRESULT STDMETHODCALLTYPE session_EnumAdrTypes(IMAPISession *iface, ULONG flags,
                                                      ULONG *count, LPTSTR **out)
{
    if (!count || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *count = 0;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return result(session_from(iface), S_OK, NULL);
}

/* Source  IMAPISession::QueryIdentity */
static HRESULT STDMETHODCALLTYPE session_QueryIdentity(IMAPISession *iface, ULONG *cb,
                                                       ENTRYID **out)
{
    struct session *session = session_from(iface);

    if (!cb || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb = 0;
    *out = NULL;
    return result(session, identity_query(session->core, cb, out), NULL);
}

/* Everybody else in a shared session is told to go (contracts 4.13-05, 07). */
static void tell_the_others(struct session *session)
{
    struct core *core = session->core;
    AUTO_FREE struct session **others = NULL;
    size_t n = 0;

    lock_take(&core->lock);
    if (core->shareable) others = mem_array(core->n_members, sizeof(*others));
    if (others)
        LIST_EACH(other, &core->members, struct session, link) {
            /* its last Release may be under way */
            if (other == session || !com_ref_alive(other)) continue;
            others[n++] = other;
        }
    lock_drop(&core->lock);
    for (size_t i = 0; i < n; i++) {
        tell(others[i], fnevCriticalError);
        com_unref(others[i]);
    }
}

/*
 * Logoff - this client's part of the session ends; with the last one, all its providers are logged
 * off
 *
 * flags   MAPI_LOGOFF_SHARED, MAPI_LOGOFF_UI (there is nothing to ask about); others
 * MAPI_E_UNKNOWN_FLAGS Errors  MAPI_E_INVALID_PARAMETER (reserved isn't 0); from then on every
 * method: MAPI_E_INVALID_OBJECT Source  IMAPISession::Logoff
 */
static HRESULT STDMETHODCALLTYPE session_Logoff(IMAPISession *iface, ULONG_PTR ui, ULONG flags,
                                                ULONG reserved)
{
    struct session *session = session_from(iface);

    (void)ui;
    if (flags & ~(ULONG)(MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (reserved) return FAIL(MAPI_E_INVALID_PARAMETER);
    com_ref(session); /* a provider's Logoff may make the client release it */
    if (flags & MAPI_LOGOFF_SHARED) tell_the_others(session);
    leave(session);
    com_unref(session);
    return S_OK;
}

/* Errors  default_store_set's. Source  IMAPISession::SetDefaultStore */
static HRESULT STDMETHODCALLTYPE session_SetDefaultStore(IMAPISession *iface, ULONG what, ULONG cb,
                                                         ENTRYID *eid)
{
    struct session *session = session_from(iface);
    struct last_error last = {0};
    HRESULT hr;

    hr = default_store_set(session->core, what, cb, eid, &last);
    return result(session, hr, &last);
}

/* The profile's services, for later sessions. flags 0. Source  IMAPISession::AdminServices */
static HRESULT STDMETHODCALLTYPE session_AdminServices(IMAPISession *iface, ULONG flags,
                                                       IMsgServiceAdmin **out)
{
    struct session *session = session_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return result(session, service_admin_create(session->core->profile, session->core->memory, out),
                  NULL);
}

static const IMAPISessionVtbl session_vtbl = {
    COM_UNKNOWN_METHODS(session),
    .GetLastError = session_GetLastError,
    .GetMsgStoresTable = session_GetMsgStoresTable,
    .OpenMsgStore = session_OpenMsgStore,
    .OpenAddressBook = session_OpenAddressBook,
    .OpenProfileSection = session_OpenProfileSection,
    .GetStatusTable = session_GetStatusTable,
    .OpenEntry = session_OpenEntry,
    .CompareEntryIDs = session_CompareEntryIDs,
    .Advise = session_Advise,
    .Unadvise = session_Unadvise,
    .MessageOptions = session_MessageOptions,
    .QueryDefaultMessageOpt = session_QueryDefaultMessageOpt,
    .EnumAdrTypes = session_EnumAdrTypes,
    .QueryIdentity = session_QueryIdentity,
    .Logoff = session_Logoff,
    .SetDefaultStore = session_SetDefaultStore,
    .AdminServices = session_AdminServices,
    .ShowForm = refuse_IMAPISession_ShowForm,
    .PrepareForm = refuse_IMAPISession_PrepareForm,
};

static HRESULT STDMETHODCALLTYPE session_QueryFastShutdown(IMAPIClientShutdown *iface)
{
    return fast_shutdown_query(session_IMAPIClientShutdown_from(iface)->core->router);
}

static HRESULT STDMETHODCALLTYPE session_NotifyProcessShutdown(IMAPIClientShutdown *iface)
{
    return fast_shutdown_announce(session_IMAPIClientShutdown_from(iface)->core->router);
}

static HRESULT STDMETHODCALLTYPE session_DoFastShutdown(IMAPIClientShutdown *iface)
{
    return fast_shutdown_do(session_IMAPIClientShutdown_from(iface)->core->router);
}

static const IMAPIClientShutdownVtbl session_shutdown_vtbl = {
    COM_UNKNOWN_SECOND_METHODS(session, IMAPIClientShutdown),
    .QueryFastShutdown = session_QueryFastShutdown,
    .NotifyProcessShutdown = session_NotifyProcessShutdown,
    .DoFastShutdown = session_DoFastShutdown,
};

HRESULT session_create(struct core *core, ULONG flags, const struct last_error *last,
                       IMAPISession **out)
{
    struct session *session = com_alloc(&session_class, sizeof(*session));
    HRESULT hr;

    if (!session) return MAPI_E_NOT_ENOUGH_MEMORY;
    session->IMAPISession_iface.lpVtbl = &session_vtbl;
    session->IMAPIClientShutdown_iface.lpVtbl = &session_shutdown_vtbl;
    list_init(&session->link);
    session->flags = flags;
    session->last = *last;
    session->core = core;
    core_ref(core);
    lock_init(&session->lock, RANK_OBJECT);
    advise_list_init(&session->advises, RANK_HUB);
    forwards_init(&session->forwards);
    hr = core_join(core, &session->link);
    if (FAILED(hr)) {
        com_unref(session);
        return hr;
    }
    session->joined = true;
    *out = &session->IMAPISession_iface;
    return S_OK;
}

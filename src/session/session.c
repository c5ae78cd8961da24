/*
 * session.c - IMAPISession: checks what the client gives, and asks the shared core
 */
#include "session/session.h"
#include "mapitags.h"
#include "ab/addrbook.h"
#include "admin/service_admin.h"
#include "base/error_words.h"
#include "base/mem.h"
#include "base/trace.h"
#include "profile/section.h"
#include "notify/delivery.h"
#include "provider/fast_shutdown.h"
#include "session/ear.h"
#include "session/farewell.h"
#include "session/roll.h"
#include "session/session_own.h"
#include "spool/spool_thread.h"
#include "sys/ask.h"

/* Sinks on the session hear of its end: those of this member, or with a critical error those of the
 * others. delivery may be NULL. */
static void tell(struct session *session, ULONG event, struct delivery *delivery)
{
    NOTIFICATION notification = {.ulEventType = event};

    if (event == fnevCriticalError) notification.info.err.scode = MAPI_E_END_OF_SESSION;
    advise_list_deliver(&session->advises, 1, &notification, MAPI_UNICODE, delivery);
}

/* True once, for whoever comes first. */
static bool stops_being_member(struct session *session, struct farewell **farewell)
{
    bool joined;

    LOCKED(&session->core->lock);
    joined = session->joined;
    session->joined = false;
    *farewell = TAKE(session->farewell);
    return joined;
}

void session_leave(struct session *session)
{
    struct farewell *farewell;
    bool joined = stops_being_member(session, &farewell);

    if (farewell) farewell_forget(farewell);
    farewell_unref(farewell);
    if (!joined) return;
    tell(session, fnevExtended, NULL);
    com_kill(session);
    com_home_end(session->home);
    forwards_end(&session->forwards);
    core_leave(session->core, &session->link);
    if (atomic_get(&session->core->over)) shared_withdraw(session->core);
}

/* The session's from now on, unless it leaves already or somebody else forces it off. */
static bool is_first_to_force(struct session *session, struct farewell *farewell)
{
    LOCKED(&session->core->lock);
    if (!session->joined || session->farewell) return false;
    farewell_ref(farewell);
    session->farewell = farewell;
    return true;
}

/*
 * The member is told, and is over when all its sinks have been, or can't be (farewell.h): its
 * client may log off by itself until then. Who has nobody to be told is over at once; that is waited for
 * when the caller wants to. Where no thread can be had it is over when this returns.
 */
static void force_off(struct session *session, bool wait)
{
    struct farewell *farewell;
    bool first, told;

    if (FAILED(farewell_begin(session, &farewell))) {
        tell(session, fnevCriticalError, NULL);
        session_leave(session);
        return;
    }
    first = is_first_to_force(session, farewell);
    if (first) tell(session, fnevCriticalError, farewell_delivery(farewell));
    else farewell_forget(farewell);
    told = farewell_is_told(farewell);
    if (first && told && wait && !farewell_wait(farewell)) session_leave(session);
    farewell_unref(farewell);
}

static void session_destroy(void *self)
{
    struct session *session = self;

    session_leave(session);
    com_home_unref(session->home);
    forwards_destroy(&session->forwards);
    advise_list_retire(&session->advises); /* fnevExtended is under way */
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

/* What GetLastError tells from now on: what a method gathered in *last (NULL: nothing), or else
 * what the code means. */
static HRESULT result(struct session *session, HRESULT hr, const struct last_error *last)
{
    LOCKED(&session->lock);
    if (last && last->hr) {
        session->last = *last;
        if (FAILED(hr)) session->last.hr = hr; /* a method may tell it by another code */
    } else if (FAILED(hr)) {
        error_set(&session->last, hr, L"MAPI", L"%ls", error_words(hr));
    } else {
        error_clear(&session->last);
    }
    return hr;
}

/* The same for a method that made something: that ends with the session. */
static HRESULT given(struct session *session, HRESULT hr, const struct last_error *last,
                     void *iface_variable)
{
    HRESULT in = SUCCEEDED(hr) ? com_home_adopt(session->home, iface_variable) : hr;

    return result(session, FAILED(in) ? in : hr, last);
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

    if (!out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    return given(session, stores_table_open(session->core, flags, out), NULL, out);
}

/*
 * OpenMsgStore - logs the store's provider on, when it isn't, and gives the store
 *
 * flags   MDB_NO_DIALOG, MDB_WRITE, MAPI_DEFERRED_ERRORS, MAPI_BEST_ACCESS, MDB_TEMPORARY,
 *         MDB_NO_MAIL, MDB_ONLINE: the provider sees them as they are; others MAPI_E_UNKNOWN_FLAGS
 * iid     NULL or IID_IMsgStore, or what the provider takes
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_ENTRYID, MAPI_E_INVALID_ENTRYID,
 *         MAPI_E_NOT_FOUND, MAPI_E_LOGON_FAILED (its configuration lacks something), what the
 *         provider's Logon answered, MAPI_E_INVALID_OBJECT (the session ended meanwhile);
 *         MAPI_W_ERRORS_RETURNED is a success
 * Source  IMAPISession::OpenMsgStore
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

    if (!out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *out = NULL;
    if (!eid || !cb) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    if (flags & ~known) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    if (session->flags & MAPI_NO_MAIL) flags |= MDB_NO_MAIL;
    if (session->flags & MAPI_NT_SERVICE) flags |= MDB_NO_DIALOG;
    hr = router_open_store(session->core->router, ui, cb, eid, iid, flags, &last, (void **)out);
    /* mail of sessions before waits there, and mail may come */
    if (SUCCEEDED(hr) && !(flags & MDB_NO_MAIL)) spool_thread_start(session->core->router);
    /* the provider's word to us; there is no dialog to ask for what lacks */
    if (hr == MAPI_E_UNCONFIGURED) {
        TRACE("OpenMsgStore: no dialog can ask for what the store's configuration lacks");
        hr = FAIL(MAPI_E_LOGON_FAILED);
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

    if (!out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *out = NULL;
    hr = addrbook_open(session->core->router, ui, iid, flags, &last, out);
    return given(session, hr, &last, out);
}

/* Errors  section_open_for's. Source  IMAPISession::OpenProfileSection */
static HRESULT STDMETHODCALLTYPE session_OpenProfileSection(IMAPISession *iface, MAPIUID *uid,
                                                            LPCIID iid, ULONG flags,
                                                            IProfSect **out)
{
    struct session *session = session_from(iface);
    const struct section_asker client = {0};

    if (!out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *out = NULL;
    return given(session, section_open_for(session->core->profile, &client, uid, iid, flags, out),
                 NULL, out);
}

/* flags as GetMsgStoresTable's. Transports have their rows once they are logged on, which is waited
 * for unless this session has no mail (contracts 3.4-08). Source  IMAPISession::GetStatusTable */
static HRESULT STDMETHODCALLTYPE session_GetStatusTable(IMAPISession *iface, ULONG flags,
                                                        IMAPITable **out)
{
    struct session *session = session_from(iface);
    struct last_error unheard = {0};

    if (!out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    session_mail_start(session, &unheard);
    return given(session, status_table_open(session->core, flags, out), NULL, out);
}

/* Does the entry ID open an object of MAPI's own? */
static bool is_ours(struct core *core, ULONG cb, const ENTRYID *eid)
{
    return addrbook_is_own(cb, eid) || status_is_own(core, cb, eid);
}

/*
 * OpenEntry - anything with an entry ID: the provider that registered its MAPIUID opens it
 * Errors  MAPI_E_INVALID_PARAMETER (none), MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID
 *         (nobody's), the provider's
 * Source  IMAPISession::OpenEntry
 */
static HRESULT STDMETHODCALLTYPE session_OpenEntry(IMAPISession *iface, ULONG cb, ENTRYID *eid,
                                                   LPCIID iid, ULONG flags, ULONG *type,
                                                   IUnknown **out)
{
    struct session *session = session_from(iface);
    struct last_error last = {0};
    HRESULT hr;

    if (!out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *out = NULL;
    if (!eid || !cb) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    hr = router_open_entry(session->core->router, cb, eid, iid, flags, &last, type, out);
    if (SUCCEEDED(hr) && !is_ours(session->core, cb, eid)) return result(session, hr, &last);
    return given(session, hr, &last, out);
}

/* Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, router_compare's. Source
 * IMAPISession::CompareEntryIDs */
static HRESULT STDMETHODCALLTYPE session_CompareEntryIDs(IMAPISession *iface, ULONG cb1,
                                                         ENTRYID *eid1, ULONG cb2, ENTRYID *eid2,
                                                         ULONG flags, ULONG *same)
{
    struct session *session = session_from(iface);

    if (!same || !eid1 || !eid2) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *same = FALSE;
    if (flags) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    return result(session, router_compare(session->core->router, cb1, eid1, cb2, eid2, flags, same),
                  NULL);
}

/*
 * Advise - without an entry ID: the end of the session (fnevExtended) and critical errors; else the
 * provider's events
 * Errors  MAPI_E_INVALID_PARAMETER, forward_advise's
 * Source  IMAPISession::Advise
 */
static HRESULT STDMETHODCALLTYPE session_Advise(IMAPISession *iface, ULONG cb, ENTRYID *eid,
                                                ULONG mask, IMAPIAdviseSink *sink,
                                                ULONG_PTR *connection)
{
    struct session *session = session_from(iface);
    HRESULT hr;

    if (!sink || !connection) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
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

/*
 * MessageOptions - the sheet of options that the transport for an address type has for a message
 *
 * Errors  MAPI_E_NOT_FOUND (no transport has any for it, or this is a session without mail),
 *         MAPI_E_NO_SUPPORT (there is a sheet, and nobody to show it), MAPI_E_UNKNOWN_FLAGS
 * Source  IMAPISession's header alone; contracts 4.11-02
 */
static HRESULT STDMETHODCALLTYPE session_MessageOptions(IMAPISession *iface, ULONG_PTR ui,
                                                        ULONG flags, LPTSTR type, IMessage *message)
{
    struct session *session = session_from(iface);
    struct last_error last = {0};
    AUTO_FREE SPropValue *unused = NULL;
    ULONG n;
    HRESULT hr;

    (void)ui;
    if (flags & ~MAPI_UNICODE) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    if (!type || !message) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    hr = session_mail_defaults(session, type, flags, &last, &n, &unused);
    return result(session, FAILED(hr) ? hr : FAIL(MAPI_E_NO_SUPPORT), &last);
}

/* Errors  session_mail_defaults'. Source  as MessageOptions'; contracts 4.11-03, 8.3-03 */
static HRESULT STDMETHODCALLTYPE session_QueryDefaultMessageOpt(IMAPISession *iface, LPTSTR type,
                                                                ULONG flags, ULONG *count,
                                                                SPropValue **out)
{
    struct session *session = session_from(iface);
    struct last_error last = {0};

    if (!count || !out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *count = 0;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    if (!type) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    return result(session, session_mail_defaults(session, type, flags, &last, count, out), &last);
}

/* The address types of the transports, which are logged on for it. S_OK and 0: there are none, or
 * this is a session without mail. Source  IMAPISession::EnumAdrTypes */
static HRESULT STDMETHODCALLTYPE session_EnumAdrTypes(IMAPISession *iface, ULONG flags,
                                                      ULONG *count, LPTSTR **out)
{
    struct session *session = session_from(iface);
    struct last_error last = {0};

    if (!count || !out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *count = 0;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    return result(session, session_mail_types(session, flags, &last, count, out), &last);
}

/* Source  IMAPISession::QueryIdentity */
static HRESULT STDMETHODCALLTYPE session_QueryIdentity(IMAPISession *iface, ULONG *cb,
                                                       ENTRYID **out)
{
    struct session *session = session_from(iface);

    if (!cb || !out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *cb = 0;
    *out = NULL;
    return result(session, identity_query(session->core, cb, out), NULL);
}

/* A member whom nobody forces off yet, another than `but` (NULL: any), with a reference; NULL: none
 * is left. */
static struct session *next_member(struct core *core, const struct session *but)
{
    LOCKED(&core->lock);
    LIST_EACH(member, &core->members, struct session, link)
    {
        /* its last Release may be under way */
        if (member != but && member->joined && !member->farewell && com_ref_alive(member))
            return member;
    }
    return NULL;
}

/* Who joins meanwhile is met, too, until the core takes no more. */
static void force_others(struct core *core, const struct session *but, bool wait)
{
    struct session *member;

    while ((member = next_member(core, but))) {
        force_off(member, wait);
        com_unref(member);
    }
}

void session_force_all(struct core *core)
{
    core_close(core);
    force_others(core, NULL, false);
}

/* Would its end be somebody else's, too: another member's here, or another part's? */
static bool has_others(struct session *session)
{
    struct session *member = next_member(session->core, session);

    com_unref(member);
    return member || (session->core->part && roll_has_others(session->core->part));
}

/* Is everybody else's end the user's wish, too? */
static bool may_force(const struct session *session, ULONG_PTR ui, ULONG flags)
{
    if (!(flags & MAPI_LOGOFF_UI) || session->flags & MAPI_NT_SERVICE) return true;
    return sys_ask(ui, L"MAPI",
                   L"Other programs use this session, too. Do you want to log all of them off?");
}

/* Whoever is there by now; the question may have stood for long. */
static void end_others(struct session *session)
{
    struct core *core = session->core;

    core_close(core);
    if (core->part) ear_tell_others(core->part);
    force_others(core, session, true);
}

/*
 * Logoff - this client's part of the session ends; with the last one, all its providers are logged
 * off
 *
 * ui       with MAPI_LOGOFF_UI: the parent of the question; 0, or what is no window: it has none
 * flags    MAPI_LOGOFF_SHARED: everybody else who shares the session is told to go
 *          (fnevCriticalError), and is over once told (farewell.h), which isn't waited for; who has
 *          no sink to be told by is over on return. The session takes no more members. It means
 *          nothing to a session that nobody shares (contracts 4.13-05 to 07)
 *          MAPI_LOGOFF_UI: the user is asked before that is done to anybody
 * Errors   MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER (reserved isn't 0)
 *          MAPI_E_USER_CANCEL  the user said no, or couldn't be asked: nothing has happened
 *          From a success on every method answers MAPI_E_INVALID_OBJECT.
 * Source   IMAPISession::Logoff
 */
static HRESULT STDMETHODCALLTYPE session_Logoff(IMAPISession *iface, ULONG_PTR ui, ULONG flags,
                                                ULONG reserved)
{
    struct session *session = session_from(iface);
    HRESULT hr = S_OK;

    if (flags & ~(ULONG)(MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI))
        return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    if (reserved) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    com_ref(session); /* a provider's Logoff may make the client release it */
    if (flags & MAPI_LOGOFF_SHARED && has_others(session)) {
        if (may_force(session, ui, flags)) end_others(session);
        else hr = result(session, FAIL(MAPI_E_USER_CANCEL), NULL);
    }
    if (SUCCEEDED(hr)) session_leave(session);
    com_unref(session);
    return hr;
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

    if (!out) return result(session, FAIL(MAPI_E_INVALID_PARAMETER), NULL);
    *out = NULL;
    if (flags) return result(session, FAIL(MAPI_E_UNKNOWN_FLAGS), NULL);
    return given(session, service_admin_create(session->core->profile, session->core->memory, out),
                 NULL, out);
}

/* There are no forms. Source  IMAPISession::ShowForm */
static HRESULT STDMETHODCALLTYPE session_ShowForm(IMAPISession *iface, ULONG_PTR ui,
                                                  IMsgStore *store, IMAPIFolder *folder, LPCIID iid,
                                                  ULONG_PTR token, IMessage *sent, ULONG flags,
                                                  ULONG status, ULONG message_flags, ULONG access,
                                                  LPSTR message_class)
{
    (void)ui, (void)store, (void)folder, (void)iid, (void)token, (void)sent, (void)flags;
    (void)status, (void)message_flags, (void)access, (void)message_class;
    return result(session_from(iface), FAIL(MAPI_E_NO_SUPPORT), NULL);
}

/* Source  IMAPISession::PrepareForm */
static HRESULT STDMETHODCALLTYPE session_PrepareForm(IMAPISession *iface, LPCIID iid,
                                                     IMessage *message, ULONG_PTR *token)
{
    (void)iid, (void)message, (void)token;
    return result(session_from(iface), FAIL(MAPI_E_NO_SUPPORT), NULL);
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
    .ShowForm = session_ShowForm,
    .PrepareForm = session_PrepareForm,
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
    session->home = com_home_create();
    session->flags = flags;
    if (!(flags & MAPI_NO_MAIL)) router_allow_mail(core->router);
    session->last = *last;
    session->core = core;
    core_ref(core);
    lock_init(&session->lock, RANK_OBJECT);
    advise_list_init(&session->advises, RANK_HUB);
    forwards_init(&session->forwards);
    session->joined = true; /* before anyone can force it off */
    hr = session->home ? core_join(core, &session->link) : MAPI_E_NOT_ENOUGH_MEMORY;
    if (FAILED(hr)) {
        session->joined = false;
        com_unref(session);
        return hr;
    }
    *out = &session->IMAPISession_iface;
    return S_OK;
}

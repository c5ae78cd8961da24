/*
 * logon.c - IXPLogon: what MAPI holds of a drop folder's transport
 */
#include "dropfolder/logon.h"
#include <stdlib.h>
#include "common/text/text8.h"
#include "dropfolder/files.h"
#include "dropfolder/outgoing.h"
#include "dropfolder/status.h"

enum { RETRY_SECONDS = 60 };

static void drop_logon_destroy(void *self)
{
    struct drop_logon *logon = self;

    if (logon->has_incoming) drop_incoming_close(&logon->incoming);
    drop_account_unref(logon->account);
    com_release(&logon->support);
}

static const struct com_face drop_logon_faces[] = {
    COM_FACE(drop_logon, IXPLogon),
};
COM_CLASS(drop_logon);
COM_UNKNOWN(drop_logon, IXPLogon)

/* ---- what it is ---- */

/*
 * AddressTypes - SMTP, or nothing where there is no out-folder
 *
 * types   static, as all we give
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_END_OF_SESSION
 * Source  IXPLogon::AddressTypes; contracts 8.2-01 to 8.2-03
 */
static HRESULT STDMETHODCALLTYPE drop_logon_AddressTypes(IXPLogon *iface, ULONG *flags,
                                                         ULONG *n_types, LPTSTR **types,
                                                         ULONG *n_uids, LPMAPIUID **uids)
{
    static LPTSTR smtp[] = {(LPTSTR)L"SMTP"}, none[] = {(LPTSTR)L""};
    struct account *account;

    if (!flags || !n_types || !types || !n_uids || !uids) return MAPI_E_INVALID_PARAMETER;
    account = drop_logon_account(drop_logon_from(iface));
    if (!account) return MAPI_E_END_OF_SESSION;
    *flags = MAPI_UNICODE;
    *n_types = 1;
    *types = account->out_folder ? smtp : none;
    *n_uids = 0;
    *uids = NULL;
    drop_account_unref(account);
    return S_OK;
}

/* RegisterOptions - a file has none. Source: MAPISPI.h; contracts 8.3-01 */
static HRESULT STDMETHODCALLTYPE drop_logon_RegisterOptions(IXPLogon *iface, ULONG *flags,
                                                            ULONG *count, OPTIONDATA **options)
{
    (void)iface;
    if (!flags || !count || !options) return MAPI_E_INVALID_PARAMETER;
    *flags = 0;
    *count = 0;
    *options = NULL;
    return S_OK;
}

/* ---- what happens ---- */

static const struct {
    ULONG event, set, clear;
} events[] = {
    {NOTIFY_BEGIN_INBOUND, STATUS_INBOUND_ENABLED, 0},
    {NOTIFY_END_INBOUND, 0, STATUS_INBOUND_ENABLED | STATUS_INBOUND_FLUSH},
    {NOTIFY_BEGIN_OUTBOUND, STATUS_OUTBOUND_ENABLED, 0},
    {NOTIFY_END_OUTBOUND, 0, STATUS_OUTBOUND_ENABLED | STATUS_OUTBOUND_FLUSH},
    {NOTIFY_BEGIN_INBOUND_FLUSH, STATUS_INBOUND_FLUSH, 0},
    {NOTIFY_END_INBOUND_FLUSH, 0, STATUS_INBOUND_FLUSH},
    {NOTIFY_BEGIN_OUTBOUND_FLUSH, STATUS_OUTBOUND_FLUSH, 0},
    {NOTIFY_END_OUTBOUND_FLUSH, 0, STATUS_OUTBOUND_FLUSH},
};

/* What there is no folder for is never enabled. */
static ULONG possible(const struct account *account)
{
    return (account->in_folder ? STATUS_INBOUND_ENABLED | STATUS_INBOUND_FLUSH : 0) |
           (account->out_folder ? STATUS_OUTBOUND_ENABLED | STATUS_OUTBOUND_FLUSH : 0);
}

/*
 * TransportNotify - begins, ends and flushes change the status row; a message is cancelled
 *
 * flags   come back unchanged. Nothing is ever deferred here, so NOTIFY_ABORT_DEFERRED says nothing
 * data    NOTIFY_CANCEL_MESSAGE alone: *data points to the message's reference; on any thread
 * Errors  MAPI_E_INVALID_PARAMETER (also a BEGIN and an END of one direction),
 *         MAPI_E_END_OF_SESSION
 * Source  IXPLogon::TransportNotify; contracts 8.5-01 to 8.5-06
 */
static HRESULT STDMETHODCALLTYPE drop_logon_TransportNotify(IXPLogon *iface, ULONG *flags,
                                                            void **data)
{
    struct drop_logon *logon = drop_logon_from(iface);
    struct account *account;
    ULONG set = 0, clear = 0;

    if (!flags) return MAPI_E_INVALID_PARAMETER;
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (!(*flags & events[i].event)) continue;
        if (set & events[i].clear) return MAPI_E_INVALID_PARAMETER;
        set |= events[i].set;
        clear |= events[i].clear;
    }
    account = drop_logon_account(logon);
    if (!account) return MAPI_E_END_OF_SESSION;
    set &= possible(account);
    drop_account_unref(account);
    if (*flags & NOTIFY_CANCEL_MESSAGE && !(*flags & NOTIFY_ABORT_DEFERRED)) {
        if (!data || !*data) return MAPI_E_INVALID_PARAMETER;
        latch_take(&logon->latch);
        logon->cancelled = *(const ULONG *)*data;
        latch_drop(&logon->latch);
    }
    drop_logon_status(logon, set, clear);
    return S_OK;
}

/* Idle - TransportLogon doesn't ask for it. Source: IXPLogon::Idle; contracts 8.8-01 */
static HRESULT STDMETHODCALLTYPE drop_logon_Idle(IXPLogon *iface, ULONG flags)
{
    (void)iface;
    return flags ? MAPI_E_UNKNOWN_FLAGS : S_OK;
}

/*
 * TransportLogoff - MAPI isn't called any more; the other methods answer MAPI_E_END_OF_SESSION
 *
 * flags   none is documented, two are declared; all are accepted
 * Source  IXPLogon::TransportLogoff; contracts 8.1-13, 8.1-14
 */
static HRESULT STDMETHODCALLTYPE drop_logon_TransportLogoff(IXPLogon *iface, ULONG flags)
{
    struct drop_logon *logon = drop_logon_from(iface);
    IMAPISupport *support;

    (void)flags;
    latch_take(&logon->latch);
    support = logon->support;
    logon->support = NULL;
    latch_drop(&logon->latch);
    com_release(&support);
    return S_OK;
}

/* ---- mail that goes out ---- */

struct sending {
    struct drop_logon *logon;
    IMAPISupport *support;
    ULONG ref;
};

/* 8.5-03: the user may do something meanwhile, as the spooler may. */
static bool is_cancelled(void *context)
{
    struct sending *sending = context;
    struct drop_logon *logon = sending->logon;
    bool cancelled = sending->support->lpVtbl->SpoolerYield(sending->support, 0) ==
                     MAPI_W_CANCEL_MESSAGE;

    latch_take(&logon->latch);
    if (logon->cancelled == sending->ref || !logon->support) cancelled = true;
    latch_drop(&logon->latch);
    return cancelled;
}

/* Names of one logon sort as they were made, also within the clock's step. */
static uint64_t next_time(struct drop_logon *logon)
{
    uint64_t now = files_now() / 10000 * 10000;

    latch_take(&logon->latch);
    if (now <= logon->last_time) now = logon->last_time + 10000;
    logon->last_time = now;
    latch_drop(&logon->latch);
    return now;
}

static ULONG next_ref(struct drop_logon *logon)
{
    ULONG ref;

    latch_take(&logon->latch);
    ref = ++logon->last_ref;
    if (ref < 2) ref = logon->last_ref = 2;
    latch_drop(&logon->latch);
    return ref;
}

/*
 * SubmitMessage - a message becomes a file (outgoing.h), in this call
 *
 * ref     ours from the first moment, for NOTIFY_CANCEL_MESSAGE
 * parm    seconds to wait, with MAPI_E_WAIT
 * Errors  MAPI_E_NOT_ME, MAPI_E_WAIT, MAPI_E_USER_CANCEL, MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_INVALID_PARAMETER, MAPI_E_END_OF_SESSION, those of drop_outgoing_write
 * Source  IXPLogon::SubmitMessage; contracts 8.4-05 to 8.4-12
 */
static HRESULT STDMETHODCALLTYPE drop_logon_SubmitMessage(IXPLogon *iface, ULONG flags,
                                                          IMessage *message, ULONG_PTR *ref,
                                                          ULONG_PTR *parm)
{
    struct drop_logon *logon = drop_logon_from(iface);
    AUTO_RELEASE IMAPISupport *support = NULL;
    struct account *account;
    WCHAR name[DROP_NAME_CHARS];
    struct sending sending;
    MAPIUID uid;
    HRESULT hr;

    if (!message || !ref || !parm) return MAPI_E_INVALID_PARAMETER;
    *parm = 0;
    if (flags & ~(ULONG)BEGIN_DEFERRED) return MAPI_E_UNKNOWN_FLAGS;
    support = drop_logon_support(logon);
    account = support ? drop_logon_account(logon) : NULL;
    if (!account) return MAPI_E_END_OF_SESSION;
    sending = (struct sending){logon, support, next_ref(logon)};
    *ref = sending.ref;
    hr = support->lpVtbl->NewUID(support, &uid);
    if (SUCCEEDED(hr)) {
        struct outgoing outgoing = {account, support, &logon->alloc, name, is_cancelled, &sending};

        drop_outgoing_name(next_time(logon), &uid, name);
        hr = drop_outgoing_write(&outgoing, message);
    }
    if (hr == MAPI_E_WAIT) {
        *parm = RETRY_SECONDS;
        drop_logon_reason(logon, L"Mail can't be written to", account->out_folder);
    } else if (SUCCEEDED(hr)) {
        drop_logon_reason(logon, NULL, NULL);
    }
    drop_account_unref(account);
    return hr;
}

/* EndMessage - all was done by SubmitMessage. Source: IXPLogon::EndMessage; contracts 8.4-13 */
static HRESULT STDMETHODCALLTYPE drop_logon_EndMessage(IXPLogon *iface, ULONG_PTR ref, ULONG *flags)
{
    (void)iface;
    (void)ref;
    if (!flags) return MAPI_E_INVALID_PARAMETER;
    *flags = 0;
    return S_OK;
}

/* ---- mail that comes in ---- */

/* The row tells when the folder can't be read any more, and when it can again. */
static void tell_readable(struct drop_logon *logon, HRESULT hr, const struct account *account)
{
    bool was_unreadable = logon->unreadable;

    logon->unreadable = FAILED(hr);
    if (FAILED(hr)) drop_logon_reason(logon, L"Mail can't be read from", account->in_folder);
    else if (was_unreadable) drop_logon_reason(logon, NULL, NULL);
}

/*
 * The folder is opened when it is wanted: a share may not be there yet. *out is NULL where there
 * is no in-folder. After S_OK receive_end follows.
 * Errors  MAPI_E_BUSY (another call is at it), MAPI_E_END_OF_SESSION, those of drop_incoming_open
 */
static HRESULT receive_begin(struct drop_logon *logon, struct incoming **out)
{
    struct account *account;
    HRESULT hr = S_OK;

    *out = NULL;
    latch_take(&logon->latch);
    if (!logon->support) hr = MAPI_E_END_OF_SESSION;
    else if (logon->receiving) hr = MAPI_E_BUSY;
    else logon->receiving = true;
    account = SUCCEEDED(hr) ? drop_account_ref(logon->account) : NULL;
    latch_drop(&logon->latch);
    if (FAILED(hr)) return hr;
    if (logon->has_incoming && logon->incoming.account != account) { /* its configuration changed */
        drop_incoming_close(&logon->incoming);
        logon->has_incoming = false;
    }
    if (!logon->has_incoming && account->in_folder) {
        hr = drop_incoming_open(account, &logon->alloc, &logon->incoming);
        logon->has_incoming = SUCCEEDED(hr);
        tell_readable(logon, hr, account);
    }
    if (logon->has_incoming) *out = &logon->incoming;
    drop_account_unref(account);
    return hr;
}

static void receive_end(struct drop_logon *logon)
{
    latch_take(&logon->latch);
    logon->receiving = false;
    latch_drop(&logon->latch);
}

/*
 * Poll - how many files wait
 *
 * A folder that isn't there has none: its row says so, and the next call looks again.
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_END_OF_SESSION
 * Source  IXPLogon::Poll; contracts 8.6-01
 */
static HRESULT STDMETHODCALLTYPE drop_logon_Poll(IXPLogon *iface, ULONG *count)
{
    struct drop_logon *logon = drop_logon_from(iface);
    struct incoming *incoming;
    HRESULT hr;

    if (!count) return MAPI_E_INVALID_PARAMETER;
    *count = 0;
    hr = receive_begin(logon, &incoming);
    if (hr == MAPI_E_BUSY) return S_OK;
    if (hr == MAPI_E_END_OF_SESSION) return hr;
    if (incoming) tell_readable(logon, drop_incoming_count(incoming, count), incoming->account);
    receive_end(logon);
    if (!*count) drop_logon_status(logon, 0, STATUS_INBOUND_FLUSH); /* all is here that there was */
    return S_OK;
}

/*
 * StartMessage - a file becomes a message (incoming.h)
 *
 * Errors  MAPI_E_BUSY, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, MAPI_E_END_OF_SESSION, those
 *         of drop_incoming_take; the message is dropped then
 * Source  IXPLogon::StartMessage; contracts 8.6-03, 8.6-07
 */
static HRESULT STDMETHODCALLTYPE drop_logon_StartMessage(IXPLogon *iface, ULONG flags,
                                                         IMessage *message, ULONG_PTR *ref)
{
    struct drop_logon *logon = drop_logon_from(iface);
    AUTO_RELEASE IMAPISupport *support = drop_logon_support(logon);
    struct incoming_news news = {0};
    struct incoming *incoming;
    HRESULT hr;

    if (!message || !ref) return MAPI_E_INVALID_PARAMETER;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (!support) return MAPI_E_END_OF_SESSION;
    *ref = next_ref(logon);
    hr = receive_begin(logon, &incoming);
    if (hr == MAPI_E_BUSY || hr == MAPI_E_END_OF_SESSION) return hr;
    if (incoming) hr = drop_incoming_take(incoming, support, message, &news);
    receive_end(logon);
    if (news.of) drop_logon_reason(logon, news.of, news.name);
    else if (SUCCEEDED(hr)) drop_logon_reason(logon, NULL, NULL);
    free(news.name);
    return hr;
}

/* ---- its state ---- */

/*
 * OpenStatusEntry - the status object (status.c)
 *
 * iid     IID_IMAPIStatus, IID_IMAPIProp, IID_IUnknown or NULL
 * Errors  MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS (MAPI_MODIFY),
 *         MAPI_E_END_OF_SESSION, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IXPLogon::OpenStatusEntry; contracts 8.8-02
 */
static HRESULT STDMETHODCALLTYPE drop_logon_OpenStatusEntry(IXPLogon *iface, LPCIID iid,
                                                            ULONG flags, ULONG *type,
                                                            IMAPIStatus **out)
{
    if (out) *out = NULL;
    if (!type || !out) return MAPI_E_INVALID_PARAMETER;
    *type = 0;
    if (iid && !IsEqualGUID(iid, &IID_IMAPIStatus) && !IsEqualGUID(iid, &IID_IMAPIProp) &&
        !IsEqualGUID(iid, &IID_IUnknown))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (flags & ~(ULONG)(MAPI_MODIFY | MAPI_BEST_ACCESS)) return MAPI_E_UNKNOWN_FLAGS;
    if (flags & MAPI_MODIFY) return MAPI_E_NO_ACCESS;
    *type = MAPI_STATUS;
    return drop_status_create(drop_logon_from(iface), out);
}

/* Whether what the account names is there; the row says what isn't. */
static void look_at_folders(struct drop_logon *logon, const struct account *account)
{
    const WCHAR *missing = NULL;

    if (account->out_folder && FAILED(files_make_folder(account->out_folder)))
        missing = account->out_folder;
    else if (account->in_folder && FAILED(files_make_folder(account->in_folder)))
        missing = account->in_folder;
    drop_logon_reason(logon, missing ? L"There is no folder" : NULL, missing);
    drop_logon_status(logon, missing ? STATUS_OFFLINE : STATUS_AVAILABLE,
                      missing ? STATUS_AVAILABLE : STATUS_OFFLINE);
}

/* The profile's section says something else than at logon. */
static HRESULT read_again(struct drop_logon *logon, IMAPISupport *support)
{
    struct account *account, *old;
    HRESULT hr = drop_account_read(support, &logon->alloc, &account);

    if (FAILED(hr)) return hr;
    latch_take(&logon->latch);
    old = logon->account;
    logon->account = account;
    latch_drop(&logon->latch);
    drop_account_unref(old);
    drop_logon_status(logon, 0, ~possible(account) & (STATUS_INBOUND_ENABLED |
                                                      STATUS_OUTBOUND_ENABLED));
    drop_logon_row(logon);
    support->lpVtbl->SpoolerNotify(support, NOTIFY_CONFIG_CHANGE, NULL);
    return S_OK;
}

HRESULT drop_logon_validate(struct drop_logon *logon, ULONG flags)
{
    const ULONG headers =
        REFRESH_XP_HEADER_CACHE | PROCESS_XP_HEADER_CACHE | ABORT_XP_HEADER_OPERATION;
    const ULONG known = SUPPRESS_UI | FORCE_XP_CONNECT | FORCE_XP_DISCONNECT | CONFIG_CHANGED |
                        SHOW_XP_SESSION_UI;
    AUTO_RELEASE IMAPISupport *support = drop_logon_support(logon);
    struct account *account;
    HRESULT hr = S_OK;

    if (!support) return MAPI_E_END_OF_SESSION;
    if (flags & headers) return MAPI_E_NO_SUPPORT;
    if (flags & ~known) return MAPI_E_UNKNOWN_FLAGS;
    if (flags & CONFIG_CHANGED) hr = read_again(logon, support);
    account = drop_logon_account(logon);
    if (account) look_at_folders(logon, account);
    drop_account_unref(account);
    return hr;
}

/*
 * ValidateState - whether the folders are there; CONFIG_CHANGED: the section is read again
 *
 * Errors  MAPI_E_NO_SUPPORT (there is no cache of headers), MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_UNCONFIGURED (what was holds), MAPI_E_END_OF_SESSION
 * Source  IXPLogon::ValidateState; contracts 8.7-07, 8.8-05
 */
static HRESULT STDMETHODCALLTYPE drop_logon_ValidateState(IXPLogon *iface, ULONG_PTR window,
                                                          ULONG flags)
{
    (void)window;
    return drop_logon_validate(drop_logon_from(iface), flags);
}

HRESULT drop_logon_flush(struct drop_logon *logon, ULONG flags)
{
    struct account *account;
    ULONG set = (flags & FLUSH_UPLOAD ? STATUS_OUTBOUND_FLUSH : 0) |
                (flags & FLUSH_DOWNLOAD ? STATUS_INBOUND_FLUSH : 0);

    if (flags & ~(ULONG)(FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_FORCE | FLUSH_NO_UI |
                         FLUSH_ASYNC_OK))
        return MAPI_E_UNKNOWN_FLAGS;
    account = drop_logon_account(logon);
    if (!account) return MAPI_E_END_OF_SESSION;
    drop_logon_status(logon, set & possible(account), 0);
    drop_account_unref(account);
    return S_OK;
}

/*
 * FlushQueues - the spooler is told by the row to hand over what it has, and to ask for all there is
 *
 * target  0 and NULL
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_END_OF_SESSION
 * Source  IXPLogon::FlushQueues; contracts 8.7-01 to 8.7-03
 */
static HRESULT STDMETHODCALLTYPE drop_logon_FlushQueues(IXPLogon *iface, ULONG_PTR window,
                                                        ULONG count, ENTRYID *target, ULONG flags)
{
    (void)window;
    (void)count;
    (void)target;
    return drop_logon_flush(drop_logon_from(iface), flags);
}

static const IXPLogonVtbl drop_logon_vtbl = {
    COM_UNKNOWN_METHODS(drop_logon),
    .AddressTypes = drop_logon_AddressTypes,
    .RegisterOptions = drop_logon_RegisterOptions,
    .TransportNotify = drop_logon_TransportNotify,
    .Idle = drop_logon_Idle,
    .TransportLogoff = drop_logon_TransportLogoff,
    .SubmitMessage = drop_logon_SubmitMessage,
    .EndMessage = drop_logon_EndMessage,
    .Poll = drop_logon_Poll,
    .StartMessage = drop_logon_StartMessage,
    .OpenStatusEntry = drop_logon_OpenStatusEntry,
    .ValidateState = drop_logon_ValidateState,
    .FlushQueues = drop_logon_FlushQueues,
};

HRESULT drop_logon_create(IMAPISupport *support, const struct allocators *alloc,
                          struct account *moves_account, struct drop_logon **out)
{
    struct drop_logon *logon = com_alloc(&drop_logon_class, sizeof(*logon));

    *out = NULL;
    if (!logon) {
        drop_account_unref(moves_account);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    logon->IXPLogon_iface.lpVtbl = (IXPLogonVtbl *)&drop_logon_vtbl;
    logon->alloc = *alloc;
    logon->support = support;
    com_addref(support);
    logon->account = moves_account;
    logon->status = STATUS_AVAILABLE;
    logon->last_ref = 1;
    drop_logon_row(logon);
    look_at_folders(logon, moves_account);
    *out = logon;
    return S_OK;
}

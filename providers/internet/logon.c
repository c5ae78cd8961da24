/*
 * logon.c - IXPLogon: what MAPI holds of a mail account
 *
 * A message is sent within SubmitMessage, over a connection that stays for the next ones. The
 * status row says whether the server can be reached, and in PR_STATUS_STRING why not.
 */
#include "internet/logon.h"
#include <stdlib.h>
#include <string.h>
#include "common/com.h"
#include "common/event.h"
#include "common/latch.h"
#include "common/text/text8.h"
#include "internet/outgoing.h"

enum {
    FIRST_DELAY = 15, /* seconds, where the server can't be reached */
    MOST_DELAY = 900,
    FIRST_REFUSED = 60, /* where it refuses name and password: many attempts lock accounts */
    MOST_REFUSED = 3600,
    IDLE_MSEC = 30000 /* what a connection is kept for */
};

struct logon {
    struct com_object com;
    IXPLogon IXPLogon_iface;
    struct allocators alloc;
    LONG cancel; /* atomic: what is being sent shall end */

    struct latch latch;    /* guards what follows, up to the next remark */
    IMAPISupport *support; /* owned until TransportLogoff, then NULL */
    bool busy;             /* somebody is in SubmitMessage, and owns what follows the remark */
    bool changed;          /* the section's values are to be read anew */
    ULONG status;          /* PR_STATUS_CODE */
    ULONG_PTR last_ref;
    bool again; /* what EndMessage says of last_ref */

    /* whoever is busy, or the only one there is */
    struct account account;
    struct smtp *smtp; /* owned; NULL at first */
    SBinary id, search_key;
    ULONG failures; /* one after the other: of connecting, or logging on */
    uint64_t used;  /* event_now_msec, when the connection was last of use */
};

static void logon_destroy(void *self)
{
    struct logon *logon = self;

    smtp_free(logon->smtp);
    account_clear(&logon->account);
    logon->alloc.free(logon->id.lpb);
    free(logon->search_key.lpb);
    com_release(&logon->support);
}

static const struct com_face logon_faces[] = {
    COM_FACE(logon, IXPLogon),
};
COM_CLASS(logon);
COM_UNKNOWN(logon, IXPLogon)

/* Counted; NULL after TransportLogoff. */
static IMAPISupport *support_of(struct logon *logon)
{
    IMAPISupport *support;

    latch_take(&logon->latch);
    support = logon->support;
    if (support) com_addref(support);
    latch_drop(&logon->latch);
    return support;
}

/* ---- the status row ---- */

/* What changes; why in UTF-8, "" for nothing to tell. A row that can't be written is no reason not
 * to work. */
static void show(struct logon *logon, ULONG set, ULONG clear, const char *why)
{
    AUTO_RELEASE IMAPISupport *support = support_of(logon);
    SPropValue values[2] = {{.ulPropTag = PR_STATUS_CODE}, {.ulPropTag = PR_STATUS_STRING_W}};
    WCHAR *text = NULL;
    size_t chars;
    ULONG n = 1;

    latch_take(&logon->latch);
    logon->status = (logon->status & ~clear) | set;
    values[0].Value.ul = logon->status;
    latch_drop(&logon->latch);
    if (!support) return;
    if (why && SUCCEEDED(wtf8_to_wide(why, strlen(why), &text, &chars))) {
        values[1].Value.lpszW = text;
        n = 2;
    }
    support->lpVtbl->ModifyStatusRow(support, n, values, STATUSROW_UPDATE);
    free(text);
}

/* 8.8-03 */
static void show_all(struct logon *logon, IMAPISupport *support)
{
    SPropValue values[7] = {
        {.ulPropTag = PR_DISPLAY_NAME_W},   {.ulPropTag = PR_STATUS_CODE},
        {.ulPropTag = PR_RESOURCE_METHODS}, {.ulPropTag = PR_IDENTITY_DISPLAY_W},
        {.ulPropTag = PR_IDENTITY_ENTRYID}, {.ulPropTag = PR_IDENTITY_SEARCH_KEY},
        {.ulPropTag = PR_STATUS_STRING_W},
    };

    values[0].Value.lpszW = logon->account.email;
    values[1].Value.ul = logon->status;
    values[2].Value.l = 0; /* there is no status object yet */
    values[3].Value.lpszW = logon->account.name;
    values[4].Value.bin = logon->id;
    values[5].Value.bin = logon->search_key;
    values[6].Value.lpszW = (WCHAR *)L"";
    support->lpVtbl->ModifyStatusRow(support, 7, values, 0);
}

/* ---- who it is ---- */

/* 8.6-13: SMTP:ADDRESS, in capitals, with its end. */
static HRESULT make_search_key(const char *address, SBinary *out)
{
    size_t n = strlen(address);
    char *key = malloc(n + 6);

    if (!key) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(key, "SMTP:", 5);
    for (size_t i = 0; i <= n; i++)
        key[5 + i] = address[i] >= 'a' && address[i] <= 'z' ? (char)(address[i] - 32) : address[i];
    *out = (SBinary){(ULONG)n + 6, (BYTE *)key};
    return S_OK;
}

/* The identity of logon->account; the old one stays where this fails. */
static HRESULT identify(struct logon *logon, IMAPISupport *support)
{
    ENTRYID *id = NULL;
    SBinary key;
    ULONG bytes = 0;
    HRESULT hr = make_search_key(logon->account.from, &key);

    if (FAILED(hr)) return hr;
    hr = support->lpVtbl->CreateOneOff(support, (LPTSTR)logon->account.name, (LPTSTR)L"SMTP",
                                       (LPTSTR)logon->account.email, MAPI_UNICODE, &bytes, &id);
    if (FAILED(hr)) {
        free(key.lpb);
        return hr;
    }
    logon->alloc.free(logon->id.lpb);
    free(logon->search_key.lpb);
    logon->id = (SBinary){bytes, (BYTE *)id};
    logon->search_key = key;
    return S_OK;
}

/* Whoever is busy: the section has other values now. */
static HRESULT read_anew(struct logon *logon, IMAPISupport *support)
{
    AUTO_RELEASE IProfSect *section = NULL;
    struct account account;
    HRESULT hr = support->lpVtbl->OpenProfileSection(support, NULL, 0, &section);

    if (SUCCEEDED(hr)) hr = account_read(section, &logon->alloc, &account);
    if (FAILED(hr)) return hr;
    smtp_free(logon->smtp); /* it borrows the old account's texts */
    logon->smtp = NULL;
    account_clear(&logon->account);
    logon->account = account;
    logon->failures = 0;
    hr = identify(logon, support);
    if (SUCCEEDED(hr)) show_all(logon, support);
    return hr;
}

/* ---- what it is for ---- */

/*
 * AddressTypes - SMTP
 *
 * types   static, as all we give
 * Errors  MAPI_E_INVALID_PARAMETER
 * Source  IXPLogon::AddressTypes; contracts 8.2-01 to 8.2-03
 */
static HRESULT STDMETHODCALLTYPE logon_AddressTypes(IXPLogon *iface, ULONG *flags, ULONG *n_types,
                                                    LPTSTR **types, ULONG *n_uids, LPMAPIUID **uids)
{
    static LPTSTR smtp[] = {(LPTSTR)L"SMTP"};

    (void)iface;
    if (!flags || !n_types || !types || !n_uids || !uids) return MAPI_E_INVALID_PARAMETER;
    *flags = MAPI_UNICODE;
    *n_types = 1;
    *types = smtp;
    *n_uids = 0;
    *uids = NULL;
    return S_OK;
}

/*
 * TransportNotify - begins, ends and flushes change the status row; a message is cancelled
 *
 * flags   come back unchanged. Nothing is ever deferred here, so NOTIFY_ABORT_DEFERRED says nothing
 * data    NOTIFY_CANCEL_MESSAGE: the message's reference; there is one at a time. On any thread
 * Errors  MAPI_E_INVALID_PARAMETER (also a BEGIN and an END of outbound)
 * Source  IXPLogon::TransportNotify; contracts 8.5-01 to 8.5-06
 */
static HRESULT STDMETHODCALLTYPE logon_TransportNotify(IXPLogon *iface, ULONG *flags, void **data)
{
    struct logon *logon = logon_from(iface);
    ULONG set = 0, clear = 0;

    (void)data;
    if (!flags || (*flags & NOTIFY_BEGIN_OUTBOUND && *flags & NOTIFY_END_OUTBOUND))
        return MAPI_E_INVALID_PARAMETER;
    if (*flags & NOTIFY_BEGIN_OUTBOUND) set |= STATUS_OUTBOUND_ENABLED;
    if (*flags & NOTIFY_END_OUTBOUND) clear |= STATUS_OUTBOUND_ENABLED | STATUS_OUTBOUND_FLUSH;
    if (*flags & NOTIFY_BEGIN_OUTBOUND_FLUSH) set |= STATUS_OUTBOUND_FLUSH;
    if (*flags & NOTIFY_END_OUTBOUND_FLUSH) clear |= STATUS_OUTBOUND_FLUSH;
    if (*flags & NOTIFY_CANCEL_MESSAGE && !(*flags & NOTIFY_ABORT_DEFERRED)) {
        latch_take(&logon->latch);
        if (logon->busy) __atomic_store_n(&logon->cancel, 1, __ATOMIC_RELEASE);
        latch_drop(&logon->latch);
    }
    if (set || clear) show(logon, set, clear, NULL);
    return S_OK;
}

/* Whether the caller has the connection now; given back by leave. */
static bool enter(struct logon *logon)
{
    bool entered;

    latch_take(&logon->latch);
    entered = !logon->busy && logon->support;
    if (entered) {
        logon->busy = true;
        __atomic_store_n(&logon->cancel, 0, __ATOMIC_RELEASE);
    }
    latch_drop(&logon->latch);
    return entered;
}

static void leave(struct logon *logon)
{
    latch_take(&logon->latch);
    logon->busy = false;
    latch_drop(&logon->latch);
}

/* Idle - a connection that nobody has used for a while ends. Source: IXPLogon::Idle */
static HRESULT STDMETHODCALLTYPE logon_Idle(IXPLogon *iface, ULONG flags)
{
    struct logon *logon = logon_from(iface);

    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (!enter(logon)) return S_OK;
    if (logon->smtp && event_now_msec() - logon->used >= IDLE_MSEC) smtp_rest(logon->smtp);
    leave(logon);
    return S_OK;
}

/*
 * TransportLogoff - MAPI isn't called any more; what is being sent ends
 *
 * flags   none is documented, two are declared; all are accepted
 * Source  IXPLogon::TransportLogoff; contracts 8.1-13, 8.1-14
 */
static HRESULT STDMETHODCALLTYPE logon_TransportLogoff(IXPLogon *iface, ULONG flags)
{
    struct logon *logon = logon_from(iface);
    bool is_free = enter(logon);
    IMAPISupport *support;

    (void)flags;
    latch_take(&logon->latch);
    support = logon->support;
    logon->support = NULL;
    __atomic_store_n(&logon->cancel, 1, __ATOMIC_RELEASE);
    latch_drop(&logon->latch);
    if (is_free) {
        if (logon->smtp) smtp_rest(logon->smtp);
        leave(logon);
    }
    com_release(&support);
    return S_OK;
}

/* ---- mail that goes out ---- */

/* What the row says, and how long the server has peace. */
static HRESULT judge(struct logon *logon, HRESULT hr, const char *why, ULONG_PTR *parm)
{
    if (hr == MAPI_E_NETWORK_ERROR) {
        *parm = outgoing_delay(logon->failures++, FIRST_DELAY, MOST_DELAY);
        show(logon, STATUS_OFFLINE, STATUS_AVAILABLE | STATUS_FAILURE, why);
    } else if (hr == MAPI_E_LOGON_FAILED) {
        *parm = outgoing_delay(logon->failures++, FIRST_REFUSED, MOST_REFUSED);
        show(logon, STATUS_FAILURE, STATUS_AVAILABLE | STATUS_OFFLINE, why);
        hr = MAPI_E_WAIT; /* until somebody has given the right password */
    } else if (SUCCEEDED(hr) || hr == MAPI_E_USER_CANCEL || hr == MAPI_E_NOT_ME) {
        if (SUCCEEDED(hr)) logon->failures = 0;
        show(logon, STATUS_AVAILABLE, STATUS_OFFLINE | STATUS_FAILURE, "");
    }
    return hr;
}

static HRESULT send_it(struct logon *logon, IMAPISupport *support, IMessage *message, bool *again,
                       char *why)
{
    struct outgoing outgoing = {
        .account = &logon->account, .alloc = &logon->alloc, .support = support};
    HRESULT hr = S_OK;
    bool changed;

    latch_take(&logon->latch);
    changed = logon->changed;
    logon->changed = false;
    latch_drop(&logon->latch);
    if (changed) hr = read_anew(logon, support);
    if (FAILED(hr)) return hr;
    if (!logon->smtp) logon->smtp = smtp_create(&logon->account.smtp, &logon->cancel);
    if (!logon->smtp) return MAPI_E_NOT_ENOUGH_MEMORY;
    outgoing.smtp = logon->smtp;
    outgoing.id = logon->id;
    outgoing.search_key = logon->search_key;
    hr = outgoing_send(&outgoing, message, again, why);
    logon->used = event_now_msec();
    return hr;
}

/*
 * SubmitMessage - the message is sent in this call (outgoing.h)
 *
 * ref     of this message, for EndMessage
 * parm    seconds to wait, with MAPI_E_NETWORK_ERROR and MAPI_E_WAIT
 * Errors  MAPI_E_NOT_ME          no recipient with an Internet address is left
 *         MAPI_E_NETWORK_ERROR   the server can't be reached, or the connection broke
 *         MAPI_E_WAIT            it refuses name and password
 *         MAPI_E_BUSY            another thread is sending
 *         MAPI_E_USER_CANCEL, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER,
 *         MAPI_E_END_OF_SESSION, those of outgoing_send
 * Source  IXPLogon::SubmitMessage; contracts 8.4-05 to 8.4-12
 */
static HRESULT STDMETHODCALLTYPE logon_SubmitMessage(IXPLogon *iface, ULONG flags,
                                                     IMessage *message, ULONG_PTR *ref,
                                                     ULONG_PTR *parm)
{
    struct logon *logon = logon_from(iface);
    AUTO_RELEASE IMAPISupport *support = NULL;
    char why[CONNECTION_WHY_BYTES] = "";
    bool again = false;
    HRESULT hr;

    if (!message || !ref || !parm) return MAPI_E_INVALID_PARAMETER;
    *parm = 0;
    if (flags & ~(ULONG)BEGIN_DEFERRED) return MAPI_E_UNKNOWN_FLAGS;
    support = support_of(logon);
    if (!support) return MAPI_E_END_OF_SESSION;
    if (!enter(logon)) return MAPI_E_BUSY;
    latch_take(&logon->latch);
    *ref = ++logon->last_ref;
    latch_drop(&logon->latch);
    show(logon, STATUS_OUTBOUND_ACTIVE, 0, NULL);
    hr = send_it(logon, support, message, &again, why);
    show(logon, 0, STATUS_OUTBOUND_ACTIVE, NULL);
    hr = judge(logon, hr, why, parm);
    latch_take(&logon->latch);
    logon->again = again;
    latch_drop(&logon->latch);
    leave(logon);
    return hr;
}

/*
 * EndMessage - some recipients' time hasn't come: END_RESEND_LATER
 *
 * Errors  MAPI_E_INVALID_PARAMETER
 * Source  IXPLogon::EndMessage; contracts 8.4-13
 */
static HRESULT STDMETHODCALLTYPE logon_EndMessage(IXPLogon *iface, ULONG_PTR ref, ULONG *flags)
{
    struct logon *logon = logon_from(iface);

    if (!flags) return MAPI_E_INVALID_PARAMETER;
    latch_take(&logon->latch);
    *flags = ref == logon->last_ref && logon->again ? END_RESEND_LATER : 0;
    latch_drop(&logon->latch);
    return S_OK;
}

/*
 * ValidateState - CONFIG_CHANGED: the section is read anew, and the server asked at once
 *
 * Errors  MAPI_E_END_OF_SESSION
 * Source  IXPLogon::ValidateState; contracts 8.8-05
 */
static HRESULT STDMETHODCALLTYPE logon_ValidateState(IXPLogon *iface, ULONG_PTR window, ULONG flags)
{
    struct logon *logon = logon_from(iface);
    bool is_open;

    (void)window;
    latch_take(&logon->latch);
    is_open = logon->support != NULL;
    if (flags & CONFIG_CHANGED) logon->changed = true;
    latch_drop(&logon->latch);
    return is_open ? S_OK : MAPI_E_END_OF_SESSION;
}

/*
 * FlushQueues - the spooler is told to send (FLUSH_UPLOAD), by the status row; nothing is received
 *
 * Errors  MAPI_E_END_OF_SESSION
 * Source  IXPLogon::FlushQueues; contracts 8.7-01 to 8.7-05
 */
static HRESULT STDMETHODCALLTYPE logon_FlushQueues(IXPLogon *iface, ULONG_PTR window, ULONG count,
                                                   ENTRYID *target, ULONG flags)
{
    struct logon *logon = logon_from(iface);
    AUTO_RELEASE IMAPISupport *support = support_of(logon);

    (void)window;
    (void)count;
    (void)target;
    if (!support) return MAPI_E_END_OF_SESSION;
    if (flags & FLUSH_UPLOAD) show(logon, STATUS_OUTBOUND_FLUSH, 0, NULL);
    return S_OK;
}

static const IXPLogonVtbl logon_vtbl = {
    COM_UNKNOWN_METHODS(logon),
    .AddressTypes = logon_AddressTypes,
    .RegisterOptions = refuse_IXPLogon_RegisterOptions, /* there are none */
    .TransportNotify = logon_TransportNotify,
    .Idle = logon_Idle,
    .TransportLogoff = logon_TransportLogoff,
    .SubmitMessage = logon_SubmitMessage,
    .EndMessage = logon_EndMessage,
    .Poll = refuse_IXPLogon_Poll, /* nothing is received yet */
    .StartMessage = refuse_IXPLogon_StartMessage,
    .OpenStatusEntry = refuse_IXPLogon_OpenStatusEntry,
    .ValidateState = logon_ValidateState,
    .FlushQueues = logon_FlushQueues,
};

HRESULT mail_logon_create(IMAPISupport *support, const struct allocators *alloc,
                          struct account *moves_account, bool offline, IXPLogon **out)
{
    struct logon *logon = com_alloc(&logon_class, sizeof(*logon));
    HRESULT hr;

    *out = NULL;
    if (!logon) {
        account_clear(moves_account);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    logon->IXPLogon_iface.lpVtbl = (IXPLogonVtbl *)&logon_vtbl;
    logon->alloc = *alloc;
    logon->account = *moves_account;
    *moves_account = (struct account){0};
    logon->support = support;
    com_addref(support);
    logon->status = offline ? STATUS_OFFLINE : STATUS_AVAILABLE;
    hr = identify(logon, support);
    if (FAILED(hr)) {
        com_unref(logon);
        return hr;
    }
    show_all(logon, support);
    *out = &logon->IXPLogon_iface;
    return S_OK;
}

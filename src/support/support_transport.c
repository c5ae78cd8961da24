/*
 * support_transport.c - what the support object does for transports alone
 */
#include "mapitags.h"
#include "prop/adrlist.h"
#include "prop/probe.h"
#include "prop/pval.h"
#include "provider/status_row.h"
#include "provider/transport.h"
#include "spool/report.h"
#include "spool/spool_thread.h"
#include "support/support_own.h"

/* Clients see that it has failed (contracts 8.1-15). */
static void show_failure(struct logon *logon)
{
    SPropValue code = pval_long(PR_STATUS_CODE, STATUS_FAILURE);

    status_row_modify(logon, 1, &code, STATUSROW_UPDATE);
}

/*
 * SpoolerNotify - what a transport tells the spooler, or asks of it
 *
 * data    NOTIFY_SENTDEFERRED: an SBinary, the entry ID of a message; else nothing of ours
 * Errors  MAPI_E_UNKNOWN_FLAGS (NOTIFY_NEWMAIL_RECEIVED is a store's), MAPI_E_INVALID_PARAMETER (no
 *         data; NOTIFY_SENTDEFERRED with NOTIFY_CRITICAL_ERROR), AddressTypes', spool_note's
 * Source  IMAPISupport::SpoolerNotify; contracts 5.14-04 to 5.14-07
 */
HRESULT STDMETHODCALLTYPE support_transport_SpoolerNotify(IMAPISupport *iface, ULONG flags,
                                                          void *data)
{
    const ULONG known = NOTIFY_NEWMAIL | NOTIFY_READYTOSEND | NOTIFY_SENTDEFERRED | NOTIFY_CRITSEC |
                        NOTIFY_NONCRIT | NOTIFY_CONFIG_CHANGE | NOTIFY_CRITICAL_ERROR;
    const ULONG with_data = NOTIFY_SENTDEFERRED | NOTIFY_CRITICAL_ERROR;
    struct support *support = support_of(iface);
    struct router *router = support->logon->router;
    const SBinary *eid = flags & NOTIFY_SENTDEFERRED ? data : NULL;
    struct spooler *spooler;
    HRESULT hr = S_OK;

    if (flags & ~known) return support_result(support, FAIL(MAPI_E_UNKNOWN_FLAGS));
    if ((flags & with_data) == with_data || (flags & NOTIFY_SENTDEFERRED && (!eid || !eid->lpb)))
        return support_result(support, FAIL(MAPI_E_INVALID_PARAMETER));
    spooler = spooler_of(router);
    if (!spooler) return support_result(support, MAPI_E_NOT_ENOUGH_MEMORY);
    if (flags & NOTIFY_CRITICAL_ERROR) show_failure(support->logon);
    if (flags & NOTIFY_CONFIG_CHANGE && support->logon->xp)
        hr = transport_ask_types(support->logon);
    if (SUCCEEDED(hr)) hr = spool_note(spooler, &support->logon->section, flags, eid);
    if (SUCCEEDED(hr)) spool_thread_ring(router);
    return support_result(support, hr);
}

/*
 * SpoolerYield - a transport that takes long asks whether it is to go on
 *
 * MAPI_W_CANCEL_MESSAGE  no: the session ends, and the message stays in its queue
 * Errors  MAPI_E_UNKNOWN_FLAGS
 * Source  IMAPISupport::SpoolerYield; contracts 5.14-03
 */
HRESULT STDMETHODCALLTYPE support_transport_SpoolerYield(IMAPISupport *iface, ULONG flags)
{
    struct support *support = support_of(iface);

    if (flags) return support_result(support, FAIL(MAPI_E_UNKNOWN_FLAGS));
    return spool_thread_cancels(support->logon->router) ? MAPI_W_CANCEL_MESSAGE : S_OK;
}

/*
 * StatusRecips - reports of what became of recipients, made of what the transport put into list:
 * PR_DELIVER_TIME, or PR_NDR_REASON_CODE, PR_NDR_DIAG_CODE and PR_REPORT_TEXT
 *
 * list    freed when this succeeds, however its rows were allocated
 * Errors  MAPI_E_INVALID_PARAMETER (also for a list that can't be read), report_recipients'
 * Source  IMAPISupport::StatusRecips; contracts 5.14-08, 8.9-01
 */
HRESULT STDMETHODCALLTYPE support_transport_StatusRecips(IMAPISupport *iface, IMessage *message,
                                                         ADRLIST *list)
{
    struct support *support = support_of(iface);
    HRESULT hr;

    if (!message || !list || !probe_rows((const SRowSet *)list)) /* the same layout */
        return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = report_recipients(support->logon->router, message, list);
    if (SUCCEEDED(hr)) adrlist_free(list);
    return support_result(support, hr);
}

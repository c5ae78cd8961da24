/*
 * support_transport.c - what the support object does for transports alone
 */
#include "prop/adrlist.h"
#include "prop/probe.h"
#include "spool/report.h"
#include "support/support_own.h"

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

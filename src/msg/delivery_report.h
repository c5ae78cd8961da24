/*
 * delivery_report.h - the report that a message reached recipients, or did not
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/*
 * Fills report, an empty message, with what became of those recipients in list that were reached
 * (PR_DELIVER_TIME), or with failed that were not (PR_NDR_REASON_CODE, PR_NDR_DIAG_CODE), and whose
 * sender wants to know: by PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, or unless
 * PR_ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED says no; a recipient's own value goes before the
 * message's. A report of failure has the original attached, with what went wrong in its recipients.
 * Neither saves nor delivers.
 *
 * S_FALSE  no report is due; report is as it was
 * Errors   those of the two messages, MAPI_E_NOT_ENOUGH_MEMORY
 * Source   MAPI report messages, Recipient properties for delivery status reports; contracts
 *          8.9-01 to 8.9-04, 8.9-06 to 8.9-08
 */
HRESULT delivery_report_fill(IMessage *original, const ADRLIST *list, bool failed,
                             IMessage *report);

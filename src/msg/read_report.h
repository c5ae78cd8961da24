/*
 * read_report.h - the report that a message was read, or was not
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/*
 * Fills report, an empty message, with what tells original's sender of it, and whom it goes to:
 * PR_READ_RECEIPT_ENTRYID, else PR_REPORT_ENTRYID, else who it was sent by. Neither saves nor
 * submits.
 * S_FALSE  no report is due: none is asked for (PR_READ_RECEIPT_REQUESTED), or nobody is to get it;
 *          report is as it was
 * Errors   those of the two messages
 * Source   Required report message properties, MAPI report messages; contracts 8.9-03, 05, 06
 */
HRESULT read_report_fill(IMessage *original, bool nonread, IMessage *report);

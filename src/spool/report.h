/*
 * report.h - reports of what became of a message's recipients, delivered to its sender
 */
#pragma once
#include "mapidefs.h"
#include "provider/router.h"

/*
 * Makes the reports that are due of message by what list says of its recipients (see
 * msg/delivery_report.h): at most one of those that were reached, and one of those that weren't.
 * They come into the default store's receive folder for their class; where PR_REPORT_ENTRYID names
 * somebody else than the sender they are submitted to that one.
 *
 * Errors  delivery_report_fill's, and those of the default store. MAPI_W_ERRORS_RETURNED: both were
 *         due, and only that of failures could be made: not to be repeated
 * Source  IMAPISupport::StatusRecips, MAPI report messages; contracts 8.9-01 to 8.9-11, 5.14-08
 */
HRESULT report_recipients(struct router *router, IMessage *message, const ADRLIST *list);

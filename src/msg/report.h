/*
 * report.h - what reports of every kind say of the message they are about
 */
#pragma once
#include "mapidefs.h"

/* A property that a report takes over, and under which name. */
struct report_taken {
    ULONG from, to;
};

/*
 * Fills report, an empty message: its class, REPORT.<class of original>.<kind>, the conversation of
 * original, when and what it reports, and what it takes over.
 *
 * kind     "DR", "NDR", "IPNRN", "IPNNRN"
 * text     PR_REPORT_TEXT
 * n_taken  at most REPORT_TAKEN
 * Errors   those of the two messages, MAPI_E_NOT_ENOUGH_MEMORY
 * Source   Required report message properties; contracts 8.9-03, 8.9-06
 */
HRESULT report_describe(IMessage *original, const WCHAR *kind, const WCHAR *text, ULONG n_taken,
                        const struct report_taken *taken, IMessage *report);
enum {
    REPORT_TAKEN = 16
};

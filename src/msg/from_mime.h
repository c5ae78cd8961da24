/*
 * from_mime.h - Internet mail (RFC 5322, MIME) becomes a message
 */
#pragma once
#include "mapidefs.h"

/* What a message doesn't say in its own properties as the mail said it; each is a count. */
struct mime_report {
    ULONG unknown_charset; /* texts in a charset that isn't known: read as ISO-8859-1; a body's
                              bytes are attached too */
    ULONG bad_text; /* texts with bytes that their charset doesn't have: U+FFFD stands for them */
    ULONG
        bad_encoding; /* bodies with bytes that their transfer encoding doesn't have: passed over */
    ULONG bad_header;      /* header lines that are no field: in the transport headers alone */
    ULONG bad_address; /* things in address fields that are no address: carried as names, without
                          one */
    ULONG bad_date;        /* dates that can't be read: in the transport headers alone */
    ULONG bad_structure;   /* multiparts without a boundary, or that end without their last one */
    ULONG outside_parts;   /* bytes before the first part or behind the last: left out */
    ULONG too_deep;        /* parts nested too deep, or too many: attached as they came */
    ULONG refused;         /* properties that the message refused */
};

/*
 * Fills message, which the caller saves; its own properties such as PR_MESSAGE_FLAGS stay the
 * caller's.
 *
 * source   read from where it stands to its end
 * flags    CCSF_NOHEADERS: the fields of the outermost header are not carried (its MIME fields are
 *          obeyed); other CCSF_ flags say nothing here
 * report   NULL, or gets the counts
 * Errors   MAPI_E_INVALID_PARAMETER  no message or no source
 *          MAPI_E_TOO_BIG            more than 2 GiB
 *          MAPI_E_NOT_ENOUGH_MEMORY, what source and message answer
 * Source   IConverterSession::MIMEToMAPI; RFC 5322, 2045-2047, 2231
 */
HRESULT message_from_mime(IMessage *message, IStream *source, ULONG flags,
                          struct mime_report *report);

/*
 * to_mime.h - a message becomes Internet mail (RFC 5322, MIME)
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapimime.h"

struct to_mime_options {
    ULONG flags;           /* CCSF_ */
    ENCODINGTYPE encoding; /* of the outermost body: IET_BASE64, IET_UUENCODE, IET_QP, IET_7BIT,
                              IET_8BIT; IET_UNKNOWN: what suits it */
    MIMESAVETYPE format; /* SAVE_RFC822: no MIME structure, attachments uuencoded behind the text */
    ULONG wrap;            /* columns that plain text is wrapped to; 0: not at all */
    UINT code_page; /* of text; 0: ASCII where it is enough, else UTF-8. What it lacks goes out as
                       UTF-8 */
    IAddrBook *addrbook;   /* borrowed; NULL: addresses that aren't SMTP can't be looked up */
};

/* What the mail doesn't say as the message said it; each is a count. */
struct to_mime_report {
    ULONG rtf_body;   /* formatting that only PR_RTF_COMPRESSED has: its text went, and all of it as
                         body.rtf */
    ULONG no_address; /* senders and recipients without an Internet address: their names went, as
                         groups of nobody */
    ULONG by_reference; /* attachments that name a file or URL: the name went */
    ULONG ole_objects; /* OLE attachments: the storage's bytes went */
    ULONG unreadable;  /* attachments whose contents can't be opened: left empty */
    ULONG not_in_tnef; /* properties and attachments that winmail.dat couldn't say, of CCSF_USE_TNEF
                        */
    ULONG
        bad_text; /* characters that no header may have (CR, LF, ...): spaces went in their place */
};

/*
 * Writes message behind what stream holds at its position, in pieces; the caller commits.
 *
 * options  NULL: MIME, what suits each part. CCSF_USE_TNEF: header and text, and all there is of
 *          the message as winmail.dat behind it; but for what is signed or encrypted, which goes as
 *          it is
 * report   NULL, or gets the counts
 * Errors   MAPI_E_INVALID_PARAMETER  no message or no stream
 *          MAPI_E_CORRUPT_DATA       there is RTF alone, and it can't be decompressed
 *          MAPI_E_TOO_BIG            a text that must be held whole has more than 64 MiB
 *          MAPI_E_TOO_COMPLEX        messages in messages, more than 32 deep
 *          MAPI_E_NOT_ENOUGH_MEMORY, what message and stream answer (MAPI_E_NOT_ENOUGH_DISK when it
 *          takes less)
 * Source   IConverterSession::MAPIToMIMEStm; RFC 5322, 2045-2047, 2183, 2231, 2387
 */
HRESULT message_to_mime(IMessage *message, IStream *stream, const struct to_mime_options *options,
                        struct to_mime_report *report);

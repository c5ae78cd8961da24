/*
 * from_tnef.h - a TNEF stream becomes a message
 */
#pragma once
#include "mapidefs.h"
#include "tnef.h"

#define TNEF_NOT_MADE 0xffffffff
struct tnef_numbers { /* attachments in the stream's order, as the message numbers them, or
                         TNEF_NOT_MADE */
    ULONG *data;      /* owned by the caller: ARRAY_DROP */
    size_t count, room;
};

struct from_tnef_options {
    const SPropTagArray *included; /* these alone, by id; NULL: all but excluded */
    const SPropTagArray *excluded; /* NULL: none */
    struct tnef_numbers
        *made; /* NULL, or empty the first time: then those of the run before are filled again */
    WORD *key;                     /* NULL, or gets the key of the first attachment */
};

/*
 * Fills message, which the caller saves, in one pass over the stream from where it stands; existing
 * properties are overwritten, existing recipients replaced. PR_MESSAGE_RECIPIENTS and
 * PR_MESSAGE_ATTACHMENTS in the lists mean all recipients and all attachments; of a list of
 * included ones, attachments get what it names of theirs.
 *
 * options   NULL: everything
 * problems  NULL, or gets what was not carried (NULL: all was), MAPIFreeBuffer; with S_OK alone. An
 *           attribute whose checksum is wrong was carried, and is told with MAPI_E_CORRUPT_DATA
 * Errors    MAPI_E_INVALID_PARAMETER  no message or no stream
 *           MAPI_E_CORRUPT_DATA       not TNEF, or the stream ends within an attribute; the message
 *           has what came before
 *           MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_DISK and kin; what the stream answers
 * Source    ITnef::ExtractProps; MS-OXTNEF 2.3
 */
HRESULT message_from_tnef(IMessage *message, IStream *stream,
                          const struct from_tnef_options *options, STnefProblemArray **problems);
/* An IStream as a tnef_input reads it. */
HRESULT tnef_stream_read(void *stream, void *to, size_t want, size_t *got);
/*
 * What attOemCodepage says; the stream's position is put back.
 * Errors  MAPI_E_CORRUPT_DATA (not TNEF, or the attribute is damaged), MAPI_E_NOT_ENOUGH_DISK
 *         (reading failed), MAPI_E_NOT_ENOUGH_MEMORY
 * Source  GetTnefStreamCodepage
 */
HRESULT tnef_stream_code_page(IStream *stream, ULONG *code_page, ULONG *sub_code_page);

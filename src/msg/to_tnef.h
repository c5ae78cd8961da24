/*
 * to_tnef.h - a message becomes a TNEF stream, whole or component by component
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "tnef.h"

/* One AddProps: borrowed from the caller until the end, as its page says. */
struct tnef_add {
    ULONG flags, element;
    IStream *data; /* instead of an attachment's own; NULL: its own */
    const SPropTagArray *tags;
};
/* One SetProps. */
struct tnef_set {
    ULONG flags, element, count;
    const SPropValue *props;
};
struct tnef_selection { /* what is encoded; of what is said twice the last holds */
    struct {
        struct tnef_add *data;
        size_t count, room;
    } adds;
    struct {
        struct tnef_set *data;
        size_t count, room;
    } sets;
    bool recipients;        /* EncodeRecips was called */
    IMAPITable *recip_table; /* borrowed; NULL: the message's own */
};

struct to_tnef_options {
    ULONG mode; /* TNEF_PURE, TNEF_COMPATIBILITY; else TNEF_BEST_DATA */
    WORD key;   /* of the first attachment, not 0 */
};

struct tnef_export;
/* Once one of these failed within what it wrote, all answer the same from then on: the stream is no
 * good any more. */
/* Writes from where stream stands. message and stream are borrowed. */
HRESULT tnef_export_create(IMessage *message, IStream *stream,
                           const struct to_tnef_options *options, struct tnef_export **out);
/* What of the message itself is selected, once: later calls do nothing. */
HRESULT tnef_export_message(struct tnef_export *export, const struct tnef_selection *selection);
/* One attachment by its PR_ATTACH_NUM; the message goes first. MAPI_E_NOT_FOUND */
HRESULT tnef_export_attachment(struct tnef_export *export, const struct tnef_selection *selection,
                               ULONG number);
/* Every attachment that something is selected of, and that didn't go yet. */
HRESULT tnef_export_attachments(struct tnef_export *export, const struct tnef_selection *selection);
/* All is in the stream, which stands behind it. problems as in message_from_tnef, of all since the
 * last time. */
HRESULT tnef_export_flush(struct tnef_export *export, STnefProblemArray **problems);
void tnef_export_drop(struct tnef_export *export);

/*
 * The whole message: everything that can be transmitted, recipients and attachments too. ITnef and
 * winmail.dat select, and export in steps; this is what tests write with.
 *
 * stream    written from its position on; must be able to seek. The caller commits
 * options   NULL: TNEF_BEST_DATA, key 1
 * problems  NULL, or gets what was not encoded (MAPIFreeBuffer); with S_OK alone
 * Errors    MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_TOO_BIG (a part has 4 GiB),
 *           what stream answers
 * Source    ITnef::Finish; MS-OXTNEF 2.2
 */
HRESULT message_to_tnef(IMessage *message, IStream *stream, const struct to_tnef_options *options,
                        STnefProblemArray **problems);

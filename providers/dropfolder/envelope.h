/*
 * envelope.h - the recipients of a message whom this transport takes
 *
 * Those are of address type SMTP, have an address that can be written down, and no transport has
 * taken them (PR_RESPONSIBILITY). MAPI_P1 recipients are in the envelope like others: they are who
 * a message is sent to again; MAPI_SUBMITTED ones have it.
 */
#pragma once
#include "common/allocators.h"
#include "mapiutil.h"

struct envelope {
    SRowSet **sets; /* all rows with all columns; MAPI's, in a malloc'd array */
    size_t n_sets;
    const SRow **ours; /* malloc; borrowed from sets */
    size_t count;
    const struct allocators *alloc;
};

/* Errors: the message's, MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT drop_envelope_read(IMessage *message, const struct allocators *alloc,
                           struct envelope *out);
void drop_envelope_clear(struct envelope *envelope);
/*
 * What the .rcpt file has, in UTF-8, malloc: the envelope as SMTP says it (RFC 5321), a line each:
 *     MAIL FROM:<ann@example.org>
 *     RCPT TO:<bob@example.com>
 */
HRESULT drop_envelope_text(const struct envelope *envelope, const WCHAR *from, char **out,
                           size_t *bytes);
/* PR_RESPONSIBILITY becomes TRUE for those whom we take. */
HRESULT drop_envelope_take(const struct envelope *envelope, IMessage *message);

/*
 * outgoing.h - a submitted message goes to the server, and its recipients get what became of them
 *
 * Whom the server takes, MAPI is told at once (PR_RESPONSIBILITY); whom it never will take, the
 * sender is told (StatusRecips). Whom it takes later it is asked for again: after a minute, two,
 * four
 * ... four hours, until the message is five days old. When that is stands in the message
 * (PR_OMINET_NEXT_TRY), so that it outlasts a restart.
 */
#pragma once
#include "internet/account.h"
#include "internet/smtp.h"
#include "mapispi.h"

struct outgoing {
    const struct account *account;
    struct smtp *smtp;
    const struct allocators *alloc;
    IMAPISupport *support;
    SBinary id, search_key; /* of the account's owner */
};

/*
 * *again  some recipients' time hasn't come: the message is to be sent again (END_RESEND_LATER)
 * why     CONNECTION_WHY_BYTES, in UTF-8: what is to be told of the server
 * Errors  MAPI_E_NOT_ME  none of its recipients is ours
 *         smtp_send's, after what had been achieved was saved; those of the conversion, with
 * nothing sent
 */
HRESULT outgoing_send(const struct outgoing *outgoing, IMessage *message, bool *again, char *why);

/* Seconds to wait after so many attempts in vain. */
ULONG outgoing_delay(ULONG tries, ULONG first, ULONG most);

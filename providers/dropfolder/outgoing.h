/*
 * outgoing.h - a message becomes a file of the out-folder
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "dropfolder/account.h"

struct outgoing {
    const struct account *account;
    IMAPISupport *support;
    const struct allocators *alloc;
    const WCHAR *name; /* of the files, without ending: nobody else's, and later ones sort behind */
    bool (*is_cancelled)(void *context); /* asked between steps */
    void *context;
};

/*
 * Writes NAME.eml, its recipients NAME.rcpt (envelope.h), and takes the message's recipients. The
 * .rcpt file is there first; the .eml gets its name last, when all of it is on the disk. Where it
 * fails there is no .eml.
 *
 * message  gets the sender, PR_SENT_REPRESENTING_ where it has none, PR_PROVIDER_SUBMIT_TIME
 * Errors   MAPI_E_NOT_ME        it has no recipient for us, or we have no out-folder
 *          MAPI_E_USER_CANCEL   is_cancelled
 *          MAPI_E_WAIT          the folder can't be written to now
 *          the message's and the converter's
 */
HRESULT drop_outgoing_write(const struct outgoing *outgoing, IMessage *message);
/* A name by the time, in UTF-16 with its end: 20261122T101500123-HEX of uid. at: files_now() */
#define DROP_NAME_CHARS (18 + 1 + 32 + 1)
void drop_outgoing_name(uint64_t at, const MAPIUID *uid, WCHAR name[DROP_NAME_CHARS]);

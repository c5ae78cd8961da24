/*
 * imsg.h - IMessage kept in an IStorage (.msg files), and the sessions that close such messages
 * together
 *
 * The layout is MS-OXMSG's: a message, an attachment and a recipient are a storage each, with its
 * properties in the stream
 * __properties_version1.0 and what doesn't fit there in __substg1.0_TAG streams; names of
 * properties lie in
 * __nameid_version1.0 of the outermost message.
 */
#pragma once
#include <stdbool.h>
#include "imessage.h"
#include "mapidefs.h"
#include "mapispi.h"

struct imsg_session;

/* unicode: messages opened in it keep text as Unicode. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT imsg_session_open(bool unicode, struct imsg_session **out);
/* Messages, attachments and tables opened in it answer MAPI_E_INVALID_OBJECT from here on, and hold
 * no storage. */
void imsg_session_close(struct imsg_session *session);

struct imsg_open {
    struct imsg_session *session; /* NULL: it stands alone */
    IMAPISupport
        *support; /* NULL: no dialogs, recipients' entry identifiers are kept as they come */
    IStorage *storage;
    MSGCALLRELEASE *released;     /* NULL; called once, when storage is not needed any more */
    ULONG caller;
    bool unicode;
    bool keep_storage;            /* SaveChanges doesn't commit it */
};
/*
 * The message in a storage, or a new one in an empty storage that can be written; one reference. It
 * holds support and storage.
 * Errors  MAPI_E_NO_ACCESS (it can only be written), MAPI_E_CORRUPT_DATA (it holds something else),
 *         MAPI_E_NOT_ENOUGH_MEMORY, what the storage says
 */
HRESULT imsg_open(const struct imsg_open *open, IMessage **out);

/* GetAttribIMsgOnIStg, SetAttribIMsgOnIStg. MAPI_E_NO_SUPPORT: it is no message or attachment of
 * ours */
HRESULT imsg_get_attributes(void *object, const SPropTagArray *tags, SPropAttrArray **out);
HRESULT imsg_set_attributes(void *object, const SPropTagArray *tags,
                            const SPropAttrArray *attributes, SPropProblemArray **problems);

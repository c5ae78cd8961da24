/*
 * simple_save.h - messages that a client of Simple MAPI writes itself, or deletes
 */
#pragma once
#include "simple/simple_store.h"
#include "simple/simple_text.h"

/*
 * eid      of the message that is replaced, in its place; lpb NULL: a new one in the receive folder
 *          of its type
 * root     what *saved lies on
 * saved    its entry ID
 * Errors   MAPI_E_INVALID_MESSAGE, MAPI_E_INVALID_RECIPS (a name is nobody's, or several people's),
 *          those of simple_recipients_list, simple_file_attach, the store; nothing is changed then
 */
HRESULT simple_save(struct simple_session *session, struct simple_store *store, const SBinary *eid,
                    const MapiMessageW *message, void *root, SBinary *saved);
/* MAPI_E_INVALID_MESSAGE of simple_code.h: there is no such message. */
HRESULT simple_delete(struct simple_store *store, const SBinary *eid);

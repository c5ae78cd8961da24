/*
 * simple_send.h - a message of Simple MAPI goes into the outgoing queue
 */
#pragma once
#include "simple/simple_session.h"
#include "simple/simple_text.h"

/*
 * The message is made in the outbox of Simple MAPI's store and submitted; when that fails nothing
 * of it is left.
 * message  checked by simple_message_check
 * flags    MAPI_DIALOG: the user wants to see it first. There is no dialog, so it goes only when
 *          it is complete and the policy allows that (simple_policy.h)
 * Errors   MAPI_E_UNKNOWN_RECIPIENT  there are no recipients (contracts 12.3-01)
 *          MAPI_E_NO_SUPPORT         it was to be shown
 *          those of simple_recipients_list, simple_file_attach, the store
 */
HRESULT simple_send(struct simple_session *session, const MapiMessageW *message, ULONG flags);

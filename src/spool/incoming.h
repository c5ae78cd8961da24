/*
 * incoming.h - a message that a transport fills
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct incoming; /* a COM object */

/*
 * A message for IXPLogon::StartMessage: what it is asked goes to message, which stays open, and its
 * SaveChanges adds what every message that came in has:
 *
 *   PR_MESSAGE_CLASS IPM.Note, PR_MESSAGE_DELIVERY_TIME now     where there is none
 *   PR_MESSAGE_FLAGS                                            MSGFLAG_UNMODIFIED, not UNSENT
 *   PR_SENT_REPRESENTING_..., PR_RCVD_REPRESENTING_...          PR_SENDER_..., PR_RECEIVED_BY_...,
 *                                                               where it has none of them
 *   PR_SPOOLER_STATUS                                           S_OK
 *
 * So what was acknowledged to the transport is in the store. It can't be submitted.
 *
 * message  new, and not saved yet; counted
 * Errors   MAPI_E_NOT_ENOUGH_MEMORY, the message's
 * Source   IXPLogon::StartMessage; contracts 8.6-03, -05, -12, -14, -15
 */
HRESULT incoming_create(IMessage *message, struct incoming **out);
IMessage *incoming_message(struct incoming *incoming); /* what the transport gets; borrowed */
bool incoming_saved(struct incoming *incoming);
/* The transport has had its call: whatever it still does with the message is
 * MAPI_E_INVALID_OBJECT. Gives the reference back. */
void incoming_close(struct incoming *incoming);

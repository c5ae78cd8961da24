/*
 * resend.h - the recipients of a message that is sent again: who had it, and who is to get it
 */
#pragma once
#include "mapidefs.h"

/* For a message with MSGFLAG_RESEND that is about to be submitted, once: what MAPI_SUBMITTED says
 * is in PR_RESPONSIBILITY afterwards. */
HRESULT resend_prepare(IMessage *message);

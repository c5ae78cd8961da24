/*
 * simple_read.h - a message as Simple MAPI shows it
 */
#pragma once
#include "mapi.h"
#include "simple/simple_store.h"

/* The message of an entry ID. MAPI_E_INVALID_MESSAGE of simple_code.h: there is none. */
HRESULT simple_message_open(struct simple_store *store, const SBinary *eid, ULONG flags,
                            IMessage **out);
/*
 * flags    MAPI_ENVELOPE_ONLY (no text, no files), MAPI_PEEK (it stays unread),
 *          MAPI_BODY_AS_FILE, MAPI_SUPPRESS_ATTACH (text, no files); others are ignored
 * out      one allocation; the files are the client's
 * Errors   MAPI_E_INVALID_MESSAGE, MAPI_E_TEXT_TOO_LARGE, those of simple_unpack and the store; it
 *          stays unread then
 */
HRESULT simple_read(struct simple_store *store, const SBinary *eid, ULONG flags, MapiMessage **out);
